"""Tests of `exchange.consumers`: who gets which list over HTTP, and what is written down of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as structs_replace

from khien.app.administering import revoke_consumer, unrecorded
from khien.app.lists import addresses, made, standing
from khien.exchange.consumers import desk
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.errors import NotOurFolderError, NotWrittenError, OwnChoiceError
from khien.exchange.consumers.rules import Choice
from khien.exchange.lists.abuse import read_contacts
from khien.exchange.warninglists.desk import add_warninglist, read_warninglist
from khien.intake import Wish, read_file
from khien.intake.reporting import Outcome
from khien.model.errors import NotFoundError
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.patterns import ValueKind
from khien.people.tokens import TokenOverError
from tests.exchange.consumers.readers import WIDE, Reader
from tests.exchange.nodes import AMBER, CLEAR, Party, World, newer

HERE = pytest.mark.only_on("sqlite")  # the rows are tried on both by the others


def test_a_consumer_of_our_own_gets_what_is_below_its_ceiling(us: Party) -> None:
    """A list holds what the gate lets its reader have; the rest is named with the reason."""
    strict = us.indicator("strict.example", object_marking_refs=[TLP_2_IDS[Tlp.AMBER_STRICT]])
    us.bring(
        us.indicator("a.evil.example"),
        us.indicator("b.evil.example", object_marking_refs=[AMBER]),
        strict,
    )
    us.bring(us.indicator("quiet.example", labels=["PAP:RED"]))
    reader = Reader(us, "resolver-1", "rpz", "plain")

    answer = reader.get("plain")

    assert answer.status_code == 200
    assert answer.text == "a.evil.example\nb.evil.example\n"
    assert "khien-list-version" in answer.headers
    (found,) = standing(us.node)
    assert found.fetched["plain"].entries == 2
    report = found.reports["plain"]
    assert report.codes == {"list.above-ceiling": 1, "list.pap": 1}
    assert report.counts == {"read": 4, "kept": 2, "changed": 0, "refused": 2, "skipped": 0}
    assert addresses(us.node, found.consumer)["rpz"].endswith("/exports/resolver-1/rpz")
    assert unrecorded(us.node) == []


@HERE
def test_who_asks_without_right_gets_nothing(us: Party) -> None:
    """No token 401, a token for something else 403, another's list or form 404, a revoked one 401."""
    us.bring(us.indicator("a.evil.example"))
    reader = Reader(us, "resolver-1", "plain")
    other = Reader(us, "resolver-2", "plain")
    taxii = us.token("siem", "taxii:read")

    assert us.client.get("/exports/resolver-1/plain").status_code == 401
    assert reader.get("plain", Authorization=f"Bearer {taxii}").status_code == 403
    assert reader.get("plain", **other.headers).status_code == 404
    assert reader.get("rpz").status_code == 404
    assert reader.get("nothing").status_code == 404
    assert reader.get("plain/manifest.json").status_code == 404
    assert us.client.head("/exports/resolver-1/plain").status_code == 401
    revoke_consumer(us.node, "resolver-1")
    assert reader.get("plain").status_code == 401
    assert not (us.node.home / "lists" / "resolver-1" / "plain").exists()


@HERE
def test_a_list_that_did_not_change_is_not_sent_again(us: Party, world: World) -> None:
    """The same list has the same number and tag, packed or not; time alone can change it too."""
    us.bring(us.indicator("a.evil.example"))
    until = us.indicator("b.evil.example", valid_until="2026-12-01T00:00:00Z")
    us.bring(until)
    reader = Reader(us, "resolver-1", "rpz")

    first = reader.get("rpz")
    packed = reader.get("rpz", **{"Accept-Encoding": "gzip"})
    again = reader.get("rpz", **{"If-None-Match": first.headers["etag"]})
    us.bring(us.thing("campaign", name="has no value"))
    unchanged = reader.get("rpz", **{"If-None-Match": packed.headers["etag"]})
    world.clock.tick(days=30)
    later = reader.get("rpz", **{"If-None-Match": first.headers["etag"]})

    assert packed.text == first.text
    assert packed.headers["etag"] != first.headers["etag"]
    assert packed.headers["content-encoding"] == "gzip"
    assert again.status_code == unchanged.status_code == 304
    assert again.headers["etag"] == first.headers["etag"]
    assert later.status_code == 200
    assert "b.evil.example" in first.text
    assert "b.evil.example" not in later.text
    assert int(later.headers["khien-list-version"]) > int(first.headers["khien-list-version"])


def test_who_has_to_wait_is_told_so(us: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another list is made, here or by another process of the node, it is 503 with a time."""
    monkeypatch.setattr(desk, "LONGEST_WAIT_S", 0.01)
    reader = Reader(us, "resolver-1", "rpz")

    with us.node.lists._making:
        here = reader.get("rpz")
    with us.node.store.alone("list resolver-1 rpz"):
        elsewhere = reader.get("rpz")

    found = (here, elsewhere, reader.get("rpz"))
    assert [one.status_code for one in found] == [503, 503, 200]
    assert here.headers["retry-after"] == "5"


def test_what_was_revoked_is_named_in_the_report(us: Party, them: Party) -> None:
    """As what is over is: by its id, with its pattern; a partner's report is of its shelf alone."""
    gone, kept = us.indicator("gone.example"), us.indicator("kept.example")
    us.bring(gone, kept)
    us.publish(gone["id"], kept["id"], to=[them.name])
    us.bring(newer(gone, revoked=True))
    reader = Reader(us, "resolver-1", "plain")

    assert reader.get("plain").text == "kept.example\n"

    theirs = Reader(us, "their-dns", "plain", partner=them.name)
    assert theirs.get("plain").text == "kept.example\n"
    found = {one.consumer.name: one.reports["plain"] for one in standing(us.node)}
    assert found["their-dns"].counts["read"] == 1
    report = found["resolver-1"]
    assert report.counts == {"read": 2, "kept": 1, "changed": 0, "refused": 0, "skipped": 1}
    (item,) = report.items
    assert item == {"item": gone["id"], "code": "list.revoked", "detail": gone["pattern"]}


def test_what_a_partners_consumer_fetches_has_crossed(us: Party, them: Party) -> None:
    """It gets what was released to its partner and no more; that is in the ledger, once."""
    sent, held = us.indicator("sent.example"), us.indicator("held.example")
    us.bring(sent, held)
    reader = Reader(us, "their-dns", "rpz", "plain", partner=them.name)
    assert reader.get("plain").text == ""
    published = us.publish(sent["id"], to=[them.name])
    (release,) = [one for one in published if one.object_id == sent["id"]]
    assert us.states([release]) == ["cleared"]

    unasked = us.leaves(release.id)
    first = reader.get("plain")
    again = reader.get("rpz")

    assert first.text == "sent.example\n"
    assert "sent.example" in again.text
    assert "held.example" not in again.text
    assert us.leaves(release.id) == [*unasked, "sent"]
    assert us.states([release]) == ["sent"]


def test_recalled_and_over_means_gone_at_once(us: Party, them: Party, world: World) -> None:
    """What is recalled leaves the next list; when the agreement has ended the list is empty."""
    one, other = us.indicator("one.example"), us.indicator("other.example")
    us.bring(one, other)
    us.publish(one["id"], other["id"], to=[them.name])
    reader = Reader(us, "their-dns", "plain", partner=them.name)
    assert reader.get("plain").text == "one.example\nother.example\n"

    us.node.recalls.recall(one["id"], us.officer("lan"), "false positive")

    assert reader.get("plain").text == "other.example\n"
    world.clock.tick(days=500)
    assert reader.get("plain").text == ""


@HERE
def test_a_misp_feed_is_a_folder_with_a_tag_for_each_file(us: Party, world: World) -> None:
    """manifest.json names the events; an event that did not change is not sent again."""
    us.bring(us.indicator("a.evil.example"))
    reader = Reader(us, "misp-1", "misp")

    manifest = reader.get("misp/manifest.json")
    (name,) = manifest.json()
    event = reader.get(f"misp/{name}.json")
    world.clock.tick(hours=1)
    us.bring(us.thing("campaign", name="nothing new"))
    again = reader.get(f"misp/{name}.json", **{"If-None-Match": event.headers["etag"]})

    (attribute,) = event.json()["Event"]["Attribute"]
    assert (attribute["type"], attribute["value"]) == ("domain", "a.evil.example")
    assert reader.get("misp/hashes.csv").text.rstrip().endswith(name)
    assert again.status_code == 304
    for file in ("manifest.json", "hashes.csv", f"{name}.json"):
        odd = reader.get(f"misp/{file}?since=7")
        assert (odd.status_code, odd.json()["code"]) == (400, "list.query-file"), file
        assert "since=7" in odd.json()["vi"]
    assert reader.get("misp").status_code == 404
    assert reader.get("misp/state.json").status_code == 404


def test_the_terms_of_whoever_gave_it_hold_here_too(us: Party, them: Party, world: World) -> None:
    """What a partner marked, or has since asked to be handled more strictly, stays out of our lists."""
    green, amber, late = (
        them.indicator("green.example"),
        them.indicator("amber.example", object_marking_refs=[AMBER]),
        them.indicator("late.example"),
    )
    them.bring(green, amber, late)
    published = them.publish(green["id"], amber["id"], late["id"], to=[us.name])
    for release in published:
        if them.release(release.id).state.value == "held":
            them.approve(release, "lan")
            them.approve(release, "son")
    world.run()
    reader = Reader(us, "resolver-1", "plain", choice=Choice(ceiling=Tlp.GREEN))
    assert reader.get("plain").text == "green.example\nlate.example\n"

    them.node.recalls.downgrade(late["id"], Tlp.AMBER, them.officer("lan"), "source at risk")
    world.run()

    assert reader.get("plain").text == "green.example\n"


@HERE
def test_our_own_names_and_popular_ones_stay_out(us: Party) -> None:
    """No list of ours blocks ourselves, nor what much good traffic depends on unless that is asked for."""
    us.bring(*map(us.indicator, ("our-ministry.example", "google.com", "evil.example")))
    reader = Reader(us, "one", "plain")
    popular = Reader(us, "two", "plain", choice=Choice(popular=True))

    assert reader.get("plain").text == "evil.example\n"
    assert popular.get("plain").text == "google.com\nevil.example\n"


@HERE
def test_an_object_is_given_whole_or_not_at_all(us: Party) -> None:
    """What is against one value of an indicator is against the object; our own intake reads the bundle."""
    both = "[domain-name:value = 'google.com' OR domain-name:value = 'evil.example']"
    two = "[domain-name:value = 'a.example' OR ipv4-addr:value = '203.0.113.7']"
    us.bring(us.indicator(pattern=both), us.indicator(pattern=two))
    choice = Choice(kinds=(ValueKind.DOMAIN,))
    reader = Reader(us, "siem", "stix", "plain", choice=choice)

    bundle = reader.get("stix")
    read = read_file(
        "x.json", bundle.content, Wish(identity=us.node.ourselves.identity, now=us.node.clock())
    )

    assert [one["pattern"] for one in bundle.json()["objects"]] == [two]
    assert [one.outcome for one in read.entries] == [Outcome.KEPT]
    assert reader.get("plain").text == "evil.example\na.example\n"
    (found,) = standing(us.node)
    assert found.reports["stix"].counts["read"] == 2
    assert found.reports["stix"].codes == {"list.popular": 1}


def test_a_name_without_what_is_below_it_is_changed(us: Party) -> None:
    """Whatever the form: who gets less of a name than it means is told so, for Sigma's rules too."""
    us.bring(
        us.indicator("a.evil.example"), us.indicator(pattern="[ipv4-addr:value = '203.0.113.7']")
    )
    forms = ("sigma", "hosts", "zeek", "dataset-domain", "rpz", "suricata")
    reader = Reader(us, "siem", *forms)

    for form in forms:
        assert reader.get(form).status_code == 200
    (found,) = standing(us.node)

    changed = {form: found.reports[form].codes.get("list.not-below", 0) for form in forms}
    assert changed == dict.fromkeys(forms[:4], 1) | dict.fromkeys(forms[4:], 0)
    assert found.reports["sigma"].counts["changed"] == 1


def test_a_list_holds_what_was_asked_for(us: Party, world: World) -> None:
    """By kind, confidence and age; the same value once, whoever said it; foreign patterns are named."""
    now = "2026-11-22T08:00:00.000Z"
    us.bring(us.indicator("old.example", confidence=90))
    world.clock.tick(days=3)
    us.bring(
        us.indicator("sure.example", confidence=90),
        us.indicator("sure.example", confidence=80),
        us.indicator("unsure.example", confidence=10),
        us.indicator("future.example", confidence=90, valid_from="2027-01-01T00:00:00Z"),
        us.indicator("past.example", confidence=90, valid_until=now),
        us.indicator(confidence=90, pattern="[ipv4-addr:value = '203.0.113.7']"),
        us.indicator(pattern="rule x { condition: true }", pattern_type="yara"),
        us.indicator("drill.example", confidence=90, labels=["exercise"]),
    )
    granular = [{"marking_ref": AMBER, "selectors": ["pattern"]}]
    us.bring(us.indicator("part.example", confidence=90, granular_markings=granular))
    choice = Choice(kinds=(ValueKind.DOMAIN,), above=50, days=2)

    reader = Reader(us, "siem", "plain", choice=choice)

    assert reader.get("plain").text == "sure.example\n"
    (found,) = standing(us.node)
    assert found.reports["plain"].codes == {
        "list.above-ceiling": 1, "list.exercise": 1, "list.no-value": 1, "list.not-asked": 1,
        "list.not-yet": 1, "list.over": 1, "list.same": 1, "list.score": 1, "list.too-old": 1,
    }  # fmt: skip
    assert found.reports["plain"].counts["read"] == 10
    world.clock.tick(days=3)
    assert reader.get("plain").text == ""


@HERE
def test_a_value_on_a_warninglist_stays_out_as_soon_as_the_list_is_there(us: Party) -> None:
    """The list of before is not good any more; who asks for popular names gets it all the same."""
    us.bring(us.indicator("a.shared.example"), us.indicator("b.evil.example"))
    reader = Reader(us, "resolver-1", "plain")
    kept = Reader(us, "siem", "plain", choice=structs_replace(WIDE, popular=True))
    assert reader.get("plain").text == "a.shared.example\nb.evil.example\n"

    one, entries = read_warninglist(b"shared.example", "hosts", "hostname", "lan", us.node.clock())
    with us.node.store.write() as tx:
        add_warninglist(tx, one, entries)

    assert reader.get("plain").text == "b.evil.example\n"
    assert kept.get("plain").text == "a.shared.example\nb.evil.example\n"
    codes = {found.consumer.name: found.reports["plain"].codes for found in standing(us.node)}
    assert codes["resolver-1"] == {"list.warninglist": 1}


@HERE
def test_a_command_writes_a_list_and_says_what_it_left_out(
    us: Party, them: Party, tmp_path: Path
) -> None:
    """A file is replaced whole and keeps its mode; a folder only if it is ours; a consumer's own choice holds."""
    us.bring(
        us.indicator("a.evil.example"), us.indicator(pattern="[url:value = 'https://e.example/']")
    )
    target, report = tmp_path / "list.rpz", tmp_path / "report"
    target.write_text("before", "utf-8")
    target.chmod(0o604)

    found = made(us.node, Order("rpz", Choice(), target, report=report))

    assert "a.evil.example CNAME ." in target.read_text("utf-8")
    assert target.stat().st_mode & 0o777 == 0o604
    assert [json.loads(line)["code"] for line in report.read_text("utf-8").splitlines()] == [
        "list.kind"
    ]
    assert found.counts == {"read": 2, "kept": 1, "changed": 0, "refused": 1, "skipped": 0}
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["list.rpz", "report"]
    feed = tmp_path / "feed"
    made(us.node, Order("misp", Choice(), feed))
    made(us.node, Order("misp", Choice(above=99), feed))
    assert sorted(one.name for one in feed.iterdir()) == ["hashes.csv", "manifest.json"]
    (feed / "manifest.json").write_text('{"../../x":{}}', "utf-8")
    with pytest.raises(NotOurFolderError):
        made(us.node, Order("misp", Choice(), feed))
    nowhere = tmp_path / "no" / "such" / "folder"
    for order in (
        Order("rpz", Choice(), nowhere),
        Order("rpz", Choice(), target, report=nowhere),
        Order("rpz", Choice(), tmp_path / "feed"),
    ):
        with pytest.raises(NotWrittenError) as refused:
            made(us.node, order)
        named = order.report or order.to
        assert refused.value.facts["file"] == str(named)
    assert "a.evil.example CNAME ." in target.read_text("utf-8")
    contacts = read_contacts("example,abuse@nic.example")
    clear = us.indicator("clear.example", object_marking_refs=[CLEAR])
    us.bring(clear)
    made(us.node, Order("xarf", Choice(), tmp_path / "reports", contacts=contacts))
    (line,) = (tmp_path / "reports").read_text("utf-8").splitlines()
    assert json.loads(line)["contact"] == "abuse@nic.example"


@HERE
def test_a_list_by_command_for_a_partner_is_a_crossing(
    us: Party, them: Party, world: World, tmp_path: Path
) -> None:
    """It holds what the partner may have, is in the ledger, and ends with the consumer."""
    sent = us.indicator("sent.example")
    us.bring(sent, us.indicator("held.example"))
    published = us.publish(sent["id"], to=[them.name])
    (release,) = [one for one in published if one.object_id == sent["id"]]
    Reader(us, "their-dns", "plain", partner=them.name)
    order = Order("plain", Choice(), tmp_path / "list", "their-dns")

    made(us.node, order)

    assert (tmp_path / "list").read_text("utf-8") == "sent.example\n"
    assert us.leaves(release.id)[-1] == "sent"
    for wrong in (replace(order, form="rpz"), replace(order, consumer="nobody")):
        with pytest.raises(NotFoundError):
            made(us.node, wrong)
    chosen = Choice(popular=True, kinds=(ValueKind.DOMAIN,), days=2)
    with pytest.raises(OwnChoiceError) as found:
        made(us.node, replace(order, choice=chosen))
    assert found.value.facts["chosen"] == "kind, age, popular"
    revoke_consumer(us.node, "their-dns")
    with pytest.raises(TokenOverError):
        made(us.node, order)
    with pytest.raises(NotFoundError):
        revoke_consumer(us.node, "nobody")

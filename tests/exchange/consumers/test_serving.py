"""Tests of `exchange.consumers`: who gets which list over HTTP, and what is written down of it."""

from __future__ import annotations

from typing import Any

from khien.app.administering import add_consumer, revoke_consumer, unrecorded
from khien.app.lists import addresses, standing
from khien.exchange.consumers.rules import Choice, Use
from khien.model.marking import TLP_2_IDS, Tlp
from tests.exchange.nodes import AMBER, Party, World, newer

WIDE = Choice(ceiling=Tlp.AMBER, use=Use.BLOCK)


class Reader:
    """A machine with the token of a consumer."""

    def __init__(
        self,
        party: Party,
        name: str,
        *forms: str,
        choice: Choice = WIDE,
        partner: str | None = None,
    ) -> None:
        self.party, self.name = party, name
        self.consumer, token = add_consumer(party.node, name, forms, choice, partner=partner)
        self.headers = {"Authorization": f"Bearer {token.secret}", "Accept-Encoding": "identity"}

    def get(self, form: str, **headers: str) -> Any:  # noqa: ANN401 -- the test client's
        """Fetch a list."""
        return self.party.client.get(f"/exports/{self.name}/{form}", headers=self.headers | headers)


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
    assert us.client.head("/exports/resolver-1/plain", headers=reader.headers).status_code == 405
    revoke_consumer(us.node, "resolver-1")
    assert reader.get("plain").status_code == 401
    assert not (us.node.home / "lists" / "resolver-1" / "plain").exists()


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
    assert "Last-Modified" in again.headers
    assert later.status_code == 200
    assert "b.evil.example" in first.text
    assert "b.evil.example" not in later.text
    assert int(later.headers["khien-list-version"]) > int(first.headers["khien-list-version"])


def test_changes_since_a_version_name_what_went(us: Party, world: World) -> None:
    """With `since` come the lines that went and those that came; of a list too long ago, 410."""
    names = ("a.evil.example", "b.evil.example")
    gone, kept = (us.indicator(name) for name in names)
    us.bring(gone, kept)
    reader = Reader(us, "siem", "plain", "stix", "sigma")
    before = {form: reader.get(form).headers["khien-list-version"] for form in ("plain", "stix")}
    world.clock.tick(hours=1)
    us.bring(newer(gone, revoked=True), us.indicator("c.evil.example"))

    plain = reader.get(f"plain?since={before['plain']}")
    stix = reader.get(f"stix?since={before['stix']}").text.splitlines()
    now = plain.headers["khien-list-version"]

    assert plain.text == "-a.evil.example\n+c.evil.example\n"
    assert [line[:2] for line in stix] == ["-{", "+{"]
    assert gone["id"] in stix[0]
    assert reader.get(f"plain?since={now}").text == ""
    assert (
        reader.get(f"plain?since={now}", **{"If-None-Match": plain.headers["etag"]}).status_code
        == 200
    )
    assert reader.get("plain?since=7").status_code == 410
    assert reader.get("plain?since=x").status_code == 410


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
    assert reader.get("misp").status_code == 404
    assert reader.get("misp/state.json").status_code == 404

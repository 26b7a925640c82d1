"""The pages about partners: how the exchange stands, enrolment, agreements."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import msgspec
import pytest
from sqlalchemy import insert

from khien.app.dealing import answers_of
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.rows import release
from khien.model.agreement import agreement_payload, parse_agreement
from khien.model.instants import to_microseconds
from khien.model.signing import seal
from khien.people.agreements import in_force, list_agreements
from khien.people.notices import address_notice, ending_notice
from khien.people.partners import (
    OtherNodeError,
    Partner,
    PartnerState,
    accept,
    invite,
    list_standings,
)
from khien.people.partners import partner as find_partner
from tests.app.homes import NOW
from tests.people.parties import THEIRS, agreement_text
from tests.people.parties import Node as Party
from tests.web.console.conftest import PASSWORD, Browser, Desk

NAME = THEIRS.card.name
HERE = f"/partners/{NAME}"
AGREEMENT = f"{HERE}/agreement"


def ours(desk: Desk) -> Party:
    """This node as a party of an agreement."""
    return Party(desk.node.enrolments.card, desk.node.ourselves.key)


def theirs_invites(desk: Desk) -> dict[str, object]:
    """An invitation for us, made at their place."""
    with desk.node.store.write() as tx:
        point = tx.begin_nested()
        made = invite(tx, THEIRS.card, THEIRS.key, desk.node.ourselves.name, NOW).document
        point.rollback()
    return made


@pytest.fixture
def allied(desk: Desk) -> Desk:
    """A node that accepted the invitation of a partner."""
    made = theirs_invites(desk)
    with desk.node.store.write() as tx:
        accept(tx, desk.node.enrolments.card, desk.node.ourselves.key, made, NOW)
    return desk


def upload(browser: Browser, path: str, content: str) -> str:
    """What a page says to a file."""
    return browser.post(path, files={"file": ("a file", content.encode())}).text


def hidden(page: str, name: str) -> str:
    """What a page carries in a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return unescape(found[1])


def test_the_list_shows_state_and_health(allied: Desk) -> None:
    """Each partner is a line; who may not enrol sees no button for it."""
    page = allied.as_("auditor").get("/partners").text
    assert NAME in page
    assert "reached" in page
    assert "/enrolment/invite" not in page
    assert "/enrolment/invite" in allied.as_("lawyer").get("/partners").text


def test_a_page_tells_everything_about_a_partner(allied: Desk) -> None:
    """Keys, the phrase, limits, what waits and what was refused there."""
    items = [(NAME, one, "{}") for one in ("a1", "b2")]
    with allied.node.store.write() as tx:
        outbox_rows.put(tx, outbox_rows.Kind.AGREEMENT, items, NOW)
        first, second = outbox_rows.head(tx, NAME, 2)
        outbox_rows.parked(tx, [first], NOW, "people.partner-revoked")
        outbox_rows.failed(tx, [second], NOW + timedelta(hours=1), "exchange.unreachable")
    page = unescape(allied.as_("release").get(HERE).text)
    for shown in (THEIRS.card.key, "a1", "b2", "not reached", "No agreement is in force."):
        assert shown in page
    assert allied.as_("release").get("/partners/nobody").status_code == 404


def test_answers_are_timed_from_their_first_receipt(allied: Desk) -> None:
    """Sent at noon, the first receipt ten seconds later: that partner answers within ten seconds."""
    at = to_microseconds(NOW)
    row = dict.fromkeys(("object_id", "modified", "sha256", "type", "purpose", "author"), "x")
    row |= dict.fromkeys(("agreement", "recipients", "answers", "redacted_from", "reason"), "")
    times = dict.fromkeys(("published_us", "decided_us", "released_us", "sent_us"), at)
    with allied.node.store.write() as tx:
        values = {
            **row,
            **times,
            "id": "r",
            "partner": NAME,
            "state": "accepted",
            "tlp": 0,
            "signed": True,
        }
        tx.execute(insert(release).values(values))
        for number, seconds in enumerate((10, 60)):
            kept = receipt_rows.Kept(
                f"{number}", "taken", "r", NAME, "accepted", "", True, {}, NOW + timedelta(seconds=seconds)
            )  # fmt: skip
            receipt_rows.add(tx, [kept])
    page = allied.as_("auditor").get("/partners").text
    assert "10 s" in page
    assert "<b>1</b>Given in 30 days" in allied.as_("auditor").get(HERE).text


def test_the_median_and_nine_in_ten_are_of_real_answers() -> None:
    """Nearest rank: each number told is one that happened."""
    told = answers_of([float(one) for one in range(1, 11)])
    assert told is not None
    assert (told.median, told.p90) == (5.0, 9.0)
    assert answers_of([]) is None


def test_limits_and_persons_are_set(allied: Desk) -> None:
    """The same as `khien partner set`; what cannot be is said on the page with what was typed."""
    browser = allied.as_("release")
    fields = {
        "max_bytes": "1000",
        "objects_per_minute": "5",
        "persons": "Ana = head\nBo",
        "exercise": "yes",
    }
    assert browser.post(f"{HERE}/settings", fields).status_code == 303
    with allied.node.store.read() as tx:
        found = find_partner(tx, NAME)
    assert (found.limits.max_bytes, found.limits.objects_per_minute, found.exercise) == (
        1000,
        5,
        True,
    )
    assert [(one.name, one.title) for one in found.persons] == [("Ana", "head"), ("Bo", "")]
    wrong = browser.post(f"{HERE}/settings", fields | {"max_bytes": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert allied.as_("duty").post(f"{HERE}/settings", fields).status_code == 403


def test_a_channel_must_be_one(allied: Desk) -> None:
    """PEM that is none is refused; none at all is taken."""
    browser = allied.as_("admin")
    assert browser.post(f"{HERE}/channel", {"ca": "no PEM"}).status_code == 422
    assert browser.post(f"{HERE}/channel", {}).status_code == 303
    assert browser.post(f"{HERE}/pull", {}).status_code == 422  # it is no TAXII party


@pytest.mark.parametrize("told", [True, False])
def test_a_partner_is_struck_off_for_a_reason(
    allied: Desk, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a reason nothing happens; with one it is over, and whether its node knows is said."""
    monkeypatch.setattr("khien.app.enrolling.tell_end", lambda *_: ({}, told))
    browser = allied.as_("lawyer")
    assert browser.post(f"{HERE}/revoke", {"reason": " "}).status_code == 422
    done = browser.post(f"{HERE}/revoke", {"reason": "their key leaked"})
    assert done.status_code == 303
    page = browser.get(HERE).text
    assert ("did not take our notice" in page) is not told
    assert "their key leaked" in page
    assert browser.get(f"{AGREEMENT}/edit").status_code != 200


def test_an_invitation_is_made_answered_and_compared(desk: Desk) -> None:
    """The file goes out; the answer is looked at with its phrase before it is believed."""
    browser = desk.as_("release")
    assert browser.get("/enrolment/invite").status_code == 200
    assert browser.post("/enrolment/invite", {"name": "No Name"}).status_code == 422
    page = browser.post("/enrolment/invite", {"name": NAME}).text
    document = hidden(page, "document")
    kept = browser.post("/enrolment/file", {"name": NAME, "document": document})
    assert kept.status_code == 200, kept.text
    assert kept.headers["content-disposition"] == f'attachment; filename="invitation-{NAME}.json"'
    with desk.node.store.write() as tx:  # at their place
        point = tx.begin_nested()
        answer = accept(tx, THEIRS.card, THEIRS.key, json.loads(kept.content), NOW).document
        point.rollback()
    looked = upload(browser, "/enrolment/accept", json.dumps(answer))
    assert "Nothing is believed yet" in looked
    with desk.node.store.read() as tx:
        assert [one.state for one in list_standings(tx, NOW)] == [PartnerState.INVITED]
    assert 'class="phrase"' in looked
    done = browser.post("/enrolment/accept/believe", {"document": hidden(looked, "document")})
    assert f"{NAME} is a partner" in done.text
    with desk.node.store.read() as tx:
        assert find_partner(tx, NAME).state is PartnerState.ACTIVE


def test_an_invitation_is_accepted_and_the_answer_carried_back(desk: Desk) -> None:
    """What we answer can be taken as a file, and the other side completes with it."""
    browser = desk.as_("admin")
    looked = upload(browser, "/enrolment/accept", json.dumps(theirs_invites(desk)))
    assert "Can be accepted until" in looked
    fields = {"document": hidden(looked, "document"), "by_hand": "yes"}
    page = browser.post("/enrolment/accept/believe", fields).text
    assert json.loads(hidden(page, "document"))["kind"] == "acceptance"
    assert browser.post("/enrolment/accept/believe", {"document": "{}"}).status_code == 422
    assert "alert" in upload(browser, "/enrolment/accept", "no JSON")
    assert browser.post("/enrolment/accept").status_code == 422


def test_an_invitation_is_withdrawn(desk: Desk) -> None:
    """Nobody can answer it any more."""
    browser = desk.as_("release")
    browser.post("/enrolment/invite", {"name": NAME})
    assert "waits for an answer" in browser.get(HERE).text
    assert browser.post(f"{HERE}/revoke").headers["location"] == "/partners"
    assert browser.get(HERE).status_code == 404


def test_a_taxii_party_is_entered(desk: Desk) -> None:
    """By hand, with how we sign in there; every display says that it signs nothing."""
    browser = desk.as_("lawyer")
    assert browser.get("/enrolment/connect").status_code == 200
    fields = {
        "name": "plain-cert", "country": "sg", "title": "Plain CERT",
        "api_root": "https://taxii.example/api/", "collection": "c", "user": "khien", "secret": "s3cret",
    }  # fmt: skip
    assert browser.post("/enrolment/connect", fields | {"country": "??"}).status_code == 422
    assert browser.post("/enrolment/connect", fields).status_code == 303
    page = browser.get("/partners/plain-cert").text
    assert "receipts are unsigned" in page
    assert "s3cret" not in page


def test_revoking_and_secrets_ask_who_it_is_once_more(allied: Desk) -> None:
    """After five minutes the page to confirm comes first, and nothing has changed."""
    browser = allied.as_("lawyer")
    allied.clock.move(timedelta(minutes=6))
    for path in (
        f"{HERE}/revoke",
        f"{AGREEMENT}/sign",
        f"{AGREEMENT}/attest",
        "/enrolment/connect",
    ):
        assert "confirm_" in browser.post(path, {"reason": "x", "text": "x"}).text
    with allied.node.store.read() as tx:
        assert find_partner(tx, NAME).state is PartnerState.ACTIVE


def filled(page: str) -> dict[str, object]:
    """What a browser would send of the form of an agreement, as it stands."""
    body = page[page.index('action="/partners/asean-cert/agreement/edit"') :]
    found: dict[str, object] = {}
    for name, value in re.findall(
        r'<input id="([^"]+)" name="[^"]+" type="[^"]+" value="([^"]*)"', body
    ):
        found[name] = unescape(value)
    for name, value in re.findall(r'<textarea id="([^"]+)"[^>]*>([^<]*)</textarea>', body):
        found[name] = unescape(value)
    for name, value in re.findall(r'type="checkbox" name="([^"]+)" value="([^"]+)" checked', body):
        found.setdefault(name, [])
        found[name].append(value)  # type: ignore[attr-defined]
    for name, inner in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def test_an_agreement_is_written_as_a_form_and_signed_by_both(allied: Desk) -> None:
    """The sample in the form is a good agreement; signed here and there, it is in force."""
    browser = allied.as_("lawyer")
    form = filled(browser.get(f"{AGREEMENT}/edit").text)
    review = browser.post(f"{AGREEMENT}/edit", {**form, "title": "Trao đổi"}).text
    assert "Nothing marked more strictly than TLP:AMBER+STRICT crosses." in review
    assert "Không chuyển nội dung có mức chặt hơn TLP:AMBER+STRICT." in review
    text = hidden(review, "text")
    browser.post(f"{AGREEMENT}/sign", {"text": text.replace("\n", "\r\n")})
    assert "signed by us" in browser.get(AGREEMENT).text
    sealed = seal("agreement", agreement_payload(parse_agreement(text)), THEIRS.key)
    upload(browser, f"{AGREEMENT}/take", json.dumps(sealed))
    page = browser.get(AGREEMENT).text
    assert "in force" in page
    with allied.node.store.read() as tx:
        assert in_force(tx, NAME, NOW) is not None
    assert "Trao đổi" in browser.get(f"{AGREEMENT}/file").text
    assert len(browser.get(f"{AGREEMENT}/file?as=signed").json()["signatures"]) == 2
    assert "The receiver hands it on to nobody." in browser.get(HERE).text


def test_what_they_signed_first_can_be_signed_here(allied: Desk) -> None:
    """Their signature arrives with the content alone; our page writes the file of it and signs that."""
    text = agreement_text(ours(allied), THEIRS)
    sealed = seal("agreement", agreement_payload(parse_agreement(text)), THEIRS.key)
    browser = allied.as_("release")
    assert "alert" in upload(browser, f"{AGREEMENT}/take", "[]")
    upload(browser, f"{AGREEMENT}/take", json.dumps(sealed))
    browser.post(f"{AGREEMENT}/sign", {"text": hidden(browser.get(AGREEMENT).text, "text")})
    with allied.node.store.read() as tx:
        (line,) = list_agreements(tx, NOW, NAME)
    assert line.stored.concluded is not None
    again = browser.get(f"{AGREEMENT}/edit?from={line.stored.sha256}").text
    assert "Exchange of warnings" in again
    assert browser.get(f"{AGREEMENT}?agreement=00").status_code == 404


def test_each_mistake_stands_at_its_field(allied: Desk) -> None:
    """The checks are those of the command; what was typed stays."""
    browser = allied.as_("lawyer")
    form = filled(browser.get(f"{AGREEMENT}/edit").text)
    wrong = {
        "valid_until": "2020-01-01", "basis_code": "nothing", "onward_mode": "named",
        "retention_days": "long", "approval_1_count": "99", "purposes": [], "object_types": "malwear",
        "retention_types": "indicator = x", "tlp_ceiling": "red",
    }  # fmt: skip
    page = browser.post(f"{AGREEMENT}/edit", {**form, **wrong})
    assert page.status_code == 422
    for field in ("valid_until", "basis_code", "onward_partners", "retention_days", "approval_1_count",
                  "object_types", "retention_types", "tlp_ceiling"):  # fmt: skip
        assert f'id="{field}-mistake"' in page.text, field
    assert "Without a purpose nothing may cross." in page.text
    assert 'value="malwear"' in page.text


def test_a_draft_comes_and_goes_as_a_file(allied: Desk) -> None:
    """What is downloaded can be changed by hand and sent up; its mistakes are told with their lines."""
    browser = allied.as_("lawyer")
    form = filled(browser.get(f"{AGREEMENT}/edit").text)
    kept = browser.post(f"{AGREEMENT}/edit", {**form, "answer": "download"})
    review = upload(browser, f"{AGREEMENT}/upload", kept.text)
    assert "It has no mistakes" in review
    text = hidden(review, "text")
    assert browser.post(f"{AGREEMENT}/draft", {"text": text}).text.strip() == text.strip()
    back = browser.post(f"{AGREEMENT}/edit", {"text": text, "answer": "change"}).text
    assert filled(back)["basis_code"] == "UNCC-41"
    bad = upload(browser, f"{AGREEMENT}/upload", kept.text.replace("UNCC-41", "UNCC-99"))
    assert re.search(r"Line \d+: there is no UNCC-99", bad)
    assert "Line 1" in upload(browser, f"{AGREEMENT}/upload", "no TOML")
    assert browser.post(f"{AGREEMENT}/upload").status_code == 422


def test_paper_is_attested_by_two(desk: Desk) -> None:
    """The second officer gives password and code on the same page; one alone attests nothing."""
    browser = desk.as_("lawyer")
    browser.post("/enrolment/connect", {"name": "plain-cert", "country": "SG"})
    with desk.node.store.read() as tx:
        plain = find_partner(tx, "plain-cert")
    text = _with_parties(desk, plain.identity_id)
    place = "/partners/plain-cert/agreement"
    asked = browser.post(f"{place}/attest", {"text": text}).text
    assert "The second officer" in asked
    fields = {
        "text": text,
        "reference": "12/2026",
        "second": "release",
        "second_password": PASSWORD,
    }
    wrong = browser.post(f"{place}/attest", fields | {"second_code": "000000"})
    assert wrong.status_code == 422
    code = desk.code("release")
    assert browser.post(f"{place}/attest", fields | {"second_code": code}).status_code == 303
    page = browser.get(place).text
    assert "signed on paper" in page
    assert "12/2026" in page


def _with_parties(desk: Desk, identity: str) -> str:
    text = agreement_text(ours(desk), THEIRS)
    return text.replace(THEIRS.card.identity_id, identity).replace(f'"{NAME}"', '"plain-cert"')


def test_a_lost_node_is_given_up_and_the_new_one_invited(allied: Desk) -> None:
    """With a reason, by who may; the invitation is on the page, and the old key counts no more."""
    assert "was lost" not in allied.as_("auditor").get(HERE).text
    browser = allied.as_("release")
    assert "was lost" in browser.get(HERE).text
    assert browser.post(f"{HERE}/renew", {"reason": " "}).status_code == 422
    page = browser.post(f"{HERE}/renew", {"reason": "it burnt"}).text
    assert json.loads(hidden(page, "document"))["kind"] == "invitation"
    with allied.node.store.read() as tx:
        assert find_partner(tx, NAME).current_key is None
    assert "was lost" not in browser.get(HERE).text


def test_an_announced_address_waits_for_an_officer(
    allied: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown to all and accepted by who may, after a look there; typed by hand it is the same."""
    looks: list[str] = []

    def look(_node: object, partner: Partner, url: str, *_: object) -> None:
        looks.append(url)
        if "wrong" in url:
            raise OtherNodeError(partner.name, url)

    monkeypatch.setattr("khien.app.relocating.looked_at", look)
    browser = allied.as_("release")
    assert browser.post(f"{HERE}/move", {"reason": "x"}).status_code == 422
    assert browser.post(f"{HERE}/move", {"reason": "x", "announced": "yes"}).status_code == 422
    card = msgspec.structs.replace(THEIRS.card, url="https://moved.example")
    with allied.node.store.read() as tx:
        giver = find_partner(tx, NAME)
    allied.node.notices.take(giver, address_notice(card, THEIRS.key, NOW))
    assert "https://moved.example" in allied.as_("auditor").get(HERE).text
    assert 'name="announced"' not in allied.as_("auditor").get(HERE).text
    assert 'name="announced"' in browser.get(HERE).text
    fields = {"reason": "x", "address": "https://wrong.example"}
    assert "is not the node of" in browser.post(f"{HERE}/move", fields).text
    assert browser.post(f"{HERE}/move", {"announced": "yes", "reason": ""}).status_code == 422
    done = browser.post(f"{HERE}/move", {"announced": "yes", "reason": "heard by phone"})
    assert done.status_code == 303
    fields = {"reason": "x", "address": "https://again.example"}
    assert browser.post(f"{HERE}/move", fields).status_code == 303
    assert looks == ["https://wrong.example", "https://moved.example", "https://again.example"]
    with allied.node.store.read() as tx:
        assert find_partner(tx, NAME).url == "https://again.example"
    assert 'name="announced"' not in browser.get(HERE).text


def test_an_end_over_there_is_shown_with_its_proof(allied: Desk) -> None:
    """Everybody sees who ended it, and which document says so."""
    with allied.node.store.read() as tx:
        giver = find_partner(tx, NAME)
    own = allied.node.ourselves.name
    notice = allied.node.notices.take(giver, ending_notice(THEIRS.card, own, THEIRS.key, NOW))
    page = allied.as_("auditor").get(HERE).text
    assert "has ended the partnership with us" in page
    assert notice.sha256 in page


def test_our_own_address_is_told_to_every_partner(allied: Desk) -> None:
    """By who may; it waits in the outbox."""
    assert "/enrolment/announce" not in allied.as_("auditor").get("/partners").text
    browser = allied.as_("lawyer")
    assert "/enrolment/announce" in browser.get("/partners").text
    assert browser.post("/enrolment/announce").status_code == 303
    with allied.node.store.read() as tx:
        assert [one.kind.value for one in outbox_rows.everything_for(tx, NAME)] == ["notice"]
    assert "our new address" in browser.get(HERE).text

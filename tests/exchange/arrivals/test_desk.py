"""Tests of `exchange.arrivals.desk`: notes and admission."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from khien.exchange.arrivals.errors import (
    NoteChangedError,
    OtherAgreementError,
    ReleaseReusedError,
    UnannouncedError,
)
from khien.exchange.outbox import rows as outbox_rows
from khien.model.errors import MalformedError, ProofError
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.signing import SigningKey
from tests.exchange.arrivals.holdings import current, watched
from tests.exchange.nodes import Party, World, add_plain_party, newer
from tests.exchange.notes import bring_announced, deliver, line, note, outcomes, raw

# Delivery notes


def test_the_same_note_again_changes_nothing(us: Party, them: Party) -> None:
    """A note that was lost on its way back is sent again, and is the same note."""
    sealed = note(us, them, [line(us.indicator())])

    first = them.node.arrivals.announce(them.partner(us), sealed)
    assert them.node.arrivals.announce(them.partner(us), sealed) == first


def test_another_note_under_the_same_id_is_refused(us: Party, them: Party) -> None:
    """Nobody can change afterwards what was announced."""
    first = note(us, them, [line(us.indicator())])
    them.node.arrivals.announce(them.partner(us), first)
    second = note(us, them, [], delivery=first["payload"]["delivery"])

    with pytest.raises(NoteChangedError):
        them.node.arrivals.announce(them.partner(us), second)


@pytest.mark.parametrize(
    "change",
    [
        {"giver": "viet-telecom"},
        {"taker": "viet-telecom"},
        {"time": "now"},
        {"delivery": "delivery--1"},
        {"agreement": "none"},
        {"items": "all"},
        {"items": [{"release": "x"}]},
        {"more": 1},
    ],
)
def test_a_note_that_says_something_else_is_refused(
    us: Party, them: Party, change: dict[str, Any]
) -> None:
    """Wrong names, shapes, times and unknown fields are refused, signature or not."""
    with pytest.raises((MalformedError, ProofError)):
        them.node.arrivals.announce(them.partner(us), note(us, them, [], **change))


@pytest.mark.parametrize("document", [None, [], {}, "note", {"kind": "delivery"}])
def test_what_is_no_sealed_document_is_refused(us: Party, them: Party, document: object) -> None:
    """A note without a seal is nothing."""
    with pytest.raises(MalformedError):
        them.node.arrivals.announce(them.partner(us), document)


def test_a_note_by_another_key_is_refused(us: Party, them: Party) -> None:
    """Only the pinned key speaks for a partner, whatever name the key has."""
    forged = note(us, them, [], SigningKey.from_seed(us.name, b"f" * 32))

    with pytest.raises(ProofError):
        them.node.arrivals.announce(them.partner(us), forged)


def test_one_partner_cannot_announce_for_another(trio: World) -> None:
    """A partner's true seal is no seal of another partner."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    document = note(one, centre, [])

    with pytest.raises(ProofError):
        centre.node.arrivals.announce(centre.partner(other), document)


def test_a_note_names_each_release_once_and_not_too_many(us: Party, them: Party) -> None:
    """A note with a release twice, or a thousand and one lines, is refused."""
    same = line(us.indicator())
    many = [line(us.indicator()) for _ in range(1001)]

    for lines in ([same, same], many):
        with pytest.raises(MalformedError):
            them.node.arrivals.announce(them.partner(us), note(us, them, lines))


def test_a_party_without_a_key_announces_nothing(us: Party, them: Party) -> None:
    """A plain TAXII party has no key, so nothing is sealed by it."""
    sealed = note(them, us, [])
    with pytest.raises(ProofError):
        us.node.arrivals.announce(add_plain_party(us), sealed)


# Admission


def test_what_is_announced_and_true_comes_in(us: Party, them: Party) -> None:
    """The object is kept as it came, watched at once, and a receipt is due."""
    indicator = us.indicator()

    (arrival,) = deliver(us, them, indicator)

    assert outcomes([arrival]) == [("accepted", "")]
    assert arrival.receipt_due == "accepted"
    kept = current(them, indicator["id"])
    assert kept is not None
    assert (kept.raw, kept.source) == (raw(indicator), us.name)
    assert watched(them, indicator["id"])


def test_a_delivery_without_a_note_is_refused(us: Party, them: Party) -> None:
    """A Khiên partner that brings objects without a note gets a clear answer, and nothing is kept."""
    for delivery in ("", "delivery--unknown"):
        with pytest.raises(UnannouncedError):
            them.node.arrivals.admit(them.partner(us), [raw(us.indicator())], delivery)


def test_a_repeated_delivery_is_answered_with_what_became_of_it(us: Party, them: Party) -> None:
    """The second time nothing is taken in, and the same receipt is given again, signed once."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)])
    first = bring_announced(us, them, sealed, [raw(indicator)])
    them.node.receipts.sign_due()
    (given,) = queued_receipts(them)
    for is_carried in (False, True):
        if is_carried:
            carry_receipts(them)
        second = bring_announced(us, them, sealed, [raw(us.indicator()), b"{"])

        assert [a.id for a in second] == [a.id for a in first]
        assert them.node.receipts.sign_due() == 1
        assert queued_receipts(them) == [given]
    assert them.leaves(first[0].id) == ["accepted", "receipt"]


def queued_receipts(party: Party) -> list[str]:
    """The hashes of the receipts that wait for a partner."""
    with party.node.store.read() as tx:
        waiting = outbox_rows.everything_for(tx, "vn-ncc")
    return [one.subject for one in waiting if one.kind is outbox_rows.Kind.RECEIPT]


def carry_receipts(party: Party) -> None:
    """They arrived."""
    with party.node.store.write() as tx:
        outbox_rows.done(tx, outbox_rows.everything_for(tx, "vn-ncc"), party.node.clock())


def test_a_release_in_two_deliveries_comes_in_once(us: Party, them: Party) -> None:
    """A batch that was split after a failure brings nothing twice, and what is new comes in."""
    one, two = us.indicator(), us.indicator()
    first = line(one)
    deliver(us, them, one, lines=[first])

    again = deliver(us, them, one, two, lines=[first, line(two)])

    assert outcomes(again) == [("accepted", ""), ("accepted", "")]
    assert them.leaves(first["release"]).count("accepted") == 1


def test_a_release_id_is_not_used_for_something_else(us: Party, them: Party) -> None:
    """One id names one crossing for ever."""
    one, two = us.indicator(), us.indicator()
    first = line(one)
    deliver(us, them, one, lines=[first])

    with pytest.raises(ReleaseReusedError):
        deliver(us, them, two, lines=[line(two, release=first["release"])])
    assert current(them, two["id"]) is None


def test_reordered_versions_both_come_in(us: Party, them: Party) -> None:
    """An older version that arrives late is history; the newer one stays current."""
    old = us.indicator()
    new = newer(old, name="second")

    assert outcomes(deliver(us, them, new)) == [("accepted", "")]
    assert outcomes(deliver(us, them, old)) == [("accepted", "")]
    kept = current(them, old["id"])
    assert kept is not None
    assert kept.modified == new["modified"]


def test_a_revocation_overtakes_what_it_revokes(us: Party, them: Party) -> None:
    """History that comes after its revocation is kept, and not watched."""
    old = us.indicator()
    deliver(us, them, newer(newer(old), revoked=True))

    assert outcomes(deliver(us, them, newer(old))) == [("accepted", "")]
    assert not watched(them, old["id"])
    assert outcomes(deliver(us, them, newer(newer(newer(old))))) == [
        ("refused", "admission.version")
    ]


def test_an_object_twice_in_one_envelope_is_one_arrival(us: Party, them: Party) -> None:
    """Repetition within an envelope neither fails nor counts twice."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)])

    arrivals = bring_announced(us, them, sealed, [raw(indicator)] * 3)

    assert outcomes(arrivals) == [("accepted", "")]


def test_an_altered_twin_does_not_take_the_place_of_the_true_one(us: Party, them: Party) -> None:
    """Where an altered copy stands before the true object, the true one comes in."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)])
    altered = raw({**indicator, "name": "altered"})

    arrivals = bring_announced(us, them, sealed, [altered, raw(indicator)])

    assert outcomes(arrivals) == [("accepted", "")]


def test_two_contents_of_one_observable_are_two_lines(us: Party, them: Party) -> None:
    """An observable has no versions, so one delivery may well bring two contents of it."""
    address = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
        "value": "198.51.100.3",
    }
    marked = {**address, "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]]}
    first = {**address, "object_marking_refs": [TLP_2_IDS[Tlp.CLEAR]]}

    assert outcomes(deliver(us, them, first, marked)) == [("accepted", "")] * 2


def test_what_is_missing_or_extra_or_changed_is_said(us: Party, them: Party) -> None:
    """The note and the envelope are compared line by line, both ways."""
    missing, extra, changed = us.indicator(), us.indicator(), us.indicator()
    told = [line(missing), line(changed)]
    sealed = note(us, them, told)

    arrivals = bring_announced(
        us, them, sealed, [raw(extra), raw({**changed, "name": "changed on the way"})]
    )

    assert {(a.object_id, a.reason) for a in arrivals} == {
        (missing["id"], "admission.missing"),
        (extra["id"], "admission.unannounced"),
        (changed["id"], "admission.changed-on-the-way"),
    }
    due = {a.object_id: (a.receipt_due, a.sha256) for a in arrivals}
    assert due[changed["id"]] == ("refused", told[1]["sha256"])
    assert due[extra["id"]][0] == ""


BAD: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("half", b'{"type": "indicator"'),
    ("an array", b"[]"),
    ("a number", b"7"),
    ("deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    ("not UTF-8", b'{"type": "\xff"}'),
    ("a lone surrogate", b'{"type": "indicator", "name": "\\ud800"}'),
    ("no id", b'{"type": "indicator", "spec_version": "2.1"}'),
    ("NUL in the id", b'{"type": "indicator", "id": "indicator--\\u0000"}'),
    ("NUL in the type", b'{"type": "indi\\u0000cator", "id": 5}'),
    ("wrong types", b'{"type": 5, "id": [], "modified": {}, "revoked": "yes"}'),
    ("twice the same key", b'{"id": "a", "id": "b"}'),
    ("an endless number", b'{"type": "indicator", "confidence": 1e999}'),
]


@pytest.mark.parametrize("bad", [one[1] for one in BAD], ids=[one[0] for one in BAD])
def test_one_bad_object_sinks_no_other(us: Party, them: Party, bad: bytes) -> None:
    """Whatever one object is, the others come in, and the bad one is kept with its reason."""
    good = us.indicator()
    sealed = note(us, them, [line(good)])

    arrivals = bring_announced(us, them, sealed, [bad, raw(good)])

    assert sorted(a.outcome for a in arrivals) == ["accepted", "refused"]
    refused = next(a for a in arrivals if a.outcome == "refused")
    assert refused.reason.startswith("stix.")
    assert refused.raw == bad


def test_a_bad_object_is_found_in_the_note(us: Party, them: Party) -> None:
    """The receipt for an object that breaks the standard names its release."""
    broken = us.indicator() | {"pattern": 5}
    told = line(us.indicator(), object=broken["id"], version=broken["modified"])

    (arrival,) = deliver(us, them, broken, lines=[told])

    assert arrival.id == told["release"]
    assert (arrival.outcome, arrival.receipt_due) == ("refused", "refused")
    assert arrival.detail == "pattern"


def test_two_contents_of_one_version_are_a_violation(us: Party, them: Party) -> None:
    """Under one (id, modified) the first content stays; the other is refused, current or not."""
    old = us.indicator()
    new = newer(old)
    deliver(us, them, old, new)

    twins = deliver(us, them, {**new, "name": "twin"}, {**old, "name": "twin"})

    assert outcomes(twins) == [("refused", "admission.version-conflict")] * 2


def test_twins_within_one_envelope_are_seen(us: Party, them: Party) -> None:
    """Two contents of one version in the same envelope: one comes in, one does not."""
    one = us.indicator()
    twin = {**one, "name": "twin"}

    assert sorted(a.outcome for a in deliver(us, them, one, twin)) == ["accepted", "refused"]


def test_versions_in_one_envelope_follow_each_other(us: Party, them: Party) -> None:
    """What the envelope itself brought counts for what follows in it."""
    one = us.indicator()
    revoked = newer(one, revoked=True)

    arrivals = deliver(us, them, one, revoked, newer(revoked, revoked=False))

    assert outcomes(arrivals) == [
        ("accepted", ""),
        ("accepted", ""),
        ("refused", "admission.version"),
    ]


def test_nobody_impersonates_us(us: Party, them: Party) -> None:
    """An object that carries our identity and is not ours is refused."""
    forged = us.indicator() | {"created_by_ref": them.node.ourselves.identity}

    assert outcomes(deliver(us, them, forged)) == [("refused", "admission.not-originator")]


def test_nobody_versions_or_revokes_what_we_made(us: Party, them: Party) -> None:
    """Our own objects stay ours, also under our identity or nobody's."""
    own = them.indicator()
    them.bring(own)
    new = newer(own, revoked=True)

    assert outcomes(deliver(us, them, new)) == [("refused", "admission.not-originator")]
    assert outcomes(deliver(us, them, own)) == [("accepted", "")]


def test_nobody_versions_what_another_partner_made(trio: World) -> None:
    """Only the creator makes new versions, whoever is faster."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    indicator = one.indicator()
    deliver(one, centre, indicator)

    assert outcomes(deliver(other, centre, newer(indicator))) == [
        ("refused", "admission.not-originator")
    ]
    assert outcomes(deliver(other, centre, indicator)) == [("accepted", "")]
    assert outcomes(deliver(one, centre, newer(indicator))) == [("accepted", "")]


def test_a_relayed_object_waits_and_stays_its_creators(trio: World) -> None:
    """What one partner brings of another's waits; accepted, only its creator versions it."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    indicator = one.indicator()

    (arrival,) = deliver(other, centre, indicator)
    assert outcomes([arrival]) == [("quarantined", "admission.relayed")]
    centre.node.arrivals.release(arrival.id, centre.officer("duc"), accept=True)

    assert outcomes(deliver(other, centre, newer(indicator, name="x"))) == [
        ("refused", "admission.not-originator")
    ]
    assert outcomes(deliver(one, centre, newer(indicator))) == [("accepted", "")]


def test_a_partner_cannot_redefine_a_marking_that_we_hold(us: Party, them: Party) -> None:
    """One id of a marking definition has one content, whoever sends another."""
    ours: dict[str, Any] = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "Only for our own use."},
    }
    them.bring(ours)
    theirs = {**ours, "definition": {"statement": "For everybody."}}

    assert outcomes(deliver(us, them, theirs)) == [("refused", "admission.version-conflict")]
    assert outcomes(deliver(us, them, ours)) == [("accepted", "")]


@pytest.mark.parametrize(
    "pattern",
    [
        "[domain-name:value = 'google.com']",
        "[domain-name:value = 'com.vn']",
        "[domain-name:value = 'gov.vn' AND domain-name:x_other = 1]",
        "[url:value = 'https://zalo.me/']",
        "[ipv4-addr:value = '8.8.8.8']",
        "[ipv4-addr:value = '10.1.2.3']",
        "[ipv4-addr:value = '128.0.0.0/2']",
        "[domain-name:value = 'mail.our-ministry.example']",
        "[ipv4-addr:value = '192.0.2.77']",
    ],
)
def test_poison_waits_for_a_person(us: Party, them: Party, pattern: str) -> None:
    """An indicator on a popular name, a public suffix, a wide range or our own waits, unwatched."""
    indicator = us.indicator(pattern=pattern)

    (arrival,) = deliver(us, them, indicator)

    assert arrival.outcome == "quarantined"
    assert arrival.reason in {"admission.popular", "admission.own-asset"}
    assert not watched(them, indicator["id"])


# Agreements


def test_without_an_agreement_everything_is_refused_and_receipted(
    world: World, us: Party, them: Party
) -> None:
    """When the agreement has ended here, each object is refused with that reason."""
    world.clock.tick(days=500)

    (arrival,) = deliver(us, them, us.indicator())

    assert outcomes([arrival]) == [("refused", "admission.no-agreement")]
    assert arrival.receipt_due == "refused"


def test_a_note_under_another_agreement_waits(us: Party, them: Party) -> None:
    """While both sides hold different agreements, the partner is told to come again."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)], agreement="0" * 64)

    with pytest.raises(OtherAgreementError):
        bring_announced(us, them, sealed, [raw(indicator)])
    assert current(them, indicator["id"]) is None


# Plain TAXII parties


def test_a_plain_party_needs_an_agreement_too(us: Party) -> None:
    """A party without a key brings nothing in without an agreement in force."""
    plain = add_plain_party(us)

    (arrival,) = us.node.arrivals.admit(plain, [raw(us.indicator())], "")

    assert outcomes([arrival]) == [("refused", "admission.no-agreement")]
    assert arrival.receipt_due == ""

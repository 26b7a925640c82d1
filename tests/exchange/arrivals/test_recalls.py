"""Tests of `exchange.arrivals.desk`: what partners take back or want handled more strictly."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from khien.exchange.arrivals import rows
from khien.exchange.arrivals.errors import NotInQuarantineError, ReceiptFirstError
from khien.gate import Outcome
from khien.model.agreement import Purpose
from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import ObjectId
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal
from khien.people.partners import rotation_document
from tests.exchange.nodes import Party, World, newer
from tests.exchange.notes import deliver, line, outcomes


def recall(
    giver: Party,
    taker: Party,
    told: dict[str, str],
    key: SigningKey | None = None,
    /,
    **changes: object,
) -> dict[str, Any]:
    """A sealed recall of one line of a note, true unless something is changed."""
    true = {
        "giver": giver.name,
        "taker": taker.name,
        "time": taxii_time(giver.node.clock()),
        "recall": f"recall--{uuid4()}",
        "release": told["release"],
        "object": told["object"],
        "version": told["version"],
        "sha256": told["sha256"],
        "action": "recall",
        "tlp": "",
        "reason": "it was wrong",
    }
    return seal("recall", true | changes, key or giver.node.ourselves.key)


def given(giver: Party, taker: Party, value: str = "") -> dict[str, str]:
    """An indicator that arrived; the line of the note that brought it."""
    indicator = giver.indicator(value)
    told = line(indicator)
    deliver(giver, taker, indicator, lines=[told])
    return told


def watched(party: Party, told: dict[str, str]) -> bool:
    """Whether the object of that line is in a node's index."""
    party.node.watch.catch_up()
    return party.node.watch.index.holds(ObjectId(told["object"]))


def test_a_recall_takes_it_out_of_the_index_and_is_confirmed(us: Party, them: Party) -> None:
    """After a recall nothing matches it any more, and the receipt says so."""
    told = given(us, them)
    assert watched(them, told)

    them.node.arrivals.recall(them.partner(us), recall(us, them, told))

    assert not watched(them, told)
    assert them.node.receipts.sign_due() == 1
    assert them.leaves(told["release"]) == ["accepted", "recalled", "receipt"]


def test_a_recall_again_is_confirmed_again(us: Party, them: Party) -> None:
    """A recall whose answer was lost comes again, and the same answer is given again."""
    told = given(us, them)
    for _ in range(2):
        them.node.arrivals.recall(them.partner(us), recall(us, them, told))
        them.node.receipts.sign_due()

    assert them.leaves(told["release"]) == ["accepted", "recalled", "receipt"]


def test_a_recall_of_what_never_came_is_said(us: Party, them: Party) -> None:
    """A recall before its arrival, or of other content, finds nothing."""
    told = given(us, them)

    for wrong in ({"release": f"release--{uuid4()}"}, {"sha256": "0" * 64}):
        with pytest.raises(NotFoundError):
            them.node.arrivals.recall(them.partner(us), recall(us, them, told | wrong))
    assert watched(them, told)


def test_a_recall_of_what_waits_ends_its_waiting(us: Party, them: Party) -> None:
    """What is in quarantine when it is recalled can no longer be let in."""
    told = given(us, them, "google.com")

    them.node.arrivals.recall(them.partner(us), recall(us, them, told))

    assert them.node.arrivals.quarantined() == []
    with pytest.raises(NotInQuarantineError):
        them.node.arrivals.release(told["release"], them.officer("duc"), accept=True)


def test_a_forged_recall_is_refused(us: Party, them: Party) -> None:
    """A wrong key, giver, taker or shape takes nothing back."""
    told = given(us, them)
    stranger = SigningKey.from_seed(us.name, b"f" * 32)
    forged = [
        recall(us, them, told, stranger),
        recall(us, them, told, giver="viet-telecom"),
        recall(us, them, told, taker="viet-telecom"),
        recall(us, them, told, action="burn"),
        recall(us, them, told, reason="x" * 2001),
    ]

    for document in forged:
        with pytest.raises((ProofError, MalformedError)):
            them.node.arrivals.recall(them.partner(us), document)
    assert watched(them, told)


def test_one_partner_cannot_take_back_what_another_gave(trio: World) -> None:
    """A release is its giver's; another's true seal takes nothing back."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    told = given(one, centre)

    with pytest.raises(NotFoundError):
        centre.node.arrivals.recall(centre.partner(other), recall(other, centre, told))


def test_what_others_gave_too_stays_until_all_take_it_back(trio: World) -> None:
    """A version that two partners gave stays in use after one recall, which says so, not after both."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    indicator = one.indicator()
    first, second = line(indicator), line(indicator)
    deliver(one, centre, indicator, lines=[first])
    deliver(other, centre, indicator, lines=[second])

    centre.node.arrivals.recall(centre.partner(one), recall(one, centre, first))
    assert watched(centre, first)
    with centre.node.store.read() as tx:
        leaf = centre.node.ledger.leaves_of_crossing(tx, first["release"])[-1][1]
    assert leaf.entry.facts["reason"] == "recall.known-otherwise"

    centre.node.arrivals.recall(centre.partner(other), recall(other, centre, second))
    assert not watched(centre, first)


def test_what_we_know_ourselves_is_not_taken_back(us: Party, them: Party) -> None:
    """A partner's recall does not reach what we hold from our own sources."""
    indicator = us.indicator(created_by_ref=None)
    del indicator["created_by_ref"]
    them.bring(indicator)
    told = line(indicator)
    deliver(us, them, indicator, lines=[told])

    them.node.arrivals.recall(them.partner(us), recall(us, them, told))

    assert watched(them, told)


def test_what_was_recalled_comes_back_only_by_a_persons_word(trio: World) -> None:
    """The same content from another partner after its recall waits, and works again when let in."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    indicator = one.indicator()
    told = line(indicator)
    deliver(one, centre, indicator, lines=[told])
    centre.node.arrivals.recall(centre.partner(one), recall(one, centre, told))

    (arrival,) = deliver(other, centre, indicator)
    assert outcomes([arrival]) == [("quarantined", "admission.recalled-before")]
    assert not watched(centre, told)
    centre.node.arrivals.release(arrival.id, centre.officer("duc"), accept=True)
    assert watched(centre, told)


def test_a_new_version_after_a_recall_comes_in(us: Party, them: Party) -> None:
    """The sender recalls a version and sends a better one; that one is watched."""
    indicator = us.indicator()
    told = line(indicator)
    deliver(us, them, indicator, lines=[told])
    them.node.arrivals.recall(them.partner(us), recall(us, them, told))

    better = newer(indicator, pattern="[domain-name:value = 'worse.example.com']")
    assert outcomes(deliver(us, them, better)) == [("accepted", "")]
    assert watched(them, told)


def test_a_recall_that_was_sealed_before_a_new_key_holds(us: Party, them: Party) -> None:
    """What a partner sealed with its old key, while it counted, is taken after the rotation."""
    told = given(us, them)
    document = recall(us, them, told)
    old = us.node.ourselves.key
    new = SigningKey.from_seed(us.name, b"n" * 32)
    _rotate(them, old, new)

    late = recall(us, them, told)
    with pytest.raises(ProofError):
        them.node.arrivals.recall(them.partner(us), late)
    assert them.node.arrivals.recall(them.partner(us), document).release == told["release"]


def _rotate(taker: Party, old: SigningKey, new: SigningKey) -> None:
    taker.node.enrolments.take_rotation(rotation_document(old, new, taker.node.clock()))


# Stricter handling


def test_stricter_handling_counts_at_the_gate(trio: World) -> None:
    """What its sender calls AMBER+STRICT afterwards does not go on, whatever is written on it."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    told = given(one, centre)
    centre.node.receipts.sign_due()

    def strictness() -> Outcome:
        answers = centre.node.releases.explain(told["object"], other.name, Purpose.NETWORK_DEFENCE)
        return next(a.outcome for a in answers if a.rule == "gate.strict-stays-inside")

    assert strictness() is Outcome.ALLOWED
    centre.node.arrivals.recall(
        centre.partner(one), recall(one, centre, told, action="downgrade", tlp="amber+strict")
    )

    assert strictness() is Outcome.REFUSED
    assert watched(centre, told)
    assert centre.node.receipts.sign_due() == 1
    assert centre.leaves(told["release"])[-2:] == ["downgraded", "receipt"]


def test_handling_never_becomes_looser(us: Party, them: Party) -> None:
    """A later, looser word changes nothing; a word that is no level is refused."""
    told = given(us, them)
    them.node.receipts.sign_due()
    for tlp in ("amber+strict", "clear"):
        them.node.arrivals.recall(
            them.partner(us), recall(us, them, told, action="downgrade", tlp=tlp)
        )
    with them.node.store.read() as tx:
        handling = rows.handling_of(tx, [told["object"]])

    assert list(handling.values()) == [3]
    with pytest.raises(MalformedError):
        them.node.arrivals.recall(
            them.partner(us), recall(us, them, told, action="downgrade", tlp="purple")
        )


def test_the_receipt_of_the_arrival_goes_first(us: Party, them: Party) -> None:
    """While the answer to the arrival is not signed, a downgrade is put off, so none is lost."""
    told = given(us, them)
    document = recall(us, them, told, action="downgrade", tlp="amber")

    with pytest.raises(ReceiptFirstError):
        them.node.arrivals.recall(them.partner(us), document)
    them.node.receipts.sign_due()

    assert them.node.arrivals.recall(them.partner(us), document).tlp == "amber"

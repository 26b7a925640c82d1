"""Tests of `exchange.receipts.desk`: receipts given and taken."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from khien.exchange.receipts import rows
from khien.exchange.receipts.desk import ReceiptCountError, proofs_of, receipt_for_proof
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases.rows import Release
from khien.ledger import check_proof
from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal
from khien.people.partners import rotation_document
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import deliver, raw


def carried(world: World, us: Party, them: Party, count: int = 1) -> list[Release]:
    """Releases that went out and whose receipts are still on the other side."""
    made = us.publish(*us.bring(*(us.indicator() for _ in range(count))))
    assert world.step(us, them)
    return [us.release(one.id) for one in made if one.type == "indicator"]


def said(
    giver: Party,
    taker: Party,
    release: Release,
    key: SigningKey | None = None,
    /,
    **changes: object,
) -> dict[str, Any]:
    """A sealed receipt for a release, true unless something is changed."""
    true = {
        "release": release.id,
        "delivery": release.delivery or "",
        "object": release.object_id,
        "version": release.modified,
        "sha256": release.sha256,
        "outcome": "accepted",
        "reason": "",
        "giver": giver.name,
        "taker": taker.name,
        "time": taxii_time(giver.node.clock()),
    }
    return seal("receipt", true | changes, key or giver.node.ourselves.key)


def take(us: Party, them: Party, *documents: dict[str, Any], **counts: int) -> dict[str, int]:
    """Take a batch of receipts, with the counts that come along."""
    return us.node.receipts.take(us.partner(them), documents, counts)


def test_a_receipt_moves_the_release(world: World, us: Party, them: Party) -> None:
    """A true receipt is kept, moves the release, and is in the ledger as signed."""
    (release,) = carried(world, us, them)

    assert take(us, them, said(them, us, release), accepted=1) == {"taken": 1, "known": 0}

    now = us.release(release.id)
    assert (now.state.value, now.signed) == ("accepted", True)
    with us.node.store.read() as tx:
        assert [r.outcome for r in rows.of_release(tx, release.id)] == ["accepted"]


def test_a_replayed_receipt_changes_nothing(world: World, us: Party, them: Party) -> None:
    """The same receipt again is known, alone or in a batch with itself."""
    (release,) = carried(world, us, them)
    document = said(them, us, release)
    take(us, them, document, document, accepted=2)

    assert take(us, them, document, accepted=1) == {"taken": 0, "known": 1}
    assert us.leaves(release.id).count("accepted") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"object": "indicator--1"},
        {"sha256": "0" * 64},
        {"version": ""},
        {"giver": "viet-telecom"},
        {"taker": "viet-telecom"},
    ],
)
def test_a_receipt_for_something_else_is_refused(
    world: World, us: Party, them: Party, change: dict[str, str]
) -> None:
    """A true signature over another object, content or party proves nothing about ours."""
    (release,) = carried(world, us, them)

    with pytest.raises(ProofError):
        take(us, them, said(them, us, release, **change), accepted=1)
    assert us.release(release.id).state.value == "sent"


def test_a_forged_receipt_is_refused(world: World, us: Party, them: Party) -> None:
    """A key that is not pinned, whatever its name, gives no receipt."""
    (release,) = carried(world, us, them)
    stranger = SigningKey.from_seed(them.name, b"f" * 32)

    for document in (said(them, us, release, stranger), "receipt", {"kind": "receipt"}):
        with pytest.raises((ProofError, MalformedError)):
            us.node.receipts.take(us.partner(them), [document], {"accepted": 1})


def test_one_partner_gives_no_receipt_for_another(trio: World) -> None:
    """The taker of a release is its only witness."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    made = centre.publish(*centre.bring(centre.indicator()), to=[one.name])
    trio.step(centre, one)
    release = centre.release(made[-1].id)

    with pytest.raises(ProofError):
        take(centre, other, said(other, centre, release), accepted=1)


def test_a_receipt_for_what_never_left_is_refused(us: Party, them: Party) -> None:
    """What still waits cannot have been received; what never was is unknown."""
    release = us.publish(*us.bring(us.indicator()))[-1]

    with pytest.raises(ProofError):
        take(us, them, said(them, us, release), accepted=1)
    unknown = said(them, us, release, release="release--unknown")
    with pytest.raises(NotFoundError):
        take(us, them, unknown, accepted=1)


@pytest.mark.parametrize("counts", [{}, {"accepted": 2}, {"accepted": 1, "refused": 1}])
def test_counts_must_add_up(world: World, us: Party, them: Party, counts: dict[str, int]) -> None:
    """A batch whose counts do not fit it is refused as a whole, and none is taken."""
    (release,) = carried(world, us, them)

    with pytest.raises(ReceiptCountError):
        take(us, them, said(them, us, release), **counts)
    assert us.release(release.id).state.value == "sent"
    assert take(us, them, said(them, us, release), accepted=1, refused=0)["taken"] == 1


def test_one_bad_receipt_takes_its_batch_along(world: World, us: Party, them: Party) -> None:
    """A batch is taken whole or not at all; the sender then sends one by one."""
    first, second = carried(world, us, them, 2)
    bad = said(them, us, second, sha256="0" * 64)

    with pytest.raises(ProofError):
        take(us, them, said(them, us, first), bad, accepted=2)
    assert us.states([first, second]) == ["sent", "sent"]


def test_words_in_a_receipt_are_refused(world: World, us: Party, them: Party) -> None:
    """A reason is a code; words could carry content into the ledger."""
    (release,) = carried(world, us, them)

    with pytest.raises(MalformedError):
        take(us, them, said(them, us, release, reason="Call me at noon"), accepted=1)


@pytest.mark.parametrize("outcome", ["received", "read", "acted", "downgraded"])
def test_some_words_leave_the_release_where_it_is(
    world: World, us: Party, them: Party, outcome: str
) -> None:
    """Received, read, acted on and downgraded are kept, and do not change where it stands."""
    (release,) = carried(world, us, them)

    assert take(us, them, said(them, us, release, outcome=outcome), **{outcome: 1})["taken"] == 1

    assert us.release(release.id).state.value == "sent"
    assert us.leaves(release.id)[-1] == outcome


def test_receipts_count_in_the_order_of_the_receivers_clock(
    world: World, us: Party, them: Party
) -> None:
    """Whatever order they come in, quarantined before accepted ends as accepted."""
    (release,) = carried(world, us, them)
    first = said(them, us, release, outcome="quarantined", reason="admission.popular")
    second = said(them, us, release)

    take(us, them, second, first, accepted=1, quarantined=1)

    assert us.release(release.id).state.value == "accepted"


def test_a_late_word_does_not_undo_an_acceptance(world: World, us: Party, them: Party) -> None:
    """After the partner's yes, an earlier word that comes late is kept and changes nothing."""
    (release,) = carried(world, us, them)
    first = said(them, us, release, outcome="quarantined", reason="admission.popular")
    take(us, them, said(them, us, release), accepted=1)

    take(us, them, first, quarantined=1)

    now = us.release(release.id)
    assert (now.state.value, now.reason) == ("accepted", "")


def test_a_refusal_carries_its_reason(world: World, us: Party, them: Party) -> None:
    """Why the partner refused is on the release, for people to read."""
    (release,) = carried(world, us, them)

    take(
        us, them, said(them, us, release, outcome="refused", reason="admission.relayed"), refused=1
    )

    now = us.release(release.id)
    assert (now.state.value, now.reason) == ("rejected", "admission.relayed")


def test_an_old_key_vouches_for_old_words_only(world: World, us: Party, them: Party) -> None:
    """After a rotation, a receipt from before it holds, and one that the old key gives later does not."""
    first, second = carried(world, us, them, 2)
    before = said(them, us, first)
    new = SigningKey.from_seed(them.name, b"n" * 32)
    early = said(them, us, second, new)  # given with the new key before we learnt of it
    rotation = rotation_document(them.node.ourselves.key, new, them.node.clock())
    us.node.enrolments.take_rotation(rotation)
    late = said(them, us, second)

    assert take(us, them, before, accepted=1)["taken"] == 1
    with pytest.raises(ProofError):
        take(us, them, late, accepted=1)
    assert take(us, them, early, accepted=1)["taken"] == 1


# Giving


def test_nothing_due_gives_nothing(us: Party) -> None:
    """Without arrivals there is nothing to sign."""
    assert us.node.receipts.sign_due() == 0


def test_a_receipt_means_that_the_index_has_it(us: Party, them: Party) -> None:
    """Before the word accepted is signed, the watch has taken the indicator in."""
    indicator = us.indicator()
    deliver(us, them, indicator)

    assert them.node.receipts.sign_due() == 1
    assert them.node.watch.index.holds(indicator["id"])


def test_a_revoked_partner_is_told_nothing(us: Party, them: Party) -> None:
    """After a partner was struck off, even its receipts stay here."""
    indicator = us.indicator()
    (arrival,) = deliver(us, them, indicator)
    them.node.enrolments.revoke(us.name, "sample", them.officer("ha"))

    assert them.node.receipts.sign_due() == 1
    assert them.leaves(arrival.id) == ["accepted"]
    assert them.node.receipts.sign_due() == 0


def test_a_proof_carries_the_newest_signed_receipt(world: World, us: Party, them: Party) -> None:
    """Both sides prove the crossing with the receiver's last word; without one, without."""
    (release,) = carried(world, us, them)
    with us.node.store.read() as tx:
        assert receipt_for_proof(tx, release.id) is None
        with pytest.raises(NotFoundError):
            proofs_of(tx, us.node.ledger, "release--unknown")
    world.run()
    keys = [them.node.ourselves.key.public, *us.node.ledger.keys, *them.node.ledger.keys]

    for party in (us, them):
        with party.node.store.read() as tx:
            document = proofs_of(tx, party.node.ledger, release.id)
        as_file = msgspec.json.decode(msgspec.json.encode(document))
        checked = [check_proof(one, keys) for one in as_file["proofs"]]
        assert {one.receipt["outcome"] for one in checked if one.receipt} == {"accepted"}


def test_latencies_are_told_by_the_partners_clock(world: World, us: Party, them: Party) -> None:
    """How fast each partner had it is read from its own signed time."""
    (release,) = carried(world, us, them)
    world.run()

    with us.node.store.read() as tx:
        found = {r: (name, at) for r, name, at in rows.latencies(tx)}
    name, at = found[release.id]
    assert name == them.name
    assert at > release.decided


def test_what_was_read_or_acted_on_is_told_once(world: World, us: Party, them: Party) -> None:
    """The source learns that people there read it and used it, once each, with a signature."""
    (release,) = carried(world, us, them)
    world.run()

    for outcome in (Outcome.READ, Outcome.ACTED, Outcome.READ):
        them.node.receipts.tell([release.object_id, "indicator--unknown"], outcome)
    world.run()

    assert us.leaves(release.id)[-2:] == ["read", "acted"]
    assert us.release(release.id).state.value == "accepted"


def test_only_who_can_hear_is_told(world: World, us: Party, them: Party) -> None:
    """Neither a plain party nor one that was struck off is told what we read."""
    (release,) = carried(world, us, them)
    world.run()
    plain = add_plain_party(them)
    agree_on_paper(world, them, plain)
    indicator = us.indicator(created_by_ref=plain.identity_id)
    them.node.arrivals.admit(plain, [raw(indicator)], "")
    them.node.enrolments.revoke(us.name, "sample", them.officer("ha"))

    ids = [release.object_id, indicator["id"]]
    assert them.node.receipts.tell(ids, Outcome.READ) == 0

"""A ledger that lost its end: how it is seen, and how it goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from khien.ledger import (
    FORMER,
    EntryKind,
    FormerLedgerError,
    Hold,
    Ledger,
    LedgerEntry,
    LedgerHeldError,
    LedgerMovedError,
    Standing,
    open_checkpoint,
    rows,
)
from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.ledger.succession import BEHIND, LedgerBehindError, epoch_of, origin_since
from khien.ledger.witness import restarted
from khien.model.errors import MalformedError, ProofError
from khien.model.ids import PartnerName
from khien.model.signing import PublicKey, SigningKey
from tests.ledger.nodes import (
    ASEAN_KEY,
    NOW,
    VN_KEY,
    VN_ORIGIN,
    Node,
    asean_node,
    entry,
    new_node,
)

BASE = VN_ORIGIN
SINCE = 1_795_312_800
LATER = "khien-ledger/vn/1795312800/vn-ncc"


def test_an_epoch_has_a_name_that_its_key_still_fits() -> None:
    """The short name stays last; what is no instant is no epoch."""
    assert origin_since(BASE, SINCE) == LATER
    assert (epoch_of(BASE, BASE), epoch_of(BASE, LATER)) == (0, SINCE)
    for wrong in (-1, 0, 2, 10**12):
        with pytest.raises(MalformedError) as caught:
            origin_since(BASE, wrong)
        rule = "seconds since 1970, at least nine digits"
        assert (caught.value.item, caught.value.rule) == ("ledger epoch", rule)


@pytest.mark.parametrize(
    "origin",
    [
        "khien-ledger/vn/1/vn-ncc",
        "khien-ledger/vn/01795312800/vn-ncc",
        "khien-ledger/vn/1795312800/asean-cert",
        "khien-ledger/sg/1795312800/vn-ncc",
        "khien-ledger/vn/1795312800/1795312800/vn-ncc",
        "khien-ledger/vn/-1795312800/vn-ncc",
        "x",
    ],
)
def test_another_ledger_is_no_epoch_of_ours(origin: str) -> None:
    """Nobody's ledger passes for another's, and one epoch has one name."""
    assert epoch_of(BASE, origin) is None


def test_the_words_of_a_standing_are_fixed() -> None:
    """Programs compare them."""
    assert [one.value for one in Standing] == ["agrees", "behind", "former", "forked"]
    assert LedgerHeldError(Hold(BEHIND, "x", 1, "").code).facts == {"reason": "ledger.behind"}


def test_a_ledger_that_is_behind_is_told_plainly() -> None:
    """Who knows more, how many leaves, and how many we have."""
    error = LedgerBehindError("asean-cert", 9, 7)

    assert error.facts == {"partner": "asean-cert", "size": 9, "known": 7}
    assert str(error) == "what=ledger of 9, why=asean-cert knows 7"


def resumed(node: Node, *, anew: bool = True) -> Node:
    """The node with its ledger resumed."""
    with node.store.write() as tx:
        facts = {"former": node.ledger.origin}
        leaf = LedgerEntry(EntryKind.RESUMED, facts=facts)
        return replace(node, ledger=node.ledger.resume(tx, leaf, NOW, anew=anew))


def test_a_held_ledger_takes_nothing(tmp_path: Path) -> None:
    """Whoever appends is told; the hold is one row a reason, and ends with the resumption."""
    node = new_node(tmp_path / "vn")
    with node.store.write() as tx:
        node.ledger.hold(tx, Hold(BEHIND, "asean-cert", 7, "x"))
        node.ledger.hold(tx, Hold(BEHIND, "asean-cert", 9, "y"))
    with pytest.raises(LedgerHeldError) as held:
        node.append(entry(1))
    assert held.value.facts == {"reason": BEHIND}
    with node.store.read() as tx:
        assert node.ledger.holds(tx) == [Hold(BEHIND, "asean-cert", 9, "y")]

    node = resumed(node, anew=False)

    with node.store.read() as tx:
        assert (node.ledger.origin, node.ledger.holds(tx)) == (VN_ORIGIN, [])


def test_a_ledger_goes_on_and_every_name_still_verifies(tmp_path: Path) -> None:
    """Twice within one second it still takes two names, and an audit follows all three."""
    node = new_node(tmp_path / "vn")
    node.grow(3)
    node = resumed(resumed(node))
    node.grow(2)
    with node.store.read() as tx:
        found = Ledger(VN_ORIGIN, VN_KEY).in_its_epoch(tx)
        audit = found.verify(tx)

    since = int(NOW.timestamp())
    names = [BASE, *(f"khien-ledger/vn/{second}/vn-ncc" for second in (since, since + 1))]
    assert found.origin == node.ledger.origin == names[-1]
    assert [key.name for key in found.keys] == names[::-1]
    assert audit.checkpoints == 7


def test_a_ledger_that_never_ended_keeps_its_name(tmp_path: Path) -> None:
    """Empty, in use, or taken up again under the same name."""
    node = new_node(tmp_path / "vn")
    with node.store.read() as tx:
        assert node.ledger.in_its_epoch(tx) is node.ledger
    node.grow(1)
    resumed(node, anew=False)
    with node.store.read() as tx:
        assert node.ledger.in_its_epoch(tx) is node.ledger


def test_an_earlier_name_never_comes_again(tmp_path: Path) -> None:
    """A checkpoint under the old name after the ledger went on is a forgery, and the audit says so."""
    node = new_node(tmp_path / "vn")
    node.grow(1)
    after = resumed(node)
    after.grow(1)
    with after.store.write() as tx:
        newest = rows.latest_checkpoint(tx)
        assert newest is not None
        forged = sign_checkpoint(Checkpoint(VN_ORIGIN, newest.size, newest.root), VN_KEY)
        at_size = rows.ledger_checkpoint.c.size == newest.size
        tx.execute(update(rows.ledger_checkpoint).where(at_size).values(note=forged))

    with after.store.read() as tx, pytest.raises(ProofError, match="is signed as 3 of"):
        after.ledger.verify(tx)


def test_a_process_that_missed_the_new_name_writes_nothing(tmp_path: Path) -> None:
    """A node that ran while its ledger was resumed would sign under the old name; it says so instead."""
    node = new_node(tmp_path / "vn")
    node.grow(1)
    after = resumed(node)

    with pytest.raises(LedgerMovedError) as caught:
        node.grow(1)

    assert caught.value.facts == {"origin": after.ledger.origin}
    with node.store.write() as tx:
        assert node.ledger.append(tx, [], NOW) == range(2, 2)
        assert after.ledger.verify(tx).size == 2


def test_checkpoints_that_others_keep_are_judged(tmp_path: Path) -> None:
    """The same is agreed with, more is behind, another root is a fork, a forgery is refused."""
    node = new_node(tmp_path / "vn")
    node.grow(4)
    other = new_node(tmp_path / "twin")
    other.append(entry(99))
    other.grow(6)
    with node.store.read() as tx, other.store.read() as tx2:
        ours, theirs = node.ledger.checkpoint(tx), other.ledger.checkpoint(tx2)
        early = other.ledger.checkpoint(tx2, 1)
        assert node.ledger.judge(tx, ours) == (Standing.AGREES, 4)
        assert node.ledger.judge(tx, theirs) == (Standing.BEHIND, 7)
        assert node.ledger.judge(tx, early) == (Standing.FORKED, 1)
    later = resumed(node)
    with node.store.read() as tx:
        note = later.ledger.checkpoint(tx)
        assert node.ledger.judge(tx, note) == (Standing.BEHIND, 5)
        assert later.ledger.judge(tx, ours) == (Standing.AGREES, 4)
        with pytest.raises(ProofError):
            Ledger(VN_ORIGIN, ASEAN_KEY).judge(tx, note)


def test_a_checkpoint_of_the_partner_itself_is_no_cosignature(tmp_path: Path) -> None:
    """Its key signs for its own ledger too; that says nothing about ours."""
    node, partner = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node.grow(1)
    partner.grow(1)
    with partner.store.read() as tx:
        note = partner.ledger.checkpoint(tx)

    with node.store.write() as tx, pytest.raises(ProofError) as caught:
        node.ledger.take_cosigned(tx, note, partner.key)
    assert caught.value.facts == {"what": "checkpoint 1", "why": "of khien-ledger/th/asean-cert"}


def test_a_partner_is_alarmed_once_when_a_ledger_goes_on(tmp_path: Path) -> None:
    """It cosigns the new name with the key that it pinned, and keeps both checkpoints."""
    node, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node.grow(2)
    assert offered(witness, node) == (200, None)
    after = resumed(node)
    status, code = offered(witness, after)
    assert (status, code) == (200, "ledger.restarted")
    after.grow(1)
    with after.store.read() as tx:
        body = after.ledger.offer(tx, 3).body
    with witness.store.write() as tx:
        answer = witness.ledger.witness_partner(tx, body, node.key, VN_ORIGIN, NOW)
        bad = witness.ledger.witness_partner(tx, b"?", node.key, VN_ORIGIN, NOW)
        none = witness.ledger.witness_partner(tx, body, None, VN_ORIGIN, NOW)
        (alarm,) = witness.ledger.alarms(tx)

    assert (answer.status, answer.alarm, bad.status, none.status) == (200, None, 400, 404)
    assert alarm.kept.startswith(VN_ORIGIN + "\n")
    assert alarm.offered.startswith(after.ledger.origin + "\n")
    assert (alarm.origin, alarm.code, alarm.at) == (after.ledger.origin, "ledger.restarted", NOW)
    with witness.store.read() as tx:
        (place, leaf), *more = witness.ledger.leaves(tx, 0, 9)
    assert (place, more) == (0, [])
    assert leaf.entry == LedgerEntry(
        EntryKind.CHECKPOINT_ALARM,
        sha256=hashlib.sha256(alarm.offered.encode()).hexdigest(),
        facts={"origin": after.ledger.origin, "reason": "ledger.restarted"},
    )
    for before, since in (("khien-ledger/vn/never", VN_ORIGIN), (VN_ORIGIN, "x/never")):
        with witness.store.read() as tx, pytest.raises(ProofError) as caught:
            restarted(tx, before, since, NOW)
        assert caught.value.facts == {"what": since, "why": "was never cosigned"}


@pytest.mark.parametrize("origin", ["khien-ledger/sg/sg-cert", "khien-ledger/sg/vn-ncc"])
def test_a_partner_speaks_for_its_own_ledger_alone(tmp_path: Path, origin: str) -> None:
    """A checkpoint of somebody else's ledger is not cosigned, though a partner's key signed it."""
    node, witness = new_node(tmp_path / "vn", origin), asean_node(tmp_path / "asean")
    node.grow(1)

    assert offered(witness, node) == (404, None)
    with witness.store.read() as tx:
        assert witness.ledger.cosigned_for(tx, origin, NOW) is None


def test_what_was_cosigned_can_be_asked_for(tmp_path: Path) -> None:
    """A partner that lost its end gets its newest checkpoint back, with our line of today under it."""
    node, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node.grow(2)
    with witness.store.read() as tx:
        assert witness.ledger.cosigned_for(tx, VN_ORIGIN, NOW) is None
    for go_on in (False, True):
        one = resumed(node) if go_on else node
        offered(witness, one)
        with witness.store.read() as tx:
            note = witness.ledger.cosigned_for(tx, VN_ORIGIN, NOW + timedelta(seconds=5))
        assert note is not None
        opened = open_checkpoint(note, [*one.ledger.keys, witness.key])
        assert opened.checkpoint.origin == one.ledger.origin
        (line,) = opened.cosignatures
        assert line.time_s == int(NOW.timestamp()) + 5
        with one.store.write() as tx:
            one.ledger.take_cosigned(tx, note, witness.key)
            assert one.ledger.checkpoint(tx, opened.checkpoint.size).endswith(line.line)


def test_nobody_else_can_say_that_a_ledger_began_anew(tmp_path: Path) -> None:
    """A new name under another key is refused like any forgery, and raises no alarm."""
    node, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node.grow(1)
    offered(witness, node)
    forger = Ledger(VN_ORIGIN, ASEAN_KEY, origins=[VN_ORIGIN, LATER])
    forged = replace(new_node(tmp_path / "forger"), ledger=forger, key=node.key)
    forged.grow(1)

    assert offered(witness, forged) == (403, None)
    with witness.store.read() as tx:
        assert witness.ledger.alarms(tx) == []


def offered(
    witness: Node,
    node: Node,
    base: str = VN_ORIGIN,
    ended: Sequence[PublicKey] = (),
    known: int = 0,
) -> tuple[int, str | None]:
    """What a partner answers to a ledger that it does not know under this name."""
    with node.store.read() as tx:
        body = node.ledger.offer(tx, known).body
    with witness.store.write() as tx:
        answer = witness.ledger.witness_partner(tx, body, node.key, base, NOW, ended)
    return answer.status, answer.alarm.code if answer.alarm else None


def reborn(path: Path) -> Node:
    """A node that was lost and made anew: the same name, another key, a ledger of one other leaf."""
    node = new_node(path, VN_ORIGIN, SigningKey.from_seed("vn-ncc", b"w" * 32))
    node.append(entry(99))
    return node


def test_a_node_enrolled_in_a_later_epoch_goes_on_once_more(tmp_path: Path) -> None:
    """Its partner knows the origin of the day on which it came; every other one is of the same ledger."""
    node, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node.grow(1)
    later = resumed(node)
    assert offered(witness, later, later.ledger.origin) == (200, None)
    last = resumed(later)

    assert epoch_of(later.ledger.origin, VN_ORIGIN) == 0
    assert epoch_of(later.ledger.origin, last.ledger.origin) == int(NOW.timestamp()) + 1
    assert offered(witness, last, later.ledger.origin) == (200, "ledger.restarted")


def test_a_node_made_anew_is_told_of_the_ledger_before(tmp_path: Path) -> None:
    """Its own name, another key: it keeps what the partner shows, once, until it takes a new origin."""
    lost, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    lost.grow(3)
    offered(witness, lost)
    with witness.store.read() as tx:
        note = witness.ledger.cosigned_for(tx, VN_ORIGIN, NOW)
    assert note is not None
    node = reborn(tmp_path / "anew")

    with node.store.write() as tx:
        assert node.ledger.judge(tx, note) == (Standing.FORMER, 3)
        alarm = node.ledger.take_former(tx, note, witness.key, NOW)
        assert node.ledger.take_former(tx, note, witness.key, NOW) == alarm
        assert node.ledger.alarms(tx) == [alarm]
        assert (alarm.kept, alarm.code, alarm.origin) == (note, FORMER, VN_ORIGIN)
        assert alarm.detail.startswith(f"{VN_ORIGIN}: 3 ")
        _, leaf = node.ledger.leaves(tx, 1, 9)[0]
        assert leaf.entry == LedgerEntry(
            EntryKind.CHECKPOINT_ALARM,
            partner=PartnerName("asean-cert"),
            sha256=hashlib.sha256(note.encode()).hexdigest(),
            facts={"origin": VN_ORIGIN, "reason": FORMER, "size": 3},
        )
    assert FormerLedgerError(VN_ORIGIN, alarm.detail).code == FORMER
    after = resumed(node)
    with after.store.read() as tx:
        assert after.ledger.alarms(tx) == []


def test_nobody_can_say_alone_that_there_was_a_ledger_before(tmp_path: Path) -> None:
    """What the partner did not cosign, or only signed as its own checkpoint, is no word of its."""
    lost, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    node = reborn(tmp_path / "anew")
    for one in (lost, witness):
        one.grow(1)
    for one in (lost, witness):
        with one.store.read() as tx:
            note = one.ledger.checkpoint(tx)
        with node.store.write() as tx, pytest.raises(ProofError):
            node.ledger.take_former(tx, note, witness.key, NOW)
    with node.store.read() as tx:
        assert (node.ledger.alarms(tx), node.ledger.size(tx)) == ([], 1)


def test_a_ledger_made_anew_is_cosigned_under_a_new_origin_only(tmp_path: Path) -> None:
    """No second tree under one name; what was kept of the lost one stays, and the leaf says its size."""
    lost, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    lost.grow(3)
    offered(witness, lost)
    node = reborn(tmp_path / "anew")
    node.grow(4)
    ended = [lost.key]

    assert offered(witness, node, ended=ended) == (409, None)
    assert offered(witness, node, ended=ended, known=3) == (422, None)
    after = resumed(node)
    assert offered(witness, after, ended=ended) == (200, None)
    assert offered(witness, after, ended=ended, known=6) == (200, None)

    with witness.store.read() as tx:
        kept, newest = rows.witnessed(tx, VN_ORIGIN), witness.ledger.kept_of(tx, VN_ORIGIN)
        assert (kept and kept.size, newest and newest.size) == (3, 6)
        assert witness.ledger.kept_of(tx, "khien-ledger/sg/never") is None
        assert witness.ledger.alarms(tx) == []
        ((_, leaf),) = witness.ledger.leaves(tx, 0, 9)
        assert kept is not None
        assert leaf.entry == LedgerEntry(
            EntryKind.PARTNER,
            partner=PartnerName("vn-ncc"),
            sha256=hashlib.sha256(kept.note.encode()).hexdigest(),
            facts={"what": "ledger-anew", "origin": after.ledger.origin, "former": 3},
        )


def test_without_an_officer_a_ledger_made_anew_is_a_fork(tmp_path: Path) -> None:
    """Where nobody ended the keys before, what does not continue is an alarm, under whichever key."""
    lost, witness = new_node(tmp_path / "vn"), asean_node(tmp_path / "asean")
    lost.grow(3)
    offered(witness, lost)
    node = reborn(tmp_path / "anew")
    node.grow(4)

    assert offered(witness, node, known=3) == (422, "ledger.inconsistent")
    assert offered(witness, resumed(node)) == (200, "ledger.restarted")

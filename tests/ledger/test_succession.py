"""A ledger that lost its end: how it is seen, and how it goes on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from khien.ledger import (
    EntryKind,
    Hold,
    Ledger,
    LedgerEntry,
    LedgerHeldError,
    Standing,
    open_checkpoint,
)
from khien.ledger.succession import BEHIND, LedgerBehindError, epoch_of, origin_since
from khien.ledger.witness import restarted
from khien.model.errors import MalformedError, ProofError
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
    assert [one.value for one in Standing] == ["agrees", "behind", "forked"]
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
    node.grow(1)

    with after.store.read() as tx, pytest.raises(ProofError, match="is signed as 3 of"):
        after.ledger.verify(tx)


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


def offered(witness: Node, node: Node) -> tuple[int, str | None]:
    """What a partner answers to a ledger that it does not know under this name."""
    with node.store.read() as tx:
        body = node.ledger.offer(tx, 0).body
    with witness.store.write() as tx:
        answer = witness.ledger.witness_partner(tx, body, node.key, VN_ORIGIN, NOW)
    return answer.status, answer.alarm.code if answer.alarm else None

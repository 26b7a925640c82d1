"""Cosigning a partner's checkpoints, and what happens when its ledger was rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.ledger import CheckpointOffer, EntryKind, WitnessAnswer, rows
from khien.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from khien.model.decision import Refusal
from khien.model.signing import PublicKey, SigningKey
from khien.model.words import say
from tests.ledger.nodes import (
    ASEAN_KEY,
    ASEAN_ORIGIN,
    NOW,
    VN_KEY,
    VN_ORIGIN,
    Node,
    asean_node,
    entry,
    new_node,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def vn(tmp_path: Path) -> Node:
    """The node whose checkpoints are cosigned."""
    return new_node(tmp_path / "vn.db")


@pytest.fixture
def asean(tmp_path: Path) -> Node:
    """The witness."""
    return asean_node(tmp_path / "asean.db")


def _ask(witness: Node, body: bytes, keys: list[PublicKey] | None = None) -> WitnessAnswer:
    with witness.store.write() as tx:
        known = [VN_KEY.public] if keys is None else keys
        return witness.ledger.witness(tx, body, known, NOW)


def _offer(node: Node, known_size: int) -> CheckpointOffer:
    with node.store.read() as tx:
        return node.ledger.offer(tx, known_size)


def _exchange(node: Node, witness: Node) -> WitnessAnswer:
    """One round as the exchange does it: offer, cosign, take."""
    with node.store.read() as tx:
        offer = node.ledger.offer(tx, node.ledger.cosigned_size(tx, witness.key))
    answer = _ask(witness, offer.body)
    if answer.status == 200:
        with node.store.write() as tx:
            node.ledger.take_cosignature(tx, offer.size, witness.key, answer.text)
    return answer


def _code(answer: WitnessAnswer) -> str:
    return answer.refusal.code if answer.refusal else ""


def test_partners_cosign_each_state_that_continues_the_last(vn: Node, asean: Node) -> None:
    """Round after round, the witness signs the growing ledger, and its line goes into our note."""
    for count in (1, 4, 2, 9):
        vn.grow(count)
        answer = _exchange(vn, asean)
        assert (answer.status, answer.refusal, answer.alarm) == (200, None, None)
        assert answer.media_type == "text/plain; charset=utf-8"

    with vn.store.read() as tx:
        opened = open_checkpoint(vn.ledger.checkpoint(tx), [VN_KEY.public, ASEAN_KEY.public])
        assert opened.checkpoint.size == 16
        assert [line.key.name for line in opened.cosignatures] == [ASEAN_ORIGIN]
        assert opened.cosignatures[0].time_s == int(NOW.timestamp())
        assert vn.ledger.verify(tx, [ASEAN_KEY.public]).cosigners == (
            ASEAN_KEY.public.named(ASEAN_ORIGIN).id,
        )


def test_an_empty_ledger_is_cosigned_too(vn: Node, asean: Node) -> None:
    """Enrolment may exchange checkpoints before anything crossed."""
    assert _exchange(vn, asean).status == 200
    vn.grow(2)
    assert _exchange(vn, asean).status == 200


def test_the_same_state_is_cosigned_again(vn: Node, asean: Node) -> None:
    """A repeated or replayed request gets a fresh cosignature and changes nothing."""
    vn.grow(3)
    _exchange(vn, asean)

    assert _exchange(vn, asean).status == 200
    with asean.store.read() as tx:
        kept = rows.witnessed(tx, VN_ORIGIN)
    assert kept is not None
    assert kept.size == 3


def test_a_replayed_old_request_gets_the_newer_size(vn: Node, asean: Node) -> None:
    """C2SP tlog-witness: 409 with the size that we know; the record does not go back."""
    vn.grow(3)
    old = _offer(vn, 0)
    _exchange(vn, asean)
    vn.grow(2)
    _exchange(vn, asean)

    answer = _ask(asean, old.body)
    assert (answer.status, answer.media_type, answer.text) == (409, "text/x.tlog.size", "5\n")
    assert answer.refusal == Refusal("ledger.witness-size", VN_ORIGIN)
    assert answer.alarm is None


def test_a_first_question_without_the_size_is_answered_with_it(vn: Node, asean: Node) -> None:
    """A client that lost its notes asks from 0 and learns from where to prove."""
    vn.grow(3)
    _exchange(vn, asean)
    vn.grow(1)

    answer = _ask(asean, _offer(vn, 0).body)
    assert (answer.status, answer.text) == (409, "3\n")
    assert _ask(asean, _offer(vn, 3).body).status == 200


@pytest.mark.parametrize("body", [b"", b"old 0\n\n", b"old 0\n\nnot a note", b"\xff"])
def test_a_malformed_request_gets_400(asean: Node, body: bytes) -> None:
    """What cannot be read is refused before anything is looked up, and the reason is told."""
    answer = _ask(asean, body)

    assert (answer.status, answer.text, _code(answer)) == (400, "", "ledger.witness-malformed")
    assert (answer.media_type, answer.alarm) == ("text/plain; charset=utf-8", None)
    assert answer.refusal is not None
    assert "rule=C2SP" in answer.refusal.detail


def test_an_old_size_above_the_new_one_gets_400(vn: Node, asean: Node) -> None:
    """C2SP tlog-witness: the old size must not exceed the size of the checkpoint."""
    vn.grow(3)
    offer = CheckpointOffer(4, (), _offer(vn, 0).note)
    answer = _ask(asean, offer.body)

    assert (answer.status, answer.media_type) == (400, "text/plain; charset=utf-8")
    assert answer.refusal == Refusal("ledger.witness-malformed", "old 4 above size 3")


def test_a_stranger_gets_404(vn: Node, asean: Node) -> None:
    """Nobody's ledger, no partners at all, or a partner that was revoked: not known."""
    vn.grow(1)
    body = _offer(vn, 0).body

    for keys in ([], [ASEAN_KEY.public]):
        answer = _ask(asean, body, keys)
        assert (answer.status, answer.text) == (404, "")
        assert answer.refusal == Refusal("ledger.witness-unknown", VN_ORIGIN)


def test_a_checkpoint_of_another_key_gets_403(vn: Node, asean: Node) -> None:
    """Only the pinned key signs for an origin; another of the same name, or another partner, does not."""
    vn.grow(1)
    checkpoint = read_checkpoint(_offer(vn, 0).note)
    forger = SigningKey.from_seed("vn-ncc", b"f" * 32)

    for key in (forger, ASEAN_KEY):
        offer = CheckpointOffer(0, (), sign_checkpoint(checkpoint, key))
        answer = _ask(asean, offer.body, [VN_KEY.public, ASEAN_KEY.public])
        assert (answer.status, answer.text) == (403, "")
        assert answer.refusal == Refusal("ledger.witness-unsigned", VN_ORIGIN)
    with asean.store.read() as tx:
        assert rows.witnessed(tx, VN_ORIGIN) is None


def test_a_first_checkpoint_with_a_bad_proof_gets_422(vn: Node, asean: Node) -> None:
    """From 0 the proof is empty, and the empty ledger has the empty root; no alarm: nothing was kept."""
    vn.grow(2)
    note = _offer(vn, 0).note
    odd = sign_checkpoint(Checkpoint(VN_ORIGIN, 0, bytes(32)), VN_KEY)

    for offer in (CheckpointOffer(0, (bytes(32),), note), CheckpointOffer(0, (), odd)):
        answer = _ask(asean, offer.body)
        assert (answer.status, answer.text) == (422, "")
        assert answer.refusal == Refusal("ledger.witness-unproven", VN_ORIGIN)
    with asean.store.read() as tx:
        assert asean.ledger.alarms(tx) == []
        assert rows.witnessed(tx, VN_ORIGIN) is None


@pytest.fixture
def fork(vn: Node, asean: Node, tmp_path: Path) -> Node:
    """The same ledger gone another way after size 3; the witness cosigned the first way at size 4."""
    fork = new_node(tmp_path / "fork.db")
    for node, number in ((vn, 100), (fork, 200)):
        node.grow(3)
        node.append(entry(number))
    assert _exchange(vn, asean).status == 200
    return fork


def test_a_fork_raises_an_alarm_that_names_both_checkpoints(
    vn: Node, asean: Node, fork: Node
) -> None:
    """Two signed states of one size: not cosigned, both kept in full, and a leaf in our own ledger."""
    offered = _offer(fork, 4)
    answer = _ask(asean, offered.body)

    assert (answer.status, answer.text, _code(answer)) == (409, "4\n", "ledger.fork")
    assert answer.media_type == "text/x.tlog.size"
    with asean.store.read() as tx:
        [alarm] = asean.ledger.alarms(tx)
        [(_, leaf)] = asean.ledger.leaves(tx, 0, 9)
        kept = rows.witnessed(tx, VN_ORIGIN)
    assert answer.alarm == alarm
    assert answer.refusal == Refusal("ledger.fork", alarm.detail)
    assert (alarm.origin, alarm.code, alarm.at) == (VN_ORIGIN, "ledger.fork", NOW)
    for note, node in ((alarm.kept, vn), (alarm.offered, fork)):
        with node.store.read() as tx:
            own = read_checkpoint(node.ledger.checkpoint(tx, 4))
        assert open_checkpoint(note, [VN_KEY.public]).checkpoint == own
        assert own.text.split("\n")[2] in alarm.detail
    assert leaf.entry.kind is EntryKind.CHECKPOINT_ALARM
    assert leaf.entry.facts == {"origin": VN_ORIGIN, "reason": "ledger.fork"}
    assert kept is not None
    assert kept.note == alarm.kept


def test_a_rewritten_past_raises_an_alarm(asean: Node, fork: Node) -> None:
    """A larger state that does not continue ours cannot be proven: 422, both checkpoints kept."""
    fork.grow(3)
    answer = _ask(asean, _offer(fork, 4).body)

    assert (answer.status, answer.text, _code(answer)) == (422, "", "ledger.inconsistent")
    assert answer.media_type == "text/plain; charset=utf-8"
    with asean.store.read() as tx:
        [alarm] = asean.ledger.alarms(tx)
    assert read_checkpoint(alarm.kept).size == 4
    assert read_checkpoint(alarm.offered).size == 7
    assert (alarm.origin, alarm.code, alarm.at) == (VN_ORIGIN, "ledger.inconsistent", NOW)


def test_a_broken_proof_of_a_true_state_raises_an_alarm_once(vn: Node, asean: Node) -> None:
    """A lost proof line is asked about, but the honest ledger is cosigned at the next try."""
    vn.grow(3)
    _exchange(vn, asean)
    vn.grow(2)
    good = _offer(vn, 3)
    bad = CheckpointOffer(good.old, good.path[1:], good.note)

    first, second = _ask(asean, bad.body), _ask(asean, bad.body)
    assert (first.status, second.status) == (422, 422)
    assert first.alarm is not None
    assert second.alarm is None
    with asean.store.read() as tx:
        assert len(asean.ledger.alarms(tx)) == 1
        assert asean.ledger.size(tx) == 1
    assert _ask(asean, good.body).status == 200


def test_a_proof_between_equal_states_must_be_empty(vn: Node, asean: Node) -> None:
    """The same state with proof lines is not a fork, yet not proven either."""
    vn.grow(3)
    _exchange(vn, asean)
    offer = CheckpointOffer(3, (bytes(32),), _offer(vn, 3).note)

    assert (_ask(asean, offer.body).status, _code(_ask(asean, offer.body))) == (
        422,
        "ledger.inconsistent",
    )


def test_forks_of_many_partners_are_told_apart(asean: Node, fork: Node, tmp_path: Path) -> None:
    """An alarm about one partner does not keep us from cosigning another."""
    assert _ask(asean, _offer(fork, 4).body).status == 409
    key = SigningKey.from_seed("viet-telecom", b"t" * 32)
    telecom = new_node(tmp_path / "telecom.db", "khien-ledger/vn/viet-telecom", key)
    telecom.grow(2)

    assert _ask(asean, _offer(telecom, 0).body, [VN_KEY.public, key.public]).status == 200


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_refusal_can_be_said(vn: Node, asean: Node, fork: Node, language: str) -> None:
    """Each refusal and alarm has a sentence in both languages, with what it is about."""
    vn.grow(1)
    answers = [
        _ask(asean, b""),
        _ask(asean, _offer(vn, 0).body, []),
        _ask(asean, _offer(vn, 0).body),
        _ask(asean, _offer(fork, 4).body),
    ]
    for answer in answers:
        assert answer.refusal is not None
        facts = {"detail": answer.refusal.detail}
        said = say(answer.refusal.code, "vi" if language == "vi" else "en", facts)
        assert answer.refusal.detail in said

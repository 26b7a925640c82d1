"""Being a witness: cosign a partner's checkpoint if it continues what we saw before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from khien.ledger import rows
from khien.ledger.checkpoint import Checkpoint, keys_of, open_checkpoint, read_checkpoint
from khien.ledger.cosigning import (
    SIZE_TEXT,
    TEXT,
    Alarm,
    CheckpointOffer,
    WitnessAnswer,
    parse_offer,
)
from khien.ledger.rows import NOTHING, StoredCheckpoint
from khien.ledger.succession import FORMER, RESTARTED, base_of, epoch_of
from khien.ledger.tree import verify_consistency
from khien.model.decision import Refusal
from khien.model.errors import MalformedError, ProofError
from khien.model.instants import to_microseconds
from khien.model.signing import PublicKey, SigningKey, cosign_note

MALFORMED = "ledger.witness-malformed"
UNKNOWN = "ledger.witness-unknown"
UNSIGNED = "ledger.witness-unsigned"
OTHER_SIZE = "ledger.witness-size"
UNPROVEN = "ledger.witness-unproven"  # the first checkpoint of a ledger came with a bad proof
FORK = "ledger.fork"
INCONSISTENT = "ledger.inconsistent"


def answer(
    tx: Connection,
    body: bytes,
    keys: Sequence[PublicKey],
    cosigner: SigningKey,
    now: datetime,
    ended: Sequence[PublicKey] = (),
) -> WitnessAnswer:
    """Check an add-checkpoint request in the order of C2SP tlog-witness; remember and cosign.

    Args:
        tx: an open writing transaction: nobody else changes the record meanwhile.
        body: the request, from anyone.
        keys: the pinned keys of partners.
        cosigner: our key, under the name that is to stand in the cosignature.
        now: the instant of the cosignature.
        ended: keys whose trust an officer ended. What does not continue a ledger of theirs is refused
            without an alarm: it is of a node that was made anew, and must take a new origin.
    """
    asked = _asked(body, keys)
    if isinstance(asked, WitnessAnswer):
        return asked
    offer, checkpoint = asked
    refused = _judged(tx, offer, checkpoint, now, ended)
    if refused is not None:
        return refused
    stored = StoredCheckpoint(checkpoint.size, checkpoint.root, offer.note)
    rows.keep_witnessed(tx, checkpoint.origin, stored, now)
    line = cosign_note(checkpoint.text, cosigner, to_microseconds(now) // 1_000_000)
    return WitnessAnswer(200, TEXT, line)


def _asked(
    body: bytes, keys: Sequence[PublicKey]
) -> tuple[CheckpointOffer, Checkpoint] | WitnessAnswer:
    """The offer and its checkpoint, if a known ledger signed it."""
    try:
        offer = parse_offer(body)
        checkpoint = read_checkpoint(offer.note)
    except MalformedError as error:
        return _refused(400, MALFORMED, str(error))
    if offer.old > checkpoint.size:
        return _refused(400, MALFORMED, f"old {offer.old} above size {checkpoint.size}")
    own = keys_of(checkpoint.origin, keys)
    if not own:
        return _refused(404, UNKNOWN, checkpoint.origin)
    try:
        open_checkpoint(offer.note, own)
    except ProofError:
        return _refused(403, UNSIGNED, checkpoint.origin)
    return offer, checkpoint


def _judged(
    tx: Connection,
    offer: CheckpointOffer,
    checkpoint: Checkpoint,
    now: datetime,
    ended: Sequence[PublicKey],
) -> WitnessAnswer | None:
    """Why not to cosign, given what we cosigned before; None if there is nothing against it."""
    kept = rows.witnessed(tx, checkpoint.origin) or NOTHING
    if offer.old != kept.size:
        return _refused(409, OTHER_SIZE, checkpoint.origin, kept.size)
    try:
        verify_consistency(kept.size, kept.root, checkpoint.size, checkpoint.root, offer.path)
    except ProofError:
        pass
    else:
        return None
    if not kept.note:
        return _refused(422, UNPROVEN, checkpoint.origin)
    if is_signed_by(kept.note, ended):
        return _refused(422, FORMER, checkpoint.origin)
    if checkpoint.size == kept.size and checkpoint.root != kept.root:
        alarm = Alarm(checkpoint.origin, FORK, kept.note, offer.note, now)
        return _alarmed(tx, alarm, WitnessAnswer(409, SIZE_TEXT, f"{kept.size}\n"))
    alarm = Alarm(checkpoint.origin, INCONSISTENT, kept.note, offer.note, now)
    return _alarmed(tx, alarm, WitnessAnswer(422, TEXT, ""))


def _alarmed(tx: Connection, alarm: Alarm, answer: WitnessAnswer) -> WitnessAnswer:
    """The answer with its refusal, and with the alarm if these two checkpoints never raised it."""
    name = hashlib.sha256(alarm.detail.encode()).hexdigest()
    new = rows.add_alarm(tx, name, alarm)
    refusal = Refusal(alarm.code, alarm.detail)
    return replace(answer, refusal=refusal, alarm=alarm if new else None)


def _refused(status: int, code: str, detail: str, size: int | None = None) -> WitnessAnswer:
    refusal = Refusal(code, detail)
    if size is None:
        return WitnessAnswer(status, TEXT, "", refusal)
    return WitnessAnswer(status, SIZE_TEXT, f"{size}\n", refusal)


def is_signed_by(note: str, keys: Sequence[PublicKey]) -> bool:
    """Whether a checkpoint is signed with one of these keys of its ledger."""
    try:
        open_checkpoint(note, keys)
    except ProofError:
        return False
    return True


def epochs_known(tx: Connection, base: str) -> list[str]:
    """The origins of a ledger that we cosigned, its first epoch first; `base` is any of them."""
    base = base_of(base)
    head, _, name = base.rpartition("/")
    found = {one: epoch_of(base, one) for one in rows.witnessed_like(tx, head, name)}
    return sorted(
        (one for one, epoch in found.items() if epoch is not None), key=lambda one: found[one] or 0
    )


def kept_of(tx: Connection, base: str) -> StoredCheckpoint | None:
    """The last checkpoint that we cosigned of a ledger, in the newest epoch that we know; None: never."""
    epochs = epochs_known(tx, base)
    return rows.witnessed(tx, epochs[-1]) if epochs else None


def origin_in_offer(body: bytes, base: str) -> str:
    """The origin of the checkpoint that is offered, if it is an epoch of `base`; else `base`."""
    try:
        origin = read_checkpoint(parse_offer(body).note).origin
    except MalformedError:
        return base  # the answer says what is wrong
    return base if epoch_of(base, origin) is None else origin


def restarted(tx: Connection, before: str, origin: str, now: datetime) -> Alarm:
    """Raise the alarm that a partner's ledger began anew; both checkpoints are kept."""
    old, new = rows.witnessed(tx, before), rows.witnessed(tx, origin)
    if old is None or new is None:
        raise ProofError(origin, "was never cosigned")
    alarm = Alarm(origin, RESTARTED, old.note, new.note, now)
    rows.add_alarm(tx, hashlib.sha256(alarm.detail.encode()).hexdigest(), alarm)
    return alarm

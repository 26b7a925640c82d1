"""What the ledger says when the checkpoints of one name do not go together: alarms, and ledgers begun anew."""

from __future__ import annotations

import hashlib

from khien.ledger.checkpoint import keys_of, read_checkpoint
from khien.ledger.cosigning import Alarm
from khien.ledger.entry import EntryKind, LedgerEntry
from khien.ledger.rows import StoredCheckpoint
from khien.ledger.succession import ANEW
from khien.model.errors import ProofError
from khien.model.ids import PartnerName
from khien.model.signing import PublicKey, open_note, split_note


def check_word(note: str, key: PublicKey) -> None:
    """Nothing, if the party with this key signed that it cosigned the checkpoint, whoever made that.

    Raises:
        MalformedError: not a signed note.
        ProofError: it did not, or its line is wrong.
    """
    _, lines = split_note(note)
    opened = open_note(note, [named for line in lines for named in keys_of(line.name, [key])])
    if all(line.time_s is None for line in opened.verified):
        raise ProofError("checkpoint", f"not cosigned by {key.id}")


def alarm_entry(alarm: Alarm) -> LedgerEntry:
    """A partner's checkpoint does not go with the one that we keep."""
    return LedgerEntry(
        EntryKind.CHECKPOINT_ALARM,
        sha256=_sha256(alarm.offered),
        facts={"origin": alarm.origin, "reason": alarm.code},
    )


def anew_entry(key: PublicKey, former: StoredCheckpoint, origin: str) -> LedgerEntry:
    """A partner's ledger goes on under a new origin, after an officer ended the keys of the one before."""
    return LedgerEntry(
        EntryKind.PARTNER,
        partner=_holder(key),
        sha256=_sha256(former.note),
        facts={"what": ANEW, "origin": origin, "former": former.size},
    )


def former_entry(key: PublicKey, alarm: Alarm) -> LedgerEntry:
    """A partner keeps a checkpoint of a ledger with our name that we never signed."""
    size = read_checkpoint(alarm.kept).size
    return LedgerEntry(
        EntryKind.CHECKPOINT_ALARM,
        partner=_holder(key),
        sha256=_sha256(alarm.kept),
        facts={"origin": alarm.origin, "reason": alarm.code, "size": size},
    )


def _holder(key: PublicKey) -> PartnerName:
    """A node's key is called like its node, also under the name of its ledger."""
    return PartnerName(key.name.rpartition("/")[2])


def _sha256(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()

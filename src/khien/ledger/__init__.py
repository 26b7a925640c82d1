"""The transparency log of one node: what crossed, and the proof of it.

`Ledger` appends, proves, verifies and cosigns; `check_proof` needs no node, only public keys.
"""

from khien.ledger.audit import Audit
from khien.ledger.batches import Reader, Sealed, is_in_batch, seal_all
from khien.ledger.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    open_checkpoint,
    origin_of,
    read_checkpoint,
)
from khien.ledger.cosigning import Alarm, CheckpointOffer, WitnessAnswer
from khien.ledger.desk import Ledger
from khien.ledger.entry import EntryError, EntryKind, Leaf, LedgerEntry
from khien.ledger.proof import CheckedProof, check_proof
from khien.ledger.succession import (
    BEHIND,
    FORMER,
    RESTORED,
    FormerLedgerError,
    Hold,
    LedgerBehindError,
    LedgerHeldError,
    LedgerMovedError,
    Standing,
)
from khien.ledger.tiles import Tile, parse_tile_path

__all__ = [
    "BEHIND",
    "FORMER",
    "RESTORED",
    "Alarm",
    "Audit",
    "CheckedProof",
    "Checkpoint",
    "CheckpointOffer",
    "EntryError",
    "EntryKind",
    "FormerLedgerError",
    "Hold",
    "Leaf",
    "Ledger",
    "LedgerBehindError",
    "LedgerEntry",
    "LedgerHeldError",
    "LedgerMovedError",
    "OpenedCheckpoint",
    "Reader",
    "Sealed",
    "Standing",
    "Tile",
    "WitnessAnswer",
    "check_proof",
    "is_in_batch",
    "open_checkpoint",
    "origin_of",
    "parse_tile_path",
    "read_checkpoint",
    "seal_all",
]

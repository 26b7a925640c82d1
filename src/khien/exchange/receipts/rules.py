"""What a receipt says, and whether one that a partner gives fits what we sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

import msgspec

from khien.exchange.releases.rules import Event
from khien.model.errors import MalformedError, ProofError
from khien.model.instants import parse_instant
from khien.model.signing import PublicKey

KIND = "receipt"  # of the sealed document

ReasonCode = Annotated[str, msgspec.Meta(max_length=80, pattern="^([a-z0-9][a-z0-9.-]*)?$")]
"""A code, as ledger leaves may hold it; never words, which could be content."""


class Outcome(StrEnum):
    """What the receiver says became of a version."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    READ = "read"
    ACTED = "acted"
    RECALLED = "recalled"
    DOWNGRADED = "downgraded"


EVENTS: dict[Outcome, Event | None] = {
    Outcome.RECEIVED: None,
    Outcome.ACCEPTED: Event.ACCEPT,
    Outcome.QUARANTINED: Event.QUARANTINE,
    Outcome.REFUSED: Event.REJECT,
    Outcome.READ: None,
    Outcome.ACTED: None,
    Outcome.RECALLED: Event.CONFIRM,
    Outcome.DOWNGRADED: None,
}
"""What an outcome does to the release at the sender; None leaves its state as it is."""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The receiver's answer about one version. Holds no content: ids, hash, outcome, time.

    `giver` and `taker` are node names; `reason` is a code, '' for a plain yes; `time` is RFC 3339
    with microseconds, by the giver's clock.
    """

    release: str
    delivery: str
    object: str
    version: str
    sha256: str
    outcome: Outcome
    reason: ReasonCode
    giver: str
    taker: str
    time: str

    @property
    def at(self) -> datetime:
        """When the receiver says that it happened."""
        return instant_of(self.time)


@dataclass(frozen=True, slots=True)
class Sent:
    """What we know of the release that a receipt is about.

    `left` tells whether we ever tried to carry it.
    """

    release: str
    partner: str
    object_id: str
    modified: str
    sha256: str
    left: bool


@dataclass(frozen=True, slots=True)
class Believed:
    """A key of the giver, and when we stopped believing it; None: we still do."""

    key: PublicKey
    until: datetime | None


def payload(receipt: Receipt) -> dict[str, str]:
    """The content that is signed."""
    return msgspec.structs.asdict(receipt) | {"outcome": receipt.outcome.value}


def read(content: dict[str, object]) -> Receipt:
    """The receipt in a payload whose seal was verified.

    Raises:
        MalformedError: a field is missing, unknown or of the wrong type.
    """
    try:
        receipt = msgspec.convert(content, Receipt)
    except msgspec.ValidationError as error:
        raise MalformedError("receipt", str(error)) from error
    instant_of(receipt.time)
    return receipt


@lru_cache(maxsize=1_024)  # all receipts of a batch have the same
def instant_of(text: str) -> datetime:
    """When a receipt says that it was given."""
    return parse_instant(text, "receipt time")


def fits(receipt: Receipt, sent: Sent, ourselves: str) -> Receipt:
    """The receipt, if it speaks of just what we sent, to us, by the partner that got it.

    Raises:
        ProofError: a true signature on something else: another partner's, object's or content's.
    """
    said = (receipt.release, receipt.giver, receipt.object, receipt.version, receipt.sha256)
    known = (sent.release, sent.partner, sent.object_id, sent.modified, sent.sha256)
    names = ("release", "giver", "object", "version", "sha256")
    for name, theirs, ours in zip(names, said, known, strict=True):
        if theirs != ours:
            raise ProofError(f"receipt for {sent.release}", name)
    if receipt.taker != ourselves:
        raise ProofError(f"receipt for {sent.release}", "taker")
    if not sent.left:
        raise ProofError(f"receipt for {sent.release}", "it never left")
    return receipt


def timely(
    what: str, signers: Sequence[PublicKey], at: datetime, keys: Sequence[Believed]
) -> PublicKey:
    """The key that vouches for a document: one we still believe, or that had not ended when it spoke.

    Args:
        what: the kind of document, for the error.
        signers: the keys whose signatures on it are right.
        at: when the document says that it was made.
        keys: every key of the giver that we ever believed.

    Raises:
        ProofError: only keys signed it that had ended by then.
    """
    for one in keys:
        if one.key in signers and (one.until is None or at < one.until):
            return one.key
    raise ProofError(what, "its key had ended")

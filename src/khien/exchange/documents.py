"""The sealed documents that two Khiên nodes send each other beside TAXII.

Each is `{"kind", "payload", "signatures"}` as `khien.model.signing.seal` makes it. The payloads are
the structs below: an unknown field, a missing one or one of the wrong type is refused.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec

from khien.model.errors import MalformedError, ProofError
from khien.model.instants import parse_instant

MAX_ITEMS = 1_000  # releases in one delivery, receipts in one batch
REASON_CHARACTERS = 2_000  # of a recall; a person reads it

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ReleaseName = Annotated[str, msgspec.Meta(pattern=f"^release--{_UUID}$")]
DeliveryName = Annotated[str, msgspec.Meta(pattern=f"^delivery--{_UUID}$")]
RecallName = Annotated[str, msgspec.Meta(pattern=f"^recall--{_UUID}$")]
ObjectName = Annotated[str, msgspec.Meta(pattern=f"^[a-z0-9-]{{1,64}}--{_UUID}$")]
Version = Annotated[str, msgspec.Meta(max_length=40, pattern="^[0-9TZ:.-]*$")]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Short = Annotated[str, msgspec.Meta(max_length=80)]


class Action(StrEnum):
    """What a sender takes back: the version itself, or how widely it may be handled."""

    RECALL = "recall"
    DOWNGRADE = "downgrade"


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every document says of itself: from whom, for whom, when (RFC 3339, microseconds)."""

    giver: str
    taker: str
    time: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One release in a delivery. `version` is `modified`, '' for objects that have none."""

    release: ReleaseName
    object: ObjectName
    version: Version
    sha256: Sha256
    purpose: Short


class DeliveryNote(Note, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Kind `delivery`: what the TAXII envelope with the same `Khien-Delivery` will hold.

    `agreement` is the sha256 of the agreement's canonical content under which it crosses.
    """

    delivery: DeliveryName
    agreement: Sha256
    items: list[Item]


class Recall(Note, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Kind `recall`: one version is taken back, or is to be handled more strictly.

    `tlp` is the new label of a downgrade (`amber`, `amber+strict`, `red`), '' for a recall.
    """

    recall: RecallName
    release: ReleaseName
    object: ObjectName
    version: Version
    sha256: Sha256
    action: Action
    tlp: Short
    reason: Annotated[str, msgspec.Meta(max_length=REASON_CHARACTERS)]


Payload = TypeVar("Payload", bound=Note)


def read_payload(content: dict[str, Any], kind: type[Payload], giver: str, taker: str) -> Payload:
    """The payload of a document whose seal was verified, if it goes from that giver to that taker.

    Raises:
        MalformedError: it does not have the fields of this kind.
        ProofError: it was sealed for somebody else, or by one partner in the name of another.
    """
    name = kind.__name__
    try:
        payload = msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise MalformedError(name, str(error)) from error
    if payload.giver != giver:
        raise ProofError(name, "giver")
    if payload.taker != taker:
        raise ProofError(name, "taker")
    parse_instant(payload.time, f"{name} time")
    return payload


def payload_of(note: Note) -> dict[str, Any]:
    """The content that is sealed."""
    content = msgspec.to_builtins(note)
    assert isinstance(content, dict)  # noqa: S101 -- a struct always becomes a dict
    return content

"""What a signed folder says of itself: one sealed document that names every file in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from khien.exchange.documents import Note, Sha256

KIND = "export"  # of the sealed document
FILE = "manifest.json"
OBJECTS = "objects"  # the folder in it that holds the objects, each as its original bytes
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_SEEN = 100  # exports of the other side that one manifest answers

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ExportName = Annotated[str, msgspec.Meta(pattern=f"^export--{_UUID}$")]
FileName = Annotated[
    str, msgspec.Meta(pattern=r"^([0-9]{6}-[a-z]{1,20}\.(json|txt)|objects/[0-9a-f]{64}\.json)$")
]
Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_FILE_BYTES)]
Code = Annotated[str, msgspec.Meta(max_length=80)]


class StepKind(StrEnum):
    """What one step of a folder brings; each is taken as its endpoint on the wire takes it."""

    KEY = "key"
    AGREEMENT = "agreement"
    DELIVERY = "delivery"
    RECALL = "recall"
    RECEIPTS = "receipts"
    CHECKPOINT = "checkpoint"
    COSIGNATURE = "cosignature"


class Scope(StrEnum):
    """How much goes into a folder.

    `waiting`: what the outbox holds. `all`: that, and everything that was released before and not
    taken back. `receipts`: only our receipts, for the way home.
    """

    WAITING = "waiting"
    ALL = "all"
    RECEIPTS = "receipts"


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the folder, with its length in bytes and the SHA-256 of its bytes."""

    file: FileName
    size: Size
    sha256: Sha256


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document, in the order in which it is to be taken; a delivery has its objects beside it."""

    kind: StepKind
    document: Piece
    objects: list[Piece]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An export of the other side that was taken, and the steps of it that were not, with the code.

    `sha256` is that of its manifest's payload: the answer is to these words and no others.
    """

    export: ExportName
    sha256: Sha256
    refused: dict[FileName, Code]


class Manifest(Note, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Kind `export`: everything that is in the folder, and what became of the other side's folders."""

    export: ExportName
    scope: Scope
    steps: list[Step]
    seen: list[Seen]

    @property
    def pieces(self) -> list[Piece]:
        """Every file beside the manifest; one that two steps name stands here twice."""
        return [one for step in self.steps for one in (step.document, *step.objects)]

"""What the store takes and gives: versions as they are kept, and what is known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NewType, TypeAlias

import msgspec

from khien.model.ids import ObjectId, OfficerName, PartnerName
from khien.model.instants import from_microseconds, taxii_time
from khien.model.marking import Tlp
from khien.model.stix import Version

BatchId = NewType("BatchId", str)
"""`batch--UUID` by custom: one import, or one delivery of a partner."""

Source: TypeAlias = PartnerName | Literal[""]
"""Who brought something; empty is this node itself."""

Outcome: TypeAlias = Literal["new", "duplicate", "variant", "conflict"]
ChangeKind: TypeAlias = Literal["version", "withdrawn", "restored"]
Reason: TypeAlias = Literal["recalled", "revoked-by-source", "out-of-use"]


@dataclass(frozen=True, slots=True)
class Batch:
    """What came together: it is kept as a whole or not at all.

    `report` is what intake or admission said about every item; it is kept as JSON.
    """

    id: BatchId
    name: str
    source: Source = ""
    author: OfficerName | Literal[""] = ""
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """A batch as it was kept; `counts` says how many versions had which outcome."""

    id: BatchId
    name: str
    source: Source
    author: OfficerName | Literal[""]
    at_us: int
    counts: Mapping[Outcome, int]
    report: Mapping[str, Any]


class Added(msgspec.Struct, frozen=True):
    """What became of one version that was to be kept.

    `new`: first of its kind. `duplicate`: the same content was here (`seq` is that one's).
    `variant`: an observable, which has no versions, with other content; both are kept.
    `conflict`: the same (id, modified) with other content, which STIX forbids (2.1 §3.6); both are
    kept and flagged, and the one that came first stays the current one.
    """

    object_id: ObjectId
    seq: int
    sha256: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it is kept.

    `tlp` is the strictest level of any part; `declared` is False where the object carries no TLP.
    `withdrawn` is empty while it is in use. `added_us` is when it came, or, on a shelf of one's
    own, when it was put there; microseconds, no two alike.
    """

    seq: int
    object_id: ObjectId
    type: str
    modified: str
    created_by_ref: ObjectId | None
    revoked: bool
    spec_version: str
    sha256: str
    raw: bytes
    source: Source
    author: OfficerName | Literal[""]
    batch_id: BatchId
    added_us: int
    conflict: bool
    tlp: Tlp
    declared: bool
    withdrawn: str

    @property
    def content(self) -> dict[str, Any]:
        """The object, decoded from its bytes at each call."""
        content: dict[str, Any] = msgspec.json.decode(self.raw)
        return content

    @property
    def version(self) -> Version:
        """The same version, as the model knows it."""
        return Version(
            id=self.object_id,
            type=self.type,
            modified=self.modified,
            created_by_ref=self.created_by_ref,
            revoked=self.revoked,
            raw=self.raw,
            sha256=self.sha256,
            content=self.content,
        )

    @property
    def added(self) -> datetime:
        """When it was added, as an aware instant."""
        return from_microseconds(self.added_us)

    @property
    def taxii_version(self) -> str:
        """The version as TAXII names it: `modified`, else `created`, else the date added (TAXII 2.1 §3.4.1)."""
        return self.modified or taxii_time(self.added)


class Placed(msgspec.Struct, frozen=True):
    """One version in a page, without its bytes: what TAXII says of it. `added_us` as in `Kept`."""

    object_id: ObjectId
    modified: str
    sha256: str
    added_us: int

    @property
    def taxii_version(self) -> str:
        """As `Kept.taxii_version`."""
        return self.modified or taxii_time(from_microseconds(self.added_us))


@dataclass(frozen=True, slots=True)
class Bodies:
    """A page: the bytes of each version, when each was added as in `Kept`, and whether more follow.

    `fresh` has the dates of those that the shelf calls so.
    """

    raws: Sequence[bytes] = ()
    added_us: Sequence[int] = ()
    more: bool = False
    fresh: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """One of those who brought a version, and when."""

    source: Source
    batch_id: BatchId
    at_us: int

    @property
    def at(self) -> datetime:
        """The same as an aware instant."""
        return from_microseconds(self.at_us)


@dataclass(frozen=True, slots=True)
class Found:
    """One object that a search found."""

    object_id: ObjectId
    seq: int
    type: str
    title: str
    tlp: Tlp
    revoked: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Link:
    """One object points to another.

    `kind` is a property of `from_id` (`object_refs`), or, where `relationship` is True, the type of
    the relationship object `owner_id` that joins the two (`uses`). `place` is where a list of
    links goes on after it.
    """

    owner_id: ObjectId
    from_id: ObjectId
    kind: str
    to_id: ObjectId
    relationship: bool
    place: tuple[int, int] = (0, 0)


class IndicatorRow(msgspec.Struct, frozen=True):
    """One value of an indicator in force; the times of validity are for the reader to compare."""

    object_id: ObjectId
    seq: int
    kind: str
    value: str
    valid_from_us: int
    valid_until_us: int | None
    source: Source
    tlp: Tlp


class Change(msgspec.Struct, frozen=True):
    """Something happened to an object; `seq` counts up without end."""

    seq: int
    kind: ChangeKind
    object_id: ObjectId
    at_us: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A version, or with an empty `modified` a whole object, that is out of use."""

    object_id: ObjectId
    modified: str
    at_us: int
    reason: Reason

    @property
    def at(self) -> datetime:
        """The same as an aware instant."""
        return from_microseconds(self.at_us)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is; `by_type` counts objects in force."""

    versions: int
    objects: int
    conflicts: int
    withdrawn: int
    indicators: int
    by_type: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a TAXII client asks for (TAXII 2.1 §3.4); an empty tuple asks for all.

    `versions` holds `first`, `last`, `all` or STIX timestamps, joined by “or”.
    """

    added_after_us: int | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    spec_versions: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)


@dataclass(frozen=True, slots=True)
class Page:
    """Some versions in the order in which they were added, and whether more follow."""

    items: tuple[Kept, ...]
    more: bool

    @property
    def next_us(self) -> int | None:
        """The cursor for what follows: the date added of the last item; None on an empty page."""
        return self.items[-1].added_us if self.items else None

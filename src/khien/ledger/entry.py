"""What one leaf of the ledger says: hashes and metadata, never content, never a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import parse_instant, taxii_time, to_microseconds

T = TypeVar("T")

Columns: TypeAlias = tuple[str, str | None, str | None, str | None, int]
"""What an entry is found by: kind, crossing, partner, object, and the instant in microseconds."""

FORMAT = 1  # the `v` of every leaf
MAX_FACTS = 16
MAX_FACT_INT = 2**53 - 1  # RFC 7493 §2.2

# Short names as machines give them: no space, no @, no quote, nothing outside ASCII.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}", re.ASCII)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9._:/+=-]{0,127}", re.ASCII)
# Nothing but digits: a telephone, bank account or national id number, or an IPv4 address.
_NUMBER = re.compile(r"[0-9+.:/-]{7,}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FACT = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

_encode = msgspec.json.Encoder(order="sorted").encode


class EntryKind(StrEnum):
    """What happened. The first group is the life of a crossing, on either side of the border."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RELEASE_REFUSED = "refused-release"
    CLEARED = "cleared"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    READ = "read"
    ACTED = "acted"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    DOWNGRADED = "downgraded"
    RECEIPT = "receipt"

    IMPORTED = "imported"
    PUBLISHED = "published"
    REDACTED = "redacted"
    AGREEMENT = "agreement"
    PARTNER = "partner"
    KEY = "key"
    CHECKPOINT_ALARM = "checkpoint-alarm"
    EXPORTED = "exported"
    ARRIVED = "arrived"
    RESUMED = "resumed"
    ADMINISTRATION = "administration"


class EntryError(MalformedError):
    """Something that is no short identifier was about to be written into the ledger for ever.

    The value itself is not carried: it may be the very content that must not be seen.
    """

    code = "ledger.entry"


class LedgerEntry(Struct, frozen=True):
    """One thing that happened, to be appended.

    Args:
        kind: what happened.
        crossing: the release or delivery that it belongs to; `Ledger.prove` finds it by this.
        partner: the other side.
        object_id: the STIX object.
        version: its `modified`, or another short name of the version.
        sha256: 64 lower-case hex digits: the content address of the version or document.
        facts: short identifiers and counts beside it, e.g. marking, agreement, purpose, role,
            reason (a code). Never free text, a name of a person, an address or an indicator.

    Raises:
        EntryError: a part is no short identifier.
    """

    kind: EntryKind
    crossing: str | None = None
    partner: PartnerName | None = None
    object_id: ObjectId | None = None
    version: str | None = None
    sha256: str | None = None
    facts: Mapping[str, str | int] = {}

    def __post_init__(self) -> None:
        _check_name("crossing", self.crossing)
        _check_name("partner", self.partner)
        _check_name("object_id", self.object_id)
        _check_name("version", self.version)
        if self.sha256 is not None and _SHA256.fullmatch(self.sha256) is None:
            raise EntryError("sha256", "64 lower-case hex digits")
        if len(self.facts) > MAX_FACTS:
            raise EntryError("facts", f"at most {MAX_FACTS}")
        for name, value in self.facts.items():
            _check_fact(name, value)


class Leaf(Struct, frozen=True):
    """An entry as it stands in the ledger: with the instant of its batch."""

    entry: LedgerEntry
    at: datetime


def leaf_bytes(entry: LedgerEntry, at_text: str) -> bytes:
    """The bytes that are hashed: the RFC 8785 form, with what is absent left out.

    Names are ASCII without quotes and numbers are integers, so sorted compact JSON is that form.

    Args:
        entry: what happened.
        at_text: when, from `taxii_time`.
    """
    content: dict[str, Any] = {"v": FORMAT, "kind": entry.kind.value, "at": at_text}
    if entry.crossing is not None:
        content["crossing"] = entry.crossing
    if entry.partner is not None:
        content["partner"] = entry.partner
    if entry.object_id is not None:
        content["object"] = entry.object_id
    if entry.version is not None:
        content["version"] = entry.version
    if entry.sha256 is not None:
        content["sha256"] = entry.sha256
    if entry.facts:
        content["facts"] = dict(entry.facts)
    return _encode(content)


def parse_leaf(raw: bytes) -> Leaf:
    """Read the bytes of a leaf back; only the one spelling that `leaf_bytes` gives is accepted.

    Raises:
        MalformedError: not a leaf of this format, or not in its canonical form.
    """
    try:
        form = _read(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError("ledger entry", "the fields of a ledger entry") from error
    if _encode(form) != raw or form.facts == {}:
        raise MalformedError("ledger entry", "RFC 8785 canonical JSON")
    return Leaf(
        LedgerEntry(
            form.kind,
            _given(form.crossing),
            _given(form.partner),
            _given(form.object),
            _given(form.version),
            _given(form.sha256),
            _given(form.facts) or {},
        ),
        _instant(form.at),
    )


def columns_of(entry: LedgerEntry, at_us: int) -> Columns:
    """What the columns beside a leaf repeat from its entry."""
    return entry.kind.value, entry.crossing, entry.partner, entry.object_id, at_us


def columns_in(raw: bytes) -> Columns:
    """What the columns beside a leaf have to repeat, for a leaf that `parse_leaf` reads.

    Almost every leaf is told by one look at its spelling; any other is read the long way.

    Raises:
        MalformedError: as `parse_leaf`.
    """
    seen = _USUAL.fullmatch(raw.decode("latin-1"))
    if seen is not None:
        at, crossing, facts, kind, object_id, partner = seen.groups()
        if kind in _KINDS and (facts is None or _are_facts(facts)):
            return kind, crossing, partner, object_id, _instant_us(at)
    leaf = parse_leaf(raw)
    return columns_of(leaf.entry, to_microseconds(leaf.at))


def _given(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value


class _Form(Struct, forbid_unknown_fields=True):
    """How a leaf is spelled; `leaf_bytes` leaves out what is absent."""

    v: Literal[1]
    kind: EntryKind
    at: str
    crossing: str | UnsetType = UNSET
    partner: PartnerName | UnsetType = UNSET
    object: ObjectId | UnsetType = UNSET
    version: str | UnsetType = UNSET
    sha256: str | UnsetType = UNSET
    facts: dict[str, str | int] | UnsetType = UNSET


_read = msgspec.json.Decoder(_Form).decode

# The canonical form of a leaf whose names begin with a letter and whose version is a time: nothing
# that `parse_leaf` refuses, though not all that it reads. Facts, kind and instant are looked at apart.
_USUAL = re.compile(
    r'\{"at":"([0-9TZ.:-]{27})"'
    r'(?:,"crossing":"(WORD)")?'
    r'(?:,"facts":(\{[ -z]+\}))?'
    r',"kind":"([a-z-]+)"'
    r'(?:,"object":"(WORD)")?'
    r'(?:,"partner":"(WORD)")?'
    r'(?:,"sha256":"[0-9a-f]{64}")?'
    r',"v":1'
    r'(?:,"version":"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,24}Z|WORD)")?\}'.replace(
        "WORD", _WORD.pattern
    ),
    re.ASCII,
)
_KINDS = frozenset(kind.value for kind in EntryKind)
_read_facts = msgspec.json.Decoder(dict[str, str | int]).decode


@lru_cache(maxsize=1_024)  # neighbours often say the same
def _are_facts(text: str) -> bool:
    """Whether a text is how `leaf_bytes` spells facts; what is not is left to `parse_leaf`."""
    try:
        facts = _read_facts(text)
        LedgerEntry(EntryKind.SENT, facts=facts)
    except (msgspec.DecodeError, EntryError):
        return False
    return _encode(facts).decode() == text


@lru_cache(maxsize=1_024)  # every leaf of a batch has the same
def _instant(text: str) -> datetime:
    at = parse_instant(text, "ledger entry")
    if taxii_time(at) != text:
        raise MalformedError("ledger entry", "RFC 8785 canonical JSON")
    return at


@lru_cache(maxsize=1_024)
def _instant_us(text: str) -> int:
    return to_microseconds(_instant(text))


def _check_name(item: str, name: str | None) -> None:
    if name is None:
        return
    if _WORD.fullmatch(name) is not None:
        return  # a letter comes first, so it is no number
    if _NAME.fullmatch(name) is None:
        raise EntryError(item, "a short identifier: no spaces, no @, at most 128 characters")
    if _NUMBER.fullmatch(name) is not None and _DATE.fullmatch(name) is None:
        raise EntryError(item, "no bare number: it may be a person's")


def _check_fact(name: str, value: object) -> None:
    if _FACT.fullmatch(name) is None:
        raise EntryError("facts", "a fact has a short lower-case name")
    if isinstance(value, str):
        _check_name(name, value)
    elif not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_FACT_INT:
        raise EntryError(name, "a short identifier, or a count from 0")

"""What a line of a list is made from, and what a form of list is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias
from uuid import NAMESPACE_URL

from msgspec import Raw, Struct, structs

from khien.model.decision import Refusal
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp
from khien.model.patterns import ValueKind

K = ValueKind


class Said(Struct, gc=False):
    """The few members of an indicator that are asked, where they are what the standard says.

    A form whose lines hold others adds them, so that each object is read once.
    """

    confidence: int | None = None
    labels: tuple[str, ...] = ()
    modified: str = ""
    object_marking_refs: tuple[str, ...] = ()
    granular_markings: Raw | None = None


class Entry(Struct, frozen=True, gc=False):
    """One value of one indicator that its consumer may have.

    `seq` is the number of the version here and `place` that of the value in it, `source` the partner
    that brought it or '' for our own (of a joined one everybody, `joined`), `score` is None where nobody
    asks for it, `raw` the object as it is kept, `said` what its form asks of it (None: something in it is
    not what the standard says); instants are microseconds.
    """

    kind: ValueKind
    value: str
    object_id: ObjectId
    seq: int
    place: int
    source: str
    tlp: Tlp
    pap: Pap | None
    score: int | None
    valid_from_us: int
    valid_until_us: int | None
    added_us: int
    raw: bytes
    said: Said | None = None


OWN: Final = "own"


def joined(claims: Sequence[tuple[Entry, Iterable[str]]]) -> Entry:
    """What all who claim a value say together: the oldest claim, with everybody's name.

    The score is the highest, it holds from the first day to the last, and the markings are the
    strictest, since the line tells what each of them said.

    Args:
        claims: the entries of one value, the oldest first, and who says each.
    """
    entries = [entry for entry, _ in claims]
    names = sorted({name for _, some in claims for name in some})
    until = [one.valid_until_us for one in entries]
    return structs.replace(
        entries[0],
        source=";".join(names),
        tlp=max(one.tlp for one in entries),
        pap=max((one.pap for one in entries if one.pap is not None), default=None),
        score=max((one.score for one in entries if one.score is not None), default=None),
        valid_from_us=min(one.valid_from_us for one in entries),
        valid_until_us=None if None in until else max(one for one in until if one is not None),
    )


@dataclass(frozen=True, slots=True)
class About:
    """What the head of a list says of it.

    Attributes:
        node: the short name of this node.
        title: what the list is called; letters, digits, dots and dashes.
        identity: the STIX identity of this node.
        at: when it was made.
        serial: its number; larger with every list that differs from the one before, below 2³².
        zone: of an RPZ list, the name of the zone without a dot at its end.
        action: of an RPZ list, what a resolver answers.
        columns: of a CSV list.
    """

    node: str
    title: str
    identity: str
    at: datetime
    serial: int
    zone: str = "rpz.khien"
    action: str = "nxdomain"
    columns: tuple[str, ...] = ()


Line: TypeAlias = Callable[[Entry, About], str | bytes | Refusal]
"""One entry as text without a line end at its end, or why it cannot stand in this form.

Bytes are the same text in UTF-8, from who has it so already; a form gives one of both for all its entries.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of list: a head, a text for each entry, a tail.

    Attributes:
        name: as people and addresses call it.
        media_type: of the whole.
        ending: of a file's name.
        kinds: what it can carry; anything else is refused by name.
        line: writes one entry.
        head: what stands before the entries, with its line ends.
        tail: what stands after them.
        between: what stands before every entry but the first.
        narrows: kinds that are carried with less than they mean, and the code that says how.
        whole: an entry is an object, not a value of it; it is written once.
        joins: an entry is what all who claim its value say together, and not what the oldest claim says.
        said: what its lines ask of an object.
    """

    name: str
    media_type: str
    ending: str
    kinds: frozenset[ValueKind]
    line: Line
    head: Callable[[About], str] = field(default=lambda _: "")
    tail: Callable[[About], str] = field(default=lambda _: "")
    between: str = ""
    narrows: Mapping[ValueKind, str] = field(default_factory=dict)
    whole: bool = False
    joins: bool = False
    said: type[Said] = Said


HASHES: Final = frozenset({K.MD5, K.SHA1, K.SHA256, K.SHA512})
ADDRESSES: Final = frozenset({K.IPV4, K.IPV6, K.CIDR})
PRINTS: Final = frozenset({K.JA3, K.JA3S, K.JA4})
VALUES: Final = frozenset(ValueKind) - {K.PATTERN}

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*").fullmatch
_ADDRESS = re.compile(r"[0-9a-f:.]{2,45}(?:/[0-9]{1,3})?").fullmatch
_HEX = re.compile(r"[0-9a-f]{32,128}").fullmatch
_PRINT = re.compile(r"[0-9a-z_]{32,40}").fullmatch
_VISIBLE = re.compile(r"[\x21-\x7e]+").fullmatch  # no blank, nothing that ends a line or a field
_SOUND: Final[Mapping[ValueKind, Callable[[str], object]]] = {
    K.DOMAIN: _NAME,
    **dict.fromkeys(ADDRESSES, _ADDRESS),
    **dict.fromkeys(HASHES, _HEX),
    **dict.fromkeys(PRINTS, _PRINT),
    K.URL: _VISIBLE,
    K.URL_PREFIX: _VISIBLE,
    K.EMAIL: _VISIBLE,
}


def soundness(kind: ValueKind) -> Callable[[str], object]:
    """What tells of a value of this kind what `is_sound` does."""
    return _SOUND.get(kind, bool)


def is_sound(kind: ValueKind, value: str) -> bool:
    """Whether a value has no character that could end its place in a line, whatever the form.

    What is in the store has its normal form already; this holds even where it has not. A whole
    pattern is never written as it is, so it is sound.
    """
    return bool(soundness(kind)(value))


def stable_uuid(name: str) -> str:
    """A UUID of version 5 (RFC 9562 §5.5), without an object for each: there are millions."""
    hashed = _SPACE.copy()
    hashed.update(name.encode())
    digest = hashed.hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"


_SPACE: Final = hashlib.sha1(NAMESPACE_URL.bytes, usedforsecurity=False)
_VARIANT: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

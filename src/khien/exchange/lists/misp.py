"""A MISP feed folder: `manifest.json`, `hashes.csv` and one file for each event.

An event holds the values of versions whose numbers follow each other, so that what comes new changes the
last event and what goes away changes one; whoever fetches the folder again fetches just those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import Struct

from khien.exchange.lists.entry import VALUES, About, Entry, stable_uuid
from khien.intake.misp_writing import event_frame
from khien.intake.misp_written_values import CATEGORY_OF, TYPES_OF_KIND
from khien.model.decision import Refusal
from khien.model.instants import from_microseconds
from khien.model.marking import Pap, Tlp

OF_ONE_EVENT: Final = 2_000  # versions
TYPES: Final = {kind: (name, CATEGORY_OF[name], kind.value) for kind, name in TYPES_OF_KIND.items()}
KINDS: Final = frozenset(TYPES) & VALUES
_IN_MANIFEST: Final = (
    "info", "date", "timestamp", "analysis", "threat_level_id", "Orgc", "Tag",
)  # fmt: skip
NAME, MEDIA_TYPE = "misp", "application/json"


@dataclass(frozen=True, slots=True)
class Piece:
    """One event as a file, what the manifest says of it, and the hashes of its values."""

    name: str
    body: bytes
    told: dict[str, Any]
    hashes: tuple[str, ...]
    entries: int


def events(entries: Iterable[Entry], about: About) -> Iterator[Piece]:
    """The events of a list, in order; entries come by ascending `seq`."""
    for block, some in groupby(entries, key=lambda one: one.seq // OF_ONE_EVENT):
        yield _event(block, list(some), about)


def manifest(told: dict[str, Any]) -> bytes:
    """`manifest.json`: what there is, by the UUID of each event."""
    return msgspec.json.encode(told)


class Attribute(Struct, frozen=True, gc=False):
    """One value as the core format has it; it is shared as far as its event is.

    A consumer has values and no objects, so nothing else of the indicator is written
    (`intake.misp_writing` writes whole objects); types, categories and events are the same.
    """

    uuid: str
    type: str
    category: str
    timestamp: str
    value: str
    comment: str
    Tag: tuple[dict[str, str], ...]
    to_ids: bool = True
    distribution: str = "5"
    deleted: bool = False


def attribute_of(entry: Entry) -> Attribute | Refusal:
    """One value as an attribute, under an id that stays."""
    found = TYPES.get(entry.kind)
    if found is None:
        return Refusal("list.kind", entry.value)
    name, category, kind = found
    own = stable_uuid(f"{entry.object_id} {kind}:{entry.value}")
    at = str(entry.added_us // 1_000_000)
    tags = _tags(entry.tlp.rank, entry.pap)
    return Attribute(own, name, category, at, entry.value, entry.object_id, tags)


def _event(block: int, entries: list[Entry], about: About) -> Piece:
    name = stable_uuid(f"{about.identity}/{about.title}/{block}")
    newest = from_microseconds(max(one.added_us for one in entries))
    orgc = {"name": about.node, "uuid": about.identity.partition("--")[2]}
    info = f"{about.title} of {about.node}, {newest:%Y-%m-%d}"
    frame = event_frame(uuid=name, info=info, at=newest, organisation=orgc)
    frame["Tag"] = _tags(max(one.tlp.rank for one in entries), None)
    attributes = [made for one in entries if isinstance(made := attribute_of(one), Attribute)]
    public = {"published": True, "publish_timestamp": frame["timestamp"]}
    event = frame | public | {"Attribute": attributes}
    told = {member: frame[member] for member in _IN_MANIFEST}
    hashes = tuple(_md5(one.value) for one in entries)
    return Piece(name, msgspec.json.encode({"Event": event}), told, hashes, len(entries))


@cache
def _tags(rank: int, pap: Pap | None) -> tuple[dict[str, str], ...]:
    names = [f"tlp:{_TLPS[rank].value}"] + ([f"PAP:{pap.value.upper()}"] if pap else [])
    return tuple({"name": name} for name in names)


def _md5(value: str) -> str:
    """What `hashes.csv` names a value by; a new hash for each would be looked up each time."""
    hashed = _NO_MD5.copy()
    hashed.update(value.encode())
    return hashed.hexdigest()


_TLPS: Final = tuple(Tlp)
_NO_MD5: Final = hashlib.md5(usedforsecurity=False)

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
from operator import attrgetter
from typing import Any, Final

import msgspec

from khien.exchange.lists.entry import VALUES, About, Entry, stable_uuid
from khien.intake.misp_writing import event_frame
from khien.intake.misp_written_values import CATEGORY_OF, TYPES_OF_KIND
from khien.model.decision import Refusal
from khien.model.instants import from_microseconds
from khien.model.marking import Pap, Tlp
from khien.model.pausing import uncollected

OF_ONE_EVENT: Final = 2_000  # versions
KINDS: Final = frozenset(TYPES_OF_KIND) & VALUES
_IN_MANIFEST: Final = (
    "info", "date", "timestamp", "analysis", "threat_level_id", "Orgc", "Tag",
)  # fmt: skip
NAME, MEDIA_TYPE = "misp", "application/json"
_encode = msgspec.json.Encoder().encode


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
        with uncollected():
            entries_here = list(some)
        yield _event(block, entries_here, about)


def manifest(told: dict[str, Any]) -> bytes:
    """`manifest.json`: what there is, by the UUID of each event."""
    return msgspec.json.encode(told)


def attribute_of(entry: Entry) -> bytes | Refusal:
    """One value as the core format has an attribute, in JSON, under an id that stays.

    A consumer has values and no objects, so nothing else of the indicator is written (`intake.misp_writing` writes
    whole objects); types, categories and events are the same. It is shared as far as its event is.
    """
    found = _MIDDLES.get(entry.kind)
    if found is None:
        return Refusal("list.kind", entry.value)
    kind, middle = found
    own = stable_uuid(f"{entry.object_id} {kind}:{entry.value}")
    return (
        f'{{"uuid":"{own}"{middle}{entry.added_us // 1_000_000}","value":{_encode(entry.value).decode()},'
        f'"comment":"{entry.object_id}"{_end(entry.tlp.rank, entry.pap)}'
    ).encode()


def _middle(name: str) -> str:
    """What stands in an attribute of a type between its id and the second in which it came."""
    told = {"type": name, "category": CATEGORY_OF[name], "timestamp": ""}
    return "," + _encode(told).decode()[1:-2]


@cache
def _end(rank: int, pap: Pap | None) -> str:
    """What stands in an attribute after its comment: the same for all that are marked alike."""
    told = {"Tag": _tags(rank, pap), "to_ids": True, "distribution": "5", "deleted": False}
    return "," + _encode(told).decode()[1:]


def _event(block: int, entries: list[Entry], about: About) -> Piece:
    name = stable_uuid(f"{about.identity}/{about.title}/{block}")
    newest = from_microseconds(max(map(attrgetter("added_us"), entries)))
    orgc = {"name": about.node, "uuid": about.identity.partition("--")[2]}
    info = f"{about.title} of {about.node}, {newest:%Y-%m-%d}"
    frame = event_frame(uuid=name, info=info, at=newest, organisation=orgc)
    frame["Tag"] = _tags(max(map(attrgetter("tlp.rank"), entries)), None)
    attributes = [made for one in entries if isinstance(made := attribute_of(one), bytes)]
    public = {"published": True, "publish_timestamp": frame["timestamp"]}
    event = frame | public | {"Attribute": msgspec.Raw(b"[" + b",".join(attributes) + b"]")}
    told = {member: frame[member] for member in _IN_MANIFEST}
    hashes = tuple(_md5(one.value) for one in entries)
    return Piece(name, _encode({"Event": event}), told, hashes, len(entries))


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
_MIDDLES: Final = {kind: (kind.value, _middle(name)) for kind, name in TYPES_OF_KIND.items()}
_NO_MD5: Final = hashlib.md5(usedforsecurity=False)

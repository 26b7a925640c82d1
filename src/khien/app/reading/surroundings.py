"""What the node knows that helps to read a document: names of attackers and tools, popular names, its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from publicsuffixlist import PublicSuffixList
from sqlalchemy import Connection

from khien.app.settings import popular_names
from khien.app.wiring import Node
from khien.exchange.popular import Popular
from khien.intake.extraction import Entry, Names, entries_of
from khien.intake.observed import observe
from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind, address_of, hash_of, value_of
from khien.store import objects

_TYPES: Final = ("intrusion-set", "threat-actor", "malware", "tool", "campaign", "attack-pattern")
_FEWEST_LETTERS: Final = 3  # a shorter name is found in every text
_MOST_HEIRS: Final = 5  # ATT&CK revoked some techniques twice
_CATALOGUE: Final = "mitre"


def names_of(node: Node) -> Names:
    """The names, synonyms and numbers in the objects that the node holds.

    A technique that was revoked in favour of another one still names that one: texts go on saying
    `DLL Side-Loading` (T1574.002), which ATT&CK 17 made a part of `DLL` (T1574.001).
    """
    with node.store.read() as tx:
        found = [e for one in objects.of_type(tx, _TYPES) for e in entries_of(one.content)]
        gone = [one.content for one in objects.out_of_force(tx, ["attack-pattern"])]
        found += [entry for one in gone for entry in _inherited(tx, one)]
    return Names.of(one for one in found if len(one.name) >= _FEWEST_LETTERS)


def _inherited(tx: Connection, revoked: Mapping[str, Any]) -> Iterator[Entry]:
    """The names of what was revoked, for the object in whose favour it was."""
    at = ObjectId(revoked["id"])
    for _ in range(_MOST_HEIRS):
        heirs = objects.links(tx, at, "out", "revoked-by", 1)
        if not heirs:
            return
        at = heirs[0].to_id
        heir = objects.currents(tx, [at]).get(at)
        if heir is not None and not heir.content.get("revoked"):
            yield from entries_of({**revoked, "id": at, "revoked": False})
            return


def called(node: Node, refs: Iterable[str]) -> dict[str, str]:
    """What the objects with these ids are called here, with their number in ATT&CK; unknown ones are left out."""
    with node.store.read() as tx:
        held = objects.currents(tx, [ObjectId(one) for one in refs])
    return {str(key): _title(one.content) for key, one in held.items()}


def _title(content: Mapping[str, Any]) -> str:
    numbers = [
        str(one.get("external_id", ""))
        for one in content.get("external_references") or ()
        if str(one.get("source_name")).startswith(_CATALOGUE)
    ]
    name = str(content.get("name", content["id"]))
    return f"{name} ({numbers[0]})" if numbers else name


def popular_in(node: Node) -> Callable[[str], bool]:
    """Whether a value is one that many people use, or our own."""
    popular = Popular([*popular_names(node.home, node.settings), *node.settings.own.domains])

    def is_popular(written: str) -> bool:
        value = _value(written)
        return value is not None and bool(popular.hit_by([value]))

    return is_popular


def registrable(host: str) -> str:
    """The part of a host name that somebody registered, `example.com.vn`; the host where there is none."""
    return _suffixes().privatesuffix(host) or host


@cache  # a tenth of a second to read
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _value(written: str) -> IndicatorValue | None:
    seen = observe(written)
    if seen is None:
        return None
    if seen.kind in ("domain", "url", "email"):
        return value_of(ValueKind(seen.kind), seen.value)
    return address_of(seen.value) or hash_of(seen.value)

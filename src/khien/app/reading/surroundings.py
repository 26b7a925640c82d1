"""What the node knows that helps to read a document: names of attackers and tools, popular names, its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from publicsuffixlist import PublicSuffixList

from khien.app.settings import popular_names
from khien.app.wiring import Node
from khien.exchange.popular import Popular
from khien.intake.extraction import Entry, Names
from khien.intake.observed import observe
from khien.model.patterns import IndicatorValue, ValueKind, address_of, hash_of, value_of
from khien.store import objects

_KINDS: Final = {
    "intrusion-set": "actor",
    "threat-actor": "actor",
    "malware": "malware",
    "tool": "tool",
    "campaign": "campaign",
    "attack-pattern": "technique",
}
_FEWEST_LETTERS: Final = 3  # a shorter name is found in every text
_ALIASES: Final = ("aliases", "x_mitre_aliases")


def names_of(node: Node) -> Names:
    """The names and synonyms in the objects that the node holds."""
    with node.store.read() as tx:
        return Names.of(
            entry for one in objects.of_type(tx, list(_KINDS)) for entry in _entries(one.content)
        )


def _entries(content: Mapping[str, Any]) -> Iterator[Entry]:
    if content.get("revoked") is True or content.get("x_mitre_deprecated") is True:
        return
    kind, ref = _KINDS[content["type"]], str(content["id"])
    named = [content.get("name"), *(a for key in _ALIASES for a in content.get(key) or ())]
    for name in named:
        if isinstance(name, str) and len(name) >= _FEWEST_LETTERS:
            yield Entry(name, kind, ref)


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

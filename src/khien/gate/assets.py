"""Which values of an object touch our own networks and domains.

What we send out as malicious is blocked abroad within seconds; our own names and addresses among it
would cut ourselves off, so a person looks first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from khien.model.errors import MalformedError
from khien.model.patterns import (
    IndicatorValue,
    ValueKind,
    address_of,
    host_of,
    mentions_of,
    network_of,
    value_of,
)
from khien.model.patterns.values import Network

# What could be a name or an address in a rule of another language (Sigma, YARA, Snort) or a title.
_WORD = re.compile(r"[\w.:/-]+")
_EDGES = ".:/-"
_SPOKEN = ("pattern", "name", "aliases")


@dataclass(frozen=True, slots=True)
class OwnAssets:
    """Our domains (with all names below them) and networks (addresses or CIDR), as texts.

    Raises:
        MalformedError: one of them is neither.
    """

    domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    _names: frozenset[str] = field(init=False, repr=False, compare=False)
    _above: frozenset[str] = field(init=False, repr=False, compare=False)
    _ranges: tuple[Network, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = frozenset(_own_domain(text) for text in self.domains)
        above = frozenset(parent for name in names for parent in _parents(name))
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_above", above)
        object.__setattr__(self, "_ranges", tuple(map(_own_network, self.networks)))

    def touch(self, value: IndicatorValue) -> bool:
        """Whether blocking this value would hit something of ours, or it lies within what is ours.

        A parent of one of our domains counts too, because an indicator matches what is below it.
        """
        host = host_of(value)
        if host is None:
            return False
        if host.kind is ValueKind.DOMAIN:
            is_below = not self._names.isdisjoint([host.value, *_parents(host.value)])
            return is_below or host.value in self._above
        network = network_of(host.value)
        return network is not None and any(
            network.version == own.version and network.overlaps(own) for own in self._ranges
        )


def own_assets_in(content: Mapping[str, Any], own: OwnAssets) -> tuple[IndicatorValue, ...]:
    """The values of a STIX object that touch what is ours, each once.

    An indicator's pattern is asked for every value that it mentions; titles and patterns in other
    languages are searched for names and addresses. Descriptions and references are not: to be
    named as a source is no accusation.
    """
    if not own.domains and not own.networks:
        return ()
    found = dict.fromkeys((*mentions_of(content), *_spoken(content)))
    return tuple(value for value in found if own.touch(value))


def _spoken(content: Mapping[str, Any]) -> Iterator[IndicatorValue]:
    for key in _SPOKEN:
        said = content.get(key)
        for text in said if isinstance(said, list) else [said]:
            words = _WORD.findall(text) if isinstance(text, str) else []
            yield from (value for word in words if (value := _read(word)) is not None)


def _read(word: str) -> IndicatorValue | None:
    plain = word.strip(_EDGES)
    if "." not in plain and ":" not in plain:
        return None
    if "://" in plain:
        return value_of(ValueKind.URL, plain)
    return address_of(plain) or value_of(ValueKind.DOMAIN, plain.split("/")[0])


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.partition(".")[2]
        yield name


def _own_domain(text: str) -> str:
    value = value_of(ValueKind.DOMAIN, text)
    if value is None:
        raise MalformedError(text, "a domain name of our own")
    return value.value


def _own_network(text: str) -> Network:
    network = network_of(text)
    if network is None:
        raise MalformedError(text, "a network or address of our own")
    return network

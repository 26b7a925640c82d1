"""Which values a warninglist means: as MISP's warninglists do (misp-warninglists, schema.json). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, TypeAlias

from khien.model.patterns import IndicatorValue, ValueKind, host_of

Network: TypeAlias = IPv4Network | IPv6Network

MOST_SUBSTRINGS: Final = 2_000  # of all lists; each is looked for in each value
MOST_REGEXES: Final = 500
LONGEST_REGEX: Final = 300  # characters
LONGEST_VALUE: Final = 300  # characters that a regular expression is tried on


_NOBODY: Final[frozenset[str]] = frozenset()


class Kind(StrEnum):
    """How the entries of a list are compared with a value."""

    CIDR = "cidr"  # the address or network lies in the entry, or holds it
    STRING = "string"  # the value is the entry
    HOSTNAME = "hostname"  # the value's host is the entry or lies below it
    SUBSTRING = "substring"  # the entry stands somewhere in the value
    REGEX = "regex"  # the entry is found in the value; as MISP writes it, between slashes


class Warninglists:
    """Every list of one node, so arranged that a value is looked up, not compared with each entry.

    Args:
        lists: name, kind and entries of each.

    Attributes:
        is_empty: whether they mean nothing at all.
    """

    def __init__(self, lists: Iterable[tuple[str, Kind, Sequence[str]]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._hosts: dict[str, set[str]] = {}
        self._networks: dict[tuple[int, int], dict[int, set[str]]] = {}
        self._substrings: list[tuple[str, str]] = []
        self._regexes: list[tuple[re.Pattern[str], str]] = []
        for name, kind, found in lists:
            for entry in found:
                self._put(name, kind, entry.strip())
        kinds = (self._exact, self._hosts, self._networks, self._substrings, self._regexes)
        self.is_empty = not any(kinds)

    def naming(self, values: Iterable[IndicatorValue]) -> tuple[str, ...]:
        """The names of the lists that mean one of these values, each once, in order."""
        if self.is_empty:
            return ()
        found: set[str] = set()
        for value in values:
            found |= self._naming(value)
        return tuple(sorted(found))

    def _put(self, name: str, kind: Kind, entry: str) -> None:
        match kind:
            case Kind.CIDR:
                self._put_network(name, entry)
            case Kind.HOSTNAME:
                self._hosts.setdefault(entry.lower().strip("."), set()).add(name)
            case Kind.SUBSTRING:
                if entry and len(self._substrings) < MOST_SUBSTRINGS:
                    self._substrings.append((entry.lower(), name))
            case Kind.REGEX:
                compiled = compiled_regex(entry)
                if compiled is not None and len(self._regexes) < MOST_REGEXES:
                    self._regexes.append((compiled, name))
            case _:
                self._exact.setdefault(entry.lower(), set()).add(name)

    def _put_network(self, name: str, entry: str) -> None:
        network = network_of(entry)
        if network is not None:
            place = (network.version, network.prefixlen)
            start = int(network.network_address)
            self._networks.setdefault(place, {}).setdefault(start, set()).add(name)

    def _naming(self, value: IndicatorValue) -> set[str]:
        text = value.value.lower()
        found = set(self._exact.get(text, ()))
        if self._substrings:
            found |= {name for part, name in self._substrings if part in text}
        if self._regexes:
            found |= {name for one, name in self._regexes if one.search(text[:LONGEST_VALUE])}
        host = value if value.kind is ValueKind.DOMAIN else host_of(value)
        if host is None:
            return found
        network = None if host.kind is ValueKind.DOMAIN else network_of(host.value)
        return found | (self._named(host.value) if network is None else self._within(network))

    def _named(self, host: str) -> set[str]:
        """The lists with this name, or one above it."""
        name = host.lower()
        found = set(self._exact.get(name, ()))
        while name:
            found |= self._hosts.get(name, _NOBODY)
            name = name.partition(".")[2]
        return found

    def _within(self, network: Network) -> set[str]:
        """The lists with a network that holds this one, or lies in it."""
        found: set[str] = set()
        first, last = int(network.network_address), int(network.broadcast_address)
        for (version, length), starts in self._networks.items():
            if version != network.version:
                continue
            if length <= network.prefixlen:
                width = network.max_prefixlen - length
                found |= starts.get(first >> width << width, set())
            else:
                inside = (names for start, names in starts.items() if first <= start <= last)
                found = found.union(*inside)
        return found


def network_of(entry: str) -> Network | None:
    """The network or single address that a text means; None for anything else."""
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None


def compiled_regex(entry: str) -> re.Pattern[str] | None:
    """The expression between MISP's slashes, in any case; None for what cannot be used.

    Groups that repeat what repeats are not taken: a value could make them run for ever.
    """
    text = entry
    if entry.startswith("/") and entry.rstrip("imsux").endswith("/"):
        text = entry[1 : entry.rstrip("imsux").rindex("/")]
    if not text or len(text) > LONGEST_REGEX or _NESTED.search(text):
        return None
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


_NESTED: Final = re.compile(r"[+*}]\)[+*{]|\\[1-9]|\(\?P=")

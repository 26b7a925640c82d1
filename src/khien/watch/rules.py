"""The indicator index: which indicators does a seen value touch?

Plain dictionaries in memory. It is the reference: a faster engine has to answer the same.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import TypeAlias, TypeVar

import msgspec

from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.asking import PatternIndex


class Entry(msgspec.Struct, frozen=True, gc=False):  # there are a million of them
    """One value of one version of an indicator, in force from `valid_from` until before `valid_until`."""

    object_id: ObjectId
    version: int
    kind: ValueKind
    text: str
    valid_from: datetime
    valid_until: datetime | None = None

    @property
    def value(self) -> IndicatorValue:
        """What it is about."""
        return IndicatorValue(self.kind, self.text)

    def in_force(self, at: datetime) -> bool:
        """Whether the indicator is valid at that instant (STIX 2.1 §4.7, valid_from and valid_until)."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


_Key = TypeVar("_Key")
# Never changed in place, so a reader needs no lock. Most hold one entry, which needs no tuple around it.
_Shelf: TypeAlias = Entry | tuple[Entry, ...]


class IndicatorIndex:
    """The values of all indicators in force, found by what is seen in traffic.

    One thread at a time may change it; any number may look things up meanwhile.
    """

    def __init__(self) -> None:
        self.patterns = PatternIndex()
        """What no value says; `observing` asks it."""
        self._entries: dict[ObjectId, _Shelf] = {}
        self._counts: Counter[ValueKind] = Counter()  # of values
        self._exact: dict[ValueKind, dict[str, _Shelf]] = {kind: {} for kind in ValueKind}
        # (address family, prefix length) → network as a number → entries
        self._networks: dict[tuple[int, int], dict[int, _Shelf]] = {}
        # a site (`http://bad.example/`) → length in characters → how a URL begins → entries
        self._beginnings: dict[str, dict[int, dict[str, _Shelf]]] = {}

    def add(
        self,
        object_id: ObjectId,
        version: int,
        values: Iterable[IndicatorValue],
        valid_from: datetime,
        valid_until: datetime | None = None,
    ) -> None:
        """Put an indicator in; what the index held under this id is replaced.

        Args:
            object_id: the indicator.
            version: the number under which the store keeps this version.
            values: in normal form, as `value_of` and `indicator_values` give them.
            valid_from: aware.
            valid_until: aware; None is without end.
        """
        self.remove(object_id)
        entries = tuple(
            Entry(object_id, version, value.kind, value.value, valid_from, valid_until)
            for value in dict.fromkeys(values)
        )
        if entries:
            self._entries[object_id] = _shelved(entries)
        for entry in entries:
            self._counts[entry.kind] += 1
            if entry.kind is ValueKind.PATTERN:
                self.patterns.add(object_id, version, entry.text, valid_from, valid_until)
            elif entry.kind is ValueKind.CIDR:
                _put(*self._network_place(entry.text), entry)
            elif _is_beginning(entry):
                _put(self._beginning_place(entry.text), entry.text, entry)
            else:
                _put(self._exact[entry.kind], entry.text, entry)

    def remove(self, object_id: ObjectId) -> bool:
        """Take an indicator out; False when it was not in."""
        entries = _all(self._entries.pop(object_id, ()))
        for entry in entries:
            self._counts[entry.kind] -= 1
            if entry.kind is ValueKind.PATTERN:
                self.patterns.remove(object_id)
            elif entry.kind is ValueKind.CIDR:
                _take_out(*self._network_place(entry.text), object_id)
                self._networks = {key: kept for key, kept in self._networks.items() if kept}
            elif _is_beginning(entry):
                _take_out(self._beginning_place(entry.text), entry.text, object_id)
                self._forget_place(entry.text)
            else:
                _take_out(self._exact[entry.kind], entry.text, object_id)
        return bool(entries)

    def look_up(self, seen: IndicatorValue, at: datetime) -> tuple[Entry, ...]:
        """Every entry that the seen value touches and that is in force at that instant, closest first.

        - A name touches itself and every parent (`a.b.example` touches `b.example`).
        - An address touches itself and every range around it, the longest prefix first.
        - A URL touches itself, every URL that ends in `/` and under which it lies, and every
          beginning (`url-prefix`) that it has, the longest first.
        - All else touches itself only.
        """
        return tuple(entry for entry in self._touched(seen) if entry.in_force(at))

    def holds(self, object_id: ObjectId) -> bool:
        """Whether a value of this indicator is in the index, in force or not."""
        return object_id in self._entries

    def values_of(self, object_id: ObjectId) -> tuple[IndicatorValue, ...]:
        """The values of an indicator; none when it is not in."""
        return tuple(entry.value for entry in _all(self._entries.get(object_id, ())))

    def validity_of(self, object_id: ObjectId) -> tuple[datetime, datetime | None] | None:
        """From when and until before when an indicator is in force; None when it is not in."""
        entries = _all(self._entries.get(object_id, ()))
        return (entries[0].valid_from, entries[0].valid_until) if entries else None

    def has_value(self, value: IndicatorValue) -> bool:
        """Whether any indicator in the index, in force or not, has exactly this value."""
        if value.kind is ValueKind.CIDR:
            network = ipaddress.ip_network(value.value)
            shelf = self._networks.get((network.version, network.prefixlen), {})
            return int(network.network_address) in shelf
        return value.value in self._exact[value.kind]

    def counts(self) -> dict[str, int]:
        """How many values of each kind there are, and under `indicators` how many indicators."""
        kinds = {str(kind): count for kind, count in self._counts.copy().items() if count}
        return {"indicators": len(self._entries), **kinds}

    def _touched(self, seen: IndicatorValue) -> Iterator[Entry]:
        exact = self._exact[seen.kind]
        match seen.kind:
            case ValueKind.DOMAIN:
                for name in _name_and_parents(seen.value):
                    yield from _all(exact.get(name, ()))
            case ValueKind.IPV4 | ValueKind.IPV6:
                yield from _all(exact.get(seen.value, ()))
                yield from self._around(seen.value)
            case ValueKind.URL:
                yield from _all(exact.get(seen.value, ()))
                yield from self._begun(seen.value)
            case _:
                yield from _all(exact.get(seen.value, ()))

    def _begun(self, url: str) -> Iterator[Entry]:
        lengths = self._beginnings.get(_site(url), {}).items()
        for length, shelf in sorted(lengths, key=itemgetter(0), reverse=True):
            if length <= len(url):
                yield from _all(shelf.get(url[:length], ()))

    def _around(self, address: str) -> Iterator[Entry]:
        if not self._networks:
            return
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        shelves = sorted(self._networks.items(), key=itemgetter(0), reverse=True)
        for (family, prefix), shelf in shelves:
            if family == parsed.version:
                host_bits = parsed.max_prefixlen - prefix
                yield from _all(shelf.get(number >> host_bits << host_bits, ()))

    def _network_place(self, cidr: str) -> tuple[dict[int, _Shelf], int]:
        network = ipaddress.ip_network(cidr)
        shelf = self._networks.setdefault((network.version, network.prefixlen), {})
        return shelf, int(network.network_address)

    def _beginning_place(self, text: str) -> dict[str, _Shelf]:
        return self._beginnings.setdefault(_site(text), {}).setdefault(len(text), {})

    def _forget_place(self, text: str) -> None:
        """Let go of what is empty now, so that sites that come and go leave nothing behind."""
        site = _site(text)
        if not self._beginnings[site][len(text)]:
            del self._beginnings[site][len(text)]
        if not self._beginnings[site]:
            del self._beginnings[site]


def _is_beginning(entry: Entry) -> bool:
    # A URL that ends in `/` names a place: whoever visits something in it was there.
    return entry.kind is ValueKind.URL_PREFIX or (
        entry.kind is ValueKind.URL and entry.text.endswith("/") and "?" not in entry.text
    )


def _site(url: str) -> str:
    """Scheme, host and port of a URL in normal form, with the `/` behind them."""
    return url[: url.index("/", url.index("://") + 3) + 1]


def _all(shelf: _Shelf) -> tuple[Entry, ...]:
    return shelf if type(shelf) is tuple else (shelf,)  # type: ignore[return-value]


def _shelved(entries: tuple[Entry, ...]) -> _Shelf:
    return entries[0] if len(entries) == 1 else entries


def _put(shelves: dict[_Key, _Shelf], key: _Key, entry: Entry) -> None:
    known = shelves.get(key)
    shelves[key] = entry if known is None else (*_all(known), entry)


def _take_out(shelves: dict[_Key, _Shelf], key: _Key, object_id: ObjectId) -> None:
    left = tuple(entry for entry in _all(shelves[key]) if entry.object_id != object_id)
    if left:
        shelves[key] = _shelved(left)
    else:
        del shelves[key]


def _name_and_parents(name: str) -> Iterator[str]:
    yield name
    while "." in name:
        name = name.partition(".")[2]
        yield name

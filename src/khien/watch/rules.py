"""The indicator index: which indicators does a seen value touch?

Plain dictionaries in memory. It is the reference: a faster engine has to answer the same.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
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
            else:
                _take_out(self._exact[entry.kind], entry.text, object_id)
        return bool(entries)

    def look_up(self, seen: IndicatorValue, at: datetime) -> tuple[Entry, ...]:
        """Every entry that the seen value touches and that is in force at that instant.

        A name touches itself and every parent (`a.b.example` touches `b.example`); an address touches
        itself and every range around it; all else touches itself only.
        """
        return tuple(entry for entry in self._touched(seen) if entry.in_force(at))

    def holds(self, object_id: ObjectId) -> bool:
        """Whether a value of this indicator is in the index, in force or not."""
        return object_id in self._entries

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
            case _:
                yield from _all(exact.get(seen.value, ()))

    def _around(self, address: str) -> Iterator[Entry]:
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        for (family, prefix), shelf in tuple(self._networks.items()):
            if family == parsed.version:
                host_bits = parsed.max_prefixlen - prefix
                yield from _all(shelf.get(number >> host_bits << host_bits, ()))

    def _network_place(self, cidr: str) -> tuple[dict[int, _Shelf], int]:
        network = ipaddress.ip_network(cidr)
        shelf = self._networks.setdefault((network.version, network.prefixlen), {})
        return shelf, int(network.network_address)


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

"""The indicator index: which indicators does a seen value touch?

Plain dictionaries in memory. It is the reference: a faster engine has to answer the same.
"""

from __future__ import annotations

import ipaddress
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby, islice
from operator import eq, itemgetter
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.model.patterns import IndicatorValue, ValueKind
from khien.model.pausing import uncollected
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
# Never changed in place, so a reader needs no lock. Most hold one entry, which needs no tuple around it; one
# that came with many others is the number of its row, and becomes an entry when somebody asks for it.
_Shelf: TypeAlias = Entry | tuple[Entry, ...] | int
_Around: TypeAlias = tuple[tuple[int, dict[int, _Shelf]], ...]

Row: TypeAlias = tuple[ObjectId, int, str, str, int, int | None]
"""A value as a store keeps it: whose, of which version, its kind, the value, from when, until when; in µs since 1970."""

Columns: TypeAlias = tuple[
    Sequence[ObjectId],
    Sequence[int],
    Sequence[str],
    Sequence[str],
    Sequence[int],
    Sequence[int | None],
]
"""Rows column by column."""

_KINDS: Final = {kind.value: kind for kind in ValueKind}
_URL: Final = str(ValueKind.URL)
_ENDLESS: Final = (1 << 63) - 1
_instant = lru_cache(4_096)(from_microseconds)  # what came together often begins and ends together


class _Alike(NamedTuple):
    """Rows of one kind that came together, column by column: a tenth of the room that entries take.

    Texts are in tuples, into which the garbage collector looks once; into lists of a million it would again and again.
    """

    kind: ValueKind
    ids: tuple[ObjectId, ...]
    texts: tuple[str, ...]
    versions: array[int]
    froms: array[int]
    untils: array[int]


class _Rows:
    """All rows that came with many others, by their numbers."""

    def __init__(self) -> None:
        self._firsts: list[int] = []  # the number with which each of the lists begins
        self._lists: list[_Alike] = []
        self._count = 0

    def take(self, columns: Columns) -> int:
        """Put rows of one kind behind the others; the number of the first."""
        first = self._count
        ids, versions, kinds, texts, froms, untils = columns
        if untils.count(None) == len(untils):  # as most that came together
            ends = array("q", (_ENDLESS,)) * len(untils)
        else:
            ends = array("q", [_ENDLESS if until is None else until for until in untils])
        numbers = (array("q", versions), array("q", froms), ends)
        self._lists.append(_Alike(_KINDS[kinds[0]], tuple(ids), tuple(texts), *numbers))
        self._firsts.append(first)  # last, for those who look up meanwhile
        self._count += len(ids)
        return first

    def entry(self, number: int) -> Entry:
        """One of them."""
        place = bisect_right(self._firsts, number) - 1
        kind, ids, texts, versions, froms, untils = self._lists[place]
        row = number - self._firsts[place]
        until = None if untils[row] == _ENDLESS else _instant(untils[row])
        return Entry(ids[row], versions[row], kind, texts[row], _instant(froms[row]), until)


def _apart() -> dict[Any, _Shelf]:
    """A dictionary for a million texts, with one key that is none and is never asked for.

    Because of it CPython keeps the hashes beside the keys. Where all keys are texts it goes to each text for its
    hash, and what lies there is in no cache: filling it, and asking for what is not in it, takes half as long again.
    """
    return {None: ()}


class IndicatorIndex:
    """The values of all indicators in force, found by what is seen in traffic.

    One thread at a time may change it; any number may look things up meanwhile.
    """

    def __init__(self) -> None:
        self.patterns = PatternIndex()
        """What no value says; `observing` asks it."""
        self._rows = _Rows()
        self._entries: dict[ObjectId | None, _Shelf] = _apart()
        self._counts: Counter[ValueKind] = Counter()  # of values
        self._exact: dict[ValueKind, dict[str | None, _Shelf]] = {
            kind: _apart() for kind in ValueKind
        }
        # By the kind's name: where a value is found by itself alone.
        odd = (ValueKind.CIDR, ValueKind.URL_PREFIX, ValueKind.PATTERN)
        self._plain = {str(kind): held for kind, held in self._exact.items() if kind not in odd}
        # (address family, prefix length) → network as a number → entries
        self._networks: dict[tuple[int, int], dict[int, _Shelf]] = {}
        # The same by family, the longest prefix first, with how many bits of an address it leaves out.
        self._around: Mapping[int, _Around] = {4: (), 6: ()}
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
        if object_id in self._entries:
            self.remove(object_id)
        entries = tuple(
            [
                Entry(object_id, version, value.kind, value.value, valid_from, valid_until)
                for value in dict.fromkeys(values)
            ]
        )
        if entries:
            self._entries[object_id] = _shelved(entries)
        for entry in entries:
            self._counts[entry.kind] += 1
            if entry.kind is ValueKind.PATTERN:
                self.patterns.add(object_id, version, entry.text, valid_from, valid_until)
            elif entry.kind is ValueKind.CIDR:
                self._put(*self._network_place(entry.text), entry)
            elif _is_beginning(entry):
                self._put(self._beginning_place(entry.text), entry.text, entry)
            else:
                self._put(self._exact[entry.kind], entry.text, entry)

    def load(self, lists: Iterable[Sequence[Row]], coming: int | None = None) -> None:
        """Put many in at once, which takes a tenth of the time of one after the other.

        Args:
            lists: of values in normal form; those of one indicator are in one list, one behind the other.
                What the index holds under the same ids is replaced.
            coming: how many values they are, more or less, where that is known; nothing here needs it.
        """
        columns = (tuple(zip(*rows, strict=True)) for rows in lists if rows)
        self.load_columns(columns, coming)  # type: ignore[arg-type]

    def load_columns(self, lists: Iterable[Columns], coming: int | None = None) -> None:
        """As `load`, of lists that come column by column, none of them empty."""
        del coming
        with uncollected():
            for columns in lists:
                self._load_some(columns)

    def _took(self, kind: ValueKind, texts: Sequence[str]) -> None:
        """Values came in together, not through `add`; whoever has more to do with them does it while they are warm."""
        self._counts[kind] += len(texts)

    def _load_some(self, together: Columns) -> None:
        rest: list[Row] = []
        for kind, columns in self._sorted_out(together, rest).items():
            ids, _, _, texts, _, _ = columns
            first = self._rows.take(columns)
            numbers = list(range(first, first + len(ids)))
            shelf, entries = self._plain[kind], self._entries
            # One step for all of them; what was there before keeps its place.
            held = list(map(shelf.setdefault, texts, numbers))
            known = list(map(entries.setdefault, ids, numbers))
            if held == numbers == known:
                self._took(_KINDS[kind], texts)
                continue
            alike, alone = zip(*columns, strict=True), []
            for number, row, of_text, of_id in zip(numbers, alike, held, known, strict=True):
                if of_text is number is of_id:
                    alone.append(row[3])
                    continue
                if of_text is number:
                    del shelf[row[3]]
                if of_id is number:
                    del entries[row[0]]
                rest.append(row)
            self._took(_KINDS[kind], alone)
        for object_id, same in groupby(rest, itemgetter(0)):
            _, version, _, _, from_us, until_us = (values := list(same))[0]
            self.add(
                object_id,
                version,
                [IndicatorValue(_KINDS[kind], text) for _, _, kind, text, _, _ in values],
                _instant(from_us),
                None if until_us is None else _instant(until_us),
            )

    def _sorted_out(self, columns: Columns, rest: list[Row]) -> dict[str, Columns]:
        """By kind what can be put in together; `rest` gets what has to be added one by one."""
        ids, kinds = columns[0], columns[2]
        # Most lists are of one kind, and of indicators of one value each.
        is_same = kinds.count(kinds[0]) == len(kinds) and kinds[0] in self._plain.keys() - {_URL}
        if is_same and not any(map(eq, ids, islice(ids, 1, None))):
            return {kinds[0]: columns}
        counted = Counter(ids)
        sorted_out: dict[str, list[Row]] = {kind: [] for kind in set(kinds)}
        for row in zip(*columns, strict=True):
            object_id, _, kind, text, _, _ = row
            is_place = kind == _URL and text[-1] == "/"
            odd = is_place or counted[object_id] > 1 or kind not in self._plain
            (rest if odd else sorted_out[kind]).append(row)
        return {
            kind: tuple(zip(*alike, strict=True))  # type: ignore[misc]
            for kind, alike in sorted_out.items()
            if alike
        }

    def remove(self, object_id: ObjectId) -> bool:
        """Take an indicator out; False when it was not in."""
        entries = self._all(self._entries.pop(object_id, ()))
        for entry in entries:
            self._counts[entry.kind] -= 1
            if entry.kind is ValueKind.PATTERN:
                self.patterns.remove(object_id)
            elif entry.kind is ValueKind.CIDR:
                self._take_out(*self._network_place(entry.text), object_id)
                self._forget_networks()
            elif _is_beginning(entry):
                self._take_out(self._beginning_place(entry.text), entry.text, object_id)
                self._forget_place(entry.text)
            else:
                self._take_out(self._exact[entry.kind], entry.text, object_id)
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

    def touched(
        self, values: Iterable[IndicatorValue], at: datetime
    ) -> dict[ObjectId, list[Entry]]:
        """The same for everything that was seen together: the entries of each indicator, in order."""
        found: dict[ObjectId, list[Entry]] = {}
        for seen in values:
            for entry in self._touched(seen):
                if entry.in_force(at):
                    found.setdefault(entry.object_id, []).append(entry)
        return found

    def holds(self, object_id: ObjectId) -> bool:
        """Whether a value of this indicator is in the index, in force or not."""
        return object_id in self._entries

    def values_of(self, object_id: ObjectId) -> tuple[IndicatorValue, ...]:
        """The values of an indicator; none when it is not in."""
        return tuple(entry.value for entry in self._all(self._entries.get(object_id, ())))

    def validity_of(self, object_id: ObjectId) -> tuple[datetime, datetime | None] | None:
        """From when and until before when an indicator is in force; None when it is not in."""
        entries = self._all(self._entries.get(object_id, ()))
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
        return {"indicators": len(self._entries) - len(_apart()), **kinds}

    def _touched(self, seen: IndicatorValue) -> Sequence[Entry]:
        # Asked some times for each line that is read, and nearly always of what is not there.
        kind, text = seen.kind, seen.value
        exact = self._exact[kind]
        found: tuple[Entry, ...] = ()
        if (shelf := exact.get(text)) is not None:
            found = self._all(shelf)
        if kind is ValueKind.DOMAIN:
            while name := text.partition(".")[2]:
                text = name
                if (shelf := exact.get(text)) is not None:
                    found += self._all(shelf)
        elif kind is ValueKind.IPV4 or kind is ValueKind.IPV6:
            around = self._around[4 if kind is ValueKind.IPV4 else 6]
            found += tuple(self._in_networks(around, text)) if around else ()
        elif kind is ValueKind.URL:
            found += tuple(self._begun(text))
        return found

    def _begun(self, url: str) -> Iterator[Entry]:
        lengths = self._beginnings.get(_site(url), {}).items()
        for length, shelf in sorted(lengths, key=itemgetter(0), reverse=True):
            if length <= len(url):
                yield from self._all(shelf.get(url[:length], ()))

    def _in_networks(self, around: _Around, address: str) -> Iterator[Entry]:
        number = _number(address)
        for host_bits, shelf in around:
            held = shelf.get(number >> host_bits << host_bits)
            if held is not None:
                yield from self._all(held)

    def _all(self, shelf: _Shelf) -> tuple[Entry, ...]:
        if type(shelf) is int:
            return (self._rows.entry(shelf),)
        return shelf if type(shelf) is tuple else (shelf,)  # type: ignore[return-value]

    def _put(self, shelves: dict[_Key, _Shelf], key: _Key, entry: Entry) -> None:
        known = shelves.get(key)
        shelves[key] = entry if known is None else (*self._all(known), entry)

    def _take_out(self, shelves: dict[_Key, _Shelf], key: _Key, object_id: ObjectId) -> None:
        left = tuple(one for one in self._all(shelves[key]) if one.object_id != object_id)
        if left:
            shelves[key] = _shelved(left)
        else:
            del shelves[key]

    def _network_place(self, cidr: str) -> tuple[dict[int, _Shelf], int]:
        network = ipaddress.ip_network(cidr)
        key = (network.version, network.prefixlen)
        if key not in self._networks:
            self._networks[key] = {}
            self._arrange()
        return self._networks[key], int(network.network_address)

    def _forget_networks(self) -> None:
        """Let go of prefix lengths of which there is no network any more."""
        kept = {key: shelf for key, shelf in self._networks.items() if shelf}
        if len(kept) < len(self._networks):
            self._networks = kept
            self._arrange()

    def _arrange(self) -> None:
        longest = sorted(self._networks.items(), key=itemgetter(0), reverse=True)
        self._around = {
            family: tuple((bits - prefix, shelf) for (of, prefix), shelf in longest if of == family)
            for family, bits in ((4, 32), (6, 128))
        }

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


def _shelved(entries: tuple[Entry, ...]) -> _Shelf:
    return entries[0] if len(entries) == 1 else entries


def _number(address: str) -> int:
    """An address in its normal form as a number."""
    if ":" in address:
        return int(ipaddress.IPv6Address(address))
    first, second, third, fourth = address.split(".")
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)

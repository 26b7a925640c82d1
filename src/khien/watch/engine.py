"""The fast way through a log: the kernel says which lines matter, the reference says what is in them.

The kernel (`native/`, a distribution of its own) goes through blocks of raw bytes. It names the lines that
touch a value of the index and the lines that are not of the plain form it understands; those are read by
the reference (`read_log`), all others are only counted. So a hit is what the reference says it is, and where
the kernel is not installed the same functions give the same answers, slower.
"""

from __future__ import annotations

import ipaddress
import itertools
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.bundles import looks_like_stix, read_observed
from khien.watch.layouts import Layout, Planner, planner_for
from khien.watch.logs import Columns, Line, read_log
from khien.watch.matching import GroupOf, Matched, Validity, match
from khien.watch.rules import IndicatorIndex

if TYPE_CHECKING:
    from khien_kernel import Scanned

kernel: ModuleType | None
try:
    import khien_kernel
except ImportError:  # the package works without it
    kernel = None
else:
    kernel = khien_kernel

REFERENCE: Final = "reference"
"""What `in_use` says where the kernel is not installed."""

Block: TypeAlias = bytes | bytearray | memoryview

_LEARNED = 8  # unusual lines of a scan from which a planner may learn
_JOINED_BYTES = 1 << 18
_END, _STOPS, _UNUSUAL = 0, (2, 3), 2  # of `khien_kernel.Stop` and `khien_kernel.Why`
_ROOM = (128, 4096)  # lines that the first scan names at most, and a later one
_TEXT, _SITE = 4, 5  # of `khien_kernel.Kind`
_KINDS: Final[Mapping[ValueKind, int]] = {
    ValueKind.DOMAIN: 0,
    ValueKind.MD5: 3,
    ValueKind.SHA1: 3,
    ValueKind.SHA256: 3,
    ValueKind.SHA512: 3,
    ValueKind.URL: _SITE,
    ValueKind.URL_PREFIX: _SITE,
}


class KernelIndex(IndicatorIndex):
    """The reference index, and the kernel's set of the same values beside it.

    As with the reference, one thread at a time may change it and any number may look things up.
    """

    def __init__(self) -> None:
        super().__init__()
        if kernel is None:
            raise ImportError("khien_kernel")
        self.values = kernel.Index()
        self._sites = Counter[bytes]()  # hosts, by the number of URLs that are on them

    def add(
        self,
        object_id: ObjectId,
        version: int,
        values: Iterable[IndicatorValue],
        valid_from: datetime,
        valid_until: datetime | None = None,
    ) -> None:
        """Put an indicator in, here first, so that whatever the kernel finds is found here too."""
        super().add(object_id, version, values, valid_from, valid_until)
        for value in self.values_of(object_id):
            kind, key = _key(value)
            self.values.add(kind, key)
            if kind == _SITE:
                self._sites[key] += 1

    def remove(self, object_id: ObjectId) -> bool:
        """Take an indicator out; a value that another one has stays."""
        had = self.values_of(object_id)
        found = super().remove(object_id)
        for value in had:
            kind, key = _key(value)
            if kind == _SITE:
                self._sites -= Counter((key,))
            kept = key in self._sites if kind == _SITE else self.has_value(value)
            if not kept and value not in (self.patterns.anchors or ()):
                self.values.remove(kind, key)
        return found


def new_index() -> IndicatorIndex:
    """An empty index of the fastest kind that is installed."""
    return IndicatorIndex() if kernel is None else KernelIndex()


def in_use() -> str:
    """Which engine reads logs: `khien-kernel` with its version, or `REFERENCE`."""
    return REFERENCE if kernel is None else f"khien-kernel {kernel.__version__}"


def _key(value: IndicatorValue) -> tuple[int, bytes]:
    match value.kind:
        case ValueKind.IPV4 | ValueKind.IPV6 | ValueKind.CIDR:
            network = ipaddress.ip_network(value.value)
            place = bytes([network.prefixlen]) + network.network_address.packed
            return (1 if network.version == 4 else 2), place
        case kind:
            number = _KINDS.get(kind, _TEXT)
            text = _host_of(value.value) if number == _SITE else value.value
            return number, text.encode()


def _host_of(url: str) -> str:
    """The host of a URL in normal form; a column of URLs is looked up by it alone."""
    authority = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return authority if authority.startswith("[") else authority.partition(":")[0]


# ---- matching


def match_blocks(
    name: str,
    blocks: Iterable[Block],
    index: IndicatorIndex,
    now: datetime,
    *,
    validity: Validity = Validity.NOW,
    clients: bool = False,
    columns: Columns = None,
    group_of: GroupOf | None = None,
) -> Matched:
    """What `match(read_log(name, lines), index, now)` gives, for a log that comes in blocks of bytes.

    Args:
        name: the log's file name.
        blocks: uncompressed, cut anywhere. A block may be overwritten after the next was asked for.
        index: with the kernel, one that `new_index` made; with any other the reference reads every line.
        now: aware.
        validity: at which instant an indicator must be in force.
        clients: whether hits name the machines that asked.
        columns: what a person says that columns are.
        group_of: to which group a client belongs.
    """
    coming = iter(blocks)
    begun = _begun(coming)
    whole = itertools.chain((begun,), coming)
    reading = _Reading(name, whole, index, columns)
    is_stix = looks_like_stix(begun.lstrip().partition(b"\n")[0])
    lines = read_observed(_lines(whole)) if is_stix else reading.lines()
    found = match(lines, index, now, validity=validity, clients=clients, group_of=group_of)
    return replace(found, lines=found.lines + reading.passed)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a reading passed: lines with values, none of which is in the index, and Zeek's `#fields` lines."""

    passed: int
    headers: frozenset[bytes]


def lines_that_matter(
    name: str, blocks: Iterable[Block], index: IndicatorIndex, columns: Columns = None
) -> Generator[tuple[Line, int], None, Rest]:
    """What the reference makes of the lines that it has to read, each with its place.

    The place is the byte of the log at which the line begins; for STIX observed data it is the line's number.

    Args:
        name: the log's file name.
        blocks: as `match_blocks` takes them.
        index: as `match_blocks` takes it.
        columns: what a person says that columns are.

    Returns:
        What there was beside them.
    """
    coming = iter(blocks)
    begun = _begun(coming)
    whole = itertools.chain((begun,), coming)
    if looks_like_stix(begun.lstrip().partition(b"\n")[0]):
        for line in read_observed(_lines(whole)):
            yield line, line.line
        return Rest(0, frozenset())
    reading = _Reading(name, whole, index, columns, _Places())
    for line in reading.lines():
        yield line, reading.place(line.line)
    return Rest(reading.passed, frozenset(reading.headers))


def _begun(blocks: Iterator[Block]) -> bytes:
    """What comes first, up to the end of the first line that is not blank; it may come in many pieces."""
    begun = b""
    for block in blocks:
        begun += bytes(block)
        if b"\n" in begun.lstrip() or len(begun) > _JOINED_BYTES:
            break
    return begun


def blocks_from(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks for `match_blocks` from lines with or without line ends."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line if line.endswith(b"\n") else line + b"\n")
        size += len(line)
        if size >= _JOINED_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def _lines(blocks: Iterable[Block]) -> Iterator[bytes]:
    left = b""
    for block in blocks:
        *whole, left = (left + bytes(block)).split(b"\n")
        yield from whole
    if left:
        yield left


@dataclass(slots=True)
class _Runs:
    """Which line of the log each line is that the reference was given; stretches take one entry."""

    given: int = 0
    firsts: list[int] = field(default_factory=lambda: [0])
    shifts: list[int] = field(default_factory=lambda: [0])

    def give(self, number: int) -> None:
        self.given += 1
        if number - self.given != self.shifts[-1]:
            self.firsts.append(self.given)
            self.shifts.append(number - self.given)

    def number(self, given: int) -> int:
        return given + self.shifts[bisect_right(self.firsts, given) - 1]


class _Places:
    """Where each line begins that the reference was given; what lies behind it is forgotten."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, int]] = deque()
        self._last = (0, 0)

    def put(self, number: int, place: int) -> None:
        self._waiting.append((number, place))

    def of(self, number: int) -> int:
        while self._waiting and self._last[0] < number:
            self._last = self._waiting.popleft()
        return self._last[1]


class _Reading:
    """One log on its way through kernel and reference."""

    def __init__(
        self,
        name: str,
        blocks: Iterable[Block],
        index: IndicatorIndex,
        columns: Columns,
        places: _Places | None = None,
    ) -> None:
        self.passed = 0  # lines with values, none of which is in the index
        self._name, self._blocks, self._columns = name, blocks, columns
        self.headers: set[bytes] = set()
        self._places = places
        self._bytes = 0  # of the log, before what is scanned next
        # Values of which a line shows one when a pattern has to see it; None: one has to see every line.
        anchors = index.patterns.anchors
        self._values: Any = None
        if isinstance(index, KernelIndex) and anchors is not None:
            self._values = index.values
            for value in anchors:
                self._values.add(*_key(value))
        self._runs = _Runs()
        self._number = 0  # lines of the log so far
        self._room = _ROOM[0]
        self._planner: Planner | None = None
        self._layout: Layout | None = None
        self._plan: Any = None

    def lines(self) -> Iterator[Line]:
        """What the reference makes of the lines that it has to read."""
        chosen = self._every() if self._values is None else self._chosen()
        for line in read_log(self._name, chosen, columns=self._columns):
            number = self._runs.number(line.line)
            yield line if number == line.line else replace(line, line=number)

    def place(self, number: int) -> int:
        """The byte at which the line of this number begins; asked in the order of the lines."""
        return 0 if self._places is None else self._places.of(number)

    def _put(self, number: int, line: bytes, before: int = 0) -> None:
        if self._places is not None:
            self._places.put(number, self._bytes + before)
            if line.startswith(b"#fields"):
                self.headers.add(line.rstrip(b"\r\n"))

    def _every(self) -> Iterator[bytes]:
        """Every line, where only the reference reads; its number is its own."""
        if self._places is None:
            yield from _lines(self._blocks)
            return
        for number, line in enumerate(_lines(self._blocks), start=1):
            self._put(number, line)
            self._bytes += len(line) + 1
            yield line

    def _chosen(self) -> Iterator[bytes]:
        left = bytearray()
        for block in self._blocks:
            view = memoryview(block)
            if left:  # only the line that the cut went through is copied
                begun = _first_line(view, 0, last=False)
                if begun is None:
                    left += view
                    continue
                yield from self._block(memoryview(bytes(left) + begun), last=False)
                view = view[len(begun) :]
            taken = yield from self._block(view, last=False)
            left = bytearray(view[taken:])
        if left:
            yield from self._block(memoryview(left), last=True)

    def _block(self, block: memoryview, *, last: bool) -> Generator[bytes, None, int]:
        """The chosen lines of a block; returns how many bytes of it were read."""
        at = 0
        while at < len(block):
            by_hand = self._plan is None
            if not by_hand:
                scanned = self._values.scan(self._plan, block[at:], last=last, room=self._room)
                yield from self._named(scanned, block[at:])
                at += scanned.taken
                self._bytes += scanned.taken
                by_hand = scanned.stop in _STOPS
                if scanned.stop == _END:
                    break
            if by_hand:
                line = _first_line(block, at, last=last)
                if line is None:
                    break
                yield from self._by_hand(line.rstrip(b"\r\n"))
                at += len(line)
                self._bytes += len(line)
        return at

    def _named(self, scanned: Scanned, block: memoryview) -> Iterator[bytes]:
        """The lines that a scan names."""
        self.passed += scanned.plain - scanned.touched
        self._room = _ROOM[1]
        learned = 0
        for found in scanned.found:
            line = bytes(block[found.start : found.start + found.length])
            self._runs.give(self._number + found.line + 1)
            self._put(self._number + found.line + 1, line, found.start)
            yield line
            if found.why == _UNUSUAL and learned < _LEARNED:
                learned += 1
                self._learn(line)
        self._number += scanned.lines

    def _by_hand(self, line: bytes) -> Iterator[bytes]:
        """One line that the reference reads whatever is in it."""
        self._number += 1
        self._runs.give(self._number)
        self._put(self._number, line)
        yield line
        if line.strip():
            if self._planner is None:
                self._planner = planner_for(line, self._columns)
            self._learn(line)

    def _learn(self, line: bytes) -> None:
        if self._planner is None:
            return
        self._planner.take(line)
        if self._planner.layout is not self._layout:
            self._layout = self._planner.layout
            self._plan = None if self._layout is None else _plan(self._layout)


def _plan(layout: Layout) -> Any:  # noqa: ANN401 -- the kernel's
    return kernel.Plan(layout.form, layout.roles, layout.keys) if kernel is not None else None


def _first_line(block: memoryview, at: int, *, last: bool) -> bytes | None:
    """The line that begins there, with its end; None when its end is not in the block yet."""
    step = 4096
    end = at
    while end < len(block):
        found = bytes(block[end : end + step]).find(b"\n")
        if found >= 0:
            return bytes(block[at : end + found + 1])
        end += step
    return bytes(block[at:]) if last else None

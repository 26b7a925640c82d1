"""The fast way through a log: the kernel says which lines matter, the reference says what is in them.

The kernel (`native/`, a distribution of its own) goes through blocks of raw bytes. It names the lines that
touch a value of the index and the lines that are not of the plain form it understands; those are read by
the reference (`read_log`), all others are only counted. So a hit is what the reference says it is, and where
the kernel is not installed the same functions give the same answers, slower.
"""

from __future__ import annotations

import ipaddress
import itertools
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.bundles import looks_like_stix, read_observed
from khien.watch.feeding import KINDS, SITE, TEXT, Feed, host_of, key_of
from khien.watch.layouts import Layout, Planner, planner_for
from khien.watch.logs import (
    HEADING,
    USELESS,
    Columns,
    Form,
    Line,
    Passed,
    Read,
    Unreadable,
    read_numbered,
)
from khien.watch.matching import GroupOf, Matched, Validity, match
from khien.watch.rules import Columns as IndexColumns
from khien.watch.rules import IndicatorIndex

if TYPE_CHECKING:
    from khien_kernel import Scanned

_INTERFACE: Final = 3
kernel: ModuleType | None
try:
    import khien_kernel
except ImportError:  # the package works without it
    kernel = None
else:  # an older one would not understand what is asked of it
    kernel = khien_kernel if getattr(khien_kernel, "INTERFACE", 1) == _INTERFACE else None

REFERENCE: Final = "reference"
"""What `in_use` says where the kernel is not installed, or an index is not its own."""

Block: TypeAlias = bytes | bytearray | memoryview
_Numbered: TypeAlias = tuple[int, bytes]

_LEARNED = 8  # unusual lines of a scan from which a planner may learn
_JOINED_BYTES = 1 << 18
_END, _FULL, _STOPS = 0, 1, (2, 3)  # of `khien_kernel.Stop`
UNUSUAL: Final = 2
"""Of `khien_kernel.Why`: the line is not of the plain form."""
_ROOM = (128, 4096)  # lines that a scan names at most, and those after one that had no room left


class KernelIndex(IndicatorIndex):
    """The reference index, and the kernel's set of the same values beside it.

    As with the reference, one thread at a time may change it and any number may look things up.
    """

    def __init__(self) -> None:
        super().__init__()
        if kernel is None:
            raise ImportError("khien_kernel")
        self.values = kernel.Index()
        # Keys that several values may have: hosts of URLs, and what patterns wait for; how many have each.
        self._sharers: dict[tuple[int, bytes], int] = {}
        # While many come at once: their way to the kernel, and the hosts of URLs, which are counted first.
        self._feed: Feed | None = None
        self._hosts: list[str] = []

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
        for value, is_shared in self._shown_by(object_id):
            key = key_of(value)
            self.values.add(*key)
            if is_shared:
                self._sharers[key] = self._sharers.get(key, 0) + 1

    def load_columns(self, lists: Iterable[IndexColumns], coming: int | None = None) -> None:
        """Put many in at once, here first; the kernel takes them in beside it where it knows how many come."""
        with Feed(self.values, coming) as self._feed:
            try:
                super().load_columns(lists, coming)
            finally:  # what is here has to be there, even if the rest of it never comes
                self._settle()
                self._feed = None

    def _took(self, kind: ValueKind, texts: Sequence[str]) -> None:
        super()._took(kind, texts)
        number = KINDS.get(kind, TEXT)
        if number == SITE:
            self._hosts += map(host_of, texts)
        elif self._feed is not None:
            self._feed.give(number, texts)

    def _settle(self) -> None:
        """While many come at once: all that is here is in the kernel when this comes back."""
        if self._feed is None:
            return
        hosts = Counter(self._hosts)
        self._hosts.clear()
        for host, count in hosts.items():
            key = (SITE, host.encode())
            self._sharers[key] = self._sharers.get(key, 0) + count
        self._feed.give(SITE, list(hosts))
        self._feed.settle()

    def remove(self, object_id: ObjectId) -> bool:
        """Take an indicator out; what another one needs stays."""
        self._settle()  # or the kernel would take in afterwards what has gone
        had = self._shown_by(object_id)
        found = super().remove(object_id)
        for value, is_shared in had:
            key = key_of(value)
            left = self._sharers.get(key, 0) - is_shared
            if is_shared:
                self._sharers[key] = left
            if left <= 0:
                self._sharers.pop(key, None)
                if not self._is_needed(value):
                    self.values.remove(*key)
        return found

    def _shown_by(self, object_id: ObjectId) -> list[tuple[IndicatorValue, bool]]:
        """The values that the kernel has for an indicator, and whether others may share their keys.

        For a pattern these are the values of which a line shows one.
        """
        found = []
        for value in self.values_of(object_id):
            if value.kind is ValueKind.PATTERN:
                asked = self.patterns.asked(object_id)
                found += [(one, True) for one in (asked.anchors if asked else None) or ()]
            else:
                found.append((value, KINDS.get(value.kind) == SITE))
        return found

    def _is_needed(self, value: IndicatorValue) -> bool:
        """Whether the index has a value with the same key, other than those that are counted."""
        match value.kind:
            case ValueKind.URL | ValueKind.URL_PREFIX:
                return False
            case ValueKind.IPV4 | ValueKind.IPV6 | ValueKind.CIDR:
                network = ipaddress.ip_network(value.value)
                is_one = network.prefixlen == network.max_prefixlen
                alone = ValueKind.IPV4 if network.version == 4 else ValueKind.IPV6
                address = IndicatorValue(alone, str(network.network_address))
                range_ = IndicatorValue(ValueKind.CIDR, str(network))
                return self.has_value(range_) or (is_one and self.has_value(address))
            case _:
                return self.has_value(value)


def new_index() -> IndicatorIndex:
    """An empty index of the fastest kind that is installed."""
    return IndicatorIndex() if kernel is None else KernelIndex()


def in_use(index: IndicatorIndex | None = None) -> str:
    """Which engine reads logs, with this index if one is named: `khien-kernel` with its version, or `REFERENCE`."""
    if kernel is None or not (index is None or isinstance(index, KernelIndex)):
        return REFERENCE
    return f"khien-kernel {kernel.__version__}"


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
    lines = read_blocks(name, blocks, index, columns)
    return match(lines, index, now, validity=validity, clients=clients, group_of=group_of)


def read_blocks(
    name: str, blocks: Iterable[Block], index: IndicatorIndex, columns: Columns = None
) -> Iterable[Read]:
    """What of a log is to be looked up in the index: observed data, or any log; as `match_blocks` takes it."""
    coming = iter(blocks)
    begun = _begun(coming)
    whole = itertools.chain((begun,), coming)
    is_stix = looks_like_stix(begun.lstrip().partition(b"\n")[0])
    return read_observed(_lines(whole)) if is_stix else Reading(name, whole, index, columns)


@dataclass(frozen=True, slots=True)
class Part:
    """What a later part of a log has to say of the log: without it a reading is of the whole.

    `head` are lines without which it cannot be read, `start` is the number of its first own line, `form` that of
    the log, and `last` a last line, which the reference reads in any case, so that its time is known.
    """

    head: tuple[bytes, ...] = ()
    start: int = 1
    form: Form | None = None
    last: bytes = b""


def _is_useless(line: Line) -> bool:
    return isinstance(line, Unreadable) and line.code in USELESS


@dataclass(frozen=True, slots=True)
class Rest:
    """What a reading passed: lines with values, none of which is in the index, and Zeek's `#fields` lines."""

    passed: int
    headers: frozenset[bytes]


def lines_that_matter(
    name: str, blocks: Iterable[Block], index: IndicatorIndex, columns: Columns = None
) -> Generator[tuple[Line, int], None, Rest]:
    """What the reference makes of the lines that it has to read, each with its place, which is its number too.

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
    reading = Reading(name, whole, index, columns, Part(start=0), by_place=True)
    passed = 0
    for one in reading:
        if isinstance(one, Passed):
            passed = one.lines
        else:
            yield one, one.line
    return Rest(passed, frozenset(reading.headers))


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


class Reading:
    """One log, or a later part of one, on its way through kernel and reference; gone through once.

    It gives what the reference makes of the lines that it has to read, and in the end how many were
    passed over.
    """

    def __init__(
        self,
        name: str,
        blocks: Iterable[Block],
        index: IndicatorIndex,
        columns: Columns = None,
        part: Part | None = None,
        *,
        by_place: bool = False,
    ) -> None:
        """Args: as `match_blocks`; of a part, `blocks` are its new lines.

        With `by_place` a line's number is the byte at which it begins.
        """
        self.headers: set[bytes] = set()
        """Zeek's `#fields` lines so far."""
        self._by_place, self._bytes = by_place, 0  # of the log, before what is read next
        self._name, self._columns = name, columns
        self._part = part or Part()
        self._blocks = itertools.chain((b"".join(self._part.head),), blocks)
        self._index = index
        self._values: Any = None
        self._passed = 0
        self._before = self._part.start - 1 - len(self._part.head)
        self._number = 0  # lines so far, those of the head included
        self._turned = False
        self._room = _ROOM[0]
        self._planner: Planner | None = None
        self._layout: Layout | None = None
        self._plan: Any = None

    def __iter__(self) -> Iterator[Read]:
        """The lines, each with its number in the log."""
        self._values = values_for(self._index)  # now: the index may have changed since
        chosen = self._all() if self._values is None else self._chosen()
        form = self._part.form
        for line in read_numbered(self._name, chosen, columns=self._columns, form=form):
            # A header of which nothing can be looked up means that no line of this part was read.
            if line.line >= self._part.start or _is_useless(line):
                yield line
        if self._passed:
            yield Passed(self._passed)

    @property
    def own_lines(self) -> int | None:
        """How many lines the part has, once it was gone through; None where what follows depends on them.

        That is so of Zeek's headers and of cells that go over several lines, and nobody knows where the
        reference read everything.
        """
        is_known = self._values is not None and not self._turned
        return self._number - len(self._part.head) if is_known else None

    def _all(self) -> Iterator[_Numbered]:
        last = [self._part.last] if self._part.last else []
        for line in itertools.chain(_lines(self._blocks), last):
            self._number += 1
            yield self._placed(line)
            self._bytes += len(line) + 1

    def _placed(self, line: bytes) -> _Numbered:
        """The line that comes next, with its number."""
        if line.startswith(b"#fields"):
            self.headers.add(line.rstrip(b"\r\n"))
        return self._bytes if self._by_place else self._before + self._number, line

    def _chosen(self) -> Iterator[_Numbered]:
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
        if self._part.last:
            yield from self._by_hand(self._part.last.rstrip(b"\r\n"))

    def _block(self, block: memoryview, *, last: bool) -> Generator[_Numbered, None, int]:
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

    def _named(self, scanned: Scanned, block: memoryview) -> Iterator[_Numbered]:
        """The lines that a scan names."""
        self._passed += scanned.plain - scanned.touched
        self._room = _ROOM[1] if scanned.stop == _FULL else self._room
        learned = 0
        for found in scanned.found:
            line = bytes(block[found.start : found.start + found.length])
            number = self._before + self._number + found.line + 1
            yield self._bytes + found.start if self._by_place else number, line
            if found.why == UNUSUAL and learned < _LEARNED:
                learned += 1
                self._learn(line)
        self._number += scanned.lines

    def _by_hand(self, line: bytes) -> Iterator[_Numbered]:
        """One line that the reference reads whatever is in it."""
        self._number += 1
        yield self._placed(line)
        if line.strip():
            if self._planner is None:
                self._planner = planner_for(line, self._columns, self._part.form)
            self._learn(line)

    def _learn(self, line: bytes) -> None:
        if self._planner is None:
            return
        self._planner.take(line)
        if self._planner.layout is not self._layout:
            own = self._number > len(self._part.head)
            self._turned |= own and (self._planner.layout is None or line.startswith(HEADING))
            self._layout = self._planner.layout
            self._plan = None if self._layout is None else plan_of(self._layout)


def values_for(index: IndicatorIndex) -> Any:  # noqa: ANN401 -- the kernel's
    """The kernel's set by which lines of a log may be passed over; None: the reference reads all of them.

    A pattern that names no value has to see every line.
    """
    is_fast = isinstance(index, KernelIndex) and index.patterns.anchors is not None
    return index.values if is_fast and isinstance(index, KernelIndex) else None


def plan_of(layout: Layout) -> Any:  # noqa: ANN401 -- the kernel's
    """The same for the kernel; None where there is none."""
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

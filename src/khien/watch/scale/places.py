"""Where in a log each line stands that the reference had to read: a hit is known by that place."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from khien.watch.engine import Block, Reading, read_blocks
from khien.watch.logs import Columns, Line, Passed
from khien.watch.rules import IndicatorIndex


@dataclass(frozen=True, slots=True)
class Rest:
    """What a reading passed: lines without a value of the index, and Zeek's `#fields` lines."""

    passed: int
    headers: frozenset[bytes]


def lines_that_matter(
    name: str, blocks: Iterable[Block], index: IndicatorIndex, columns: Columns = None
) -> Generator[tuple[Line, int], None, Rest]:
    """What the reference makes of the lines that it has to read, each with its place.

    The place is the byte of the log at which the line begins; for STIX observed data it is the line's number.

    Args:
        name: the log's file name.
        blocks: as `engine.match_blocks` takes them.
        index: as `engine.match_blocks` takes it.
        columns: what a person says that columns are.

    Returns:
        What there was beside them.
    """
    reading = read_blocks(name, blocks, index, columns, _Placed)
    passed = 0
    for line in reading:
        if isinstance(line, Passed):
            passed += line.lines
        else:
            yield line, reading.place(line.line) if isinstance(reading, _Placed) else line.line
    headers = reading.headers if isinstance(reading, _Placed) else ()
    return Rest(passed, frozenset(headers))


class _Placed(Reading):
    """A reading that remembers where the lines begin which it gives; what lies behind is forgotten."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- as `Reading`
        super().__init__(*args, **more)
        self.headers: set[bytes] = set()
        self._waiting: deque[tuple[int, int]] = deque()
        self._last = (0, 0)
        self._bytes = 0  # of the log, before what is read next

    def place(self, number: int) -> int:
        """The byte at which the line of this number begins; asked in the order of the lines."""
        while self._waiting and self._last[0] < number:
            self._last = self._waiting.popleft()
        return self._last[1]

    def _put(self, number: int, line: bytes, before: int = 0) -> None:
        self._waiting.append((number, self._bytes + before))
        if line.startswith(b"#fields"):
            self.headers.add(line.rstrip(b"\r\n"))

    def _all(self) -> Iterator[tuple[int, bytes]]:
        for number, line in super()._all():
            self._put(number, line)
            self._bytes += len(line) + 1
            yield number, line

    def _named(self, scanned: Any, block: memoryview) -> Iterator[tuple[int, bytes]]:  # noqa: ANN401 -- the kernel's
        given = zip(super()._named(scanned, block), scanned.found, strict=True)
        for (number, line), found in given:
            self._put(number, line, found.start)
            yield number, line
        self._bytes += scanned.taken

    def _by_hand(self, raw: bytes) -> Iterator[tuple[int, bytes]]:
        for number, line in super()._by_hand(raw):
            self._put(number, line)
            yield number, line
        self._bytes += len(raw)

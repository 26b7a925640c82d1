"""Messages that stand each for itself, as syslog brings them, through kernel and reference.

What is JSON, with or without an envelope, is shown to the kernel many at a time; the reference reads
those that it names, and everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from khien.watch.engine import UNUSUAL, plan_of, values_for
from khien.watch.fields import instant_in
from khien.watch.framing import Framed
from khien.watch.layouts import JsonLines, Layout
from khien.watch.logs import Columns, Line, Passed, Read, Unreadable, read_message
from khien.watch.rules import IndicatorIndex
from khien.watch.syslog import unwrapped

_LEARNED: Final = 8  # unusual messages of a batch from which keys are learned


class Messages:
    """The messages of one feed; they are numbered from 1 on."""

    def __init__(self, name: str, index: IndicatorIndex, columns: Columns = None) -> None:
        """Args: the feed's name, what is looked up, and what a person says that columns are."""
        self._name, self._index, self._columns = name, index, columns
        self._number = 0
        self._planner = JsonLines(columns)
        self._layout: Layout | None = None
        self._plan: Any = None

    def read(self, came: Iterable[Framed]) -> Iterator[Read]:
        """What is to be looked up, and how many were passed over; the last message is always read."""
        gathered: list[bytes] = []
        for framed in came:
            if framed is not None and not framed.endswith(b"\n"):
                gathered.append(framed)
                continue
            yield from self._all(gathered)
            gathered = []
            if framed is None:
                self._number += 1
                yield Unreadable(self._number, "watch.too-long", self._name)
            else:
                yield from self._block(framed)
        yield from self._all(gathered)

    def _block(self, block: bytes) -> Iterator[Read]:
        """Lines. Of bare JSON the block is shown as it is, so that nothing has to be cut."""
        first = block[: block.index(b"\n")]
        values = self._ready(first) if first.startswith(b"{") else None
        if values is None:
            yield from self._all(block[:-1].split(b"\n"))
            return
        end = block.rfind(b"\n", 0, -1) + 1
        named, passed, count = self._named(values, block[:end])
        for place, start, length in named:
            yield from self._read(self._number + place + 1, block[start : start + length])
        self._number += count + 1
        yield from self._read(self._number, block[end:])
        if passed:
            yield Passed(passed)

    def _all(self, messages: Sequence[bytes]) -> Iterator[Read]:
        """Messages one by one, in their order: those that the kernel names or cannot judge, and the last."""
        chosen, passed = set(range(len(messages))), 0
        bodies = [_body(one) for one in messages[:-1]] if values_for(self._index) else []
        values = self._ready(next(filter(None, bodies), b""))
        if values is not None:
            named, passed, _ = self._named(values, b"\n".join([*bodies, b""]))
            judged = {place for place, body in enumerate(bodies) if body}
            chosen -= judged - {place for place, _, _ in named}
        for place in sorted(chosen):
            yield from self._read(self._number + place + 1, messages[place])
        self._number += len(messages)
        if passed:
            yield Passed(passed)

    def _ready(self, first: bytes) -> Any:  # noqa: ANN401 -- the kernel's
        """The kernel's set, once a first record has told its keys; None: the reference reads everything."""
        if self._plan is None and first:
            self._learn(first)
        return None if self._plan is None else values_for(self._index)

    def _named(self, values: Any, block: bytes) -> tuple[list[tuple[int, int, int]], int, int]:  # noqa: ANN401 -- the kernel's
        """The lines of a block that have to be read, as number, start and length; how many not; and of how many."""
        named: list[tuple[int, int, int]] = []
        view, at, count, passed, learned = memoryview(block), 0, 0, 0, 0
        while at < len(view):
            scanned = values.scan(self._plan, view[at:], last=True)
            for found in scanned.found:
                named.append((count + found.line, at + found.start, found.length))
                if found.why == UNUSUAL and learned < _LEARNED:
                    learned += 1
                    self._learn(block[at + found.start : at + found.start + found.length])
            at, count = at + scanned.taken, count + scanned.lines
            passed += scanned.plain - scanned.touched
        return named, passed, count

    def _learn(self, body: bytes) -> None:
        self._planner.take(body)
        if self._planner.layout is not self._layout:
            self._layout = self._planner.layout
            self._plan = None if self._layout is None else plan_of(self._layout)

    def _read(self, number: int, message: bytes) -> Iterator[Line]:
        if message.strip():
            yield read_message(self._name, number, message, self._columns)


def _body(message: bytes) -> bytes:
    """The JSON of a message that the kernel can judge; empty for one that the reference has to read."""
    if message.startswith(b"{"):
        return b"" if b"\n" in message else message
    found = unwrapped(message.strip())
    if not found.body.startswith(b"{") or b"\n" in found.body:
        return b""
    try:
        instant_in({"ts": (found.time,)} if found.time else {})
    except ValueError:  # which matters where the record has no time of its own
        return b""
    return found.body

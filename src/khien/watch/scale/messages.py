"""Messages of many lines, put together so that the engine begins anew as seldom as it can.

What one message holds cannot change how another is read: only messages whose lines stand each for itself
under the same header are put together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from khien.watch.bundles import looks_like_stix
from khien.watch.engine import Block
from khien.watch.fields import by_number
from khien.watch.logs import Columns, form_of, head_after

_HEAD_LINES = 16  # in which the header of a message ends
_HEAD_BYTES = 1 << 14


class Lines(Protocol):
    """A message: where it is for good, the name of its log, and the lines. It never changes."""

    @property
    def place(self) -> str:
        """Names it in its stream, whoever reads it, however often."""

    @property
    def name(self) -> str:
        """The log's name."""

    @property
    def body(self) -> bytes:
        """Its lines, each with or the last without its end."""


class Batch:
    """Messages that are read as one log. `blocks` is to be read to its end before the next batch is asked for."""

    def __init__(self, first: Lines, coming: Iterator[Lines], columns: Columns) -> None:
        self.name = first.name
        self.places: list[str] = []
        """Where the messages are that were read so far."""
        self.after: Lines | None = None
        """The message that did not belong to it any more."""
        self._first, self._coming, self._columns = first, coming, columns
        self._head = _head(first.body, columns)
        self._size = 0
        self._starts: list[int] = []
        self._left_out: list[int] = []  # bytes of the header, which stands once

    def blocks(self) -> Iterator[Block]:
        """Their lines, message by message: each is unpacked and looked through while it is at hand."""
        message: Lines | None = self._first
        while message is not None:
            yield from self._put(message)
            message = next(self._coming, None)
            if message is not None and not self._goes_on(message):
                self.after, message = message, None

    def where(self, at: int) -> tuple[int, int]:
        """Which message, by its number in the batch, and the byte of it that is byte `at` of `blocks`."""
        number = max(0, bisect_right(self._starts, at) - 1)
        return number, at - self._starts[number] + self._left_out[number]

    def _goes_on(self, message: Lines) -> bool:
        same = self._head is not None and message.name == self.name
        return same and _head(message.body, self._columns) == self._head

    def _put(self, message: Lines) -> Iterator[Block]:
        left_out = len(self._head or b"") if self.places else 0
        self._starts.append(self._size)
        self._left_out.append(left_out)
        self.places.append(message.place)
        body = message.body
        for block in (memoryview(body)[left_out:], b"" if body.endswith(b"\n") else b"\n"):
            self._size += len(block)
            yield block


def batches(messages: Iterable[Lines], columns: Columns = None) -> Iterator[Batch]:
    """Put messages together, in their order."""
    coming = iter(messages)
    message = next(coming, None)
    while message is not None:
        batch = Batch(message, coming, columns)
        yield batch
        message = batch.after


def line_at(body: bytes, place: int) -> int:
    """The number, from 1, of the line of a message that begins at that byte; of STIX content it is the place itself."""
    if looks_like_stix(body.lstrip().partition(b"\n")[0]):
        return place
    return body.count(b"\n", 0, place) + 1


def _head(body: bytes, columns: Columns) -> bytes | None:
    """The header of a message, empty where each line stands for itself; None: it is to be read alone."""
    lines = body[:_HEAD_BYTES].split(b"\n", _HEAD_LINES)
    first = lines[0]
    form = form_of(first)
    if not first.strip() or form == "array" or looks_like_stix(first):
        return None
    if form in ("json", "syslog"):
        return b""
    if form == "csv":
        if (
            b'"' in body
        ):  # a quotation mark may hold a line feed, and would go on in the next message
            return None
        return b"" if columns is not None and by_number(columns) else first + b"\n"
    begun = [line for line in lines[:_HEAD_LINES] if line.startswith(b"#")]
    head = b"".join(line + b"\n" for line in head_after("zeek", (), begun))
    return head if head and body.startswith(head) else None

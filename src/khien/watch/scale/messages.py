"""Messages of many lines, put together so that the engine begins anew as seldom as it can.

What one message holds cannot change how another is read: only messages whose lines stand each for itself
under the same header are put together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from khien.watch.bundles import looks_like_stix
from khien.watch.engine import Block
from khien.watch.fields import by_number
from khien.watch.logs import Columns, form_of, head_after

MOST_BYTES: Final = 32 << 20
"""Of messages that are read together."""

_HEAD_LINES = 16  # in which the header of a message ends


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


@dataclass(slots=True)
class Batch:
    """Messages that are read as one log."""

    name: str
    head: bytes | None  # None: to be read alone
    blocks: list[Block] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    size: int = 0
    _starts: list[int] = field(default_factory=list)
    _left_out: list[int] = field(default_factory=list)  # bytes of the header, which stands once

    def where(self, at: int) -> tuple[int, int]:
        """Which message, by its number in the batch, and the byte of it that is byte `at` of `blocks`."""
        number = max(0, bisect_right(self._starts, at) - 1)
        return number, at - self._starts[number] + self._left_out[number]

    def put(self, message: Lines) -> None:
        """Add a message; one with the header that the batch has."""
        left_out = len(self.head or b"") if self.blocks else 0
        body: Block = memoryview(message.body)[left_out:]
        self._starts.append(self.size)
        self._left_out.append(left_out)
        self.places.append(message.place)
        for block in (body, b"" if message.body.endswith(b"\n") else b"\n"):
            self.blocks.append(block)
            self.size += len(block)


def batches(messages: Iterable[Lines], columns: Columns = None) -> Iterator[Batch]:
    """Put messages together, in their order."""
    batch: Batch | None = None
    for message in messages:
        head = _head(message.body, columns)
        alone = batch is None or head is None or (batch.name, batch.head) != (message.name, head)
        if batch is None or alone or batch.size >= MOST_BYTES:
            if batch is not None:
                yield batch
            batch = Batch(message.name, head)
        batch.put(message)
    if batch is not None:
        yield batch


def _head(body: bytes, columns: Columns) -> bytes | None:
    """The header of a message, empty where each line stands for itself; None: it is to be read alone."""
    lines = body.split(b"\n", _HEAD_LINES)
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

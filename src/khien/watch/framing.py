"""Where one message ends and the next begins on a stream: RFC 6587's two framings, in any pieces. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

Framed: TypeAlias = bytes | None
"""One message; or several, each with its line feed behind it; or None for one that was too long."""

_BETWEEN: Final = re.compile(rb"[\r\n\0]*")  # RFC 6587 §3.4.2: what senders put between messages
_COUNT: Final = re.compile(rb"[0-9]{1,5}")  # RFC 6587 §3.4.1: how a message's length is written
_OTHER: Final = re.compile(rb"\n[\r\n\0]*[0-9\0]")  # behind it comes what is no further plain line


class Framer:
    """Cuts the stream of one sender. A message by length has no line feed behind it, lines have."""

    def __init__(self, longest_bytes: int) -> None:
        """Args: how long a message may be; the rest of a longer one is passed over."""
        self._longest = longest_bytes
        self._left = b""
        self._passing = False  # over the rest of a line that is too long

    def take(self, octets: bytes) -> Iterator[Framed]:
        """What is whole by now. Goes through all of it before the next piece is given."""
        octets = self._left + octets
        at = 0
        while (step := self._step(octets, at)) is not None:
            at, framed = step
            yield from framed
        self._left = octets[at:]

    def end(self) -> bytes:
        """What was begun when the stream ended; empty when nothing was."""
        left, self._left = self._left, b""
        counted = _COUNT.match(left)
        if counted and left[counted.end() : counted.end() + 1] == b" " and self._fits(counted):
            left = left[counted.end() + 1 :]
        return left.strip()

    def _fits(self, counted: re.Match[bytes]) -> bool:
        return 0 < int(counted[0]) <= self._longest

    def _step(self, octets: bytes, at: int) -> tuple[int, list[Framed]] | None:
        """The place behind the next whole messages, and these; None when more has to come first."""
        if self._passing:
            end = octets.find(b"\n", at) + 1
            self._passing = not end
            return (end or len(octets), []) if at < len(octets) else None
        found = _BETWEEN.match(octets, at)
        at = found.end() if found else at
        if at == len(octets):
            return None if not found or not found[0] else (at, [])
        counted = _COUNT.match(octets, at)
        if counted and counted.end() == len(octets):
            return None
        if counted and octets[counted.end()] == ord(" ") and self._fits(counted):
            end = counted.end() + 1 + int(counted[0])
            whole = octets[counted.end() + 1 : end].strip()
            return (end, [whole]) if end <= len(octets) else None
        return self._lines(octets, at)

    def _lines(self, octets: bytes, at: int) -> tuple[int, list[Framed]] | None:
        last = octets.rfind(b"\n", at)
        if last < 0 and len(octets) - at > self._longest:
            self._passing = True
            return len(octets), [None]
        if last < 0:
            return None
        other = _OTHER.search(octets, at, last)
        end = other.start() + 1 if other else last + 1
        return end, self._without_long(octets[at:end])

    def _without_long(self, block: bytes) -> list[Framed]:
        """The lines of a block, with None in the place of each that is too long."""
        found: list[Framed] = []
        begun = at = 0
        while len(block) - at > self._longest:
            end = block.rfind(b"\n", at, at + self._longest + 1) + 1
            if not end:
                found += [*filter(None, [block[begun:at]]), None]
                begun = end = block.find(b"\n", at) + 1
            at = end
        return [*found, *filter(None, [block[begun:]])]

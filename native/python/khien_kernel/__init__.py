"""Which lines of a log touch an indicator: a thin typed layer over the Rust crate of the same name.

Every call releases the interpreter's lock. An `Index` may be asked by any number of threads while one of
them changes it. Nothing here decides what a hit is; see docs/watch.md of Khiên.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from khien_kernel._native import ffi, lib

__all__ = [
    "Form",
    "Found",
    "Index",
    "KernelError",
    "Kind",
    "Plan",
    "Role",
    "Scanned",
    "Stop",
    "Why",
]
__version__: Final = version("khien-kernel")

INTERFACE: Final = 3
"""What roles and answers mean; whoever uses the kernel asks for the one that it knows."""
SEVERAL: Final = 0x80
"""Added to a role: the column holds several texts with commas between."""
MOST_KEYS: Final = 128
"""Keys that a plan for JSON can have."""
LONGEST_BLOCK: Final = 1 << 30
ROOM: Final = 1024  # lines that one scan names at most; it stops there and can be resumed
_LANES: Final = ("64-bit words", "SSE2", "AVX2")


class KernelError(Exception):
    """The kernel refused its arguments (-1), or met a fault of its own (-2)."""


class Kind(IntEnum):
    """What a key of the index names."""

    DOMAIN = 0
    V4 = 1
    V6 = 2
    DIGEST = 3
    TEXT = 4
    SITE = 5


class Form(IntEnum):
    """How the lines of a log are written."""

    TABS = 0
    COMMAS = 1
    JSON = 2


class Role(IntEnum):
    """What stands in a column."""

    IGNORED = 0
    TIME = 1
    HOST = 2
    ADDRESS = 3
    DIGEST = 4
    URL = 5
    HOST_OF_URL = 6
    REST_OF_URL = 7
    OPAQUE = 8
    OBJECT = 9


class Why(IntEnum):
    """Why a line is named."""

    TOUCHED = 1
    UNUSUAL = 2


class Stop(IntEnum):
    """Why a scan ended where it ended."""

    END = 0
    FULL = 1
    HEADER = 2
    QUOTE = 3


class Found(NamedTuple):
    """A line for the full parser; numbers count from the start of the block, from 0."""

    line: int
    start: int
    length: int
    why: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan gave.

    `taken` bytes and `lines` lines were read, blank ones included; `plain` lines are of plain form, and
    `touched` of these touch a value. `found` names those and the unusual ones, in the order of the log.
    """

    taken: int
    lines: int
    plain: int
    touched: int
    found: tuple[Found, ...]
    stop: Stop
    lanes: str


class Index:
    """A set of values; see `Kind` for how a key of each is written."""

    def __init__(self) -> None:
        handle = lib.kk_index_new()
        if handle == ffi.NULL:
            raise KernelError
        self._handle = ffi.gc(handle, lib.kk_index_free)

    def add(self, kind: int, key: bytes) -> bool:
        """Put a value in; False when it was in, or is not of its kind."""
        return _checked(lib.kk_index_add(self._handle, kind, key, len(key))) == 1

    def remove(self, kind: int, key: bytes) -> bool:
        """Take a value out; False when it was not in."""
        return _checked(lib.kk_index_remove(self._handle, kind, key, len(key))) == 1

    def load(self, kind: int, lines: bytes) -> int:
        """Put many texts in, each on a line of its own, networks in their usual notation; how many were new."""
        return _checked(lib.kk_index_load(self._handle, kind, lines, len(lines)))

    def announce(self, values: int, size_bytes: int) -> None:
        """Announce how many values of how many bytes are still to come, so that room is made once.

        It counts until something else is announced; 0 and 0 is nothing.
        """
        _checked(lib.kk_index_announce(self._handle, values, size_bytes))

    def __len__(self) -> int:
        return _checked(lib.kk_index_size(self._handle, 0))

    @property
    def size_bytes(self) -> int:
        """What the index takes in memory, strings included."""
        return _checked(lib.kk_index_size(self._handle, 1))

    def scan(
        self, plan: Plan, block: bytes | bytearray | memoryview, *, last: bool, room: int = ROOM
    ) -> Scanned:
        """Go through a block of a log, which begins at the beginning of a line.

        Args:
            plan: what the columns mean.
            block: at most `LONGEST_BLOCK` bytes; the last line needs its end unless `last` is set.
            last: no more comes after this block.
            room: how many lines may be named before the scan stops with `Stop.FULL`.
        """
        out = _entries(room)
        outcome = ffi.new("Outcome *")
        data = ffi.from_buffer(block)
        count = _checked(
            lib.kk_scan(self._handle, plan.handle, data, len(data), last, out, room, outcome)
        )
        rows = ffi.unpack(out, count) if count else ()
        return Scanned(
            outcome.taken,
            outcome.lines,
            outcome.plain,
            outcome.touched,
            tuple(Found(row.line, row.start, row.length, row.why) for row in rows),
            Stop(outcome.stop),
            _LANES[outcome.lanes],
        )

    def match(self, role: int, data: Any, offsets: Any, count: int) -> bytearray:  # noqa: ANN401 -- buffers
        """Which of many texts touch a value, as in a column of Arrow.

        Args:
            role: what the texts are.
            data: a buffer with all of them, one after the other.
            offsets: a buffer of `count + 1` 32-bit numbers; text i is `data[offsets[i]:offsets[i + 1]]`.
            count: how many texts.

        Returns:
            For each text 1 (it touches a value), 2 (the reference has to read it), 3 (it is a value
            that touches nothing) or 0 (it is none).
        """
        out = bytearray(count)
        if count:
            where = ffi.from_buffer("int32_t[]", offsets)
            if len(where) <= count:
                raise KernelError
            bytes_ = ffi.from_buffer(data)
            given = ffi.from_buffer("uint8_t[]", out, require_writable=True)
            _checked(lib.kk_match(self._handle, role, bytes_, len(bytes_), where, count, given))
        return out


class Plan:
    """What the columns of a log mean."""

    def __init__(self, form: int, roles: Sequence[int], keys: Sequence[bytes] = ()) -> None:
        """Args: the form; a role for each column, `SEVERAL` added or not; for JSON a key for each."""
        if form == Form.JSON and len(keys) != len(roles):
            raise KernelError
        lengths = ffi.new("uint32_t[]", [len(key) for key in keys])
        handle = lib.kk_plan_new(form, bytes(roles), len(roles), b"".join(keys), lengths)
        if handle == ffi.NULL:
            raise KernelError
        self.handle = ffi.gc(handle, lib.kk_plan_free)


def _entries(room: int) -> Any:  # noqa: ANN401 -- cffi
    if not 0 < room <= LONGEST_BLOCK:
        raise KernelError(room)
    return ffi.new("Found[]", room)


def _checked(answer: int) -> int:
    if answer < 0:
        raise KernelError(answer)
    return answer

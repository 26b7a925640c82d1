"""Zeek's tab-separated logs: the header, and what is in a line under it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from khien.watch.fields import Record, column, is_needed

_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(\\))")


@dataclass(slots=True)
class Header:
    """What the `#` lines said so far; a log may change its mind in the middle."""

    log: str
    separator: bytes = b"\t"
    set_separator: bytes = b","
    empty: bytes = b"(empty)"
    unset: bytes = b"-"
    fields: list[str] = field(default_factory=list)
    several: list[bool] = field(default_factory=list)

    def read(self, line: bytes) -> str:
        """Take in one `#` line; answers the code of what is wrong with it, or empty."""
        if line.startswith(b"#separator "):
            self.separator = _unescape(line.removeprefix(b"#separator ")) or b"\t"
            return ""
        name, *parts = line.split(self.separator)
        match name:
            case b"#set_separator" if parts and parts[0]:
                self.set_separator = _unescape(parts[0])
            case b"#empty_field" if parts:
                self.empty = parts[0]
            case b"#unset_field" if parts:
                self.unset = parts[0]
            case b"#path" if parts:
                self.log = _text(parts[0])
            case b"#fields":
                self.fields = [column(_text(part)) for part in parts]
                self.several = [False] * len(parts)
            case b"#types":
                self.several = [part.startswith((b"set[", b"vector[")) for part in parts]
                return "" if len(parts) == len(self.fields) else "watch.header"
            case _:
                pass  # #open, #close and comments say nothing about the lines
        return ""

    def record(self, line: bytes) -> Record | None:
        """What is in a line; None when it has not as many cells as the header has columns."""
        cells = line.split(self.separator)
        if len(cells) != len(self.fields) or len(cells) != len(self.several):
            return None
        named = zip(self.fields, self.several, cells, strict=True)
        return {name: _texts(self, cell, several=several) for name, several, cell in named}


@dataclass(frozen=True, slots=True)
class Plain:
    """A header for the usual lines: UTF-8 without escapes, which need not be read cell by cell."""

    columns: tuple[tuple[str, int], ...]
    """Names and places."""
    telling: tuple[tuple[str, int], ...]
    """Those that say something by themselves."""
    several: tuple[tuple[str, int], ...]
    separator: str
    set_separator: str
    unset: str
    nothing: frozenset[str]

    def cells(self, line: bytes) -> list[str] | None:
        """What is between the separators; None when it is none of the usual lines."""
        if b"\\" in line:
            return None
        try:
            cells = line.decode().split(self.separator)
        except UnicodeDecodeError:
            return None
        return cells if len(cells) == len(self.columns) else None

    def needed(self, cells: list[str]) -> Record:
        """The columns that say something by themselves."""
        return self._named(cells, self.telling)

    def record(self, cells: list[str]) -> Record:
        """All columns."""
        return self._named(cells, self.columns)

    def _named(self, cells: list[str], columns: Iterable[tuple[str, int]]) -> Record:
        nothing = self.nothing
        record: dict[str, tuple[str, ...]] = {
            name: () if (cell := cells[place]) in nothing else (cell,) for name, place in columns
        }
        for name, place in self.several:
            if record.get(name):
                parts = cells[place].split(self.set_separator)
                record[name] = tuple(part for part in parts if part != self.unset)
        return record


def plain_of(header: Header) -> Plain | None:
    """The header for its usual lines; None where it has none."""
    marks = (header.separator, header.set_separator, header.unset, header.empty)
    is_distinct = len(set(header.fields)) == len(header.fields) == len(header.several)
    if not header.fields or not is_distinct or not all(mark.isascii() for mark in marks):
        return None
    columns = tuple((name, place) for place, name in enumerate(header.fields))
    separator, set_separator, unset, empty = (mark.decode() for mark in marks)
    return Plain(
        columns,
        tuple(one for one in columns if is_needed(one[0])),
        tuple(one for one in columns if header.several[one[1]]),
        separator,
        set_separator,
        unset,
        frozenset((unset, empty)),
    )


def _texts(header: Header, cell: bytes, *, several: bool) -> tuple[str, ...]:
    # Compared before escapes are undone: a value that is really "-" is written \x2d.
    if cell in (header.unset, header.empty):
        return ()
    if not several:
        return (_text(cell),)
    parts = cell.split(header.set_separator)
    return tuple(_text(part) for part in parts if part != header.unset)


def _unescape(octets: bytes) -> bytes:
    if b"\\" not in octets:
        return octets
    return _ESCAPE.sub(lambda e: bytes.fromhex(e[1].decode()) if e[1] else b"\\", octets)


def _text(octets: bytes) -> str:
    # Octets that are not UTF-8 stay visible as \xNN, as Zeek's own JSON writes them.
    return (_unescape(octets) if b"\\" in octets else octets).decode("utf-8", "backslashreplace")

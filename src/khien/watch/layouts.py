"""What the kernel has to know of a log: which columns matter and what is in them.

The answer is taken from the reference's own tables (`fields`) and from its own reading of a Zeek header,
so that the two cannot disagree. Where a log has something that the kernel does not know exactly, there is no
layout, and the reference reads every line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from khien.watch import fields
from khien.watch.fields import by_number, column
from khien.watch.logs import Columns, Form, form_of
from khien.watch.zeek import Header

TABS, COMMAS, JSON = 0, 1, 2
"""The forms of a line, numbered as in `khien_kernel.Form`."""
SEVERAL = 0x80
_MOST_KEYS = 128
_DEEPEST = 8  # keys on the way to a key; EVE and dnstap have six
# Roles, numbered as in `khien_kernel.Role`.
IGNORED, TIME, _HOST, _DIGEST, _URL, _HOST_OF_URL, _REST_OF_URL, _OPAQUE = 0, 1, 2, 4, 5, 6, 7, 8
_OBJECT = 9
_BELOW = "\x1f"  # between the keys on the way to a key
# By the function that reads such a column in the reference; what it makes of the others is its affair.
_ROLES: Final[Mapping[Any, int]] = {
    fields._host: _HOST,
    fields._data: _HOST,  # differs from a host by blanks in it, and those are for the reference
    fields._address: 3,
    fields._digest: _DIGEST,
    fields._url: _URL,
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a log are written, and a role for each column; for JSON a key for each."""

    form: int
    roles: tuple[int, ...]
    keys: tuple[bytes, ...] = ()


class Planner(Protocol):
    """Follows a log through the lines that the reference reads; each must be given once, in order.

    `layout` holds for the lines after the last that was taken; None is: the reference reads the next line.
    """

    layout: Layout | None

    def take(self, line: bytes) -> None:
        """Take in a line that the reference has been given."""


def planner_for(first: bytes, columns: Columns = None, form: Form | None = None) -> Planner | None:
    """The planner for a log that begins with this line, which is not blank; it has still to be taken.

    None for a form that only the reference reads.
    """
    match form or form_of(first):
        case "zeek":
            return Zeek(columns)
        case "json":
            return JsonLines(columns)
        case "csv" if columns is None or not by_number(columns):
            return Csv(columns)
        case _:
            return None


class Zeek:
    """Zeek's tab-separated logs; a header may come anywhere."""

    def __init__(self, columns: Columns) -> None:
        self.layout: Layout | None = None
        self._columns = columns
        self._header = Header("")

    def take(self, line: bytes) -> None:
        """Take in a header line; any other one changes nothing."""
        line = line.removeprefix(_BYTE_ORDER_MARK)
        if line.startswith(b"#"):
            self._header.read(line)
            self.layout = self._laid_out()

    def _laid_out(self) -> Layout | None:
        header = self._header
        marks = (header.separator, header.set_separator, header.unset, header.empty)
        if marks != (b"\t", b",", b"-", b"(empty)") or len(header.fields) != len(header.several):
            return None
        roles = roles_of(header.fields, self._columns)
        if roles is None:
            return None
        pairs = zip(roles, header.several, strict=True)
        return Layout(TABS, tuple(role | SEVERAL * several for role, several in pairs))


class Csv:
    """CSV with a header; from a quoted cell that goes over several lines on, the reference has the log."""

    def __init__(self, columns: Columns) -> None:
        self.layout: Layout | None = None
        self._columns = columns
        self._begun = False

    def take(self, line: bytes) -> None:
        """Take in the header, or a line with quotation marks."""
        cells = _one_row(line)
        if not self._begun:
            self._begun = True
            roles = roles_of([column(name) for name in cells or ()], self._columns)
            self.layout = None if roles is None else Layout(COMMAS, roles)
        elif cells is None:
            self.layout = None


def _one_row(line: bytes) -> list[str] | None:
    """The cells of a line that is a whole row by itself."""
    try:
        rows = list(csv.reader([line.removeprefix(_BYTE_ORDER_MARK).decode() + "\n"], strict=True))
    except UnicodeDecodeError:  # the reference passes over it, and nothing stays open
        return []
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


class JsonLines:
    """One object a line; keys are learned from the lines that come by, those of objects in it too."""

    def __init__(self, columns: Columns) -> None:
        self.layout: Layout | None = None
        self._columns = columns
        self._names: dict[
            str, str
        ] = {}  # of keys, each behind those on the way to it; empty: an object

    def take(self, line: bytes) -> None:
        """Learn the keys of a line, unless there are too many of them."""
        try:
            decoded = json.loads(line.removeprefix(_BYTE_ORDER_MARK))
        except (ValueError, RecursionError):
            return
        if not isinstance(decoded, dict):
            return
        before = dict(self._names)
        for key, name in _keys(decoded, "", "", _DEEPEST):
            # What was null, or an empty list, may turn out to be an object.
            if (key in self._names and not name) or len(self._names) < _MOST_KEYS:
                self._names[key] = name and self._names.get(key, name)
        if self._names != before:
            self._lay_out()

    def _lay_out(self) -> None:
        leaves = [key for key, name in self._names.items() if name]
        roles = roles_of([self._names[key] for key in leaves], self._columns)
        if roles is not None:
            role_of_key = dict(zip(leaves, roles, strict=True))
            given = tuple(role_of_key.get(key, _OBJECT) for key in self._names)
            self.layout = Layout(JSON, given, tuple(key.encode() for key in self._names))


def _keys(
    record: Mapping[str, Any], way: str, above: str, deepest: int
) -> Iterator[tuple[str, str]]:
    """The keys of an object, each with the name that the reference gives it; an object before what is in it."""
    for key, value in record.items():
        if not _plain(key) or not column(key):
            continue
        name = f"{above}_{column(key)}" if above else column(key)
        inner = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        objects = [one for one in inner if isinstance(one, dict)]
        if not objects:
            yield way + key, name
        elif deepest:
            yield way + key, ""
            for one in objects:
                yield from _keys(one, f"{way}{key}{_BELOW}", name, deepest - 1)


def _plain(key: str) -> bool:
    return key.isascii() and key.isprintable() and not {'"', "\\"} & set(key)


def roles_of(names: Sequence[str], columns: Columns = None) -> tuple[int, ...] | None:
    """A role for each column, named as `fields.column` does; None when the kernel cannot do them justice."""
    meant = [name if columns is None else columns.get(name, "") for name in names]
    known = [name for name in meant if name in fields._READERS or name in fields._TIMES]
    # Of two columns with one name the reference takes one; of a date and a time it makes one instant.
    doubled = columns is None and len(set(known)) < len(known)
    summed = set(meant) & set(fields.SPANS)  # what sums up several events has a number to check
    if not known or doubled or summed or {"date", "time"} <= set(known):
        return None
    pieces = dict(pair for pair in fields.PIECES if set(pair) <= set(meant))
    return tuple(_role(name, pieces) for name in meant)


def role_of(name: str) -> int:
    """The role of a column that stands alone."""
    return _role(name, {})


def _role(name: str, pieces: Mapping[str, str]) -> int:
    if name in fields._TIMES:
        return TIME
    if name in pieces:
        return _HOST_OF_URL
    if name in pieces.values():
        return _REST_OF_URL
    reader = fields._READERS.get(name)
    if reader is None:
        return IGNORED
    return _ROLES.get(reader, _OPAQUE)

"""Read telemetry: Zeek's tab-separated logs, Zeek's JSON lines, and CSV with a header.

Lines come in as bytes; the caller opens the file and undoes its compression. Each line becomes an
observation or is reported with its number and the reason, so that no line is lost in silence.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from khien.model.patterns import IndicatorValue
from khien.watch.fields import Record, answer_in, client_in, column, instant_in, known, values_in


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of a log.

    `answer` is what the log says was answered (`NXDOMAIN`, …), or empty. `log` is its kind (`dns`, `conn`, …), `line` its number from 1. `at` is None when the log has no
    time. `values` may be empty: then nothing in the line can be looked up.
    """

    log: str
    line: int
    at: datetime | None
    values: tuple[IndicatorValue, ...]
    client: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read. `detail` names a column or a count, never the content.

    Codes: `watch.encoding`, `watch.no-header`, `watch.header`, `watch.columns`, `watch.no-columns`,
    `watch.time`, `watch.json`, `watch.csv`.
    """

    line: int
    code: str
    detail: str


Line: TypeAlias = Observation | Unreadable

_KIND = re.compile(r"(?:.*[/\\])?([A-Za-z0-9_-]+)")
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(\\))")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_log(name: str, lines: Iterable[bytes]) -> Iterator[Line]:
    """Read a log of any of the three forms; its first line tells which.

    Args:
        name: the file's name, from which its kind is taken where the lines do not say it.
        lines: with or without their line ends. Empty lines are skipped.
    """
    numbered = enumerate((line.rstrip(b"\r\n") for line in lines), start=1)
    filled = ((number, line) for number, line in numbered if line.strip())
    first = next(filled, None)
    if first is None:
        return
    number, line = first[0], first[1].removeprefix(_BYTE_ORDER_MARK)
    rest = itertools.chain([(number, line)], filled)
    kind = _kind_of(name)
    if line.startswith(b"#"):
        yield from _zeek_lines(kind, rest)
    elif line.lstrip().startswith(b"{"):
        yield from (_json_line(kind, number, line) for number, line in rest)
    else:
        yield from _csv_lines(kind, rest)


def _kind_of(name: str) -> str:
    found = _KIND.match(name)
    return found[1] if found else "log"


def _observed(log: str, number: int, record: Record) -> Line:
    try:
        at = instant_in(record)
    except ValueError:
        return Unreadable(number, "watch.time", log)
    return Observation(log, number, at, values_in(record), client_in(record), answer_in(record))


# ---- Zeek, tab-separated


@dataclass(slots=True)
class _Header:
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


def _zeek_lines(kind: str, lines: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    header = _Header(kind)
    for number, line in lines:
        if line.startswith(b"#"):  # in a value, Zeek writes it as \x23
            code = header.read(line)
            if code:
                yield Unreadable(number, code, header.log)
        else:
            yield _zeek_line(header, number, line)


def _zeek_line(header: _Header, number: int, line: bytes) -> Line:
    if not header.fields:
        return Unreadable(number, "watch.no-header", header.log)
    cells = line.split(header.separator)
    if len(cells) != len(header.fields) or len(cells) != len(header.several):
        return Unreadable(number, "watch.columns", f"{len(cells)} ≠ {len(header.fields)}")
    columns = zip(header.fields, header.several, cells, strict=True)
    return _observed(
        header.log,
        number,
        {name: _zeek_texts(header, cell, several=several) for name, several, cell in columns},
    )


def _zeek_texts(header: _Header, cell: bytes, *, several: bool) -> tuple[str, ...]:
    # Compared before escapes are undone: a value that is really "-" is written \x2d.
    if cell in (header.unset, header.empty):
        return ()
    parts = cell.split(header.set_separator) if several else [cell]
    return tuple(_text(part) for part in parts if part != header.unset)


def _unescape(octets: bytes) -> bytes:
    return _ESCAPE.sub(lambda e: bytes.fromhex(e[1].decode()) if e[1] else b"\\", octets)


def _text(octets: bytes) -> str:
    # Octets that are not UTF-8 stay visible as \xNN, as Zeek's own JSON writes them.
    return _unescape(octets).decode("utf-8", "backslashreplace")


# ---- Zeek, JSON lines


def _json_line(kind: str, number: int, line: bytes) -> Line:
    try:
        decoded = json.loads(line, parse_float=Decimal)
    except UnicodeDecodeError:
        return Unreadable(number, "watch.encoding", kind)
    except (ValueError, RecursionError):
        return Unreadable(number, "watch.json", kind)
    if not isinstance(decoded, dict):
        return Unreadable(number, "watch.json", kind)
    record = dict(_flat(decoded))
    log = next((decoded[key] for key in ("_path", "@stream") if key in decoded), kind)
    return _observed(str(log), number, record)


def _flat(decoded: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, value in decoded.items():
        name = prefix + column(key)
        if isinstance(value, dict) and not prefix:
            yield from _flat(value, f"{name}_")
        else:
            yield name, _json_texts(value)


def _json_texts(value: object) -> tuple[str, ...]:
    match value:
        case None | bool() | dict():
            return ()
        case list():
            return tuple(text for part in value for text in _json_texts(part))
        case _:
            return (str(value),)


# ---- CSV


def _csv_lines(kind: str, lines: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    source = _Decoded(kind, lines)
    header: list[str] = []
    for cells in _csv_rows(source):
        yield from source.unreadable()
        if isinstance(cells, Unreadable):
            yield cells
        elif not header:
            header = [column(name) for name in cells]
            if not known(header):
                yield Unreadable(source.number, "watch.no-columns", ", ".join(header)[:100])
                return
        elif len(cells) != len(header):
            detail = f"{len(cells)} ≠ {len(header)}"
            yield Unreadable(source.number, "watch.columns", detail)
        else:
            pairs = zip(header, cells, strict=True)
            record = {name: (cell,) if cell.strip() else () for name, cell in pairs}
            yield _observed(kind, source.number, record)
    yield from source.unreadable()


def _csv_rows(source: _Decoded) -> Iterator[list[str] | Unreadable]:
    rows = csv.reader(source, strict=True)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Unreadable(source.number, "watch.csv", source.kind)


class _Decoded:
    """Gives lines as text, knows the number of the last, and sets aside those that are not UTF-8."""

    def __init__(self, kind: str, lines: Iterable[tuple[int, bytes]]) -> None:
        self.kind = kind
        self._lines = iter(lines)
        self._unreadable: list[Unreadable] = []
        self.number = 0

    def __iter__(self) -> _Decoded:
        return self

    def __next__(self) -> str:
        for number, line in self._lines:
            self.number = number
            try:
                return line.decode("utf-8") + "\n"
            except UnicodeDecodeError:
                self._unreadable.append(Unreadable(number, "watch.encoding", self.kind))
        raise StopIteration

    def unreadable(self) -> list[Unreadable]:
        """The lines set aside since the last call."""
        found, self._unreadable = self._unreadable, []
        return found

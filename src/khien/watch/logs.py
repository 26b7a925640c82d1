"""Read telemetry: Zeek's tab-separated logs, JSON lines, a JSON array, CSV, and syslog lines.

JSON may be Zeek's, Suricata's EVE, dnstap's, passive DNS: `fields` knows their names.

Lines come in as bytes; the caller opens the file and undoes its compression. Each line becomes an
observation or is reported with its number and the reason, so that no line is lost in silence.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Literal, TypeAlias

import msgspec

from khien.model.errors import MalformedError
from khien.model.patterns import IndicatorValue, Observed
from khien.watch.fields import (
    Chosen,
    Record,
    answer_in,
    by_number,
    client_in,
    column,
    instant_in,
    known,
    meanings_of,
    renamed,
    span_in,
    values_in,
)
from khien.watch.syslog import Message, looks_like_syslog, unwrapped
from khien.watch.zeek import Header, plain_of


class Observation(msgspec.Struct, frozen=True, eq=False, gc=False):  # no circle can begin in one
    """One line of a log.

    `log` is its kind (`dns`, `conn`, …), `line` its number from 1. `at` is None when the log has no
    time. `values` may be empty: then nothing in the line can be looked up. A record that sums up
    several events (passive DNS) says how many in `count`, and begins at `since`. `record` gives the columns,
    from which patterns are answered; `seen` stands in their place for observed data. `answer` is what a
    DNS server answered (`NXDOMAIN`, …), or empty.
    """

    log: str
    line: int
    at: datetime | None
    values: tuple[IndicatorValue, ...]
    client: str
    since: datetime | None = None
    count: int = 1
    record: Callable[[], Record] = dict
    seen: Observed | None = None
    answer: str = ""

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, from whatever form it was read."""
        return isinstance(other, Observation) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[object, ...]:
        when = (self.at, self.since, self.count)
        return (self.log, self.line, when, self.values, self.client, self.answer)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read. `detail` names a column or a count, never the content.

    `message` is the place in a broker's stream in whose message `line` counts; empty elsewhere.

    Codes: `watch.encoding`, `watch.no-header`, `watch.header`, `watch.columns`, `watch.no-columns`,
    `watch.no-such-column`, `watch.time`, `watch.json`, `watch.nested`, `watch.csv`, `watch.syslog`.
    """

    line: int
    code: str
    detail: str
    message: str = ""


class NothingReadError(MalformedError):
    """Of a log not one line could be read: an answer without hits would say that all was looked at."""

    code = "watch.nothing-read"

    def __init__(self, name: str, count: int) -> None:
        super().__init__(name, self.code, name=name, count=count)


USELESS = frozenset({"watch.no-columns", "watch.no-such-column"})
"""Codes of a header after which no line of the log is read."""


@dataclass(frozen=True, slots=True)
class Passed:
    """So many lines were passed over: no value of them is in the index, and so many have none."""

    lines: int
    without_values: int = 0


Line: TypeAlias = Observation | Unreadable
Read: TypeAlias = Line | Passed
"""What a reader gives that leaves out the lines that it need not read."""
Form: TypeAlias = Literal["zeek", "json", "array", "syslog", "csv"]
Columns: TypeAlias = Mapping[str, str] | None
"""What a person says that columns are, as `fields.chosen` reads it; None: they are known by name."""

_KIND = re.compile(r"(?:.*[/\\])?([A-Za-z0-9_-]+)")
_SPACE = " \t\n\r,"
_GAP = 10_000  # characters between two records of an array; more is no array
_DEEPEST = 12  # objects and lists in each other; EVE and dnstap have six
_ARRAY_LINES = 2_000_000  # an array is held in memory; logs of that size are written line by line
HEADING = (b"#separator", b"#set_sep", b"#empty", b"#unset", b"#path", b"#fields", b"#types")
"""How Zeek's lines begin by which others are understood."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_log(
    name: str,
    lines: Iterable[bytes],
    *,
    columns: Columns = None,
    start: int = 1,
    form: Form | None = None,
) -> Iterator[Line]:
    """Read a log of any of the five forms; its first line tells which.

    Args:
        name: the file's name, from which its kind is taken where the lines do not say it.
        lines: with or without their line ends. Empty lines are skipped.
        columns: which columns count, and as what; the others are not looked at.
        start: the number of the first line.
        form: the form of the whole log, where these lines are a later part of it.
    """
    yield from read_numbered(name, enumerate(lines, start), columns=columns, form=form)


def read_numbered(
    name: str,
    numbered: Iterable[tuple[int, bytes]],
    *,
    columns: Columns = None,
    form: Form | None = None,
) -> Iterator[Line]:
    """As `read_log`, for lines that come with their numbers, which ascend: some may have been left out."""
    filled = ((number, line.rstrip(b"\r\n")) for number, line in numbered if line.strip())
    first = next(filled, None)
    if first is None:
        return
    number, line = first[0], first[1].removeprefix(_BYTE_ORDER_MARK)
    rest = itertools.chain([(number, line)], filled)
    kind = _kind_of(name)
    match form or form_of(line):
        case "zeek":
            yield from _zeek_lines(kind, rest, columns)
        case "json":
            yield from (_json_line(kind, number, line, columns) for number, line in rest)
        case "array":
            yield from _json_array(kind, rest, columns)
        case "syslog":
            yield from (_syslog_line(kind, number, line, columns) for number, line in rest)
        case _:
            yield from _csv_lines(kind, rest, columns)


def read_message(name: str, number: int, line: bytes, columns: Columns = None) -> Line:
    """Read one syslog message, or a bare JSON line or `key=value` pairs, that stands for itself."""
    return _syslog_line(name, number, line.strip(), columns)


def read_record(
    name: str, number: int, record: Mapping[str, object], columns: Columns = None
) -> Line:
    """Read a line that came as names and values, as those of JSON are."""
    return _json_record(_kind_of(name), number, record, columns)


def form_of(line: bytes) -> Form:
    """Which form a log has whose first line this is."""
    line = line.removeprefix(_BYTE_ORDER_MARK)
    if line.startswith(b"#"):
        return "zeek"
    start = line.lstrip()[:1]
    if start in (b"{", b"["):
        return "json" if start == b"{" else "array"
    return "syslog" if looks_like_syslog(line) else "csv"


def head_after(form: Form, head: Sequence[bytes], lines: Sequence[bytes]) -> list[bytes]:
    """The lines without which what comes after `lines` cannot be read: those of `head` and new ones.

    Zeek's `#` lines, of which a new header replaces the old one; the header of a CSV; of the other
    forms nothing.
    """
    if form == "csv":
        return list(head) or [line for line in lines if line.strip()][:1]
    if form != "zeek":
        return []
    found = list(head)
    for line in lines:
        if line.startswith(b"#separator"):
            found = []
        if line.startswith(HEADING):
            found.append(line)
    return found


def _kind_of(name: str) -> str:
    found = _KIND.match(name)
    return found[1] if found else "log"


def _observed(
    log: str,
    number: int,
    record: Record,
    columns: Columns = None,
    whole: Callable[[], Record] | None = None,
) -> Line:
    """What a record says; `whole` gives all of it, where it was read for what it says by itself."""
    record = record if columns is None else renamed(record, columns)
    meant = meanings_of(record)
    try:
        at = instant_in(record, meant)
        since, count = span_in(record, meant)
    except ValueError:
        return Unreadable(number, "watch.time", log)
    return Observation(
        log,
        number,
        at,
        values_in(record, meant),
        client_in(record, meant),
        since,
        count,
        whole or (lambda: record),
        answer=answer_in(record, meant),
    )


def _note(columns: Columns, names: Iterable[str]) -> None:
    if isinstance(columns, Chosen):
        columns.note(names)


# ---- Zeek, tab-separated


def _zeek_lines(
    kind: str, lines: Iterable[tuple[int, bytes]], columns: Columns = None
) -> Iterator[Line]:
    header, plain = Header(kind), None
    for number, line in lines:
        if line.startswith(b"#"):  # in a value, Zeek writes it as \x23
            code = header.read(line)
            plain = plain_of(header)
            _note(columns, header.fields)
            if code:
                yield Unreadable(number, code, header.log)
            continue
        cells = plain.cells(line) if plain else None
        if plain is None or cells is None:
            yield _zeek_line(header, number, line, columns)
        elif columns is not None:
            yield _observed(header.log, number, plain.record(cells), columns)
        else:
            whole = partial(plain.record, cells)
            yield _observed(header.log, number, plain.needed(cells), whole=whole)


def _zeek_line(header: Header, number: int, line: bytes, columns: Columns = None) -> Line:
    if not header.fields:
        return Unreadable(number, "watch.no-header", header.log)
    record = header.record(line)
    if record is None:
        cells = len(line.split(header.separator))
        return Unreadable(number, "watch.columns", f"{cells} ≠ {len(header.fields)}")
    return _observed(header.log, number, record, columns)


# ---- JSON


_decoder = json.JSONDecoder(parse_float=Decimal)


def _json_line(kind: str, number: int, line: bytes, columns: Columns = None) -> Line:
    try:
        decoded = _decoder.decode(line.decode(json.detect_encoding(line), "surrogatepass"))
    except UnicodeDecodeError:
        return Unreadable(number, "watch.encoding", kind)
    except (ValueError, RecursionError):
        return Unreadable(number, "watch.json", kind)
    return _json_record(kind, number, decoded, columns)


def _json_record(kind: str, number: int, decoded: object, columns: Columns) -> Line:
    if not isinstance(decoded, dict):
        return Unreadable(number, "watch.json", kind)
    record: dict[str, tuple[str, ...]] = {}
    try:
        for key, value in decoded.items():
            _flatten(record, column(key), value, 1)
    except _NestedError:
        return Unreadable(number, "watch.nested", kind)
    keys = ("_path", "@stream", "event_type")
    log = next((decoded[key] for key in keys if isinstance(decoded.get(key), str)), kind)
    return _observed(log, number, record, columns)


class _NestedError(Exception):
    """A record is nested deeper than any log that we know."""


def _flatten(record: dict[str, tuple[str, ...]], name: str, value: object, depth: int) -> None:
    """Put every text in it under its path: objects by their keys, lists without their places."""
    if depth > _DEEPEST:
        raise _NestedError
    match value:
        case str():
            record[name] = (*record[name], value) if name in record else (value,)
        case None | bool() | []:
            record.setdefault(name, ())
        case dict():
            for key, inner in value.items():
                below = f"{name}_{column(key)}" if name else column(key)
                _flatten(record, below, inner, depth + 1)
        case list():
            for inner in value:
                _flatten(record, name, inner, depth + 1)
        case _:
            record[name] = (*record.get(name, ()), str(value))


def _json_array(
    kind: str, lines: Iterable[tuple[int, bytes]], columns: Columns = None
) -> Iterator[Line]:
    """One array of records, as some tools write it; a record's line is where it begins."""
    kept = list(itertools.islice(lines, _ARRAY_LINES + 1))
    numbers = [number for number, _ in kept]
    try:
        text = b"\n".join(line for _, line in kept).decode("utf-8")
    except UnicodeDecodeError:
        yield Unreadable(numbers[0], "watch.encoding", kind)
        return
    at, row = text.find("[") + 1, 0
    if not at:  # a later part of one that grows
        yield Unreadable(numbers[0], "watch.json", kind)
        return
    while True:
        start = at + len(text[at : at + _GAP]) - len(text[at : at + _GAP].lstrip(_SPACE))
        row += text.count("\n", at, start)
        if text.startswith("]", start) and len(kept) <= _ARRAY_LINES:
            return
        try:
            decoded, at = _decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            yield Unreadable(numbers[min(row, len(numbers) - 1)], "watch.json", kind)
            return
        yield _json_record(kind, numbers[row], decoded, columns)
        row += text.count("\n", start, at)


# ---- syslog


def _syslog_line(kind: str, number: int, line: bytes, columns: Columns = None) -> Line:
    message = unwrapped(line)
    if message.body.startswith(b"{"):
        return _timed(_json_line(message.app or kind, number, message.body, columns), message)
    try:
        pairs = message.pairs()
    except UnicodeDecodeError:
        return Unreadable(number, "watch.encoding", kind)
    if not pairs:
        return Unreadable(number, "watch.syslog", kind)
    record: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        record[column(name)] = (*record.get(column(name), ()), text)
    return _timed(_observed(message.app or kind, number, record, columns), message)


def _timed(line: Line, message: Message) -> Line:
    """The line with the time of its envelope where it has none of its own."""
    if isinstance(line, Unreadable) or line.at is not None or not message.time:
        return line
    try:
        return msgspec.structs.replace(line, at=instant_in({"ts": (message.time,)}))
    except ValueError:
        return Unreadable(line.line, "watch.time", line.log)


# ---- CSV


def _csv_lines(
    kind: str, lines: Iterable[tuple[int, bytes]], columns: Columns = None
) -> Iterator[Line]:
    source = _Decoded(kind, lines)
    header: list[str] = []
    numbered = columns is not None and by_number(columns)
    least = max(map(int, columns)) if numbered and columns else 2
    for cells in _csv_rows(source, least):
        yield from source.unreadable()
        if isinstance(cells, Unreadable):
            yield cells
        elif numbered:
            places = enumerate(cells, start=1)
            _note(columns, map(str, range(1, len(cells) + 1)))  # blank ones are there too
            filled = {str(place): (cell,) for place, cell in places if cell.strip()}
            yield _observed(kind, source.number, filled, columns)
        elif not header:
            header = [column(name) for name in cells]
            if columns is not None and not set(header) & set(columns):
                yield Unreadable(source.number, "watch.no-such-column", ", ".join(columns)[:100])
                return
            if columns is None and not known(header):
                # How many, not what they are called: without a header that is what a client asked.
                yield Unreadable(source.number, "watch.no-columns", str(len(header)))
                return
            _note(columns, header)  # here, since the lines below may all be passed over
        elif len(cells) != len(header):
            detail = f"{len(cells)} ≠ {len(header)}"
            yield Unreadable(source.number, "watch.columns", detail)
        else:
            pairs = zip(header, cells, strict=True)
            record = {name: (cell,) if cell.strip() else () for name, cell in pairs}
            yield _observed(kind, source.number, record, columns)
    yield from source.unreadable()


def _csv_rows(source: _Decoded, least: int) -> Iterator[list[str] | Unreadable]:
    first = next(source, None)
    if first is None:
        return
    mark = _separator(first, least)
    rows = csv.reader(itertools.chain([first], source), delimiter=mark, strict=True)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Unreadable(source.number, "watch.csv", source.kind)


def _separator(first: str, least: int) -> str:
    """The comma; what spreadsheets of many countries write in its place, where the first line has only that.

    Args:
        first: the header, or the first row of a log without one.
        least: how many cells the line has to have.
    """
    return next((one for one in ",\t;|" if first.count(one) + 1 >= least), ",")


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

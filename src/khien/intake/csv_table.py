"""Tables: one row an item, its columns told by name, by content, or by the wish."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from khien.intake.columns import (
    DELIMITERS,
    KINDS_OF_TYPE,
    ROLES,
    Roles,
    delimiter_of,
    is_header,
    is_vietnamese,
    parse_date,
    roles_by_content,
    roles_by_header,
    without_names,
)
from khien.intake.creation import cited
from khien.intake.failures import NoColumnsError, UnreadableError
from khien.intake.listing import Context, Listing
from khien.intake.observed import Observed, observe
from khien.intake.reporting import Intake, Outcome, Remark
from khien.intake.wishes import Wish

_SAMPLE_ROWS: Final = 200
_END: Final = "\x1e"  # a line that no text has, after the last one
_TAG_JOINTS: Final = re.compile(r"[\s,;|]+")
_PERCENT: Final = range(101)  # STIX 2.1 §3.2 confidence


@dataclass(frozen=True, slots=True)
class Table:
    """A table taken apart: its header (empty when it has none), the roles, and whether days come before months."""

    delimiter: str
    header: tuple[str, ...]
    roles: Roles
    day_first: bool = False


def read_csv(name: str, text: str, wish: Wish) -> Intake:
    """Read a table of indicators; every row that is not blank is an item of the report.

    The item `columns` says which column was taken for what, and which are not carried.

    Raises:
        NoColumnsError: no column holds indicators.
        UnreadableError: the wish names a column or a role that there is not, or quoting is broken.
    """
    table = table_of(name, text, wish)
    listing = Listing(name, "csv", wish)
    take_rows(listing, _rows(name, text, table.delimiter), table, is_beginning=True)
    return listing.intake()


def take_rows(
    listing: Listing, rows: Iterable[tuple[int, list[str]]], table: Table, *, is_beginning: bool
) -> None:
    """Take numbered rows; the beginning of a table has its header, and says what its columns are."""
    if is_beginning:
        _say_columns(listing, table)
    awaits_header = is_beginning and bool(table.header)
    around = _Around(listing.source, table)
    for number, row in rows:
        item = f"row {number}"
        if row[0].startswith("#"):
            listing.say(item, Outcome.SKIPPED, "intake.comment", row[0])
        elif awaits_header and tuple(row) == table.header:
            awaits_header = False
        else:
            _take(listing, item, row, around)


def table_of(name: str, text: str, wish: Wish) -> Table:
    """Find the delimiter, the header and the columns.

    Raises:
        NoColumnsError: no column holds indicators.
        UnreadableError: the wish names what is not there, or quoting is broken.
    """
    delimiter = delimiter_of(text) or _wished_delimiter(text, wish)
    sample = [row for _, row in islice(_rows(name, text, delimiter, ()), _SAMPLE_ROWS)]
    rows = [row for row in sample if not row[0].startswith("#")]
    header: tuple[str, ...] = ()
    if rows and (is_header(rows[0]) or _is_wished_header(rows[0], wish)):
        header = tuple(rows.pop(0))
    named = header or _commented_header(sample, rows)
    roles = without_names(roles_by_header(named), rows)
    if "value" not in roles:
        roles = roles_by_content(rows) | roles
    roles |= _wished(name, named, wish)
    if "value" not in roles:
        raise NoColumnsError(name, ", ".join(named)[:200])
    return Table(delimiter, header, roles, is_vietnamese(named))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table before it is read: what it is taken for, and its first cells."""

    number: int
    header: str
    role: str
    cells: tuple[str, ...]


def columns_of(name: str, text: str, wish: Wish, rows: int = 3) -> tuple[Column, ...]:
    """Every column of a table with its role, empty for one that is not carried, and its first cells.

    Raises:
        NoColumnsError, UnreadableError: as `table_of`.
    """
    table = table_of(name, text, wish)
    read = (row for _, row in _rows(name, text, table.delimiter))
    plain = (row for row in read if not row[0].startswith("#") and tuple(row) != table.header)
    first = [*islice(plain, rows)]
    role_at = {at: role for role, columns in table.roles.items() for at in columns}
    width = max(len(table.header), *(len(row) for row in first), *role_at) if first else 0
    return tuple(
        Column(
            at,
            table.header[at] if at < len(table.header) else "",
            role_at.get(at, ""),
            tuple(row[at].strip() if at < len(row) else "" for row in first),
        )
        for at in range(width)
    )


def _wished_delimiter(text: str, wish: Wish) -> str:
    """The sign that gives the first line the names that are wished, else a comma."""
    first = text.lstrip().partition("\n")[0]
    for sign in DELIMITERS:
        if any(_is_wished_header(row, wish) for row in csv.reader([first], delimiter=sign)):
            return sign
    return ","


def _is_wished_header(row: Sequence[str], wish: Wish) -> bool:
    wanted = {name.strip().lower() for name in wish.columns.values() if isinstance(name, str)}
    return bool(wanted) and wanted <= {cell.strip().lower() for cell in row}


def _commented_header(
    sample: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """The header that some feeds put in their last comment line."""
    for row in reversed(sample):
        cells = (row[0].lstrip("# "), *row[1:])
        if row[0].startswith("#") and rows and len(row) == len(rows[0]) and is_header(cells):
            return tuple(cell.strip(' "') for cell in cells)
    return ()


def _wished(name: str, header: Sequence[str], wish: Wish) -> Roles:
    found: Roles = {}
    lower = [cell.strip().lower() for cell in header]
    for role, column in wish.columns.items():
        at = column if isinstance(column, int) else _index(lower, column.strip().lower())
        if role not in ROLES or at < 0:
            raise UnreadableError(name, f"columns: {role} = {column}")
        found[role] = (at,)
    return found


def _index(names: Sequence[str], wanted: str) -> int:
    return names.index(wanted) if wanted in names else -1


def _rows(
    name: str, text: str, delimiter: str, end: Sequence[str] = (_END,)
) -> Iterator[tuple[int, list[str]]]:
    """Each row of a text that is all there; without `end` it may be cut off."""
    return rows_of(name, io.StringIO(text, newline=""), delimiter, end=end)


def rows_of(
    name: str,
    lines: Iterable[str],
    delimiter: str,
    before: int = 0,
    end: Sequence[str] = (_END,),
) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its last line; no line is read ahead.

    Without `end` the lines may be cut off anywhere.

    Raises:
        UnreadableError: quoting is broken.
    """
    reader = csv.reader(chain(lines, end), delimiter=delimiter, skipinitialspace=True)
    begun = before
    try:
        for row in reader:
            if row[-1:] and row[-1].endswith(_END) and row != [_END]:
                # Whatever stands after a quote that nobody closed would be one cell.
                raise UnreadableError(name, f"RFC 4180 CSV: quote of line {begun + 1} not closed")
            if row != [_END] and any(map(str.strip, row)):
                yield before + reader.line_num, row
            begun = before + reader.line_num
    except csv.Error as error:
        raise UnreadableError(name, f"RFC 4180 CSV, line {before + reader.line_num}") from error


def _say_columns(listing: Listing, table: Table) -> None:
    taken = {at for columns in table.roles.values() for at in columns}
    said = [
        f"{role}={'+'.join(map(str, table.roles[role]))}" for role in ROLES if role in table.roles
    ]
    left = [cell for at, cell in enumerate(table.header) if at not in taken]
    listing.say_columns(said, left)


class _Around:
    """What the other columns of a row say; neighbours mostly say the same."""

    def __init__(self, source: str, table: Table) -> None:
        self._source, self._table, self.roles = source, table, table.roles
        self._columns = [at for role, some in table.roles.items() if role != "value" for at in some]
        self._cells: list[str] | None = None
        self._said: tuple[Context, list[Remark]] = (Context(), [])

    def of(self, row: Sequence[str]) -> tuple[Context, list[Remark]]:
        """As `_context`."""
        cells = [row[at] for at in self._columns if at < len(row)]
        if cells != self._cells:
            self._said = _context(self._source, row, self._table)
            self._cells = cells
        return self._said


def _take(listing: Listing, item: str, row: Sequence[str], around: _Around) -> None:
    roles = around.roles
    cells = [row[at].strip() for at in roles["value"] if at < len(row)]
    written = [cell for cell in cells if cell]
    found = [observe(cell) for cell in written]
    if not written:
        listing.say(item, Outcome.REFUSED, "intake.no-value", ",".join(row))
        return
    bad = next((cell for cell, one in zip(written, found, strict=True) if one is None), None)
    if bad is not None:
        listing.say(item, Outcome.REFUSED, "intake.not-an-indicator", bad)
        return
    context, unread = around.of(row)
    observed = [one for one in found if one is not None]
    remarks = (*unread, *_mismatch(_cell(row, roles, "type"), observed[0]))
    if remarks:
        observed[0] = replace(observed[0], changes=(*observed[0].changes, *remarks))
    listing.take(item, observed, context)


def _cell(row: Sequence[str], roles: Roles, role: str) -> str:
    at = roles.get(role, (len(row),))[0]
    return row[at].strip() if at < len(row) else ""


def _mismatch(named: str, observed: Observed) -> list[Remark]:
    kinds = KINDS_OF_TYPE.get(named.lower(), frozenset())
    if not kinds or observed.kind in kinds:
        return []
    return [Remark("intake.type-mismatch", "", f"{named}: {observed.kind}")]


def _context(source: str, row: Sequence[str], table: Table) -> tuple[Context, list[Remark]]:
    """What the other columns say, and a remark for each cell that could not be read."""
    roles = table.roles
    unread: list[Remark] = []
    date, percent = _cell(row, roles, "date"), _cell(row, roles, "confidence")
    seen = parse_date(date, day_first=table.day_first) if date else None
    if date and seen is None:
        unread.append(Remark("intake.date-unread", "", date[:100]))
    confidence = int(percent) if percent.isascii() and percent.isdigit() else -1
    if percent and confidence not in _PERCENT:
        unread.append(Remark("intake.confidence-unread", "", percent[:100]))
    tags = (tag.lstrip("#") for tag in _TAG_JOINTS.split(_cell(row, roles, "tags")))
    comment = _cell(row, roles, "comment")
    context = Context(
        description=comment,
        labels=tuple(tag for tag in tags if tag),
        references=_references(source, _cell(row, roles, "source")),
        seen=seen,
        confidence=confidence if confidence in _PERCENT else None,
    )
    return context, unread


def _references(source: str, cell: str) -> tuple[dict[str, str], ...]:
    if not cell:
        return ()
    observed = observe(cell)
    if observed is not None and observed.kind == "url" and not observed.changes:
        return (cited(source, observed.value),)
    return ({"source_name": source, "description": cell},)

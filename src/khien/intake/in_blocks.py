"""Lists and tables that are longer than memory: blocks of them, each a reading of its own.

What a block gives does not depend on where it ends, but for two things. No grouping names the values
of the whole, and a value that comes again in a later block is told by the store, not by its first line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from khien.intake.csv_table import Column, Table, columns_of, rows_of, table_of, take_rows
from khien.intake.detect import text_format
from khien.intake.listing import Listing
from khien.intake.lists import Cited, is_comment, take_lines
from khien.intake.reporting import Intake
from khien.intake.strict_json import is_json
from khien.intake.wishes import Wish

ABOVE: Final = Cited()
"""What the first line of a list cites."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a list, or some rows of a table, with their numbers.

    Attributes:
        lines: of a list; empty for a table.
        rows: of a table; empty for a list.
        cited: what the comments above a list's first line cite.
        is_beginning: whether a table's header comes with it.
    """

    lines: tuple[tuple[int, str], ...] = ()
    rows: tuple[tuple[int, list[str]], ...] = ()
    cited: Cited = ABOVE
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class LongList:
    """How a long list is read: its name, its format, and of a table its columns."""

    name: str
    source: str
    table: Table | None = None
    columns: tuple[Column, ...] = ()

    @property
    def format(self) -> str:
        """As the report calls it."""
        return "list" if self.table is None else "csv"

    def blocks(
        self, lines: Iterable[str], most: int, before: int = 0, cited: Cited = ABOVE
    ) -> Iterator[Block]:
        """Blocks of so many lines or rows; a line is taken only when it belongs to the next block.

        Args:
            lines: from where the reading begins, with their ends.
            most: in one block.
            before: lines that stand before them.
            cited: what those cite.

        Raises:
            UnreadableError: the quoting of a table is broken.
        """
        if self.table is not None:
            rows = rows_of(self.name, lines, self.table.delimiter, before)
            while some := tuple(islice(rows, most)):
                yield Block(rows=some, is_beginning=before == 0)
                before += len(some)
            return
        numbered = zip(count(before + 1), lines, strict=False)
        while found := tuple(islice(numbered, most)):
            yield Block(lines=found, cited=cited)
            cited = self.cited_after(cited, (line for _, line in found))

    def cited_after(self, cited: Cited, lines: Iterable[str]) -> Cited:
        """What is cited below these lines."""
        for line in lines:
            written = line.strip()
            if written and (not cited.ended or is_comment(written)):
                cited = cited.after(written, self.source)
        return cited

    def whole(self, lines: Iterable[str], wish: Wish) -> Intake:
        """All of it as one reading, with the grouping that names every value.

        Raises:
            UnreadableError: the quoting of a table is broken.
        """
        listing = Listing(self.name, self.format, wish)
        if self.table is None:
            take_lines(listing, enumerate(lines, 1), ABOVE)
        else:
            rows = rows_of(self.name, lines, self.table.delimiter)
            take_rows(listing, rows, self.table, is_beginning=True)
        return listing.intake()

    def read(self, block: Block, wish: Wish) -> Intake:
        """The objects and the report of one block."""
        listing = Listing(self.name, self.format, wish)
        if self.table is None:
            take_lines(listing, block.lines, block.cited)
        else:
            take_rows(listing, block.rows, self.table, is_beginning=block.is_beginning)
        return listing.part()


def long_list(name: str, start: str, wish: Wish) -> LongList | None:
    """How a text that begins so is to be read in blocks; None when it is no list and no table.

    Raises:
        UnreadableError: it is of no known format, or the wish names columns that are not there.
    """
    if wish.format is None and is_json(start):
        return None
    kind = wish.format or text_format(name, start, wish)
    if kind not in ("list", "csv"):
        return None
    table = table_of(name, start, wish) if kind == "csv" else None
    columns = columns_of(name, start, wish) if kind == "csv" else ()
    return LongList(name, wish.source or name, table, columns)

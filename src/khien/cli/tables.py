"""What is shown to a person at a terminal as a table; apart, since drawing takes long to load."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from khien.cli.speech import spoken


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table to the person at the terminal; `columns` are codes of words."""
    shown = Table(box=None, pad_edge=False)
    for code in columns:
        shown.add_column(spoken(code), overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))  # a bracket in a cell is a bracket
    terminal().print(shown)


def terminal() -> Console:
    """The person's terminal, or wherever stderr goes."""
    return Console(file=sys.stderr, highlight=False, emoji=False)

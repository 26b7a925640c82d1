"""Where the demo speaks to the person in front of it: sentences, steps, and the table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.live import Live
from rich.table import Table
from rich.text import Text

from khien.app.demo.cast import Player
from khien.app.demo.play import Told
from khien.app.demo.steps import STEPS
from khien.app.demo.summary import Line
from khien.model.words import Language, say

# Columns of the table after the first, and their widths; the first takes what is left of the terminal.
COLUMNS = (
    ("partner", 12), ("have", 6), ("waiting", 6), ("refused", 9), ("recalled", 8), ("seen", 7),
    ("ms", 10),
)  # fmt: skip
GROUP_WIDTH = (10, 36)  # of the first, at least and at most
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Stage:
    """Speaks in one language to one console."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console, self._language = console, language

    def say(self, code: str, **facts: object) -> None:
        """One sentence."""
        self._console.print(Text(self._words(code, facts)), soft_wrap=True)

    def step(self, number: int, told: Told, seconds: float) -> None:
        """One step that was taken."""
        words = f"{self._words(told.code, told.facts)} ({self._number(seconds, 1)} s)"
        grid = Table.grid(padding=(0, 1))
        grid.add_row(f"[green]✓[/green] {number}/{len(STEPS)}", Text(words))
        self._console.print(grid)

    def table(self, lines: list[Line]) -> None:
        """Who has what; the reasons for what somebody has not follow as numbered notes."""
        table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
        rest = self._console.width - sum(width for _, width in COLUMNS) - len(COLUMNS) - 2
        first = ("group", min(max(rest, GROUP_WIDTH[0]), GROUP_WIDTH[1]))
        for index, (column, width) in enumerate((first, *COLUMNS)):
            head = Text(self._words(f"demo.column.{column}", {}))
            justify: JustifyMethod = "left" if index < 2 else "right"
            table.add_column(head, width=width, justify=justify, overflow="fold", vertical="top")
        notes: dict[str, int] = {}
        before = ""
        for line in lines:
            if before and line.group != before:
                table.add_section()
            table.add_row(*map(Text, self._cells(line, notes, is_first=line.group != before)))
            before = line.group
        self._console.print(table)
        for note, number in notes.items():
            self._console.print(Text(f"{_superscript(number)} {note}"))

    @contextmanager
    def entrances(self, players: Sequence[Player], clock: Callable[[], datetime]) -> Iterator[None]:
        """Who can sign in where, and with what; on a terminal the codes are kept current."""
        self.say("demo.entrance")
        if not self._console.is_terminal:
            self._console.print(self._entries(players, clock()))
            yield
            return
        draw = partial(self._drawn, players, clock)
        with Live(get_renderable=draw, console=self._console, refresh_per_second=2):
            yield

    def _drawn(self, players: Sequence[Player], clock: Callable[[], datetime]) -> Table:
        return self._entries(players, clock())

    def _entries(self, players: Sequence[Player], now: datetime) -> Table:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        for column in ("officer", "password", "key", "code"):
            head = Text(self._words(f"demo.column.{column}", {}))
            table.add_column(head, overflow="fold", no_wrap=column != "officer")
        for player in players:
            table.add_section()
            table.add_row(Text(player.part.name, style="bold"), "", Text(player.address))
            for one in player.entries:
                who = Text.assemble(one.officer.name, (f" {', '.join(one.roles)}", "dim"))
                code = Text(one.code(now), style="bold")
                table.add_row(who, one.password, one.key, code)
        return table

    def _cells(self, line: Line, notes: dict[str, int], *, is_first: bool) -> tuple[str, ...]:
        count = self._words("demo.objects", {"count": line.objects})
        return (
            f"{line.group}\n{count}" if is_first else "",
            line.partner,
            self._number(line.have),
            self._with_notes(line.waiting, line.waiting_for, line.why, notes),
            self._with_notes(line.refused, line.refused_for, line.why, notes),
            self._count(line.recalled),
            self._count(line.seen),
            self._took(line),
        )

    def _with_notes(
        self, count: int, codes: Mapping[str, int], why: Mapping[str, str], notes: dict[str, int]
    ) -> str:
        marks = []
        for code in codes:
            words = self._words(code, {"detail": why[code], "path": ""})
            note = words if why[code] else words.replace(": .", ".")
            marks.append(_superscript(notes.setdefault(note, len(notes) + 1)))
        return " ".join([self._count(count), *marks])

    def _words(self, code: str, facts: Mapping[str, object]) -> str:
        shown = {k: self._number(v) if isinstance(v, int) else v for k, v in facts.items()}
        return say(code, self._language, shown)

    def _number(self, value: float, digits: int = 0) -> str:
        """A number as each language writes it: 6,474.5 and 6.474,5."""
        english = f"{value:,.{digits}f}"
        swapped = english.translate({ord(","): ".", ord("."): ","})
        return swapped if self._language == "vi" else english

    def _count(self, value: int) -> str:
        return self._number(value) if value else "–"

    def _took(self, line: Line) -> str:
        if line.median_ms is None or line.most_ms is None:
            return "–"
        return f"{self._number(line.median_ms)} ms\n≤ {self._number(line.most_ms)}"


def _superscript(number: int) -> str:
    return str(number).translate(SUPERSCRIPT)

"""`khien object import` of a list that is longer than memory: how far it is, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from khien.app.importing import demand_kept, import_long, row_of
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.speech import emit, tell
from khien.exchange.long_lists import LongImport, looked_through
from khien.intake import Outcome, Wish
from khien.intake.in_blocks import LongList

EVERY_S: Final = 5.0  # how often a person hears how far it is


def keep_long(node: Node, path: Path, how: LongList, wish: Wish, author: str) -> None:
    """Import a long list; who stops it with Ctrl-C hears what was kept.

    Raises:
        UnreadableError: something in it cannot be read; what came before is kept.
        NothingKeptError: all of it was refused.
        click.Abort: a person stopped it.
    """
    *_, last = _told(import_long(node, path, how, wish, author), "told.long-stopped")
    emit({"batch": last.batch, **_row(last), "kept": dict(last.kept)})
    counts = last.counts
    tell(
        "told.long",
        read=counts.total(),
        new=last.kept.get("new", 0),
        refused=counts[Outcome.REFUSED],
        skipped=counts[Outcome.SKIPPED],
        passed=last.passed,
        batch=last.batch,
    )
    if not last.passed:
        demand_kept(last.name, last.kept, counts[Outcome.REFUSED])


def look_long(path: Path, how: LongList, wish: Wish) -> None:
    """Say what an import would do; nothing is kept.

    Raises:
        UnreadableError: something in it cannot be read.
        NothingKeptError: all of it would be refused.
        click.Abort: a person stopped it.
    """
    steps = _told(looked_through(path, how, wish), "told.long-looked")
    last = next(steps)
    for last in steps:
        for entry in last.remarkable:
            emit(row_of(entry, sentence))
    emit(_row(last))
    tell("told.long-looked", lines=last.lines)
    demand_kept(last.name, last.kept, last.counts[Outcome.REFUSED])


def _told(steps: Iterable[LongImport], stopped: str) -> Iterator[LongImport]:
    """The steps, with a word about how far it is every few seconds."""
    told, lines = time.monotonic(), 0
    try:
        for done in steps:
            lines = done.lines
            yield done
            if time.monotonic() - told > EVERY_S:
                told = time.monotonic()
                tell("told.long-so-far", lines=done.lines, percent=done.percent)
    except KeyboardInterrupt:
        tell(stopped, lines=lines)
        raise click.Abort from None


def _row(done: LongImport) -> dict[str, Any]:
    counts = {"read": done.counts.total()} | {one.value: done.counts[one] for one in Outcome}
    return {
        "file": done.name,
        "format": done.format,
        "lines": done.lines,
        "passed": done.passed,
        "counts": counts,
    }

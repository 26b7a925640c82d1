"""Hits that another engine found, from Spark or a consumer elsewhere: each becomes part of a sighting, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from khien.app.live.standing import FOLDER
from khien.app.sightings import Search, Sweep, settle, wish_of
from khien.app.wiring import Node
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.files import lines_of, name_of
from khien.watch.handling import Use
from khien.watch.matching import Hit, Matched, joined
from khien.watch.scale.finding import Found
from khien.watch.scale.keys import Keys

KEYS: Final = "gathered.keys"
_AT_ONCE = 100_000  # hits that one sighting may count


class HitRowError(MalformedError):
    """A line is no hit as Khiên's engines give them out; nothing of what came after it was used."""

    code = "watch.hit-row"

    def __init__(self, name: str, line: int) -> None:
        super().__init__(name, "watch.hit-row", name=name, line=line)


class _Other(msgspec.Struct, frozen=True):
    what: str = "hit"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What rows gave: a sweep for each lot of them, how many hits were known, and lines not read by reason."""

    sweeps: tuple[Sweep, ...]
    hits: int
    known: int
    reasons: Mapping[str, int]


def gather(node: Node, paths: Iterable[Path], search: Search) -> Gathered:
    """Keep the hits that stand in files of JSON lines, and give them back as `search` says.

    The indicator's marking, score and validity are looked up here: what was taken back meanwhile, or may not
    count, does not.

    Raises:
        LogFileError: a file cannot be read.
        HitRowError: a line is no hit.
    """
    node.watch.catch_up()
    keys = Keys(node.home / FOLDER / KEYS)
    sweeps: list[Sweep] = []
    reasons, known, taken = Counter[str](), 0, 0
    lot: dict[str, tuple[str, Hit]] = {}
    for key, log, hit in _rows(paths, reasons):
        known += key in lot
        lot[key] = (log, hit)
        if len(lot) >= _AT_ONCE:
            sweep, old = _settled(node, search, keys, lot)
            sweeps, known, taken, lot = [*sweeps, sweep], known + old, taken + len(lot) - old, {}
    if lot:
        sweep, old = _settled(node, search, keys, lot)
        sweeps, known, taken = [*sweeps, sweep], known + old, taken + len(lot) - old
    return Gathered(tuple(sweeps), taken, known, reasons)


def _settled(
    node: Node, search: Search, keys: Keys, lot: Mapping[str, tuple[str, Hit]]
) -> tuple[Sweep, int]:
    """Keep one lot; also answers how many of it were known."""
    new = keys.new(lot)
    each = [(log, Matched((hit,), 1, 0, 0, ())) for key, (log, hit) in lot.items() if key in new]
    found = node.watch.tell([("", joined(each))], node.clock(), wish_of(node, search, Use.LOGS))
    sweep = settle(node, found, search)
    keys.keep(sorted(new))
    return sweep, len(lot) - len(new)


def _rows(paths: Iterable[Path], reasons: Counter[str]) -> Iterator[tuple[str, str, Hit]]:
    for path in paths:
        for number, line in enumerate(lines_of(path), start=1):
            try:
                found = _row(line, reasons)
            except ValueError as error:  # of msgspec, of an unknown kind, of a time
                raise HitRowError(name_of(path), number) from error
            if found is not None:
                yield found


def _row(line: bytes, reasons: Counter[str]) -> tuple[str, str, Hit] | None:
    """Key, log and hit; None for an empty line, and for a row that counts unreadable lines."""
    if not line.strip():
        return None
    other = msgspec.json.decode(line, type=_Other)
    if other.what != "hit":
        reasons[other.what] += other.count
        return None
    row = msgspec.json.decode(line, type=Found)
    return row.key, row.log, _hit(row)


def _hit(row: Found) -> Hit:
    return Hit(
        ObjectId(row.indicator),
        row.version,
        tuple(IndicatorValue(ValueKind(one.kind), one.value) for one in row.values),
        row.count,
        _at(row.first_seen),
        _at(row.last_seen),
        tuple(row.clients),
        0,
        row.group,
        row.log,
    )


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

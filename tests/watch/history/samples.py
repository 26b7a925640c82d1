"""Telemetry that we made up, and the answer that a plain scan of all of it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch import IndicatorIndex, Observation, read_log
from khien.watch.history import Answer, Bounds, History, Kept, Search

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)

needs_columns = pytest.mark.skipif(
    find_spec("pyarrow") is None or find_spec("numpy") is None,
    reason="pyarrow or numpy is not installed (extra khien[hunt])",
)

HEAD: Final = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    b"#fields\tts\tid.orig_h\tid.resp_h\tquery\trcode_name\tanswers\n"
    b"#types\ttime\taddr\taddr\tstring\tstring\tvector[string]\n"
)


def domain(name: str) -> IndicatorValue:
    """A domain as an indicator has it."""
    return IndicatorValue(ValueKind.DOMAIN, name)


def history(
    folder: Path, bounds: Bounds | None = None, step: Callable[[str], None] | None = None
) -> History:
    """A history in a folder of its own below this one."""
    return History(folder / "history", bounds or Bounds(), step or (lambda _: None))


def dns(*rows: tuple[timedelta, str, str]) -> bytes:
    """A DNS log: how long ago, which client, which name."""
    lines = [
        f"{(NOW - ago).timestamp():.6f}\t{client}\t10.0.0.53\t{name}\tNOERROR\t-\n"
        for ago, client, name in rows
    ]
    return HEAD + "".join(lines).encode()


def keep(into: History, log: bytes, name: str = "dns.log", now: datetime = NOW) -> Kept:
    """Keep a log that is in memory."""
    return into.keep(name, BytesIO(log), now)


def hunted(
    into: History, values: Iterable[IndicatorValue], *, pseudonyms: bool = False
) -> dict[str, Answer]:
    """The answers of a hunt, by value."""
    found = into.hunt(Search(tuple(values), pseudonyms=pseudonyms))
    return {one.value.value: one for one in found if isinstance(one, Answer)}


def scanned(
    logs: Sequence[tuple[str, bytes]],
    values: Iterable[IndicatorValue],
    is_kept: Callable[[IndicatorValue, str], bool],
) -> dict[str, tuple[int, datetime, datetime, int]]:
    """The same by looking at every observation with the reference index: count, first, last, days."""
    index = IndicatorIndex()
    for number, value in enumerate(values):
        index.add(ObjectId(f"indicator--{number}"), 1, [value], LONG_AGO)
    seen = (
        (value, (line.at or NOW).replace(microsecond=0))
        for name, log in logs
        for line in read_log(name, log.split(b"\n"))
        if isinstance(line, Observation)
        for value in line.values
        if is_kept(value, line.client)
    )
    times: dict[str, list[datetime]] = {}
    for value, at in seen:
        for entry in index.look_up(value, NOW):
            times.setdefault(entry.text, []).append(at)
    return {
        text: (len(some), min(some), max(some), len({at.date() for at in some}))
        for text, some in times.items()
    }

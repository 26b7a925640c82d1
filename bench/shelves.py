"""Hunts for addresses, URLs and hashes in the same history, each on its shelf; see `bench.telemetry`.

A tenth of its events, as a CSV log with all three in every line. The answers must be those of a scan of
everything by numpy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np

from bench.keepers import Columns, Found
from bench.telemetry import DAYS, FIRST, NOW, SEED, answers, many, timed
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.history import Bounds, History

_POOL: Final = 100_000  # things that can be seen
_HEAD: Final = b"ts,id.orig_h,id.resp_h,url,sha256\n"
_CLIENTS: Final = 1_000
_HUNTS: Final = (1, 100, 10_000)
_TEXTS: Final[dict[ValueKind, Callable[[int], str]]] = {
    ValueKind.IPV4: lambda number: f"198.{18 + (number >> 16)}.{number >> 8 & 255}.{number & 255}",
    ValueKind.URL: lambda number: f"http://h{number % 997:x}.example/p/{number:x}",
    ValueKind.SHA256: lambda number: f"{number * 0x9E3779B97F4A7C15 % (1 << 256):064x}",
}


def bench(folder: Path) -> Iterator[str]:
    """Keep 90 days, then hunt on each shelf."""
    each = max(many() // 10 // DAYS, 1)
    history = History(folder / "shelves", Bounds(days=DAYS, networks=("192.0.2.0/24",)))
    weights = np.cumsum(1 / np.arange(1, _POOL + 1))
    cells = [",".join(text(number) for text in _TEXTS.values()) for number in range(_POOL)]
    days: list[Columns] = []
    cpu = 0.0
    for number in range(DAYS):
        dice = np.random.default_rng((SEED, number, 1))
        seen = np.searchsorted(weights / weights[-1], dice.random(each))
        seconds = FIRST + number * 86_400 + np.sort(dice.integers(0, 86_400, each))
        clients = dice.integers(0, _CLIENTS, each)
        columns = zip(seconds.tolist(), clients.tolist(), seen.tolist(), strict=True)
        rows = (f"{at}.5,100.0.{who >> 8}.{who & 255},{cells[one]}\n" for at, who, one in columns)
        log = BytesIO(_HEAD + "".join(rows).encode())
        before = time.thread_time()
        history.keep("http.csv", log, NOW)
        cpu += time.thread_time() - before
        days.append(np.stack([seen, seconds, clients]))
    history.tidy()
    yield (
        f"addresses, URLs and hashes: keep   {each * DAYS / cpu:>12,.0f} lines of CSV with all three a CPU second,"
        f" {history.standing().size_bytes / each / DAYS:.1f} bytes a line"
    )
    every = np.concatenate(days, axis=1)
    for count in _HUNTS:
        asked = np.random.default_rng(SEED).choice(_POOL, count, replace=False)
        for kind, text in _TEXTS.items():
            values = tuple(IndicatorValue(kind, text(number)) for number in asked.tolist())
            wall, spent, found = timed(lambda values=values: answers(history, values))  # type: ignore[misc]
            if found != _scanned(every, asked, text):
                raise AssertionError(f"{kind}: other answers than a scan of everything")
            yield (
                f"hunt {count:>6,} of {kind:<22} {wall * 1000:>12,.1f} ms"
                f"  ({spent * 1000:,.1f} ms of CPU; {len(found):,} seen)"
            )


def _scanned(every: Columns, asked: Columns, text: Callable[[int], str]) -> Found:
    """The same by looking at every line."""
    some = every[:, np.isin(every[0], asked)]
    some = some[:, np.argsort(some[0], kind="stable")]
    numbers, starts = np.unique(some[0], return_index=True)
    parts = zip(numbers.tolist(), np.split(some, starts[1:], axis=1), strict=False)
    return {
        text(number): (len(at), int(at.min()), int(at.max()), len(np.unique(who)))
        for number, (_, at, who) in parts
    }

"""Hunts in a telemetry history; see `bench.telemetry` and `bench.shelves`, which need the extra khien[hunt]."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path


def bench(folder: Path) -> Iterator[str]:
    """Keep 90 days and hunt in them, where pyarrow and numpy are installed."""
    if find_spec("pyarrow") is None or find_spec("numpy") is None:
        yield "hunting: pyarrow or numpy is not installed (extra khien[hunt])"
        return
    for part in ("bench.telemetry", "bench.shelves"):
        yield from import_module(part).bench(folder)

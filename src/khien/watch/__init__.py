"""Indicators against telemetry: the index, the matcher, hits and sightings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from khien.watch.bundles import read_any
from khien.watch.files import LogFileError, lines_of
from khien.watch.logs import Observation, Unreadable, read_log
from khien.watch.matching import Hit, Matched, Validity, match, sighting_of, sightings_of
from khien.watch.rules import Entry, IndicatorIndex

if TYPE_CHECKING:
    from khien.watch.desk import MatchResult, Watch, Wish

__all__ = [
    "Entry",
    "Hit",
    "IndicatorIndex",
    "LogFileError",
    "MatchResult",
    "Matched",
    "Observation",
    "Unreadable",
    "Validity",
    "Watch",
    "Wish",
    "lines_of",
    "match",
    "read_any",
    "read_log",
    "sighting_of",
    "sightings_of",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- what a module holds
    """The desk comes when it is asked for: who only matches, on another machine, has no store."""
    if name in {"MatchResult", "Watch", "Wish"}:
        return getattr(import_module("khien.watch.desk"), name)
    raise AttributeError(name)

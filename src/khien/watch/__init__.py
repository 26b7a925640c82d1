"""Indicators against telemetry: the index, the matcher, hits and sightings."""

from khien.watch.bundles import read_any
from khien.watch.desk import MatchResult, Watch, Wish
from khien.watch.files import LogFileError, lines_of
from khien.watch.logs import Observation, Unreadable, read_log
from khien.watch.matching import Hit, Matched, Validity, match, sighting_of, sightings_of
from khien.watch.rules import Entry, IndicatorIndex

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

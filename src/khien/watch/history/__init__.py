"""The telemetry history: what was seen on each day, kept as Parquet, and looked through for new indicators."""

from khien.watch.history.answers import MOST_VALUES, Answer, Glimpse, Progress, Search
from khien.watch.history.clients import Clients
from khien.watch.history.desk import FOLDER, Bounds, History, Kept, Standing
from khien.watch.history.failures import (
    BrokenHistoryError,
    HistoryBusyError,
    HistoryFullError,
    IncompleteHistoryError,
    NoColumnsError,
)

__all__ = [
    "FOLDER",
    "MOST_VALUES",
    "Answer",
    "Bounds",
    "BrokenHistoryError",
    "Clients",
    "Glimpse",
    "History",
    "HistoryBusyError",
    "HistoryFullError",
    "IncompleteHistoryError",
    "Kept",
    "NoColumnsError",
    "Progress",
    "Search",
    "Standing",
]

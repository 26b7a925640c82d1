"""What a hunt is asked and what it answers. Needs nothing that is not there in every node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from khien.model.patterns import IndicatorValue

MOST_SEEN: Final = 20  # values below a domain or in a network that an answer lists
MOST_PSEUDONYMS: Final = 1_000  # that an answer lists; all are counted
MOST_VALUES: Final = 1_000_000  # in one hunt


@dataclass(frozen=True, slots=True)
class Search:
    """What is hunted, and where. `pseudonyms`: whether answers name the clients by pseudonym."""

    values: tuple[IndicatorValue, ...]
    since: date = date.min
    until: date = date.max
    pseudonyms: bool = False


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The catalogue knows a value: on these days it, or something below it, was seen."""

    value: IndicatorValue
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the history has of one value.

    `count` is how often it, or something below it, was seen. `seen` lists the first of what was seen.
    `clients` counts pseudonyms; after a rotation of the secret one client has two. Not `is_whole`: the
    hunt was stopped before the end.
    """

    value: IndicatorValue
    first_seen: datetime
    last_seen: datetime
    count: int
    days: tuple[date, ...]
    clients: int
    seen: tuple[IndicatorValue, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a hunt is: days read, of those that must be."""

    done: int
    total: int

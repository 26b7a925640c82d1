"""What a draft is, how grave it is by the numbers, and when there is a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from khien.model.ids import ObjectId
from khien.model.marking import Tlp


class Matter(StrEnum):
    """What was found."""

    BURST = "burst"
    FIRST = "first"
    SPREAD = "spread"


class State(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    TAKEN = "taken"  # an officer made a warning of it, or took over one that the node had sent
    SENT = "sent"  # the node sent it by itself, as an agreement says
    DISMISSED = "dismissed"  # an officer said that it is none
    LAPSED = "lapsed"  # nobody did anything until it ended


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers behind a draft.

    Attributes:
        seen: sightings; on the day of a burst, else within the time that was looked at.
        days: of the past that it was compared with.
        parties: nodes that saw it, by name; for our officers only.
        expected, p, level, tested, dispersion: of a burst, as `watch.early.Weighed`.
        countries, sectors: where it was seen; of what spreads those before.
        new_countries, new_sectors: that it reached only now.
    """

    seen: int
    days: int
    parties: tuple[str, ...]
    expected: float = 0.0
    p: float = 1.0
    level: float = 0.0
    tested: int = 0
    dispersion: float = 0.0
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    new_countries: tuple[str, ...] = ()
    new_sectors: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int, int]:
        """What grows while a matter goes on: parties, places, sightings."""
        return len(self.parties), len(self.new_countries) + len(self.new_sectors), self.seen


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found. `about` are the objects, the one that it is named for first."""

    matter: Matter
    about: tuple[ObjectId, ...]
    tlp: Tlp  # the strictest of the objects and of the sightings
    why: Why

    @property
    def key(self) -> str:
        """One matter has one draft."""
        return f"{self.matter.value} {self.about[0]}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A warning that no officer has sent. Its words are made of its numbers, in both languages.

    `until` is when it lapses; a matter that was taken or dismissed is not drafted again before.
    `warning` is what an officer or the node made of it; `officer` and `reason` are of whoever closed it.
    """

    id: str
    finding: Finding
    state: State
    drafted: datetime
    changed: datetime
    until: datetime
    officer: str = ""
    reason: str = ""
    warning: str = ""

    @property
    def urgency(self) -> str:
        """CAP's word for how soon to act."""
        return URGENCY[self.finding.matter]

    @property
    def severity(self) -> str:
        """CAP's word for how grave it is."""
        return severity_of(self.finding.matter, self.finding.why)

    @property
    def certainty(self) -> str:
        """CAP's word for how sure it is: by how many parties saw it themselves."""
        return CERTAINTY.get(len(self.finding.why.parties), "observed")


URGENCY: Final = {
    Matter.BURST: "immediate",
    Matter.FIRST: "expected",
    Matter.SPREAD: "expected",
}
CERTAINTY: Final = {0: "possible", 1: "possible", 2: "likely"}  # more: observed
HOLDS: Final = {
    Matter.BURST: timedelta(days=2),
    Matter.FIRST: timedelta(days=3),
    Matter.SPREAD: timedelta(days=7),
}
"""For how long a draft stands, and the warning that is made of it."""

TIMES_SEVERE: Final = 10  # a burst of so many times the usual
PARTIES_SEVERE: Final = 4  # that see for the first time what nobody had seen
PLACES_SEVERE: Final = 4  # new countries and sectors together


def severity_of(matter: Matter, why: Why) -> str:
    """`severe` or `moderate`; that something is extreme, only a person says."""
    grave = {
        Matter.BURST: why.seen >= TIMES_SEVERE * why.expected,
        Matter.FIRST: len(why.parties) >= PARTIES_SEVERE,
        Matter.SPREAD: len(why.new_countries) + len(why.new_sectors) >= PLACES_SEVERE,
    }
    return "severe" if grave[matter] else "moderate"


SENT_A_DAY: Final = 10  # warnings by the node itself; what is more waits for an officer


class Step(StrEnum):
    """What becomes of a finding."""

    DRAFT = "drafted"
    UPDATE = "updated"
    LEAVE = "known"


def step(before: Draft | None, finding: Finding, now: datetime) -> Step:
    """What to do about a finding, given the newest draft of its matter.

    A stricter marking always counts; numbers count when they grew.
    """
    if before is None or before.until <= now or before.state is State.LAPSED:
        return Step.DRAFT
    if before.state not in {State.OPEN, State.SENT}:
        return Step.LEAVE
    had = before.finding
    pairs = zip(finding.why.size, had.why.size, strict=True)
    grew = finding.tlp > had.tlp or any(new > old for new, old in pairs)
    return Step.UPDATE if grew else Step.LEAVE

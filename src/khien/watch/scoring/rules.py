"""The score of an indicator: confidence, decay by type, sightings and opinions. Pure.

score = confidence × trust in the source × ½ ^ (age / half-life) + what others say, from 0 to 100.

The age counts from the last version, its beginning, or the last sighting, whichever is latest. Of each party only its
last opinion counts; ours counts twice. What is revoked, or past its end, is worth nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from khien.model.patterns import ValueKind

HALF_LIFE_DAYS: Final[Mapping[ValueKind, float]] = {
    ValueKind.IPV4: 14,  # an address is given to somebody else soon
    ValueKind.IPV6: 14,
    ValueKind.CIDR: 30,
    ValueKind.URL: 30,
    ValueKind.URL_PREFIX: 30,
    ValueKind.DOMAIN: 90,
    ValueKind.EMAIL: 180,
    ValueKind.JA3: 180,
    ValueKind.JA3S: 180,
    ValueKind.JA4: 180,
}
OTHERWISE_DAYS: Final = 365.0
"""Hashes, patterns and the rest: a file stays what it is, but fewer people still meet it."""

STEPS: Final[Mapping[str, int]] = {
    "strongly-agree": 20,
    "agree": 10,
    "neutral": 0,
    "disagree": -20,
    "strongly-disagree": -40,
}
"""What an opinion adds (STIX 2.1 §10.17)."""
OURS: Final = 2
"""So many times counts our own opinion."""
UNSAID: Final = 50
"""Where the source says no confidence but somebody has an opinion, it starts here."""
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Voice:
    """What one party ('' is us) said of an indicator, and when."""

    party: str
    opinion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What another list of ours says of the same indicator: how sure it is, since when and until when."""

    confidence: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a score is made of.

    Attributes:
        confidence: of the claim or its source, None where neither says one.
        trust: in the source, 0 to 100.
        half_life: of its kind of value.
        since: when the source last said it.
        until: its end, None for none.
        revoked: whether it was taken back.
        seen: when it was sighted.
        voices: what parties said, in any order.
        others: what other lists of ours said; of all of them the highest counts.
    """

    confidence: int | None
    half_life: timedelta
    since: datetime
    trust: int = MOST
    until: datetime | None = None
    revoked: bool = False
    seen: Sequence[datetime] = ()
    voices: Sequence[Voice] = field(default=())
    others: Sequence[Said] = ()


def half_life_of(kinds: Sequence[ValueKind], own: Mapping[ValueKind, float]) -> timedelta:
    """The shortest half-life of an indicator's values; `own` overrides what is built in."""
    days = [own.get(kind, HALF_LIFE_DAYS.get(kind, OTHERWISE_DAYS)) for kind in kinds]
    return timedelta(days=min(days, default=OTHERWISE_DAYS))


def score_at(basis: Basis, at: datetime) -> int | None:
    """The score at an instant, 0 to 100; None where nobody has said anything to start from."""
    steps = _said(basis.voices, at)
    own = Said(basis.confidence, basis.since, basis.until)
    sure = [one for one in (own, *basis.others) if one.confidence is not None]
    if not sure and not steps:
        return None
    if basis.revoked or _is_over(own, at):
        return 0
    last = [seen for seen in basis.seen if seen <= at]
    standing = [one for one in sure or [own] if not _is_over(one, at)]
    decayed = max((_decayed(basis, one, last, at) for one in standing), default=0.0)
    return round(min(MOST, max(0.0, decayed + sum(steps))))


def _is_over(said: Said, at: datetime) -> bool:
    return said.until is not None and at >= said.until


def _decayed(basis: Basis, said: Said, seen: Sequence[datetime], at: datetime) -> float:
    start = UNSAID if said.confidence is None else said.confidence
    age = max(at - max([said.since, *seen]), timedelta(0))
    worth: float = start * basis.trust / MOST * 0.5 ** (age / basis.half_life)
    return worth


def _said(voices: Sequence[Voice], at: datetime) -> list[int]:
    """The last opinion of each party so far, as steps."""
    last = {one.party: one for one in sorted(voices, key=lambda one: one.at) if one.at <= at}
    return [STEPS.get(one.opinion, 0) * (OURS if not party else 1) for party, one in last.items()]


def course(basis: Basis, start: datetime, end: datetime, points: int) -> list[tuple[datetime, int]]:
    """The score at so many instants from start to end, both included; before it was known it is none."""
    step = (end - start) / max(points - 1, 1)
    found = [
        (start + step * number, score_at(basis, start + step * number)) for number in range(points)
    ]
    return [(at, score) for at, score in found if score is not None]


def together(scores: Sequence[int | None]) -> int | None:
    """The score of a value that several sources claim: the highest, since lists copy one another."""
    return max((one for one in scores if one is not None), default=None)

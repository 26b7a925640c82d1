"""The scores of what stands in a list: a million values, of which hardly any was sighted or spoken of.

They are what `rules.score_at` says of what `desk.Scores.bases` gathers. Of an indicator that nobody points to, everything
stands in the row of its value and in three members of it, so neither is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import msgspec
from sqlalchemy import Connection

from khien.exchange.consumers.rows import Value
from khien.model.ids import ObjectId
from khien.model.instants import to_microseconds
from khien.model.patterns import ValueKind
from khien.store import objects
from khien.watch.scoring.desk import Scores, Told, instant_of, told_by_feeds
from khien.watch.scoring.rules import MOST, half_life_of

_MICROSECOND: Final = timedelta(microseconds=1)
_SAYING: Final = (("sighting", "sighting_of_ref"), ("opinion", "object_refs"))


class _Said(msgspec.Struct, gc=False):
    """What of an indicator its score begins with, where it is what the standard says."""

    confidence: int | None = None
    modified: str = ""


_decode = msgspec.json.Decoder(_Said).decode

Scorer: TypeAlias = Callable[[Sequence[Value]], Mapping[ObjectId, int | None]]


def scorer(scores: Scores, tx: Connection, now: datetime) -> Scorer:
    """What tells the scores of a block of values, as `Scores.at` does; a block holds all values of its versions."""
    return _Quick(scores, tx, now).of


class _Quick:
    """The parameters of one list."""

    def __init__(self, scores: Scores, tx: Connection, now: datetime) -> None:
        self._scores, self._tx, self._now = scores, tx, now
        self._now_us = to_microseconds(now)
        self._half_lives = {
            kind.value: half_life_of([kind], scores.half_life_days) // _MICROSECOND
            for kind in ValueKind
        }
        # Hashes: of two ids with the same one, one is worked out in full and says the same.
        self._spoken_of = {hash(one) for one in objects.pointed_to(tx, _SAYING)}

    def of(self, values: Sequence[Value]) -> Mapping[ObjectId, int | None]:
        """By indicator."""
        half_lives = dict[ObjectId, int]()
        for row in values:
            here = self._half_lives[row[2]]
            if here < half_lives.setdefault(row[6], here):
                half_lives[row[6]] = here
        claims = told_by_feeds(self._tx, list(half_lives))
        found: dict[ObjectId, int | None] = {}
        rest: list[ObjectId] = []
        for row in values:
            object_id = row[6]
            if object_id in found:
                continue
            is_silent = not (self._spoken_of and hash(object_id) in self._spoken_of)
            said = _said_in(row) if is_silent else None
            if said is None:
                rest.append(object_id)
                continue
            confidence, since_us = said
            names, told = claims.get(object_id, _UNCLAIMED)
            if confidence is None or not 0 <= confidence <= MOST:
                confidence = told.confidence
            if confidence is None:
                found[object_id] = None
            elif row[5] is not None and self._now_us >= row[5]:
                found[object_id] = 0
            else:
                start: float = confidence * self._trust(names or [row[7] or "own"]) / MOST
                age = max(self._now_us - since_us, 0) / half_lives[object_id]
                found[object_id] = round(min(MOST, max(0.0, start * 0.5**age)))
        if rest:
            found |= self._scores.at(self._tx, list(dict.fromkeys(rest)), self._now)
        return found

    def _trust(self, names: Sequence[str]) -> int:
        trust = self._scores.trust
        return max(trust.get(name, MOST) for name in names) if trust else MOST


_UNCLAIMED: Final[tuple[list[str], Told]] = ([], Told())


def _said_in(row: Value) -> tuple[int | None, int] | None:
    """Its confidence, and when its source last said it; None where that is not told at a glance."""
    if row[4] == 0:  # also of what does not say from when it holds
        return None
    try:
        said = _decode(row[9])
    except msgspec.ValidationError:
        return None
    modified = instant_of(said.modified)
    return None if modified is None else (said.confidence, max(to_microseconds(modified), row[4]))

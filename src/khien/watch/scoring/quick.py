"""The scores of what stands in a list: a million values, of which hardly any was sighted or spoken of.

They are what `rules.score_at` says of what `desk.Scores.bases` gathers. Of an indicator that nobody points to, everything
stands in the row of its value and in three members of it, so neither is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

from sqlalchemy import Connection

from khien.exchange.consumers.rows import Value
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.lists.entry import Said
from khien.model.ids import ObjectId
from khien.model.instants import to_microseconds
from khien.model.patterns import ValueKind
from khien.store import objects
from khien.watch.scoring.desk import Scores, Told, instant_of, told_by_feeds
from khien.watch.scoring.rules import MOST, half_life_of

_MICROSECOND: Final = timedelta(microseconds=1)
_SAYING: Final = (("sighting", "sighting_of_ref"), ("opinion", "object_refs"))


Scorer: TypeAlias = Callable[
    [Sequence[Value], Mapping[int, Said | None]], Mapping[ObjectId, int | None]
]


def scorer(scores: Scores, tx: Connection, now: datetime) -> Scorer:
    """What tells the scores of a block of values, as `Scores.at` does, given what their versions say by number.

    A block holds all values of its versions.
    """
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
        self._has_feeds = feed_rows.are_there(tx)
        # Hashes: of two ids with the same one, one is worked out in full and says the same.
        self._spoken_of = {hash(one) for one in objects.pointed_to(tx, _SAYING)}

    def of(
        self, values: Sequence[Value], saids: Mapping[int, Said | None]
    ) -> Mapping[ObjectId, int | None]:
        """By indicator."""
        half_lives = dict[ObjectId, int]()
        for row in values:
            here = self._half_lives[row[2]]
            if here < half_lives.setdefault(row[6], here):
                half_lives[row[6]] = here
        claims = told_by_feeds(self._tx, list(half_lives)) if self._has_feeds else {}
        found: dict[ObjectId, int | None] = {}
        rest: list[ObjectId] = []
        for row in values:
            object_id = row[6]
            if object_id in found:
                continue
            is_silent = not (self._spoken_of and hash(object_id) in self._spoken_of)
            said = saids[row[0]] if is_silent else None
            since_us = None if said is None else _since_us(said.modified, row[4])
            if said is None or since_us is None:
                rest.append(object_id)
                continue
            confidence = said.confidence
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


def _since_us(modified: str, from_us: int) -> int | None:
    """When its source last said it; None where that is not told at a glance."""
    if from_us == 0:  # also of what does not say from when it holds
        return None
    at_us = _instant_us(modified)
    return None if at_us is None else max(at_us, from_us)


@lru_cache(4096)  # what came together was often written together
def _instant_us(text: str) -> int | None:
    at = instant_of(text)
    return None if at is None else to_microseconds(at)

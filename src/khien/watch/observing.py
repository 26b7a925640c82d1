"""Patterns that are more than single values, asked about every line that may fulfil them.

A pattern that needs several observations remembers when it saw which part of itself, not what was in
the lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.patterns import (
    Evaluator,
    IndicatorValue,
    Observed,
    PatternLimitError,
    Sight,
    ValueKind,
)
from khien.watch.asking import Asked, PatternIndex
from khien.watch.logs import Observation
from khien.watch.scenes import scene_of

KEPT_FOR_ONE: Final = 1_000  # observations that one pattern remembers; the oldest go first
KEPT_IN_ALL: Final = 100_000


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A pattern that became true with a line; `names` are the observations that it took, in order."""

    asked: Asked
    names: tuple[str, ...]
    first: datetime | None
    last: datetime | None

    @property
    def value(self) -> IndicatorValue:
        """The pattern, as what was hit."""
        return IndicatorValue(ValueKind.PATTERN, self.asked.text)


@dataclass(frozen=True, slots=True)
class _Kept:
    sight: Sight
    seen: tuple[str, datetime | None, datetime | None]


class Observing:
    """Asks the patterns about one stream of lines, and remembers what they need of it."""

    def __init__(self, patterns: PatternIndex) -> None:
        self.unanswered: dict[ObjectId, MalformedError] = {}
        """Indicators whose pattern asked for too much at least once, and of what."""
        self.forgotten = 0
        """Observations that were let go while a pattern still waited for others."""
        self._patterns = patterns
        self._given_up: set[ObjectId] = set()
        self._memories: dict[ObjectId, deque[_Kept]] = {}
        self._kept = 0

    def take(
        self, line: Observation, at: datetime, beside: Collection[ObjectId] = ()
    ) -> Iterator[Fulfilled]:
        """Every pattern that becomes true with this line.

        Args:
            line: what was read.
            at: the instant at which an indicator must be in force.
            beside: indicators that the line hits anyway, by their values.
        """
        seen = self._seen(line)
        if seen is None:
            return
        for asked in self._patterns.about(seen):
            # What once took too long is not asked again: many lines would take it many times.
            if asked.object_id in self._given_up or asked.object_id in beside:
                continue
            if not asked.in_force(at):
                continue
            try:
                fulfilled = self._ask(asked, asked.exact if line.seen else asked.normal, seen)
            except PatternLimitError as error:
                self.unanswered[asked.object_id] = error
                self._given_up.update((asked.object_id,) if error.limited == "steps" else ())
                continue
            if fulfilled is not None:
                yield fulfilled

    def _seen(self, line: Observation) -> Observed | None:
        if line.seen is not None or not self._patterns.is_about(line.values):
            return line.seen
        return scene_of(f"{line.log}:{line.line}", line.at, line.record(), line.values)

    def _ask(self, asked: Asked, evaluator: Evaluator, seen: Observed) -> Fulfilled | None:
        sight = evaluator.sight(seen)
        if not sight.leaves:
            return None
        new = _Kept(sight, (seen.name, seen.first, seen.last))
        if evaluator.is_single:
            return None if evaluator.among([sight]) is None else _fulfilled(asked, [new])
        kept = self._remember(asked.object_id, new)
        if sum(one.sight.times for one in kept) < evaluator.least:
            return None
        chosen = evaluator.among([one.sight for one in kept])
        if chosen is None:
            return None
        taken = [kept[place] for place in chosen]
        self._memories[asked.object_id] = deque(
            one for place, one in enumerate(kept) if place not in set(chosen)
        )
        self._kept -= len(taken)
        return _fulfilled(asked, taken)

    def _remember(self, object_id: ObjectId, new: _Kept) -> deque[_Kept]:
        kept = self._memories.setdefault(object_id, deque())
        kept.append(new)
        self._kept += 1
        if len(kept) > KEPT_FOR_ONE or self._kept > KEPT_IN_ALL:
            kept.popleft()
            self._kept -= 1
            self.forgotten += 1
        return kept


def _fulfilled(asked: Asked, taken: list[_Kept]) -> Fulfilled:
    firsts = [first for _, first, _ in (one.seen for one in taken) if first is not None]
    lasts = [last for _, _, last in (one.seen for one in taken) if last is not None]
    names = tuple(one.seen[0] for one in taken)
    return Fulfilled(asked, names, min(firsts, default=None), max(lasts, default=None))

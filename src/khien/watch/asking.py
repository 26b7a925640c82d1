"""The patterns that are more than single values, and which of them a line has to be shown to.

The index of values stays what answers for nearly all indicators. A pattern is asked only about lines
that show one of its clues: a text without which no part of it holds, or, where it names none, an object
of the right type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.patterns import (
    Clue,
    Evaluator,
    IndicatorValue,
    Observed,
    anchors_of,
    clues_in,
    in_normal_form,
    parse_pattern,
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The pattern of one version of an indicator: as it is written, and with its values in normal form.

    Lines of logs are asked in normal form, as everything that is looked up in them.
    """

    object_id: ObjectId
    version: int
    text: str
    valid_from: datetime
    valid_until: datetime | None
    exact: Evaluator
    normal: Evaluator
    anchors: tuple[IndicatorValue, ...] | None
    """Values of which a log line shows one when it can be part of an answer; None: no value tells."""

    @property
    def clues(self) -> frozenset[Clue]:
        """What a line shows at least one of when it can be part of an answer."""
        return self.exact.clues | self.normal.clues

    def in_force(self, at: datetime) -> bool:
        """Whether the indicator is valid at that instant (STIX 2.1 §4.7)."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


class PatternIndex:
    """All patterns in force, found by the clues in a line.

    One thread at a time may change it; any number may ask meanwhile: what is held is never changed in
    place.
    """

    def __init__(self) -> None:
        self.refused: dict[ObjectId, MalformedError] = {}
        """Why an indicator's pattern is never asked."""
        self._asked: dict[ObjectId, Asked] = {}
        self._by_clue: dict[Clue, tuple[Asked, ...]] = {}
        self._by_anchor: dict[IndicatorValue, int] = {}
        self._without_anchor = 0

    def __len__(self) -> int:
        return len(self._asked)

    @property
    def anchors(self) -> Collection[IndicatorValue] | None:
        """Values of which each line shows one that a pattern has to see; None: it has to see every line."""
        return None if self._without_anchor else self._by_anchor.keys()

    def asked(self, object_id: ObjectId) -> Asked | None:
        """The pattern of this indicator, if it is in."""
        return self._asked.get(object_id)

    def add(
        self,
        object_id: ObjectId,
        version: int,
        text: str,
        valid_from: datetime,
        valid_until: datetime | None,
    ) -> None:
        """Put an indicator's pattern in; one that cannot be evaluated is noted in `refused`."""
        self.remove(object_id)
        try:
            pattern = parse_pattern(text)
            exact, normal = Evaluator(pattern), Evaluator(in_normal_form(pattern))
        except MalformedError as error:
            self.refused[object_id] = error
            return
        anchors = anchors_of(normal.clues)
        asked = Asked(object_id, version, text, valid_from, valid_until, exact, normal, anchors)
        self._asked[object_id] = asked
        for clue in asked.clues:
            self._by_clue[clue] = (*self._by_clue.get(clue, ()), asked)
        self._anchor(asked, 1)

    def remove(self, object_id: ObjectId) -> None:
        """Take an indicator's pattern out, if it is in."""
        self.refused.pop(object_id, None)
        asked = self._asked.pop(object_id, None)
        if asked is None:
            return
        for clue in asked.clues:
            left = tuple(one for one in self._by_clue[clue] if one is not asked)
            if left:
                self._by_clue[clue] = left
            else:
                del self._by_clue[clue]
        self._anchor(asked, -1)

    def is_about(self, values: Iterable[IndicatorValue]) -> bool:
        """Whether a log line with these values may be part of an answer; True where only asking tells."""
        return self._without_anchor > 0 or any(value in self._by_anchor for value in values)

    def about(self, seen: Observed) -> list[Asked]:
        """The patterns that have to be asked about an observation."""
        shown = clues_in(seen) if self._by_clue else ()
        found = {one.object_id: one for clue in shown for one in self._by_clue.get(clue, ())}
        return [found[object_id] for object_id in sorted(found)]

    def _anchor(self, asked: Asked, by: int) -> None:
        self._without_anchor += by if asked.anchors is None else 0
        for anchor in asked.anchors or ():
            count = self._by_anchor.get(anchor, 0) + by
            if count:
                self._by_anchor[anchor] = count
            else:
                del self._by_anchor[anchor]

"""Write a snapshot from the store: what may count, and what a hit says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection

from khien.model.decision import Allowed
from khien.model.instants import stix_time
from khien.store import Store, objects
from khien.watch.desk import handlings
from khien.watch.handling import Handling, Use, counts
from khien.watch.scale.snapshots import Facts, Row, write
from khien.watch.scoring.desk import Scores


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a snapshot holds; `withheld` counts by reason the indicators that may not count."""

    version: int
    indicators: int
    withheld: Mapping[str, int]


def ship(store: Store, path: Path, now: datetime, use: Use, above: int, scores: Scores) -> Shipped:
    """Write every indicator in force to a file, whole or not at all.

    Args:
        store: the node's.
        path: only its owner may read it; it is replaced in one step.
        now: aware; when it was made.
        use: what will be matched with it.
        above: the score that an indicator has to exceed; 0 asks for none.
        scores: how the node scores.
    """
    withheld = Counter[str]()
    with store.read() as tx:
        version = objects.last_change(tx)
        count = write(
            path, version, stix_time(now), _rows(tx, _Wish(now, use, above, scores), withheld)
        )
    return Shipped(version, count, withheld)


@dataclass(frozen=True, slots=True)
class _Wish:
    now: datetime
    use: Use
    above: int
    scores: Scores


def _rows(tx: Connection, wish: _Wish, withheld: Counter[str]) -> Iterator[Row]:
    for some in objects.all_values_in_force(tx):
        by_object = {object_id: list(values) for object_id, values in groupby(some, itemgetter(0))}
        known = handlings(tx, list(by_object), wish.scores, wish.now)
        for object_id, values in by_object.items():
            handling = known[object_id]
            verdict = counts(handling, wish.use, wish.above)
            if not isinstance(verdict, Allowed):
                withheld[verdict.code] += 1
                continue
            _, seq, _, _, from_us, until_us = values[0]
            named = [(kind, text) for _, _, kind, text, _, _ in values]
            yield Row(object_id, seq, from_us, until_us, named, _facts(handling))


def _facts(handling: Handling) -> Facts:
    pap = handling.pap.value if handling.pap else None
    return Facts(handling.source, handling.tlp.value, pap, handling.score)

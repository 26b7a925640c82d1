"""Write a snapshot from the store: what may count, and what a hit says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection

from khien.model.decision import Allowed
from khien.model.instants import stix_time
from khien.store import Store, objects
from khien.watch.desk import handlings
from khien.watch.handling import Handling, Use, counts
from khien.watch.scale.snapshots import Facts, Row, write

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a snapshot holds; `withheld` counts by reason the indicators that may not count."""

    version: int
    indicators: int
    withheld: Mapping[str, int]


def ship(store: Store, path: Path, now: datetime, use: Use, above: int) -> Shipped:
    """Write every indicator in force to a file, whole or not at all.

    Args:
        store: the node's.
        path: only its owner may read it; it is replaced in one step.
        now: aware; when it was made.
        use: what will be matched with it.
        above: the score that an indicator has to exceed; 0 asks for none.
    """
    withheld = Counter[str]()
    with store.read() as tx:
        version = objects.last_change(tx)
        count = write(path, version, stix_time(now), _rows(tx, use, above, withheld))
    return Shipped(version, count, withheld)


def _rows(tx: Connection, use: Use, above: int, withheld: Counter[str]) -> Iterator[Row]:
    by_object = groupby(objects.values_in_force(tx), itemgetter(0))
    kept = ((object_id, list(values)) for object_id, values in by_object)
    while some := list(islice(kept, _AT_ONCE)):
        known = handlings(tx, [object_id for object_id, _ in some])
        for object_id, values in some:
            handling = known[object_id]
            verdict = counts(handling, use, above)
            if not isinstance(verdict, Allowed):
                withheld[verdict.code] += 1
                continue
            _, seq, _, _, from_us, until_us = values[0]
            named = [(kind, text) for _, _, kind, text, _, _ in values]
            yield Row(object_id, seq, from_us, until_us, named, _facts(handling))


def _facts(handling: Handling) -> Facts:
    pap = handling.pap.value if handling.pap else None
    return Facts(handling.source, handling.tlp.value, pap, handling.score)

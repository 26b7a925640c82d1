"""What people and the server do with the watch: keep the index current, match a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection

from khien.model.decision import Allowed, Refusal
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds, parse_instant
from khien.model.patterns import IndicatorValue, ValueKind
from khien.store import Store, objects
from khien.watch import engine
from khien.watch.cores import match_paths
from khien.watch.files import LogFileError, Told, names_of
from khien.watch.handling import Handling, Use, counts, handling_of, stricter
from khien.watch.logs import Columns, Read
from khien.watch.matching import GroupOf, Matched, Validity, joined, match, sightings_of
from khien.watch.rules import IndicatorIndex
from khien.watch.scoring.desk import Scores, told_by_feeds
from khien.watch.scoring.rules import score_at

_CHANGES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What logs gave, and the STIX sightings that say so: one a hit, in the same order.

    `handlings` says of each hit indicator how it may be used. What may not count is no hit; `withheld`
    says how many were kept back, by reason. `logs` has the counts of each log for itself, `broken` why
    one of several could not be read: nothing of it was used.
    """

    matched: Matched
    sightings: tuple[dict[str, Any], ...]
    handlings: Mapping[ObjectId, Handling] = field(default_factory=dict)
    withheld: Mapping[str, int] = field(default_factory=dict)
    logs: tuple[tuple[str, Matched], ...] = ()
    broken: Mapping[Path, LogFileError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How logs are matched.

    `columns` is what a person says that columns are, `above` the score that an indicator has to
    exceed, `group_of` to which group a client belongs.
    """

    validity: Validity = Validity.NOW
    clients: bool = False
    use: Use = Use.LOGS
    above: int = 0
    columns: Columns = None
    group_of: GroupOf | None = None
    marking_refs: Sequence[ObjectId] = ()


class Watch:
    """The live index of one node. Threads may share it.

    The index starts empty; the first `catch_up` fills it, each later one reads only what changed.
    """

    def __init__(
        self,
        store: Store,
        node: ObjectId,
        scores: Scores | None = None,
        index: IndicatorIndex | None = None,
    ) -> None:
        """Begin.

        Args:
            store: where the indicators are.
            node: the node's STIX identity, which creates the sightings.
            scores: how it scores.
            index: an empty one, where it is not to be the fastest that is installed.
        """
        self._scores = scores or Scores()
        self.index = engine.new_index() if index is None else index
        self._store, self._node = store, node
        self._seen: int | None = None  # number of the last change that the index has
        self._writing = Lock()

    @property
    def engine(self) -> str:
        """Which engine reads its logs, as `engine.in_use` says it."""
        return engine.in_use(self.index)

    def catch_up(self) -> int:
        """Bring the index to the state of the store.

        Returns:
            How many indicators were put in, taken out or replaced.
        """
        with self._writing, self._store.read() as tx:
            if self._seen is None:
                seen = objects.last_change(tx)
                count = self._load_all(tx)
                self._seen = seen  # not before: what broke off is begun again
                return count
            touched = 0
            while changes := objects.changes_after(tx, self._seen, _CHANGES_AT_ONCE):
                ids = tuple(dict.fromkeys(change.object_id for change in changes))
                touched += self._load(tx, ids)
                self._seen = changes[-1].seq
            return touched

    @property
    def seen(self) -> int:
        """The number of the last change of the store that the index has; 0 before the first."""
        return self._seen or 0

    def match_lines(
        self,
        name: str,
        lines: Iterable[bytes],
        now: datetime,
        *,
        validity: Validity = Validity.NOW,
        clients: bool = False,
        marking_refs: Sequence[ObjectId] = (),
    ) -> MatchResult:
        """Match one log against the index as it is; `catch_up` first for the latest.

        Args:
            name: the log's file name; tells its kind where the lines do not.
            lines: uncompressed, as bytes.
            now: aware.
            validity: see `Validity`.
            clients: whether hits name the machines that asked.
            marking_refs: the markings of the sightings.
        """
        wish = Wish(validity=validity, clients=clients, marking_refs=marking_refs)
        read = engine.read_blocks(name, engine.blocks_from(lines), self.index)
        return self.tell(((name, self._matching(now, wish)(read)),), now, wish)

    def match_file(
        self,
        path: Path,
        now: datetime,
        *,
        validity: Validity = Validity.NOW,
        clients: bool = False,
        marking_refs: Sequence[ObjectId] = (),
        told: Told | None = None,
    ) -> MatchResult:
        """Like `match_lines`, for a file, which may be compressed with gzip; `told` hears how far it is.

        Raises:
            LogFileError: absent, not ours to read, or broken compression.
        """
        wish = Wish(validity=validity, clients=clients, marking_refs=marking_refs)
        return self.match_files([path], now, wish, told)

    def match_files(
        self, paths: Sequence[Path], now: datetime, wish: Wish, told: Told | None = None
    ) -> MatchResult:
        """Match several files, or standard input (`-`), as one: an indicator is one hit in all of them.

        Raises:
            LogFileError: all are absent, not ours to read, or broken in their compression.
            NoZstdError: one is compressed with zstd, which cannot be read here.
        """
        given = match_paths(paths, self.index, wish.columns, self._matching(now, wish), told)
        each = list(zip(paths, names_of(paths), given, strict=True))
        found = [(name, one) for _, name, one in each if isinstance(one, Matched)]
        broken = {path: one for path, _, one in each if isinstance(one, LogFileError)}
        if not found:
            raise next(iter(broken.values()))
        return replace(self.tell(found, now, wish), broken=broken)

    def tell(self, found: Sequence[tuple[str, Matched]], now: datetime, wish: Wish) -> MatchResult:
        """What logs gave as a whole: without the hits of indicators that may not count."""
        matched = joined(found) if len(found) > 1 else found[0][1]
        handlings = self._handlings([hit.object_id for hit in matched.hits], now)
        withheld = Counter[str]()
        hits, kept_back = [], set[ObjectId]()
        for hit in matched.hits:
            # What was taken back since it hit is not here any more, and tells nothing.
            handling = handlings.get(hit.object_id)
            verdict = counts(handling, wish.use, wish.above) if handling else _GONE
            if isinstance(verdict, Allowed):
                hits.append(hit)
            else:
                withheld[verdict.code] += 1
                kept_back.add(hit.object_id)
        matched = replace(matched, hits=tuple(hits))
        logs = tuple((name, _without(log, kept_back)) for name, log in found)
        sightings = sightings_of(hits, _new_sighting_id, self._node, now, wish.marking_refs)
        return MatchResult(matched, sightings, handlings, withheld, logs)

    def _matching(self, now: datetime, wish: Wish) -> Callable[[Iterable[Read]], Matched]:
        """The one place where logs meet the index."""
        return partial(
            match,
            index=self.index,
            now=now,
            validity=wish.validity,
            clients=wish.clients,
            group_of=wish.group_of,
        )

    def _handlings(self, ids: Sequence[ObjectId], now: datetime) -> dict[ObjectId, Handling]:
        if not ids:
            return {}
        with self._store.read() as tx:
            return handlings(tx, ids, self._scores, now)

    def _load_all(self, tx: Connection) -> int:
        coming = objects.count_in_force(tx)
        with closing(objects.columns_in_force(tx)) as lists:
            self.index.load_columns(lists, coming)
        return self.index.counts()["indicators"]

    def _load(self, tx: Connection, ids: Sequence[ObjectId]) -> int:
        touched, left = 0, set(ids)
        for object_id, values in groupby(objects.values_in_force(tx, ids), itemgetter(0)):
            _put(self.index, object_id, list(values))
            left.discard(object_id)
            touched += 1
        return touched + sum(map(self.index.remove, left))


def handlings(
    tx: Connection, ids: Sequence[ObjectId], scores: Scores, now: datetime
) -> dict[ObjectId, Handling]:
    """How each of these indicators may be used now; those that are not here any more are left out."""
    definitions = objects.marking_definitions(tx)
    current = objects.currents(tx, ids)
    bases = scores.bases(tx, current)
    told = {one: feeds[1].pap for one, feeds in told_by_feeds(tx, ids).items()}
    return {
        object_id: replace(
            stricter(handling_of(kept.content, kept.source, definitions), told.get(object_id)),
            score=score_at(bases[object_id], now),
            valid_from=_instant_of(kept.content.get("valid_from")),
            valid_until=_instant_of(kept.content.get("valid_until")),
        )
        for object_id, kept in current.items()
    }


def _put(index: IndicatorIndex, object_id: ObjectId, values: Sequence[objects.InForce]) -> None:
    _, seq, _, _, from_us, until_us = values[0]
    index.add(
        object_id,
        seq,
        [IndicatorValue(_KINDS[kind], text) for _, _, kind, text, _, _ in values],
        _instant(from_us),
        None if until_us is None else _instant(until_us),
    )


def _instant_of(text: object) -> datetime | None:
    try:
        return parse_instant(text) if isinstance(text, str) else None
    except MalformedError:
        return None


def _without(log: Matched, kept_back: Collection[ObjectId]) -> Matched:
    """A log as it is told: what is kept back is no hit of it either."""
    if not kept_back:
        return log
    return replace(log, hits=tuple(hit for hit in log.hits if hit.object_id not in kept_back))


_GONE: Final = Refusal("watch.gone", "")
_KINDS: Final = {kind.value: kind for kind in ValueKind}
_instant = lru_cache(from_microseconds)  # what came together often begins and ends together


def _new_sighting_id() -> ObjectId:
    return ObjectId(f"sighting--{uuid4()}")

"""Hits one by one: a row for each line and indicator, with a key by which the same hit is known again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import msgspec

from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.watch.engine import Block, lines_that_matter
from khien.watch.logs import Columns, Line, Unreadable
from khien.watch.matching import UNREADABLE_LAST, Gathering, GroupOf, Hit, Validity
from khien.watch.rules import IndicatorIndex
from khien.watch.scale.snapshots import Facts

KEY_BYTES: Final = 12
"""Of the hash that a key is: two of a billion hits are the same with a chance of one in 10^11."""


class Named(msgspec.Struct, frozen=True):
    """A value that was touched."""

    kind: str
    value: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator in one line. Times are STIX timestamps; `place` is the byte where the line begins.

    `log` and `place` name the line, and `key` is made of them and of the indicator: whoever reads the line
    again finds the same key. `client` is empty unless it was asked for.
    """

    key: str
    indicator: str
    version: int
    values: list[Named]
    log: str
    place: int
    first_seen: str | None = None
    last_seen: str | None = None
    count: int = 1
    group: str = ""
    clients: list[str] = []
    source: str = ""  # empty: our own
    tlp: str = ""
    pap: str | None = None
    score: int | None = None
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(slots=True)
class Unread:
    """Lines of one reading that could not be read for one reason; `place` is where the first begins."""

    code: str
    place: int
    count: int = 0


@dataclass(slots=True)
class Tally:
    """What one reading counted: lines that could be read, those that could not, by code, and `#fields` lines.

    `last` are the last that could not be read, each with the byte where it begins.
    """

    lines: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)
    last: deque[tuple[Unreadable, int]] = field(
        default_factory=lambda: deque(maxlen=UNREADABLE_LAST)
    )
    headers: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """An index and how to match with it. Threads may share it.

    `facts` says of each indicator what a hit names of it.
    """

    index: IndicatorIndex
    facts: Mapping[ObjectId, Facts]
    validity: Validity = Validity.NOW
    clients: bool = False
    columns: Columns = None
    group_of: GroupOf | None = None

    def hits(
        self, name: str, blocks: Iterable[Block], now: datetime, tally: Tally | None = None
    ) -> Iterator[tuple[int, Hit]]:
        """Each hit of each line, and the byte of `blocks` at which the line begins.

        Args:
            name: the log's file name.
            blocks: uncompressed, cut anywhere; with the header where the log has one.
            now: aware.
            tally: counts what was read, where somebody wants to know.
        """
        gathering = Gathering(
            self.index, validity=self.validity, clients=self.clients, group_of=self.group_of
        )
        told = Tally() if tally is None else tally
        reading = lines_that_matter(name, blocks, self.index, self.columns)
        while True:
            try:
                line, place = next(reading)
            except StopIteration as end:
                told.lines += end.value.passed
                told.headers |= end.value.headers
                return
            _count(told, line, place)
            gathering.take(line, now)
            for hit in gathering.drain_hits():
                yield place, hit

    def found(self, log: str, place: int, hit: Hit) -> Found:
        """The row that tells of a hit in the line of `log` that begins at `place`."""
        facts = self.facts.get(hit.object_id, _UNSAID)
        valid_from, valid_until = self.index.validity_of(hit.object_id) or (None, None)
        return Found(
            key=key_of(log, place, hit.object_id),
            indicator=hit.object_id,
            version=hit.version,
            values=[Named(value.kind.value, value.value) for value in hit.values],
            log=log,
            place=place,
            first_seen=_text(hit.first_seen),
            last_seen=_text(hit.last_seen),
            count=hit.count,
            group=hit.group,
            clients=list(hit.clients),
            source=facts.source,
            tlp=facts.tlp,
            pap=facts.pap,
            score=facts.score,
            valid_from=_text(valid_from),
            valid_until=_text(valid_until),
        )


def key_of(log: str, place: int, object_id: str) -> str:
    """By what a hit is known again: the log, the place of the line in it, and the indicator."""
    text = f"{log}\0{place}\0{object_id}".encode()
    return blake2b(text, digest_size=KEY_BYTES).hexdigest()


def _count(told: Tally, line: Line, place: int) -> None:
    if not isinstance(line, Unreadable):
        told.lines += 1
        return
    told.unread.setdefault(line.code, Unread(line.code, place)).count += 1
    told.last.append((line, place))


@lru_cache(maxsize=4_096)  # what came together often begins and ends together
def _text(at: datetime | None) -> str | None:
    return None if at is None else stix_time(at)


_UNSAID = Facts("", "", None, None)

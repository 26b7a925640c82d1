"""Find objects as a person asks for them: words and filters together, page by page, at any size.

Nothing is counted and nothing is sorted as a whole. A page walks back from the newest object along the
index of the filter that leaves least, and looks at no more than `REACH` objects; where that was not
enough it says so, and the next page goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    exists,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.model.marking import Tlp
from khien.store.folding import Term, closeness, holds, terms
from khien.store.objects import readmodel
from khien.store.objects.reading import TLPS, AnySelect
from khien.store.objects.records import Source
from khien.store.objects.rows import (
    object_current,
    object_text,
    object_version,
)
from khien.store.siblings import among, sibling

PAGE: Final = 50
REACH: Final = 5_000  # objects that one page looks at, at most
BEST_OF: Final = 200  # the newest that fit: among these the best come first
TITLED: Final = 20  # objects whose title is what was typed, however old
PROBE: Final = 400  # how far back this many lie tells which filter leaves least
STEP: Final = 150
LONGEST_STEP: Final = 4_000
FEWEST_LETTERS: Final = 3  # of a word that may go on; fewer begin too much to be of use
LINE: Final = 11  # columns of a line
HIGHEST: Final = 2**31 - 1  # numbers of versions are smaller

# The border's own table, as far as a search looks at it: which version was cleared for whom.
released: Final = Table(
    "release",
    MetaData(),
    Column("object_id", Text),
    Column("partner", Text),
    Column("seq", Integer),
)


class Standing(StrEnum):
    """Whether an object counts today."""

    IN_FORCE = "in-force"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    ANY = "any"


OUT: Final = (Standing.REVOKED, Standing.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for; what is empty asks for nothing in particular, and all of it must hold.

    Attributes:
        text: words as for `search`; the last one may still be in typing when `unfinished`.
        unfinished: the last word may go on, unless as it stands it fills a page already: the
            beginning of a common word is in so many objects that asking for all takes too long.
        types: of one of these types.
        tlps: marked so, as the strictest part is.
        sources: brought first by one of these; an empty name is this node itself.
        released_to: cleared for this partner.
        since_us, until_us: kept here from then on, and before then.
        standing: in force, revoked, withdrawn (words do not find what is withdrawn), or any.
    """

    text: str = ""
    unfinished: bool = False
    types: tuple[str, ...] = ()
    tlps: tuple[Tlp, ...] = ()
    sources: tuple[Source, ...] = ()
    released_to: str = ""
    since_us: int | None = None
    until_us: int | None = None
    standing: Standing = Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class Line:
    """One object in a list."""

    object_id: ObjectId
    seq: int
    type: str
    title: str
    tlp: Tlp
    declared: bool
    source: Source
    modified: str
    added_us: int
    revoked: bool
    in_force: bool

    @property
    def added(self) -> datetime:
        """When it came, as an aware instant."""
        return from_microseconds(self.added_us)


@dataclass(frozen=True, slots=True)
class Finds:
    """One page. `after` is where the next one begins, None at the end.

    `tired` says that the page is short because it looked at `REACH` objects, and not because there is
    no more.
    """

    items: tuple[Line, ...]
    after: int | None = None
    tired: bool = False


def find(tx: Connection, query: Query, limit: int = PAGE, after: int | None = None) -> Finds:
    """A page of what fits, the newest first.

    Args:
        tx: an open transaction.
        query: what is looked for.
        limit: at most this many, 1 or more.
        after: `Finds.after` of the page before.
    """
    if query.unfinished:
        whole = replace(query, unfinished=False)
        first = find(tx, whole, limit)
        if len(first.items) == limit:
            return first if after is None else find(tx, whole, limit, after)
    words = asked_terms(query)
    if query.text.strip() and not words:
        return Finds(())  # nothing but signs: no object holds them as a word
    since = _number_at(tx, query.since_us)
    before = min(_number_at(tx, query.until_us, HIGHEST), after or HIGHEST)
    walk = _scarcest(tx, query, words, before)
    found: list[Line] = []
    looked, step = 0, max(STEP, limit + 1)
    while looked < REACH:
        seqs = [seq for seq in walk.seqs(tx, before, step) if seq >= since]
        found += _fitting(tx, query, () if walk.by_words else words, seqs)
        if len(found) > limit:
            return Finds(tuple(found[:limit]), found[limit - 1].seq)
        if len(seqs) < step:
            return Finds(tuple(found))
        before, looked, step = seqs[-1], looked + len(seqs), min(step * 4, LONGEST_STEP)
    return Finds(tuple(found), before, tired=True)


def best(tx: Connection, query: Query, limit: int = PAGE) -> Finds:
    """The best of the newest `BEST_OF` that fit, and whatever is called just so, however old."""
    found = find(tx, query, BEST_OF)
    words = asked_terms(query)
    items = {one.seq: one for one in (*_titled(tx, query, words), *found.items)}
    ordered = sorted(items.values(), key=lambda one: (closeness(words, one.title), -one.seq))
    return Finds(tuple(ordered[:limit]), tired=found.tired)


def _titled(tx: Connection, query: Query, words: tuple[Term, ...]) -> list[Line]:
    typed = " ".join(term.folded for term in words)
    titled = select(object_text.c.seq).where(object_text.c.head == typed).limit(TITLED)
    seqs = tx.execute(titled).scalars().all() if typed else ()
    return _fitting(tx, query, (), [one for one in seqs if _came_within(tx, query, one)])


def _came_within(tx: Connection, query: Query, seq: int) -> bool:
    start, end = _number_at(tx, query.since_us), _number_at(tx, query.until_us, HIGHEST)
    return start <= seq < end


def lines(tx: Connection, object_ids: Sequence[ObjectId]) -> dict[ObjectId, Line]:
    """Those of these objects that are here, as a list shows them."""
    numbers = readmodel.numbers(tx, object_ids)
    rows = tx.execute(_lines().where(among(tx, object_current.c.seq, numbers)))
    return {line.object_id: line for line in map(_line, rows)}


def asked_terms(query: Query) -> tuple[Term, ...]:
    """The words of a query."""
    last = query.text[-FEWEST_LETTERS:]
    is_open = query.unfinished and len(last) == FEWEST_LETTERS and last.isalnum()
    return terms(query.text + "*" if is_open else query.text)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One way back through time: along an index that holds the numbers of versions in order.

    Several arms are several values of one column: an index has each of them in order, not all together.
    """

    arms: tuple[tuple[AnySelect, ColumnElement[int]], ...]
    by_words: bool = False

    def seqs(self, tx: Connection, before: int, count: int, skip: int = 0) -> list[int]:
        some = [
            query.where(seq < before).order_by(seq.desc()).limit(count + skip)
            for query, seq in self.arms
        ]
        if len(some) == 1:
            return list(tx.execute(some[0].offset(skip).limit(count)).scalars())
        found = union_all(*(select(one.subquery().c.seq) for one in some)).subquery()
        merged = select(found.c.seq).order_by(found.c.seq.desc()).offset(skip).limit(count)
        return list(tx.execute(merged).scalars())


def _scarcest(tx: Connection, query: Query, words: tuple[Term, ...], before: int) -> _Walk:
    """The walk whose `PROBE`th step lies furthest back: it passes the fewest that do not fit."""
    walks = list(_walks(tx, query, words, before))
    if len(walks) == 1:
        return walks[0]
    reached = [walk.seqs(tx, before, 1, PROBE) for walk in walks]
    return min(zip(walks, reached, strict=True), key=lambda pair: pair[1])[0]


def _walks(tx: Connection, query: Query, words: tuple[Term, ...], before: int) -> Iterator[_Walk]:
    here, version = object_current.c, object_version.c
    if words:
        matched = sibling(tx).walked(tx, words, before)
        yield _Walk(((select(matched.c.seq), matched.c.seq),), by_words=True)
    if query.types:
        yield _walk(here.seq, [here.type == one for one in query.types])
    if query.tlps:
        yield _walk(version.seq, [version.tlp == one.rank for one in query.tlps])
    if query.sources:
        yield _walk(version.seq, [version.source == one for one in query.sources])
    if query.released_to:
        yield _walk(released.c.seq, [released.c.partner == query.released_to])
    if query.standing in OUT:
        yield _walk(here.seq, [here.in_force.is_(False)])
    if not words:
        yield _walk(here.seq, [true()])


def _walk(seq: ColumnElement[int], wanted: Sequence[ColumnElement[bool]]) -> _Walk:
    return _Walk(tuple((select(seq).where(one), seq) for one in wanted))


def _fitting(
    tx: Connection, query: Query, words: tuple[Term, ...], seqs: Sequence[int]
) -> list[Line]:
    """Of these versions those that are current and fit, the newest first."""
    if not seqs:
        return []
    here, version = object_current.c, object_version.c
    chosen = _lines().where(among(tx, here.seq, seqs), *_standing(query.standing))
    if words:
        chosen = chosen.add_columns(object_text.c.head, object_text.c.body)
    if query.types:
        chosen = chosen.where(here.type.in_(query.types))
    if query.tlps:
        chosen = chosen.where(version.tlp.in_([one.rank for one in query.tlps]))
    if query.sources:
        chosen = chosen.where(version.source.in_(query.sources))
    if query.released_to:
        crossed = exists().where(
            released.c.object_id == version.object_id,
            released.c.partner == query.released_to,
            released.c.seq.is_not(None),
        )
        chosen = chosen.where(crossed)
    rows = tx.execute(chosen.order_by(here.seq.desc()))
    # A full-text index finds what holds words; whether these few do is told quicker by their texts.
    return [_line(row[:LINE]) for row in rows if not words or holds(words, *(row[LINE:]))]


def _standing(standing: Standing) -> list[ColumnElement[bool]]:
    here, version = object_current.c, object_version.c
    match standing:
        case Standing.IN_FORCE:
            return [here.in_force]
        case Standing.REVOKED:
            return [here.in_force.is_(False), version.revoked]
        case Standing.WITHDRAWN:
            return [here.in_force.is_(False), version.revoked.is_(False)]
        case Standing.ANY:
            return []


def _lines() -> AnySelect:
    here, version = object_current.c, object_version.c
    return (
        select(
            version.object_id, here.seq, here.type, object_text.c.title, version.tlp, version.declared,
            version.source, version.modified, version.added_us, version.revoked, here.in_force,
        )
        .join(object_version, version.seq == here.seq)
        .outerjoin(object_text, object_text.c.seq == here.seq)
    )  # fmt: skip


def _line(row: Sequence[Any]) -> Line:
    object_id, seq, kind, title, tlp, *rest = row
    return Line(object_id, seq, kind, title or object_id, TLPS[tlp], *rest)


def _number_at(tx: Connection, moment_us: int | None, otherwise: int = 0) -> int:
    """The number of the first version that came at this moment or later: numbers and dates rise together."""
    if moment_us is None:
        return otherwise
    version = object_version.c
    later = select(version.seq).where(version.added_us >= moment_us).order_by(version.added_us)
    found = tx.execute(later.limit(1)).scalar()
    return HIGHEST if found is None else int(found)

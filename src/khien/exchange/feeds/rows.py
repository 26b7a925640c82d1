"""Where feeds are kept: their terms, where they stand, their runs, and what each gives now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from khien.exchange.feeds.rules import MOST_PAST, Brought, Kind, Known, Outcome, Past, State
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata
from khien.store.siblings import among, pour

FIRST: Final = datetime.min.replace(tzinfo=UTC)
"""Nobody was there yet: a visit is due."""
CHUNK: Final = 500  # ids in one statement

feed = Table(
    "feed",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("terms", Text, nullable=False),  # JSON of `Terms`
    Column("secret", Text, nullable=False),  # at the source; never shown
    Column("identity", String(80), nullable=False),  # STIX identity that creates what we make of it
    Column("state", String(20), nullable=False),
    Column("cursor", Text, nullable=False),  # JSON of `Cursor`
    Column("next_us", BigInteger, nullable=False),
    Column("done_us", BigInteger),  # last success
    Column("failed_us", BigInteger),  # last failure
    Column("attempts", Integer, nullable=False),  # failed ones since the last success
    Column("error", String(80), nullable=False),  # code of the last failure, '' after a success
    Column("facts", Text, nullable=False),  # JSON: what fills the holes of its sentence
    Column("day", String(10), nullable=False),  # of which `taken` counts
    Column("taken", Integer, nullable=False),
    Column("doubts", Text, nullable=False),  # JSON of `Doubts`, '' while nothing is asked
    Column("known", Text, nullable=False),  # JSON: what a person said yes to
    Column("added_by", String(80), nullable=False),
    Column("added_us", BigInteger, nullable=False),
)
"""A source that is no partner."""

feed_run = Table(
    "feed_run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("feed", String(80), nullable=False),
    Column("began_us", BigInteger, nullable=False),
    Column("ended_us", BigInteger, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("batch", String(60), nullable=False),  # '' where nothing was kept
    Column("brought", Text, nullable=False),  # JSON of `Brought`
    Column("kept", Text, nullable=False),  # JSON: versions by what became of them
    Column("bytes", BigInteger, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON: codes and details
    Index("ix_feed_run", "feed", "id"),
)
"""One visit to a feed."""

feed_claim = Table(
    "feed_claim",
    metadata,
    Column("feed", String(80), primary_key=True),
    Column(
        "item", String(255), primary_key=True
    ),  # event or file that names it; '' for a whole feed
    Column("object_id", String(255), primary_key=True),
    Column("first_us", BigInteger, nullable=False),
    Column("gone_us", BigInteger),  # since when the feed does not give it any more
    Index("ix_feed_claim_object", "object_id"),
)
"""Which object each feed gives, from when to when."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed is fetched and what becomes of what it brings; set when it is added.

    Attributes:
        kind: how it is fetched.
        address: URL, or the path of a folder.
        title: what people call it.
        collection: of a TAXII server: id, alias or title; '' where there is only one.
        user: for HTTP Basic; '' with a secret for Bearer.
        ca: PEM of the authority that alone is believed; '' for those of the system.
        plain_http: whether HTTP without TLS is allowed beyond this machine.
        every_minutes: between two visits.
        per_run: items that one run may bring.
        per_day: items that may come in a day (UTC).
        max_mib: of one answer or file, counted after unpacking.
        format: of files; '' looks at the content.
        columns: of tables, by role.
        tlp: marking of what says nothing itself, and the least strict that counts for all of it.
        pap: what may be done with what it brings; '' says nothing.
        confidence: of what says nothing itself, 0 to 100; None says nothing.
        labels: of indicators that we make.
        valid_days: after which an indicator ends that the feed has not given again.
    """

    kind: Kind
    address: str
    title: str = ""
    collection: str = ""
    user: str = ""
    ca: str = ""
    plain_http: bool = False
    every_minutes: int = 60
    per_run: int = 100_000
    per_day: int = 1_000_000
    max_mib: int = 64
    format: str = ""
    columns: dict[str, str | int] = {}
    tlp: str
    pap: str = ""
    confidence: int | None = None
    labels: tuple[str, ...] = ()
    valid_days: int | None = None

    @property
    def most_bytes(self) -> int:
        """As `max_mib`."""
        return self.max_mib * 1024 * 1024


class Cursor(msgspec.Struct, frozen=True):
    """How far a feed was read, in the source's own words.

    Attributes:
        etag, modified: of the list or manifest, for a conditional request (RFC 9110 §13.1).
        added_after: of TAXII: when the source added the last object that we have.
        items: of lists, events and files: the mark that each had when it was taken.
        behind: whether more waits there than one run may bring.
        read_us: when a whole file was last read, microseconds since 1970.
    """

    etag: str = ""
    modified: str = ""
    added_after: str = ""
    items: dict[str, str] = {}
    behind: bool = False
    read_us: int = 0


class Doubts(msgspec.Struct, frozen=True):
    """What is asked of a person: the reasons, the numbers of the run, and when it was."""

    reasons: tuple[tuple[str, str], ...]
    brought: Brought
    at_us: int


class _Known(msgspec.Struct, frozen=True):
    values: tuple[str, ...] = ()
    run: Brought | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed and where it stands. It never prints its secret."""

    name: str
    terms: Terms
    identity: ObjectId
    state: State
    secret: str = field(repr=False)
    cursor: Cursor = field(default_factory=Cursor)
    next: datetime = FIRST
    done: datetime | None = None
    failed: datetime | None = None
    attempts: int = 0
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    day: str = ""
    taken: int = 0
    doubts: Doubts | None = None
    known: Known = field(default_factory=Known)
    added_by: str = ""
    added: datetime = FIRST

    def taken_on(self, day: str) -> int:
        """How many items came on that day so far."""
        return self.taken if self.day == day else 0


class Reason(msgspec.Struct, frozen=True, array_like=True):
    """Why a run, or one item of it, came to nothing: the code, what it is about, what fills its sentence."""

    code: str
    detail: str
    facts: dict[str, str] = {}

    @property
    def told(self) -> dict[str, str]:
        """What fills the holes of its sentence; of a run of an earlier release only `detail` is known."""
        return {"item": self.detail, "detail": self.detail, "path": self.detail} | self.facts


def reason(code: str, detail: str, facts: Mapping[str, object]) -> Reason:
    """A reason whose parts have the lengths that are kept."""
    return Reason(code, detail[:500], {name: str(value)[:500] for name, value in facts.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One visit: how it ended, what it brought, and why not where it did not."""

    feed: str
    began: datetime
    ended: datetime
    outcome: Outcome
    batch: str = ""
    brought: Brought = field(default_factory=Brought)
    kept: dict[str, int] = field(default_factory=dict)
    size_bytes: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One feed gives one object, or gave it until `gone`."""

    feed: str
    item: str
    object_id: ObjectId
    first: datetime
    gone: datetime | None


def feeds(tx: Connection, *, removed: bool = False) -> list[Feed]:
    """Every feed by name; those that were removed only where they are asked for."""
    query = select(feed).order_by(feed.c.name)
    if not removed:
        query = query.where(feed.c.state != State.REMOVED.value)
    return [_feed(row) for row in tx.execute(query)]


def found(tx: Connection, name: str) -> Feed | None:
    """The feed of that name, also one that was removed."""
    row = tx.execute(select(feed).where(feed.c.name == name)).first()
    return None if row is None else _feed(row)


def asking(tx: Connection) -> list[Feed]:
    """The feeds that ask a person, the one that asked first at the head."""
    query = select(feed).where(feed.c.state == State.ASKING.value).order_by(feed.c.failed_us)
    return [_feed(row) for row in tx.execute(query)]


def put(tx: Connection, one: Feed) -> None:
    """Keep a feed as it is now, in place of before."""
    tx.execute(delete(feed).where(feed.c.name == one.name))
    tx.execute(
        insert(feed).values(
            name=one.name,
            terms=_text(one.terms),
            secret=one.secret,
            identity=one.identity,
            state=one.state.value,
            cursor=_text(one.cursor),
            next_us=to_microseconds(one.next),
            done_us=_us(one.done),
            failed_us=_us(one.failed),
            attempts=one.attempts,
            error=one.error,
            facts=_text({key: str(value)[:500] for key, value in one.facts.items()}),
            day=one.day,
            taken=one.taken,
            doubts="" if one.doubts is None else _text(one.doubts),
            known=_text(_Known(tuple(sorted(one.known.values)), one.known.run)),
            added_by=one.added_by,
            added_us=to_microseconds(one.added),
        )
    )


def note_run(tx: Connection, run: Run) -> None:
    """Keep what one visit gave."""
    tx.execute(
        insert(feed_run).values(
            feed=run.feed,
            began_us=to_microseconds(run.began),
            ended_us=to_microseconds(run.ended),
            outcome=run.outcome.value,
            batch=run.batch,
            brought=_text(run.brought),
            kept=_text(run.kept),
            bytes=run.size_bytes,
            reasons=_text(run.reasons),
        )
    )


def runs(tx: Connection, name: str, limit: int) -> list[Run]:
    """The newest visits to a feed, the last one first."""
    query = select(feed_run).where(feed_run.c.feed == name).order_by(feed_run.c.id.desc())
    return [_run(row) for row in tx.execute(query.limit(limit))]


def past(tx: Connection, one: Feed) -> Past:
    """What a feed has given so far; while it still catches up its runs say nothing about the usual."""
    kept = (feed_run.c.feed == one.name) & (feed_run.c.outcome == Outcome.KEPT.value)
    query = select(feed_run.c.brought).where(kept).order_by(feed_run.c.id.desc())
    rows = tx.execute(query.limit(MOST_PAST)).scalars().all()
    brought = [msgspec.json.decode(row, type=Brought).new for row in rows]
    if len(brought) < MOST_PAST:
        brought = brought[:-1]  # the first run brings all that there is
    return Past(standing(tx, one.name), tuple(brought), one.cursor.behind)


def standing(tx: Connection, name: str) -> int:
    """How many indicators a feed gives now."""
    given = select(func.count(func.distinct(feed_claim.c.object_id))).where(
        feed_claim.c.feed == name, feed_claim.c.gone_us.is_(None), _is_indicator()
    )
    return int(tx.execute(given).scalar_one())


def claimed(tx: Connection, name: str) -> dict[str, dict[ObjectId, bool]]:
    """Everything that a feed gives or gave, by item: each object, and whether it still does."""
    query = select(feed_claim.c.item, feed_claim.c.object_id, feed_claim.c.gone_us)
    found_items: dict[str, dict[ObjectId, bool]] = {}
    for row in tx.execute(query.where(feed_claim.c.feed == name)):
        found_items.setdefault(row.item, {})[ObjectId(row.object_id)] = row.gone_us is None
    return found_items


def claim(tx: Connection, name: str, item: str, ids: Collection[str], now: datetime) -> None:
    """These objects are given by a feed that did not give them before."""
    at_us = to_microseconds(now)
    rows = [(name, item, one, at_us, None) for one in ids]
    pour(tx, feed_claim, ("feed", "item", "object_id", "first_us", "gone_us"), rows)


def mark(tx: Connection, name: str, item: str, ids: Collection[str], gone: datetime | None) -> None:
    """These objects are not given any more since then, or, with None, are given again."""
    for some in _chunks(ids):
        this = (feed_claim.c.feed == name) & (feed_claim.c.item == item)
        where = this & feed_claim.c.object_id.in_(some)
        tx.execute(update(feed_claim).where(where).values(gone_us=_us(gone)))


def claims_on(tx: Connection, ids: Iterable[str]) -> dict[ObjectId, list[Claim]]:
    """Which feeds give or gave these objects."""
    on: dict[ObjectId, list[Claim]] = {}
    for some in _chunks(ids):
        query = select(feed_claim).where(feed_claim.c.object_id.in_(some))
        for row in tx.execute(query.order_by(feed_claim.c.feed, feed_claim.c.item)):
            one = Claim(
                row.feed,
                row.item,
                ObjectId(row.object_id),
                from_microseconds(row.first_us),
                None if row.gone_us is None else from_microseconds(row.gone_us),
            )
            on.setdefault(one.object_id, []).append(one)
    return on


def are_there(tx: Connection) -> bool:
    """Whether there is any feed."""
    return tx.execute(select(feed.c.name).limit(1)).first() is not None


def givers(tx: Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """Which feeds, of those that there are, give these objects now."""
    if not are_there(tx):
        return {}
    here = feed_claim.c
    query = select(here.object_id, here.feed).join(feed, feed.c.name == here.feed)
    on: dict[str, set[str]] = {}
    for object_id, name in tx.execute(
        query.where(among(tx, here.object_id, ids), here.gone_us.is_(None))
    ):
        on.setdefault(object_id, set()).add(name)
    return on


def brought(tx: Connection) -> set[str]:
    """Every object that any feed gives or gave, and who each feed is; also of those that were removed."""
    if not are_there(tx):
        return set()
    given = set(tx.execute(select(func.distinct(feed_claim.c.object_id))).scalars())
    return given | {str(one.identity) for one in feeds(tx, removed=True)}


def last_run(tx: Connection) -> int:
    """The number of the newest visit to any feed; 0 where there was none."""
    return int(tx.execute(select(func.coalesce(func.max(feed_run.c.id), 0))).scalar_one())


def _is_indicator() -> Any:  # noqa: ANN401 -- a condition of SQLAlchemy
    return feed_claim.c.object_id.startswith("indicator--")


def _chunks(ids: Iterable[str]) -> Iterable[Sequence[str]]:
    unique = list(dict.fromkeys(ids))
    return (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))


def _feed(row: Any) -> Feed:  # noqa: ANN401 -- a row of SQLAlchemy
    known = msgspec.json.decode(row.known, type=_Known)
    return Feed(
        name=row.name,
        terms=msgspec.json.decode(row.terms, type=Terms),
        secret=row.secret,
        identity=ObjectId(row.identity),
        state=State(row.state),
        cursor=msgspec.json.decode(row.cursor, type=Cursor),
        next=from_microseconds(row.next_us),
        done=_instant(row.done_us),
        failed=_instant(row.failed_us),
        attempts=row.attempts,
        error=row.error,
        facts=msgspec.json.decode(row.facts, type=dict[str, Any]),
        day=row.day,
        taken=row.taken,
        doubts=msgspec.json.decode(row.doubts, type=Doubts) if row.doubts else None,
        known=Known(frozenset(known.values), known.run),
        added_by=row.added_by,
        added=from_microseconds(row.added_us),
    )


def _run(row: Any) -> Run:  # noqa: ANN401 -- a row of SQLAlchemy
    return Run(
        feed=row.feed,
        began=from_microseconds(row.began_us),
        ended=from_microseconds(row.ended_us),
        outcome=Outcome(row.outcome),
        batch=row.batch,
        brought=msgspec.json.decode(row.brought, type=Brought),
        kept=msgspec.json.decode(row.kept, type=dict[str, int]),
        size_bytes=row.bytes,
        reasons=msgspec.json.decode(row.reasons, type=tuple[Reason, ...]),
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _us(at: datetime | None) -> int | None:
    return None if at is None else to_microseconds(at)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)

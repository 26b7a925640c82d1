"""The rows of consumers, of what they fetched, and of what stands in lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from khien.exchange.consumers.rules import Choice, Consumer
from khien.exchange.releases.rules import OPEN_TO_PARTNER, TAKEN_BACK
from khien.exchange.rows import arrival, handling, release
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.tokens.rows import token
from khien.store import metadata
from khien.store.objects import Shelf
from khien.store.objects.reading import AnySelect
from khien.store.objects.rows import indicator_value, object_current, object_version
from khien.store.siblings import among, fetch, sibling

AT_ONCE: Final = 2_000  # versions in memory: with more of them, they leave the processor's own before they are used
KEPT_REPORTS = 20  # of one consumer and form

consumer = Table(
    "consumer",
    metadata,
    Column("name", String(80), ForeignKey("token.name"), primary_key=True),
    Column("forms", Text, nullable=False),  # JSON
    Column("choice", Text, nullable=False),  # JSON
    Column("made_us", BigInteger, nullable=False),
)
"""Who fetches lists; the token of the same name says until when, and of which partner."""

consumer_fetch = Table(
    "consumer_fetch",
    metadata,
    Column("consumer", String(80), primary_key=True),
    Column("form", String(20), primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("etag", String(80), nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column(
        "fetches", BigInteger, nullable=False
    ),  # that are noted: one a minute, and each new list
)
"""The last time that each list was fetched."""

list_report = Table(
    "list_report",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("consumer", String(80), nullable=False),  # empty: made by a command
    Column("form", String(20), nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("counts", Text, nullable=False),  # JSON: outcome -> how many
    Column("report", Text, nullable=False),  # JSON: by code, and the first items by name
    Index("ix_list_report_consumer", "consumer", "form", "at_us"),
)
"""What stood in each list that was made, and what was left out of it and why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The last fetch of one list."""

    consumer: str
    form: str
    at: datetime
    etag: str
    entries: int
    fetches: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every indicator when a list was made.

    `counts` is by outcome, and `codes` by code; `items` are the first that are no line as they are.
    """

    id: str
    consumer: str
    form: str
    serial: int
    at: datetime
    counts: Mapping[str, int]
    codes: Mapping[str, int]
    items: Sequence[Mapping[str, str]]


# ---- who


def add(tx: Connection, new: Consumer) -> None:
    """Write a new consumer, whose token is there."""
    tx.execute(
        insert(consumer).values(
            name=new.name,
            forms=json.dumps(new.forms),
            choice=msgspec.json.encode(new.choice).decode(),
            made_us=to_microseconds(new.made),
        )
    )


def find(tx: Connection, name: str) -> Consumer | None:
    """The consumer of that name, also one whose token is over."""
    row = tx.execute(_consumers().where(consumer.c.name == name)).one_or_none()
    return None if row is None else _consumer(row)


def every(tx: Connection) -> list[Consumer]:
    """All consumers, by name."""
    return [_consumer(row) for row in tx.execute(_consumers().order_by(consumer.c.name))]


def _consumers() -> Any:  # noqa: ANN401 -- SQLAlchemy's
    here = token.c
    columns = (here.partner, here.expires_us, here.revoked_us, here.last_used_us)
    return select(consumer, *columns).join(token, here.name == consumer.c.name)


def _consumer(row: Row[Any]) -> Consumer:
    return Consumer(
        name=row.name,
        partner=row.partner,
        forms=tuple(json.loads(row.forms)),
        choice=msgspec.json.decode(row.choice, type=Choice),
        made=from_microseconds(row.made_us),
        expires=_instant(row.expires_us),
        revoked=_instant(row.revoked_us),
        last_used=_instant(row.last_used_us),
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


# ---- what was fetched and made


def note_fetch(tx: Connection, new: Fetched) -> None:
    """Write when a list was fetched; `fetches` is counted here."""
    here = consumer_fetch.c
    which = (here.consumer == new.consumer) & (here.form == new.form)
    values = {"at_us": to_microseconds(new.at), "etag": new.etag, "entries": new.entries}
    changed = tx.execute(
        update(consumer_fetch).where(which).values(**values, fetches=here.fetches + 1)
    )
    if not changed.rowcount:
        first = {"consumer": new.consumer, "form": new.form, "fetches": 1}
        tx.execute(insert(consumer_fetch).values(**values, **first))


def fetches(tx: Connection) -> dict[tuple[str, str], Fetched]:
    """The last fetch of every list, by consumer and form."""
    return {
        (row.consumer, row.form): Fetched(
            row.consumer, row.form, from_microseconds(row.at_us), row.etag, row.entries, row.fetches
        )
        for row in tx.execute(select(consumer_fetch))
    }


def add_report(tx: Connection, new: Report) -> None:
    """Keep the report of a list; of one consumer and form only the newest stay."""
    here = list_report.c
    tx.execute(
        insert(list_report).values(
            id=new.id,
            consumer=new.consumer,
            form=new.form,
            serial=new.serial,
            at_us=to_microseconds(new.at),
            counts=json.dumps(new.counts),
            report=msgspec.json.encode({"codes": new.codes, "items": new.items}).decode(),
        )
    )
    which = (here.consumer == new.consumer) & (here.form == new.form)
    order = (here.at_us.desc(), here.id)
    kept = select(here.id).where(which).order_by(*order).limit(KEPT_REPORTS)
    tx.execute(delete(list_report).where(which, here.id.not_in(kept.scalar_subquery())))


def newest_report(tx: Connection, name: str, form: str) -> Report | None:
    """The report of the newest list of a consumer; of commands where the name is empty."""
    here = list_report.c
    query = select(list_report).where(here.consumer == name, here.form == form)
    row = tx.execute(query.order_by(here.at_us.desc(), here.id).limit(1)).first()
    if row is None:
        return None
    report = json.loads(row.report)
    return Report(
        row.id, row.consumer, row.form, row.serial, from_microseconds(row.at_us),
        json.loads(row.counts), report["codes"], report["items"],
    )  # fmt: skip


# ---- what stands in a list

Value: TypeAlias = tuple[int, int, str, str, int, int | None, ObjectId, str, int, bytes, int]
"""Number, place, kind, value, from, until, object, source, added, raw; and of a shelf, fresh."""
_BY_NUMBER: Final = itemgetter(0, 1)


def values(tx: Connection, shelf: Shelf | None) -> Iterator[Sequence[Value]]:
    """Every value of the indicators in force, by ascending number, in blocks; of a shelf, or of all.

    Of a shelf the last column is the place on it of what has not crossed yet, else 0.
    """
    question = _values(shelf.query if shelf else None)
    given = dict(shelf.values) if shelf else {}
    last = tx.execute(select(func.max(indicator_value.c.seq))).scalar() or 0
    for after in range(0, last, AT_ONCE):
        # The driver's rows: SQLAlchemy's cost as much as everything else that is done with them.
        some = fetch(tx, question, after=after, upto=after + AT_ONCE, **given)
        yield sorted(some, key=_BY_NUMBER)  # type: ignore[arg-type]


def values_at(tx: Connection, seq: int) -> Sequence[Value]:
    """The values of one version, where it is an indicator in force."""
    some = fetch(tx, _values(None), after=seq - 1, upto=seq)
    return sorted(some, key=_BY_NUMBER)  # type: ignore[arg-type]


@lru_cache
def _values(shelf: AnySelect | None) -> AnySelect:
    """A stretch of numbers: whatever a database knows or not of its tables, a block costs the same."""
    query, seqs = _of(shelf)
    return query.where(*(one for seq in seqs for one in _stretch(seq)))


def _of(shelf: AnySelect | None) -> tuple[AnySelect, list[ColumnElement[int]]]:
    """The values of all numbers, in no order, and the columns of numbers that are to be narrowed.

    Of a shelf a database would sort them with their objects; they come nearly as they are to go.
    """
    here, version = indicator_value.c, object_version.c
    columns: list[Any] = [here.seq, here.place, here.kind, here.value]
    columns += [here.valid_from_us, here.valid_until_us, here.object_id]
    columns += [version.source, version.added_us, version.raw]
    query = select(*columns).join(object_version, version.seq == here.seq)
    if shelf is None:
        return query, [here.seq]
    place = shelf.subquery("place").c
    on = (place.seq == here.seq) & (place.object_id == version.object_id)
    fresh = case((place.fresh, place.added_us), else_=0)
    return query.join(place.seq.table, on).add_columns(fresh), [here.seq, place.seq]


def claimed_often(tx: Connection) -> set[int]:
    """The hashes of the values that more than one version has, so that only those are asked about."""
    here = indicator_value.c
    often = select(here.value).group_by(here.value).having(func.min(here.seq) < func.max(here.seq))
    return {hash(value) for some in sibling(tx).in_lists(tx, often, AT_ONCE) for (value,) in some}


def shared(tx: Connection, texts: Sequence[str], shelf: Shelf | None) -> Sequence[Value]:
    """As `values`, of every version that has one of these texts, where more than one has it."""
    here = indicator_value.c
    often = select(here.value).where(among(tx, here.value, texts)).group_by(here.value)
    often = often.having(func.min(here.seq) < func.max(here.seq))
    values = tx.execute(often).scalars().all()
    if not values:
        return ()
    numbers = tx.execute(select(here.seq).where(among(tx, here.value, values)).distinct())
    several = sorted(numbers.scalars())
    query, seqs = _of(shelf.query if shelf else None)
    query = query.where(*(among(tx, seq, several) for seq in seqs))
    found = tx.execute(query, dict(shelf.values) if shelf else {})
    return sorted(map(tuple, found), key=_BY_NUMBER)


def _stretch(seq: ColumnElement[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return seq > bindparam("after"), seq <= bindparam("upto")


def valueless(tx: Connection, shelf: Shelf | None) -> Iterator[str]:
    """The ids of indicators in force that have nothing to stand in a list: Sigma, YARA and the like."""
    here = object_current.c
    has = select(indicator_value.c.seq).where(indicator_value.c.seq == here.seq).exists()
    yield from (object_id for object_id, _ in _indicators(tx, shelf, here.in_force, ~has))


def revoked(tx: Connection, shelf: Shelf | None) -> Iterator[tuple[str, bytes]]:
    """The indicators that are not in force any more, each with its object as it is kept.

    Of a partner's list those that it could once read: whatever became of the release, or of the agreement
    that it stood on, they may still stand in a list that it fetched. So also what was taken back from it.
    """
    if shelf is None:
        yield from _indicators(tx, None, object_current.c.in_force.is_(False))
        return
    here, object_id = object_current.c, object_version.c.object_id
    partner, once = shelf.values["partner"], release.c.released_us.is_not(None)
    # Not the bare partner: SQLite would walk along all that it was ever given, for each indicator.
    of_it = select(release.c.id).where(
        release.c.object_id == object_id, release.c.partner + "" == partner, once
    )
    yield from _indicators(tx, None, here.in_force.is_(False), of_it.exists())
    back = select(release.c.object_id).where(
        release.c.partner == partner,
        release.c.state.in_([one.value for one in TAKEN_BACK]),
        release.c.type == "indicator",
        once,
    )
    ids = list(dict.fromkeys(tx.execute(back).scalars()))
    still = of_it.where(release.c.state.in_([one.value for one in OPEN_TO_PARTNER])).exists()
    version = object_version.c
    query = select(object_id, version.raw).join(object_current, here.seq == version.seq)
    query = query.where(here.in_force, among(tx, object_id, ids), ~still).order_by(version.seq)
    for row in tx.execute(query) if ids else ():
        yield row.object_id, row.raw


def _indicators(
    tx: Connection, shelf: Shelf | None, *conditions: ColumnElement[bool]
) -> Iterator[tuple[str, bytes]]:
    """The present versions of indicators, by ascending number; of a shelf, or of all."""
    here, version = object_current.c, object_version.c
    query = select(version.object_id, version.raw).join(object_current, here.seq == version.seq)
    query = query.where(here.type == "indicator", *conditions)
    if shelf is not None:
        place = shelf.by_object.subquery("place")
        query = query.join(
            place, (place.c.seq == version.seq) & (place.c.object_id == version.object_id)
        )
    for row in tx.execute(query.order_by(version.seq), dict(shelf.values) if shelf else {}):
        yield row.object_id, row.raw


def stricter(tx: Connection) -> dict[int, int]:
    """The level that senders have since asked for, by the number of the version."""
    asked = {(row.object_id, row.modified): row.tlp for row in tx.execute(select(handling))}
    if not asked:  # a join reads every version there is, however few were asked for
        return {}
    here = object_version.c
    query = select(here.seq, here.object_id, here.modified)
    query = query.where(among(tx, here.object_id, list(dict.fromkeys(one for one, _ in asked))))
    places = ((row.seq, (row.object_id, row.modified)) for row in tx.execute(query))
    return {seq: asked[version] for seq, version in places if version in asked}


def arrived(tx: Connection, object_ids: Sequence[str]) -> dict[tuple[str, str], tuple[str, int]]:
    """Under which agreement and at which level each object first came in, by object and partner."""
    here = arrival.c
    query = select(here.object_id, here.partner, here.agreement, here.tlp, here.outcome)
    query = query.where(among(tx, here.object_id, object_ids))
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for row in tx.execute(query.order_by(here.at_us, here.id, here.partner)):
        if row.outcome == "accepted":
            found.setdefault((row.object_id, row.partner), (row.agreement, row.tlp))
    return found


# ---- whether a list is still what it was


def last_handling(tx: Connection) -> tuple[int, int]:
    """How many downgrades there are, and when the last one came."""
    row = tx.execute(select(func.count(), func.coalesce(func.max(handling.c.at_us), 0))).one()
    return int(row[0]), int(row[1])


def shelf_mark(tx: Connection, shelf: Shelf) -> str:
    """What changes whenever something comes onto a shelf or goes from it."""
    place = shelf.query.subquery("place")
    query = select(
        func.count(),
        func.coalesce(func.sum(place.c.seq), 0),
        func.coalesce(func.max(place.c.added_us), 0),
    )
    return "/".join(str(one) for one in tx.execute(query, dict(shelf.values)).one())

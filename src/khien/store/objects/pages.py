"""Pages of versions in the order in which they were added: what TAXII gives to a client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, and_, exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from khien.model.instants import parse_instant, to_microseconds
from khien.model.stix.times import exact_time
from khien.store.objects.reading import AnySelect, kept, kept_columns
from khien.store.objects.records import Page, Placed, Wish
from khien.store.objects.rows import object_version, withdrawn


def page(
    tx: Connection,
    wish: Wish,
    limit: int,
    cursor_us: int | None = None,
    shelf: AnySelect | None = None,
) -> Page:
    """The next versions that a client wishes for, ascending by the date added.

    Walking on with `next_us` gives everything once: what is added meanwhile has a later date, since
    writers take turns and no two dates are alike. Withdrawn versions are left out.

    Args:
        tx: an open transaction.
        wish: TAXII filters, joined by “and”; `added_after_us` itself is not included.
        limit: at most this many items, 1 or more.
        cursor_us: `next_us` of the page before.
        shelf: the versions to choose from, as a query with the columns `seq` (of `object_version`)
            and `added_us` (strictly ascending in the order of commits); by default all, dated when
            they came. What is first and last is decided among them.

    Raises:
        MalformedError: `versions` holds something other than a keyword or a STIX timestamp.

    Source: TAXII 2.1 §3.4, §5.5.
    """
    starts = [moment for moment in (wish.added_after_us, cursor_us) if moment is not None]
    columns = [column for column in kept_columns() if column.key != "added_us"]
    query = _query(columns, wish, max(starts, default=None), shelf).limit(limit + 1)
    items = tuple(kept(row) for row in tx.execute(query))
    return Page(items[:limit], len(items) > limit)


def placed(
    tx: Connection, wish: Wish, limit: int, shelf: AnySelect | None = None
) -> tuple[list[Placed], bool]:
    """The same as `page`, with no more of each version than a page of TAXII needs: several times faster.

    Returns:
        The versions, and whether more follow.
    """
    here = object_version.c
    columns = [here.object_id, here.modified, here.sha256, here.raw]
    query = _query(columns, wish, wish.added_after_us, shelf).limit(limit + 1)
    items = [Placed(*row) for row in tx.execute(query)]
    return items[:limit], len(items) > limit


def _query(
    columns: Sequence[ColumnElement[Any]],
    wish: Wish,
    start_us: int | None,
    shelf: AnySelect | None,
) -> AnySelect:
    place = object_version if shelf is None else shelf.subquery().alias()
    query = select(*columns, place.c.added_us).select_from(object_version)
    query = query.where(*_filters(wish, place, shelf), ~_is_withdrawn(object_version))
    if shelf is None:
        # Numbers and dates rise together, and the number is in every index.
        query = query.order_by(object_version.c.seq)
        return query if start_us is None else query.where(object_version.c.seq > _last(start_us))
    query = query.join(place, place.c.seq == object_version.c.seq).order_by(place.c.added_us)
    return query if start_us is None else query.where(place.c.added_us > start_us)


def _last(at_us: int) -> ColumnElement[int]:
    """The number of the last version that was added by then, or 0."""
    here = object_version.alias().c
    found = select(here.seq).where(here.added_us <= at_us).order_by(here.added_us.desc()).limit(1)
    return func.coalesce(found.scalar_subquery(), 0)


def _filters(wish: Wish, place: FromClause, shelf: AnySelect | None) -> list[ColumnElement[bool]]:
    column = object_version.c
    asked = (
        (column.object_id, wish.ids),
        (column.type, wish.types),
        (column.spec_version, wish.spec_versions),
    )
    found: list[ColumnElement[bool]] = [field.in_(values) for field, values in asked if values]
    if "all" not in wish.versions:
        found.append(or_(*(_is_version(name, place, shelf) for name in wish.versions)))
    return found


def _is_version(name: str, place: FromClause, shelf: AnySelect | None) -> ColumnElement[bool]:
    if name in ("first", "last"):
        return ~_has_other(name, shelf)
    moment = to_microseconds(parse_instant(name, "match[version]"))
    column = object_version.c
    # What STIX does not version is named by `created`, or else by the date added (TAXII 2.1 §3.4.1).
    return or_(
        column.modified_key == exact_time(name),
        and_(column.modified_key == "", column.modified == name),
        and_(column.modified == "", place.c.added_us == moment),
    )


def _has_other(name: str, shelf: AnySelect | None) -> ColumnElement[bool]:
    here, other = object_version.c, object_version.alias()
    beyond = (
        other.c.modified_key > here.modified_key
        if name == "last"
        else other.c.modified_key < here.modified_key
    )
    same = and_(other.c.modified_key == here.modified_key, other.c.seq < here.seq)
    query = select(other.c.seq).where(
        other.c.object_id == here.object_id, or_(beyond, same), ~_is_withdrawn(other)
    )
    if shelf is not None:
        place = shelf.subquery().alias()
        query = query.join(place, place.c.seq == other.c.seq)
    return query.correlate(object_version).exists()


def _is_withdrawn(version: FromClause) -> ColumnElement[bool]:
    return exists().where(
        withdrawn.c.object_id == version.c.object_id,
        or_(withdrawn.c.modified_key == "", withdrawn.c.modified_key == version.c.modified_key),
    )

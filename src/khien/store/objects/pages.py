"""Pages of versions in the order in which they were added: what TAXII gives to a client."""

from __future__ import annotations

from sqlalchemy import Connection, FromClause, and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from khien.model.instants import parse_instant, to_microseconds
from khien.model.stix.times import exact_time
from khien.store.objects.reading import AnySelect, kept, kept_columns
from khien.store.objects.records import Page, Wish
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
    place = _shelf(shelf)
    conditions = [*_filters(wish, place, shelf), ~_is_withdrawn(object_version)]
    starts = [moment for moment in (wish.added_after_us, cursor_us) if moment is not None]
    if starts:
        conditions.append(place.c.added_us > max(starts))
    columns = [column for column in kept_columns() if column.key != "added_us"]
    query = (
        select(*columns, place.c.added_us)
        .join(place, place.c.seq == object_version.c.seq)
        .where(*conditions)
        .order_by(place.c.added_us)
        .limit(limit + 1)
    )
    items = tuple(kept(row) for row in tx.execute(query))
    return Page(items[:limit], len(items) > limit)


def _shelf(shelf: AnySelect | None) -> FromClause:
    if shelf is not None:
        return shelf.subquery().alias()
    return object_version.alias()


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
    here, other, place = object_version.c, object_version.alias(), _shelf(shelf)
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
        query = query.join(place, place.c.seq == other.c.seq)
    return query.correlate(object_version).exists()


def _is_withdrawn(version: FromClause) -> ColumnElement[bool]:
    return exists().where(
        withdrawn.c.object_id == version.c.object_id,
        or_(withdrawn.c.modified_key == "", withdrawn.c.modified_key == version.c.modified_key),
    )

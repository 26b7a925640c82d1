"""Pages of versions in the order in which they were added: what TAXII gives to a client.

A page costs the same wherever it begins and however much there is: it walks along an index from its
first version on, and asks of each no more than what is written beside it. Questions of one shape are put
into SQL once; after that the driver gets the same text with other values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Dialect,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from khien.model.instants import parse_instant, to_microseconds
from khien.model.stix.times import exact_time
from khien.store.objects.reading import AnySelect, kept, kept_columns
from khien.store.objects.records import Bodies, Page, Placed, Wish
from khien.store.objects.rows import object_current, object_version, withdrawn
from khien.store.siblings import sibling

KEYWORDS: Final = ("first", "last", "all")
QUESTIONS: Final = 256  # shapes of questions whose SQL is kept
MERGED: Final = 16  # types in a question that are each walked along; SQLite joins no more than 500


_Queries: TypeAlias = tuple[AnySelect, AnySelect]
_Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Versions to choose from that are not simply all.

    Attributes:
        query: has the columns `seq`, `object_id` and `type` (of `object_version`), `added_us` (strictly
            ascending in the order of commits) and `fresh` (true for what `Bodies.fresh` names), and
            parameters instead of values.
        values: what stands for its parameters.
        by_object: the same versions, asked for so that the database begins at the object and not at
            the beginning of the shelf, whatever it knows or does not know about its tables.
    """

    query: AnySelect
    values: Mapping[str, object]
    by_object: AnySelect

    @property
    def queries(self) -> _Queries:
        """What makes the SQL of a question about this shelf."""
        return self.query, self.by_object


def page(
    tx: Connection,
    wish: Wish,
    limit: int,
    cursor_us: int | None = None,
    shelf: Shelf | None = None,
) -> Page:
    """The next versions that a client wishes for, ascending by the date added.

    Walking on with `next_us` gives everything once: what is added meanwhile has a later date, since
    writers take turns and no two dates are alike. Withdrawn versions are left out.

    Args:
        tx: an open transaction.
        wish: TAXII filters, joined by “and”; `added_after_us` itself is not included.
        limit: at most this many items, 1 or more.
        cursor_us: `next_us` of the page before.
        shelf: the versions to choose from; by default all, dated when they came. What is first and
            last is decided among them.

    Raises:
        MalformedError: `versions` holds something other than a keyword or a STIX timestamp.

    Source: TAXII 2.1 §3.4, §5.5.
    """
    starts = [moment for moment in (wish.added_after_us, cursor_us) if moment is not None]
    asked = _Asked.of(wish, max(starts, default=None), limit, shelf)
    query = _query(_WHOLE, asked.shape, shelf.queries if shelf else None)
    items = tuple(kept(row) for row in tx.execute(query, asked.values))
    return Page(items[:limit], len(items) > limit)


def placed(
    tx: Connection, wish: Wish, limit: int, shelf: Shelf | None = None
) -> tuple[list[Placed], bool]:
    """The same as `page`, with what a manifest says of each version, and nothing more.

    Returns:
        The versions, and whether more follow.
    """
    items = [Placed(*row[:4]) for row in _rows(tx, _NAMES, wish, limit, shelf)]
    return items[:limit], len(items) > limit


def bodies(tx: Connection, wish: Wish, limit: int, shelf: Shelf | None = None) -> Bodies:
    """The same as `page`: the bytes of each version, and when it was added."""
    rows = _rows(tx, _BYTES, wish, limit, shelf)
    raws, dates, fresh, _ = zip(*rows[:limit], strict=True) if rows else ((),) * 4
    marked = [date for date, is_fresh in zip(dates, fresh, strict=True) if is_fresh]
    return Bodies(raws, dates, len(rows) > limit, marked)


_Columns = tuple[str, ...]
_WHOLE: Final[_Columns] = ()
_NAMES: Final[_Columns] = ("object_id", "modified", "sha256")
_BYTES: Final[_Columns] = ("raw",)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes the SQL of one question differ from that of another; the values do not."""

    starts: bool
    ids: int
    types: int
    spec_versions: int
    keywords: tuple[str, ...]
    exact: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: its shape, and its values by the names of the parameters."""

    shape: _Shape
    values: dict[str, object]

    @classmethod
    def of(cls, wish: Wish, start_us: int | None, limit: int, shelf: Shelf | None) -> _Asked:
        values: dict[str, object] = {"most": limit + 1, **(shelf.values if shelf else {})}
        if start_us is not None:
            values["start_us"] = start_us
        keywords = tuple(name for name in KEYWORDS if name in wish.versions)
        exact = [name for name in wish.versions if name not in KEYWORDS]
        for number, name in enumerate(exact):
            moment = to_microseconds(parse_instant(name, "match[version]"))
            values |= {f"key_{number}": exact_time(name), f"name_{number}": name}
            values[f"moment_{number}"] = moment
        types = tuple(dict.fromkeys(wish.types))
        lists = {"of_id": wish.ids, "of_type": types, "of_spec": wish.spec_versions}
        for kind, given in lists.items():
            values |= {f"{kind}_{number}": value for number, value in enumerate(given)}
        shape = _Shape(
            starts=start_us is not None,
            ids=len(wish.ids),
            types=len(types),
            spec_versions=len(wish.spec_versions),
            keywords=keywords,
            exact=len(exact),
        )
        return cls(shape, values)


def _rows(
    tx: Connection, columns: _Columns, wish: Wish, limit: int, shelf: Shelf | None
) -> Sequence[Sequence[Any]]:
    asked = _Asked.of(wish, wish.added_after_us, limit, shelf)
    text, names, constants = _text(
        tx.dialect, columns, asked.shape, shelf.queries if shelf else None
    )
    values = constants | asked.values
    given = values if names is None else tuple(values[name] for name in names)
    return sibling(tx).fetch(tx, text, given)


@lru_cache(QUESTIONS)
def _text(
    dialect: Dialect, columns: _Columns, shape: _Shape, shelf: _Queries | None
) -> tuple[str, Sequence[str] | None, dict[str, object]]:
    """The SQL of a question, the order of its parameters if the driver counts them, and constants in it."""
    compiled = _query(columns, shape, shelf).compile(dialect=dialect)
    return str(compiled), compiled.positiontup, dict(compiled.params)


@lru_cache(QUESTIONS)
def _query(columns: _Columns, shape: _Shape, shelf: _Queries | None) -> _Query:
    if not _is_merged(shape):
        return _run(columns, shape, shelf).order_by(literal_column("turn")).limit(bindparam("most"))
    # Each type is walked along in an index of its own, and the database merges what it meets.
    runs = [_run(columns, shape, shelf, number) for number in range(shape.types)]
    merged: _Query = union_all(*runs) if len(runs) > 1 else runs[0]
    return merged.order_by(literal_column("turn")).limit(bindparam("most"))


def _is_merged(shape: _Shape) -> bool:
    return not shape.ids and 0 < shape.types <= MERGED


def _run(
    columns: _Columns, shape: _Shape, shelf: _Queries | None, of_type: int | None = None
) -> AnySelect:
    """Everything that is wished for, of one type or of all; `turn` is the order."""
    here, version = object_version.c, object_version
    place: FromClause = version
    if shelf is not None:
        place = shelf[bool(shape.ids)].subquery("place")
    wanted: list[ColumnElement[Any]] = [here[name] for name in columns]
    wanted = wanted or [c for c in kept_columns() if c.key != "added_us"]
    wanted.append(place.c.added_us)
    if columns == _BYTES:
        wanted.append(literal_column("0") if shelf is None else place.c.fresh)
    # Numbers and dates rise together, and the number is in every index.
    turn = here.seq if shelf is None else place.c.added_us
    query = select(*wanted, turn.label("turn")).select_from(version)
    query = query.where(*_filters(shape, place, shelf))
    if of_type is not None:
        query = query.where(place.c.type == bindparam(f"of_type_{of_type}"))
    if shelf is None:
        return query.where(*_from_start(shape))
    query = query.join(place, and_(place.c.seq == here.seq, place.c.object_id == here.object_id))
    return query.where(place.c.added_us > bindparam("start_us")) if shape.starts else query


def _from_start(shape: _Shape) -> list[ColumnElement[bool]]:
    if not shape.starts:
        return []
    here = object_version.alias().c
    reached = here.added_us <= bindparam("start_us")
    last = select(here.seq).where(reached).order_by(here.added_us.desc()).limit(1)
    return [object_version.c.seq > func.coalesce(last.scalar_subquery(), 0)]


def _filters(shape: _Shape, place: FromClause, shelf: _Queries | None) -> list[ColumnElement[bool]]:
    column = object_version.c
    # No bare column: the page walks along the shelf or the objects asked for, not along every type.
    asked = (
        (column.object_id, "of_id", shape.ids),
        (column.type + "", "of_type", 0 if _is_merged(shape) else shape.types),
        (column.spec_version, "of_spec", shape.spec_versions),
    )
    found: list[ColumnElement[bool]] = [
        field.in_([_text_value(f"{kind}_{number}") for number in range(count)])
        for field, kind, count in asked
        if count
    ]
    in_use, in_force = ~_is_withdrawn(object_version), _is_in_force()
    kinds = [_is_exact(number, place) for number in range(shape.exact)]
    kinds += [~_has_other(name, shelf) for name in ("first", "last") if name in shape.keywords]
    if "all" in shape.keywords:
        return [*found, or_(in_force, in_use)]
    # The object's current version, while it is in force, has nothing beyond it on any shelf.
    quick = [in_force] if "last" in shape.keywords else []
    return [*found, or_(*quick, and_(in_use, or_(*kinds)))]


def _text_value(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


def _is_exact(number: int, place: FromClause) -> ColumnElement[bool]:
    column = object_version.c
    # What STIX does not version is named by `created`, or else by the date added (TAXII 2.1 §3.4.1).
    return or_(
        column.modified_key == bindparam(f"key_{number}"),
        and_(column.modified_key == "", column.modified == bindparam(f"name_{number}")),
        and_(column.modified == "", place.c.added_us == bindparam(f"moment_{number}")),
    )


def _is_in_force() -> ColumnElement[bool]:
    here = object_current.c
    return exists().where(here.seq == object_version.c.seq, here.in_force)


def _has_other(name: str, shelf: _Queries | None) -> ColumnElement[bool]:
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
        place = shelf[True].subquery().alias()
        both = and_(place.c.seq == other.c.seq, place.c.object_id == other.c.object_id)
        query = query.join(place, both)
    return query.correlate(object_version).exists()


def _is_withdrawn(version: FromClause) -> ColumnElement[bool]:
    return exists().where(
        withdrawn.c.object_id == version.c.object_id,
        or_(withdrawn.c.modified_key == "", withdrawn.c.modified_key == version.c.modified_key),
    )

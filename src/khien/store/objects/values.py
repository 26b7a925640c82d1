"""Read the values that indicators in force look for: one by one, of some objects, or all at once for an index."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from sqlalchemy import Connection, func, select

from khien.model.ids import ObjectId
from khien.store.objects import readmodel
from khien.store.objects.reading import FEW, TLPS, AnySelect
from khien.store.objects.readmodel import AnyRow, chunks
from khien.store.objects.records import IndicatorRow
from khien.store.objects.rows import indicator_value, object_version
from khien.store.siblings import among, sibling

STRETCH: Final = 4_000  # numbers that are worth a question of their own


def by_value(tx: Connection, kind: str, value: str) -> list[IndicatorRow]:
    """Indicators in force that look for this value, normalised as `model.patterns` does."""
    found = indicator_value.c
    query = _values().where(found.value == value, found.kind == kind)
    return [_value(row) for row in tx.execute(query)]


def indicator_rows(
    tx: Connection, object_ids: Iterable[ObjectId] | None = None
) -> Iterator[IndicatorRow]:
    """Every value of the indicators in force; of these objects, or of all.

    An object that is absent from the answer has nothing to look for: revoked, withdrawn, or no
    value that can be compared.
    """
    if object_ids is None:
        with tx.execute(_values().execution_options(yield_per=FEW)) as rows:
            yield from map(_value, rows)
        return
    for ids in chunks(object_ids):
        wanted = among(tx, indicator_value.c.seq, readmodel.numbers(tx, ids))
        yield from map(_value, tx.execute(_values().where(wanted)))


InForce: TypeAlias = tuple[ObjectId, int, str, str, int, int | None]
"""A value of an indicator in force: whose, of which version, its kind, the value, from when, until when."""


def values_in_force(tx: Connection, object_ids: Iterable[ObjectId]) -> Iterator[InForce]:
    """What `indicator_rows` gives, without what only people ask for."""
    found = indicator_value.c
    for ids in chunks(object_ids):
        wanted = among(tx, found.seq, readmodel.numbers(tx, ids))
        yield from tx.execute(_IN_FORCE.where(wanted)).all()


def count_in_force(tx: Connection) -> int:
    """How many values of indicators are in force."""
    return tx.execute(select(func.count()).select_from(indicator_value)).scalar_one()


def all_values_in_force(tx: Connection) -> Iterator[list[InForce]]:
    """All of them, in lists of some; those of one indicator are in one list, one behind the other."""
    left: list[InForce] = []
    for some in sibling(tx).in_lists(tx, _IN_FORCE, FEW):
        together: list[InForce] = [*left, *some]
        last = len(together)
        while last and together[last - 1][0] == together[-1][0]:
            last -= 1
        left = together[last:]
        yield together[:last]
    yield left


InForceColumns: TypeAlias = tuple[
    Sequence[ObjectId],
    Sequence[int],
    Sequence[str],
    Sequence[str],
    Sequence[int],
    Sequence[int | None],
]
"""Values of indicators in force, column by column."""


def columns_in_force(tx: Connection) -> Generator[InForceColumns]:
    """What `all_values_in_force` gives, column by column; close it before anything else is asked in the transaction."""
    yield from sibling(tx).in_columns(tx, _IN_FORCE, indicator_value.c.seq, STRETCH)  # type: ignore[misc]


_IN_FORCE = select(
    indicator_value.c.object_id,
    indicator_value.c.seq,
    indicator_value.c.kind,
    indicator_value.c.value,
    indicator_value.c.valid_from_us,
    indicator_value.c.valid_until_us,
).order_by(indicator_value.c.seq, indicator_value.c.place)


def _values() -> AnySelect:
    here = object_version.c
    return (
        select(indicator_value, here.source, here.tlp)
        .join(object_version, here.seq == indicator_value.c.seq)
        .order_by(indicator_value.c.seq, indicator_value.c.place)
    )


def _value(row: AnyRow) -> IndicatorRow:
    return IndicatorRow(
        object_id=row.object_id,
        seq=row.seq,
        kind=row.kind,
        value=row.value,
        valid_from_us=row.valid_from_us,
        valid_until_us=row.valid_until_us,
        source=row.source,
        tlp=TLPS[row.tlp],
    )

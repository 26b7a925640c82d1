"""Pages for TAXII: the filters, the order, and that walking loses nothing and repeats nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    bindparam,
    insert,
    literal,
    select,
)

from khien.model.errors import MalformedError
from khien.model.instants import to_microseconds
from khien.model.stix import Version
from khien.store import Store, objects
from khien.store.objects import Shelf, Wish
from khien.store.objects.rows import object_version
from tests.store.fresh import fresh_store
from tests.store.samples import NOW, add, at, definition, domain, indicator, object_id, thing

START = to_microseconds(NOW)


def _seqs(tx: Connection, wish: Wish, limit: int = 100, cursor: int | None = None) -> list[int]:
    return [one.seq for one in objects.page(tx, wish, limit, cursor).items]


@pytest.fixture
def filled(store: Store) -> Store:
    """Seq 1-3: an indicator's second, first and third version; 4 another; 5 a STIX 2.0 tool; 6, 7 others."""
    old = thing("tool", 1, spec_version="2.0")
    with store.write() as tx:
        add(tx, indicator(1, 2), indicator(1, 1), indicator(1, 3), indicator(2))
        add(tx, old, domain(1), definition(9, "red", created=at(7)), number=2)
    return store


@pytest.mark.parametrize(
    ("wish", "seqs"),
    [
        (Wish(), [3, 4, 5, 6, 7]),
        (Wish(versions=("all",)), [1, 2, 3, 4, 5, 6, 7]),
        (Wish(versions=("first",)), [2, 4, 5, 6, 7]),
        (Wish(versions=("first", "last")), [2, 3, 4, 5, 6, 7]),
        (Wish(versions=(at(2),)), [1]),
        (Wish(versions=("2026-01-02T00:00:00Z", "first"), ids=(indicator(1).id,)), [1, 2]),
        (Wish(versions=(at(7),)), [7]),
        (Wish(versions=("2026-05-01T08:00:00.000005Z",)), [6]),
        (Wish(versions=(at(9),)), []),
        (Wish(types=("tool", "domain-name")), [5, 6]),
        (Wish(spec_versions=("2.0",)), [5]),
        (Wish(spec_versions=("2.1",), types=("tool",)), []),
        (Wish(ids=(indicator(2).id, domain(1).id)), [4, 6]),
        (Wish(added_after_us=START + 3), [5, 6, 7]),
        (Wish(added_after_us=START + 6), []),
    ],
    ids=str,
)
def test_filters(filled: Store, wish: Wish, seqs: list[int]) -> None:
    """Each filter narrows; what is named twice is given once; the date itself is not included."""
    with filled.read() as tx:
        assert _seqs(tx, wish) == seqs


@pytest.mark.parametrize("name", ["latest", "2026-01-01", ""])
def test_an_unknown_version_is_an_error(filled: Store, name: str) -> None:
    """A filter that cannot be read is refused, not ignored."""
    with filled.read() as tx, pytest.raises(MalformedError, match="match"):
        objects.page(tx, Wish(versions=(name,)), 10)


def test_a_page_says_whether_more_follow(filled: Store) -> None:
    """The cursor of a page leads to the next; the last one, full or not, says so."""
    with filled.read() as tx:
        first = objects.page(tx, Wish(), 2)
        second = objects.page(tx, Wish(), 3, first.next_us)
        empty = objects.page(tx, Wish(), 3, second.next_us)

    assert ([one.seq for one in first.items], first.more) == ([3, 4], True)
    assert ([one.seq for one in second.items], second.more) == ([5, 6, 7], False)
    assert (empty.items, empty.more, empty.next_us) == ((), False, None)


def test_the_later_of_cursor_and_date_counts(filled: Store) -> None:
    """A cursor never leads back before `added_after`."""
    with filled.read() as tx:
        assert _seqs(tx, Wish(added_after_us=START + 4), cursor=START) == [6, 7]
        assert _seqs(tx, Wish(added_after_us=START), cursor=START + 5) == [7]


def test_withdrawn_versions_are_not_given(filled: Store) -> None:
    """Neither they, nor the whole object, nor do they hide another version from `first`."""
    with filled.write() as tx:
        objects.withdraw(tx, object_id("indicator", 1), at(1), "recalled", NOW)
        objects.withdraw(tx, object_id("indicator", 2), None, "recalled", NOW)

        assert _seqs(tx, Wish(versions=("all",))) == [1, 3, 5, 6, 7]
        assert _seqs(tx, Wish(versions=("first",))) == [1, 5, 6, 7]


def test_of_conflicting_versions_the_first_is_last(store: Store) -> None:
    """`last` gives one version of each object, even where two claim one moment."""
    with store.write() as tx:
        add(tx, indicator(1), indicator(1, name="other"))

        assert _seqs(tx, Wish()) == _seqs(tx, Wish(versions=("first",))) == [1]
        assert _seqs(tx, Wish(versions=(at(1),))) == [1, 2]


def test_a_shelf_has_its_own_order_and_its_own_last(filled: Store) -> None:
    """Versions that were released to somebody are dated by that, and only they decide what is last."""
    put = Table("shelf", MetaData(), Column("seq", Integer), Column("put_us", BigInteger))
    with filled.write() as tx:
        put.create(tx)
        tx.execute(insert(put), [{"seq": seq, "put_us": 10 + n} for n, seq in enumerate((5, 2, 1))])
        query = select(
            put.c.seq,
            object_version.c.object_id,
            object_version.c.type,
            put.c.put_us.label("added_us"),
            (put.c.put_us == bindparam("new")).label("fresh"),
        ).join(object_version, object_version.c.seq == put.c.seq)
        shelf = Shelf(query, {"new": 12}, query)

        page = objects.page(tx, Wish(), 10, shelf=shelf)
        every = objects.page(tx, Wish(versions=("all",)), 2, cursor_us=10, shelf=shelf)
        fresh = objects.bodies(tx, Wish(), 10, shelf).fresh

    assert [(one.seq, one.added_us) for one in page.items] == [(5, 10), (1, 12)]
    assert [one.seq for one in every.items] == [2, 1]
    assert fresh == [12]


def _walk(store: Store, waiting: list[list[Version]], limit: int) -> list[int]:
    """What a client sees that reads one page after each batch that others add, and on to the end."""
    seen: list[int] = []
    cursor, more, number = None, True, 0
    while more or number < len(waiting):
        with store.write() as tx:
            add(tx, *(waiting[number] if number < len(waiting) else ()), number=number)
        with store.read() as tx:
            page = objects.page(tx, Wish(versions=("all",)), limit, cursor)
        cursor, more, number = page.next_us or cursor, page.more, number + 1
        seen += [one.seq for one in page.items]
    return seen


BATCHES = st.lists(
    st.lists(st.builds(indicator, st.integers(1, 4), st.integers(1, 3)), max_size=4), max_size=6
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.usefixtures("database")
@given(BATCHES, st.integers(1, 4))
def test_walking_loses_nothing_and_repeats_nothing(
    waiting: list[list[Version]], limit: int
) -> None:
    """While others keep adding between the pages, a client sees every version exactly once, in order."""
    with TemporaryDirectory() as folder:
        store = fresh_store(Path(folder))
        seen = _walk(store, waiting, limit)
        with store.read() as tx:
            total = objects.counts(tx).versions
        store.close()

    assert seen == list(range(1, total + 1))


@pytest.mark.parametrize(
    "asked",
    [
        Wish(versions=("all",)),
        Wish(),
        Wish(versions=("first",)),
        Wish(types=("tool", "domain-name", "indicator")),
        Wish(ids=(indicator(1).id, domain(1).id), versions=("first", at(2))),
        Wish(spec_versions=("2.0", "2.1"), types=("tool",)),
    ],
    ids=str,
)
@pytest.mark.parametrize("on_a_shelf", [False, True])
def test_a_bare_page_is_the_same_page(filled: Store, asked: Wish, on_a_shelf: bool) -> None:
    """What TAXII gives out is the same as `page` finds, on every shelf and from every point."""
    here = object_version.c
    query = select(here.seq, here.object_id, here.type, here.added_us, literal(0).label("fresh"))
    query = query.where(here.seq > 1)
    place = Shelf(query, {}, query) if on_a_shelf else None
    with filled.read() as tx:
        dates = [one.added_us for one in objects.page(tx, Wish(versions=("all",)), 99).items]
        for after in (None, 0, *dates):
            wish = replace(asked, added_after_us=after)
            whole = objects.page(tx, wish, 2, shelf=place)
            bare, more = objects.placed(tx, wish, 2, place)
            bodies = objects.bodies(tx, wish, 2, place)
            assert [(b.object_id, b.sha256, b.taxii_version, b.added_us) for b in bare] == [
                (k.object_id, k.sha256, k.taxii_version, k.added_us) for k in whole.items
            ]
            assert list(zip(bodies.raws, bodies.added_us, strict=True)) == [
                (k.raw, k.added_us) for k in whole.items
            ]
            assert more is bodies.more is whole.more
            assert list(bodies.fresh) == []


TYPES = ("tool", "domain-name", "indicator")


@pytest.mark.parametrize(
    "types", [("tool",), TYPES[1:], (*TYPES, "tool"), (*TYPES[:2], *(f"x-{n}" for n in range(20)))]
)
@pytest.mark.parametrize("on_a_shelf", [False, True])
def test_types_are_what_is_left_of_all(
    filled: Store, types: tuple[str, ...], on_a_shelf: bool
) -> None:
    """One type, several, one twice or very many: each version of these types once, in the order of all."""
    here = object_version.c
    query = select(here.seq, here.object_id, here.type, here.added_us, literal(0).label("fresh"))
    place = Shelf(query, {}, query) if on_a_shelf else None
    with filled.read() as tx:
        every = objects.page(tx, Wish(versions=("all",)), 99, shelf=place).items
        found = objects.page(tx, Wish(types=types, versions=("all",)), 99, shelf=place).items

    assert [one.seq for one in found] == [one.seq for one in every if one.type in types]
    assert found

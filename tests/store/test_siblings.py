"""What both databases do for many rows at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from khien.store import Store
from khien.store.failures import DatabaseDiskError
from khien.store.objects.rows import import_batch, withdrawn
from khien.store.siblings import among, pour

NAMES = ("object_id", "modified_key", "reason", "modified", "at_us")
COUNTS = [0, 1, 3, 2_500]


@pytest.mark.parametrize("count", COUNTS)
def test_rows_are_poured_in_as_they_are(store: Store, count: int) -> None:
    """None, few or many: what comes out is what went in, marks and line ends too."""
    rows = [(f"đà nẵng\t{n}\\\n", "", "recalled", "", n) for n in range(count)]

    with store.write() as tx:
        pour(tx, withdrawn, NAMES, rows)

    with store.read() as tx:
        found = tx.execute(
            select(*(withdrawn.c[name] for name in NAMES)).order_by(withdrawn.c.at_us)
        )
        assert [tuple(row) for row in found] == rows


def test_what_no_text_can_hold_is_shown_as_that(store: Store) -> None:
    """A NUL is kept by SQLite and shown by PostgreSQL; on neither is it an error."""
    with store.write() as tx:
        pour(tx, withdrawn, NAMES, [(f"a\0{n}", "", "recalled", "", n) for n in range(20)])

    with store.read() as tx:
        first = tx.execute(select(withdrawn.c.object_id).where(withdrawn.c.at_us == 0)).scalar_one()
    assert first in {"a\x000", "a\ufffd0"}


@pytest.mark.parametrize("wanted", [[], ["one"], ["one", "two", "no'body\"", "x" * 40_000]])
def test_some_of_many_are_found(store: Store, wanted: list[str]) -> None:
    """Those that are here, whatever else is asked for, and nothing when nothing is asked."""
    with store.write() as tx:
        pour(
            tx, withdrawn, NAMES, [(name, "", "r", "", n) for n, name in enumerate(["one", "two"])]
        )

    with store.read() as tx:
        query = select(withdrawn.c.object_id).where(among(tx, withdrawn.c.object_id, wanted))
        assert set(tx.execute(query).scalars()) == {"one", "two"} & set(wanted)


def test_numbers_may_be_many(store: Store) -> None:
    """More than either database takes as parameters of one statement."""
    rows = [(f"b{n}", "", "", "", n, "{}", "{}") for n in range(10)]
    names = ("id", "name", "source", "author", "at_us", "counts", "report")

    with store.write() as tx:
        pour(tx, import_batch, names, rows)
        query = select(import_batch.c.id).where(among(tx, import_batch.c.at_us, range(70_000)))
        assert len(tx.execute(query).all()) == 10


@pytest.mark.only_on("sqlite")
def test_one_work_is_done_by_one_process(database: str, tmp_path: Path) -> None:
    """Whoever opens the same file, a command beside the server too, is told that it is being done."""
    store, other = (Store.sqlite(tmp_path / "khien.sqlite") for _ in range(2))
    with store.alone("feed a") as first:
        with store.alone("feed a") as again, other.alone("feed a") as there:
            assert (database, first, again, there) == ("sqlite", True, False, False)
        with other.alone("feed b") as elsewhere:
            assert elsewhere
    with other.alone("feed a") as there:
        assert there
    store.close()
    other.close()


@pytest.mark.only_on("sqlite")
def test_a_lock_that_cannot_be_made_is_a_fault_of_the_disk(database: str, tmp_path: Path) -> None:
    """It names the fault; the work is not begun."""
    store = Store.sqlite(tmp_path / f"khien.{database}")
    (tmp_path / "khien.sqlite-locks").write_text("a file in the way")
    with pytest.raises(DatabaseDiskError), store.alone("feed a"):
        pytest.fail("not alone")
    store.close()

"""A copy of a database is the whole of it, or it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from khien.exchange.outbox.rows import Kind, put, waiting
from khien.exchange.rows import outbox
from khien.ledger import Ledger
from khien.model.words import say
from khien.store import Store, moving, objects
from khien.store.moving import CopyDiffersError, NotEmptyError, copy_everything, extent, verify_copy
from khien.store.objects.rows import import_batch, object_version, withdrawn
from khien.store.schema import migrate, newest_revision, revision
from tests.ledger.nodes import VN_KEY, VN_ORIGIN, entry
from tests.store.fresh import empty_store
from tests.store.objects.test_readmodel import fill, picture
from tests.store.samples import NOW, add, indicator, object_id

LEDGER = Ledger(VN_ORIGIN, VN_KEY)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    """A SQLite file with objects, a ledger and an outbox."""
    store = Store.sqlite(tmp_path / "source.db")
    migrate(store)
    with store.write() as tx:
        fill(tx)
        put(tx, Kind.OBJECT, [("a", f"s{number}", "") for number in range(9)], NOW)
        LEDGER.append(tx, [entry(number) for number in range(700)], NOW)
    yield store
    store.close()


@pytest.fixture
def target(tmp_path: Path, database: str) -> Iterator[Store]:
    """An empty database of either kind."""
    del database
    store = empty_store(tmp_path, "target.db")
    yield store
    store.close()


def test_everything_is_the_same_in_the_other_database(source: Store, target: Store) -> None:
    """Rows, search, ledger and numbers; the source is as it was."""
    with source.write() as tx:
        before = picture(tx)
        copied = copy_everything(tx, target)
    with target.write() as tx:
        versions = verify_copy(tx, copied)
        assert revision(tx) == newest_revision()
        assert picture(tx) == before
        assert [one.object_id for one in objects.search(tx, "lua")]
        assert LEDGER.verify(tx).size == 700
        assert objects.by_value(tx, "domain", "bad1.example.com")
        put(tx, Kind.OBJECT, [("a", "after", "")], NOW)
        assert tx.execute(select(outbox.c.seq).order_by(outbox.c.seq.desc())).scalar() == 10
        assert waiting(tx) == {"a": 10}
    with source.read() as tx:
        assert picture(tx) == before
        assert versions == objects.counts(tx).versions > 0
        assert waiting(tx) == {"a": 9}


def test_and_back_again(source: Store, target: Store, tmp_path: Path) -> None:
    """The way back gives the same rows, value for value."""
    last = Store.sqlite(tmp_path / "back.db")
    with source.write() as tx:
        there = copy_everything(tx, target)
    with target.write() as tx:
        back = copy_everything(tx, last)
    with last.read() as tx:
        verify_copy(tx, back)
        assert [one.object_id for one in objects.search(tx, "lua")]
    last.close()

    assert back == there
    assert there["ledger_leaf"].rows == 700


def test_a_target_with_something_in_it_is_refused(source: Store, target: Store) -> None:
    """Two nodes are never poured together; empty tables are no obstacle."""
    migrate(target)
    with target.write() as tx:
        add(tx, indicator(1))

    with pytest.raises(NotEmptyError) as refused, source.write() as tx:
        copy_everything(tx, target)

    assert say(refused.value.code, "vi", refused.value.facts)
    with target.read() as tx:
        assert objects.counts(tx).versions == 1


def test_a_database_of_somebody_else_is_refused(source: Store, target: Store) -> None:
    """A table that is not ours is left alone, though it is empty; nothing is made beside it."""
    with target.write() as tx:
        tx.exec_driver_sql("CREATE TABLE somebody (id INTEGER)")

    with pytest.raises(NotEmptyError, match="somebody"), source.write() as tx:
        copy_everything(tx, target)

    with target.read() as tx:
        assert revision(tx) == ""


def test_what_fails_leaves_an_empty_target(
    source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that was cut off can be begun again."""

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, source.write() as tx:
        patch.setattr(moving, "sibling", cut)
        with pytest.raises(KeyboardInterrupt):
            copy_everything(tx, target)

    with source.write() as tx:
        assert copy_everything(tx, target)["outbox"].rows == 9


def test_a_value_that_differs_is_found(source: Store, target: Store) -> None:
    """One changed, one lost and one added row each break the comparison, and the table is named."""
    with source.write() as tx:
        copied = copy_everything(tx, target)
    row = {"object_id": "x", "modified_key": "", "reason": "r", "modified": "", "at_us": 1}
    for change, table in (
        (update(import_batch).values(name="other"), "import_batch"),
        (outbox.delete().where(outbox.c.seq == 3), "outbox"),
        (insert(withdrawn).values(row), "withdrawn"),
    ):
        with target.write() as tx:
            tx.execute(change)
            with pytest.raises(CopyDiffersError, match=table) as refused:
                verify_copy(tx, copied)
            assert say(refused.value.code, "en", refused.value.facts)
            tx.rollback()


def test_content_that_is_not_what_its_hash_says_is_found(source: Store, target: Store) -> None:
    """What was damaged before the move is not carried on in silence."""
    with source.write() as tx:
        tx.execute(update(object_version).where(object_version.c.seq == 1).values(raw=b"{}"))
        copied = copy_everything(tx, target)

    with target.read() as tx, pytest.raises(CopyDiffersError, match="object_version"):
        verify_copy(tx, copied)


def test_rows_are_read_a_few_at_a_time(source: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps are invisible in the result."""
    with source.read() as tx:
        whole = extent(tx, object_version)
        monkeypatch.setattr(moving, "ROWS_A_STEP", 2)
        assert extent(tx, object_version) == whole
        assert len(objects.versions(tx, object_id("indicator", 1))) == 2

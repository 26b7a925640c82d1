"""What only PostgreSQL has: addresses, what a server must be, locks of several processes, long and odd text."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from khien.exchange.rows import outbox
from khien.model.errors import KhienError
from khien.model.words import say
from khien.store import Store, objects, postgres, postgres_text
from khien.store.failures import DatabaseCrowdedError
from khien.store.objects.rows import import_batch, object_change, object_text
from khien.store.postgres import DatabaseUnreachableError, MissingDriverError, UnfitDatabaseError
from khien.store.postgres_address import (
    DatabaseAddressError,
    is_address,
    parse_address,
    shown_address,
)
from tests.store.fresh import address, opened
from tests.store.samples import NOW, add, batch, indicator, thing
from tests.store.server import Server

pytestmark = pytest.mark.only_on("postgresql")

SECRET = "con-trau-7"  # noqa: S105 -- a sample


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://khien@db.example/node",
        f"postgresql://khien:{SECRET}@192.0.2.7:5433/node?sslmode=verify-full",
        "postgresql://khien:p%40ss@[2001:db8::1]/node",
        "postgresql:///node?host=/run/postgresql",
        f"postgresql://khien:a/{SECRET}@db.example/node",
    ],
)
def test_addresses_are_those_of_libpq(text: str) -> None:
    """Hosts, ports, sockets and options are taken as they are; what is shown has no secret."""
    assert is_address(text)
    shown = shown_address(parse_address(text))
    assert "node" in shown
    assert not {"khien", SECRET, "p@ss"} & set(shown.replace("/", "@").split("@"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "node.db",
        "sqlite:///node.db",
        "mysql://khien@db.example/node",
        "postgresql+psycopg2://khien@db.example/node",
        "postgresql://khien@db.example",
        f"postgresql://khien:{SECRET}@x@db.example/node",
        f"postgresql://khien@db.example:{SECRET}/node",
    ],
)
def test_what_is_no_address_is_not_repeated(text: str) -> None:
    """A password that was written wrongly does not come back in an error, in no language."""
    assert not is_address(text)
    with pytest.raises(DatabaseAddressError) as refused:
        Store.postgresql(text)

    said = [say(refused.value.code, lang, refused.value.facts) for lang in ("en", "vi")]
    assert not any(SECRET in one for one in (*said, str(refused.value), repr(refused.value)))
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_who_cannot_be_reached_is_named_without_the_password(server: Server) -> None:
    """No server, no database: the error says which, and why."""
    for where, why in (
        (f"postgresql://khien:{SECRET}@127.0.0.1:1/node", "refused"),
        (f"postgresql://khien:{SECRET}@/absent?host={server.folder}", "does not exist"),
    ):
        with pytest.raises(DatabaseUnreachableError, match=why) as refused:
            Store.postgresql(where)
        assert SECRET not in f"{refused.value!r} {refused.value.facts}"
        assert refused.value.__suppress_context__


def test_a_password_in_a_reason_is_hidden() -> None:
    """Whatever a server repeats, the password is not passed on."""
    url = parse_address(f"postgresql://khien:{SECRET}@db.example/node")

    assert postgres._reason(OSError(f"no: {SECRET}\nmore"), url) == "no: …"
    assert postgres._reason(OSError(), url) == "unreachable"


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that was installed without PostgreSQL says what to install."""

    def absent(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("psycopg")

    monkeypatch.setattr(postgres, "create_engine", absent)

    with pytest.raises(MissingDriverError) as refused:
        Store.postgresql("postgresql://khien@db.example/node")
    assert "khien[postgres]" in say(refused.value.code, "en", refused.value.facts)


def test_a_database_that_is_not_utf_8_is_refused(server: Server) -> None:
    """Vietnamese would be damaged there."""
    server.run(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    with pytest.raises(UnfitDatabaseError, match="LATIN1"):
        Store.postgresql(server.address("latin"))
    server.drop("latin")


def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """What was never tested is not used."""
    monkeypatch.setattr(postgres, "OLDEST", 990_000)

    with pytest.raises(UnfitDatabaseError, match="PostgreSQL 99"):
        Store.postgresql(server.address("postgres"))


def test_a_server_that_started_anew_costs_nobody_an_error(store: Store, server: Server) -> None:
    """Connections that were cut are replaced before they are used."""
    with store.read() as tx:
        name = tx.exec_driver_sql("SELECT current_database()").scalar()
    server.run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 -- a name of ours
    )

    with store.write() as tx:
        assert objects.counts(tx).versions == 0


def test_a_connection_that_breaks_is_an_error_in_words(store: Store, server: Server) -> None:
    """What happens inside a transaction that is cut off is told as an unreachable database."""

    def broken() -> None:
        with store.read() as tx:
            pid = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            server.run(f"SELECT pg_terminate_backend({pid}, 5000)")
            objects.counts(tx)

    with pytest.raises(KhienError) as refused:
        broken()
    assert refused.value.code == "store.unreachable"


def test_text_sorts_by_bytes_and_has_no_limit(store: Store) -> None:
    """Every column of text has the order and the freedom that it has in SQLite."""
    query = (
        "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') "
        "AND (data_type <> 'text' OR collation_name IS DISTINCT FROM 'C')"
    )
    with store.read() as tx:
        assert tx.exec_driver_sql(query).all() == []


def test_nul_in_text_is_shown_and_in_bytes_is_kept(store: Store) -> None:
    """PostgreSQL's text cannot hold it; a question with it is no error either."""
    odd = thing("tool", 1, name="a\0b")
    with store.write() as tx:
        objects.add_versions(tx, [odd], batch(1, author="a\0n"), NOW)
        kept = objects.by_seq(tx, 1)
        rows = [{"seq": n, "kind": "x\0", "object_id": "y", "at_us": 1} for n in range(10, 30)]
        tx.execute(insert(object_change), rows)
        kinds = set(tx.execute(select(object_change.c.kind).where(object_change.c.seq > 9)))

        assert objects.by_value(tx, "domain", "a\0b") == []
        assert tx.execute(select(import_batch.c.author)).scalar() == "a\ufffdn"
    assert kept is not None
    assert kept.raw == odd.raw
    assert [kind for (kind,) in kinds] == ["x\ufffd"]


def test_a_question_beyond_every_number_finds_nothing(store: Store) -> None:
    """A number that no row can have is no error."""
    with store.read() as tx:
        assert objects.by_seq(tx, 2**40) is None
        assert objects.changes_after(tx, 2**40) == []


@pytest.mark.parametrize("count", [2, 50])
def test_many_rows_at_once_keep_the_rules(store: Store, count: int) -> None:
    """However rows are sent, the same ones are refused, and nothing stays of the block."""
    rows = [
        {"seq": n % (count - 1), "kind": "k", "object_id": "x", "at_us": 1} for n in range(count)
    ]
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.execute(insert(object_change), rows)

    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(object_change)).scalar() == 0


def test_an_insert_that_says_more_is_left_as_it_is(store: Store) -> None:
    """Only plain values are copied in; what is asked back is given back."""
    rows = [{"seq": n, "kind": "k", "object_id": "x", "at_us": 1} for n in range(1, 31)]
    with store.write() as tx:
        given = tx.execute(insert(object_change).returning(object_change.c.seq), rows)
        assert sorted(given.scalars()) == list(range(1, 31))
        changed = update(object_change).where(object_change.c.seq == 1)
        tx.execute(changed.values(kind="other"), [{} for _ in range(1)])
        assert (
            tx.execute(select(object_change.c.kind).order_by(object_change.c.seq)).scalar()
            == "other"
        )


LONG_WORD = "f" * 5_000
MANY_WORDS = " ".join(f"word{number:07}" for number in range(60_000))


def test_very_long_words_are_told_apart(store: Store) -> None:
    """Words that differ only far behind are different words, though the index cuts them."""
    with store.write() as tx:
        add(tx, thing("tool", 1, name="one", description=LONG_WORD + "a"))
        add(tx, thing("tool", 2, name="two", description=LONG_WORD + "b"), number=2)

        assert [one.seq for one in objects.search(tx, LONG_WORD + "b")] == [2]
        assert {one.seq for one in objects.search(tx, LONG_WORD + "*")} == {1, 2}
        assert objects.search(tx, LONG_WORD) == []


def test_a_text_of_very_many_words_is_found(store: Store) -> None:
    """More words than a vector holds: they are found all the same, and no others."""
    with store.write() as tx:
        add(tx, thing("report", 1, name="Từ điển", description=MANY_WORDS))

        for question in ("word0059999", '"word0000001 word0000002"', "từ điển", "word00000*"):
            assert [one.seq for one in objects.search(tx, question)] == [1], question
        for question in ("word0060000", '"word0000002 word0000001"', "word"):
            assert objects.search(tx, question) == [], question


def test_the_index_is_built_anew_from_the_text(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In steps, however many texts there are."""
    monkeypatch.setattr(postgres_text, "CHUNK", 3)
    with store.write() as tx:
        add(tx, *(indicator(number) for number in range(1, 9)))
        before = _indexed(tx)
        tx.exec_driver_sql("DELETE FROM object_search")
        postgres.reindex(tx)

        assert _indexed(tx) == before
        assert len(before) == 8


def _indexed(tx: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in tx.exec_driver_sql("SELECT * FROM object_search ORDER BY seq")]


def test_a_text_that_leaves_takes_its_index_along(store: Store) -> None:
    """There is no row in the index without its text."""
    with store.write() as tx:
        add(tx, indicator(1), indicator(2))
        tx.execute(object_text.delete().where(object_text.c.seq == 1))

        assert [row[0] for row in _indexed(tx)] == [2]


def test_settings_that_cost_data_are_named(store: Store) -> None:
    """The doctor can say that this server would not survive a power cut."""
    with store.read() as tx:
        assert postgres.faults(tx) == ["fsync = off", "full_page_writes = off"]


# Several processes on one database


def test_writers_of_two_processes_take_turns(tmp_path: Path, store: Store) -> None:
    """Numbers given inside a transaction have no gap, and whoever reads never sees one appear late."""
    other, last, late = opened(tmp_path), 0, []

    def write(through: Store) -> None:
        for _ in range(25):
            with through.write() as tx:
                seq = objects.last_change(tx) + 1
                row = {"seq": seq, "kind": "k", "object_id": "x", "at_us": 1}
                tx.execute(insert(object_change), row)

    threads = [threading.Thread(target=write, args=(one,)) for one in (store, other) * 2]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        with store.read() as tx:
            seqs = [change.seq for change in objects.changes_after(tx, last)]
        late += [seq for place, seq in enumerate(seqs, last + 1) if seq != place]
        last += len(seqs)
    for thread in threads:
        thread.join()

    assert late == []
    with store.read() as tx:
        assert [change.seq for change in objects.changes_after(tx, 0)] == list(range(1, 101))


def test_a_writer_does_not_wait_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that never ends is an error for the next, in this process too."""
    monkeypatch.setattr(postgres, "TURN_S", 0.01)

    with store.write(), pytest.raises(DatabaseCrowdedError), store.write():
        pytest.fail("two at once")


def test_one_work_is_done_by_one(tmp_path: Path, store: Store) -> None:
    """While one does it no other thread or process does; other work goes on; then it is free again."""
    other = opened(tmp_path)
    with store.alone("courier of a") as first:
        with store.alone("courier of a") as again, other.alone("courier of a") as there:
            assert (first, again, there) == (True, False, False)
        with store.alone("courier of b") as mine, other.alone("courier of c") as theirs:
            assert mine
            assert theirs
    with other.alone("courier of a") as there:
        assert there


def test_an_error_frees_the_work(tmp_path: Path, store: Store) -> None:
    """What fails can be tried by another process at once."""
    other = opened(tmp_path)
    with pytest.raises(KeyError), store.alone("x"):
        raise KeyError

    with other.alone("x") as there:
        assert there


def test_who_is_gone_holds_nothing(tmp_path: Path, store: Store, server: Server) -> None:
    """A process that was killed frees its work; one whose connection broke can go on afterwards."""
    other = opened(tmp_path)
    with other.alone("x") as there:
        server.run(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
        )
        with store.alone("x") as here:
            assert there
            assert here
        with pytest.raises(DatabaseUnreachableError), other.alone("y"):
            pytest.fail("its connection is gone")
    with other.alone("x") as there:
        assert there


def test_other_processes_are_counted(tmp_path: Path, store: Store) -> None:
    """Our own connections are not others; those of another process of a node are."""
    with store.read() as tx, opened(tmp_path).read():
        assert postgres.others(tx) == 0
    where = address(tmp_path)
    with psycopg.connect(where, application_name="khien 1 other.example"), store.read() as tx:
        assert postgres.others(tx) == 1


def test_numbers_go_on_above_those_that_came(store: Store) -> None:
    """After rows were copied with their numbers, the next one has its own."""
    row = {"partner": "a", "kind": "object", "subject": "s", "body": "", "attempts": 0, "next_us": 0,
           "error": ""}  # fmt: skip
    with store.write() as tx:
        postgres.settle(tx)
        tx.execute(insert(outbox), [row | {"seq": 41}])
        postgres.settle(tx)
        tx.execute(insert(outbox), [row])

        assert list(tx.execute(select(outbox.c.seq).order_by(outbox.c.seq)).scalars()) == [41, 42]

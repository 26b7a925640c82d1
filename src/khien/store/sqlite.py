"""What only SQLite needs: how a connection is set up, how a transaction begins, how text is found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import cache
from hashlib import sha256
from pathlib import Path
from sqlite3 import (
    SQLITE_BUSY,
    SQLITE_CANTOPEN,
    SQLITE_CORRUPT,
    SQLITE_FULL,
    SQLITE_IOERR,
    SQLITE_LOCKED,
    SQLITE_NOTADB,
    SQLITE_PERM,
    SQLITE_READONLY,
    OperationalError,
)
from sqlite3 import Connection as SqliteConnection
from threading import Lock, local
from typing import IO, Any, Final, cast

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Integer,
    PoolProxiedConnection,
    Select,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from khien.model.reasons import reason_of
from khien.store.failures import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseDiskError,
    DatabaseFailedError,
    DatabaseFullError,
    DatabaseReadOnlyError,
)
from khien.store.folding import Term
from khien.store.pool import WAIT_S, Pool
from khien.store.sqlite_columns import in_columns as in_columns

BUSY_TIMEOUT_MS: Final = 30_000  # how long a writer waits for its turn
# More than there are threads, so that a writer that also reads never waits for those behind it.
MAX_CONNECTIONS: Final = 72
SMALL_TABLE: Final = 10_000  # rows below which a table's statistics are not kept
READ_CACHE_KIB: Final = 16_384  # for each connection
# For the one that writes: an import touches the ends and the middle of a dozen indexes with each object,
# and a page that has to leave before the commit is written and read again.
WRITE_CACHE_KIB: Final = 65_536
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit that returned survives a power cut (DESIGN.md, Storage)
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    f"cache_size=-{READ_CACHE_KIB}",
    # Pages of 4 KiB before they move from the log into the file, which costs two more waits for the disk.
    # A page that many commits touched moves once; a log of 64 MiB is read again after a crash in no time.
    "wal_autocheckpoint=16000",
    "temp_store=MEMORY",  # content above TLP:CLEAR leaves no temporary file behind
)

READING: Final[Mapping[str, Any]] = {}
WRITING: Final[Mapping[str, Any]] = {}

FAILURES: Final[Mapping[int, type[DatabaseFailedError]]] = {
    SQLITE_FULL: DatabaseFullError,
    SQLITE_BUSY: DatabaseBusyError,
    SQLITE_LOCKED: DatabaseBusyError,
    SQLITE_READONLY: DatabaseReadOnlyError,
    SQLITE_PERM: DatabaseReadOnlyError,
    SQLITE_IOERR: DatabaseDiskError,
    SQLITE_CANTOPEN: DatabaseDiskError,
    SQLITE_CORRUPT: DatabaseDamagedError,
    SQLITE_NOTADB: DatabaseDamagedError,
}
"""What a person can do something about; every other fault is one of ours."""

SEARCH_DDL: Final = (
    "CREATE VIRTUAL TABLE object_search USING fts5("
    "head, body, marked, content='object_text', content_rowid='seq', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER object_search_delete AFTER DELETE ON object_text BEGIN "
    "INSERT INTO object_search(object_search, rowid, head, body, marked) "
    "VALUES ('delete', old.seq, old.head, old.body, old.marked); END",
)
"""The full-text index over `object_text`; rows there are inserted and deleted, never updated.

There is no trigger for what is inserted: FTS5 would write its index to the file after every row.
"""


_INDEXED: Final = "INSERT INTO object_search(rowid, head, body, marked) VALUES (?, ?, ?, ?)"


def open_engine(path: Path) -> Engine:
    """An engine on one SQLite file, created if absent."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=Pool,
        pool_timeout=WAIT_S,
        pool_size=8,
        max_overflow=MAX_CONNECTIONS - 8,
        pool_use_lifo=True,  # few connections have warm caches, rather than many half of one
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", _on_error)
    return engine


def _on_connect(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    try:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except OperationalError as error:
        _explain(error)
        raise
    finally:
        cursor.close()


def _on_begin(connection: Connection) -> None:
    writing = bool(connection.get_execution_options().get("writing", False))
    driver = cast("SqliteConnection", connection.connection.driver_connection)
    # Only where it changes: the pragma has SQLite prepare every statement of the connection anew.
    if connection.info.get("writing") is not writing:
        driver.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        # Not past SQLAlchemy: this one looks into the file, and what it meets there has to be named.
        cache_kib = WRITE_CACHE_KIB if writing else READ_CACHE_KIB
        connection.exec_driver_sql(f"PRAGMA cache_size=-{cache_kib}")
        connection.info["writing"] = writing
    if writing:
        # Taking the write lock at once means that a writer never reads what another then changes.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driver.execute("BEGIN")  # waits for nobody


def _on_error(context: ExceptionContext) -> None:
    error, connection = context.original_exception, context.connection
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite says in more detail
    is_reading = connection is not None and not connection.get_execution_options().get("writing")
    if code == SQLITE_READONLY and is_reading:
        return  # whoever said that they would only read is held to it
    _explain(error)


def _explain(error: BaseException | None) -> None:
    """Raise what a person can do something about; every other fault is left as it is."""
    failure = FAILURES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if failure is not None:
        raise failure(getattr(error, "sqlite_errorname", type(error).__name__)) from error


class _Turns:
    """The writers of this process wait here, without sleeping.

    SQLite has each of them sleep and try again: of twenty at once some sleep through every chance, and
    between two there is nobody for milliseconds. Who waits longer than `BUSY_TIMEOUT_MS` tries his luck
    with SQLite, which then says what is wrong.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._mine = local()

    def __enter__(self) -> None:
        self._mine.held = self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000)

    def __exit__(self, *_: object) -> None:
        if self._mine.held:
            self._lock.release()


def turns() -> AbstractContextManager[object]:
    """What a writer of this process holds from before its transaction until after it."""
    return _Turns()


class Locks:
    """Locks that all processes of one node share: empty files beside the database, one for each kind of work.

    The system lets go of them when a process ends. The files stay: to remove one is to let two in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """Whether this block, until it ends, is the only one anywhere that does this work.

        Raises:
            DatabaseFailedError: the file of the lock cannot be made.
        """
        with self._file(sha256(work.encode()).hexdigest()[:16]) as handle:
            yield _is_taken(handle)

    def _file(self, name: str) -> IO[bytes]:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            return (self._folder / name).open("wb")
        except OSError as error:
            raise DatabaseDiskError(reason_of(error)) from error

    def close(self) -> None:
        """Nothing to let go of: what is held is held by a block."""


def _is_taken(handle: IO[bytes]) -> bool:
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def shared_locks(engine: Engine) -> Locks:
    """The locks of this node."""
    return Locks(Path(f"{engine.url.database}-locks"))


def fetch(tx: Connection, text: str, values: Any) -> Sequence[Sequence[Any]]:  # noqa: ANN401 -- the driver's
    """The rows of a question that stands in SQL already.

    The driver is asked past SQLAlchemy, which would spend ten times longer on a small page than SQLite
    does. Nothing is lost by it: no value here needs a type, and a file has no line that can break.
    """
    driver = cast("SqliteConnection", tx.connection.driver_connection)
    return driver.execute(text, values).fetchall()


class Eye:
    """Sees whether anything was committed, on a connection that never writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: PoolProxiedConnection | None = None

    def look(self) -> object:
        """A mark of the present state: it changes with every commit of another connection."""
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            self._connection.detach()  # its marks are its own: nobody else may write with it
        cursor = self._connection.cursor()
        cursor.execute("PRAGMA data_version")
        (mark,) = cursor.fetchall()
        return mark

    def close(self) -> None:
        """Look no more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def eye(engine: Engine) -> Eye:
    """Sees whether anything was committed."""
    return Eye(engine)


def tidy(engine: Engine) -> None:
    """Let SQLite refresh what it knows about its tables, so that it keeps choosing good plans.

    Nobody waits for it: when somebody else writes just now, it is left for the next time.
    """
    connection = engine.raw_connection()
    cursor = connection.cursor()
    with suppress(OperationalError):
        for pragma in ("busy_timeout=0", "query_only=OFF", "analysis_limit=400", "optimize"):
            cursor.execute(f"PRAGMA {pragma}")
        # What was small when it was counted may be large tomorrow, and plans made for ten rows take
        # hours with a million; without a count SQLite expects a large table. A count comes first.
        cursor.execute("DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < ?", (SMALL_TABLE,))
        connection.commit()
    connection.invalidate()  # it is set up otherwise than the others


def ranked(terms: Sequence[Term]) -> Subquery:
    """The rows of `object_text` in which every term occurs: `seq`, and `score`, the lower the better.

    What a person typed reaches FTS5 only inside quotes, so none of it is query syntax. Where marks
    were typed, text that has the same marks comes first.
    """
    question = f"{{head body}} : ({_all_of([(t.folded, t.beginning) for t in terms])})"
    if any(term.folded != term.marked for term in terms):
        same = _all_of([(term.marked, term.beginning) for term in terms])
        question = f"({question}) OR ({{marked}} : ({same}))"
    return (
        text(
            "SELECT rowid AS seq, bm25(object_search, 8.0, 1.0, 4.0) AS score "
            "FROM object_search WHERE object_search MATCH :question"
        )
        .bindparams(question=question)
        .columns(seq=Integer, score=Float)
        .subquery("ranked")
    )


def walked(tx: Connection, terms: Sequence[Term], before: int) -> Subquery:
    """The same rows without a score, `seq` alone: FTS5 gives them in the order of their numbers."""
    del tx, before
    question = f"{{head body}} : ({_all_of([(t.folded, t.beginning) for t in terms])})"
    return (
        text("SELECT rowid AS seq FROM object_search WHERE object_search MATCH :question")
        .bindparams(question=question)
        .columns(seq=Integer)
        .subquery("walked")
    )


def _all_of(phrases: Sequence[tuple[str, bool]]) -> str:
    return " AND ".join(
        '"{}"{}'.format(phrase.replace('"', '""'), " *" if beginning else "")
        for phrase, beginning in phrases
    )


def index(tx: Connection, texts: Sequence[tuple[int, str, str, str, str]]) -> None:
    """Make rows that were just written to `object_text` findable."""
    rows = [(seq, head, body, marked) for seq, _title, head, body, marked in texts]
    if rows:
        tx.exec_driver_sql(_INDEXED, rows)


def pour(
    tx: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows at once, each with the values of these columns in their order."""
    tx.exec_driver_sql(_insertion(table.name, tuple(names)), list(rows))


@cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 -- our own tables


def among(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values: the same statement for any number of them."""
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def reindex(tx: Connection) -> None:
    """Build the full-text index anew from `object_text`, whatever state it was in."""
    tx.exec_driver_sql("INSERT INTO object_search(object_search) VALUES ('rebuild')")


def settle(tx: Connection) -> None:
    """Nothing: SQLite takes the number above the highest, and counts when it closes (`tidy`)."""
    del tx


def others(tx: Connection) -> int:
    """0: who has a file open is known by the lock of its home."""
    del tx
    return 0


def faults(tx: Connection) -> list[str]:
    """What SQLite's own quick examination of the whole file finds; nothing for a sound one."""
    found = [str(row[0]) for row in tx.exec_driver_sql("PRAGMA quick_check(20)")]
    return [] if found == ["ok"] else found


def in_lists(tx: Connection, query: Select[Any], count: int) -> Iterator[Sequence[Any]]:
    """Rows in lists of so many, as the driver gives them: a million times the wrapping is half of the work."""
    with tx.execute(query) as rows:
        while some := rows.cursor.fetchmany(count):
            yield some

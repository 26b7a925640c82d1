"""What only PostgreSQL needs: how it is reached, how transactions begin, how many rows come in at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, any_, create_engine, event, insert, literal, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Column
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Integer, String

from khien.model.errors import KhienError, UnreachableError
from khien.model.reasons import reason_of
from khien.store.failures import (
    DatabaseBusyError,
    DatabaseCrowdedError,
    DatabaseDamagedError,
    DatabaseDiskError,
    DatabaseFailedError,
    DatabaseFullError,
    DatabaseReadOnlyError,
)
from khien.store.pool import WAIT_S, Pool
from khien.store.postgres_address import parse_address, shown_address
from khien.store.postgres_columns import in_columns, in_lists
from khien.store.postgres_text import SEARCH_DDL, index, ranked, reindex, walked

__all__ = [
    "READING",
    "SEARCH_DDL",
    "WRITING",
    "among",
    "eye",
    "faults",
    "fetch",
    "in_columns",
    "in_lists",
    "index",
    "open_engine",
    "others",
    "pour",
    "ranked",
    "reindex",
    "settle",
    "shared_locks",
    "tidy",
    "turns",
    "walked",
]

READING: Final[Mapping[str, Any]] = {
    "isolation_level": "REPEATABLE READ",  # one picture for the whole block
    "postgresql_readonly": True,
}
# Not a snapshot for the whole block: it would be taken before the writer's turn came.
WRITING: Final[Mapping[str, Any]] = {"isolation_level": "READ COMMITTED"}

TURN_S: Final = 30  # how long a writer waits for its turn
MAX_CONNECTIONS: Final = 40  # of one process; a server takes 100 unless it was told otherwise
OLDEST: Final = 130_000  # PostgreSQL 13, as the server counts; tested on 15
MANY: Final = 8  # rows from which COPY is quicker than INSERT
NUL_SHOWN: Final = "\ufffd"
COPY: Final = "COPY "

# By SQLSTATE, or by its class (PostgreSQL documentation, Appendix A).
FAILURES: Final[Mapping[str, type[DatabaseFailedError]]] = {
    "53100": DatabaseFullError,
    "53": DatabaseBusyError,  # out of memory, connections or another limit
    "55P03": DatabaseBusyError,
    "40001": DatabaseBusyError,
    "40P01": DatabaseBusyError,
    "25006": DatabaseReadOnlyError,
    "58": DatabaseDiskError,
    "XX001": DatabaseDamagedError,
    "XX002": DatabaseDamagedError,
}
"""What a person can do something about; every other fault is one of ours."""

_SETTINGS: Final = {
    "application_name": f"khien {os.getpid()} {os.uname().nodename}"[:63].replace("'", ""),
    "client_encoding": "UTF8",
    "lock_timeout": f"{TURN_S}s",
    "jit": "off",  # it costs more than any question here takes
    # A machine that is gone lets go of its locks within half a minute.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_SET: Final = "".join(f"SET {name} = '{value}'; " for name, value in _SETTINGS.items()) + (
    # A commit that returned survives a power cut (DESIGN.md, Storage).
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)


class MissingDriverError(KhienError):
    """PostgreSQL is wanted, and the driver for it is not installed."""

    code, exit_status, http_status = "store.no-driver", 8, 500


class DatabaseUnreachableError(UnreachableError):
    """The server does not answer, or lets nobody in. The password is never among the facts."""

    code, exit_status, http_status = "store.unreachable", 8, 503

    def __init__(self, database: str, why: str) -> None:
        super().__init__(database, why)
        self.facts = {"database": database, "why": why}


class UnfitDatabaseError(KhienError):
    """The server answers, but a node cannot live there."""

    code, exit_status, http_status = "store.unfit", 8, 500

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(found=found, wanted=wanted)


class _Types(PGTypeCompiler):
    """Text of any length, as in SQLite: neither database refuses what the other one keeps."""

    def visit_VARCHAR(self, type_: String, **_: Any) -> str:  # noqa: N802, ANN401 -- SQLAlchemy's own
        del type_
        return "TEXT"


class _Tables(PGDDLCompiler):
    """Text sorts by its bytes, as in SQLite, whatever language the server was set up in."""

    def get_column_specification(self, column: Column[Any], **options: Any) -> str:  # noqa: ANN401
        """One column of CREATE TABLE."""
        words: str = super().get_column_specification(column, **options)  # type: ignore[no-untyped-call]  # SQLAlchemy
        return f'{words} COLLATE "C"' if isinstance(column.type, String) else words


class _Number(Integer):
    """Sent as wide as it is: a question about a number that no row can have finds none, and is no error."""

    render_bind_cast = False


class KhienPostgres(PGDialect_psycopg):
    """SQLAlchemy's dialect for psycopg, with our types, and COPY where many rows are inserted."""

    supports_statement_cache = True
    ddl_compiler = _Tables
    type_compiler_cls = _Types
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _Number}  # noqa: RUF012 -- SQLAlchemy's own

    def do_execute(
        self,
        cursor: Any,  # noqa: ANN401 -- SQLAlchemy's own signature
        statement: str,
        parameters: Any,  # noqa: ANN401
        context: Any = None,  # noqa: ANN401
    ) -> None:
        """Run one statement."""
        super().do_execute(cursor, statement, _storable(parameters), context)  # type: ignore[no-untyped-call]  # SQLAlchemy

    def do_executemany(
        self,
        cursor: Any,  # noqa: ANN401 -- SQLAlchemy's own signature
        statement: str,
        parameters: Any,  # noqa: ANN401
        context: Any = None,  # noqa: ANN401
    ) -> None:
        """Run one statement for many rows; a plain INSERT of many becomes a COPY."""
        rows = [_storable(row) for row in parameters]
        place = statement if statement.startswith(COPY) else ""
        if not place and len(rows) >= MANY:
            place = _copied_to(context, rows[0])
        if not place:
            super().do_executemany(cursor, statement, rows, context)  # type: ignore[no-untyped-call]  # SQLAlchemy
            return
        with cursor.copy(place) as copy:
            for row in rows:
                copy.write_row(list(row.values()) if isinstance(row, dict) else row)


registry.register("postgresql.khien", __name__, KhienPostgres.__name__)


def open_engine(address: str) -> Engine:
    """An engine on a PostgreSQL database that exists and is UTF-8.

    Args:
        address: `postgresql://user:password@host:port/database`, as libpq reads it; what is left out
            comes from libpq's own places (PGPASSFILE, PGSERVICE …).

    Raises:
        DatabaseAddressError: no such address.
        MissingDriverError: `khien[postgres]` is not installed.
        DatabaseUnreachableError: nobody answers there, or nobody is let in.
        UnfitDatabaseError: too old, or not in UTF-8.
    """
    url = parse_address(address)
    try:
        engine = create_engine(
            url,
            poolclass=Pool,
            pool_timeout=WAIT_S,
            pool_size=4,
            max_overflow=MAX_CONNECTIONS - 4,
            pool_pre_ping=True,  # a server that was started anew costs nobody an error
            use_native_hstore=False,
        )
    except ModuleNotFoundError as error:
        raise MissingDriverError from error
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", _on_error)
    try:
        with engine.connect() as connection:
            _check(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _check(connection: Connection) -> None:
    query = "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    version, encoding = connection.exec_driver_sql(query).one()
    if version < OLDEST:
        raise UnfitDatabaseError(
            f"PostgreSQL {version // 10_000}", f"PostgreSQL {OLDEST // 10_000}"
        )
    if encoding != "UTF8":
        raise UnfitDatabaseError(str(encoding), "UTF8")


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 -- psycopg's connection
    with connection.cursor() as cursor:
        cursor.execute(_SET)
    connection.commit()


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        # Writers of all processes take turns. The turn ends with the transaction, after its rows are
        # seen by everyone: so numbers given inside it ascend in the order in which they are seen.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_key('writer')})")


def _on_error(context: ExceptionContext) -> None:
    error, engine = context.original_exception, context.engine
    if engine is not None and (context.is_disconnect or context.connection is None):
        raise DatabaseUnreachableError(
            shown_address(engine.url), _reason(error, engine.url)
        ) from None
    state = getattr(error, "sqlstate", None) or ""
    failure = FAILURES.get(state, FAILURES.get(state[:2]))
    options = context.connection.get_execution_options() if context.connection is not None else {}
    if failure is None or (failure is DatabaseReadOnlyError and not options.get("writing")):
        return  # one of ours: such as writing where only reading was asked for
    raise failure(state) from error


def _reason(error: BaseException, url: URL) -> str:
    """The first line of what the server or the driver says, without the password."""
    line = (str(error).splitlines() or [reason_of(error, "unreachable")])[0]
    said = line.rpartition("failed: ")[2].strip()
    return said.replace(url.password, "…") if url.password else said


def _storable(row: Any) -> Any:  # noqa: ANN401 -- parameters of one statement
    """PostgreSQL's text holds no NUL: it is shown as what cannot be shown. Bytes stay as they are."""
    if isinstance(row, tuple):
        return tuple([v.replace("\0", NUL_SHOWN) if isinstance(v, str) else v for v in row])
    if isinstance(row, dict) and any(map(_holds_nul, row.values())):
        return {name: _without_nul(value) for name, value in row.items()}
    return row


def _holds_nul(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


def _without_nul(value: Any) -> Any:  # noqa: ANN401 -- a parameter, or a list of them
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    return value.replace("\0", NUL_SHOWN) if isinstance(value, str) else value


def _copied_to(context: Any, row: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's execution context
    """The COPY that does what this INSERT says; empty when it says more than values."""
    statement = getattr(getattr(context, "compiled", None), "statement", None)
    if not isinstance(statement, Insert) or not isinstance(row, dict):
        return ""
    more = statement._returning, statement.select, statement._post_values_clause
    columns = statement.table.c
    if any(one is not None and one != () for one in more) or not row.keys() <= set(columns.keys()):
        return ""
    quoted = context.dialect.identifier_preparer
    names = ", ".join(quoted.format_column(columns[name]) for name in row)
    return f"{COPY}{quoted.format_table(statement.table)} ({names}) FROM STDIN"


def pour(
    tx: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows at once, each with the values of these columns in their order."""
    if len(rows) < MANY:
        tx.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    tx.exec_driver_sql(_copying(table.name, tuple(names)), list(rows))


@cache
def _copying(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'{COPY}"{table}" ({columns}) FROM STDIN'


def among(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values: the same statement for any number of them."""
    return column == any_(literal(list(values), ARRAY(column.type)))


class _Turns:
    """The writers of this process wait here, without a connection: it would be one of a few."""

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=TURN_S):
            raise DatabaseCrowdedError("writers")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def turns() -> _Turns:
    """What a writer of this process holds from before its transaction until after it."""
    return _Turns()


class Locks:
    """Locks that all processes of one node share, all on one connection, which keeps them.

    When that connection breaks they are gone before the work in hand ends, and another process may
    begin the same: work under such a lock must be safe to do twice, and only wasteful or out of order.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._turn = engine, Lock()
        self._connection: Connection | None = None
        self._held: set[str] = set()

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """Whether this block, until it ends, is the only one anywhere that does this work."""
        is_ours = self._take(work)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._give_back(work)

    def close(self) -> None:
        """Let go of everything."""
        with self._turn:
            self._drop()

    def _take(self, work: str) -> bool:
        with self._turn:
            # A session may take a lock of its own twice, so our own threads are told apart here.
            if work in self._held or not self._ask("pg_try_advisory_lock", work):
                return False
            self._held.add(work)
            return True

    def _give_back(self, work: str) -> None:
        with self._turn:
            self._held.discard(work)
            self._ask("pg_advisory_unlock", work)

    def _ask(self, function: str, work: str) -> bool:
        try:
            if self._connection is None:
                engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
                self._connection = engine.connect()
            query = f"SELECT {function}({_key(work)})"
            return bool(self._connection.exec_driver_sql(query).scalar_one())
        except (DBAPIError, DatabaseUnreachableError, DatabaseFailedError):
            self._drop()
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closes it, and with it every lock
            self._connection.close()
            self._connection = None


def shared_locks(engine: Engine) -> Locks:
    """The locks of this node."""
    return Locks(engine)


def fetch(tx: Connection, text: str, values: Any) -> Sequence[Sequence[Any]]:  # noqa: ANN401 -- the driver's
    """The rows of a question that stands in SQL already."""
    return tx.exec_driver_sql(text, values).all()


class Eye:
    """Sees whether anything was committed, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def look(self) -> object:
        """A mark of the present state: which transactions are seen, those of other databases too."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            query = "SELECT pg_current_snapshot()::text"
            return self._connection.exec_driver_sql(query).scalar_one()
        except (DBAPIError, DatabaseUnreachableError):
            self.close()
            raise

    def close(self) -> None:
        """Look no more."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def eye(engine: Engine) -> Eye:
    """Sees whether anything was committed."""
    return Eye(engine)


def tidy(engine: Engine) -> None:
    """Nothing: the server looks after itself."""
    del engine


def settle(tx: Connection) -> None:
    """After many rows came with their numbers: go on above them, and know how many there are."""
    owned = text(
        "SELECT c.table_name, c.column_name, "
        "pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) AS sequence "
        "FROM information_schema.columns c WHERE c.table_schema = current_schema() "
        "AND c.column_default LIKE 'nextval(%'"
    )
    quoted = tx.dialect.identifier_preparer.quote
    for row in tx.execute(owned).all():
        newest = f"SELECT max({quoted(row.column_name)}) FROM {quoted(row.table_name)}"  # noqa: S608 -- names of our own tables
        tx.execute(
            text(f"SELECT setval(:sequence, greatest(({newest}), 1), ({newest}) IS NOT NULL)"),
            {"sequence": row.sequence},
        )
    tx.exec_driver_sql("ANALYZE")  # plans are poor until the server knows what is where


def others(tx: Connection) -> int:
    """How many connections other processes of this node have."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND starts_with(application_name, 'khien ') "
        "AND application_name <> current_setting('application_name')"
    )
    return int(tx.exec_driver_sql(query).scalar_one())


def faults(tx: Connection) -> list[str]:
    """Settings of the server under which a power cut may cost what was committed."""
    query = (
        "SELECT name, setting FROM pg_settings "
        "WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name"
    )
    return [f"{row.name} = {row.setting}" for row in tx.exec_driver_sql(query)]


def _key(work: str) -> int:
    """The number under which the server knows a lock: signed, 64 bits."""
    return int.from_bytes(hashlib.sha256(f"khien/{work}".encode()).digest()[:8], "big", signed=True)

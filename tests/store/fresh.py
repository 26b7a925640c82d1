"""New stores for tests: every table of every room, made once and copied, so that each is quick.

A store is named by its folder and its name, as a file is, on PostgreSQL too. It is SQLite unless the
test asked for the fixture `database` (see `tests/store/databases.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from khien.app.moving import write_database
from khien.app.wiring import DATABASE
from khien.store import Store, metadata
from khien.store.moving import copy_everything
from khien.store.schema import tables_by_module

if TYPE_CHECKING:
    from tests.store.server import Server

NAME = "khien.db"


def fresh_store(folder: Path, name: str = NAME) -> Store:
    """An empty store in `folder` with the tables that the code declares, migrated or not.

    The caller closes it, or lets the test end.
    """
    if _PostgreSQL.now is not None:
        return _PostgreSQL.now.store(folder / name, with_tables=True)
    shutil.copyfile(template(), folder / name)
    return Store.sqlite(folder / name)


def empty_store(folder: Path, name: str = NAME) -> Store:
    """A store without any table."""
    if _PostgreSQL.now is not None:
        return _PostgreSQL.now.store(folder / name, with_tables=False)
    return Store.sqlite(folder / name)


def opened(folder: Path, name: str = NAME) -> Store:
    """The store of that name once more, as another process would open it."""
    return store_at(address(folder, name))


def address(folder: Path, name: str = NAME) -> str:
    """What `store_at` opens, in this process or another: a file, or a PostgreSQL address."""
    if _PostgreSQL.now is not None:
        return _PostgreSQL.now.address(folder / name)
    return str(folder / name)


def store_at(where: str) -> Store:
    """A store that exists, by its address."""
    if _PostgreSQL.now is not None:
        return _PostgreSQL.now.opened(where)
    return Store.postgresql(where) if where.startswith("postgresql:") else Store.sqlite(Path(where))


def settle(home: Path, template: Path) -> None:
    """Let a home that is a copy of another have a database of its own, of the test's kind."""
    if _PostgreSQL.now is not None:
        write_database(home, _PostgreSQL.now.copy_of(template / DATABASE, home / DATABASE))
        (home / DATABASE).unlink()


@contextmanager
def on_postgresql(server: Server, lasting: ExitStack | None = None) -> Iterator[None]:
    """Until the end of the block, stores are databases of this server; then they are gone.

    With `lasting` those that were made in the block are gone when that ends.
    """
    before, made = _PostgreSQL.now, _PostgreSQL(server)
    _PostgreSQL.now = made
    try:
        yield
    finally:
        _PostgreSQL.now = before
        if lasting is None:
            made.clear()
        else:
            lasting.callback(made.clear)


class _PostgreSQL:
    """The databases of one test. They are closed and dropped with it."""

    now: _PostgreSQL | None = None

    def __init__(self, server: Server) -> None:
        self._server = server
        self._names: dict[Path, str] = {}
        self._stores: list[Store] = []

    def store(self, path: Path, *, with_tables: bool) -> Store:
        template = _postgresql_template(self._server) if with_tables else ""
        self._names[path] = self._server.create(template)
        return self.opened(self.address(path))

    def copy_of(self, file: Path, path: Path) -> str:
        self._names[path] = self._server.create(_moved(self._server, file))
        return self.address(path)

    def address(self, path: Path) -> str:
        return self._server.address(self._names[path])

    def opened(self, where: str) -> Store:
        store = Store.postgresql(where)
        self._stores.append(store)
        return store

    def clear(self) -> None:
        for store in self._stores:
            store.close()
        for name in self._names.values():
            self._server.drop(name)


@cache
def template() -> Path:
    """The SQLite file that new stores are copies of."""
    path = Path(mkdtemp(prefix="khien-template-")) / "template.db"
    _make_tables(Store.sqlite(path))
    return path


@cache
def _postgresql_template(server: Server) -> str:
    name = server.create()
    _make_tables(Store.postgresql(server.address(name)))
    return name


@cache
def _moved(server: Server, file: Path) -> str:
    name = server.create()
    there, here = Store.sqlite(file), Store.postgresql(server.address(name))
    with there.write() as tx:
        copy_everything(tx, here)
    there.close()
    here.close()
    return name


def _make_tables(store: Store) -> None:
    tables_by_module()
    with store.write() as tx:
        metadata.create_all(tx)
    store.close()

"""Bring a database to the tables that this code knows, by the migrations that come with it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Table, inspect

import khien
from khien.model.errors import KhienError
from khien.store.database import Store

if TYPE_CHECKING:  # every command opens the node, and almost none has anything to migrate
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"
REVISIONS: Final = "alembic_version"  # Alembic's table; it has one row


class NewerSchemaError(KhienError):
    """The database was written by a newer Khiên; this one would damage it, and leaves it alone."""

    code, exit_status, http_status = "store.newer-schema", 7, 409

    def __init__(self, revision: str) -> None:
        super().__init__(revision=revision)


def migrate(store: Store) -> None:
    """Bring a database, new or old, to the newest tables: wholly, or not at all.

    One that is there already is only read, so that who opens it waits for nobody who writes.

    Raises:
        NewerSchemaError: the database is newer than this code.
    """
    with store.read() as tx:
        if revision(tx) == newest_revision():
            return
    from alembic import command  # noqa: PLC0415 -- see above

    with store.write() as tx:
        here = revision(tx)
        if here and here not in _revisions():
            raise NewerSchemaError(here)
        config = alembic_config()
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def revision(tx: Connection) -> str:
    """The migration that this database is at; empty for a new one."""
    if not inspect(tx).has_table(REVISIONS):
        return ""
    return tx.exec_driver_sql(f"SELECT version_num FROM {REVISIONS}").scalar() or ""  # noqa: S608 -- our own name


def newest_revision() -> str:
    """The migration that this code brings a database to."""
    return max(_revisions())


def alembic_config() -> Config:
    """Alembic's settings, without a file: where the migrations are."""
    from alembic.config import Config  # noqa: PLC0415 -- see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def tables_by_module() -> dict[str, tuple[Table, ...]]:
    """Import every module of the project that declares tables, so that `metadata` holds them all.

    Returns:
        For each `rows` module of every room, by its full name, the tables that it declares.
    """
    house = Path(khien.__file__).parent
    places = [path.relative_to(house.parent).with_suffix("") for path in house.rglob("rows.py")]
    modules = [importlib.import_module(".".join(place.parts)) for place in sorted(places)]
    return {
        module.__name__: tuple(item for item in vars(module).values() if isinstance(item, Table))
        for module in modules
    }


def _revisions() -> set[str]:
    """The migrations that this code has: each is the beginning of its file's name."""
    return {path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("v*.py")}

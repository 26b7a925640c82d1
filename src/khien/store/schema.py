"""Bring a database to the tables that this code knows, by the migrations that come with it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table

import khien
from khien.model.errors import KhienError
from khien.store.database import Store

MIGRATIONS: Final = Path(__file__).parent / "migrations"


class NewerSchemaError(KhienError):
    """The database was written by a newer Khiên; this one would damage it, and leaves it alone."""

    code, exit_status, http_status = "store.newer-schema", 7, 409

    def __init__(self, revision: str) -> None:
        super().__init__(revision=revision)


def migrate(store: Store) -> None:
    """Bring a database, new or old, to the newest tables: wholly, or not at all.

    Raises:
        NewerSchemaError: the database is newer than this code.
    """
    with store.write() as tx:
        config = alembic_config()
        _check(tx, ScriptDirectory.from_config(config))
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def revision(tx: Connection) -> str:
    """The migration that this database is at; empty for a new one."""
    return MigrationContext.configure(tx).get_current_revision() or ""


def newest_revision() -> str:
    """The migration that this code brings a database to."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def alembic_config() -> Config:
    """Alembic's settings, without a file: where the migrations are."""
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


def _check(tx: Connection, scripts: ScriptDirectory) -> None:
    here = revision(tx)
    if here and here not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerSchemaError(here)

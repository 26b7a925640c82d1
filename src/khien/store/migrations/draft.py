"""Print a migration that makes the tables which no migration makes yet.

`python -m khien.store.migrations.draft khien.people > …/versions/v0002_people.py`, then `ruff format`,
then read it. The argument names the rooms whose tables are wanted; without one it is all of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import MigrateOperation, UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from khien.store.database import Store, metadata
from khien.store.schema import migrate, newest_revision, tables_by_module

SEARCH_TABLE = "object_search"
HEAD = '''"""{title}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}


def upgrade() -> None:
    """Make the tables."""
{calls}
'''


def differences(tx: Connection) -> list[MigrateOperation]:
    """What would bring this database to `metadata`: for each table what makes or changes it."""
    tables_by_module()
    context = MigrationContext.configure(tx, opts={"include_name": _is_ours, "compare_type": True})
    operations = produce_migrations(context, metadata).upgrade_ops
    return list(operations.ops) if operations is not None else []


def migration_text(tx: Connection, before: str, rooms: Sequence[str] = ("khien",)) -> str:
    """The text of a migration that follows the revision `before`; empty when nothing is missing."""
    wanted = {
        table.name
        for module, tables in tables_by_module().items()
        for table in tables
        if module.startswith(tuple(rooms))
    }
    bodies: dict[str, list[str]] = {}
    for operation in differences(tx):
        if (name := str(getattr(operation, "table_name", ""))) in wanted:
            bodies.setdefault(name, []).append(_code(operation))
    if not bodies:
        return ""
    number = int(before.removeprefix("v") or 0) + 1
    text = HEAD.format(
        title="Tables: " + ", ".join(bodies),
        revision=f"v{number:04d}",
        before=before or None,
        calls="\n".join(f"    _{name}()" for name in bodies),
    )
    return text + "".join(
        f"\n\ndef _{name}() -> None:\n    " + "\n    ".join(code) + "\n"
        for name, code in bodies.items()
    )


def main() -> None:
    """Compare a database that was migrated from nothing with the tables in the code."""
    with TemporaryDirectory() as folder:
        store = Store.sqlite(Path(folder) / "draft.db")
        migrate(store)
        with store.read() as tx:
            sys.stdout.write(migration_text(tx, newest_revision(), sys.argv[1:] or ["khien"]))
        store.close()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    # The full-text index is each database's own; v0001 makes it.
    return kind != "table" or not str(name).startswith(SEARCH_TABLE)


def _code(operation: MigrateOperation) -> str:
    code = render_python_code(UpgradeOps(ops=[operation]))
    lines = [line for line in code.splitlines() if not line.strip().startswith("#")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


if __name__ == "__main__":
    main()

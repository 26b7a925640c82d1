"""SQLite's full-text index is written for a whole batch at once, not by a trigger for each row."""

from __future__ import annotations

from alembic import op

revision = "v0006"
down_revision = "v0005"


def upgrade() -> None:
    """Drop the trigger; what is in the index stays."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER object_search_insert")

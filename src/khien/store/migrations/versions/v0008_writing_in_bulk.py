"""For speed: SQLite's full-text index is written batch by batch, and no queue is read whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0008"
down_revision = "v0007"


def upgrade() -> None:
    """Drop the trigger that wrote row by row, and make the indexes; what is there stays."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER object_search_insert")
    keys = sa.text("kind = 'key' AND done_us IS NULL")
    op.create_index(
        "ix_outbox_keys", "outbox", ["partner"], sqlite_where=keys, postgresql_where=keys
    )
    op.create_index("ix_arrival_delivery", "arrival", ["delivery", "partner"])
    op.create_index("ix_arrival_at", "arrival", ["partner", "at_us"])

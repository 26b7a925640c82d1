"""What makes a page of one type of `released` as quick as a page of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0011"
down_revision = "v0010"


def upgrade() -> None:
    """Give the pages of `released` an index of each type in their order."""
    shelf = sa.text("released_us IS NOT NULL")
    op.create_index(
        "ix_release_shelf_type",
        "release",
        ["partner", "type", "released_us"],
        sqlite_where=shelf,
        postgresql_where=shelf,
    )

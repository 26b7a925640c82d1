"""Releases to one partner in one state are read in the order in which people read them."""

from __future__ import annotations

from alembic import op

revision = "v0016"
down_revision = "v0015"


def upgrade() -> None:
    """Let the index go on where the state ends."""
    op.drop_index("ix_release_partner_state", "release")
    columns = ["partner", "state", "published_us", "id"]
    op.create_index("ix_release_partner_state", "release", columns)

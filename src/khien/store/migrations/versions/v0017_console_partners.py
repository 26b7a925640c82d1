"""What a partner refused for good is found among all that it took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0017"
down_revision = "v0016"


def upgrade() -> None:
    """Make an index of what left the queue without being taken."""
    ended = sa.text("done_us IS NOT NULL AND error != ''")
    op.create_index(
        "ix_outbox_ended", "outbox", ["partner", "seq"], sqlite_where=ended, postgresql_where=ended
    )

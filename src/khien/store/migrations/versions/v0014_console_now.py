"""What waits for a person is found without reading what does not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    """Make an index for each order in which people read."""
    owed = sa.text("review_due_us IS NOT NULL")
    op.create_index(
        "ix_release_review", "release", ["review_due_us"], sqlite_where=owed, postgresql_where=owed
    )
    op.create_index("ix_release_published", "release", ["published_us", "id"])
    op.create_index("ix_release_state", "release", ["state", "published_us", "id"])
    op.create_index("ix_arrival_outcome", "arrival", ["outcome", "at_us", "id"])

"""What waits for a person is found without reading what does not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0015"
down_revision = "v0013"

FEW = (
    ("ix_release_sent", "release", "sent_us", "state = 'sent'"),
    ("ix_release_recalling", "release", "decided_us", "state = 'recalling'"),
    ("ix_release_review", "release", "review_due_us", "review_due_us IS NOT NULL"),
    ("ix_arrival_quarantined", "arrival", "at_us", "outcome = 'quarantined'"),
)


def upgrade() -> None:
    """Make an index for each state that asks for somebody."""
    for name, table, column, state in FEW:
        where = sa.text(state)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_release_published", "release", ["published_us", "id"])
    op.create_index("ix_release_turned", "release", ["partner", "published_us", "id"])
    op.create_index("ix_release_state", "release", ["state", "published_us", "id"])

"""A warninglist can be switched off without being let go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0024"
down_revision = "v0023"


def upgrade() -> None:
    """Make the column; every list that is held is on."""
    op.add_column("warninglist", sa.Column("off_us", sa.BigInteger(), nullable=True))

"""Table: partner_notice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0025"
down_revision = "v0024"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "partner_notice",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("settled_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_partner_notice")),
    )
    op.create_index("ix_partner_notice", "partner_notice", ["partner", "at_us"], unique=False)

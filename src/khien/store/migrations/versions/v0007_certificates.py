"""Tables: certificate, partner_channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0007"
down_revision = "v0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "certificate",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("not_before_us", sa.BigInteger(), nullable=False),
        sa.Column("not_after_us", sa.BigInteger(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("revoked_us", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name=op.f("fk_certificate_partner")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_certificate")),
        sa.UniqueConstraint("sha256", name=op.f("uq_certificate_sha256")),
    )
    op.create_index(op.f("ix_certificate_partner"), "certificate", ["partner"], unique=False)
    op.create_table(
        "partner_channel",
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"], ["partner.name"], name=op.f("fk_partner_channel_partner")
        ),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_partner_channel")),
    )

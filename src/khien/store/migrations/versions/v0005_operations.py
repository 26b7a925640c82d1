"""Tables: administration, export, ledger_hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0005"
down_revision = "v0004"


def upgrade() -> None:
    """Make the tables."""
    _administration()
    _export()
    _ledger_hold()


def _administration() -> None:
    op.create_table(
        "administration",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administration")),
    )


def _export() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "direction", "partner", name=op.f("pk_export")),
    )
    op.create_index("ix_export_partner", "export", ["direction", "partner", "at_us"], unique=False)


def _ledger_hold() -> None:
    op.create_table(
        "ledger_hold",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "partner", name=op.f("pk_ledger_hold")),
    )

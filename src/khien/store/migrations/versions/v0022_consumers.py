"""Consumers of lists: who fetches what, the last fetch of each, and what was left out of each list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0022"
down_revision = "v0021"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "consumer",
        sa.Column(
            "name",
            sa.String(80),
            sa.ForeignKey("token.name", name="fk_consumer_name"),
            primary_key=True,
        ),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "consumer_fetch",
        sa.Column("consumer", sa.String(80), primary_key=True),
        sa.Column("form", sa.String(20), primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("etag", sa.String(80), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("fetches", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "list_report",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("consumer", sa.String(80), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
    )
    op.create_index("ix_list_report_consumer", "list_report", ["consumer", "form", "at_us"])

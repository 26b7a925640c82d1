"""People at the console: their sessions, and how they like to see it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0013"
down_revision = "v0009"


def upgrade() -> None:
    """Make the tables, and the columns of taste."""
    op.add_column("officer", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("officer", sa.Column("theme", sa.String(), nullable=True))
    _session()


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_us", sa.BigInteger(), nullable=True),
        sa.Column("closed_us", sa.BigInteger(), nullable=True),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_session_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("sha256", name=op.f("uq_session_sha256")),
    )
    op.create_index(op.f("ix_session_created_us"), "session", ["created_us"], unique=False)
    op.create_index(op.f("ix_session_officer"), "session", ["officer"], unique=False)

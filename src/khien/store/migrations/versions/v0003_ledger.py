"""Tables: ledger_alarm, ledger_checkpoint, ledger_cosignature, ledger_hash, ledger_leaf, witness_checkpoint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    """Make the tables."""
    _ledger_alarm()
    _ledger_checkpoint()
    _ledger_cosignature()
    _ledger_hash()
    _ledger_leaf()
    _witness_checkpoint()


def _ledger_alarm() -> None:
    op.create_table(
        "ledger_alarm",
        sa.Column("alarm_sha256", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=256), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("offered", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alarm_sha256", name=op.f("pk_ledger_alarm")),
    )


def _ledger_checkpoint() -> None:
    op.create_table(
        "ledger_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_checkpoint")),
    )


def _ledger_cosignature() -> None:
    op.create_table(
        "ledger_cosignature",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cosigner", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("size", "cosigner", name=op.f("pk_ledger_cosignature")),
    )


def _ledger_hash() -> None:
    op.create_table(
        "ledger_hash",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_ledger_hash")),
    )


def _ledger_leaf() -> None:
    op.create_table(
        "ledger_leaf",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("crossing", sa.String(length=128), nullable=True),
        sa.Column("partner", sa.String(length=128), nullable=True),
        sa.Column("object_id", sa.String(length=128), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_leaf")),
    )
    op.create_index(
        "ix_ledger_leaf_crossing", "ledger_leaf", ["crossing", "position"], unique=False
    )
    op.create_index(
        "ix_ledger_leaf_object_id", "ledger_leaf", ["object_id", "position"], unique=False
    )


def _witness_checkpoint() -> None:
    op.create_table(
        "witness_checkpoint",
        sa.Column("origin", sa.String(length=256), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_witness_checkpoint")),
    )

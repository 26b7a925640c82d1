"""Tables: announcement, approval, arrival, handling, outbox, receipt, release, workspace_status."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"


def upgrade() -> None:
    """Make the tables."""
    _announcement()
    _approval()
    _arrival()
    _handling()
    _outbox()
    _receipt()
    _release()
    _workspace_status()


def _announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("delivery", sa.String(length=60), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("delivery", "partner", name=op.f("pk_announcement")),
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("release", sa.String(length=60), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("release", "officer", name=op.f("pk_approval")),
    )


def _arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("delivery", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("modified", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("tlp", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("receipt_due", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", "partner", name=op.f("pk_arrival")),
    )
    op.create_index("ix_arrival_due", "arrival", ["receipt_due", "partner"], unique=False)
    op.create_index("ix_arrival_object", "arrival", ["object_id", "modified"], unique=False)


def _handling() -> None:
    op.create_table(
        "handling",
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("modified", sa.String(length=40), nullable=False),
        sa.Column("tlp", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", "modified", name=op.f("pk_handling")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("delivery", sa.String(length=60), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_us", sa.BigInteger(), nullable=False),
        sa.Column("done_us", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["partner", "done_us", "seq"], unique=False)


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("release", sa.String(length=60), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "direction", name=op.f("pk_receipt")),
    )
    op.create_index("ix_receipt_release", "receipt", ["release"], unique=False)


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("modified", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("tlp", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("redacted_from", sa.String(length=255), nullable=False),
        sa.Column("published_us", sa.BigInteger(), nullable=False),
        sa.Column("decided_us", sa.BigInteger(), nullable=False),
        sa.Column("released_us", sa.BigInteger(), nullable=True),
        sa.Column("sent_us", sa.BigInteger(), nullable=True),
        sa.Column("answered_us", sa.BigInteger(), nullable=True),
        sa.Column("review_due_us", sa.BigInteger(), nullable=True),
        sa.Column("delivery", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint(
            "object_id", "modified", "sha256", "partner", name="uq_release_crossing"
        ),
    )
    op.create_index("ix_release_partner_state", "release", ["partner", "state"], unique=False)


def _workspace_status() -> None:
    op.create_table(
        "workspace_status",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("tool", sa.String(length=80), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_status")),
    )

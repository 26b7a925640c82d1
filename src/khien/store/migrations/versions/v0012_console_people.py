"""People at the console: sessions, second factors, welcomes, and how they like to see it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0012"
down_revision = "v0011"


def upgrade() -> None:
    """Make the tables, and the columns of taste."""
    op.add_column("officer", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("officer", sa.Column("theme", sa.String(), nullable=True))
    op.add_column("administration", sa.Column("done_by", sa.String(80), nullable=True))
    _session()
    _totp()
    _recovery_code()
    _passkey()
    _passkey_challenge()
    _welcome()


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


def _totp() -> None:
    op.create_table(
        "totp",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_totp_officer")),
        sa.PrimaryKeyConstraint("officer", name=op.f("pk_totp")),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_recovery_code_officer")
        ),
        sa.PrimaryKeyConstraint("officer", "sha256", name=op.f("pk_recovery_code")),
    )


def _passkey() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.Boolean(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("used_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_passkey_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    op.create_index(op.f("ix_passkey_officer"), "passkey", ["officer"], unique=False)


def _passkey_challenge() -> None:
    op.create_table(
        "passkey_challenge",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_passkey_challenge")),
    )
    op.create_index(
        op.f("ix_passkey_challenge_made_us"), "passkey_challenge", ["made_us"], unique=False
    )


def _welcome() -> None:
    op.create_table(
        "welcome",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_welcome_officer")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_welcome")),
    )
    op.create_index(op.f("ix_welcome_officer"), "welcome", ["officer"], unique=False)

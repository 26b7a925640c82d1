"""Tables: invitation_made, officer, partner, sign_in_failure, agreement, invitation_taken, partner_key, partner_outbound, partner_person, token, agreement_signature."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"


def upgrade() -> None:
    """Make the tables."""
    _invitation_made()
    _officer()
    _partner()
    _sign_in_failure()
    _agreement()
    _invitation_taken()
    _partner_key()
    _partner_outbound()
    _partner_person()
    _token()
    _agreement_signature()


def _invitation_made() -> None:
    op.create_table(
        "invitation_made",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("used_us", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_invitation_made")),
    )
    op.create_index(
        op.f("ix_invitation_made_partner"), "invitation_made", ["partner"], unique=False
    )


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("disabled_us", sa.BigInteger(), nullable=True),
        sa.Column("last_sign_in_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_officer")),
    )


def _partner() -> None:
    op.create_table(
        "partner",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("identity_id", sa.String(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("max_bytes", sa.BigInteger(), nullable=False),
        sa.Column("objects_per_minute", sa.Integer(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("revoked_us", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_partner")),
        sa.UniqueConstraint("identity_id", name=op.f("uq_partner_identity_id")),
    )


def _sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("name_sha256", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name_sha256", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(
        op.f("ix_sign_in_failure_last_us"), "sign_in_failure", ["last_us"], unique=False
    )


def _agreement() -> None:
    op.create_table(
        "agreement",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("imported_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name=op.f("fk_agreement_partner")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_partner"), "agreement", ["partner"], unique=False)


def _invitation_taken() -> None:
    op.create_table(
        "invitation_taken",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("acceptance", sa.Text(), nullable=False),
        sa.Column("taken_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"], ["partner.name"], name=op.f("fk_invitation_taken_partner")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_invitation_taken")),
    )


def _partner_key() -> None:
    op.create_table(
        "partner_key",
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name=op.f("fk_partner_key_partner")),
        sa.PrimaryKeyConstraint("raw", name=op.f("pk_partner_key")),
    )
    op.create_index(op.f("ix_partner_key_key_id"), "partner_key", ["key_id"], unique=False)
    op.create_index(op.f("ix_partner_key_partner"), "partner_key", ["partner"], unique=False)


def _partner_outbound() -> None:
    op.create_table(
        "partner_outbound",
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("api_root", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"], ["partner.name"], name=op.f("fk_partner_outbound_partner")
        ),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_partner_outbound")),
    )


def _partner_person() -> None:
    op.create_table(
        "partner_person",
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"], ["partner.name"], name=op.f("fk_partner_person_partner")
        ),
        sa.PrimaryKeyConstraint("partner", "name", name=op.f("pk_partner_person")),
    )


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=True),
        sa.Column("revoked_us", sa.BigInteger(), nullable=True),
        sa.Column("last_used_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name=op.f("fk_token_partner")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_token_sha256")),
    )
    op.create_index(op.f("ix_token_partner"), "token", ["partner"], unique=False)


def _agreement_signature() -> None:
    op.create_table(
        "agreement_signature",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("sig", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("signed_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["agreement.sha256"], name=op.f("fk_agreement_signature_sha256")
        ),
        sa.PrimaryKeyConstraint("sha256", "side", name=op.f("pk_agreement_signature")),
    )

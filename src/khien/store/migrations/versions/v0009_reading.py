"""What makes a page of `released` as quick at its end as at its beginning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0009"
down_revision = "v0008"


def upgrade() -> None:
    """Give each release the number of its version, and the pages an index in their order."""
    op.add_column("release", sa.Column("seq", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE release SET seq = (SELECT min(v.seq) FROM object_version v "
        "WHERE v.object_id = release.object_id AND v.sha256 = release.sha256) "
        "WHERE released_us IS NOT NULL"
    )
    op.create_index("ix_release_shelf", "release", ["partner", "released_us"], unique=False)

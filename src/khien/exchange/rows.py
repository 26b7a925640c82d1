"""The tables of the border. Who may touch which row is told by the functions of each sub-package."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from khien.model.instants import to_microseconds
from khien.store import metadata

release = Table(
    "release",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("object_id", String(255), nullable=False),
    Column("modified", String(40), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("type", String(255), nullable=False),
    Column("partner", String(80), nullable=False),
    Column("purpose", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("author", String(80), nullable=False),
    Column("tlp", Integer, nullable=False),
    Column("agreement", String(64), nullable=False),
    Column("recipients", Text, nullable=False),  # JSON: persons there, for TLP:RED
    Column("answers", Text, nullable=False),  # JSON: what the gate answered, code and detail
    Column("redacted_from", String(255), nullable=False),  # '' unless a redacted copy
    Column("published_us", BigInteger, nullable=False),
    Column("decided_us", BigInteger, nullable=False),
    Column("released_us", BigInteger),  # when it was cleared; ascending and unique per partner
    Column("seq", Integer),  # of the version, since it was cleared
    Column("sent_us", BigInteger),
    Column("answered_us", BigInteger),
    Column("review_due_us", BigInteger),  # emergency path: 24 h after the opening
    Column("delivery", String(60)),
    Column("reason", Text, nullable=False),  # the partner's or the officer's reason for a no
    Column("signed", Boolean, nullable=False),  # the partner's last answer was signed
    UniqueConstraint("object_id", "modified", "sha256", "partner", name="uq_release_crossing"),
    Index("ix_release_partner_state", "partner", "state", "published_us", "id"),
    Index("ix_release_shelf", "partner", "released_us"),
    Index("ix_release_published", "published_us", "id"),
    Index("ix_release_state", "state", "published_us", "id"),
    Index("ix_release_seq", "partner", "seq"),
)
_copies = release.c.redacted_from != ""
Index("ix_release_copies", release.c.redacted_from, sqlite_where=_copies, postgresql_where=_copies)
_on_shelf = release.c.released_us.is_not(None)
Index(
    "ix_release_shelf_type", release.c.partner, release.c.type, release.c.released_us,
    sqlite_where=_on_shelf, postgresql_where=_on_shelf,
)  # fmt: skip
"""One version to one partner: the crossing that both sides name by this id."""


_reviews = release.c.review_due_us.is_not(None)
Index(
    "ix_release_review",
    release.c.review_due_us,
    sqlite_where=_reviews,
    postgresql_where=_reviews,
)

approval = Table(
    "approval",
    metadata,
    Column("release", String(60), primary_key=True),
    Column("officer", String(80), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""Who approved a release, in which role, and why."""

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("partner", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False),  # release or receipt or document id
    Column("body", Text, nullable=False),  # JSON of a document, or '' when the subject has it
    Column("delivery", String(60)),
    Column("attempts", Integer, nullable=False),
    Column("next_us", BigInteger, nullable=False),
    Column("done_us", BigInteger),
    Column("error", Text, nullable=False),
    Index("ix_outbox_waiting", "partner", "done_us", "seq"),
)
# New keys of ours go first, and there are hardly ever any: found without reading the whole queue.
_new_keys = (outbox.c.kind == "key") & outbox.c.done_us.is_(None)
Index("ix_outbox_keys", outbox.c.partner, sqlite_where=_new_keys, postgresql_where=_new_keys)
# What was refused for good, withdrawn or lapsed: little, among all that was taken.
_ended = outbox.c.done_us.is_not(None) & (outbox.c.error != "")
Index(
    "ix_outbox_ended",
    outbox.c.partner,
    outbox.c.seq,
    sqlite_where=_ended,
    postgresql_where=_ended,
)
"""What waits to cross, in order, per partner."""

announcement = Table(
    "announcement",
    metadata,
    Column("delivery", String(60), primary_key=True),
    Column("partner", String(80), primary_key=True),
    Column("note", Text, nullable=False),  # the sealed delivery note, as it came
    Column("at_us", BigInteger, nullable=False),
)
"""Delivery notes that partners sent ahead of their objects."""

arrival = Table(
    "arrival",
    metadata,
    Column("id", String(60), primary_key=True),  # the sender's release id, or our own id
    Column("partner", String(80), primary_key=True),
    Column("delivery", String(60), nullable=False),
    Column("object_id", String(255), nullable=False),
    Column("modified", String(40), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(80), nullable=False),  # a code
    Column("detail", Text, nullable=False),
    Column("agreement", String(64), nullable=False),
    Column("purpose", String(80), nullable=False),
    Column("tlp", Integer, nullable=False),
    Column("raw", LargeBinary),  # kept while a person has not decided, and when refused
    Column("at_us", BigInteger, nullable=False),
    Column("receipt_due", String(20), nullable=False),  # outcome still to be told, or ''
    Index("ix_arrival_object", "object_id", "modified"),
    Index("ix_arrival_due", "receipt_due", "partner"),
    Index("ix_arrival_delivery", "delivery", "partner"),
    Index("ix_arrival_at", "partner", "at_us"),
    Index("ix_arrival_outcome", "outcome", "at_us", "id"),
)
"""What partners brought, with our answer."""


receipt = Table(
    "receipt",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the payload's canonical JSON
    Column("direction", String(5), primary_key=True),  # given | taken
    Column("release", String(60), nullable=False),
    Column("partner", String(80), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("signed", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_receipt_release", "release"),
)
"""Receipts that we gave and took. An unsigned one comes from a partner that is not Khiên."""

handling = Table(
    "handling",
    metadata,
    Column("object_id", String(255), primary_key=True),
    Column("modified", String(40), primary_key=True),
    Column("tlp", Integer, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""Downgrades: the sender later told us to handle a version more strictly than it is marked."""

workspace_status = Table(
    "workspace_status",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("tool", String(80), nullable=False),
    Column("status", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""What became of the additions of our own tools (TAXII 2.1 §4.3)."""


pull = Table(
    "pull",
    metadata,
    Column("partner", String(80), primary_key=True),
    Column(
        "added_after", String(40), nullable=False
    ),  # as the server wrote it; '' : from the start
    Column("next_us", BigInteger, nullable=False),
    Column("done_us", BigInteger),
    Column("attempts", Integer, nullable=False),  # failed ones since the last success
    Column("error", String(80), nullable=False),
)
"""Where the fetching from a plain TAXII party stands."""


def keep_status(tx: Connection, status_id: str, tool: str, status: str, now: datetime) -> None:
    """Keep the status of an addition by one of our tools."""
    tx.execute(
        insert(workspace_status).values(
            id=status_id, tool=tool, status=status, at_us=to_microseconds(now)
        )
    )


def status_of(tx: Connection, status_id: str, tool: str) -> str | None:
    """The status of an addition by the same tool; another's is not told."""
    query = select(workspace_status.c.status).where(
        workspace_status.c.id == status_id, workspace_status.c.tool == tool
    )
    return tx.execute(query).scalar()

"""The rows of the register. A row may be erased; its leaf in the ledger then says nothing of a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Row,
    String,
    Table,
    Text,
    insert,
    select,
    tuple_,
)

from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

administration = Table(
    "administration",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("what", String(40), nullable=False),
    Column(
        "subject", String(80), nullable=False
    ),  # name of an officer, token, certificate or draft
    Column("detail", Text, nullable=False),  # JSON: roles, scopes, a hash
    Column("salt", String(64), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("done_by", String(80)),  # name of the officer who did it in the console
)
"""What the ledger holds only as a salted hash."""


class Deed(StrEnum):
    """What was done."""

    OFFICER_ADDED = "officer-added"
    OFFICER_DISABLED = "officer-disabled"
    ROLES_CHANGED = "roles-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 -- the name of an act
    WELCOME_MADE = "welcome-made"
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    SESSIONS_ENDED = "sessions-ended"
    TOKEN_ADDED = "token-added"  # noqa: S105 -- the name of an act
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 -- the name of an act
    CONSUMER_ADDED = "consumer-added"
    CONSUMER_REVOKED = "consumer-revoked"
    AUTHORITY_MADE = "authority-made"
    CERTIFICATE_ADDED = "certificate-added"
    CERTIFICATE_REVOKED = "certificate-revoked"
    LIST_RENEWED = "list-renewed"
    HISTORY_PURGED = "history-purged"
    PSEUDONYMS_CHANGED = "pseudonyms-changed"
    WARNING_DISMISSED = "warning-dismissed"
    WARNING_SENT = "warning-sent"
    FEED_ADDED = "feed-added"
    FEED_PAUSED = "feed-paused"
    FEED_RESUMED = "feed-resumed"
    FEED_ACCEPTED = "feed-accepted"
    FEED_REFUSED = "feed-refused"
    FEED_REMOVED = "feed-removed"
    WARNINGLIST_ADDED = "warninglist-added"
    WARNINGLIST_REMOVED = "warninglist-removed"
    WARNINGLIST_ON = "warninglist-on"
    WARNINGLIST_OFF = "warninglist-off"
    READING_REFUSED = "reading-refused"
    READING_PURGED = "reading-purged"
    ABUSE_REPORTED = "abuse-reported"
    REPORT_PASSED_ON = "report-passed-on"
    PARTNER_REVOKED = "partner-revoked"
    PARTNER_RENEWED = "partner-renewed"
    PARTNER_MOVED = "partner-moved"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `salt` is 64 random hex digits; without it nobody can guess whom a leaf speaks of."""

    id: str
    deed: Deed
    subject: str
    detail: tuple[str, ...]
    salt: str
    at: datetime
    by: str = ""


def add(tx: Connection, act: Act) -> None:
    """Write an act into the register."""
    tx.execute(
        insert(administration).values(
            id=act.id,
            what=act.deed.value,
            subject=act.subject,
            detail=json.dumps(act.detail),
            salt=act.salt,
            at_us=to_microseconds(act.at),
            done_by=act.by or None,
        )
    )


def every(tx: Connection) -> list[Act]:
    """The whole register, oldest first."""
    kept = administration.c
    return [_act(row) for row in tx.execute(select(administration).order_by(kept.at_us, kept.id))]


def page(tx: Connection, after: str, limit: int) -> list[Act]:
    """The newest acts, or those before the act `after`; none where there is no such act."""
    kept = administration.c
    query = select(administration).order_by(kept.at_us.desc(), kept.id.desc()).limit(limit)
    if after:
        mark = tx.execute(select(kept.at_us).where(kept.id == after)).scalar_one_or_none()
        query = query.where(tuple_(kept.at_us, kept.id) < (mark if mark is not None else -1, after))
    return [_act(row) for row in tx.execute(query)]


def _act(row: Row[Any]) -> Act:
    detail = tuple(json.loads(row.detail))
    at, by = from_microseconds(row.at_us), row.done_by or ""
    return Act(row.id, Deed(row.what), row.subject, detail, row.salt, at, by)

"""Notices, as rows."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Index, String, Table, Text, select, update

from khien.model.ids import PartnerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.notices.rules import Notice, NoticeKind
from khien.store import metadata

partner_notice = Table(
    "partner_notice",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the payload
    Column("partner", String, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("document", Text, nullable=False),  # as it was sealed
    Column("at_us", BigInteger, nullable=False),
    Column("settled_us", BigInteger),
    Index("ix_partner_notice", "partner", "at_us"),
)
"""One row a notice; it stays as evidence when it is settled."""


def add(tx: Connection, new: Notice) -> None:
    """Keep a notice."""
    tx.execute(
        partner_notice.insert().values(
            sha256=new.sha256,
            partner=new.partner,
            kind=new.kind.value,
            document=json.dumps(new.document, ensure_ascii=False),
            at_us=to_microseconds(new.at),
        )
    )


def of_partner(tx: Connection, partner: str) -> tuple[Notice, ...]:
    """What a partner has given notice of, the newest first."""
    kept = partner_notice.c
    query = select(partner_notice).where(kept.partner == partner)
    rows = tx.execute(query.order_by(kept.at_us.desc(), kept.sha256)).mappings()
    return tuple(
        Notice(
            row["sha256"],
            PartnerName(row["partner"]),
            NoticeKind(row["kind"]),
            json.loads(row["document"]),
            from_microseconds(row["at_us"]),
            None if row["settled_us"] is None else from_microseconds(row["settled_us"]),
        )
        for row in rows
    )


def settle(tx: Connection, partner: str, now: datetime, kind: NoticeKind | None) -> None:
    """Note that nobody has to look at these any more; None: of whatever kind."""
    kept = partner_notice.c
    which = (kept.partner == partner) & kept.settled_us.is_(None)
    if kind is not None:
        which &= kept.kind == kind.value
    tx.execute(update(partner_notice).where(which).values(settled_us=to_microseconds(now)))

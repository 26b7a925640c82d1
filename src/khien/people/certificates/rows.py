"""Client certificates that are believed, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, String, Table, select

from khien.model.ids import PartnerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.certificates.rules import Certificate, Reason
from khien.store import metadata

certificate = Table(
    "certificate",
    metadata,
    Column("name", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),  # of the DER bytes, in hex
    Column("serial", String, nullable=False),  # in hex
    Column("partner", String, ForeignKey("partner.name"), index=True),
    Column("not_before_us", BigInteger, nullable=False),
    Column("not_after_us", BigInteger, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("revoked_us", BigInteger),
    Column("reason", String),
)


def insert_certificate(tx: Connection, new: Certificate) -> None:
    """Believe a certificate."""
    tx.execute(
        certificate.insert().values(
            name=new.name,
            sha256=new.sha256,
            serial=new.serial,
            partner=new.partner,
            not_before_us=to_microseconds(new.not_before),
            not_after_us=to_microseconds(new.not_after),
            created_us=to_microseconds(new.created),
        )
    )


def find_certificate(tx: Connection, name: str) -> Certificate | None:
    """The certificate of that name, working or not."""
    return _one(tx, certificate.c.name == name)


def find_by_sha256(tx: Connection, sha256: str) -> Certificate | None:
    """The certificate with this hash, working or not."""
    return _one(tx, certificate.c.sha256 == sha256)


def all_certificates(tx: Connection) -> tuple[Certificate, ...]:
    """Every certificate, by name."""
    found = tx.execute(select(certificate).order_by(certificate.c.name)).mappings()
    return tuple(_certificate(row) for row in found)


def write_revoked(tx: Connection, name: str, reason: Reason, now: datetime) -> None:
    """Note since when, and why, a certificate opens nothing."""
    tx.execute(
        certificate.update()
        .where(certificate.c.name == name)
        .values(revoked_us=to_microseconds(now), reason=reason.value)
    )


def end_partner(tx: Connection, partner: str, reason: Reason, now: datetime) -> None:
    """End every certificate of a partner that has not ended yet."""
    tx.execute(
        certificate.update()
        .where(certificate.c.partner == partner, certificate.c.revoked_us.is_(None))
        .values(revoked_us=to_microseconds(now), reason=reason.value)
    )


def _one(tx: Connection, where: Any) -> Certificate | None:  # noqa: ANN401 -- an SQL condition
    row = tx.execute(select(certificate).where(where)).mappings().one_or_none()
    return None if row is None else _certificate(row)


def _certificate(row: Mapping[Any, Any]) -> Certificate:
    return Certificate(
        name=row["name"],
        sha256=row["sha256"],
        serial=row["serial"],
        partner=None if row["partner"] is None else PartnerName(row["partner"]),
        not_before=from_microseconds(row["not_before_us"]),
        not_after=from_microseconds(row["not_after_us"]),
        created=from_microseconds(row["created_us"]),
        revoked=None if row["revoked_us"] is None else from_microseconds(row["revoked_us"]),
        reason=None if row["reason"] is None else Reason(row["reason"]),
    )

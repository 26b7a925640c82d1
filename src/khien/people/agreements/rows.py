"""Agreements and their signatures, as rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, String, Table, Text, select

from khien.model.canonical import canonical_json
from khien.model.ids import OfficerName, PartnerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.agreements.rules import Signature
from khien.store import metadata

OURS, THEIRS = "ours", "theirs"

agreement = Table(
    "agreement",
    metadata,
    Column("sha256", String, primary_key=True),  # of the canonical payload
    Column("partner", String, ForeignKey("partner.name"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON: what is signed
    Column("imported_us", BigInteger, nullable=False),
)

agreement_signature = Table(
    "agreement_signature",
    metadata,
    Column("sha256", String, ForeignKey(agreement.c.sha256), primary_key=True),
    Column("side", String, primary_key=True),  # ours, theirs
    Column("vkey", String, nullable=False),
    Column("sig", String, nullable=False),
    Column("officer", String),
    Column("signed_us", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as it lies in the table, not yet believed: the desk reads and checks it."""

    sha256: str
    partner: PartnerName
    text: str
    payload: dict[str, Any]
    imported: datetime
    ours: Signature | None
    theirs: Signature | None


def insert_agreement(
    tx: Connection,
    sha256: str,
    partner: PartnerName,
    text: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write an agreement that nobody has signed yet."""
    tx.execute(
        agreement.insert().values(
            sha256=sha256,
            partner=partner,
            text=text,
            payload=canonical_json(payload, "agreement").decode(),
            imported_us=to_microseconds(now),
        )
    )


def insert_signature(tx: Connection, sha256: str, side: str, signature: Signature) -> None:
    """Write one side's signature."""
    tx.execute(
        agreement_signature.insert().values(
            sha256=sha256,
            side=side,
            vkey=signature.vkey,
            sig=signature.sig,
            officer=signature.officer,
            signed_us=to_microseconds(signature.at),
        )
    )


def find_agreement(tx: Connection, sha256: str) -> AgreementRow | None:
    """The agreement with this hash."""
    found = _agreements(tx, agreement.c.sha256 == sha256)
    return found[0] if found else None


def agreements_of(tx: Connection, partner: str | None) -> tuple[AgreementRow, ...]:
    """The agreements with one partner, or with all, the oldest import first."""
    return _agreements(tx, None if partner is None else agreement.c.partner == partner)


def _agreements(tx: Connection, where: Any) -> tuple[AgreementRow, ...]:  # noqa: ANN401 -- an SQL condition
    query = select(agreement).order_by(agreement.c.imported_us, agreement.c.sha256)
    rows = tx.execute(query if where is None else query.where(where)).mappings().all()
    signatures = _signatures(tx, [row["sha256"] for row in rows])
    return tuple(
        AgreementRow(
            sha256=row["sha256"],
            partner=PartnerName(row["partner"]),
            text=row["text"],
            payload=json.loads(row["payload"]),
            imported=from_microseconds(row["imported_us"]),
            ours=signatures.get((row["sha256"], OURS)),
            theirs=signatures.get((row["sha256"], THEIRS)),
        )
        for row in rows
    )


def _signatures(tx: Connection, hashes: list[str]) -> dict[tuple[str, str], Signature]:
    query = select(agreement_signature).where(agreement_signature.c.sha256.in_(hashes))
    return {
        (row["sha256"], row["side"]): Signature(
            vkey=row["vkey"],
            sig=row["sig"],
            at=from_microseconds(row["signed_us"]),
            officer=None if row["officer"] is None else OfficerName(row["officer"]),
        )
        for row in tx.execute(query).mappings()
    }

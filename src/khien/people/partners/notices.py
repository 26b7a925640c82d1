"""Notices: what a partner says of itself and of us, signed, for a person to read. None acts by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Index, String, Table, Text, select, update

from khien.model.canonical import content_sha256
from khien.model.errors import MalformedError, ProofError
from khien.model.ids import PartnerName
from khien.model.instants import from_microseconds, taxii_time, to_microseconds
from khien.model.signing import SigningKey, seal, unseal
from khien.people.partners import rules
from khien.people.partners.channels import check_authorities
from khien.people.partners.rules import Card, Partner
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


class NoticeKind(StrEnum):
    """What a notice says: where its node is reached from now on; that it ended the partnership with us."""

    ADDRESS = "address"
    ENDING = "ending"


class AddressPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose node is where, and the authority in PEM that its certificate is from, as on a card."""

    name: str
    url: str
    made: str
    ca: str = ""


class EndingPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who ended the partnership with whom; not why, since that is the giver's own."""

    name: str
    partner: str
    made: str


PAYLOADS: dict[NoticeKind, type[AddressPayload] | type[EndingPayload]] = {
    NoticeKind.ADDRESS: AddressPayload,
    NoticeKind.ENDING: EndingPayload,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that came. `document` is sealed by the partner; `settled` is None while it is open."""

    sha256: str
    partner: PartnerName
    kind: NoticeKind
    document: dict[str, Any]
    at: datetime
    settled: datetime | None = None

    @property
    def payload(self) -> AddressPayload | EndingPayload:
        """What it says."""
        return msgspec.convert(self.document["payload"], PAYLOADS[self.kind])


def address_notice(card: Card, key: SigningKey, now: datetime) -> dict[str, Any]:
    """Say where this node is reached, for every partner alike."""
    said = AddressPayload(card.name, card.url, taxii_time(now), card.ca)
    return seal(NoticeKind.ADDRESS.value, msgspec.to_builtins(said), key)


def ending_notice(card: Card, partner: str, key: SigningKey, now: datetime) -> dict[str, Any]:
    """Say to one partner that the partnership with it has ended here."""
    said = EndingPayload(card.name, partner, taxii_time(now))
    return seal(NoticeKind.ENDING.value, msgspec.to_builtins(said), key)


def take_notice(
    tx: Connection, own: str, giver: Partner, document: object, now: datetime
) -> tuple[Notice, bool]:
    """Keep a partner's notice for a person; gives it, and whether it is new.

    Raises:
        MalformedError: not a notice, or an address that cannot be.
        ProofError: the partner's current key did not sign it, or it is about somebody else.
    """
    kind, payload = _read(document)
    key = giver.current_key
    unseal(document, kind.value, [] if key is None else [key])
    meant = payload.partner if isinstance(payload, EndingPayload) else own
    if payload.name != giver.name or meant != own:
        raise ProofError(kind.value, f"of {payload.name}")
    if isinstance(payload, AddressPayload):
        rules.check_url(payload.url)
        check_authorities(payload.ca)
    sealed = msgspec.to_builtins(document)
    sha256 = content_sha256(sealed["payload"], kind.value)
    known = [one for one in notices(tx, giver.name) if one.sha256 == sha256]
    if known:
        return known[0], False
    if kind is NoticeKind.ADDRESS:
        settle_notices(tx, giver.name, now, kind)  # a newer word takes the place of an older one
    tx.execute(
        partner_notice.insert().values(
            sha256=sha256,
            partner=giver.name,
            kind=kind.value,
            document=json.dumps(sealed, ensure_ascii=False),
            at_us=to_microseconds(now),
        )
    )
    return Notice(sha256, giver.name, kind, sealed, now), True


def notices(tx: Connection, partner: str) -> tuple[Notice, ...]:
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


def open_notice(tx: Connection, partner: str, kind: NoticeKind) -> Notice | None:
    """The newest notice of a kind that nobody has settled."""
    found = (one for one in notices(tx, partner) if one.kind is kind and one.settled is None)
    return next(found, None)


def settle_notices(
    tx: Connection, partner: str, now: datetime, kind: NoticeKind | None = None
) -> None:
    """Nobody has to look at these any more; they are kept."""
    kept = partner_notice.c
    which = (kept.partner == partner) & kept.settled_us.is_(None)
    if kind is not None:
        which &= kept.kind == kind.value
    tx.execute(update(partner_notice).where(which).values(settled_us=to_microseconds(now)))


def _read(document: object) -> tuple[NoticeKind, AddressPayload | EndingPayload]:
    """What a notice says; who sealed it is asked next."""
    kinds = [one.value for one in NoticeKind]
    kind = document.get("kind") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or kind not in kinds:
        raise MalformedError("notice", f"kind: {', '.join(kinds)}")
    try:
        return NoticeKind(kind), msgspec.convert(
            document.get("payload"), PAYLOADS[NoticeKind(kind)]
        )
    except msgspec.ValidationError as error:
        raise MalformedError("notice", f"payload: {error}") from error

"""What is done with notices: make our own, keep a partner's for a person, settle them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from khien.model.canonical import content_sha256
from khien.model.errors import ProofError
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal, unseal
from khien.people.notices import rows
from khien.people.notices.rules import (
    AddressPayload,
    EndingPayload,
    Notice,
    NoticeKind,
    read_notice,
)
from khien.people.partners import Card, Partner, check_address


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
    kind, payload = read_notice(document)
    key = giver.current_key
    unseal(document, kind.value, [] if key is None else [key])
    meant = payload.partner if isinstance(payload, EndingPayload) else own
    if payload.name != giver.name or meant != own:
        raise ProofError(kind.value, f"of {payload.name}")
    if isinstance(payload, AddressPayload):
        check_address(payload.url, payload.ca)
    sealed = msgspec.to_builtins(document)
    sha256 = content_sha256(sealed["payload"], kind.value)
    known = [one for one in rows.of_partner(tx, giver.name) if one.sha256 == sha256]
    if known:
        return known[0], False
    if kind is NoticeKind.ADDRESS:
        rows.settle(tx, giver.name, now, kind)  # a newer word takes the place of an older one
    new = Notice(sha256, giver.name, kind, sealed, now)
    rows.add(tx, new)
    return new, True


def notices_of(tx: Connection, partner: str, *, unsettled: bool = False) -> tuple[Notice, ...]:
    """What a partner has given notice of, the newest first; all of it, or what nobody has settled."""
    found = rows.of_partner(tx, partner)
    return tuple(one for one in found if one.settled is None) if unsettled else found


def open_notice(tx: Connection, partner: str, kind: NoticeKind) -> Notice | None:
    """The newest notice of a kind that nobody has settled."""
    found = (one for one in notices_of(tx, partner, unsettled=True) if one.kind is kind)
    return next(found, None)


def settle_notices(
    tx: Connection, partner: str, now: datetime, kind: NoticeKind | None = None
) -> None:
    """Nobody has to look at these any more; they are kept."""
    rows.settle(tx, partner, now, kind)

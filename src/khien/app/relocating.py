"""Where a partner's node is: looked at before anything goes there, and changed by an officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from khien.app.wiring import Node
from khien.exchange.authority import DECIDERS, demand, with_reason
from khien.exchange.peer.client import PeerClient
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.wire import PeerRefusedError, Wire, by_password, by_signature
from khien.ledger import EntryKind, LedgerEntry
from khien.model.canonical import content_sha256
from khien.model.errors import UnreachableError
from khien.people.notices import AddressPayload, NoticeKind, ending_notice, open_notice
from khien.people.officers import Officer
from khien.people.partners import (
    Channel,
    NotAnnouncedError,
    OtherNodeError,
    Outbound,
    Partner,
    PartnerKind,
    active_partner,
    channel,
    check_address,
    outbound,
)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a partner is to be reached.

    An empty `url` stands for the address that the partner announced, with the authority that it named;
    `ca` in PEM is who its certificate must be from, None as before.
    """

    url: str = ""
    ca: str | None = None


Look = Callable[[Node, Partner, str, Channel, Outbound | None], None]
"""Raises unless the partner's server is at an address, as it is to be reached."""


def move(
    node: Node, name: str, wanted: Move, reason: str, officer: Officer, look: Look | None = None
) -> Partner:
    """Reach a partner at another address; its server is looked at there first.

    Args:
        node: this node.
        name: the partner.
        wanted: where it is.
        reason: the ground.
        officer: one of those who decide at the border.
        look: looks at the server; by wire if not given.

    Raises:
        RoleError, NoReasonError: not such an officer, or without a ground.
        NotFoundError, PartnerRevokedError, NoAddressError: no such partner that has an address.
        NotAnnouncedError: no address is given, and the partner has announced none.
        MalformedError: an address or an authority that cannot be.
        UnreachableError, PeerRefusedError, OtherNodeError: it is not there.
    """
    demand(officer, DECIDERS)
    ground = with_reason(name, reason)
    with node.store.read() as tx:
        partner = active_partner(tx, name)
        secured, door = channel(tx, name), outbound(tx, name)
        announced = open_notice(tx, name, NoticeKind.ADDRESS)
    url, ca = wanted.url, wanted.ca
    if not url:
        if announced is None or not isinstance(announced.payload, AddressPayload):
            raise NotAnnouncedError(name)
        url = announced.payload.url
        ca = announced.payload.ca if ca is None else ca
    check_address(url, ca or "")
    following = secured if ca is None else replace(secured, ca=ca)
    (look or looked_at)(node, partner, url, following, door)
    return node.notices.move(partner, url, following, ground, officer)


def looked_at(
    node: Node, partner: Partner, url: str, secured: Channel, door: Outbound | None
) -> None:
    """Nothing, if the partner's server answers there and, of a node, shows the key that we pinned.

    Raises:
        UnreachableError, PeerRefusedError: no answer, a certificate that is not believed, or a no.
        OtherNodeError: another node is there.
    """
    if partner.kind is PartnerKind.TAXII:
        if door is not None:
            wire = Wire(partner.name, by_password(door.user, door.secret), secured)
            try:
                TaxiiClient(wire, url).root()
            finally:
                wire.close()
        return
    wire = Wire(partner.name, lambda _: None, secured)
    try:
        card = PeerClient(wire, url).card()
    finally:
        wire.close()
    pinned = partner.current_key
    if pinned is None or card.get("key") != pinned.vkey:
        raise OtherNodeError(partner.name, url)


def tell_end(node: Node, partner: Partner, secured: Channel) -> tuple[dict[str, Any], bool]:
    """Tell a node that the partnership with it has ended here.

    Args:
        node: this node.
        partner: as it stood before the end.
        secured: how to speak TLS with it.

    Returns:
        The signed notice, and whether the partner took it; otherwise it can be carried there by hand.
    """
    now = node.clock()
    notice = ending_notice(node.enrolments.card, partner.name, node.ourselves.key, now)
    authenticate = by_signature(node.ourselves.key, partner.identity_id, node.clock)
    wire = Wire(partner.name, authenticate, secured)
    try:
        PeerClient(wire, partner.url).notice(notice)
    except (UnreachableError, PeerRefusedError):
        return notice, False
    finally:
        wire.close()
    entry = LedgerEntry(
        EntryKind.PARTNER,
        partner=partner.name,
        sha256=content_sha256(notice["payload"]),
        facts={"what": "end-told"},
    )
    with node.store.write() as tx:
        node.ledger.append(tx, [entry], now)
    return notice, True

"""Become partners: with another node by invitation, with a plain TAXII party by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import Connection

from khien.app.relocating import tell_end
from khien.app.wiring import Node
from khien.exchange.authority import DECIDERS, demand, with_reason
from khien.exchange.peer.client import bring_back
from khien.exchange.wire import PeerRefusedError
from khien.ledger import EntryKind, LedgerEntry
from khien.model.errors import UnreachableError
from khien.model.ids import PartnerName
from khien.model.instants import stix_time
from khien.people.officers import Officer
from khien.people.partners import (
    Channel,
    Invited,
    Limits,
    NamedPerson,
    Outbound,
    Partner,
    PartnerState,
    active_partner,
    add_taxii_partner,
    channel,
    list_standings,
    set_channel,
    set_exercise,
    set_limits,
    set_persons,
    withdraw_invitation,
)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A party that is a partner from now on.

    `acceptance` is our answer to its invitation, None where it answered ours; `delivered` tells
    whether its node has the answer already.
    """

    partner: Partner
    acceptance: dict[str, Any] | None
    delivered: bool


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """A plain TAXII party, as a person enters it. It never prints its secret."""

    name: str
    country: str
    title: str
    identity: dict[str, Any] | None
    api_root: str
    collection: str
    user: str
    secret: str
    channel: Channel = field(default_factory=Channel)


@dataclass(frozen=True, slots=True)
class Ended:
    """A partnership that has ended; `partner` is None where there was only an invitation.

    `notice` is our signed word of it, None for a plain TAXII party; `told` whether its node has that.
    """

    partner: Partner | None
    notice: dict[str, Any] | None = None
    told: bool = False


def unreachable(node: Node) -> bool:
    """Whether partners on other machines cannot reach the address that our invitations carry."""
    parts = urlsplit(node.ourselves.url)
    return parts.hostname in LOOPBACK or parts.port == 0


def take_in(node: Node, document: dict[str, Any], *, by_hand: bool) -> TakenIn:
    """Accept an invitation and bring the answer back, or take the answer to an invitation of ours.

    Args:
        node: this node.
        document: an invitation or an acceptance.
        by_hand: do not call the inviter's node; the answer is carried by hand.

    Raises:
        MalformedError, ProofError, EnrolmentError, ConflictError: as the desk says.
    """
    if document.get("kind") == "acceptance":
        return TakenIn(node.enrolments.complete(document).partner, None, delivered=True)
    enrolled = node.enrolments.accept(document)
    if by_hand:
        return TakenIn(enrolled.partner, enrolled.document, delivered=False)
    try:
        with node.store.read() as tx:
            secured = channel(tx, enrolled.partner.name)
        bring_back(enrolled, secured)
    except (UnreachableError, PeerRefusedError):
        return TakenIn(enrolled.partner, enrolled.document, delivered=False)
    return TakenIn(enrolled.partner, enrolled.document, delivered=True)


def end(node: Node, name: str, reason: str, officer: Officer) -> Ended:
    """Strike a partner off, or take the invitation of a party back that has not answered yet.

    A node is told so, if it can be reached; otherwise its notice can be carried there.

    Returns:
        The partner as it is now, if it was one, and the notice.

    Raises:
        RoleError: the officer is none of those who decide at the border.
        NotFoundError, NotFromHereError: nobody of that name, or revoked already.
        RoleError: the officer is none of those who decide at the border.
        NoReasonError: a partner is struck off for a reason.
    """
    demand(officer, DECIDERS)
    with node.store.read() as tx:
        standing = {one.name: one for one in list_standings(tx, node.clock())}.get(
            PartnerName(name)
        )
    if standing is None or standing.state is not PartnerState.INVITED:
        return _ended(node, name, with_reason(name, reason), demand(officer, DECIDERS))
    now = node.clock()
    with node.store.write() as tx:
        withdraw_invitation(tx, name, now)
        _record(node, tx, standing.name, "invitation-withdrawn", now)
    return Ended(None)


def _ended(node: Node, name: str, reason: str, officer: Officer) -> Ended:
    with node.store.read() as tx:
        secured = channel(tx, name)
    ended = node.enrolments.revoke(name, reason, officer)
    if not ended.keys:
        return Ended(ended)
    notice, told = tell_end(node, ended, secured)
    return Ended(ended, notice, told)


def renew(node: Node, name: str, reason: str, officer: Officer) -> Invited:
    """End all trust in a partner's lost node and invite the one that it makes anew.

    Raises:
        RoleError: the officer is none of those who decide at the border.
        NotFoundError, NotFromHereError: nobody of that name with a key, or revoked already.
        NoReasonError: trust is ended for a reason.
    """
    demand(officer, DECIDERS)
    return node.enrolments.renew(name, with_reason(name, reason), officer)


def connect(node: Node, wanted: Party) -> Partner:
    """Enter a plain TAXII party, with its identity or one that we make for it.

    Raises:
        MalformedError: a name, country, identity, address or channel that cannot be.
        ConflictError: the name or identity is taken.
    """
    now = node.clock()
    identity = wanted.identity or {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid4()}",
        "created": stix_time(now),
        "modified": stix_time(now),
        "name": wanted.title or wanted.name,
        "identity_class": "organization",
    }
    door = Outbound(wanted.api_root, wanted.collection, wanted.user, wanted.secret)
    with node.store.write() as tx:
        made = add_taxii_partner(
            tx,
            node.enrolments.card,
            wanted.name,
            identity=identity,
            country=wanted.country,
            now=now,
            outbound=door if wanted.api_root else None,
        )
        set_channel(tx, made.name, wanted.channel)
        _record(node, tx, made.name, "connected", now)
    return made


@dataclass(frozen=True, slots=True)
class Settled:
    """What to set for a partner; None leaves it as it is."""

    max_bytes: int | None = None
    objects_per_minute: int | None = None
    exercise: bool | None = None
    persons: tuple[NamedPerson, ...] | None = None


def settle(node: Node, name: str, wanted: Settled, officer: Officer) -> tuple[Partner, list[str]]:
    """Change what is set for a partner; gives it as it is now, and what was changed.

    Raises:
        RoleError: the officer is none of those who decide at the border.
        NotFoundError, PartnerRevokedError: there is no such active partner.
        MalformedError, PersonTwiceError: a limit or name that cannot be.
    """
    demand(officer, DECIDERS)
    now = node.clock()
    with node.store.write() as tx:
        before = active_partner(tx, name)
        limits = Limits(
            max_bytes=_or(wanted.max_bytes, before.limits.max_bytes),
            objects_per_minute=_or(wanted.objects_per_minute, before.limits.objects_per_minute),
        )
        changed = []
        if limits != before.limits:
            set_limits(tx, name, limits)
            changed.append("limits")
        if wanted.exercise is not None and wanted.exercise != before.exercise:
            set_exercise(tx, name, exercise=wanted.exercise)
            changed.append("exercise")
        if wanted.persons is not None and set(wanted.persons) != set(before.persons):
            set_persons(tx, name, wanted.persons)
            changed.append("persons")
        for what in changed:
            _record(node, tx, before.name, f"{what}-set", now)
        return active_partner(tx, name), changed


def _or(wanted: int | None, otherwise: int) -> int:
    return otherwise if wanted is None else wanted


def _record(node: Node, tx: Connection, name: PartnerName, what: str, now: datetime) -> None:
    entry = LedgerEntry(EntryKind.PARTNER, partner=name, facts={"what": what})
    node.ledger.append(tx, [entry], now)

"""What is done with partners: find, list, enter by hand, limit, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from khien.model.decision import Refusal
from khien.model.errors import NotFoundError
from khien.model.ids import OfficerName, PartnerName
from khien.model.plain_text import keepable
from khien.model.signing import PublicKey
from khien.people.names import check_country, check_party_name
from khien.people.partners import rows, rules
from khien.people.partners.channels import check_authorities, check_pair
from khien.people.partners.errors import (
    AlreadyPartnerError,
    IdentityClashError,
    KeyClashError,
    KeyRetiredError,
    NoAddressError,
    NoCredentialsError,
    NotFromHereError,
    OnlyInvitedError,
    OwnInvitationError,
    PartnerClashError,
    PartnerEndedError,
    PartnerRevokedError,
    PersonTwiceError,
)
from khien.people.partners.rows import Channel, Outbound
from khien.people.partners.rules import (
    Card,
    Invitation,
    Limits,
    NamedPerson,
    Partner,
    PartnerEvent,
    PartnerKind,
    PartnerState,
)

_NOT_FROM = {
    error.code: error
    for error in (NotFromHereError, OnlyInvitedError, AlreadyPartnerError, PartnerEndedError)
}
_CLASHES: dict[str, type[PartnerClashError]] = {
    error.code: error for error in (KeyClashError, IdentityClashError)
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the list of partners: who it is, and where it stands.

    A party that was only invited has no `partner` yet; `invitation` is our open one.
    """

    name: PartnerName
    state: PartnerState
    partner: Partner | None
    invitation: Invitation | None


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a revocation did, for the ledger: whose keys ended when, and by whom."""

    partner: Partner
    officer: OfficerName
    at: datetime


def partner(tx: Connection, name: str) -> Partner:
    """The partner of that name, active or revoked.

    Raises:
        NotFoundError: there is none; an invited party is none yet.
    """
    found = rows.find_partner(tx, name)
    if found is None:
        raise NotFoundError("partner", name)
    return found


def active_partner(tx: Connection, name: str) -> Partner:
    """The partner of that name, if anything may go to it or come from it.

    Raises:
        NotFoundError: there is none.
        PartnerRevokedError: it is revoked.
    """
    return _active(partner(tx, name))


def partner_by_key(tx: Connection, key_id: str) -> Partner:
    """The active partner whose *current* key has this id: who signed a request that just came in.

    Args:
        tx: an open transaction.
        key_id: `name+hash`, as in the `keyid` of an HTTP signature or a sealed document.

    Raises:
        NotFoundError: no partner ever had such a key.
        PartnerRevokedError: the partner is revoked.
        KeyRetiredError: the partner has another key by now.
    """
    found = rows.find_by_key_id(tx, key_id)
    if found is None:
        raise NotFoundError("partner key", key_id)
    current = _active(found).current_key
    if current is None or current.id != key_id:
        raise KeyRetiredError(key_id)
    return found


def partner_by_identity(tx: Connection, identity_id: str) -> Partner | None:
    """The partner, in any state, whose STIX identity this is; None: nobody's that we know."""
    return rows.find_by_identity(tx, identity_id)


def list_partners(tx: Connection, state: PartnerState | None = None) -> tuple[Partner, ...]:
    """The partners, by name: all of them, or those in one state. Invited parties are none yet."""
    return tuple(one for one in rows.all_partners(tx) if state is None or one.state is state)


def list_standings(tx: Connection, now: datetime) -> tuple[Standing, ...]:
    """Everyone who is, was or is about to become a partner, by name."""
    partners = {one.name: one for one in rows.all_partners(tx)}
    invitations = {one.partner: one for one in rows.unanswered_invitations(tx) if one.is_open(now)}
    return tuple(
        Standing(name, state, partners.get(name), invitations.get(name))
        for name in sorted(partners.keys() | invitations.keys())
        if (state := rules.state_of(partners.get(name), invitations.get(name)))
    )


def state_now(tx: Connection, name: str, now: datetime) -> PartnerState | None:
    """Where the life of a partner stands; None: a stranger."""
    invitations = [one for one in rows.unanswered_invitations(tx) if one.partner == name]
    still_open = next((one for one in invitations if one.is_open(now)), None)
    return rules.state_of(rows.find_partner(tx, name), still_open)


def add_taxii_partner(
    tx: Connection,
    own: Card,
    name: str,
    *,
    identity: dict[str, Any],
    country: str,
    now: datetime,
    outbound: Outbound | None = None,
) -> Partner:
    """Enter a plain TAXII party by hand: it has no key, signs nothing, and its receipts are unsigned.

    Args:
        tx: the open write transaction.
        own: this node's card, so that nobody is entered under our own name or identity.
        name: under which this node knows it.
        identity: its STIX identity object.
        country: ISO 3166-1 alpha-2.
        now: the instant of adding.
        outbound: how we sign in there, where we pull from it or push to it.

    Raises:
        MalformedError: a name, identity, country or address that cannot be.
        OwnInvitationError: it is this node itself.
        NotFromHereError, PartnerClashError: the name or identity is taken.
    """
    checked = PartnerName(check_party_name(name))
    rules.check_identity(identity)
    if checked == own.name or identity["id"] == own.identity_id:
        raise OwnInvitationError(checked)
    url = "" if outbound is None else rules.check_url(outbound.api_root)
    new = Partner(
        name=checked,
        kind=PartnerKind.TAXII,
        state=move(tx, checked, PartnerEvent.ADD, now),
        identity=identity,
        country=check_country(country),
        url=url,
        origin="",
        keys=(),
        limits=Limits(),
        exercise=False,
        persons=(),
        created=now,
    )
    refuse_clash(tx, checked, new.identity_id, None)
    rows.insert_partner(tx, new)
    rows.write_outbound(tx, checked, outbound)
    return new


def set_limits(tx: Connection, name: str, limits: Limits) -> Partner:
    """Change what admission takes from a partner.

    Raises:
        NotFoundError: there is no such partner.
    """
    changed = replace(partner(tx, name), limits=limits)
    rows.update_partner(tx, changed)
    return changed


def set_exercise(tx: Connection, name: str, *, exercise: bool) -> Partner:
    """Mark a partner as one of an exercise, or as a real one: neither's objects cross to the other.

    Raises:
        NotFoundError: there is no such partner.
    """
    changed = replace(partner(tx, name), exercise=exercise)
    rows.update_partner(tx, changed)
    return changed


def set_persons(tx: Connection, name: str, persons: Sequence[NamedPerson]) -> Partner:
    """Name the persons at a partner to whom TLP:RED may be addressed, in place of those before.

    Raises:
        NotFoundError: there is no such partner.
        PersonTwiceError: one name twice.
    """
    found = partner(tx, name)
    if len({person.name for person in persons}) != len(persons):
        raise PersonTwiceError(name)
    rows.replace_persons(tx, found.name, persons)
    return partner(tx, name)


def set_outbound(tx: Connection, name: str, outbound: Outbound | None) -> Partner:
    """Change how this node signs in at a plain TAXII party; None: not at all.

    Raises:
        MalformedError: the address of the API root cannot be.
        NoCredentialsError: the partner is a node like this one, which knows us by our signature.
        NotFoundError, PartnerRevokedError: as in `active_partner`.
    """
    found = active_partner(tx, name)
    if found.kind is not PartnerKind.TAXII:
        raise NoCredentialsError(name)
    url = "" if outbound is None else rules.check_url(outbound.api_root)
    changed = replace(found, url=url)
    rows.update_partner(tx, changed)
    rows.write_outbound(tx, found.name, outbound)
    return changed


def set_url(tx: Connection, name: str, url: str) -> Partner:
    """Change where a partner's node is, or the API root of a plain TAXII party.

    Raises:
        MalformedError: the address cannot be.
        NoAddressError: a plain TAXII party that only comes to us.
        NotFoundError, PartnerRevokedError: as in `active_partner`.
    """
    found = active_partner(tx, name)
    rules.check_url(url)
    if found.kind is PartnerKind.TAXII:
        door = rows.find_outbound(tx, found.name)
        if door is None:
            raise NoAddressError(name)
        return set_outbound(tx, name, replace(door, api_root=url))
    changed = replace(found, url=url.rstrip("/"))
    rows.update_partner(tx, changed)
    return changed


def outbound(tx: Connection, name: str) -> Outbound | None:
    """How this node signs in at an active TAXII party; None: it does not. Never log what it gives.

    Raises:
        NotFoundError, PartnerRevokedError: as in `active_partner`.
    """
    return rows.find_outbound(tx, active_partner(tx, name).name)


def set_channel(tx: Connection, name: str, channel: Channel) -> Partner:
    """Change how this node speaks TLS with a partner; an empty one as with everybody.

    Raises:
        MalformedError: no PEM certificates, or a certificate without its key.
        NotFoundError, PartnerRevokedError: as in `active_partner`.
    """
    found = active_partner(tx, name)
    check_authorities(channel.ca)
    check_pair(channel.certificate, channel.private_key)
    rows.write_channel(tx, found.name, channel)
    return found


def channel(tx: Connection, name: str) -> Channel:
    """How this node speaks TLS with a partner. Never log what it gives."""
    return rows.find_channel(tx, name)


def revoke(
    tx: Connection, name: str, reason: str, officer: OfficerName, now: datetime
) -> Revocation:
    """End a partnership: from now on nothing goes out and nothing comes in.

    Its keys end now and stay on file, so that what it signed before can still be checked; its outbound
    credentials are erased. Its tokens stop working by themselves.

    Raises:
        NotFoundError: there is no such partner. For a party that was only invited, use
            `withdraw_invitation`.
        NotFromHereError: it is revoked already, or revoked and invited again.
        MalformedError: the reason cannot be kept.
    """
    found = partner(tx, name)
    keepable(reason, "reason")
    move(tx, found.name, PartnerEvent.REVOKE, now)
    rows.retire_keys(tx, found.name, now)
    rows.write_outbound(tx, found.name, None)
    rows.write_channel(tx, found.name, Channel())
    changed = replace(found, state=PartnerState.REVOKED, revoked=now, revoked_reason=reason)
    rows.update_partner(tx, changed, revoked_by=officer)
    return Revocation(partner(tx, name), officer, now)


def withdraw_invitation(tx: Connection, name: str, now: datetime) -> int:
    """Take back every unanswered invitation for a name; gives how many.

    Raises:
        NotFoundError: there is none.
    """
    count = rows.withdraw_invitations(tx, PartnerName(name), now)
    if count == 0:
        raise NotFoundError("invitation", name)
    return count


def move(tx: Connection, name: PartnerName, event: PartnerEvent, now: datetime) -> PartnerState:
    """The state after an event in a partner's life; it writes nothing.

    Raises:
        NotFromHereError: the event cannot happen from where it stands.
    """
    state = state_now(tx, name, now)
    following = rules.after(state, event, name)
    if isinstance(following, Refusal):
        raise _NOT_FROM[following.code](name)
    return following


def refuse_clash(
    tx: Connection, name: PartnerName, identity_id: str, key: PublicKey | None
) -> None:
    """Let nobody in who shares a key or an identity with someone known.

    Raises:
        PartnerClashError: naming what is shared and with whom.
    """
    shared = rules.clash(name, identity_id, key, rows.all_partners(tx))
    if shared is not None:
        raise _CLASHES[shared.code](name, shared.detail)


def _active(found: Partner) -> Partner:
    if found.state is not PartnerState.ACTIVE:
        raise PartnerRevokedError(found.name)
    return found

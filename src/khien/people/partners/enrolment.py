"""How two nodes become partners: an invitation one way, an acceptance back, and a phrase on the phone.

Both documents are signed by keys that the other side sees for the first time: the signature shows
that the sender holds the key, the secret in the invitation shows that the answer comes from whom it
was handed to, and the phrase, read aloud, shows that nobody stands in the middle.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from khien.model.canonical import content_sha256
from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import PartnerName
from khien.model.instants import parse_instant, taxii_time
from khien.model.signing import PublicKey, SigningKey, phrase, seal, unseal
from khien.model.signing.keys import decode_base64
from khien.model.words.both import Language
from khien.people.names import check_party_name
from khien.people.partners import desk, rows, rules
from khien.people.partners.errors import (
    InvitationExpiredError,
    InvitationUsedError,
    InvitationWithdrawnError,
    NotForUsError,
    OwnInvitationError,
    UnknownInvitationError,
    WrongNameError,
)
from khien.people.partners.rows import Channel
from khien.people.partners.rules import (
    AcceptancePayload,
    Card,
    Invitation,
    InvitationPayload,
    Limits,
    Partner,
    PartnerEvent,
    PartnerKind,
    PartnerState,
)

INVITATION = "invitation"
ACCEPTANCE = "acceptance"

P = TypeVar("P", InvitationPayload, AcceptancePayload)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was made: the row, and the document to hand over. The document is secret."""

    invitation: Invitation
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A party that is a partner from now on.

    `document` is the acceptance: on the accepting side what to send back, on the inviting side what came.
    `sha256` is that of the invitation's payload, the same on both sides, for the ledger.
    """

    partner: Partner
    document: dict[str, Any]
    sha256: str


def invite(
    tx: Connection,
    own: Card,
    key: SigningKey,
    partner: str,
    now: datetime,
    *,
    valid_for: timedelta = rules.INVITATION_VALIDITY,
) -> Invited:
    """Make an invitation for one node. It holds a secret: hand it over by a way that you trust.

    Args:
        tx: the open write transaction.
        own: this node's card.
        key: this node's key, the one on the card.
        partner: the name of the node that may accept, as it calls itself.
        now: the instant of making.
        valid_for: how long it can be answered. An earlier invitation for the name is taken back.

    Raises:
        MalformedError: a name or card that cannot be.
        OwnInvitationError: the name is our own.
        NotFromHereError: it is an active partner already.
    """
    _check_own(own, key)
    name = PartnerName(check_party_name(partner))
    if name == own.name:
        raise OwnInvitationError(name)
    desk.move(tx, name, PartnerEvent.INVITE, now)
    rows.withdraw_invitations(tx, name, now)
    secret = base64.b64encode(secrets.token_bytes(rules.SECRET_BYTES)).decode()
    expires = now + valid_for
    payload = InvitationPayload(own, name, secret, taxii_time(now), taxii_time(expires))
    document = seal(INVITATION, msgspec.to_builtins(payload), key)
    made = Invitation(content_sha256(document["payload"], INVITATION), name, now, expires)
    rows.insert_invitation(tx, made, secret)
    return Invited(made, document)


def read_invitation(document: object) -> InvitationPayload:
    """What an invitation says, if the key on its card signed it. Shown to a person before accepting.

    Raises:
        MalformedError: not an invitation.
        ProofError: not signed by the key on its card.
    """
    payload = _payload(document, InvitationPayload, INVITATION)
    unseal(document, INVITATION, [rules.check_card(payload.card).public_key])
    return payload


def read_acceptance(document: object) -> AcceptancePayload:
    """What an acceptance says, if the key on its card signed it. Shown to a person before it is taken.

    Raises:
        MalformedError: not an acceptance.
        ProofError: not signed by the key on its card.
    """
    payload = _payload(document, AcceptancePayload, ACCEPTANCE)
    unseal(document, ACCEPTANCE, [rules.check_card(payload.card).public_key])
    return payload


def accept(tx: Connection, own: Card, key: SigningKey, document: object, now: datetime) -> Enrolled:
    """Accept an invitation: pin the inviter's key and make the answer that it waits for.

    The same invitation again gives the same answer, in case the first one was lost on the way.

    Raises:
        MalformedError: not an invitation, or a card that cannot be.
        ProofError: not signed by the key on its card.
        NotForUsError: it is for another node.
        OwnInvitationError: it is from ourselves.
        InvitationExpiredError: it is too old.
        InvitationUsedError: we accepted it once, and the partnership has ended since.
        NotFromHereError, PartnerClashError: the name is an active partner, or the key or identity is
            or was another's.
    """
    _check_own(own, key)
    payload = read_invitation(document)
    if rules.is_self(own, payload.card):
        raise OwnInvitationError(payload.card.name)
    if payload.to != own.name:
        raise NotForUsError(payload.to, own.name)
    sha256 = content_sha256(msgspec.to_builtins(payload), INVITATION)
    again = _accepted_before(tx, sha256)
    if again is not None:
        return again
    _refuse_late(payload.card.name, parse_instant(payload.expires, "invitation expiry"), now)
    enrolled = _enrol(tx, payload.card, PartnerEvent.ACCEPT, now)
    rows.withdraw_invitations(tx, enrolled.name, now)  # one of ours that crossed theirs
    secret = decode_base64(payload.secret, "invitation secret")
    said = rules.answer(secret, sha256, payload.card.key, own)
    acceptance = AcceptancePayload(
        own, sha256, payload.card.key, base64.b64encode(said).decode(), taxii_time(now)
    )
    sealed = seal(ACCEPTANCE, msgspec.to_builtins(acceptance), key)
    rows.insert_taken(tx, sha256, enrolled.name, sealed, now)
    return Enrolled(enrolled, sealed, sha256)


def complete(tx: Connection, own: Card, document: object, now: datetime) -> Enrolled:
    """Take the acceptance of an invitation of ours: pin the key of the node that accepted. Once only.

    Raises:
        MalformedError: not an acceptance, or a card that cannot be.
        ProofError: not signed by the key on its card, or made without our invitation's secret.
        UnknownInvitationError: we made no such invitation.
        InvitationUsedError, InvitationWithdrawnError, InvitationExpiredError: it is over.
        OwnInvitationError: the card is our own.
        WrongNameError: somebody of another name answered.
        NotFromHereError, PartnerClashError: as in `accept`.
    """
    payload = read_acceptance(document)
    if rules.is_self(own, payload.card):
        raise OwnInvitationError(payload.card.name)
    invitation = _open_invitation(tx, payload, now)
    if payload.inviter != own.key:
        raise ProofError(ACCEPTANCE, "it answers another key of ours")
    _check_answer(tx, payload)
    if payload.card.name != invitation.partner:
        raise WrongNameError(invitation.partner, payload.card.name)
    enrolled = _enrol(tx, payload.card, PartnerEvent.COMPLETE, now)
    rows.use_invitation(tx, invitation.sha256, now)
    sealed = msgspec.to_builtins(document)
    return Enrolled(enrolled, sealed, invitation.sha256)


def phrase_with(own: PublicKey, partner: Partner, language: Language) -> str:
    """The phrase that both sides read to each other; it changes when a key does.

    Raises:
        NotFoundError: the partner has no key now: a plain TAXII party, or a revoked one.
    """
    current = partner.current_key
    if current is None:
        raise NotFoundError("partner key", partner.name)
    return phrase(own, current, language)


def _check_own(own: Card, key: SigningKey) -> None:
    rules.check_card(own)
    if own.public_key != key.public:
        raise MalformedError("verifier key", "the card shows the key that signs it")


def _payload(document: object, shape: type[P], kind: str) -> P:
    """The payload of a document whose signer is named inside it; its signature is checked next."""
    if not isinstance(document, Mapping):
        raise MalformedError(kind, "a sealed document has kind, payload and signatures")
    try:
        return msgspec.convert(document.get("payload"), shape)
    except msgspec.ValidationError as error:
        raise MalformedError(kind, f"payload: {error}") from error


def _accepted_before(tx: Connection, sha256: str) -> Enrolled | None:
    taken = rows.find_taken(tx, sha256)
    if taken is None:
        return None
    name, acceptance = taken
    found = desk.partner(tx, name)
    if found.state is not PartnerState.ACTIVE:
        raise InvitationUsedError(name)
    return Enrolled(found, acceptance, sha256)


def _open_invitation(tx: Connection, payload: AcceptancePayload, now: datetime) -> Invitation:
    found = rows.find_invitation(tx, payload.invitation)
    if found is None:
        raise UnknownInvitationError(payload.card.name)
    if found.used is not None:
        raise InvitationUsedError(found.partner)
    if found.withdrawn is not None:
        raise InvitationWithdrawnError(found.partner)
    _refuse_late(found.partner, found.expires, now)
    return found


def _check_answer(tx: Connection, payload: AcceptancePayload) -> None:
    secret = rows.secret_of(tx, payload.invitation) or ""
    expected = rules.answer(
        decode_base64(secret, "invitation secret"),
        payload.invitation,
        payload.inviter,
        payload.card,
    )
    if not rules.same_answer(expected, decode_base64(payload.answer, "acceptance answer")):
        raise ProofError(ACCEPTANCE, "made without the secret of the invitation")


def _refuse_late(name: str, expires: datetime, now: datetime) -> None:
    if now >= expires:
        raise InvitationExpiredError(name, expires)


def _enrol(tx: Connection, card: Card, event: PartnerEvent, now: datetime) -> Partner:
    """Write the partner that a card describes and pin its key."""
    name = PartnerName(card.name)
    state = desk.move(tx, name, event, now)
    desk.refuse_clash(tx, name, card.identity_id, card.public_key)
    before = rows.find_partner(tx, name)
    enrolled = Partner(
        name=name,
        kind=PartnerKind.KHIEN,
        state=state,
        identity=card.identity,
        country=card.country,
        url=card.url.rstrip("/"),
        origin=card.origin,
        keys=(),
        limits=before.limits if before else Limits(),
        exercise=before.exercise if before else False,
        persons=(),
        created=before.created if before else now,
    )
    if before is None:
        rows.insert_partner(tx, enrolled)
    else:
        rows.update_partner(tx, enrolled)
        rows.replace_persons(tx, name, ())  # named again by a person, or nobody is
    rows.pin_key(tx, name, card.public_key, now)
    rows.write_channel(tx, name, Channel(ca=card.ca))
    return desk.partner(tx, name)

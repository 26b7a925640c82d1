"""What a partner is, how it comes and goes, and which of its keys count when."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from khien.model.canonical import canonical_json
from khien.model.decision import Refusal
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId, PartnerName
from khien.model.plain_text import RULE, holds_nul
from khien.model.signing import PublicKey
from khien.people.names import check_country, check_party_name
from khien.people.partners.channels import check_authorities

INVITATION_VALIDITY = timedelta(
    days=7
)  # long enough for a diplomatic bag, short enough to be watched
SECRET_BYTES = 32
MAX_IDENTITY_BYTES = 16_384
MAX_URL = 500  # characters
MAX_TEXT = 200  # characters of a person's name or title

_IDENTITY_ID = re.compile(  # STIX 2.1 §2.9: an RFC 4122 UUID
    r"identity--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII
)
# No user, query or fragment: credentials have their own place, and paths are joined to this.
_URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[\w.~%/-]*)?", re.ASCII
)
_IDENTITY_RULE = "STIX 2.1 §4.5 identity"
_ORIGIN = re.compile(r"[^\s+]{1,200}")  # C2SP tlog-checkpoint: no space, no plus


class PartnerKind(StrEnum):
    """How a partner speaks: with signatures, as a node like this one, or as a plain TAXII party."""

    KHIEN = "khien"
    TAXII = "taxii"


class PartnerState(StrEnum):
    """Where the life of a partner stands. Only an active one may send or receive."""

    INVITED = "invited"
    ACTIVE = "active"
    REVOKED = "revoked"


class PartnerEvent(StrEnum):
    """What happens in the life of a partner."""

    INVITE = "invite"
    ACCEPT = "accept"
    COMPLETE = "complete"
    ADD = "add"
    ROTATE = "rotate"
    REVOKE = "revoke"


TRANSITIONS: dict[PartnerState | None, dict[PartnerEvent, PartnerState]] = {
    None: {
        PartnerEvent.INVITE: PartnerState.INVITED,
        PartnerEvent.ACCEPT: PartnerState.ACTIVE,
        PartnerEvent.ADD: PartnerState.ACTIVE,
    },
    PartnerState.INVITED: {
        PartnerEvent.INVITE: PartnerState.INVITED,  # a new invitation takes the old one back
        PartnerEvent.ACCEPT: PartnerState.ACTIVE,  # both sides invited each other
        PartnerEvent.COMPLETE: PartnerState.ACTIVE,
    },
    PartnerState.ACTIVE: {
        PartnerEvent.ROTATE: PartnerState.ACTIVE,
        PartnerEvent.REVOKE: PartnerState.REVOKED,
    },
    PartnerState.REVOKED: {  # back only through a new enrolment, with a new key
        PartnerEvent.INVITE: PartnerState.INVITED,
        PartnerEvent.ACCEPT: PartnerState.ACTIVE,
    },
}


NOT_FROM: dict[PartnerState | None, str] = {
    None: "people.partner-unknown",
    PartnerState.INVITED: "people.partner-only-invited",
    PartnerState.ACTIVE: "people.partner-already",
    PartnerState.REVOKED: "people.partner-ended",
}
"""What is said where an event cannot happen from a state."""


@dataclass(frozen=True, slots=True)
class PinnedKey:
    """A partner's key, and from when until when this node believes it."""

    key: PublicKey
    since: datetime
    until: datetime | None = None

    def counts_at(self, when: datetime) -> bool:
        """Whether a signature made at that instant is the partner's: `since` ≤ when < `until`."""
        return self.since <= when and (self.until is None or when < self.until)


@dataclass(frozen=True, slots=True)
class Limits:
    """What admission takes from a partner: bytes a request, objects a minute."""

    max_bytes: int = 10 * 1024 * 1024
    objects_per_minute: int = 60_000

    def __post_init__(self) -> None:
        if self.max_bytes < 1 or self.objects_per_minute < 1:
            raise MalformedError("partner limits", "at least 1")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person at the partner to whom TLP:RED may be addressed by name (FIRST TLP 2.0, TLP:RED)."""

    name: str
    title: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or max(len(self.name), len(self.title)) > MAX_TEXT:
            raise MalformedError("named person", f"a name; at most {MAX_TEXT} characters")


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a node says of itself when it enrols with another.

    `identity` is its STIX identity object; `key` its verifier key under the node's name; `origin` the
    name of its ledger on checkpoints; `url` where its endpoints start; `ca` the authority in PEM that
    its server's certificate is from, left out where everybody's system knows it.
    """

    name: str
    identity: dict[str, Any]
    country: str
    url: str
    key: str
    origin: str
    ca: str = ""

    @property
    def public_key(self) -> PublicKey:
        """The key on the card."""
        return PublicKey.parse(self.key)

    @property
    def identity_id(self) -> ObjectId:
        """The id of the identity on the card."""
        return ObjectId(self.identity["id"])


class InvitationPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an invitation says. `to` is the name of the node that may accept it; `secret` is base64."""

    card: Card
    to: str
    secret: str
    made: str
    expires: str


class AcceptancePayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an acceptance says.

    `invitation` is the SHA-256 of the invitation's payload, `inviter` the verifier key that it came
    from, `answer` the HMAC that only a holder of the secret can make.
    """

    card: Card
    invitation: str
    inviter: str
    answer: str
    made: str


class RotationPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a key rotation says: whose, from which verifier key to which, and when it was made."""

    name: str
    old: str
    new: str
    made: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Another party that this node exchanges with, enrolled or entered by hand.

    `keys` are oldest first; a plain TAXII party has none. A revoked partner keeps its keys with
    their end, so that what it signed before can still be checked.
    """

    name: PartnerName
    kind: PartnerKind
    state: PartnerState
    identity: dict[str, Any]
    country: str
    url: str
    origin: str
    keys: tuple[PinnedKey, ...]
    limits: Limits
    exercise: bool
    persons: tuple[NamedPerson, ...]
    created: datetime
    revoked: datetime | None = None
    revoked_reason: str = ""

    @property
    def identity_id(self) -> ObjectId:
        """The STIX identity that the partner's own objects carry as `created_by_ref`."""
        return ObjectId(self.identity["id"])

    @property
    def current_key(self) -> PublicKey | None:
        """The key that its signatures must be by now; None for a TAXII party or a revoked one."""
        for pinned in reversed(self.keys):
            if pinned.until is None:
                return pinned.key
        return None

    @property
    def all_keys(self) -> tuple[PublicKey, ...]:
        """Every key that was ever believed, the newest first: for checking old receipts."""
        return tuple(pinned.key for pinned in reversed(self.keys))

    @property
    def ended_keys(self) -> tuple[PublicKey, ...]:
        """The keys of earlier enrolments, which an officer ended; a rotation hands over without a gap."""
        begun = 0
        for place in range(1, len(self.keys)):
            if self.keys[place - 1].until != self.keys[place].since:
                begun = place
        return tuple(pinned.key for pinned in self.keys[:begun])

    def keys_at(self, when: datetime) -> tuple[PublicKey, ...]:
        """The keys that were believed at an instant."""
        return tuple(pinned.key for pinned in self.keys if pinned.counts_at(when))


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that this node made, without its secret. `sha256` is that of its payload."""

    sha256: str
    partner: PartnerName
    made: datetime
    expires: datetime
    used: datetime | None = None
    withdrawn: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.used is None and self.withdrawn is None and now < self.expires


def state_of(partner: Partner | None, invitation: Invitation | None) -> PartnerState | None:
    """The state under one name, from its partner row and its open invitation; None: a stranger."""
    if partner is not None and partner.state is PartnerState.ACTIVE:
        return PartnerState.ACTIVE
    if invitation is not None:
        return PartnerState.INVITED
    return None if partner is None else partner.state


def after(state: PartnerState | None, event: PartnerEvent, name: str) -> PartnerState | Refusal:
    """The state after an event, or why it cannot happen from here."""
    return TRANSITIONS[state].get(event) or Refusal(NOT_FROM[state], name)


def check_card(card: Card) -> Card:
    """The card, if every field has its shape.

    Raises:
        MalformedError: naming the field.
    """
    check_party_name(card.name)
    check_country(card.country)
    check_url(card.url)
    check_identity(card.identity)
    check_authorities(card.ca)
    if _ORIGIN.fullmatch(card.origin) is None or not card.origin.isprintable():
        raise MalformedError("ledger origin", "C2SP tlog-checkpoint: no spaces, no plus")
    # One name for one node everywhere: the key is called like its holder.
    if card.public_key.name != card.name:
        raise MalformedError("verifier key", "the key is named after the node")
    return card


def check_url(url: str) -> str:
    """The address, if it is a plain absolute http or https address without user, query or fragment.

    Raises:
        MalformedError: it is not.
    """
    if len(url) > MAX_URL or _URL.fullmatch(url) is None:
        raise MalformedError("partner address", "http or https, no user, query or fragment")
    return url


def check_identity(identity: dict[str, Any]) -> dict[str, Any]:
    """The identity, if it is small and has what everything else relies on (STIX 2.1 §4.5).

    The whole object is judged by the model when it is stored, like any other.

    Raises:
        MalformedError: no STIX 2.1 identity with id and name, or a NUL in it, or more than 16 KiB.
    """
    if identity.get("type") != "identity" or identity.get("spec_version") != "2.1":
        raise MalformedError("identity", _IDENTITY_RULE)
    found, name = identity.get("id"), identity.get("name")
    if not isinstance(found, str) or _IDENTITY_ID.fullmatch(found) is None:
        raise MalformedError("identity id", _IDENTITY_RULE)
    if not isinstance(name, str) or not name.strip():
        raise MalformedError("identity name", _IDENTITY_RULE)
    if holds_nul(identity):
        raise MalformedError("identity", RULE)
    if len(canonical_json(identity, "identity")) > MAX_IDENTITY_BYTES:
        raise MalformedError("identity", f"at most {MAX_IDENTITY_BYTES} bytes")
    return identity


def is_self(own: Card, other: Card) -> bool:
    """Whether the other card is this node's own, by name, key or identity."""
    return (
        own.name == other.name
        or own.public_key.raw == other.public_key.raw
        or own.identity_id == other.identity_id
    )


def clash(
    card_name: str, identity_id: str, key: PublicKey | None, others: Sequence[Partner]
) -> Refusal | None:
    """What a newcomer shares with a known partner that it must not; `detail` is that partner.

    A key that was ever pinned is never pinned again, not even for the same partner: it was retired
    or revoked for a reason. An identity belongs to one partner, or anyone could speak for it.
    """
    for other in others:
        if key is not None and key.raw in {pinned.key.raw for pinned in other.keys}:
            return Refusal("people.key-clash", other.name)
        if other.name != card_name and other.identity_id == identity_id:
            return Refusal("people.identity-clash", other.name)
    return None


def answer(secret: bytes, invitation_sha256: str, inviter: str, card: Card) -> bytes:
    """What only a holder of the invitation's secret can say, 32 bytes (HMAC-SHA256, RFC 2104).

    It covers the accepting card and the inviter's key, so it fits no other key and no other node.
    """
    said = {"card": msgspec.to_builtins(card), "invitation": invitation_sha256, "inviter": inviter}
    message = b"khien/acceptance-answer/v1\n" + canonical_json(said)
    return hmac.new(secret, message, hashlib.sha256).digest()


def same_answer(expected: bytes, given: bytes) -> bool:
    """Whether both are equal, in constant time."""
    return hmac.compare_digest(expected, given)

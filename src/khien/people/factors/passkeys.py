"""Passkeys (WebAuthn Level 3): made for this node's address, and always with the person verified.

An officer who answers with one has given both factors: what they hold, and what opens it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import Connection

from khien.model.decision import Refusal
from khien.model.ids import OfficerName
from khien.people.factors import rows, rules
from khien.people.factors.errors import (
    CopiedPasskeyError,
    TooManyPasskeysError,
    WrongPasskeyError,
)
from khien.people.factors.rules import Passkey
from khien.people.officers import officer

REQUIRED = UserVerificationRequirement.REQUIRED
SIGN_IN = "sign-in"  # the purpose of a challenge that no officer is known for yet


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are for: the address of the console, as its pages have it, and the node's name.

    `origin` is scheme, host and port. Browsers give passkeys only to `https`, and to `localhost`.
    """

    origin: str
    title: str

    @property
    def host(self) -> str:
        """The relying party id: the host alone (WebAuthn §5.1.2)."""
        return urlsplit(self.origin).hostname or ""


def begin_making(tx: Connection, place: Place, name: OfficerName, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a passkey, as JSON (`parseCreationOptionsFromJSON`).

    Raises:
        TooManyPasskeysError: the officer has enough.
    """
    person, kept = officer(tx, name), rows.passkeys_of(tx, name)
    if len(kept) >= rules.MOST_PASSKEYS:
        raise TooManyPasskeysError(name, rules.MOST_PASSKEYS)
    options, _ = _server(place).register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle(place, name), name=person.name, display_name=person.display
        ),
        [_descriptor(one) for one, _ in kept],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
        challenge=_challenge(tx, f"make {name}", now),
    )
    return dict(options.public_key)


def finish_making(
    tx: Connection,
    place: Place,
    name: OfficerName,
    answer: Mapping[str, Any],
    label: str,
    now: datetime,
) -> Passkey:
    """Keep the passkey that the browser made.

    Args:
        tx: the open write transaction; the challenge is used up in it.
        place: where it was made.
        name: the officer.
        answer: the credential as the browser writes it (`toJSON`), from outside.
        label: what the officer calls it.
        now: the instant.

    Raises:
        WrongPasskeyError: it does not answer our challenge, here, with the person verified.
    """
    try:
        given = RegistrationResponse.from_dict(answer)
        state = _state(tx, given.response.client_data, f"make {name}", now)
        made = _server(place).register_complete(state, given)
    except _FOREIGN as error:
        raise WrongPasskeyError(name, type(error).__name__) from error
    credential = made.credential_data
    if credential is None:
        raise WrongPasskeyError(name, "no credential")
    passkey_id = _text(credential.credential_id)
    if rows.find_passkey(tx, passkey_id) is not None:
        raise WrongPasskeyError(name, "known already")
    new = Passkey(
        id=passkey_id,
        officer=name,
        label=rules.clean_label(label) or f"{now:%Y-%m-%d}",
        counter=made.counter,
        is_synced=bool(made.flags & AuthenticatorData.FLAG.BS),
        created=now,
        used=None,
    )
    rows.insert_passkey(tx, new, bytes(credential))
    return new


def begin_asking(
    tx: Connection, place: Place, name: OfficerName | None, now: datetime
) -> dict[str, Any]:
    """What the browser needs to ask for a passkey, as JSON (`parseRequestOptionsFromJSON`).

    Without an officer any passkey of this place may answer, and nothing tells who works here.
    """
    kept = [] if name is None else rows.passkeys_of(tx, name)
    options, _ = _server(place).authenticate_begin(
        [_descriptor(one) for one, _ in kept] or None,
        user_verification=REQUIRED,
        challenge=_challenge(tx, name or SIGN_IN, now),
    )
    return dict(options.public_key)


def finish_asking(
    tx: Connection,
    place: Place,
    name: OfficerName | None,
    answer: Mapping[str, Any],
    now: datetime,
) -> OfficerName:
    """The officer whose passkey answered.

    Args:
        tx: the open write transaction; the challenge is used up in it.
        place: where it was asked for.
        name: who should answer; None where that is the question.
        answer: the credential as the browser writes it (`toJSON`), from outside.
        now: the instant.

    Raises:
        WrongPasskeyError: it does not answer our challenge, here, with the person verified; or it is
            unknown, another officer's, or of one who is disabled.
        CopiedPasskeyError: its counter did not grow.
    """
    shown = name or ""
    try:
        given = AuthenticationResponse.from_dict(answer)
        state = _state(tx, given.response.client_data, name or SIGN_IN, now)
        found = rows.find_passkey(tx, _text(given.raw_id))
        known = [] if found is None else [AttestedCredentialData(found[1])]
        _server(place).authenticate_complete(state, known, given)
    except _FOREIGN as error:
        raise WrongPasskeyError(shown, type(error).__name__) from error
    if found is None:
        raise WrongPasskeyError(shown, "unknown")
    owner, handle = found[0].officer, given.response.user_handle
    is_theirs = handle in {None, b"", _handle(place, owner)}  # WebAuthn §7.2, step 6
    if not is_theirs or name not in {None, owner} or officer(tx, owner).disabled is not None:
        raise WrongPasskeyError(shown, "not theirs")
    counter = given.response.authenticator_data.counter
    if isinstance(rules.counter_moved(found[0].counter, counter), Refusal):
        raise CopiedPasskeyError(owner, "counter")
    rows.write_used(tx, found[0].id, counter, now)
    return owner


_FOREIGN = (ValueError, TypeError, KeyError, AttributeError, AssertionError, IndexError)
"""What the parts of fido2 raise at answers that no browser gives."""


def _server(place: Place) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=place.host, name=place.title)
    # Ours is the only page that may ask: a sibling under the same domain may not.
    return Fido2Server(entity, verify_origin=lambda origin: origin == place.origin)


def _handle(place: Place, name: OfficerName) -> bytes:
    """WebAuthn §14.6.1: names nobody by itself."""
    return hashlib.sha256(f"{place.host} {name}".encode()).digest()


def _challenge(tx: Connection, purpose: str, now: datetime) -> bytes:
    rows.forget_challenges(tx, now - rules.CHALLENGE_LASTS)
    challenge = secrets.token_bytes(rules.CHALLENGE_BYTES)
    rows.insert_challenge(tx, hashlib.sha256(challenge).hexdigest(), purpose, now)
    return challenge


def _state(
    tx: Connection, client: CollectedClientData, purpose: str, now: datetime
) -> dict[str, Any]:
    """Our side of a challenge that came back; it comes back once."""
    rows.forget_challenges(tx, now - rules.CHALLENGE_LASTS)
    if not rows.spend_challenge(tx, hashlib.sha256(client.challenge).hexdigest(), purpose):
        raise ValueError("challenge")
    return {"challenge": _text(client.challenge), "user_verification": REQUIRED}


def _descriptor(one: Passkey) -> PublicKeyCredentialDescriptor:
    raw = base64.urlsafe_b64decode(one.id + "=" * (-len(one.id) % 4))
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=raw)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

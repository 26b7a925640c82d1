"""How a node changes its key: one document, signed by the old key and the new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from khien.model.errors import MalformedError, NotFoundError
from khien.model.instants import taxii_time
from khien.model.signing import PublicKey, SigningKey, add_seal, seal, unseal
from khien.people.partners import desk, rows
from khien.people.partners.errors import KeyRetiredError, PartnerRevokedError
from khien.people.partners.rules import Partner, PartnerEvent, PartnerState, RotationPayload

ROTATION = "key-rotation"


@dataclass(frozen=True, slots=True)
class Rotated:
    """A partner's new key. `changed` is False where the same document had been taken before."""

    partner: Partner
    old: PublicKey
    new: PublicKey
    changed: bool


def rotation_document(old: SigningKey, new: SigningKey, now: datetime) -> dict[str, Any]:
    """The document by which a node tells its partners of its new key.

    The old key's signature shows that it is the same node, the new key's that it holds the new one.

    Raises:
        MalformedError: the keys have different names, or are the same key.
    """
    if old.public.name != new.public.name or old.public.raw == new.public.raw:
        raise MalformedError(ROTATION, "two keys of one name")
    payload = RotationPayload(old.public.name, old.public.vkey, new.public.vkey, taxii_time(now))
    return add_seal(seal(ROTATION, msgspec.to_builtins(payload), old), ROTATION, new)


def take_rotation(tx: Connection, document: object, now: datetime) -> Rotated:
    """Believe a partner's new key and stop believing the old one, from now on.

    The same document again changes nothing, so that it can be delivered more than once.

    Raises:
        MalformedError: not a rotation document.
        ProofError: one of the two signatures is missing or wrong.
        NotFoundError: the old key is nobody's.
        PartnerRevokedError: the partner is revoked.
        KeyRetiredError: the old key is not the partner's current one: an older document.
        PartnerClashError: the new key is or was somebody's.
    """
    payload = _payload(document)
    old, new = PublicKey.parse(payload.old), PublicKey.parse(payload.new)
    if not payload.name == old.name == new.name or old.raw == new.raw:
        raise MalformedError(ROTATION, "two keys of one name")
    unseal(document, ROTATION, [old, new])
    found = rows.find_by_key_id(tx, old.id)
    if found is None or old not in found.all_keys:
        raise NotFoundError("partner key", old.id)
    if found.state is not PartnerState.ACTIVE:
        raise PartnerRevokedError(found.name)
    if found.current_key == new:
        return Rotated(found, old, new, changed=False)
    if found.current_key != old:
        raise KeyRetiredError(old.id)
    desk.move(tx, found.name, PartnerEvent.ROTATE, now)
    desk.refuse_clash(tx, found.name, found.identity_id, new)
    rows.retire_keys(tx, found.name, now)
    rows.pin_key(tx, found.name, new, now)
    return Rotated(desk.partner(tx, found.name), old, new, changed=True)


def _payload(document: object) -> RotationPayload:
    if not isinstance(document, Mapping):
        raise MalformedError(ROTATION, "a sealed document has kind, payload and signatures")
    try:
        return msgspec.convert(document.get("payload"), RotationPayload)
    except msgspec.ValidationError as error:
        raise MalformedError(ROTATION, f"payload: {error}") from error

"""What pages and passkeys.js need of passkeys: where they are for, what to ask, what came back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from khien.model.errors import MalformedError
from khien.people import factors, sessions
from khien.people.factors import Place
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import ForbiddenError, Visit

LONGEST_ANSWER = 64 * 1024  # characters; a few thousand are usual


def place_of(visit: Visit) -> Place:
    """The address of the console: the one in the settings, or else the one that was asked for."""
    address = visit.node.settings.listen.address or str(visit.request.base_url)
    parts = urlsplit(address)
    return Place(f"{parts.scheme}://{parts.netloc}", visit.node.ourselves.name)


def answer_of(visit: Visit, prefix: str = "") -> Mapping[str, Any]:
    """The credential that passkeys.js put into the field `passkey`.

    Raises:
        MalformedError: it is no JSON object.
    """
    text = visit.text(f"{prefix}passkey")
    try:
        found = json.loads(text) if len(text) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise MalformedError("passkey", "WebAuthn, PublicKeyCredential.toJSON") from error
    if not isinstance(found, dict):
        raise MalformedError("passkey", "WebAuthn, PublicKeyCredential.toJSON")
    return found


def to_sign_in(visit: Visit) -> Response:
    """What to ask when nobody has said yet who comes."""
    with visit.node.store.write() as tx:
        return _json(factors.begin_asking(tx, place_of(visit), None, visit.now))


def to_confirm(visit: Visit) -> Response:
    """What to ask the officer of this session."""
    with visit.node.store.write() as tx:
        return _json(factors.begin_asking(tx, place_of(visit), visit.officer.name, visit.now))


def to_make(visit: Visit) -> Response:
    """What to make a passkey with: in a session confirmed just now, or at the first sign-in."""
    name = visit.officer.name
    with visit.node.store.write() as tx:
        if visit.is_in:
            is_allowed = sessions.is_fresh(visit.session, visit.now)
        else:
            is_allowed = not factors.held(tx, name).is_enough
        if not is_allowed:
            raise ForbiddenError(Permit.PENDING.value)
        return _json(factors.begin_making(tx, place_of(visit), name, visit.now))


def _json(options: Mapping[str, Any]) -> Response:
    return Response(json.dumps(options, default=dict), media_type="application/json")


DOORS = (
    Door("POST", "/passkeys/sign-in", Permit.OPEN, to_sign_in),
    Door("POST", "/passkeys/confirm", Permit.PENDING, to_confirm),
    Door("POST", "/passkeys/make", Permit.PENDING, to_make),
)

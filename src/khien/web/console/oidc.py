"""Sign in with the organisation's provider: there, and back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from http import HTTPStatus
from typing import Final

from starlette.responses import RedirectResponse, Response

from khien.app import entering, federation
from khien.exchange.openid.client import ProviderError, Question
from khien.people.officers import note_sign_in
from khien.web.console.doors import Door
from khien.web.console.passkeys import place_of
from khien.web.console.permits import Permit
from khien.web.console.signing_in import come_in, half_way
from khien.web.console.visits import Visit, here
from khien.web.headers import AWAY

GO, BACK = "/sign-in/provider", "/sign-in/provider/back"
COOKIE: Final = "khien_provider"
LASTS_S: Final = 600


def go(visit: Visit) -> Response:
    """Send the browser to the provider, and remember that it was this browser."""
    provider = federation.provider_of(visit.node)
    state = secrets.token_urlsafe(32)
    answer = RedirectResponse(provider.question(_question(visit, state)), HTTPStatus.SEE_OTHER)
    visit.request.scope[AWAY] = answer.headers["location"]
    wanted = base64.urlsafe_b64encode(here(visit.query.get("next", "")).encode()).decode()
    answer.set_cookie(
        COOKIE,
        f"{state}.{wanted.rstrip('=')}",
        max_age=LASTS_S,
        path=GO,
        secure=visit.is_secured,
        httponly=True,
        samesite="lax",
    )
    return answer


def back(visit: Visit) -> Response:
    """Take the provider's answer, if this browser asked; then the second factor, or in."""
    state, _, wanted = visit.request.cookies.get(COOKIE, "").partition(".")
    given = visit.query.get("state", "")
    if not state or not hmac.compare_digest(given.encode(), state.encode()):
        raise ProviderError(federation.provider_name(visit.node), "state")
    if "error" in visit.query:
        raise ProviderError(federation.provider_name(visit.node), "refused there")
    provider = federation.provider_of(visit.node)
    claims = provider.answer(visit.query.get("code", ""), _question(visit, state), visit.now)
    found = federation.officer_of(visit.node, claims)
    if federation.gives_second_factor(visit.node):
        with visit.node.store.write() as tx:
            note_sign_in(tx, found.name, visit.now)
        visit.guest = found
        answer = come_in(visit, found.name, _wanted(wanted))
    else:
        answer = half_way(visit, found, _wanted(wanted))
    answer.delete_cookie(COOKIE, path=GO, secure=visit.is_secured, httponly=True, samesite="lax")
    return answer


def _question(visit: Visit, state: str) -> Question:
    """Nonce and verifier follow from the state and a key of this node, so that nothing is stored."""
    key = entering.key_of(visit.node)
    return Question(
        back=place_of(visit).origin + BACK,
        state=state,
        nonce=hmac.new(key, b"nonce " + state.encode(), hashlib.sha256).hexdigest(),
        verifier=hmac.new(key, b"verifier " + state.encode(), hashlib.sha256).hexdigest(),
    )


def _wanted(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


DOORS = (Door("GET", GO, Permit.OPEN, go), Door("GET", BACK, Permit.OPEN, back))

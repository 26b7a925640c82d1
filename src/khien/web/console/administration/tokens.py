"""Tokens: how the node's own tools, and partners that cannot sign, come in."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from khien.app import administering
from khien.model.errors import KhienError, MalformedError
from khien.people.partners import PartnerState, list_partners
from khien.people.tokens import Scope, list_tokens
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

HERE = "/administration/tokens"
MOST_DAYS: Final = 36_525
CODES: Final = {scope.value: f"scope.{scope.value.replace(':', '-')}" for scope in Scope}


def listing(visit: Visit) -> Response:
    """Every token: what it opens, for whom, until when, and when it was last used."""
    with visit.node.store.read() as tx:
        found = list_tokens(tx)
    return visit.page("administration/tokens.html", tokens=found, codes=CODES)


def blank(visit: Visit) -> Response:
    """The form for a new token."""
    return _new(visit)


def add(visit: Visit) -> Response:
    """Make a token, and show its secret this once."""
    try:
        days = _days(visit.text("days"))
        made = administering.add_token(
            visit.node,
            visit.text("name"),
            scopes=visit.texts("scopes"),
            partner=visit.text("partner") or None,
            expires=None if days is None else visit.now + timedelta(days=days),
            by=visit.officer.name,
        )
    except KhienError as error:
        return _new(visit, error)
    return visit.page("administration/token.html", token=made.token, secret=made.secret)


def _new(visit: Visit, error: KhienError | None = None) -> Response:
    with visit.node.store.read() as tx:
        partners = [(one.name, one.name) for one in list_partners(tx, PartnerState.ACTIVE)]
    return visit.page(
        "administration/token_new.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        codes={scope: code for scope, code in CODES.items() if scope != Scope.EXPORTS_READ},
        partners=partners,
    )


def revoke(visit: Visit) -> Response:
    """Let a token open nothing any more."""
    administering.revoke_token(visit.node, visit.at("name"), by=visit.officer.name)
    return visit.go(HERE, "administration.token-revoked", name=visit.at("name"))


def _days(text: str) -> int | None:
    """How many days; None where the field was left empty.

    Raises:
        MalformedError: not a number of days from 1 to a hundred years.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= MOST_DAYS):
        raise MalformedError("days", f"1–{MOST_DAYS}")
    return int(text)


DOORS = (
    Door("GET", HERE, Permit.AUDIT, listing),
    Door("POST", HERE, Permit.ADMINISTER, add, fresh=True),
    Door("GET", "/administration/new-token", Permit.ADMINISTER, blank),
    Door("POST", f"{HERE}/{{name}}/revoke", Permit.ADMINISTER, revoke, fresh=True),
)

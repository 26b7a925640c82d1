"""`/watch/exports`: who fetches lists of indicators, what was left out of them; make one, end one."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from khien.app.administering import add_consumer, revoke_consumer
from khien.app.lists import addresses, standing
from khien.exchange.consumers.rules import Choice, Use
from khien.exchange.lists.forms import SERVED
from khien.exchange.lists.plain import COLUMNS
from khien.exchange.lists.resolving import ACTIONS
from khien.model.errors import KhienError, MalformedError
from khien.model.marking import Tlp, tlp_named
from khien.model.patterns import ValueKind
from khien.people.partners import PartnerState, list_partners
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit
from khien.web.console.watch import KINDS

HERE: Final = "/watch/exports"
NEW: Final = "/watch/new-consumer"
USES: Final = [(one.value, f"use.{one.value}") for one in Use]
CALLED: Final = {one: f"list-form.{one}" for one in SERVED}
MORE: Final = {"pattern": N_("Whole patterns")}
OUTCOMES: Final = (
    ("kept", N_("In the list")),
    ("changed", N_("In it with less than they mean")),
    ("refused", N_("Refused")),
    ("skipped", N_("Not asked for, or there already")),
)


def page(visit: Visit) -> Response:
    """Every consumer, its addresses, its last fetches, and what was left out of its lists."""
    found = [(one, addresses(visit.node, one.consumer)) for one in standing(visit.node)]
    return visit.page("watch/exports.html", found=found, called=CALLED, outcomes=OUTCOMES)


def blank(visit: Visit) -> Response:
    """The form for a new consumer."""
    return _new(visit)


def add(visit: Visit) -> Response:
    """Make a consumer, and show its token this once."""
    try:
        days = _number(visit, "days", 36_525)
        new, token = add_consumer(
            visit.node,
            visit.text("name"),
            visit.texts("forms"),
            _choice(visit),
            partner=visit.text("partner") or None,
            expires=visit.now + timedelta(days=days) if days else None,
            by=visit.officer.name,
        )
    except KhienError as error:
        return _new(visit, error)
    places = addresses(visit.node, new)
    return visit.page(
        "watch/consumer.html", one=new, places=places, called=CALLED, secret=token.secret
    )


def revoke(visit: Visit) -> Response:
    """Give a consumer nothing any more."""
    revoke_consumer(visit.node, visit.at("name"), by=visit.officer.name)
    return visit.go(HERE, "lists.revoked", name=visit.at("name"))


def _new(visit: Visit, error: KhienError | None = None) -> Response:
    with visit.node.store.read() as tx:
        partners = [(one.name, one.name) for one in list_partners(tx, PartnerState.ACTIVE)]
    return visit.page(
        "watch/consumer_new.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        partners=partners,
        forms=CALLED,
        uses=USES,
        tlps=[(one.value, one.label) for one in Tlp if one < Tlp.RED],
        kinds=[(one.value, {**KINDS, **MORE}[one.value]) for one in ValueKind],
        columns=tuple(COLUMNS),
        actions=[(one, one.upper()) for one in ACTIONS],
        usual=Choice(),
    )


def _choice(visit: Visit) -> Choice:
    usual, kinds = Choice(), visit.texts("kinds")
    ceiling, use = tlp_named(visit.text("ceiling")), visit.text("use")
    if ceiling is None or use not in set(Use) or not set(kinds) <= set(ValueKind):
        raise MalformedError("ceiling, use, kinds", "one of the list")
    return Choice(
        kinds=tuple(map(ValueKind, kinds)),
        ceiling=ceiling,
        use=Use(use),
        above=_number(visit, "above", 99),
        days=_number(visit, "age", 36_525),
        popular=bool(visit.text("popular")),
        columns=tuple(visit.texts("columns")),
        zone=visit.text("zone") or usual.zone,
        action=visit.text("action") or usual.action,
    )


def _number(visit: Visit, name: str, most: int) -> int:
    """A whole number; 0 where the field was left empty.

    Raises:
        MalformedError: it is none, or too large.
    """
    text = visit.text(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most):
        raise MalformedError(name, f"0–{most}")
    return int(text)


DOORS = (
    Door("GET", HERE, Permit.READ, page),
    Door("POST", HERE, Permit.ADMINISTER, add, fresh=True),
    Door("GET", NEW, Permit.ADMINISTER, blank),
    Door("POST", f"{HERE}/{{name}}/revoke", Permit.ADMINISTER, revoke, fresh=True),
)

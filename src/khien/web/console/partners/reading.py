"""`/partners`: with whom we exchange, how well it goes, and what is stuck."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from khien.app.dealing import DAYS, dealings, dossier
from khien.app.terms import in_words
from khien.model.errors import KhienError
from khien.people.partners import PartnerKind, PartnerState
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.now import HEALTH
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

IN_SHORT: Final = {
    "validity",
    "purposes",
    "object_types",
    "tlp_ceiling",
    "personal_data",
    "onward",
    "retention.days",
}  # of an agreement: what an officer asks first


def listing(visit: Visit) -> Response:
    """Every partner as one line."""
    return visit.page("partners/list.html", found=dealings(visit.node), health=HEALTH, days=DAYS)


def one(visit: Visit) -> Response:
    """Everything about one partner."""
    return shown(visit)


def shown(visit: Visit, error: KhienError | None = None, form: str = "") -> Response:
    """The page of one partner, with what was not taken of one of its forms."""
    found = dossier(visit.node, visit.at("name"))
    partner = found.partner
    line = found.in_force
    agreement = None if line is None else line.stored.agreement
    said = in_words(agreement, visit.node.ourselves.identity) if agreement else []
    return visit.page(
        "partners/one.html",
        200 if error is None else 422,
        found=found,
        name=found.dealing.standing.name,
        partner=partner,
        invitation=found.dealing.standing.invitation,
        is_active=partner is not None and partner.state is PartnerState.ACTIVE,
        is_plain=partner is not None and partner.kind is PartnerKind.TAXII,
        short=[term for term in said if term.key in IN_SHORT],
        health=HEALTH,
        days=DAYS,
        told=told(visit, error),
        failed=form,
    )


DOORS = (Door("GET", "/partners", Permit.READ, listing),)

"""`/warnings`: early warnings, ours and our partners': read, written, published, acknowledged."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from khien.app import warnings as desk
from khien.app.warnings import Notice
from khien.exchange.receipts.rules import Outcome
from khien.model.ids import ObjectId
from khien.model.warning import Standing
from khien.store import objects
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

TABS: Final = (
    (Standing.IN_FORCE, N_("In force")),
    (Standing.EXPIRED, N_("Expired")),
    (Standing.CANCELLED, N_("Cancelled")),
)
TONES: Final = {
    "in-force": "good",
    "expired": "",
    "cancelled": "bad",
    "extreme": "bad",
    "severe": "bad",
    "moderate": "wait",
    "minor": "calm",
    "immediate": "bad",
    "expected": "wait",
    "future": "calm",
    "observed": "bad",
    "likely": "wait",
    "possible": "calm",
}
RELEASE_TONES: Final = {"held": "wait", "refused": "bad", "accepted": "good", "declined": "bad"}


def listing(visit: Visit) -> Response:
    """Warnings that count, each with its clock; those that ended; those taken back."""
    found = desk.notices(visit.node)
    wanted = visit.query.get("standing", "")
    tab = next((one for one, _ in TABS if one.value == wanted), Standing.IN_FORCE)
    return visit.page(
        "warnings/list.html",
        found=[one for one in found if one.standing is tab],
        counts={one: sum(n.standing is one for n in found) for one, _ in TABS},
        tabs=TABS,
        tab=tab,
        tones=TONES,
    )


def one(visit: Visit) -> Response:
    """One warning for people; whoever brought it is told that it was read."""
    found = desk.notice(visit.node, visit.at("id"))
    if visit.may(Permit.TRIAGE) and "read" not in desk.told_of(visit.node, found):
        desk.tell(visit.node, found, Outcome.READ)
    return _shown(visit, found)


def _shown(visit: Visit, found: Notice, status: int = 200, **more: object) -> Response:
    refs = [ObjectId(ref) for ref in found.kept.content["object_refs"]]
    with visit.node.store.read() as tx:
        lines = objects.lines(tx, refs)
    about = [line for ref, line in lines.items() if ref != found.kept.content["created_by_ref"]]
    facts = {
        "found": found,
        "warning": found.warning,
        "holders": desk.holders(visit.node, found),
        "told": desk.told_of(visit.node, found),
        "versions": desk.history(visit.node, found.kept.object_id),
        "about": about,
        "tones": TONES,
        "release_tones": RELEASE_TONES,
        "error": None,
        "reason": "",
        "changeable": found.is_ours and found.standing is not Standing.CANCELLED,
        **more,
    }
    return visit.page("warnings/one.html", status, **facts)


DOORS = (
    Door("GET", "/warnings", Permit.READ, listing),
    Door("GET", "/warnings/{id}", Permit.READ, one),
)

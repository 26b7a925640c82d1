"""`/warnings/drafts`: what the node foresees, with the numbers why; an officer takes it over or dismisses it."""

from __future__ import annotations

from starlette.responses import Response

from khien.app import foresight as desk
from khien.app import warning_acts
from khien.model.errors import KhienError
from khien.store import objects
from khien.watch.early import ALPHA
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

TONES = {
    "burst": "bad",
    "first": "wait",
    "spread": "wait",
    "severe": "bad",
    "moderate": "wait",
    "immediate": "bad",
    "expected": "wait",
    "observed": "bad",
    "likely": "wait",
    "possible": "calm",
}


def one(visit: Visit) -> Response:
    """A draft of the node: what it would say, and the numbers why."""
    return _shown(visit, None)


def dismiss(visit: Visit) -> Response:
    """Cancel a draft, with the reason for the administrative log."""
    draft_id, reason = visit.at("id"), visit.text("reason")
    try:
        warning_acts.dismiss(visit.node, draft_id, reason, visit.officer.name)
    except KhienError as error:
        return _shown(visit, error)
    return visit.go("/warnings", "told.draft-dismissed")


def _shown(visit: Visit, error: KhienError | None) -> Response:
    draft, title = desk.draft(visit.node, visit.at("id"))
    with visit.node.store.read() as tx:
        about = objects.lines(tx, draft.finding.about)
    return visit.page(
        "warnings/draft.html",
        200 if error is None else error.http_status,
        draft=draft,
        title=title,
        warning=desk.said_of(draft, title, visit.now),
        about=list(about.values()),
        alpha=ALPHA,
        tones=TONES,
        error=error,
    )


DOORS = (
    Door("GET", "/warnings/drafts/{id}", Permit.READ, one),
    Door("POST", "/warnings/drafts/{id}/dismiss", Permit.WATCH, dismiss),
)

"""`/warnings`: early warnings, ours and our partners': read, written, published, acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from khien.app import foresight, warning_acts
from khien.app import warnings as desk
from khien.app.warning_acts import FormError
from khien.app.warning_forms import (
    CHOICES,
    LONGEST,
    SECTORS,
    Given,
    Mistake,
    begun,
    typed,
)
from khien.app.warning_life import life
from khien.app.warnings import Notice
from khien.model.errors import KhienError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix import is_object_id
from khien.model.warning import Standing
from khien.store import objects
from khien.web.console.doors import Door
from khien.web.console.foreseen import TONES as DRAFTS
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


# What begins the codes of the words of a choice.
CODES: Final = {
    "status": "warning-status",
    "category": "warning-category",
    "urgency": "urgency",
    "severity": "severity",
    "certainty": "certainty",
}
SECTOR: Final = "sector."


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
        drafts=foresight.open_drafts(visit.node),
        draft_tones=DRAFTS,
    )


def one(visit: Visit) -> Response:
    """One warning for people; whoever brought it is told that it was read."""
    found = desk.notice(visit.node, visit.at("id"))
    if visit.may(Permit.TRIAGE):
        warning_acts.read(visit.node, found)
    return _shown(visit, found)


def _shown(visit: Visit, found: Notice, status: int = 200, **more: object) -> Response:
    with visit.node.store.read() as tx:
        about = objects.lines(tx, [ObjectId(one) for one in desk.subjects(found)])
    facts = {
        "found": found,
        "warning": found.warning,
        "holders": desk.holders(visit.node, found),
        "told": desk.told_of(visit.node, found),
        "life": life(visit.node, found),
        "about": list(about.values()),
        "tones": TONES,
        "release_tones": RELEASE_TONES,
        "error": None,
        "reason": "",
        "changeable": found.is_ours and found.standing is not Standing.CANCELLED,
        **more,
    }
    return visit.page("warnings/one.html", status, **facts)


def new(visit: Visit) -> Response:
    """An empty form, one about the objects from which it was opened, or what the node drafted."""
    if draft_id := visit.query.get("draft", ""):
        draft, title = foresight.draft(visit.node, draft_id)
        said = foresight.said_of(draft, title, visit.now)
        drafted_by_node = typed(said, draft.finding.tlp, draft.finding.about, visit.zone)
        return _form(visit, drafted_by_node, None)
    given = begun(visit.now, visit.zone)
    about = [one for one in visit.query.getlist("about") if is_object_id(one)]
    return _form(visit, {**given, "objects": ["\n".join(about)]}, None)


def create(visit: Visit) -> Response:
    """Keep the warning, or show the form again with every mistake at its field."""
    return _take(visit, None)


def edit(visit: Visit) -> Response:
    """The form of a warning of ours."""
    found = _changeable(visit)
    given = typed(found.warning, found.kept.tlp, desk.subjects(found), visit.zone)
    return _form(visit, given, found)


def update(visit: Visit) -> Response:
    """Keep the next version, or show the form again."""
    return _take(visit, _changeable(visit))


def cancel(visit: Visit) -> Response:
    """The last version, with its reason."""
    found = desk.notice(visit.node, visit.at("id"))
    reason = visit.text("reason")[: LONGEST["note"]]
    try:
        warning_acts.cancel(visit.node, found, reason, visit.officer.name)
    except KhienError as error:
        return _shown(visit, found, error.http_status, error=error, reason=reason)
    return visit.go(f"/warnings/{found.kept.object_id}/publish", "told.warning-cancelled")


def acknowledge(visit: Visit) -> Response:
    """Tell whoever warned that this node acts on it."""
    found = desk.notice(visit.node, visit.at("id"))
    warning_acts.acknowledge(visit.node, found)
    return visit.go(
        f"/warnings/{found.kept.object_id}", "told.acknowledged", partner=found.kept.source or "–"
    )


def publish_page(visit: Visit) -> Response:
    """To whom it could go, and what the gate says for each today; changes nothing."""
    return _publish_page(visit, None)


def publish(visit: Visit) -> Response:
    """Put it to the gate for the chosen partners, and queue what it clears."""
    found = desk.notice(visit.node, visit.at("id"))
    try:
        made = warning_acts.send(visit.node, found, visit.officer.name, visit.texts("to"))
    except KhienError as error:
        return _publish_page(visit, error)
    states = Counter(one.state.value for one in made if one.object_id == found.kept.object_id)
    return visit.go(
        f"/warnings/{found.kept.object_id}",
        "objects.published",
        cleared=states["cleared"],
        held=states["held"],
        refused=states["refused"],
    )


def _publish_page(visit: Visit, error: KhienError | None) -> Response:
    found = desk.notice(visit.node, visit.at("id"))
    asked = desk.forecasts(visit.node, found)
    had = {one.release.partner: one.current for one in desk.holders(visit.node, found)}
    likely = {one.partner for one in asked if one.state != "refused"}
    waiting = {name for name in likely if not had.get(name, False)}  # for this version
    earlier = {name for name in waiting if name in had}
    return visit.page(
        "warnings/publish.html",
        200 if error is None else error.http_status,
        found=found,
        asked=asked,
        had=had,
        chosen=visit.texts("to") or earlier or waiting,
        error=error,
    )


def _take(visit: Visit, before: Notice | None) -> Response:
    given = {name: visit.texts(name) for name in visit.form if name != "csrf"}
    draft_id = "" if before else visit.query.get("draft", "")
    try:
        made = warning_acts.keep(
            visit.node, given, visit.officer.name, visit.zone, before=before, draft_id=draft_id
        )
    except FormError as error:
        return _form(visit, given, before, error.mistakes)
    except KhienError as error:
        return _form(visit, given, before, error=error)
    code = "told.warned" if before is None else "told.warning-updated"
    return visit.go(f"/warnings/{made}/publish" if before else f"/warnings/{made}", code)


def _form(
    visit: Visit,
    given: Given,
    before: Notice | None,
    mistakes: Mapping[str, Mistake] | None = None,
    error: KhienError | None = None,
) -> Response:
    wrong = mistakes or {}
    return visit.page(
        "warnings/form.html",
        422 if wrong or error else 200,
        values={name: "\n".join(said) for name, said in given.items()},
        chosen_sectors=given.get("sectors", ()),
        mistakes={name: visit.say(one.code, {"detail": one.detail}) for name, one in wrong.items()},
        before=before,
        error=error,
        choices=CHOICES,
        codes=CODES,
        sectors=SECTORS,
        sector=SECTOR,
        tlps=[one.value for one in Tlp],
    )


def _changeable(visit: Visit) -> Notice:
    found = desk.notice(visit.node, visit.at("id"))
    desk.demand_changeable(found)
    return found


DOORS = (
    Door("GET", "/warnings", Permit.READ, listing),
    Door("GET", "/warnings/new", Permit.WATCH, new),
    Door("POST", "/warnings/new", Permit.WATCH, create),
    Door("GET", "/warnings/{id}", Permit.READ, one),
    Door("GET", "/warnings/{id}/update", Permit.WATCH, edit),
    Door("POST", "/warnings/{id}/update", Permit.WATCH, update),
    Door("POST", "/warnings/{id}/cancel", Permit.WATCH, cancel),
    Door("GET", "/warnings/{id}/publish", Permit.PUBLISH, publish_page),
    Door("POST", "/warnings/{id}/publish", Permit.PUBLISH, publish),
    Door("POST", "/warnings/{id}/acknowledge", Permit.TRIAGE, acknowledge),
)

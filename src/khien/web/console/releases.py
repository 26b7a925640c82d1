"""`/releases`: what wants to leave, what waits, what was taken back; why, and who said so."""

from __future__ import annotations

from collections import Counter
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from khien.app.crossings import crossing, releases_of, titles_of, turned
from khien.exchange.releases.rows import Release, place_of
from khien.exchange.releases.rules import Event, State, can
from khien.model.agreement import Purpose
from khien.model.errors import KhienError, MalformedError
from khien.model.marking import Tlp
from khien.people.partners import PartnerState, list_partners
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit
from khien.web.showing import defang

TLP: Final = {one.rank: one.value for one in Tlp}
TABS: Final = (
    ("held", N_("Wait for approval"), (State.HELD,)),
    ("sent", N_("On their way"), (State.CLEARED, State.SENT, State.QUARANTINED)),
    ("accepted", N_("Accepted"), (State.ACCEPTED,)),
    ("recalling", N_("Taken back"), (State.RECALLING, State.RECALLED, State.UNCONFIRMED)),
    ("refused", N_("Refused"), (State.REFUSED, State.DECLINED, State.REJECTED)),
    ("all", N_("All"), ()),
)
TONES: Final = {
    State.HELD: "wait",
    State.REFUSED: "bad",
    State.DECLINED: "bad",
    State.CLEARED: "calm",
    State.SENT: "calm",
    State.ACCEPTED: "good",
    State.QUARANTINED: "wait",
    State.REJECTED: "bad",
    State.RECALLING: "wait",
    State.RECALLED: "",
    State.UNCONFIRMED: "wait",
}
STRICTER: Final = (Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED)
MOST_FORECAST: Final = 2_000  # of the newest objects are asked about in a dry run
MOST_SHOWN: Final = 200


def listing(visit: Visit) -> Response:
    """One page of the queue."""
    return _listed(visit, None)


def _listed(visit: Visit, error: KhienError | None) -> Response:
    tab = next((one for one in TABS if one[0] == visit.query.get("state", "held")), TABS[0])
    partner = visit.query.get("partner", "")
    reviews = visit.query.get("review") == "due"
    states = () if reviews else tab[2]
    found, titles, more = turned(
        visit.node, states, partner, _after(visit.query.get("after", "")), reviews=reviews
    )
    with visit.node.store.read() as tx:
        names = [one.name for one in list_partners(tx)]
    next_page = ""
    if more:
        at, last = place_of(found[-1], reviews=reviews)
        place = f"{at}.{last}"
        asked = {"state": tab[0], "partner": partner, "after": place}
        next_page = f"/releases?{urlencode(asked | ({'review': 'due'} if reviews else {}))}"
    return visit.page(
        "releases/list.html",
        200 if error is None else error.http_status,
        error=error,
        chosen=visit.texts("release"),
        found=found,
        titles=titles,
        tabs=TABS,
        tab=tab[0],
        reviews=reviews,
        partner=partner,
        partners=names,
        next_page=next_page,
        tones=TONES,
        tlp=TLP,
    )


def one(visit: Visit) -> Response:
    """One release: why, who said yes, what became of it."""
    return _shown(visit, None)


def approve(visit: Visit) -> Response:
    """A yes; also the review of an emergency."""
    emergency = visit.text("emergency") == "yes"
    try:
        (changed,) = visit.node.releases.approve(
            [visit.at("id")], visit.officer, visit.text("reason"), emergency=emergency
        )
    except KhienError as error:
        return _shown(visit, error)
    return visit.go(f"/releases/{changed.id}", _told(changed), **_facts(visit, changed))


def refuse(visit: Visit) -> Response:
    """A no, with its reason."""
    try:
        changed = visit.node.releases.decline(visit.at("id"), visit.officer, visit.text("reason"))
    except KhienError as error:
        return _shown(visit, error)
    return visit.go("/releases", "console.declined", **_facts(visit, changed))


def decide(visit: Visit) -> Response:
    """One answer to several releases: all or none."""
    chosen = visit.texts("release")
    if not chosen:
        return visit.go(visit.here, "console.nothing-chosen")
    try:
        code, told = _decided(visit, chosen)
    except KhienError as error:
        return _listed(visit, error)
    return visit.go(visit.here, code, **told)


def _decided(visit: Visit, chosen: list[str]) -> tuple[str, dict[str, int]]:
    reason, answer = visit.text("reason"), visit.text("answer")
    if answer == "approve":
        changed = visit.node.releases.approve(chosen, visit.officer, reason)
        states = Counter(one.state for one in changed)
        return "console.approved-some", {
            "cleared": states[State.CLEARED],
            "held": states[State.HELD],
        }
    if answer != "refuse":
        raise MalformedError("answer", "approve or refuse")
    changed = visit.node.releases.decline_all(chosen, visit.officer, reason)
    return "console.declined-some", {"count": len(changed)}


def recall_page(visit: Visit) -> Response:
    """Who has an object, and who would have to confirm that it is gone."""
    return _recall_page(visit, None)


def recall(visit: Visit) -> Response:
    """Take an object or one release back, or ask for stricter handling."""
    subject = visit.text("release") or visit.at("id")
    wanted = visit.text("tlp")
    try:
        if wanted:
            changed = visit.node.recalls.downgrade(
                subject, Tlp(wanted), visit.officer, visit.text("reason")
            )
        else:
            changed = visit.node.recalls.recall(subject, visit.officer, visit.text("reason"))
    except KhienError as error:
        return _recall_page(visit, error)
    except ValueError:
        raise MalformedError("tlp", "TLP 2.0 §3") from None
    code = "told.downgraded" if wanted else "told.recalled"
    return visit.go(f"/recalls/{visit.at('id')}", code, count=len(changed))


def dry_run(visit: Visit) -> Response:
    """What the gate would say today about what we hold, for one partner; changes nothing."""
    partner = visit.query.get("partner", "")
    purpose = visit.query.get("purpose", "")
    with visit.node.store.read() as tx:
        names = [one.name for one in list_partners(tx, PartnerState.ACTIVE)]
    purposes = [one.value for one in Purpose]
    forecasts, codes = [], Counter[str]()
    if partner:
        wanted = Purpose(purpose) if purpose in purposes else None
        forecasts = visit.node.releases.dry_run(partner, wanted, newest=MOST_FORECAST)
        codes.update(code for one in forecasts for code, _ in one.answers)
    titles = titles_of(visit.node, [one.object_id for one in forecasts[:MOST_SHOWN]])
    return visit.page(
        "releases/dry_run.html",
        partner=partner,
        partners=names,
        purpose=purpose,
        purposes=purposes,
        forecasts=forecasts[:MOST_SHOWN],
        asked=len(forecasts),
        most=MOST_FORECAST,
        states=Counter(one.state for one in forecasts),
        codes=codes.most_common(),
        titles=titles,
        tones=TONES,
    )


def _shown(visit: Visit, error: KhienError | None) -> Response:
    found = crossing(visit.node, visit.at("id"))
    release = found.release
    return visit.page(
        "releases/one.html",
        200 if error is None else error.http_status,
        found=found,
        release=release,
        error=error,
        tones=TONES,
        tlp=TLP,
        waits=release.state is State.HELD,
        review=release.review_due is not None,
        can_recall=can(release.state, Event.RECALL, Event.WITHDRAW),
    )


def _recall_page(visit: Visit, error: KhienError | None) -> Response:
    object_id = visit.at("id")
    releases = releases_of(visit.node, object_id)
    return visit.page(
        "releases/recall.html",
        200 if error is None else error.http_status,
        object_id=object_id,
        title=titles_of(visit.node, [object_id]).get(object_id, ""),
        releases=releases,
        open_=[one for one in releases if can(one.state, Event.RECALL, Event.WITHDRAW)],
        stricter=STRICTER,
        error=error,
        tones=TONES,
        tlp=TLP,
    )


def _after(text: str) -> tuple[int, str] | None:
    number, _, release_id = text.partition(".")
    if not release_id or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    return int(number), release_id


def _told(changed: Release) -> str:
    known = {
        State.CLEARED: "told.approved",
        State.HELD: "told.still-held",
        State.REFUSED: "told.refused-now",
    }
    return known.get(changed.state, "told.reviewed")


def _facts(visit: Visit, changed: Release) -> dict[str, object]:
    titles = titles_of(visit.node, [changed.object_id])
    return {
        "release": f"“{defang(titles[changed.object_id])}”" if titles else changed.id,
        "partner": changed.partner,
    }


DOORS = (
    Door("GET", "/releases", Permit.READ, listing),
    Door("POST", "/releases", Permit.APPROVE, decide, fresh=True),
    Door("GET", "/releases/dry-run", Permit.READ, dry_run),
    Door("GET", "/releases/{id}", Permit.READ, one),
    Door("POST", "/releases/{id}/approve", Permit.APPROVE, approve, fresh=True),
    Door("POST", "/releases/{id}/refuse", Permit.DECIDE, refuse, fresh=True),
    Door("GET", "/recalls/{id}", Permit.READ, recall_page),
    Door("POST", "/recalls/{id}", Permit.DECIDE, recall, fresh=True),
)

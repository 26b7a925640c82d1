"""`/arrivals`: what partners brought; what a rule stopped waits here for a person."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from khien.app.knowledge.portraying import portrait, type_label
from khien.app.overview import arrival, arrived
from khien.exchange.arrivals.rows import Arrival
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.instants import to_microseconds
from khien.model.marking import Tlp
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

TLP: Final = {one.rank: one.value for one in Tlp}
TABS: Final = (
    ("quarantined", N_("To triage")),
    ("accepted", N_("Accepted")),
    ("refused", N_("Refused")),
    ("recalled", N_("Taken back")),
)
TONES: Final = {"quarantined": "wait", "accepted": "good", "refused": "bad"}
LONGEST: Final = 100_000  # characters of the original on a page


def listing(visit: Visit) -> Response:
    """One page of what came, by what became of it."""
    return _listed(visit, None)


def _listed(visit: Visit, error: KhienError | None) -> Response:
    names = [name for name, _ in TABS]
    wanted = visit.query.get("outcome", "")
    outcome = wanted if wanted in names else names[0]
    partner = visit.query.get("partner", "")
    found = arrived(visit.node, outcome, partner, _after(visit.query.get("after", "")))
    next_page = ""
    if found.more:
        last = found.arrivals[-1]
        place = f"{to_microseconds(last.at)}.{last.id}"
        next_page = (
            f"/arrivals?{urlencode({'outcome': outcome, 'partner': partner, 'after': place})}"
        )
    return visit.page(
        "arrivals/list.html",
        200 if error is None else error.http_status,
        error=error,
        chosen=visit.texts("arrival"),
        found=found,
        tabs=TABS,
        outcome=outcome,
        partner=partner,
        next_page=next_page,
        tlp=TLP,
        tones=TONES,
    )


def one(visit: Visit) -> Response:
    """What came, who brought it, and why it waits."""
    return _shown(visit, None)


def decide(visit: Visit) -> Response:
    """Let it in, or not; the partner is told."""
    try:
        accept = _answer(visit)
        (decided,) = visit.node.arrivals.release(
            visit.at("id"), visit.officer, accept=accept, partner=visit.text("partner")
        )
    except KhienError as error:
        return _shown(visit, error)
    code = "console.let-in" if accept else "console.kept-out"
    return visit.go("/arrivals", code, count=1, partner=decided.partner)


def decide_some(visit: Visit) -> Response:
    """One answer for several: all or none."""
    named = [one.rpartition(" ") for one in visit.texts("arrival")]
    chosen = [(arrival_id, partner) for arrival_id, _, partner in named]
    if not chosen:
        return visit.go(visit.here, "console.nothing-chosen")
    try:
        accept = _answer(visit)
        decided = visit.node.arrivals.release_all(chosen, visit.officer, accept=accept)
    except KhienError as error:
        return _listed(visit, error)
    code = "console.let-in" if accept else "console.kept-out"
    partners = ", ".join(sorted({one.partner for one in decided}))
    return visit.go(visit.here, code, count=len(decided), partner=partners)


def _answer(visit: Visit) -> bool:
    """Whether the answer is a yes. One that is neither is no answer: a no is told to the partner."""
    answer = visit.text("answer")
    if answer not in {"accept", "refuse"}:
        raise MalformedError("answer", "accept or refuse")
    return answer == "accept"


def _shown(visit: Visit, error: KhienError | None) -> Response:
    partner = visit.query.get("partner", "") or visit.text("partner")
    named = [a for a in arrival(visit.node, visit.at("id")) if partner in {"", a.partner}]
    if not named:
        raise NotFoundError("arrival", visit.at("id"))
    found = named[0]
    content = _content(found)
    return visit.page(
        "arrivals/one.html",
        200 if error is None else error.http_status,
        arrival=found,
        others=[a for a in named[1:] if a.partner != found.partner],
        portrait=portrait(content) if content else None,
        original=_pretty(content, found),
        lines={},
        type_label=type_label,
        error=error,
        tlp=TLP,
        tones=TONES,
    )


def _content(found: Arrival) -> dict[str, Any]:
    if found.raw is None:
        return {}
    try:
        content = msgspec.json.decode(found.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _pretty(content: dict[str, Any], found: Arrival) -> str:
    if content:
        return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()[:LONGEST]
    return (found.raw or b"").decode("utf-8", "replace")[:LONGEST]


def _after(text: str) -> tuple[int, str] | None:
    number, _, place = text.partition(".")
    if not place or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    return int(number), place


DOORS = (
    Door("GET", "/arrivals", Permit.READ, listing),
    Door("POST", "/arrivals", Permit.TRIAGE, decide_some),
    Door("GET", "/arrivals/{id}", Permit.READ, one),
    Door("POST", "/arrivals/{id}", Permit.TRIAGE, decide),
)

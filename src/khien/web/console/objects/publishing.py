"""Publish objects: for what purpose and to whom, with what the gate would say before anything is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.responses import Response

from khien.app.knowledge.many import chosen
from khien.exchange.releases.desk import Forecast, Publication
from khien.model.agreement import Purpose
from khien.model.errors import KhienError
from khien.model.ids import ObjectId
from khien.people import agreements
from khien.people.partners import Partner, PartnerState, list_partners
from khien.store import objects
from khien.store.objects import Kept
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the gate would say today about the chosen objects, for one partner."""

    partner: str
    forecasts: tuple[Forecast, ...]

    @property
    def states(self) -> dict[str, int]:
        """How many would be cleared, held and refused."""
        return dict(Counter(one.state.value for one in self.forecasts))


def page(visit: Visit) -> Response:
    """Which objects, for what and to whom; with `ask`, what the gate would say."""
    return _page(visit, list(dict.fromkeys(visit.query.getlist("id"))))


def ask(visit: Visit) -> Response:
    """The same from the list, where the choice may be too long for an address; changes nothing."""
    return _page(visit, list(dict.fromkeys(visit.texts("id"))))


def publish(visit: Visit) -> Response:
    """Put it to the gate, and queue what it clears."""
    ids = list(dict.fromkeys(visit.texts("id")))
    try:
        kept = chosen(visit.node, ids)
        made = visit.node.releases.publish(_publication(visit, kept))
    except KhienError as error:
        return _page(visit, ids, error)
    states = Counter(release.state.value for release in made)
    place = f"/objects/{ids[0]}" if len(ids) == 1 else "/releases"
    return visit.go(
        place,
        "objects.published",
        cleared=states["cleared"],
        held=states["held"],
        refused=states["refused"],
    )


def _page(visit: Visit, ids: list[str], error: KhienError | None = None) -> Response:
    kept = chosen(visit.node, ids)
    partners = _partners(visit)
    outlooks: list[Outlook] = []
    if visit.text("ask") or error is not None:
        publication = _publication(visit, kept)
        asked = publication.partners or [one.name for one, has in partners if has]
        outlooks = [
            Outlook(name, tuple(visit.node.releases.dry_run(name, publication=publication)))
            for name in asked
        ]
    with visit.node.store.read() as tx:
        named = [ObjectId(one.object_id) for look in outlooks for one in look.forecasts]
        lines = objects.lines(tx, [*(one.object_id for one in kept), *named])
    return visit.page(
        "objects/publish.html",
        200 if error is None else 422,
        kept=kept,
        lines=lines,
        partners=partners,
        purposes=[one.value for one in Purpose],
        outlooks=outlooks,
        asked=bool(outlooks),
        told="" if error is None else visit.say(error.code, error.facts),
        code="" if error is None else error.code,
        chosen_partners=visit.texts("to"),
        purpose=visit.text("purpose") or Purpose.NETWORK_DEFENCE.value,
        recipients=visit.text("recipients"),
    )


def _partners(visit: Visit) -> list[tuple[Partner, bool]]:
    """Active partners, each with whether an agreement is in force."""
    with visit.node.store.read() as tx:
        return [
            (one, agreements.in_force(tx, one.name, visit.now) is not None)
            for one in list_partners(tx, PartnerState.ACTIVE)
        ]


def _publication(visit: Visit, kept: list[Kept]) -> Publication:
    purpose = visit.text("purpose")
    known = {one.value for one in Purpose}
    persons = (line.strip() for line in visit.text("recipients").splitlines())
    return Publication(
        object_ids=tuple(one.object_id for one in kept),
        purpose=Purpose(purpose) if purpose in known else Purpose.NETWORK_DEFENCE,
        author=visit.officer.name,
        partners=tuple(one for one in visit.texts("to") if one),
        recipients=frozenset(one for one in persons if one),
    )


DOORS = (
    Door("GET", "/objects/publish", Permit.PUBLISH, page),
    Door("POST", "/objects/publish/ask", Permit.PUBLISH, ask),
    Door("POST", "/objects/publish", Permit.PUBLISH, publish),
)

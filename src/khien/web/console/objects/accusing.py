"""`/objects/{id}/abuse`: an X-ARF report about an indicator, for the abuse contact of a network."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from khien.app.lists import accused
from khien.exchange.consumers.rows import Report
from khien.model.errors import KhienError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.patterns import watched_values_of
from khien.store import objects
from khien.store.objects import Kept
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

PATH: Final = "/objects/{id}/abuse"


def page(visit: Visit) -> Response:
    """The form: to whom, and in whose name."""
    return _page(visit)


def make(visit: Visit) -> Response:
    """Make the report, as a file to be sent; or say of each value why it may not stand in one."""
    indicator = _indicator(visit)
    try:
        made, report = accused(
            visit.node,
            indicator.object_id,
            visit.text("contact"),
            visit.text("reporter"),
            visit.officer.name,
        )
    except KhienError as error:
        return _page(visit, error=error)
    if made is None:
        return _page(visit, report=report)
    body = msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"
    return visit.download(body, "application/json", f"xarf-{made['report_id']}.json")


def _page(
    visit: Visit, *, error: KhienError | None = None, report: Report | None = None
) -> Response:
    is_well = error is None and report is None
    indicator = _indicator(visit)
    return visit.page(
        "objects/abuse.html",
        HTTPStatus.OK if is_well else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        kept=indicator,
        values=watched_values_of(indicator.content),
        refused=report.items if report else (),
    )


def _indicator(visit: Visit) -> Kept:
    """The indicator, also where the page of a sighting of it led here.

    Raises:
        NotFoundError: there is none.
    """
    asked = ObjectId(visit.at("id"))
    with visit.node.store.read() as tx:
        kept = objects.current(tx, asked)
        if kept is not None and kept.type == "sighting":
            kept = objects.current(tx, ObjectId(str(kept.content.get("sighting_of_ref"))))
    if kept is None or kept.type != "indicator":
        raise NotFoundError("object", asked[:200])
    return kept


DOORS = (
    Door("GET", PATH, Permit.PUBLISH, page),
    Door("POST", PATH, Permit.PUBLISH, make),
)

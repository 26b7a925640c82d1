"""The node itself: settings in force, what the doctor finds, and the log of administrative acts."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from khien.app import administering
from khien.app.doctor import examine
from khien.app.provenance import settings_in_force
from khien.app.settings import FILE
from khien.model.agreement import Role
from khien.web.console.administration.tokens import CODES
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

PAGE = 50
DETAILS: Final = {
    **CODES,
    **{role.value: f"role.{role.value}" for role in Role},
    **{kind: f"factor.{kind}" for kind in ("totp", "passkey", "recovery", "all")},
}
"""What an act can say of its subject, and the code under which people read it."""


def settings(visit: Visit) -> Response:
    """Every setting, and where it comes from."""
    found = settings_in_force(visit.node)
    return visit.page("administration/settings.html", settings=found, file=FILE)


def doctor(visit: Visit) -> Response:
    """Examine the node, now."""
    found = examine(visit.node.home, visit.node.clock)
    return visit.page("administration/doctor.html", found=found)


def log(visit: Visit) -> Response:
    """Every administrative act, newest first, and whether the ledger vouches for it."""
    found = administering.register(visit.node, visit.query.get("after", ""), PAGE + 1)
    shown = found[:PAGE]
    following = shown[-1][0].id if len(found) > PAGE else ""
    return visit.page("administration/log.html", acts=shown, following=following, codes=DETAILS)


DOORS = (
    Door("GET", "/administration/settings", Permit.AUDIT, settings),
    Door("GET", "/administration/doctor", Permit.AUDIT, doctor),
    Door("GET", "/administration/log", Permit.AUDIT, log),
)

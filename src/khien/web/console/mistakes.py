"""What a form says that was not taken: every reason, in the reader's language and time zone."""

from __future__ import annotations

from khien.model.errors import KhienError, RefusedError
from khien.people.officers import LockedError
from khien.web.console.visits import Visit
from khien.web.showing import moment


def told(visit: Visit, error: KhienError | None) -> list[str]:
    """The sentences for an error; none for None."""
    if error is None:
        return []
    if isinstance(error, RefusedError) and error.refusals:
        return [visit.say(one.code, {"detail": one.detail, "path": ""}) for one in error.refusals]
    facts = dict(error.facts)
    if isinstance(error, LockedError):
        facts["until"] = moment(error.until, visit).striptags()
    return [visit.say(error.code, facts)]

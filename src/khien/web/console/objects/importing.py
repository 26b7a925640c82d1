"""Bring a file in: the same way as `khien object import`, with what became of every item."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from khien.intake import FORMATS, Outcome, Wish
from khien.model.errors import KhienError, MalformedError
from khien.model.marking import Tlp, tlp_named
from khien.web.console.doors import Body, Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

MOST_LINES: Final = 500  # of the report on one page; the batch has them all
LONGEST_DAYS: Final = 36_525


class NoFileError(MalformedError):
    """A file was to be imported, and none came."""

    code, http_status = "objects.no-file", 422

    def __init__(self) -> None:
        super().__init__("file", "objects.no-file")


def page(visit: Visit) -> Response:
    """The form."""
    return _form(visit)


def take(visit: Visit) -> Response:
    """Read the file, keep what it holds, and say what became of every item."""
    try:
        upload = visit.file("file")
        if upload is None or not upload.filename:
            raise NoFileError
        body = upload.file.read()
        imported = visit.node.workspace.import_file(
            upload.filename, body, _wish(visit), visit.officer.name
        )
    except KhienError as error:
        return _form(visit, error)
    told = [e for e in imported.intake.entries if e.outcome is not Outcome.KEPT or e.more]
    out = {(one.item, one.version) for one in imported.refused}
    kept = [v for v in imported.intake.versions if (v.id, v.modified) not in out]
    return visit.page(
        "objects/imported.html",
        imported=imported,
        lines=told[:MOST_LINES],
        left_out=max(0, len(told) - MOST_LINES),
        kept=kept[:MOST_LINES],
        count=len(kept),
    )


def _form(visit: Visit, error: KhienError | None = None) -> Response:
    told = "" if error is None else visit.say(error.code, error.facts)
    return visit.page(
        "objects/import.html",
        200 if error is None else 422,
        told=told,
        code="" if error is None else error.code,
        formats=FORMATS,
        tlps=[one.value for one in Tlp],
    )


def _wish(visit: Visit) -> Wish:
    days = visit.text("valid_days")
    is_number = days.isascii() and days.isdigit() and 0 < int(days[:6]) <= LONGEST_DAYS
    kind = visit.text("format")
    labels = (line.strip() for line in visit.text("labels").splitlines())
    return Wish(
        identity=visit.node.ourselves.identity,
        now=visit.node.clock(),
        format=kind if kind in FORMATS else None,
        marking=tlp_named(visit.text("tlp")),
        source=visit.text("source")[:200],
        labels=tuple(one for one in labels if one),
        valid_days=int(days) if is_number else None,
        lenient=bool(visit.text("lenient")),
    )


DOORS = (
    Door("GET", "/objects/import", Permit.WRITE, page),
    Door("POST", "/objects/import", Permit.WRITE, take, body=Body.FILE),
)

"""Bring a file in: the same way as `khien object import`, with what became of every item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from khien.app.importing import mapping_of, mappings
from khien.app.reading.desk import Made, bring_in
from khien.exchange.workspace import Imported
from khien.intake import FORMATS, Outcome, Wish
from khien.intake.charsets import ENCODINGS
from khien.intake.documents import KINDS
from khien.model.errors import KhienError, MalformedError
from khien.model.marking import Tlp, tlp_named
from khien.web.console.doors import Body, Door
from khien.web.console.objects.mapping import look
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


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one of several files: an import, readings, or an error."""

    name: str
    imported: Imported | None = None
    made: Made | None = None
    code: str = ""
    told: str = ""


def take(visit: Visit) -> Response:
    """Import what is structured, put documents under review, and say what became of every file and item."""
    uploads = [one for one in visit.form.getlist("file") if isinstance(one, UploadFile)]
    named = [one for one in uploads if one.filename]
    try:
        if not named:
            raise NoFileError
        if visit.text("look"):
            return look(visit, named, _wish(visit))
        if len(named) == 1:
            return _alone(visit, _brought(visit, named[0]))
    except KhienError as error:
        return _form(visit, error)
    return visit.page("objects/brought.html", files=[_each(visit, one) for one in named])


def _alone(visit: Visit, only: Brought) -> Response:
    if only.imported is not None:
        return reported(visit, only.imported)
    made = only.made
    if made is not None and len(made.readings) == 1 and not (made.left_out or made.imported):
        return visit.go(f"/objects/readings/{made.readings[0].head.id}")
    return visit.page("objects/brought.html", files=[only])


def _each(visit: Visit, upload: UploadFile) -> Brought:
    """One of several files: what is wrong with it does not keep the others from coming in."""
    try:
        return _brought(visit, upload)
    except KhienError as error:
        told = visit.say(error.code, error.facts)
        return Brought(str(upload.filename), code=error.code, told=told)


def _brought(visit: Visit, upload: UploadFile) -> Brought:
    name, body = str(upload.filename), upload.file.read()
    found = bring_in(visit.node, name, body, _wish(visit), visit.officer.name)
    if isinstance(found, Made):
        return Brought(name, made=found)
    return Brought(name, imported=found)


def reported(visit: Visit, imported: Imported) -> Response:
    """What became of every item of one import."""
    told = [e for e in imported.entries if e.outcome is not Outcome.KEPT or e.more]
    out = {(one.item, one.version) for one in imported.refused}
    kept = [v for v in imported.intake.versions if (v.id, v.modified) not in out]
    return visit.page(
        "objects/imported.html",
        imported=imported,
        document_kinds=KINDS,
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
        encodings=ENCODINGS,
        mappings=mappings(visit.node),
        tlps=[one.value for one in Tlp],
    )


def _wish(visit: Visit) -> Wish:
    days = visit.text("valid_days")
    is_number = days.isascii() and days.isdigit() and 0 < int(days[:6]) <= LONGEST_DAYS
    kind, encoding, mapping = visit.text("format"), visit.text("encoding"), visit.text("mapping")
    labels = (line.strip() for line in visit.text("labels").splitlines())
    return Wish(
        identity=visit.node.ourselves.identity,
        now=visit.node.clock(),
        format=kind if kind in FORMATS else None,
        encoding=encoding if encoding in ENCODINGS else "",
        marking=tlp_named(visit.text("tlp")),
        source=visit.text("source")[:200],
        labels=tuple(one for one in labels if one),
        valid_days=int(days) if is_number else None,
        lenient=bool(visit.text("lenient")),
        columns=mapping_of(visit.node, mapping) if mapping else {},
    )


DOORS = (
    Door("GET", "/objects/import", Permit.WRITE, page),
    Door("POST", "/objects/import", Permit.WRITE, take, body=Body.FILE),
)

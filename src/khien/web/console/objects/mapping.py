"""Look at files before they are imported, and keep which column of a table is what."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from khien.app.importing import drop_mapping, looked_at, save_mapping
from khien.exchange.workspace import Imported
from khien.intake import Outcome, ReportEntry, Wish
from khien.intake.columns import ROLES
from khien.intake.csv_table import Column
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

MOST_LINES: Final = 200  # of what there is to say about one file
MOST_COLUMNS: Final = 200  # of a table whose columns are sent back
LONGEST_NAME: Final = 100


class MappingError(MalformedError):
    """A mapping without a name, or without a column that holds values."""

    code, http_status = "objects.mapping", 422

    def __init__(self) -> None:
        super().__init__("mapping", "objects.mapping")


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import of one file would give, or what is wrong with it."""

    name: str
    found: Imported | None = None
    new: int = 0
    columns: tuple[Column, ...] = ()
    lines: tuple[ReportEntry, ...] = ()
    left_out: int = 0
    code: str = ""
    told: str = ""


def look(visit: Visit, uploads: Sequence[UploadFile], wish: Wish) -> Response:
    """What an import of these files would do; nothing is kept."""
    files = [_looked(visit, upload, wish) for upload in uploads]
    return visit.page("objects/looked.html", files=files, roles=ROLES)


def _looked(visit: Visit, upload: UploadFile, wish: Wish) -> Looked:
    name = str(upload.filename)
    try:
        found, columns = looked_at(visit.node, name, upload.file.read(), wish)
    except KhienError as error:
        return Looked(name, code=error.code, told=visit.say(error.code, error.facts))
    told = [one for one in found.entries if one.outcome is not Outcome.KEPT or one.more]
    lines, left_out = tuple(told[:MOST_LINES]), max(0, len(told) - MOST_LINES)
    return Looked(name, found, found.kept.get("new", 0), columns, lines, left_out)


def keep(visit: Visit) -> Response:
    """Keep a mapping under a name, and go on to the import with it; or forget one."""
    if dropped := visit.text("drop"):
        with suppress(
            NotFoundError
        ):  # another officer forgot it just now: it is gone, as was wished
            drop_mapping(visit.node, dropped)
        return visit.go("/objects/import")
    name = visit.text("name")[:LONGEST_NAME]
    columns = _chosen(visit)
    if not name or "value" not in columns:
        raise MappingError
    save_mapping(visit.node, name, columns, visit.officer.name)
    return visit.go("/objects/import", "told.mapping-kept", name=name)


def _chosen(visit: Visit) -> dict[str, str | int]:
    """Role → the column's header, or its number where it has none; the first column of a role counts."""
    found: dict[str, str | int] = {}
    for number in range(MOST_COLUMNS):
        role = visit.text(f"role.{number}")
        if role in ROLES:
            found.setdefault(role, visit.text(f"header.{number}") or number)
    return found


DOORS = (Door("POST", "/objects/mappings", Permit.WRITE, keep),)

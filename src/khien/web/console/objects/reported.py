"""`/objects/imports`: what became of every item of every import, to be read and to be taken along."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response, StreamingResponse

from khien.app.importing import Told, imports, pages_of_report, read_report, row_of
from khien.intake import Outcome
from khien.model.instants import to_microseconds
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

HERE: Final = "/objects/imports"
OUTCOMES: Final = tuple(one.value for one in Outcome)
TONES: Final = {"kept": "good", "changed": "calm", "refused": "bad", "skipped": "wait"}
COLUMNS: Final = ("part", "item", "outcome", "code", "words", "objects")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def listing(visit: Visit) -> Response:
    """Every import that has a report, the newest first."""
    found, more = imports(visit.node, _place(visit.query.get("after", "")))
    next_page = ""
    if more:
        at_us, batch = found[-1].place
        next_page = f"{HERE}?{urlencode({'after': f'{at_us}.{batch}'})}"
    return visit.page("objects/imports.html", found=found, next_page=next_page)


def page(visit: Visit) -> Response:
    """What became of every item of one import, and of those with one outcome alone."""
    wanted, skip = visit.query.get("outcome", ""), visit.query.get("after", "")
    outcome = Outcome(wanted) if wanted in OUTCOMES else None
    place = int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 10 else 0
    found = read_report(visit.node, visit.at("id"), outcome, place)
    address = f"{HERE}/{found.batch}"
    asked = {"outcome": outcome.value if outcome else "", "after": found.after}
    return visit.page(
        "objects/import_report.html",
        found=found,
        outcome=outcome.value if outcome else "",
        outcomes=OUTCOMES,
        tones=TONES,
        address=address,
        next_page=f"{address}?{urlencode(asked)}" if found.after else "",
    )


def as_json(visit: Visit) -> Response:
    """The whole report as JSON."""
    found = read_report(visit.node, visit.at("id"), limit=0)
    head = {
        "batch": found.batch,
        "name": found.name,
        "author": found.author,
        "at_us": to_microseconds(found.at) if found.at else None,
        "counts": {one: found.counts[one] for one in OUTCOMES},
    }

    def parts() -> Iterator[bytes]:
        yield msgspec.json.encode(head)[:-1] + b',"items":['
        before = b"\n"
        for told in _all(visit):
            yield before + msgspec.json.encode(_row(visit, told))
            before = b",\n"
        yield b"\n]}\n"

    return _file(found.batch, "application/json", "json", parts())


def as_csv(visit: Visit) -> Response:
    """The whole report as a table."""
    found = read_report(visit.node, visit.at("id"), limit=0)

    def parts() -> Iterator[bytes]:
        yield "\ufeff".encode() + _line(COLUMNS)  # a byte order mark: tables take it for UTF-8
        for told in _all(visit):
            row = _row(visit, told)
            words = [row["words"], *(one["words"] for one in row["more"])]
            cells = row | {"words": " ".join(words), "objects": " ".join(row["objects"])}
            yield _line([_cell(cells[name]) for name in COLUMNS])

    return _file(found.batch, "text/csv; charset=utf-8", "csv", parts())


def _all(visit: Visit) -> Iterator[Told]:
    return (told for some in pages_of_report(visit.node, visit.at("id")) for told in some)


def _row(visit: Visit, told: Told) -> dict[str, Any]:
    entry = told.entry
    return {"part": told.part, **row_of(entry, visit.say), "objects": list(entry.objects)}


def _cell(text: str) -> str:
    """A cell that no table computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: tuple[str, ...] | list[str]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _file(batch: str, media_type: str, end: str, parts: Iterator[bytes]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{batch}.{end}"'}
    return StreamingResponse(parts, media_type=media_type, headers=headers)


def _place(text: str) -> tuple[int, str] | None:
    number, _, batch = text.partition(".")
    if not batch or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    return int(number), batch[:80]


DOORS = (
    Door("GET", HERE, Permit.WRITE, listing),
    Door("GET", f"{HERE}/{{id}}", Permit.WRITE, page),
    Door("GET", f"{HERE}/{{id}}/report.json", Permit.WRITE, as_json),
    Door("GET", f"{HERE}/{{id}}/report.csv", Permit.WRITE, as_csv),
)

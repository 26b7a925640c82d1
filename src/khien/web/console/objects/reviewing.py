"""`/objects/readings`: documents under review; the text with its marks beside what would become objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.responses import Response

from khien.app.knowledge.neighbours import MOST_NODES
from khien.app.knowledge.portraying import portrait
from khien.app.reading import desk
from khien.app.reading.rules import Choice, Item, Reading, State, segments, stretches
from khien.app.reading.surroundings import called
from khien.intake.extraction import KINDS
from khien.intake.extraction.candidates import TERM_KINDS
from khien.intake.extraction.lexicon import CODES
from khien.intake.extraction.proposing import OBJECTLESS
from khien.model.errors import KhienError
from khien.model.marking import Tlp
from khien.store.folding import fold
from khien.web.console.doors import Door
from khien.web.console.objects.importing import reported
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit
from khien.web.showing import prose

TEXT_CHARS: Final = 24_000  # of the document on one page
WIDTH: Final = 26  # characters in a line of the field of a value, where it is narrow
MOST_LINES: Final = 8
ROWS: Final = 150  # items on one page
MOST_SHOWN: Final = 300  # proposed objects that a page lists
TONES: Final = {"malicious": "bad", "unsure": "wait", "benign": "good"}
DISARMED: Final = frozenset(
    {"domain", "url", "email", "ipv4", "ipv6", "cidr", "host-name", "file-name", "file-path"}
)  # a number or a date stays as it was written
UNDRAWN: Final = frozenset({"relationship", "marking-definition"})
SAID: Final = {"crime": "crime.", "sector": "sector."}  # how the codes of their sentences begin
STATES: Final = {"open": "wait", "accepted": "good", "refused": "bad"}


def listing(visit: Visit) -> Response:
    """What waits for a review, and what was decided before."""
    return visit.page(
        "objects/readings.html",
        waiting=desk.readings(visit.node),
        ended=desk.readings(visit.node, (State.ACCEPTED, State.REFUSED), 50),
        tones=STATES,
    )


def page(visit: Visit) -> Response:
    """One document: its text, what was found in it, and what that would become."""
    return _page(visit, desk.reading(visit.node, visit.at("id")))


def choose(visit: Visit) -> Response:
    """Keep the choices, and go on with the review."""
    return _chosen(visit) or _back(visit, "reading.chosen")


def accept(visit: Visit) -> Response:
    """Keep the choices and then the objects; the report says what became of each item."""
    failed = _chosen(visit)
    if failed is not None:
        return failed
    done = desk.accept(visit.node, visit.at("id"), visit.officer, tlp=_tlp(visit))
    return reported(visit, done.imported)


def refuse(visit: Visit) -> Response:
    """No object is made of it."""
    try:
        desk.refuse(visit.node, visit.at("id"), visit.officer, visit.text("reason"))
    except KhienError as error:
        return _page(visit, desk.reading(visit.node, visit.at("id")), error)
    return visit.go("/objects/readings", "reading.was-refused")


def _chosen(visit: Visit) -> Response | None:
    """Take what the form says; the page again where a value is none of its kind."""
    found = desk.reading(visit.node, visit.at("id"))
    listed = [int(one) for one in visit.texts("listed") if one.isascii() and one.isdigit()]
    taken = frozenset(visit.texts("take"))
    choices = {
        number: Choice(
            taken=str(number) in taken,
            value=_joined(visit.text(f"value.{number}")) or None,
            kind=visit.text(f"kind.{number}") or None,
        )
        for number in listed
    }
    try:
        besides = visit.text("besides").splitlines()
        desk.choose(visit.node, found.head.id, visit.officer, choices, besides)
    except KhienError as error:
        return _page(visit, found, error)
    return None


def _joined(value: str) -> str:
    """A value as one line: its field has several, so that all of it can be read."""
    return "".join(value.splitlines())


def line_count(value: str) -> int:
    """How many lines the field of a value has."""
    return min(max(1, -(-len(value) // WIDTH)), MOST_LINES)


def _back(visit: Visit, code: str) -> Response:
    query = visit.request.url.query
    path = f"/objects/readings/{visit.at('id')}"
    return visit.go(f"{path}?{query}" if query else path, code)


def _tlp(visit: Visit) -> str:
    wanted = visit.text("tlp")
    return wanted if wanted in [one.value for one in Tlp] else ""


def _page(visit: Visit, found: Reading, error: KhienError | None = None) -> Response:
    parts = stretches(found.document.text, TEXT_CHARS)
    part = _number(visit, "part", len(parts))
    start, end = parts[part - 1]
    pages = max(1, -(-len(found.items) // ROWS))
    sheet = _number(visit, "page", pages)
    proposed = desk.proposed(visit.node, found)
    return visit.page(
        "objects/reading.html",
        200 if error is None else error.http_status,
        found=found,
        address=lambda part, sheet: f"/objects/readings/{found.head.id}?part={part}&page={sheet}",
        error=error,
        segments=_marked(segments(found.document, found.items, start, end)),
        disarmed=DISARMED,
        part=part,
        parts=len(parts),
        sheet=sheet,
        sheets=pages,
        items=found.items[(sheet - 1) * ROWS : sheet * ROWS],
        places={one.number: _part_of(one, parts) for one in found.items},
        things=_things(proposed),
        joins=_joins(proposed),
        count=sum(one["type"] != "marking-definition" for one in proposed),
        terms=TERM_KINDS,
        spoken=_terms(visit),
        line_count=line_count,
        kinds=sorted(((one, visit.say(f"reading-kind.{one}")) for one in KINDS), key=_spoken),
        objectless=OBJECTLESS,
        called=defaultdict(str, called(visit.node, {one.ref for one in found.items if one.ref})),
        middle=found.head.id,
        source=f"/objects/readings/{found.head.id}/graph.json",
        most=MOST_NODES,
        tones=TONES,
        states=STATES,
        tlps=[one.value for one in Tlp],
        mistaken=_mistaken(visit, error),
    )


def graph_data(visit: Visit) -> Response:
    """What accepting would make, as nodes and edges for the script that draws it; the list says the same."""
    proposed = desk.proposed(visit.node, desk.reading(visit.node, visit.at("id")))
    things = [one for one in proposed if one["type"] not in UNDRAWN]
    nodes = [
        {
            "id": one["id"],
            "title": prose(title(one), 80),
            "type": one["type"],
            "kind": visit.say(f"stix-type.{one['type']}"),
            "here": True,
        }
        for one in things[:MOST_NODES]
    ]
    edges = [
        {
            "id": one["id"],
            "source": one["source_ref"],
            "target": one["target_ref"],
            "label": visit.say(f"relation.{one['relationship_type']}"),
        }
        for one in proposed
        if one["type"] == "relationship"
    ]
    named = [
        {"id": f"{one['id']} {ref}", "source": one["id"], "target": ref, "label": ""}
        for one in things
        for ref in one.get("object_refs", ())
    ]
    body = {"nodes": nodes, "edges": [*edges, *named], "more": len(things) > MOST_NODES}
    return Response(msgspec.json.encode(body | {"most": MOST_NODES}), media_type="application/json")


def _terms(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """Of the kinds whose values are codes of our lexicon: each code and its words."""
    return {
        kind: sorted(((code, visit.say(start + code)) for code in CODES[kind]), key=_spoken)
        for kind, start in SAID.items()
    }


def _spoken(kind: tuple[str, str]) -> str:
    return fold(kind[1])


def _number(visit: Visit, name: str, most: int) -> int:
    text = visit.query.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 7
    return min(max(int(text), 1), most) if is_number else 1


def _part_of(item: Item, parts: list[tuple[int, int]]) -> int:
    """The part of the text in which an item stands first; 0 for what stands nowhere."""
    if not item.places:
        return 0
    at = item.places[0][0]
    return next((n for n, (start, end) in enumerate(parts, 1) if start <= at < end), len(parts))


def _things(proposed: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Type and name of each proposed object."""
    found = [(str(one["type"]), title(one)) for one in proposed if one["type"] not in UNDRAWN]
    return found[:MOST_SHOWN]


def _marked(
    found: list[tuple[str, Item | None]],
) -> list[tuple[str, Item | None, str]]:
    """Each stretch of text with its item and, where an item stands first, the name of the place."""
    seen: set[int] = set()
    marked = []
    for text, item in found:
        name = f"m{item.number}" if item and item.number not in seen else ""
        seen |= {item.number} if item else set()
        marked.append((text, item, name))
    return marked


def _joins(proposed: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The relationships, with the names of both ends."""
    names = {str(one["id"]): title(one) for one in proposed}
    joins = [one for one in proposed if one["type"] == "relationship"][:MOST_SHOWN]
    return [
        (
            names.get(one["source_ref"], one["source_ref"]),
            one["relationship_type"],
            names.get(one["target_ref"], one["target_ref"]),
        )
        for one in joins
    ]


def title(content: Mapping[str, Any]) -> str:
    """What people call a proposed object."""
    named = portrait(content).title
    return str(content.get("account_number") or named) if named == content["id"] else named


def _mistaken(visit: Visit, error: KhienError | None) -> dict[str, str]:
    """What was typed, by field, so that a mistake can be mended where it was made."""
    if error is None:
        return {}
    taken = frozenset(visit.texts("take"))
    return (
        {key: visit.text(key) for key in visit.form if key.startswith(("value.", "kind."))}
        | {f"take.{one}": "yes" if one in taken else "no" for one in visit.texts("listed")}
        | {"besides": visit.text("besides")}
    )


DOORS = (
    Door("GET", "/objects/readings", Permit.WRITE, listing),
    Door("GET", "/objects/readings/{id}", Permit.WRITE, page),
    Door("GET", "/objects/readings/{id}/graph.json", Permit.WRITE, graph_data),
    Door("POST", "/objects/readings/{id}", Permit.WRITE, choose),
    Door("POST", "/objects/readings/{id}/accept", Permit.WRITE, accept),
    Door("POST", "/objects/readings/{id}/refuse", Permit.WRITE, refuse),
)

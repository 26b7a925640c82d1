"""One object: everything that is known about it, its versions, its neighbours, who has it, its bytes."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise
from typing import Any, Final

import msgspec
from starlette.responses import Response

from khien.app import proofs
from khien.app.importing import has_report
from khien.app.knowledge.claims import entry_of
from khien.app.knowledge.comparing import differences
from khien.app.knowledge.doubting import report_false_positive
from khien.app.knowledge.forms import FORMS, REMARKS
from khien.app.knowledge.many import StaysRedError, is_ours
from khien.app.knowledge.neighbours import MOST_NODES, Graph, graph
from khien.app.knowledge.portraying import Shape, type_label
from khien.app.knowledge.returning import HEADS, as_misp
from khien.app.knowledge.surroundings import About, about, crossings, tell_read
from khien.app.knowledge.worth import worth_of
from khien.exchange.authority import RoleError
from khien.exchange.releases.rules import State
from khien.model.agreement import Purpose
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID, Tlp
from khien.model.patterns import watched_values_of
from khien.model.warning import warning_of
from khien.model.words import WORDS
from khien.store import objects
from khien.store.objects import Kept, Line
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit
from khien.web.showing import prose

JSON: Final = "application/json"
MOST_COMPARED: Final = 20
LINKS: Final = 50
TONES: Final = {
    State.ACCEPTED: "good",
    State.HELD: "wait",
    State.QUARANTINED: "wait",
    State.RECALLING: "wait",
    State.REFUSED: "bad",
    State.DECLINED: "bad",
    State.REJECTED: "bad",
    State.UNCONFIRMED: "bad",
    State.SENT: "calm",
    State.CLEARED: "calm",
}
LOST_SHOWN: Final = 200
LONGEST_SHOWN: Final = 200_000  # characters of the original on its page; the file has it whole


def page(visit: Visit) -> Response:
    """Everything about an object. The partner that brought it is told that it was read."""
    return _page(visit)


def report(visit: Visit) -> Response:
    """Say that an indicator is a false positive; its source and whoever has it are told, by the gate."""
    try:
        said = report_false_positive(
            visit.node,
            visit.at("id"),
            visit.officer,
            visit.text("reason"),
            Purpose.NETWORK_DEFENCE,
        )
    except (MalformedError, RoleError) as error:
        return _page(visit, error)
    place = f"/objects/{visit.at('id')}"
    return visit.go(place, "console.false-positive", partners=len(said.partners))


def value(visit: Visit) -> Response:
    """One value: every source that claims it, and what each says; as typed, or of an indicator."""
    text = visit.query.get("value", "").strip() or _value_of(visit)
    entry, error = None, None
    try:
        entry = entry_of(visit.node, text) if text else None
    except MalformedError as found:
        error = found
    return visit.page(
        "objects/value.html",
        HTTPStatus.OK if error is None else error.http_status,
        text=text,
        entry=entry,
        told=[visit.say("khien.no-value")] if error else [],
    )


def _value_of(visit: Visit) -> str:
    """The value that a page of an indicator leads to: a link with the value in it could be followed."""
    number = visit.query.get("n", "")
    with visit.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(visit.query.get("of", "")))
    if kept is None or not (number.isascii() and number.isdigit() and len(number) < 4):
        return ""
    values = watched_values_of(kept.content)[int(number) : int(number) + 1]
    return values[0].value if values else ""


def _page(visit: Visit, error: KhienError | None = None) -> Response:
    found = about(visit.node, visit.at("id"))
    tell_read(visit.node, found.kept.object_id)
    status = HTTPStatus.OK if error is None else error.http_status
    facts = _facts(visit, found) | {"told": told(visit, error)}
    return visit.page("objects/page.html", status, **facts)


def _facts(visit: Visit, found: About) -> dict[str, Any]:
    ours = is_ours(visit.node, found.kept)
    return {
        "about": found,
        "kept": found.kept,
        "lines": found.lines,
        "ours": ours,
        "worth": worth_of(visit.node, found.kept),
        "report": has_report(visit.node, found.kept.batch_id),
        "is_event": found.kept.type in HEADS and not found.kept.withdrawn,
        "is_warning": warning_of(found.kept.content) is not None,
        "editable": ours and found.kept.type in FORMS,
        "remarks": REMARKS,
        "shapes": Shape,
        "tones": TONES,
        "type_label": type_label,
        "tlp_of_id": TLP_OF_ID,
        "relation_label": relation_label,
        "most_bars": max((bar.count for bar in found.sightings.bars), default=1),
    }


def relation_label(kind: str) -> str:
    """The code of what a link is called; '' where nobody here knows it."""
    codes = (f"relation.{kind.replace('_', '-')}", f"property.{kind.replace('_', '-')}")
    return next((code for code in codes if code in WORDS), "")


def versions(visit: Visit) -> Response:
    """What changed from each version to the next."""
    object_id = ObjectId(visit.at("id"))
    with visit.node.store.read() as tx:
        found = objects.versions(tx, object_id, MOST_COMPARED + 1)
    if not found:
        raise NotFoundError("object", object_id[:200])
    pairs = [(new, old, differences(old.content, new.content)) for new, old in pairwise(found)]
    return visit.page(
        "objects/versions.html", pairs=pairs[:MOST_COMPARED], first=found[-1], kept=found[0]
    )


def links(visit: Visit) -> Response:
    """Every link of one kind, page by page."""
    object_id, kind = ObjectId(visit.at("id")), visit.query.get("kind", "")
    direction: objects.Direction = "in" if visit.query.get("direction") == "in" else "out"
    with visit.node.store.read() as tx:
        kept = _held(objects.current(tx, object_id), object_id)
        after = _place(visit.query.get("after", ""))
        some = objects.links(tx, object_id, direction, kind, LINKS + 1, after=after)
        others = [link.to_id if direction == "out" else link.from_id for link in some[:LINKS]]
        lines = objects.lines(tx, others)
    return visit.page(
        "objects/links.html",
        kept=kept,
        kind=kind,
        direction=direction,
        others=others,
        lines=lines,
        next="{}.{}".format(*some[LINKS - 1].place) if len(some) > LINKS else "",
        type_label=type_label,
        tlp_of_id=TLP_OF_ID,
        relation_label=relation_label,
    )


def _place(text: str) -> tuple[int, int]:
    """Where a page goes on, as the page before wrote it; the beginning where it cannot be read."""
    seq, _, place = text.partition(".")
    is_place = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (seq, place))
    return (int(seq), int(place)) if is_place else (0, -1)


def original(visit: Visit) -> Response:
    """The object as it came, byte for byte; with `file` as a file."""
    object_id, sha256 = ObjectId(visit.at("id")), visit.query.get("sha256", "")
    with visit.node.store.read() as tx:
        found = (
            objects.by_sha256(tx, object_id, sha256) if sha256 else objects.current(tx, object_id)
        )
    kept = _held(found, object_id)
    if visit.query.get("file"):
        return visit.download(kept.raw, JSON, f"{kept.object_id}.json")
    pretty = msgspec.json.format(kept.raw, indent=2).decode(errors="replace")
    return visit.page("objects/original.html", kept=kept, pretty=pretty, longest=LONGEST_SHOWN)


def misp(visit: Visit) -> Response:
    """A report as a MISP event: its levels and what is not in it as it is here; with `file` the event."""
    found = as_misp(visit.node, visit.at("id"))
    red = found.levels[Tlp.RED]
    if visit.query.get("file") and red:
        raise StaysRedError(red)
    if visit.query.get("file"):
        return visit.download(found.file, JSON, f"{found.uuid}.misp.json")
    with visit.node.store.read() as tx:
        kept = _held(objects.current(tx, ObjectId(visit.at("id"))), visit.at("id"))
        named = [ObjectId(one.item) for one in found.lost[:LOST_SHOWN]]
        lines = objects.lines(tx, named)
    return visit.page(
        "objects/misp.html",
        kept=kept,
        event=found,
        lines=lines,
        red=red,
        most=LOST_SHOWN,
        type_label=type_label,
        tlp_of_id=TLP_OF_ID,
    )


def drawn(visit: Visit) -> Response:
    """The neighbours as a graph, with the same as a list beside it."""
    found = graph(visit.node, visit.at("id"))
    with visit.node.store.read() as tx:
        kept = _held(objects.current(tx, found.middle), found.middle)
    named = {**found.lines}
    edges = [e for e in found.edges if e.from_id in named or e.to_id in named]
    return visit.page(
        "objects/graph.html",
        kept=kept,
        graph=found,
        edges=edges,
        most=MOST_NODES,
        type_label=type_label,
        tlp_of_id=TLP_OF_ID,
        relation_label=relation_label,
    )


def graph_data(visit: Visit) -> Response:
    """The neighbours of one node of the graph as JSON, for the script that draws it."""
    found = graph(visit.node, visit.at("id"), visit.query.getlist("known"))
    return Response(msgspec.json.encode(_elements(visit, found)), media_type=JSON)


def _elements(visit: Visit, found: Graph) -> dict[str, Any]:
    nodes = []
    for one in found.ids:
        line, kind = found.lines.get(one), one.partition("--")[0]
        nodes.append(
            {
                "id": one,
                "title": _called(visit, one, line),
                "type": kind,
                "kind": visit.say(type_label(kind)) if type_label(kind) else kind,
                "here": line is not None,
                "tlp": line.tlp.value if line else "",
            }
        )
    edges = [
        {
            "id": f"{e.owner_id} {e.from_id} {e.kind} {e.to_id}",
            "source": e.from_id,
            "target": e.to_id,
            "label": visit.say(relation_label(e.kind)) if relation_label(e.kind) else prose(e.kind),
        }
        for e in found.edges
    ]
    return {"nodes": nodes, "edges": edges, "more": found.more, "most": MOST_NODES}


def _called(visit: Visit, object_id: ObjectId, line: Line | None) -> str:
    """The title; of what has none its type and the end of its id."""
    if line is not None and line.title != object_id:
        return prose(line.title, 120)
    kind = object_id.partition("--")[0]
    return f"{visit.say(type_label(kind)) if type_label(kind) else prose(kind)} …{object_id[-6:]}"


def proof(visit: Visit) -> Response:
    """The proof of one crossing of this object, as a file that anybody can check."""
    object_id, release = visit.at("id"), visit.at("release")
    with visit.node.store.read() as tx:
        known = {one.release.id for one in crossings(tx, ObjectId(object_id))}
    if release not in known:
        raise NotFoundError("release", release[:200])
    document = proofs.crossing_proof(visit.node, release)
    return visit.download(msgspec.json.encode(document), JSON, f"{release}.proof.json")


def _held(kept: Kept | None, object_id: str) -> Kept:
    if kept is None:
        raise NotFoundError("object", object_id[:200])
    return kept


DOORS = (
    Door("GET", "/objects/value", Permit.READ, value),
    Door("POST", "/objects/{id}/false-positive", Permit.PUBLISH, report),
    Door("GET", "/objects/{id}", Permit.READ, page),
    Door("GET", "/objects/{id}/versions", Permit.READ, versions),
    Door("GET", "/objects/{id}/links", Permit.READ, links),
    Door("GET", "/objects/{id}/original", Permit.READ, original),
    Door("GET", "/objects/{id}/misp", Permit.WRITE, misp),
    Door("GET", "/objects/{id}/graph", Permit.READ, drawn),
    Door("GET", "/objects/{id}/graph.json", Permit.READ, graph_data),
    Door("GET", "/objects/{id}/proof/{release}", Permit.READ, proof),
)

"""Write an object: a new one, or the next version of one of ours. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from starlette.responses import Response

from khien.app.knowledge.forms import FORMS, Field, Kind, fields_of
from khien.app.knowledge.many import is_ours
from khien.app.knowledge.portraying import type_label
from khien.app.knowledge.writing import WHOLE, Draft, Given, Sheet, drafted, joined, typed
from khien.model.errors import KhienError, NotFoundError, RefusedError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID, Tlp
from khien.model.stix import Finding, is_object_id
from khien.store import objects
from khien.store.objects import Kept, Line, Query
from khien.store.objects.derive import title_of
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

HITS: Final = 12
MOST_CHOSEN: Final = 200
SEARCH: Final = "_q"  # ends the name of the field in which one searches for the objects of another
NOT_PROPERTIES: Final = ("csrf", "find", "go")
REFERENCES: Final = (Kind.REF, Kind.REFS)
ABOUT: Final = {
    "note": "object_refs",
    "opinion": "object_refs",
    "report": "object_refs",
    "sighting": "sighting_of_ref",
    "relationship": "source_ref",
}
"""Which field takes the object from whose page the form was opened."""


class NoFormError(NotFoundError):
    """There is no form for this type."""

    code = "objects.no-such-form"

    def __init__(self, kind: str) -> None:
        super().__init__("form", kind)
        self.facts = {"kind": kind[:60]}


class NotOursError(RefusedError):
    """STIX 2.1 §3.6: only the creator of an object makes new versions of it."""

    code = "objects.not-ours"

    def __init__(self, object_id: str) -> None:
        super().__init__(object_id, ())
        self.facts = {"object": object_id}


@dataclass(frozen=True, slots=True)
class Box:
    """One field as the page shows it: what stands in it, what is wrong with it, what a search found."""

    field: Field
    label: str
    values: Sequence[str]
    mistakes: Sequence[str]
    remarks: Sequence[str]
    asked: str = ""
    chosen: Sequence[Line] = ()
    hits: Sequence[Line] = ()

    @property
    def value(self) -> str:
        """What stands in a field of one value."""
        return self.values[0] if self.values else ""


def choose(visit: Visit) -> Response:
    """Which type is to be written."""
    kinds = sorted(FORMS, key=lambda one: visit.say(type_label(one)).casefold())
    return visit.page("objects/new.html", kinds=kinds, type_label=type_label)


def new(visit: Visit) -> Response:
    """An empty form, or one that begins with the object from which it was opened."""
    kind = _kind(visit)
    given: dict[str, Sequence[str]] = {"tlp": [Tlp.AMBER.value]}
    about = [one for one in visit.query.getlist("about") if is_object_id(one)]
    with visit.node.store.read() as tx:
        held = objects.currents(tx, [ObjectId(one) for one in about])
        model = objects.current(tx, ObjectId(visit.query.get("from", "")))
    if model is not None and model.type == kind:
        given |= typed(model.content, kind, visit.zone)
    if held:
        given["tlp"] = [max(kept.tlp for kept in held.values()).value]
        given[ABOUT.get(kind, "object_refs")] = list(held)
    return _form(visit, kind, _started(visit, kind, given), None)


def create(visit: Visit) -> Response:
    """Keep the new object, or show the form again with every mistake at its field."""
    kind = _kind(visit)
    return _take(visit, kind, None)


def edit(visit: Visit) -> Response:
    """The form of an object of ours."""
    kept = _own(visit)
    return _form(visit, kept.type, typed(kept.content, kept.type, visit.zone), kept)


def change(visit: Visit) -> Response:
    """Keep the next version, or show the form again."""
    kept = _own(visit)
    return _take(visit, kept.type, kept)


def pick(visit: Visit) -> Response:
    """What a search within a form found, with what is chosen already."""
    kind, name = visit.query.get("kind", ""), visit.query.get("field", "")
    field = next((one for one in fields_of(kind) if one.name == name), None)
    if field is None or field.kind not in REFERENCES:
        raise NoFormError(kind)
    given = {name: visit.query.getlist(name), name + SEARCH: visit.query.getlist(name + SEARCH)}
    box = _box(visit, field, given, {}, {}, searching=True)
    return visit.page("objects/_picked.html", box=box, type_label=type_label, tlp_of_id=TLP_OF_ID)


def _take(visit: Visit, kind: str, before: Kept | None) -> Response:
    given = {name: visit.texts(name) for name in visit.form if name not in NOT_PROPERTIES}
    if visit.text("find"):
        return _form(visit, kind, given, before, finding=visit.text("find"))
    content = None if before is None else before.content
    sheet = Sheet(kind, visit.node.ourselves.identity, visit.node.clock(), visit.zone, content)
    draft = drafted(given, sheet, uuid4())
    if not draft.sound:
        return _form(visit, kind, given, before, draft)
    beside = joined(draft, sheet, [uuid4() for _ in draft.joins])
    try:
        visit.node.workspace.write("console", [draft.content, *beside], visit.officer.name)
    except KhienError as error:
        return _form(visit, kind, given, before, draft, error)
    code = "objects.written-joined" if beside else "objects.written"
    title = title_of(draft.content)
    return visit.go(f"/objects/{draft.content['id']}", code, title=title, count=len(beside))


def _form(
    visit: Visit,
    kind: str,
    given: Given,
    before: Kept | None,
    draft: Draft | None = None,
    error: KhienError | None = None,
    finding: str = "",
) -> Response:
    mistakes = draft.mistakes if draft else {}
    remarks = draft.remarks if draft else {}
    boxes = [
        _box(visit, one, given, mistakes, remarks, searching=finding == one.name)
        for one in fields_of(kind)
        if before is None or not one.links
    ]
    is_wrong = bool(mistakes) or error is not None
    return visit.page(
        "objects/form.html",
        422 if is_wrong else 200,
        kind=kind,
        type_label=type_label,
        tlp_of_id=TLP_OF_ID,
        boxes=boxes,
        before=before,
        title="" if before is None else title_of(before.content),
        tlps=[one.value for one in Tlp],
        tlp=(list(given.get("tlp", ())) or [""])[0],
        whole=_told(visit, mistakes.get(WHOLE, ())),
        wrong=[box for box in boxes if box.mistakes],
        told="" if error is None else visit.say(error.code, error.facts),
        code="" if error is None else error.code,
        kinds=Kind,
        offset=_offset(visit),
    )


def _box(
    visit: Visit,
    field: Field,
    given: Given,
    mistakes: Mapping[str, Sequence[Finding]],
    remarks: Mapping[str, Sequence[Finding]],
    *,
    searching: bool,
) -> Box:
    values = [one for one in given.get(field.name, ()) if one]
    asked = next(iter(given.get(field.name + SEARCH, ())), "")
    chosen: Sequence[Line] = ()
    hits: Sequence[Line] = ()
    if field.kind in REFERENCES:
        with visit.node.store.read() as tx:
            here = objects.lines(tx, [ObjectId(one) for one in values[:MOST_CHOSEN]])
            chosen = [here[ObjectId(one)] for one in values if ObjectId(one) in here]
            if searching and asked.strip():
                query = Query(asked[:200], unfinished=True, types=field.of)
                found = objects.best(tx, query, HITS + len(chosen)).items
                hits = [one for one in found if one.object_id not in values][:HITS]
    return Box(
        field=field,
        label=visit.say(f"property.{field.name.replace('_', '-')}"),
        values=values,
        mistakes=_told(visit, mistakes.get(field.name, ())),
        remarks=_told(visit, remarks.get(field.name, ())),
        asked=asked,
        chosen=chosen,
        hits=hits,
    )


def _told(visit: Visit, findings: Sequence[Finding]) -> list[str]:
    return list(dict.fromkeys(visit.say(one.code, one.facts) for one in findings))


def _started(visit: Visit, kind: str, given: Mapping[str, Sequence[str]]) -> Given:
    """What most forms begin with: now, and STIX patterns."""
    first = {"indicator": "valid_from", "report": "published", "sighting": "last_seen"}.get(kind)
    begun: dict[str, Sequence[str]] = {}
    if first:
        begun[first] = [visit.now.astimezone(visit.zone).strftime("%Y-%m-%dT%H:%M")]
    if kind == "indicator":
        begun |= {"pattern_type": ["stix"], "indicator_types": ["malicious-activity"]}
    if kind in {"note", "opinion"}:
        begun["authors"] = [visit.officer.display]
    if kind == "sighting":
        begun |= {"count": ["1"], "where_sighted_refs": [visit.node.ourselves.identity]}
    return {**begun, **given}


def _kind(visit: Visit) -> str:
    kind = visit.at("kind")
    if kind not in FORMS:
        raise NoFormError(kind)
    return kind


def _own(visit: Visit) -> Kept:
    with visit.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(visit.at("id")))
    if kept is None:
        raise NotFoundError("object", visit.at("id")[:200])
    if kept.type not in FORMS:
        raise NoFormError(kept.type)
    if not is_ours(visit.node, kept):
        raise NotOursError(kept.object_id)
    return kept


def _offset(visit: Visit) -> str:
    local = visit.now.astimezone(visit.zone)
    sign = local.strftime("%z")
    return f"UTC{sign[:3]}:{sign[3:]}"


DOORS = (
    Door("GET", "/objects/new", Permit.WRITE, choose),
    Door("GET", "/objects/pick", Permit.WRITE, pick),
    Door("GET", "/objects/new/{kind}", Permit.WRITE, new),
    Door("POST", "/objects/new/{kind}", Permit.WRITE, create),
    Door("GET", "/objects/{id}/edit", Permit.WRITE, edit),
    Door("POST", "/objects/{id}/edit", Permit.WRITE, change),
)

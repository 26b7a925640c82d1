"""MISP objects: the attributes of one thing together, and the references between things."""

from __future__ import annotations

import re
from typing import Any, Final

from khien.intake.misp_attributes import (
    LINKS,
    SPECIAL,
    Attribute,
    attribute_at,
    context_of,
    indicator,
    observed,
    reading_of,
    relationship,
    sightings_of,
    take_attribute,
)
from khien.intake.misp_frame import CLOSED, WARNINGS, Element, Frame, is_true, listed, text_at
from khien.intake.misp_galaxies import read_tags
from khien.intake.misp_origin import carried, record
from khien.intake.misp_values import Reading, Sco, identified
from khien.intake.pattern_text import any_of
from khien.intake.reporting import Outcome, Remark
from khien.model.ids import ObjectId

_NOT_IN_TYPE: Final = re.compile("[^a-z0-9]+")
_SIZE_DIGITS: Final = 15
# Members that are read, or that say how one MISP instance keeps its database and mean nothing elsewhere.
_MEMBERS: Final = frozenset(
    {
        "uuid", "name", "meta-category", "description", "template_uuid", "template_version", "comment", "timestamp",
        "first_seen", "last_seen", "distribution", "Attribute", "ObjectReference", "deleted", "id", "event_id",
        "event_uuid", "sharing_group_id", "Event", "Tag", "Galaxy", "created", "modified",
    }
)  # fmt: skip

Pair = tuple[Attribute, Reading | None]


def read_object(frame: Frame, element: object, place: str) -> None:
    """Turn one MISP object into at most one indicator, its observed data, and the words that remain.

    Every attribute for detection is an alternative in the indicator's pattern. A name or size is left
    out beside a hash: alone it would match the innocent. What fits neither goes into the text.
    """
    if not isinstance(element, dict):
        frame.shelf.say(place, Outcome.REFUSED, [Remark("intake.not-an-object", place, "")])
        return
    item = text_at(element, "uuid") or place
    name = text_at(element, "name") or "object"
    if is_true(element.get("deleted")):
        frame.shelf.say(item, Outcome.SKIPPED, [Remark("intake.misp-deleted", place, name)])
        return
    if frame.shelf.again(element, place, name):
        return
    pairs, alone = _pairs(frame, element, place)
    if not pairs and alone is not None:
        frame.made[item] = alone
        frame.shelf.say(item, Outcome.CHANGED, [Remark("intake.misp-taken-apart", place, name)])
        return
    if not pairs:
        frame.shelf.say(item, Outcome.SKIPPED, [Remark("intake.misp-empty-object", place, name)])
        return
    detecting = _in_pattern(pairs)
    subject = _subject(element, item, name, detecting or pairs, pairs)
    named = {attribute.place for attribute, _ in detecting}
    was = record("object", element) | {"attributes": [_was(pair, named) for pair in pairs]}

    def everything() -> dict[str, Any]:
        return _note(frame, subject, _words(element, pairs), [])

    contents = _contents(frame, subject, pairs, detecting) or [everything()]
    left = [Remark("intake.not-carried", one, "") for one in sorted(element.keys() - _MEMBERS)]
    made = frame.finish(item, contents, left, everything, carried("object", was))
    if made is not None:
        frame.made[item] = made
    for pair in pairs:
        attribute = pair[0]
        _say(frame, pair, made, in_pattern=attribute.place in named)
        sightings_of(frame, attribute)


def _was(pair: Pair, named: set[str]) -> dict[str, Any]:
    """What one attribute was; its value only where no observable holds it."""
    attribute = pair[0]
    is_apart = _is_observable(pair) and attribute.place not in named
    found = record("attribute", attribute.element)
    return found if is_apart else found | {"value": attribute.value}


def _pairs(frame: Frame, element: Element, place: str) -> tuple[list[Pair], ObjectId | None]:
    """The attributes that speak about the object; those of a kind of their own are taken at once.

    Also gives the first object that was made of those.
    """
    pairs: list[Pair] = []
    alone: ObjectId | None = None
    for index, inner in enumerate(listed(element, "Attribute")):
        attribute = attribute_at(frame, inner, f"{place}.Attribute[{index}]")
        if attribute is None:
            continue
        if attribute.kind in SPECIAL or (attribute.kind in LINKS and not attribute.to_ids):
            made = take_attribute(frame, attribute, element)
            alone = alone or made
        else:
            pairs.append((attribute, reading_of(attribute)))
    return pairs, alone


def _in_pattern(pairs: list[Pair]) -> list[Pair]:
    """The attributes that the pattern names: for detection, and strong where one is strong."""
    useful = [p for p in pairs if p[0].to_ids and p[1] is not None and p[1].comparisons]
    strong = [p for p in useful if p[1] is not None and not p[1].weak]
    return strong or useful


def _contents(
    frame: Frame, subject: Attribute, pairs: list[Pair], detecting: list[Pair]
) -> list[dict[str, Any]]:
    named = {attribute.place for attribute, _ in detecting}
    rest = [pair for pair in pairs if pair[0].place not in named]
    contents: list[dict[str, Any]] = []
    data: list[ObjectId] = []
    for number, graph in enumerate(_graphs(subject.kind, pairs, rest)):
        key = subject.item if number == 0 else f"{subject.item}.{number}"
        made = observed(frame, subject.element, key, graph)
        data.append(made[0]["id"])
        contents += made
    words = _words(subject.element, [pair for pair in rest if not _is_observable(pair)])
    if detecting:
        comparisons = [c for _, reading in detecting if reading for c in reading.comparisons]
        main = indicator(frame, subject, any_of(comparisons))
        main |= {"description": words} if words else {}
        based = [relationship(frame, subject.element, main["id"], "based-on", one) for one in data]
        contents = [main, *contents, *based]
    elif words:
        contents.append(_note(frame, subject, words, data))
    return [*contents, *context_of(frame, subject, contents)]


def _is_observable(pair: Pair) -> bool:
    return pair[1] is not None and bool(pair[1].observables)


def _subject(
    element: Element, item: str, name: str, telling: list[Pair], pairs: list[Pair]
) -> Attribute:
    """The object as one attribute: named by its first telling value, marked as all its attributes."""
    inner = [attribute.element for attribute, _ in pairs]
    closed = [
        text_at(one, "distribution") for one in inner if text_at(one, "distribution") in CLOSED
    ]
    own = {
        **element,
        "Tag": [tag for one in (element, *inner) for tag in listed(one, "Tag")],
        "Galaxy": [galaxy for one in inner for galaxy in listed(one, "Galaxy")],
        "category": text_at(element, "meta-category"),
        "distribution": (closed or [text_at(element, "distribution")])[0],
    }
    title = f"{name}: {telling[0][0].value}"
    return Attribute(own, item, item, name, title, to_ids=False, tags=read_tags(own["Tag"]))


def _words(element: Element, rest: list[Pair]) -> str:
    lines = [f"{a.relation}: {a.value}" for a, _ in rest]
    comments = [text_at(element, "comment"), *(a.comment for a, _ in rest)]
    said = [line for line in dict.fromkeys(comments) if line]
    return "\n".join([*said, *lines])


def _note(frame: Frame, subject: Attribute, words: str, about: list[ObjectId]) -> dict[str, Any]:
    content = frame.common("note", frame.id("note", subject.item), subject.element)
    content |= frame.marking(subject.element, subject.tags.tlp)
    said = {"abstract": f"MISP object {subject.kind}", "content": words or subject.value}
    return content | said | {"object_refs": about or [frame.report_id]}


def _graphs(name: str, pairs: list[Pair], rest: list[Pair]) -> list[list[Sco]]:
    """Connected graphs of what the pattern does not name.

    All that an object says of one file is one file, its hashes for detection too; a name that stands
    with addresses in a `domain-ip` resolves to them.
    """
    watched = [reading for pair in rest if _is_observable(pair) and (reading := pair[1])]
    others = [list(r.observables) for r in watched if r.observables[0]["type"] != "file"]
    graphs: list[list[Sco]] = []
    if len(others) < len(watched):
        read = [reading for pair in pairs if _is_observable(pair) and (reading := pair[1])]
        files = [sco for r in read for sco in r.observables if sco["type"] == "file"]
        graphs = [[one] for one in _merged(files, _size(pairs))]
    if name == "domain-ip":
        others = _resolved([sco for graph in others for sco in graph])
    return graphs + others


def _size(pairs: list[Pair]) -> int | None:
    for attribute, _ in pairs:
        digits = attribute.value.strip()
        if attribute.kind == "size-in-bytes" and digits.isascii() and digits.isdigit():
            return int(digits) if len(digits) <= _SIZE_DIGITS else None
    return None


def _merged(files: list[Sco], size: int | None) -> list[Sco]:
    """One file out of what agrees; what contradicts stands for itself."""
    merged: Sco = {"type": "file"}
    apart: list[Sco] = []
    for sco in files:
        hashes = {**merged.get("hashes", {}), **sco.get("hashes", {})}
        grows = len(hashes) == len(merged.get("hashes", {})) + len(sco.get("hashes", {}))
        clash = {"name", "mime_type"} & merged.keys() & sco.keys()
        if not grows or clash:
            apart.append(sco)
            continue
        merged |= {k: v for k, v in sco.items() if k in {"name", "mime_type"}}
        merged |= {"hashes": hashes} if hashes else {}
    return [identified(merged | ({} if size is None else {"size": size})), *apart]


def _resolved(scos: list[Sco]) -> list[list[Sco]]:
    names = [sco["value"] for sco in scos if sco["type"] == "domain-name"]
    ends = [sco for sco in scos if sco["type"] in {"ipv4-addr", "ipv6-addr"}]
    if not names or not ends:
        return [[sco] for sco in scos]
    refs = [sco["id"] for sco in ends]
    sources = [
        identified({"type": "domain-name", "value": name, "resolves_to_refs": refs})
        for name in dict.fromkeys(names)
    ]
    return [[*sources, *ends]]


def _say(frame: Frame, pair: Pair, made: ObjectId | None, *, in_pattern: bool) -> None:
    """Report one attribute of an object: in the pattern, in the observed data, or in the text."""
    attribute, reading = pair
    remarks = list(reading.remarks) if reading is not None else []
    remarks += attribute.oddities
    where = attribute.relation
    if made is None:
        remarks.insert(0, Remark("intake.misp-object-refused", where, attribute.kind))
        frame.shelf.say(attribute.item, Outcome.REFUSED, remarks)
        return
    frame.made[attribute.item] = made
    if not in_pattern and attribute.to_ids and reading is not None:
        remarks.insert(0, Remark("intake.misp-weak", where, attribute.kind))
    elif not in_pattern and not _is_observable(pair):
        remarks.insert(0, Remark("intake.misp-in-text", where, attribute.kind))
    changed = any(remark.code not in WARNINGS for remark in remarks)
    outcome = Outcome.CHANGED if changed else Outcome.KEPT
    kept = [] if changed else [Remark("intake.kept", where, "")]
    frame.shelf.say(attribute.item, outcome, [*kept, *remarks], [made])


def read_references(frame: Frame, element: object, place: str) -> None:
    """The references from one MISP object to others, as relationships; after all objects are made."""
    if not isinstance(element, dict):
        return
    source = frame.made.get(text_at(element, "uuid") or place)
    for index, reference in enumerate(listed(element, "ObjectReference")):
        here = f"{place}.ObjectReference[{index}]"
        known = reference if isinstance(reference, dict) else {}
        item = text_at(known, "uuid") or here
        target = frame.made.get(text_at(known, "referenced_uuid"))
        if source is None or target is None or is_true(known.get("deleted")):
            lost = Remark("intake.misp-reference", here, text_at(known, "referenced_uuid"))
            frame.shelf.say(item, Outcome.SKIPPED, [lost])
            continue
        written = text_at(known, "relationship_type")
        kind = _NOT_IN_TYPE.sub("-", written.lower()).strip("-") or "related-to"
        content = relationship(frame, known, source, kind, target)
        if comment := text_at(known, "comment"):
            content["description"] = comment
        renamed = [] if kind == written else [Remark("intake.misp-renamed", here, written)]
        was = record("reference", {**reference, "object_uuid": text_at(element, "uuid")})
        frame.finish(item, [content], renamed, origin=carried("reference", was))

"""MISP attributes: to indicators where they are for detection, else to what was observed or said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from khien.intake.creation import is_base64
from khien.intake.misp_frame import (
    Element,
    Frame,
    is_true,
    listed,
    moment,
    refusal_of,
    text_at,
)
from khien.intake.misp_galaxies import Tags, cluster_content, cluster_of_tag, clusters_of, read_tags
from khien.intake.misp_origin import carried, record, without_told
from khien.intake.misp_values import PATTERN_LANGUAGES, READERS, Reading, Sco, identified
from khien.intake.pattern_text import any_of
from khien.intake.reporting import Outcome, Remark
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.patterns import watched_values_of

_PROSE: Final = frozenset({"text", "comment", "other"})
_FILES: Final = frozenset({"attachment", "malware-sample"})
_ARCHIVE_PASSWORD: Final = "infected"  # noqa: S105 -- MISP core format: how every sample is zipped
_TITLE_CHARS: Final = 200
# Members that are read, or that say how one MISP instance keeps its database and mean nothing elsewhere.
_MEMBERS: Final = frozenset(
    {
        "uuid", "type", "category", "value", "to_ids", "comment", "timestamp", "first_seen", "last_seen",
        "distribution", "disable_correlation", "object_relation", "Tag", "Galaxy", "Sighting", "data", "deleted",
        "ShadowAttribute", "id", "event_id", "event_uuid", "object_id", "object_uuid", "org_id", "sharing_group_id",
        "value1", "value2", "Event", "EventTag", "AttributeTag", "RelatedAttribute", "decay_score", "old_id",
        "deleted_at", "created", "modified", "Feed", "warnings", "enforceWarninglist", "batch_import",
    }
)  # fmt: skip
_NAMED: Final = {"campaign-name": "campaign", "threat-actor": "threat-actor"}
SPECIAL: Final = frozenset({*PATTERN_LANGUAGES, *_FILES, *_NAMED, "vulnerability"})
"""Types that make an object of their own kind, also inside MISP objects."""
LINKS: Final = frozenset({"link"})
"""Types that the report of the event cites where they are not for detection."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute that can be read: type and value are text, and it is not deleted."""

    element: Element
    item: str
    place: str
    kind: str
    value: str
    to_ids: bool
    tags: Tags

    @property
    def comment(self) -> str:
        """What the analyst wrote beside it."""
        return text_at(self.element, "comment").strip()

    @property
    def relation(self) -> str:
        """What it is in its MISP object; its type where it stands alone."""
        return text_at(self.element, "object_relation") or self.kind

    @property
    def oddities(self) -> list[Remark]:
        """What of it cannot be read, or has no place here."""
        strange = sorted(self.element.keys() - _MEMBERS)
        if "data" in self.element and self.kind not in _FILES:
            strange.append("data")
        return [*self.tags.remarks, *(Remark("intake.not-carried", one, "") for one in strange)]


def attribute_at(frame: Frame, element: object, place: str) -> Attribute | None:
    """Read one attribute, or report why it is not read."""
    if not isinstance(element, dict):
        frame.shelf.say(place, Outcome.REFUSED, [Remark("intake.not-an-object", place, "")])
        return None
    item = text_at(element, "uuid") or place
    kind, value = text_at(element, "type"), text_at(element, "value")
    if is_true(element.get("deleted")):
        frame.shelf.say(item, Outcome.SKIPPED, [Remark("intake.misp-deleted", place, kind)])
        return None
    if not kind or not value.strip():
        frame.shelf.say(item, Outcome.REFUSED, [Remark("intake.misp-no-value", place, kind)])
        return None
    for index, proposal in enumerate(listed(element, "ShadowAttribute")):
        here = f"{place}.ShadowAttribute[{index}]"
        remark = Remark("intake.misp-proposal", here, proposed(proposal))
        frame.shelf.say(here, Outcome.SKIPPED, [remark])
    tags = read_tags(element.get("Tag"))
    return Attribute(element, item, place, kind, value, is_true(element.get("to_ids")), tags)


def proposed(proposal: object) -> str:
    """What somebody wishes the owner to change, so that it can be read in the report; `?` where it does not say."""
    if not isinstance(proposal, dict):
        return "?"
    gone = "- " if is_true(proposal.get("proposal_to_delete")) else ""
    said = (text_at(proposal, name).strip() for name in ("type", "value", "comment"))
    return f"{gone}{' | '.join(one for one in said if one) or '?'}"[:_TITLE_CHARS]


def take_attribute(
    frame: Frame, attribute: Attribute, inside: Element | None = None
) -> ObjectId | None:
    """Turn one attribute into objects, and report it; `inside` is the MISP object that holds it."""
    if frame.shelf.again(attribute.element, attribute.place, attribute.value):
        return frame.made.get(attribute.item)
    ours = _of_ours(frame, attribute)
    if ours is not None:
        frame.refs[ours] = None
        frame.made[attribute.item] = ours
        frame.shelf.say(
            attribute.item, Outcome.SKIPPED, [Remark("intake.misp-ours", "comment", ours)], [ours]
        )
        sightings_of(frame, attribute)
        return ours
    contents, remarks = _contents(frame, attribute)
    contents = [*contents, *context_of(frame, attribute, contents)]
    remarks += attribute.oddities
    was = record("attribute", attribute.element)
    if inside is not None:
        was["of_object"] = record("object", inside)
    if attribute.kind in LINKS and not attribute.to_ids:
        frame.linked.append(was | {"value": attribute.value})
    brief = without_told(was, contents[0]) if contents else was
    made = frame.finish(
        attribute.item,
        contents,
        remarks,
        lambda: note(frame, attribute) | carried("attribute", was),
        carried("attribute", brief) if brief else None,
    )
    if made is not None:
        frame.made[attribute.item] = made
    sightings_of(frame, attribute)
    return made


def _of_ours(frame: Frame, attribute: Attribute) -> ObjectId | None:
    """What an attribute that we wrote was written of: an event of ours knows it, a list where the indicator has that value.

    Lists name it in the comment (`exchange.lists.misp`). What carries somebody else's name is read as theirs.
    """
    if frame.ours is not None and (made := frame.ours.of(attribute.item, attribute.element)):
        return made
    organisation = frame.event.get("Orgc")
    by = text_at(organisation, "uuid") if isinstance(organisation, dict) else ""
    if not attribute.comment.startswith("indicator--") or f"identity--{by}" != frame.wish.identity:
        return None
    named = ObjectId(attribute.comment)
    held = frame.wish.known.get(named, {})
    values = () if held.get("revoked") is True else watched_values_of(held)
    return named if attribute.value.strip() in {one.value for one in values} else None


def reading_of(attribute: Attribute) -> Reading | None:
    """What the mapping table says; None for a type that is not in it, or a value that is none.

    Observables that STIX refuses (a fuzzy hash of a wrong shape) are left out, and said.
    """
    reading = _read(attribute)
    if reading is None:
        return None
    refusals = tuple(r for sco in reading.observables if (r := refusal_of(sco)) is not None)
    if refusals:
        return replace(reading, graph=(), remarks=(*reading.remarks, *refusals))
    return reading


def _read(attribute: Attribute) -> Reading | None:
    reader = READERS.get(attribute.kind)
    return None if reader is None else reader(attribute.value.strip())


Result = tuple[list[dict[str, Any]], list[Remark]]


def _contents(frame: Frame, attribute: Attribute) -> Result:
    if attribute.kind in SPECIAL:
        return _special(frame, attribute)
    # An indicator holds no observables, so those need not be judged.
    reading = _read(attribute) if attribute.to_ids else reading_of(attribute)
    if reading is None:
        bad = attribute.kind in READERS
        return [note(frame, attribute)], _as_note(attribute, "intake.misp-value" if bad else "")
    if attribute.kind in LINKS and not attribute.to_ids and _is_page(reading):
        frame.links.append(_link(attribute, reading))
        return [], []
    remarks = list(reading.remarks)
    if attribute.to_ids:
        return [indicator(frame, attribute, any_of(reading.comparisons))], remarks
    if reading.observables:
        return observed(frame, attribute.element, attribute.item, reading.observables), remarks
    return [note(frame, attribute)], [*_as_note(attribute, ""), *remarks]


def _is_page(reading: Reading) -> bool:
    return bool(reading.observables) and reading.observables[0]["type"] == "url"


def _link(attribute: Attribute, reading: Reading) -> dict[str, str]:
    link = {"source_name": "misp-link", "url": reading.observables[0]["value"]}
    return link | ({"description": attribute.comment} if attribute.comment else {})


def _as_note(attribute: Attribute, code: str) -> list[Remark]:
    if attribute.kind in _PROSE:
        return []
    return [Remark(code or "intake.misp-as-note", "type", attribute.kind)]


def note(frame: Frame, attribute: Attribute) -> dict[str, Any]:
    """A note about the event that holds the attribute word for word."""
    said = f"{attribute.kind}: {attribute.value}"
    content = frame.common("note", frame.id("note", attribute.item), attribute.element)
    content |= {
        "abstract": f"MISP {text_at(attribute.element, 'category')} {attribute.kind}".strip(),
        "content": f"{said}\n\n{attribute.comment}" if attribute.comment else said,
        "object_refs": [frame.report_id],
    }
    return content | _own_marking(frame, attribute) | _labels(frame, attribute)


def indicator(
    frame: Frame, attribute: Attribute, pattern: str, language: str = "stix"
) -> dict[str, Any]:
    """An indicator that carries the attribute's name, comment, time and tags."""
    content = frame.common("indicator", frame.id("indicator", attribute.item), attribute.element)
    start = moment(attribute.element.get("first_seen"))
    content |= {
        "name": attribute.value if language == "stix" else _title(attribute.value),
        "pattern": pattern,
        "pattern_type": language,
        "valid_from": stix_time(start) if start else content["modified"],
        "indicator_types": ["malicious-activity"],
    }
    if language == "stix":
        content["pattern_version"] = "2.1"
    if attribute.comment:
        content["description"] = attribute.comment
    tags = (attribute.tags, frame.tags)
    said = [one.confidence for one in tags if one.confidence is not None]
    if (confidence := next(iter(said), frame.wish.confidence)) is not None:
        content["confidence"] = confidence
    if phases := next((one.phases for one in tags if one.phases), ()):
        content["kill_chain_phases"] = list(phases)
    return content | _own_marking(frame, attribute) | _labels(frame, attribute)


def _title(rule: str) -> str:
    return rule.strip().split("\n", 1)[0][:_TITLE_CHARS]


def _own_marking(frame: Frame, attribute: Attribute) -> dict[str, Any]:
    return frame.marking(attribute.element, attribute.tags.tlp)


def _labels(frame: Frame, attribute: Attribute) -> dict[str, Any]:
    category = text_at(attribute.element, "category")
    own = [f'misp:type="{attribute.kind}"']
    own += [f'misp:category="{category}"'] if category else []
    tags = attribute.tags
    labels = (*frame.wish.labels, *frame.tags.binding, *tags.labels, *tags.binding, *own)
    return {"labels": list(dict.fromkeys(labels))}


def observed(
    frame: Frame, element: Element, key: str, observables: Iterable[Sco]
) -> list[dict[str, Any]]:
    """Observed data over one connected graph, with the observables after it (STIX 2.1 §4.14)."""
    tags = read_tags(element.get("Tag"))
    graph = [sco | frame.marking(element, tags.tlp) for sco in observables]
    content = frame.common("observed-data", frame.id("observed-data", key), element)
    first = moment(element.get("first_seen"))
    last = moment(element.get("last_seen"))
    start = stix_time(first) if first else content["modified"]
    content |= {
        "first_observed": start,
        "last_observed": stix_time(last) if first and last and last >= first else start,
        "number_observed": 1,
        "object_refs": [sco["id"] for sco in graph],
    }
    content |= (
        {"object_marking_refs": graph[0]["object_marking_refs"]}
        if ("object_marking_refs" in graph[0])
        else {}
    )
    comment = text_at(element, "comment").strip()
    reference = {"source_name": "misp", "external_id": key}
    content["external_references"] = [reference | ({"description": comment} if comment else {})]
    found = (*frame.wish.labels, *frame.tags.binding, *tags.labels, *tags.binding)
    labels = list(dict.fromkeys(found))
    return [content | ({"labels": labels} if labels else {}), *graph]


def _special(frame: Frame, attribute: Attribute) -> Result:
    kind, value = attribute.kind, attribute.value.strip()
    if kind in PATTERN_LANGUAGES:
        return [indicator(frame, attribute, attribute.value, PATTERN_LANGUAGES[kind])], []
    if kind in _FILES:
        return _stored_file(frame, attribute)
    object_type = _NAMED.get(kind, "vulnerability")
    content = frame.common(object_type, frame.id(object_type, attribute.item), attribute.element)
    content["name"] = value
    if attribute.comment:
        content["description"] = attribute.comment
    if object_type == "vulnerability" and value.upper().startswith("CVE-"):
        content["external_references"] = [{"source_name": "cve", "external_id": value.upper()}]
    return [content | _own_marking(frame, attribute) | _labels(frame, attribute)], []


def _stored_file(frame: Frame, attribute: Attribute) -> Result:
    """A file that MISP holds: its name and hash, and its bytes where the export has them."""
    name, _, digest = attribute.value.strip().partition("|")
    graph: list[Sco] = []
    remarks: list[Remark] = []
    data = text_at(attribute.element, "data")
    content: Sco = {"type": "file", "name": name}
    if data and is_base64(data):
        payload = identified(_artifact(attribute.kind, data))
        content["content_ref"] = payload["id"]
        graph.append(payload)
    elif data:
        remarks.append(Remark("intake.misp-value", "data", attribute.kind))
    else:
        remarks.append(Remark("intake.misp-without-content", "data", attribute.kind))
    by_hash = READERS["md5"](digest) if digest else None
    if by_hash is not None:
        content["hashes"] = by_hash.observables[0]["hashes"]
    graph.insert(0, identified(content))
    made = observed(frame, attribute.element, attribute.item, graph)
    if by_hash is not None and attribute.to_ids:
        made.insert(0, indicator(frame, attribute, any_of(by_hash.comparisons)))
    return made, remarks


def _artifact(kind: str, data: str) -> Sco:
    if kind == "attachment":
        return {"type": "artifact", "payload_bin": data}
    return {
        "type": "artifact",
        "mime_type": "application/zip",
        "payload_bin": data,
        "encryption_algorithm": "mime-type-indicated",
        "decryption_key": _ARCHIVE_PASSWORD,
    }


def context_of(
    frame: Frame, attribute: Attribute, contents: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The clusters that an attribute is tagged with, and how its main object relates to them."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    main = contents[0] if contents else None
    clusters = [*clusters_of(attribute.element.get("Galaxy"))]
    clusters += [cluster_of_tag(tag) for tag in attribute.tags.clusters]
    for cluster in clusters:
        content = cluster_content(cluster, frame.wish)
        if content is None or content["id"] in seen:
            continue
        seen.add(content["id"])
        found.append(frame.common(content["type"], content["id"], frame.event) | content)
        if main is not None:
            kind = _RELATIONS.get((main["type"], content["type"]), "related-to")
            found.append(relationship(frame, attribute.element, main["id"], kind, content["id"]))
    return found


# STIX 2.1 appendix B: what an indicator may say about the others.
_RELATIONS: Final = {
    ("indicator", "malware"): "indicates",
    ("indicator", "tool"): "indicates",
    ("indicator", "intrusion-set"): "indicates",
    ("indicator", "attack-pattern"): "indicates",
}


def relationship(
    frame: Frame, element: Element, source: ObjectId, kind: str, target: ObjectId
) -> dict[str, Any]:
    """A relationship of ours, named by its ends."""
    object_id = frame.id("relationship", source, kind, target)
    content = frame.common("relationship", object_id, element)
    return content | {"relationship_type": kind, "source_ref": source, "target_ref": target}


def sightings_of(frame: Frame, attribute: Attribute) -> None:
    """The sightings under an attribute (MISP core format: Sighting, type 0 seen, 1 false positive)."""
    target = frame.made.get(attribute.item)
    for index, sighting in enumerate(listed(attribute.element, "Sighting")):
        here = f"{attribute.place}.Sighting[{index}]"
        _take_sighting(frame, sighting, here, attribute.item, target)


def loose_sighting(frame: Frame, sighting: object, here: str) -> None:
    """A sighting that stands by itself: of the attribute that it names by its UUID, read here or before."""
    of = text_at(sighting, "attribute_uuid") if isinstance(sighting, dict) else ""
    if isinstance(sighting, dict) and not of:
        item = text_at(sighting, "uuid") or here
        frame.shelf.say(item, Outcome.REFUSED, [Remark("intake.misp-sighting-of", here, "")])
        return
    _take_sighting(frame, sighting, here, of, frame.made.get(of) or frame.id("indicator", of))


def _take_sighting(
    frame: Frame, sighting: object, here: str, of: str, target: ObjectId | None
) -> None:
    if not isinstance(sighting, dict):
        frame.shelf.say(here, Outcome.REFUSED, [Remark("intake.not-an-object", here, "")])
        return
    item = text_at(sighting, "uuid") or here
    content = _sighting(frame, sighting, item, target)
    if content is None:
        kind = text_at(sighting, "type")
        frame.shelf.say(item, Outcome.SKIPPED, [Remark("intake.misp-sighting", here, kind)])
    else:
        was = record("sighting", {**sighting, "attribute_uuid": of})
        frame.finish(item, [content], [], origin=carried("sighting", was))


def _sighting(
    frame: Frame, sighting: Element, item: str, target: ObjectId | None
) -> dict[str, Any] | None:
    kind = text_at(sighting, "type") or "0"
    at = moment(sighting.get("date_sighting"))
    if target is None or not target.startswith("indicator--") or kind not in ("0", "1", "3"):
        return None
    element = {**sighting, "timestamp": sighting.get("date_sighting")}
    if kind == "1":
        content = frame.common("opinion", frame.id("opinion", item), element)
        said = {"opinion": "strongly-disagree", "explanation": "MISP: false positive"}
        return content | said | {"object_refs": [target]}
    content = frame.common("sighting", frame.id("sighting", item), element)
    seen = stix_time(at) if at else content["modified"]
    return content | {"sighting_of_ref": target, "count": 1, "first_seen": seen, "last_seen": seen}

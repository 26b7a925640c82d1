"""One MISP event: its report, its source, its context, and everything that it holds."""

from __future__ import annotations

from typing import Any, Final

from khien.intake.misp_alike import Alike
from khien.intake.misp_attributes import loose_sighting, proposed
from khien.intake.misp_frame import (
    CLOSED,
    Element,
    Frame,
    Ours,
    Shelf,
    day,
    listed,
    moment,
    text_at,
)
from khien.intake.misp_galaxies import (
    cluster_content,
    cluster_of_tag,
    clusters_of,
    read_tags,
)
from khien.intake.misp_objects import read_object, read_references
from khien.intake.misp_origin import carried, record
from khien.intake.misp_writing import parts_of
from khien.intake.reporting import Outcome, Remark
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import Tlp

_THREAT_LEVELS: Final = {"1": "high", "2": "medium", "3": "low", "4": "undefined"}
_ANALYSES: Final = {"0": "initial", "1": "ongoing", "2": "complete"}

# Members that are read, or that say how one MISP instance keeps its database and mean nothing elsewhere.
_READ: Final = frozenset(
    {
        "Attribute", "Object", "Sighting", "Tag", "Galaxy", "Orgc", "EventReport", "info", "date", "timestamp",
        "uuid", "analysis", "threat_level_id", "publish_timestamp", "distribution",
    }
)  # fmt: skip
_LOCAL: Final = frozenset(
    {
        "id", "org_id", "orgc_id", "Org", "org", "orgc", "attribute_count", "proposal_email_lock",
        "locked", "sharing_group_id", "disable_correlation", "published", "extends_uuid",
        "protected", "first_publication", "user_id", "EventTag",
    }
)  # fmt: skip
_HEADS: Final = ("report", "grouping")
_PARTS: Final = ("Attribute", "Object", "Sighting")
# Members that would be lost without a word: what to say about each element.
_LEFT: Final = {
    "ShadowAttribute": "intake.misp-proposal",
    "RelatedEvent": "intake.misp-related",
    "SharingGroup": "intake.misp-sharing-group",
    "CryptographicKey": "intake.not-carried",
    "event_creator_email": "intake.misp-personal",
}


def is_event(content: Element) -> bool:
    """Whether this looks like the inside of a MISP event."""
    return "info" in content or (
        "uuid" in content and bool(content.keys() & {"Attribute", "Object"})
    )


def loose_parts(content: Element) -> dict[str, list[Any]]:
    """Attributes, objects and sightings that stand in no event, as searches give them; by their kind."""
    if {"type", "value"} <= content.keys() and content.keys() & {"category", "to_ids", "uuid"}:
        return {"Attribute": [content]}
    return {kind: listed(content, kind) for kind in _PARTS if kind in content}


def read_event(shelf: Shelf, event: Element, place: str) -> None:
    """Read one event onto the shelf.

    The objects keep the times of MISP, so the same event read twice gives the same versions.
    """
    if shelf.again(event, place, text_at(event, "info")):
        return
    key = text_at(event, "uuid") or f"{shelf.name}:{place}"
    tags = read_tags(event.get("Tag"))
    frame = Frame(shelf, event, key, tags, tags.tlp)
    remarks = _marking_remarks(frame)
    frame.ours = _ours(frame)
    source = _source(frame, place)
    _clusters(frame, place)
    alike = Alike(frame)
    for index, element in enumerate(listed(event, "Attribute")):
        alike.take(element, f"{place}.Attribute[{index}]")
    objects = [(o, f"{place}.Object[{i}]") for i, o in enumerate(listed(event, "Object"))]
    for element, here in objects:
        read_object(frame, element, here)
    for element, here in objects:
        read_references(frame, element, here)
    for index, sighting in enumerate(listed(event, "Sighting")):
        loose_sighting(frame, sighting, f"{place}.Sighting[{index}]")
    for index, written in enumerate(listed(event, "EventReport")):
        _event_report(frame, written, f"{place}.EventReport[{index}]")
    _left(frame, place)
    if frame.refs or event.keys() - {"info", *_PARTS}:
        _report(frame, source, remarks)


def _ours(frame: Frame) -> Ours | None:
    """The report or grouping that this event was written of, where it is held and its maker is the event's."""
    known = frame.wish.known
    for kind in _HEADS:
        head = known.get(ObjectId(f"{kind}--{frame.key}"))
        if head is not None and head.get("created_by_ref") == _by(frame):
            refs = [ObjectId(ref) for ref in head.get("object_refs", ())]
            return Ours(head, parts_of(head, [known[ref] for ref in refs if ref in known]))
    return None


def _by(frame: Frame) -> ObjectId:
    """The identity that an organisation of MISP is where a node wrote the event: they have one UUID."""
    organisation = frame.event.get("Orgc")
    uuid = text_at(organisation, "uuid") if isinstance(organisation, dict) else ""
    return ObjectId(f"identity--{uuid}")


def _marking_remarks(frame: Frame) -> list[Remark]:
    """Settle the event's TLP: its tags first, then its circle, then the wish."""
    remarks = frame.tags.remarks
    distribution = text_at(frame.event, "distribution")
    if frame.tlp is None and distribution in CLOSED:
        # Only its own organisation, or a named group: nobody else may be assumed to be meant.
        frame.tlp = Tlp.AMBER_STRICT
        remarks.append(Remark("intake.misp-distribution", "distribution", distribution))
    return remarks


def _source(frame: Frame, place: str) -> ObjectId | None:
    """The organisation that made the event, as an identity that we wrote."""
    organisation = frame.event.get("Orgc")
    name = text_at(organisation, "name") if isinstance(organisation, dict) else ""
    if not isinstance(organisation, dict) or not name:
        return None
    by = _by(frame)
    if by == frame.wish.identity or frame.ours is not None:
        said = Remark("intake.misp-ours", f"{place}.Orgc", by)
        frame.shelf.say(f"{place}.Orgc", Outcome.SKIPPED, [said], [by])
        return by
    key = text_at(organisation, "uuid") or name
    object_id = frame.id("identity", key)
    content = frame.common("identity", object_id, frame.event)
    content |= {"name": name, "identity_class": "organization"}
    return frame.finish(f"{place}.Orgc", [content], [])


def _clusters(frame: Frame, place: str) -> None:
    """The actors, tools and techniques that the event is tagged with."""
    clusters = [*clusters_of(frame.event.get("Galaxy"))]
    named = {str(cluster.get("tag_name")) for cluster in clusters}
    clusters += [cluster_of_tag(tag) for tag in frame.tags.clusters if tag not in named]
    for index, cluster in enumerate(clusters):
        item = str(cluster.get("tag_name") or f"{place}.Galaxy[{index}]")
        ours = None if frame.ours is None else frame.ours.of(f"tag {item}", {})
        if ours is not None:
            frame.refs[ours] = None
            frame.shelf.say(
                item, Outcome.SKIPPED, [Remark("intake.misp-ours", place, ours)], [ours]
            )
            continue
        content = cluster_content(cluster, frame.wish)
        if content is None:
            frame.shelf.say(item, Outcome.CHANGED, [Remark("intake.misp-label", place, item)])
            continue
        common = frame.common(content["type"], content["id"], frame.event)
        frame.finish(item, [common | content], [])


def _event_report(frame: Frame, written: Any, place: str) -> None:  # noqa: ANN401 -- any JSON value
    """The prose of an event, as a note about its report."""
    body = text_at(written, "content") if isinstance(written, dict) else ""
    item = (text_at(written, "uuid") if isinstance(written, dict) else "") or place
    if not body.strip():
        frame.shelf.say(item, Outcome.SKIPPED, [Remark("intake.misp-no-value", place, "")])
        return
    if frame.shelf.again(written, place, body):
        return
    content = frame.common("note", frame.id("note", item), written)
    content |= {"abstract": text_at(written, "name") or "MISP event report", "content": body}
    content["object_refs"] = [frame.report_id]
    frame.finish(item, [content], [], origin=carried("report", record("report", written)))


def _left(frame: Frame, place: str) -> None:
    """Report every member that does not travel."""
    event = frame.event
    for name, code in _LEFT.items():
        # An address of a person is counted, and not repeated.
        for index, one in enumerate(_elements(event.get(name))):
            here = f"{place}.{name}[{index}]"
            said = proposed(one) if name == "ShadowAttribute" else ""
            frame.shelf.say(here, Outcome.SKIPPED, [Remark(code, here, said)])
    for name in sorted(event.keys() - _READ - _LOCAL - _LEFT.keys()):
        here = f"{place}.{name}"
        frame.shelf.say(here, Outcome.SKIPPED, [Remark("intake.not-carried", here, "")])


def _elements(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _report(frame: Frame, source: ObjectId | None, remarks: list[Remark]) -> None:
    """The report that names everything made of the event (STIX 2.1 §4.16)."""
    event = frame.event
    if frame.ours is not None and frame.refs.keys() <= {*frame.ours.head.get("object_refs", ())}:
        _say_ours(frame, frame.ours.head)
        return
    content = frame.common("report", frame.report_id, event)
    published = moment(event.get("publish_timestamp")) or day(event.get("date")) or frame.at
    labels = [*frame.wish.labels, *frame.tags.labels, *frame.tags.binding]
    labels += [tag for tag in frame.tags.clusters if tag not in labels]
    if level := _THREAT_LEVELS.get(text_at(event, "threat_level_id")):
        labels.append(f'misp:threat-level="{level}"')
    if analysis := _ANALYSES.get(text_at(event, "analysis")):
        labels.append(f'misp:analysis="{analysis}"')
    # A note names the report, and the report the note: the circle is allowed (STIX 2.1 §4.13).
    refs = [ref for ref in frame.refs if ref != frame.report_id] or [frame.wish.identity]
    content |= {
        "name": text_at(event, "info").strip() or f"MISP event {frame.key}",
        "published": stix_time(published),
        "report_types": ["threat-report"],
        "labels": list(dict.fromkeys(labels)),
        "object_refs": refs,
        "external_references": _references(frame, source),
    }
    if frame.tags.confidence is not None:
        content["confidence"] = frame.tags.confidence
    content = _without_empty(content)
    # A title that STIX refuses must not leave the rest without its report.
    plain = content | {"name": f"MISP event {frame.key}"}
    was = record("event", event)
    if source is not None:
        was["orgc"] = {k: v for k in ("name", "uuid") if (v := text_at(event["Orgc"], k))}
    was |= {"linked": frame.linked} if frame.linked else {}
    origin = carried("event", was) if was else None
    frame.finish(f"event {frame.key}", [content], remarks, lambda: plain, origin)


def _say_ours(frame: Frame, head: Element) -> None:
    """An event that holds nothing but what we wrote into it stands for its report; another title is said."""
    made = ObjectId(head["id"])
    remarks = [Remark("intake.misp-ours", "uuid", made)]
    info = text_at(frame.event, "info").strip()
    if info != head.get("name", made):
        remarks.append(Remark("intake.not-carried", "info", info[:200]))
    frame.shelf.say(f"event {frame.key}", Outcome.SKIPPED, remarks, [made])


def _references(frame: Frame, source: ObjectId | None) -> list[dict[str, str]]:
    first = {"source_name": "misp", "external_id": frame.key}
    if source is not None:
        first["description"] = str(frame.event["Orgc"]["name"])
    unique = {tuple(sorted(link.items())): link for link in frame.links}
    return [first, *unique.values()]


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value != []}

"""STIX objects as one MISP event: the mirror of `misp_event`, with a report of what was lost.

What came from MISP goes back as it was (`misp_origin`), unless it has been changed since: then the
object has the last word. Source: MISP core format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from khien.intake.misp_origin import origin_of
from khien.intake.misp_written import (
    Content,
    Part,
    Written,
    part_uuid,
    seconds,
    tag_names,
    written_of,
)
from khien.intake.misp_written_attributes import TAKEN, restore_link, take, take_observable
from khien.intake.misp_written_relations import RELATING, relate
from khien.intake.reporting import Outcome, ReportEntry
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant, stix_time
from khien.model.stix.registry import Kind, kind_of

_THREAT: Final = {"high": "1", "medium": "2", "low": "3", "undefined": "4"}
_GALAXIES: Final = {
    "intrusion-set": ("mitre-intrusion-set", "threat-actor"),
    "malware": ("mitre-malware", "malpedia"),
    "tool": ("mitre-tool", "tool"),
    "attack-pattern": ("mitre-attack-pattern", "mitre-attack-pattern"),
    "course-of-action": ("mitre-course-of-action", "mitre-course-of-action"),
}
_HEADS: Final = ("report", "grouping")
_EVENT_TAGS: Final = ("misp:threat-level=", "misp:analysis=")


def write_event(
    objects: Sequence[Content],
    *,
    uuid: str,
    info: str,
    at: datetime,
    organisation: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], tuple[ReportEntry, ...]]:
    """Write objects as the MISP event `{"Event": …}`, with one entry for each of them.

    A report or grouping among the objects gives the event its title, times and tags, and where it
    came from MISP its UUID and organisation too. Each attribute whose TLP is not the event's has a
    TLP tag of its own.

    Args:
        objects: current versions, each id once; nothing is fetched that is not among them.
        uuid: of the event, where no report from MISP brings one.
        info: its title, where there is no report.
        at: its time, where there is no report.
        organisation: `name` and `uuid` of who publishes it, where the report names none.
    """
    head = _head(objects)
    event = written_of(objects, head)
    event.stamp = stix_time(at)
    frame = _frame(event, head, {"uuid": uuid, "info": info}, organisation or {})
    inside = _inside(objects)
    for content in objects:
        if content is not head and content["type"] not in RELATING:
            _take(event, content, is_inside=content["id"] in inside)
    for content in objects:
        if content["type"] in RELATING and content is not head:
            relate(event, content)
    _parts(event)
    frame |= {
        "Tag": [{"name": name} for name in event.tags],
        "Attribute": event.attributes,
        "Object": [*event.objects.values()],
        "EventReport": event.reports,
    }
    entries = tuple(event.entries[one["id"]] for one in objects)
    return {"Event": {k: v for k, v in frame.items() if v != []}}, entries


def parts_of(head: Content, members: Sequence[Content]) -> dict[str, tuple[ObjectId, Part]]:
    """What `write_event` writes of the objects that a report names: attributes by UUID, galaxies by `tag NAME`.

    So that an event of ours which comes back is known for what it is.
    """
    event = written_of(members, head)
    found: dict[str, tuple[ObjectId, Part]] = {}
    event.stamp = head["modified"]
    inside = _inside(members)
    for content in members:
        before, tags = len(event.attributes), len(event.tags)
        if content["type"] not in RELATING:
            _take(event, content, is_inside=content["id"] in inside)
        made = ObjectId(content["id"])
        found |= {str(one["uuid"]): (made, one) for one in event.attributes[before:]}
        found |= {f"tag {name}": (made, {}) for name in list(event.tags)[tags:]}
    return found


def _inside(objects: Sequence[Content]) -> set[str]:
    """The observables that observed data among them name."""
    observed = (one for one in objects if one["type"] == "observed-data")
    return {ref for one in observed for ref in one.get("object_refs", ())}


def _head(objects: Sequence[Content]) -> Content | None:
    """What names the event: a report that was an event in MISP, else the first report or grouping."""
    heads = [one for kind in _HEADS for one in objects if one["type"] == kind]
    return next((one for one in heads if origin_of(one, "event")), heads[0] if heads else None)


def _frame(
    event: Written, head: Content | None, given: Part, organisation: Mapping[str, str]
) -> Part:
    was: Mapping[str, Any] = {}
    if head is not None:
        was = origin_of(head, "event") or {}
        given["info"] = head.get("name", given["info"])
        event.stamp = head["modified"]
        labels = [*was.get("tags", ()), *tag_names(head.get("labels", ()))]
        event.tags |= dict.fromkeys(
            one
            for one in labels
            if not one.startswith(_EVENT_TAGS) and not one.lower().startswith("tlp:")
        )
        for one in was.get("linked", ()):
            restore_link(event, head, one)
        told = ("name", "published", "report_types", "external_references", "context")
        event.wrote(head, f"event {was.get('uuid', given['uuid'])}", told)
    if event.tlp is not None:
        event.tags[f"tlp:{event.tlp.value}"] = None
    plain = {k: v for k, v in was.items() if k not in {"tags", "linked", "orgc"}}
    orgc = was.get("orgc") or dict(organisation)
    published = head.get("published", event.stamp) if head is not None else event.stamp
    at, on = parse_instant(event.stamp), parse_instant(published)
    threat = {"threat_level_id": _threat(head)}
    return event_frame(**given, at=at, on=on, organisation=orgc) | threat | plain


def event_frame(
    *,
    uuid: str,
    info: str,
    at: datetime,
    on: datetime | None = None,
    organisation: Mapping[str, str],
) -> Part:
    """An event that holds nothing yet: our organisation only, and done; every event of ours begins so.

    Args:
        uuid: of the event.
        info: its title.
        at: when it was last changed.
        on: the instant whose day is its date; `at` where nothing else is known.
        organisation: `name` and `uuid` of who publishes it; empty for nobody.
    """
    return {
        "uuid": uuid,
        "info": info,
        "date": str((on or at).date()),
        "timestamp": str(int(at.timestamp())),
        "threat_level_id": "4",
        "analysis": "2",
        "distribution": "0",
        "published": False,
        **({"Orgc": dict(organisation)} if organisation else {}),
    }


def _threat(head: Content | None) -> str:
    labels = [] if head is None else head.get("labels", ())
    named = [one.split('"')[1] for one in labels if one.startswith('misp:threat-level="')]
    return _THREAT.get(named[0], "4") if named else "4"


def _take(event: Written, content: Content, *, is_inside: bool) -> None:
    kind = content["type"]
    report = origin_of(content, "report")
    if report is not None or kind == "report":
        _report(event, content, report or {})
    elif kind in TAKEN:
        take(event, content)
    elif kind in _GALAXIES:
        tag = cluster_tag(content)
        event.tags[tag] = None
        event.place(content, {"tag": tag})
        event.wrote(content, f"tag {tag}", ("name", "is_family"), "intake.to-misp-tag", tag)
    elif kind_of(kind) is Kind.SCO:
        if is_inside:
            event.wrote(content, "attribute", content.keys())
        else:
            take_observable(event, content)
    elif kind in {"identity", "marking-definition", "grouping"}:
        event.say(content, Outcome.SKIPPED, "intake.to-misp-context", kind)
    else:
        event.say(content, Outcome.REFUSED, "intake.to-misp-none", kind)


def cluster_tag(content: Content) -> str:
    """The tag of the galaxy cluster that an object is; ATT&CK's number makes it the one of ATT&CK."""
    numbered, other = _GALAXIES[content["type"]]
    for reference in content.get("external_references", ()):
        if str(reference.get("source_name")).startswith("mitre-") and "external_id" in reference:
            return f'misp-galaxy:{numbered}="{content["name"]} - {reference["external_id"]}"'
    return f'misp-galaxy:{other}="{content["name"]}"'


def _report(event: Written, content: Content, was: Mapping[str, Any]) -> None:
    text = content.get("content") or content.get("description") or content["name"]
    event.reports.append(
        {
            "uuid": part_uuid(content, "report"),
            "name": content.get("abstract") or content.get("name"),
            "timestamp": seconds(content["modified"]),
            **was,
            "content": text,
        }
    )
    told = ("name", "abstract", "content", "description", "published", "report_types")
    event.wrote(content, "event report", told)


def _parts(event: Written) -> None:
    """Report the objects that an import made beside the main one; they went with it."""
    for uuid, parts in event.parts.items():
        for one in parts:
            event.say(one, Outcome.KEPT, "intake.to-misp", f"part of {uuid}")

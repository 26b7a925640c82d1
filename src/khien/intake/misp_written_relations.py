"""Relationships, sightings and opinions as MISP writes them: on the part that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from khien.intake.misp_origin import origin_of
from khien.intake.misp_written import Content, Part, Written, part_uuid, seconds
from khien.intake.reporting import Outcome

RELATING: Final = frozenset({"relationship", "sighting", "opinion"})
_DISAGREE: Final = frozenset({"disagree", "strongly-disagree"})
_APART: Final = "intake.to-misp-apart"


def relate(event: Written, content: Content) -> None:
    """Write what is about other objects; refused when those are not in the event."""
    if origin_of(content, "part") is not None:
        return
    if content["type"] == "relationship":
        _relationship(event, content)
    elif content["type"] == "sighting":
        _sighting(event, content, [content["sighting_of_ref"]], "0")
    elif content["opinion"] in _DISAGREE:
        _sighting(event, content, content["object_refs"], "1")
    else:
        event.say(content, Outcome.REFUSED, "intake.to-misp-none", content["type"])


def _relationship(event: Written, content: Content) -> None:
    was = origin_of(content, "reference")
    if was is not None and str(was.get("object_uuid")) in event.objects:
        holder = event.objects[str(was["object_uuid"])]
        holder.setdefault("ObjectReference", []).append(dict(was))
        event.wrote(content, "reference", content.keys())
        return
    source = event.places.get(content["source_ref"])
    target = event.places.get(content["target_ref"])
    if source is None or target is None:
        event.say(content, Outcome.REFUSED, _APART, _missing(event, content))
    elif "tag" in target and "value" in source:
        _tag(source, target["tag"])
        event.wrote(content, "tag", _ENDS, "intake.to-misp-tag", target["tag"])
    elif "Attribute" in source and "uuid" in target:
        reference = _reference(content, source, target)
        source.setdefault("ObjectReference", []).append(reference)
        event.wrote(content, "reference", _ENDS)
    else:
        event.say(content, Outcome.REFUSED, "intake.to-misp-none", content["relationship_type"])


_ENDS: Final = ("source_ref", "target_ref", "relationship_type", "description")


def _missing(event: Written, content: Content) -> str:
    ends: list[str] = [content["source_ref"], content["target_ref"]]
    return next(ref for ref in ends if ref not in event.places)


def _tag(part: Part, name: str) -> None:
    tags = part.setdefault("Tag", [])
    if {"name": name} not in tags:
        tags.append({"name": name})


def _reference(content: Content, source: Part, target: Part) -> Part:
    return {
        "uuid": part_uuid(content, "reference"),
        "object_uuid": source["uuid"],
        "referenced_uuid": target["uuid"],
        "relationship_type": content["relationship_type"],
        "comment": content.get("description", ""),
        "timestamp": seconds(content["modified"]),
    }


def _sighting(event: Written, content: Content, refs: list[str], kind: str) -> None:
    part = next((event.places[ref] for ref in refs if ref in event.places), None)
    if part is None or "tag" in part:
        event.say(content, Outcome.REFUSED, _APART, refs[0])
        return
    was: Mapping[str, Any] = origin_of(content, "sighting") or {}
    holders = _holders(part, str(was.get("attribute_uuid", "")))
    made = {
        "uuid": part_uuid(content, "sighting"),
        "type": kind,
        "date_sighting": seconds(content.get("last_seen", content["modified"])),
        **was,
    }
    holders[0].setdefault("Sighting", []).append(made)
    told = ("sighting_of_ref", "first_seen", "last_seen", "opinion", "explanation")
    left = {} if content.get("count", 1) != 1 else {"count": 1}
    event.wrote(content, "sighting", (*told, *left))


def _holders(part: Part, uuid: str) -> list[Part]:
    """The attribute that was sighted; of an object that is one of its attributes."""
    inside = part.get("Attribute", [part])
    named = [one for one in inside if one.get("uuid") == uuid]
    return named or inside

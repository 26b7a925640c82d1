"""What an object was in MISP, carried with it as far as STIX has no place for it.

The way back (`intake.misp_writing`) needs it: UUIDs, types, categories, and which attributes stood
together in one MISP object. Addresses of persons and numbers of one database are never carried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.known_extensions import MISP_ORIGIN

_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what no STIX text may hold
_LARGEST: Final = 2**53 - 1  # RFC 7493 §2.2
_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "event": (
        "uuid", "date", "timestamp", "publish_timestamp", "published", "threat_level_id",
        "analysis", "distribution", "extends_uuid",
    ),
    "attribute": (
        "uuid", "type", "category", "object_relation", "to_ids", "comment", "timestamp",
        "first_seen", "last_seen", "distribution", "disable_correlation",
    ),
    "object": (
        "uuid", "name", "meta-category", "description", "template_uuid", "template_version",
        "comment", "timestamp", "first_seen", "last_seen", "distribution",
    ),
    "reference": (
        "uuid", "object_uuid", "referenced_uuid", "relationship_type", "comment", "timestamp",
    ),
    "sighting": ("uuid", "type", "date_sighting", "source", "attribute_uuid"),
    "report": ("uuid", "name", "timestamp", "distribution"),
}  # fmt: skip

_TRAVELS: Final = {
    kind: tuple((name, name.replace("-", "_")) for name in names) for kind, names in _PLAIN.items()
}


def record(kind: str, element: Mapping[str, Any]) -> dict[str, Any]:
    """The members of one MISP element that travel; property names as STIX 2.1 §3.1 wants them."""
    found: dict[str, Any] = {
        written: value
        for name, written in _TRAVELS[kind]
        if (value := element.get(name)) is not None and _fits(value)
    }
    if tags := list(dict.fromkeys(_tags(element))):
        found["tags"] = tags
    return found


def _fits(value: object) -> bool:
    if isinstance(value, str):
        return value != "" and (value.isprintable() or _UNFIT.search(value) is None)
    return isinstance(value, int) and abs(value) <= _LARGEST


def _tags(element: Mapping[str, Any]) -> Iterator[str]:
    for tag in _dicts(element.get("Tag")):
        yield from _name(tag.get("name"))
    for galaxy in _dicts(element.get("Galaxy")):
        for cluster in _dicts(galaxy.get("GalaxyCluster")):
            yield from _name(cluster.get("tag_name"))


def _name(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip() and _UNFIT.search(value) is None:
        yield value.strip()


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def carried(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The extension that an object is given."""
    return {"extensions": {MISP_ORIGIN: {"extension_type": "property-extension", kind: content}}}


def without_told(was: Mapping[str, Any], main: Mapping[str, Any]) -> dict[str, Any]:
    """What an attribute was, without what an indicator made of it says by itself; `told_by` undoes it."""
    if main["type"] != "indicator":
        return dict(was)
    told = told_by(main) | {"timestamp": was.get("timestamp"), "disable_correlation": False}
    return {name: value for name, value in was.items() if told.get(name, ...) != value}


def told_by(content: Mapping[str, Any]) -> dict[str, Any]:
    """Type, category, comment and purpose of the attribute that an indicator was."""
    if content["type"] != "indicator":
        return {}
    found: dict[str, Any] = {"to_ids": True}
    for label in content.get("labels", ()):
        if label.startswith('misp:type="'):
            found["type"] = label[11:-1]
        elif label.startswith('misp:category="'):
            found["category"] = label[15:-1]
    if "description" in content:
        found["comment"] = content["description"]
    return found


def origin_of(content: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    """What an object was in MISP; None when it was nothing of this kind there."""
    extensions = content.get("extensions")
    found = extensions.get(MISP_ORIGIN) if isinstance(extensions, dict) else None
    inner = found.get(kind) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else None

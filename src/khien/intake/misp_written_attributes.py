"""Indicators, observed data, notes and their like as MISP attributes and objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from khien.intake.misp_origin import origin_of, told_by
from khien.intake.misp_values import PATTERN_LANGUAGES, READERS
from khien.intake.misp_written import Content, Part, Written, part_uuid, seconds, tag_names
from khien.intake.misp_written_patterns import pattern_values
from khien.intake.misp_written_values import (
    CATEGORY_OF,
    OTHER,
    attributes_of,
    value_in,
)
from khien.intake.pattern_text import any_of
from khien.intake.reporting import Outcome

_NAMED: Final = {
    "vulnerability": "vulnerability", "campaign": "campaign-name", "threat-actor": "threat-actor",
}  # fmt: skip
_LANGUAGE_TYPES: Final = {language: kind for kind, language in PATTERN_LANGUAGES.items()}
_SAMPLES: Final = frozenset({"attachment", "malware-sample"})
EDITED: Final = "intake.to-misp-edited"
_AS_PATTERN: Final = "intake.to-misp-pattern"
_AS_TEXT: Final = "intake.to-misp-text"
_COMMENTS: Final = ("name", "description", "external_references", "abstract", "content", "pattern")
_TIMES: Final = ("first_observed", "last_observed")

TAKEN: Final = frozenset({"indicator", "observed-data", "note", *_NAMED})
"""Types that become attributes."""


def take(event: Written, content: Content) -> None:
    """Write one object of the types `TAKEN`, as it was in MISP or as it reads now."""
    if origin_of(content, "part") is not None:
        return
    was_object, was = origin_of(content, "object"), origin_of(content, "attribute")
    if was_object is not None and _restore_object(event, content, was_object):
        return
    if was is not None and _restore_attribute(event, content, was):
        return
    code = EDITED if was_object is not None or was is not None else ""
    if content["type"] == "indicator":
        _indicator(event, content, code)
    elif content["type"] == "observed-data":
        _observed(event, content, code)
    else:
        _named_or_note(event, content, code)


def _restore_attribute(event: Written, content: Content, was: Mapping[str, Any]) -> bool:
    was = told_by(content) | dict(was)
    kind = str(was.get("type"))
    graph = event.graph([content, *event.parts.get(str(was.get("uuid")), ())])
    value = _value_now(kind, content, was, graph)
    if value is None:
        return False
    attribute = _attribute(event, content, was, kind, value)
    if kind in _SAMPLES:
        payloads = [sco["payload_bin"] for sco in graph if sco["type"] == "artifact"]
        attribute |= {"data": payloads[0]} if payloads else {}
    _put(event, content, was, attribute)
    event.place(content, attribute)
    event.wrote(content, f"attribute {attribute['uuid']}", (*_COMMENTS, *_TIMES, "confidence"))
    return True


def _put(event: Written, content: Content, was: Mapping[str, Any], attribute: Part) -> None:
    holder = was.get("of_object")
    if isinstance(holder, dict):
        _object(event, content, holder)["Attribute"].append(attribute)
    else:
        event.attributes.append(attribute)


def restore_link(event: Written, head: Content, was: Mapping[str, Any]) -> None:
    """Write a link that the report cites, as the attribute that it was."""
    attribute = _attribute(event, head, was, str(was.get("type")), str(was.get("value")))
    _put(event, head, was, attribute)


def _value_now(
    kind: str, content: Content, was: Mapping[str, Any], graph: Sequence[Content]
) -> str | None:
    """What the object says today; None when that is no longer what the attribute said."""
    if content["type"] == "observed-data":
        return value_in(kind, graph, set())
    if content["type"] == "note":
        text = str(content.get("content"))
        comment = str(was.get("comment", "")).strip()
        start, end = f"{kind}: ", f"\n\n{comment}" if comment else ""
        return text.removeprefix(start).removesuffix(end) if text.startswith(start) else None
    if content["type"] != "indicator":
        return content.get("name")
    if kind in PATTERN_LANGUAGES:
        return content.get("pattern")
    value = str(content.get("name"))
    return value if _pattern_of(kind, value) == content.get("pattern") else None


def _pattern_of(kind: str, value: str) -> str:
    if kind in _SAMPLES:
        kind, value = "md5", value.partition("|")[2]
    read = READERS.get(kind)
    reading = None if read is None else read(value.strip())
    return "" if reading is None else any_of(reading.comparisons)


def _restore_object(event: Written, content: Content, was: Mapping[str, Any]) -> bool:
    uuid = str(was.get("uuid"))
    graph = event.graph([content, *event.parts.get(uuid, ())])
    used: set[tuple[str, str]] = set()
    found: list[Part] = []
    for one in was.get("attributes", ()):
        kind = str(one.get("type"))
        value = one["value"] if "value" in one else value_in(kind, graph, used)
        if value is None:
            return False
        found.append(_attribute(event, content, one, kind, value))
    if content["type"] == "indicator" and not _same_pattern(content["pattern"], found):
        return False
    made = _object(event, content, was)
    made["Attribute"] += found
    event.place(content, made)
    event.wrote(content, f"object {uuid}", (*_COMMENTS, *_TIMES, "confidence"))
    return True


def _same_pattern(pattern: str, attributes: Sequence[Part]) -> bool:
    """Whether the pattern still says what the attributes for detection say."""
    said = [
        comparison
        for one in attributes
        if one["to_ids"] and one["type"] in READERS
        for reading in [READERS[one["type"]](one["value"].strip())]
        if reading is not None
        for comparison in reading.comparisons
    ]
    return any_of(one for one in said if f"[{one}]" in pattern) == pattern


def _object(event: Written, content: Content, was: Mapping[str, Any]) -> Part:
    uuid = str(was.get("uuid") or part_uuid(content, "object"))
    if uuid not in event.objects:
        plain = {k: v for k, v in was.items() if k not in {"attributes", "tags", "meta_category"}}
        event.objects[uuid] = {
            **plain,
            "uuid": uuid,
            "meta-category": was.get("meta_category", "misc"),
            "Attribute": [],
        }
    return event.objects[uuid]


def _attribute(
    event: Written, content: Content, was: Mapping[str, Any], kind: str, value: str
) -> Part:
    plain = {k: v for k, v in was.items() if k not in {"tags", "of_object", "value"}}
    attribute = {
        "uuid": part_uuid(content, kind, value),
        "category": CATEGORY_OF.get(kind, OTHER),
        "to_ids": False,
        "timestamp": seconds(content["modified"]),
        **plain,
        "type": kind,
        "value": value,
    }
    return attribute | event.tagged(content, was.get("tags", ()))


def _plain(event: Written, content: Content, kind: str, value: str, *, to_ids: bool) -> Part:
    """An attribute of what never was one."""
    comment = str(content.get("description") or content.get("abstract") or "")
    name = str(content.get("name", value))
    words = "\n".join(dict.fromkeys(one for one in (name, comment) if one not in {value, ""}))
    was = {"to_ids": to_ids, "tags": tag_names(content.get("labels", ()))}
    attribute = _attribute(event, content, was | ({"comment": words} if words else {}), kind, value)
    event.attributes.append(attribute)
    event.place(content, attribute)
    return attribute


def _indicator(event: Written, content: Content, code: str) -> None:
    if content.get("revoked") is True:
        event.say(content, Outcome.SKIPPED, "intake.to-misp-revoked", content["id"])
        return
    told = ("name", "description", "pattern")
    kind = _LANGUAGE_TYPES.get(content["pattern_type"], "text")
    values = []
    if content["pattern_type"] == "stix":
        values = pattern_values(content["pattern"], content.get("labels", ()))
    if values:
        for one, value in values:
            _plain(event, content, one, value, to_ids=True)
        event.wrote(content, f"{len(values)} × attribute", told, code or "intake.to-misp")
        return
    _plain(event, content, kind, content["pattern"], to_ids=kind != "text")
    whole = {"stix2-pattern": _AS_PATTERN, "text": _AS_TEXT}.get(kind, "intake.to-misp")
    event.wrote(content, kind, told, code or whole)


def _observed(event: Written, content: Content, code: str) -> None:
    found = [pair for sco in event.graph([content]) for pair in attributes_of(sco)]
    for kind, value in dict.fromkeys(found):
        _plain(event, content, kind, value, to_ids=False)
    if found:
        event.wrote(content, f"{len(found)} × attribute", (), code or "intake.to-misp")
    else:
        event.say(content, Outcome.REFUSED, "intake.to-misp-none", content["type"])


def _named_or_note(event: Written, content: Content, code: str) -> None:
    kind = _NAMED.get(content["type"], "comment")
    value = str(content["content"] if kind == "comment" else content["name"])
    _plain(event, content, kind, value, to_ids=False)
    told = ("name", "description", "abstract", "content")
    event.wrote(content, f"attribute {kind}", told, code or "intake.to-misp")


def take_observable(event: Written, content: Content) -> None:
    """Write an observable that no observed data names."""
    found = attributes_of(content)
    stamped = {"modified": event.stamp, **content}
    for kind, value in found:
        _plain(event, stamped, kind, value, to_ids=False)
    if found:
        event.wrote(content, f"{len(found)} × attribute", content.keys())
    else:
        event.say(content, Outcome.REFUSED, "intake.to-misp-none", content["type"])

"""From what a person typed to a sound STIX object, with every mistake named at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from khien.app.knowledge.forms import Field, Kind, fields_of
from khien.app.moments import instant_of
from khien.intake.observed import observe
from khien.intake.pattern_text import any_of, comparison
from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, TLP_OF_ID, Tlp
from khien.model.stix import Finding, is_object_id, judge, new_id
from khien.model.stix.findings import HARD, MUST

Given = Mapping[str, Sequence[str]]
"""What a form sent: for each field the values, in their order."""

WHOLE: Final = ""  # where a mistake stands that belongs to no single field
MOST_REFS: Final = 1_000
LONGEST: Final = 100_000  # characters of one field
TICK: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is about: who writes, when, in which time zone, and the version that it changes."""

    kind: str
    identity: str
    now: datetime
    zone: tzinfo
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, as an object.

    `mistakes` must be mended first, `remarks` may stand; both by field. `joins` are the relationships
    that the object is to have beside: the kind and the object at the other end.
    """

    content: dict[str, Any]
    mistakes: dict[str, list[Finding]] = field(default_factory=dict)
    remarks: dict[str, list[Finding]] = field(default_factory=dict)
    joins: tuple[tuple[str, str], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether it may be kept."""
        return not self.mistakes


def drafted(given: Given, sheet: Sheet, uuid: UUID) -> Draft:
    """The object that a form makes.

    Args:
        given: the fields as sent.
        sheet: what the form is about.
        uuid: of a new object; a new version keeps the id that it has.
    """
    content = _begun(sheet, uuid)
    mistakes: dict[str, list[Finding]] = {}
    for one in fields_of(sheet.kind):
        if one.links:
            continue
        try:
            value = _read(one, given.get(one.name, ()), sheet.zone)
        except MalformedError as error:
            mistakes.setdefault(one.name, []).append(Finding(error.rule, one.name, error.item))
            continue
        if value is None:
            content.pop(one.name, None)
        else:
            content[one.name] = _kept(one, value, sheet)
    if sheet.kind == "indicator":
        content["pattern"] = pattern_of(content)
        content = {name: value for name, value in content.items() if value != ""}
    _mark(content, given.get("tlp", ()))
    joins = tuple(_joins(given, sheet.kind))
    return _judged(Draft(content, mistakes, {}, joins))


def pattern_of(content: Mapping[str, Any]) -> str:
    """The pattern as typed; where it is a list of addresses or hashes, the pattern that finds each."""
    text = str(content.get("pattern", ""))
    if content.get("pattern_type") != "stix" or "[" in text.replace("[.]", "").replace("[:]", ""):
        return text
    seen = [observe(line) for line in text.splitlines() if line.strip()]
    found = [one for one in seen if one is not None]
    if not found or len(found) < len(seen):
        return text
    return any_of(
        comparison(one.kind, value) for one in found for value in (one.value, *one.alternatives)
    )


def typed(content: Mapping[str, Any], kind: str, zone: tzinfo) -> dict[str, list[str]]:
    """An object as the fields of its form."""
    found = {
        one.name: _written(one, content[one.name], zone)
        for one in fields_of(kind)
        if one.name in content
    }
    tlp = next((TLP_OF_ID[one] for one in _refs(content) if one in TLP_OF_ID), None)
    return found | ({"tlp": [tlp.value]} if tlp else {})


def joined(draft: Draft, sheet: Sheet, uuids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The relationships that a draft is to have, as objects with the same markings."""
    made = []
    for (kind, target), uuid in zip(draft.joins, uuids, strict=False):
        content = _begun(Sheet("relationship", sheet.identity, sheet.now, sheet.zone), uuid)
        ends = {"source_ref": draft.content["id"], "relationship_type": kind, "target_ref": target}
        marks = {k: draft.content[k] for k in ("object_marking_refs",) if k in draft.content}
        made.append(content | ends | marks)
    return made


def labelled(content: Mapping[str, Any], label: str, now: datetime) -> dict[str, Any]:
    """The next version of an object of ours, with one label more."""
    labels = [*content.get("labels", ()), label]
    return next_version(content, now) | {"labels": list(dict.fromkeys(labels))}


def next_version(content: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The same content as a later version; later than the last one even where clocks went back."""
    last = instant_of(content.get("modified")) or now
    return {**content, "modified": stix_time(max(now, last + TICK))}


def _begun(sheet: Sheet, uuid: UUID) -> dict[str, Any]:
    if sheet.before is not None:
        return next_version(sheet.before, sheet.now)
    moment = stix_time(sheet.now)
    return {
        "type": sheet.kind,
        "spec_version": "2.1",
        "id": new_id(sheet.kind, uuid),
        "created_by_ref": sheet.identity,
        "created": moment,
        "modified": moment,
    }


def _judged(draft: Draft) -> Draft:
    """The draft with what the standard says about it, each finding at its field."""
    names = {one.name for one in fields_of(str(draft.content["type"]))}
    try:
        found = judge(canonical_json(draft.content, "form")).findings
    except MalformedError as error:
        found = (Finding("stix.not-json", WHOLE, error.rule),)
    for finding in found:
        place = finding.path.partition(".")[0]
        at = draft.mistakes if finding.code in HARD | MUST else draft.remarks
        if finding.code == "stix.missing" and place in draft.mistakes:
            continue  # it is there, but could not be read; that was said
        at.setdefault(place if place in names else WHOLE, []).append(finding)
    return draft


def _read(one: Field, values: Sequence[str], zone: tzinfo) -> Any:  # noqa: ANN401 -- a JSON value
    """What the values of one field mean; None for an empty field.

    Raises:
        MalformedError: they cannot be read; `rule` is the code, `item` the value.
    """
    given = [text.strip().replace("\r\n", "\n") for text in values if text.strip()]
    if any(len(text) > LONGEST for text in given):
        raise MalformedError(f"{LONGEST}", "stix.too-large")
    match one.kind:
        case Kind.FLAG:
            return bool(given)
        case Kind.LINES:
            return _lines(given) or None
        case Kind.CHOICES | Kind.REFS:
            return list(dict.fromkeys(given))[:MOST_REFS] or None
        case Kind.OUTSIDE:
            return [_outside(line) for line in _lines(given)] or None
        case Kind.PHASES:
            return [_phase(line) for line in _lines(given)] or None
        case _:
            return _single(one, given[0], zone) if given else None


def _single(one: Field, text: str, zone: tzinfo) -> Any:  # noqa: ANN401 -- a JSON value
    if one.kind is Kind.NUMBER:
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise MalformedError(text[:40], "stix.wrong-type")
        return int(text)
    if one.kind is Kind.TIME:
        return _moment(text, zone)
    return text


def _moment(text: str, zone: tzinfo) -> str:
    """A STIX timestamp as it is, or the local time that a browser sends."""
    if instant_of(text) is not None:
        return text
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedError(text[:40], "stix.timestamp") from error
    aware = local if local.tzinfo else local.replace(tzinfo=zone)
    return stix_time(aware.astimezone(UTC))


def _kept(one: Field, value: Any, sheet: Sheet) -> Any:  # noqa: ANN401 -- JSON values
    """The value, with what the form does not show of an entry that was left as it was."""
    if one.kind is not Kind.OUTSIDE or sheet.before is None:
        return value
    old = sheet.before.get(one.name)
    names = ("source_name", "external_id", "url")
    entries = [each for each in old if isinstance(each, dict)] if isinstance(old, list) else []
    shown = {_joint(each, *names): each for each in entries}
    return [shown.get(_joint(each, *names), each) for each in value]


def _lines(values: Sequence[str]) -> list[str]:
    found = [line.strip() for text in values for line in text.splitlines()]
    return list(dict.fromkeys(line for line in found if line))


def _outside(line: str) -> dict[str, str]:
    source, number, address = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    if not address and "://" in number:
        number, address = "", number
    entry = {"source_name": source, "external_id": number, "url": address}
    return {name: value for name, value in entry.items() if value}


def _phase(line: str) -> dict[str, str]:
    chain, _, phase = line.partition("|")
    return {"kill_chain_name": chain.strip(), "phase_name": phase.strip()}


def _joins(given: Given, kind: str) -> Iterator[tuple[str, str]]:
    for one in fields_of(kind):
        if one.links:
            chosen = dict.fromkeys(given.get(one.name, ()))
            yield from ((one.links, ref) for ref in chosen if is_object_id(ref))


def _mark(content: dict[str, Any], given: Sequence[str]) -> None:
    """Set the TLP that was chosen; other markings stay."""
    chosen = next((tlp for tlp in Tlp if tlp.value in given), None)
    if chosen is None:
        return
    others = [one for one in _refs(content) if one not in TLP_OF_ID]
    content["object_marking_refs"] = [TLP_2_IDS[chosen], *others]


def _refs(content: Mapping[str, Any]) -> list[str]:
    found = content.get("object_marking_refs")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _written(one: Field, value: object, zone: tzinfo) -> list[str]:
    """One property as its field shows it."""
    values = value if isinstance(value, list) else [value]
    match one.kind:
        case Kind.FLAG:
            return ["yes"] if value is True else []
        case Kind.LINES:
            return ["\n".join(str(text) for text in values)]
        case Kind.OUTSIDE:
            return ["\n".join(_joint(each, "source_name", "external_id", "url") for each in values)]
        case Kind.PHASES:
            return ["\n".join(_joint(each, "kill_chain_name", "phase_name") for each in values)]
        case Kind.TIME:
            moment = instant_of(value)
            if moment is None or moment.microsecond or moment.second:
                return [str(value)]
            return [moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")]
        case _:
            return [str(text) for text in values]


def _joint(value: object, *names: str) -> str:
    parts = [str(value.get(name, "")) for name in names] if isinstance(value, Mapping) else []
    return " | ".join(parts).rstrip(" |")

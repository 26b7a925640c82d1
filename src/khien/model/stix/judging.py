"""From bytes to a judged version: one decoding, one fit against the definition, then every rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.stix.common import Common, Observable
from khien.model.stix.condition_rules import conditions_hold
from khien.model.stix.embedded_rules import embedded_fit
from khien.model.stix.extension_rules import (
    extension_types,
    extensions_hold,
)
from khien.model.stix.findings import HARD, Finding, Verdict, verdict_of
from khien.model.stix.fitting import fit
from khien.model.stix.identifiers import is_object_id, is_type_name, type_of
from khien.model.stix.identity_rules import identifier_fits
from khien.model.stix.marking_rules import markings_hold
from khien.model.stix.pattern_rules import pattern_reads
from khien.model.stix.plain_json import json_holds
from khien.model.stix.property_rules import names_are_defined
from khien.model.stix.reference_rules import references_fit
from khien.model.stix.registry import REGISTRY, Kind, ObjectType, properties_of, times_of
from khien.model.stix.shapes import spotless
from khien.model.stix.time_rules import times_hold, version_times_stand
from khien.model.stix.value_rules import (
    external_references_hold,
    names_are_plain,
    values_hold,
    words_are_suggested,
)
from khien.model.stix.versions import Version, version_from

SIZE: Final = 16 * 1024 * 1024  # bytes of one object
VALUES: Final = 250_000  # in one object; each costs some 100 bytes of memory, however short it is
FINDINGS: Final = 1_000  # of one kind of rule; each holds its path, which may be long


class Judgement(msgspec.Struct, frozen=True):
    """The verdict on one object, every finding, and the version when it may be kept."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    version: Version | None

    @property
    def accepted(self) -> bool:
        """Whether there is a version to keep, with or without findings."""
        return self.version is not None


def judge(raw: bytes, *, lenient: bool = False) -> Judgement:
    """Judge the bytes of one object.

    Args:
        raw: one JSON object in UTF-8; the bytes are kept in the version as they are.
        lenient: for feeds that break the standard: what breaks a MUST is kept and said, unless the
            object could then not be named, versioned or stored.

    Returns:
        The verdict and every finding; never raises for bad input.
    """
    if len(raw) > SIZE:
        return _refused("stix.too-large", str(SIZE))
    # Commas and brackets in strings count too, so this may be too many, never too few.
    if len(raw) > VALUES and raw.count(b",") + raw.count(b"[") + raw.count(b"{") > VALUES:
        return _refused("stix.too-many-values", str(VALUES))
    if (quickly := _quickly(raw)) is not None:
        return quickly
    try:
        content = _DECODER.decode(raw.decode())
    except RecursionError:
        return _refused("stix.too-deep")
    except _RepeatedError as repeated:
        return _refused("stix.duplicate-key", repeated.args[0])
    except ValueError:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        return _refused("stix.not-json")
    if not isinstance(content, dict):
        return _refused("stix.not-an-object")
    return _judge_fully(content, raw, lenient=lenient)


def judge_object(content: dict[str, Any], raw: bytes, *, lenient: bool = False) -> Judgement:
    """Judge content that was decoded already, with the bytes that it came from.

    The caller answers for the two being the same, and for the keys being unique.
    """
    canonical = spotless(content)
    if canonical is not None:
        return Judgement(Verdict.ACCEPTED, (), version_from(content, raw, canonical))
    return _judge_fully(content, raw, lenient=lenient)


def _quickly(raw: bytes) -> Judgement | None:
    """The judgement on an object with which nothing is wrong, else None: it must be looked at closely."""
    try:
        content = _quick_decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    canonical = spotless(content) if isinstance(content, dict) else None
    # A key that came twice is one less in the canonical form, and with it one colon. No colon hides
    # behind an escape: what could spell one is not read here.
    if canonical is None or raw.count(b":") != canonical.count(b":"):
        return None
    if b"\\" in raw and b"\\u003" in raw:
        return None
    return Judgement(Verdict.ACCEPTED, (), version_from(content, raw, canonical))


_quick_decode: Final = msgspec.json.Decoder().decode


def _judge_fully(content: dict[str, Any], raw: bytes, *, lenient: bool) -> Judgement:
    known = REGISTRY.get(str(content.get("type")))
    properties = (
        known.properties if known is not None else properties_of(_definition(content, None))
    )
    found = [*_frame(content, known), *_some(json_holds(content, properties))]
    if not any(finding.code in HARD for finding in found):
        found += _rules(content, known, properties)
    found = list(dict.fromkeys(found))
    verdict = verdict_of(found, lenient=lenient)
    if verdict is Verdict.REFUSED:
        return Judgement(verdict, tuple(found), None)
    try:
        version = version_from(content, raw)
    except MalformedError:
        return _refused("stix.not-json")
    return Judgement(verdict, tuple(found), version)


def make_version(content: Mapping[str, Any]) -> Version:
    """Make a version of an object that this node creates; its bytes are the canonical ones.

    Raises:
        MalformedError: the object breaks a rule of STIX 2.1; `rule` is the first one's code.
    """
    raw = canonical_json(dict(content), str(content.get("id", "object")))
    judgement = judge(raw)
    if judgement.version is None:
        worst = next(f for f in judgement.findings if verdict_of([f]) is Verdict.REFUSED)
        raise MalformedError(
            str(content.get("id", "object")), worst.code, path=worst.path, detail=worst.detail
        )
    return judgement.version


class _RepeatedError(ValueError):
    """One JSON object has the same key twice (RFC 7493 §2.3)."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        again = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _RepeatedError(again[:250])
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)  # NaN and Infinity are no JSON: RFC 8259 §6


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _some(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule as far as anybody reads; the object is refused where there are more."""
    for number, finding in enumerate(found):
        if number == FINDINGS:
            yield Finding("stix.too-many-findings", "", str(FINDINGS))
            return
        yield finding


def _refused(code: str, detail: str = "") -> Judgement:
    return Judgement(Verdict.REFUSED, (Finding(code, "", detail),), None)


def _frame(content: Mapping[str, Any], known: ObjectType | None) -> Iterator[Finding]:
    """What gives a version its name and place: type, id, STIX version, times."""
    object_type, object_id = content.get("type"), content.get("id")
    if object_type == "bundle":
        yield Finding("stix.bundle", "type")
    elif known is None and not is_type_name(object_type):
        yield Finding("stix.type-name", "type")
    elif not is_object_id(object_id) or type_of(str(object_id)) != object_type:
        yield Finding("stix.id", "id")
    else:
        yield from _versioned(content, known)


def _versioned(content: Mapping[str, Any], known: ObjectType | None) -> Iterator[Finding]:
    bare = (known.kind if known is not None else _guess(content)) is Kind.SCO
    if content.get("spec_version", "2.1" if bare else "2.0") != "2.1":
        yield Finding("stix.spec-version", "spec_version")
    due = set() if bare else {"created", "modified"}
    if content["type"] == "marking-definition":
        due = {"created"}  # STIX 2.1 §7.2.1: never versioned
    for name in sorted(due - content.keys()):
        yield Finding("stix.version-time", name)
    yield from version_times_stand(content)


def _rules(
    content: dict[str, Any], known: ObjectType | None, properties: frozenset[str]
) -> list[Finding]:
    # The rules after the fit see soundly typed properties only.
    definition = _definition(content, known)
    fitted = content if known is not None and known.extension is None else _untagged(content)
    misfits, unfit = fit(fitted, definition)
    found = list(misfits)
    times = times_of(definition) if known is None else known.times
    if known is None:
        found.append(Finding("stix.unknown-type", "type", content["type"]))
    elif known.extension is not None:
        strangers = fit(content, known.definition)[1]
        found += _extension_type(content, known, strangers - unfit)
        unfit |= strangers
    sound = (
        {name: value for name, value in content.items() if name not in unfit} if unfit else content
    )
    kind = known.kind if known is not None else _guess(content)
    found += _some(names_are_defined(sound, known))
    found += _some(times_hold(sound, times))
    if not unfit:  # the id of an observable is made from properties that fit
        found += _some(identifier_fits(sound, kind))
    found += _some(references_fit(sound, properties))
    found += _some(markings_hold(sound))
    found += _some(external_references_hold(sound))
    found += _some(extensions_hold(sound))
    found += _some(conditions_hold(sound, content.keys()))
    found += _some(values_hold(sound))
    found += _some(words_are_suggested(sound))
    found += _some(names_are_plain(sound))
    if content["type"] == "indicator":
        found += _some(pattern_reads(sound))
    elif content["type"] == "observed-data":
        found += _some(embedded_fit(sound))
    return found


def _definition(content: Mapping[str, Any], known: ObjectType | None) -> type[Any]:
    if known is not None and known.extension is None:
        return known.definition
    kind = known.kind if known is not None else _guess(content)
    return Observable if kind is Kind.SCO else Common


def _untagged(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "type"}


def _guess(content: Mapping[str, Any]) -> Kind:
    """The family of an unknown type: what its extension says, else an SDO when it is versioned."""
    declared = extension_types(content)
    if declared & {"new-sdo", "new-sro"}:
        return Kind.SDO
    if "new-sco" in declared:
        return Kind.SCO
    return Kind.SDO if content.keys() & {"created", "modified"} else Kind.SCO


def _extension_type(
    content: Mapping[str, Any], known: ObjectType, strangers: frozenset[str]
) -> Iterator[Finding]:
    for name in sorted(strangers):
        yield Finding("stix.extension-shape", name, known.name)
    extensions = content.get("extensions")
    if not isinstance(extensions, dict) or known.extension not in extensions:
        yield Finding("stix.extension-absent", "extensions", known.name)

"""STIX as it travels: bundles, TAXII envelopes, arrays, lines, single objects."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from khien.intake.reporting import Intake, Outcome, Remark, ReportEntry
from khien.intake.stix20 import is_stix20, upgraded
from khien.intake.strict_json import Element, Outline
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID
from khien.model.stix import Version, judge_object
from khien.model.stix.findings import ADVICE

_ENVELOPE: Final = frozenset({"objects", "more", "next"})  # TAXII 2.1 §3.7
_BUNDLE: Final = frozenset({"type", "id", "objects", "spec_version"})  # STIX 2.1 §8.1, 2.0 §5


def read_stix(name: str, outline: Outline, wish: Wish) -> Intake:
    """Judge every object of a STIX file; what is accepted keeps the bytes that it came with.

    An object under the id of a TLP marking is skipped, because what TLP means is known here (STIX
    Best Practices Guide). The same (id, modified) twice: equal content is skipped, other content
    refused, and the entry names both places.
    """
    reading = _Reading(outline, wish)
    unlisted = _unlisted(outline)
    if unlisted is not None:
        reading.say("objects", Outcome.REFUSED, unlisted)
    else:
        for element in _objects(outline):
            reading.take(element)
        reading.around()
    return Intake(name, "stix", tuple(reading.versions), tuple(reading.entries))


def _unlisted(outline: Outline) -> Remark | None:
    """What is wrong where a bundle or an envelope has no list of objects; observed data of 2.0 has none either."""
    members = outline.members
    if outline.listed_in or "objects" not in members:
        return None
    kind = members["type"].value if "type" in members else "bundle"
    if kind != "bundle":
        return None
    return Remark("intake.no-list", "objects", _JSON_KINDS[type(members["objects"].value)])


_JSON_KINDS: Final[dict[type, str]] = {
    type(None): "null", bool: "truth", int: "number", float: "number", str: "text", dict: "object",
}  # fmt: skip


def _objects(outline: Outline) -> tuple[Element, ...]:
    if outline.shape != "object" or outline.listed_in:
        return outline.items
    if set(outline.members) <= _BUNDLE and "objects" not in outline.members:
        kind = outline.members.get("type")
        if kind is not None and kind.value == "bundle":
            return ()  # STIX 2.1 §8: a bundle may be empty
    content = {key: member.value for key, member in outline.members.items()}
    start = outline.text.index("{")
    return (Element("", start, len(outline.text.rstrip()), content, None),)


class _Reading:
    """One STIX file while it is read."""

    def __init__(self, outline: Outline, wish: Wish) -> None:
        self.outline, self.wish = outline, wish
        self.versions: list[Version] = []
        self.entries: list[ReportEntry] = []
        self.first_at: dict[tuple[ObjectId, str], tuple[str, str]] = {}

    def take(self, element: Element) -> None:
        """Judge one element, and report it."""
        content, path = element.value, element.path
        if element.trouble is not None:
            trouble = element.trouble
            self.say(path, Outcome.REFUSED, Remark(trouble.code, path, trouble.detail))
        elif not isinstance(content, dict):
            self.say(path, Outcome.REFUSED, Remark("intake.not-an-object", path, ""))
        elif content.get("type") == "marking-definition" and content.get("id") in TLP_OF_ID:
            self.say(content["id"], Outcome.SKIPPED, Remark("intake.tlp-known", path, ""))
        else:
            self.judge(element, content)

    def judge(self, element: Element, content: dict[str, Any]) -> None:
        """Judge one object; one of STIX 2.0 as it reads in 2.1."""
        changes: list[Remark] = []
        raw = self.outline.raw(element)
        observables: list[Version] = []
        if is_stix20(content):
            content, observables, changes = self.upgrade(content)
            raw = msgspec.json.encode(content)
        judgement = judge_object(content, raw, lenient=self.wish.lenient)
        # What refuses comes before what advises.
        findings = sorted(judgement.findings, key=lambda finding: finding.code in ADVICE)
        remarks = [*changes, *(Remark(f.code, f.path, f.detail) for f in findings)]
        version = judgement.version
        if version is None:
            remarks = remarks[len(changes) :] + changes
            named = content.get("id")
            item = named[:200] if isinstance(named, str) and named else element.path or "$"
            self.say(item, Outcome.REFUSED, *remarks)
            return
        again = self.again(version, element.path)
        if again is not None:
            same = again.code == "intake.duplicate"
            outcome = Outcome.SKIPPED if same else Outcome.REFUSED
            self.say(version.id, outcome, again, *remarks)
            return
        self.versions.append(version)
        if changes:
            made = (version.id, *self.beside(observables, element.path))
            self.say(version.id, Outcome.CHANGED, *remarks, made=made)
        else:
            kept = Remark("intake.kept", element.path, "")
            self.say(version.id, Outcome.KEPT, kept, *remarks, made=(version.id,))

    def upgrade(
        self, content: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Version], list[Remark]]:
        """The object in 2.1 with its observables, which stay inside where one cannot stand alone."""
        contents, changes = upgraded(content)
        judged = [judge_object(one, msgspec.json.encode(one)) for one in contents[1:]]
        versions = [one.version for one in judged if one.version is not None]
        if len(versions) == len(judged):
            return contents[0], versions, changes
        (content,), changes = upgraded(content, apart=False)
        return content, [], [*changes, Remark("intake.stix20-objects-left", "objects", "")]

    def beside(self, observables: list[Version], path: str) -> list[ObjectId]:
        """Add observables that came inside of an object; of two under one id the first stays."""
        for version in observables:
            if (version.id, version.modified) not in self.first_at:
                self.first_at[(version.id, version.modified)] = (path, version.sha256)
                self.versions.append(version)
        return [version.id for version in observables]

    def again(self, version: Version, path: str) -> Remark | None:
        """Whether this (id, modified) stood in the file before (STIX 2.1 §3.6)."""
        key = (version.id, version.modified)
        first = self.first_at.setdefault(key, (path, version.sha256))
        if first[0] == path:
            return None
        if first[1] == version.sha256:
            return Remark("intake.duplicate", path, first[0])
        detail = f"{first[0]} sha256 {first[1]}, {path} sha256 {version.sha256}"
        return Remark("intake.version-conflict", path, detail)

    def around(self) -> None:
        """Report what stands beside the objects and is not carried."""
        members = self.outline.members
        if not self.outline.listed_in:
            return
        for key in members.keys() - _ENVELOPE - _BUNDLE:
            self.say(key, Outcome.SKIPPED, Remark("intake.not-carried", key, ""))
        if "more" in members and members["more"].value is True:
            self.say("more", Outcome.SKIPPED, Remark("intake.more-follows", "more", ""))

    def say(
        self, item: str, outcome: Outcome, *remarks: Remark, made: tuple[ObjectId, ...] = ()
    ) -> None:
        """Report one item; the first remark is why."""
        first = remarks[0]
        self.entries.append(
            ReportEntry(item, outcome, first.code, first.path, first.detail, remarks[1:], made)
        )

"""STIX as it travels: bundles, TAXII envelopes, arrays, lines, single objects."""

from __future__ import annotations

from typing import Any, Final

from khien.intake.reporting import Intake, Outcome, Remark, ReportEntry
from khien.intake.stix20 import upgrade
from khien.intake.strict_json import Element, Outline
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID, canonical_tlp_id
from khien.model.stix import Finding, Verdict, Version, judge_object

_ENVELOPE: Final = frozenset({"objects", "more", "next"})  # TAXII 2.1 §3.7
_BUNDLE: Final = frozenset({"type", "id", "objects", "spec_version"})  # STIX 2.1 §8.1, 2.0 §5
_DETAIL_CHARS: Final = 200


def read_stix(name: str, outline: Outline, wish: Wish) -> Intake:
    """Judge every object of a STIX file; what is accepted keeps the bytes that it came with.

    An object under the id of a TLP marking is skipped, because what TLP means is known here (STIX
    Best Practices Guide). The same (id, modified) twice: equal content is skipped, other content
    refused, and the entry names both places.
    """
    reading = _Reading(outline, wish)
    for element in _objects(outline):
        reading.take(element)
    for key in sorted(set(outline.members) - _ENVELOPE - _BUNDLE):
        if outline.listed_in:
            entry = ReportEntry(key, Outcome.SKIPPED, "intake.not-carried", key)
            reading.entries.append(entry)
    return Intake(name, "stix", tuple(reading.versions), tuple(reading.entries))


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

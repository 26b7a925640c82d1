"""The forms in which a person writes an object: which fields each type has, and of what kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from khien.model.stix.vocabularies import USES, VOCABULARIES


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    PROSE = "prose"
    LINES = "lines"  # one value a line
    CHOICE = "choice"  # one word of a list
    CHOICES = "choices"  # some words of a list
    TIME = "time"
    NUMBER = "number"
    FLAG = "flag"
    REF = "ref"  # one object, found by search
    REFS = "refs"
    OUTSIDE = "outside"  # outside references, one a line: source | number | address
    PHASES = "phases"  # kill chain phases, one a line: chain | phase


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `name` is the property that it fills.

    Attributes:
        options: the words of a CHOICE or CHOICES.
        of: types of which a REF or REFS may be; empty for any.
        links: it fills no property: each object in it is joined to ours by such a relationship.
    """

    name: str
    kind: Kind = Kind.LINE
    required: bool = False
    options: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    links: str = ""


OPINIONS: Final = ("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")
RELATIONSHIPS: Final = (
    "related-to", "uses", "indicates", "targets", "attributed-to", "mitigates", "delivers", "drops",
    "exploits", "variant-of", "impersonates", "communicates-with", "controls", "hosts", "owns",
    "based-on", "derived-from", "duplicate-of", "located-at", "compromises", "originates-from",
    "authored-by", "beacons-to", "consists-of", "downloads", "has", "investigates", "remediates",
    "analysis-of", "av-analysis-of", "characterizes", "dynamic-analysis-of", "static-analysis-of",
    "exfiltrates-to",
)  # fmt: skip
"""The kinds of relationship that STIX 2.1 names (appendix B)."""

LANGUAGES: Final = ("stix", "yara", "sigma", "snort", "suricata", "pcre")
TECHNIQUES: Final = ("attack-pattern",)


def _words(kind: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(VOCABULARIES[USES[kind][name]]))


def _uses(kind: str = "uses") -> Field:
    return Field("techniques", Kind.REFS, of=TECHNIQUES, links=kind)


NAME: Final = Field("name", required=True)
TEXT: Final = Field("description", Kind.PROSE)
ALIASES: Final = Field("aliases", Kind.LINES)
FIRST: Final = Field("first_seen", Kind.TIME)
LAST: Final = Field("last_seen", Kind.TIME)
ABOUT: Final = Field("object_refs", Kind.REFS, required=True)
PHASES: Final = Field("kill_chain_phases", Kind.PHASES)

FORMS: Final[Mapping[str, tuple[Field, ...]]] = {
    "indicator": (
        Field("name"),
        Field("pattern", Kind.PROSE, required=True),
        Field("pattern_type", Kind.CHOICE, required=True, options=LANGUAGES),
        Field("indicator_types", Kind.CHOICES, options=_words("indicator", "indicator_types")),
        Field("valid_from", Kind.TIME, required=True),
        Field("valid_until", Kind.TIME),
        TEXT,
        PHASES,
        _uses("indicates"),
    ),
    "report": (
        NAME,
        Field("report_types", Kind.CHOICES, options=_words("report", "report_types")),
        Field("published", Kind.TIME, required=True),
        TEXT,
        ABOUT,
    ),
    "threat-actor": (
        NAME,
        ALIASES,
        Field("threat_actor_types", Kind.CHOICES, options=_words("threat-actor", "threat_actor_types")),
        Field("primary_motivation", Kind.CHOICE, options=_words("threat-actor", "primary_motivation")),
        Field("sophistication", Kind.CHOICE, options=_words("threat-actor", "sophistication")),
        Field("resource_level", Kind.CHOICE, options=_words("threat-actor", "resource_level")),
        Field("goals", Kind.LINES),
        FIRST,
        LAST,
        TEXT,
        _uses(),
    ),
    "malware": (
        Field("name"),
        Field("is_family", Kind.FLAG),
        Field("malware_types", Kind.CHOICES, options=_words("malware", "malware_types")),
        ALIASES,
        FIRST,
        LAST,
        TEXT,
        PHASES,
        _uses(),
    ),
    "campaign": (NAME, ALIASES, Field("objective", Kind.PROSE), FIRST, LAST, TEXT, _uses()),
    "attack-pattern": (NAME, ALIASES, TEXT, PHASES),
    "vulnerability": (NAME, TEXT),
    "sighting": (
        Field("sighting_of_ref", Kind.REF, required=True),
        Field("count", Kind.NUMBER),
        FIRST,
        LAST,
        Field("where_sighted_refs", Kind.REFS, of=("identity", "location")),
        TEXT,
    ),
    "note": (
        Field("abstract"),
        Field("content", Kind.PROSE, required=True),
        Field("authors", Kind.LINES),
        ABOUT,
    ),
    "opinion": (
        Field("opinion", Kind.CHOICE, required=True, options=OPINIONS),
        Field("explanation", Kind.PROSE),
        Field("authors", Kind.LINES),
        ABOUT,
    ),
    "relationship": (
        Field("source_ref", Kind.REF, required=True),
        Field("relationship_type", Kind.CHOICE, required=True, options=RELATIONSHIPS),
        Field("target_ref", Kind.REF, required=True),
        Field("start_time", Kind.TIME),
        Field("stop_time", Kind.TIME),
        TEXT,
    ),
}  # fmt: skip
"""The fields of each type that a person can write here, in the order of the page."""

COMMON: Final = (
    Field("labels", Kind.LINES),
    Field("confidence", Kind.NUMBER),
    Field("external_references", Kind.OUTSIDE),
)
"""What every one of these types has."""

REMARKS: Final = ("note", "opinion", "sighting", "relationship")
"""What one may say about a partner's object, whose next version is the partner's alone."""


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a type; empty for a type that has no form here."""
    own = FORMS.get(kind, ())
    return (*own, *COMMON) if own else ()

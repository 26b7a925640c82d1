"""An object as facts that a person reads: what it is first, then everything else, nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from khien.model.stix import REGISTRY, is_object_id
from khien.model.stix.times import is_timestamp
from khien.model.stix.vocabularies import USES
from khien.model.words import WORDS
from khien.store.objects.derive import title_of

MOST_VALUES: Final = 100  # of one list; the original has them all
DEEPEST: Final = 4

FRAME: Final = (
    "id", "type", "spec_version", "created", "modified", "created_by_ref", "revoked", "lang",
    "object_marking_refs", "granular_markings",
)  # fmt: skip
"""What every object has; a page shows it apart."""

FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "indicator": ("pattern", "indicator_types", "valid_from", "valid_until", "description"),
    "report": ("published", "report_types", "description"),
    "threat-actor": ("aliases", "threat_actor_types", "primary_motivation", "description"),
    "malware": ("malware_types", "is_family", "aliases", "description"),
    "campaign": ("aliases", "objective", "first_seen", "last_seen", "description"),
    "intrusion-set": ("aliases", "primary_motivation", "goals", "description"),
    "attack-pattern": ("external_references", "kill_chain_phases", "description"),
    "sighting": (
        "sighting_of_ref", "count", "first_seen", "last_seen", "where_sighted_refs", "description",
    ),
    "relationship": ("source_ref", "relationship_type", "target_ref", "description"),
    "note": ("abstract", "content", "authors"),
    "opinion": ("opinion", "explanation", "authors"),
    "observed-data": ("number_observed", "first_observed", "last_observed", "object_refs"),
    "identity": ("identity_class", "sectors", "description", "contact_information"),
    "location": ("country", "region", "city", "description"),
    "file": ("name", "size", "hashes", "mime_type"),
    "email-message": ("subject", "from_ref", "to_refs", "date", "body"),
    "network-traffic": ("src_ref", "src_port", "dst_ref", "dst_port", "protocols"),
}  # fmt: skip
"""What is most telling of a type, before all else; the name stands in the title."""

PROSE: Final = frozenset({"description", "content", "explanation", "objective", "body", "abstract"})
VALUES: Final = frozenset(
    {
        "value", "values", "pattern", "url", "command_line", "path", "cwd", "account_login",
        "display_name", "user_id", "message_id", "iban", "number", "received_lines", "key", "data",
        "payload_bin", "contact_information", "serial_number",
    }
)  # fmt: skip
"""What may be an address, a command or another thing that nobody should follow by mistake."""
TERMS: Final = frozenset(name for names in USES.values() for name in names)
"""What takes its words from an open vocabulary."""


class Shape(StrEnum):
    """How a value is shown."""

    WORD = "word"
    TERM = "term"
    PROSE = "prose"
    VALUE = "value"
    TIME = "time"
    REF = "ref"
    NUMBER = "number"
    FLAG = "flag"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Fact:
    """One property: its label's code (or its own name, where nobody knows it), and what it says.

    Of the shape GROUP the values are tuples of facts. `left_out` counts the values beyond `MOST_VALUES`.
    """

    name: str
    shape: Shape
    values: tuple[Any, ...]
    left_out: int = 0

    @property
    def label(self) -> str:
        """The code of its label; its own name for a property that only its sender knows."""
        code = f"property.{self.name.replace('_', '-')}"
        return code if code in WORDS else ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """An object as facts. `known` tells that this node knows the type."""

    title: str
    type: str
    known: bool
    facts: tuple[Fact, ...]
    frame: tuple[Fact, ...]

    @property
    def type_label(self) -> str:
        """The code of the type's name; '' for a type that nobody here knows."""
        return type_label(self.type)


def type_label(kind: str) -> str:
    """The code of a type's name; '' for a type that nobody here knows."""
    code = f"stix-type.{kind}"
    return code if code in WORDS else ""


def portrait(content: Mapping[str, Any], title: str = "") -> Portrait:
    """The facts of an object, whatever stands in it: sound, strange or hostile.

    `title` is what it goes by where it has no name of its own.
    """
    kind = str(content.get("type", ""))
    first = [name for name in FIRST.get(kind, ("description",)) if name in content]
    rest = sorted(name for name in content if name not in {*first, *FRAME, "name"})
    return Portrait(
        title=title or title_of(content),
        type=kind,
        known=kind in REGISTRY,
        facts=tuple(_fact(name, content[name], 0) for name in [*first, *rest]),
        frame=tuple(_fact(name, content[name], 0) for name in FRAME if name in content),
    )


def _fact(name: str, value: object, depth: int) -> Fact:
    values = value if isinstance(value, list) else [value]
    shown, left_out = values[:MOST_VALUES], max(0, len(values) - MOST_VALUES)
    if any(isinstance(one, Mapping | list) for one in shown):
        groups = tuple(_group(one, depth + 1) for one in shown)
        return Fact(name, Shape.GROUP, groups, left_out)
    shape = _shape(name, shown)
    return Fact(name, shape, tuple(shown), left_out)


def _group(value: object, depth: int) -> tuple[Fact, ...]:
    if depth > DEEPEST:
        return (Fact("…", Shape.WORD, ("…",)),)
    if isinstance(value, Mapping):
        items = list(value.items())[:MOST_VALUES]
        return tuple(_fact(str(name), inner, depth) for name, inner in items)
    return (_fact("", value, depth),)


def _shape(name: str, values: list[Any]) -> Shape:
    if not values:
        return Shape.WORD
    if all(isinstance(one, bool) for one in values):
        return Shape.FLAG
    if all(isinstance(one, int | float) for one in values):
        return Shape.NUMBER
    if name.endswith(("_ref", "_refs", "-id")) and all(is_object_id(one) for one in values):
        return Shape.REF
    if all(is_timestamp(one) for one in values):
        return Shape.TIME
    if name in VALUES:
        return Shape.VALUE
    if name in TERMS:
        return Shape.TERM
    return Shape.PROSE if name in PROSE else Shape.WORD

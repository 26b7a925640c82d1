"""What parts of a STIX 1.x package say of each other, in the words of STIX 2.1.

Source: STIX 1.2 related parts; STIX 2.1 §3.7, §4, §5.1 and appendix B.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from khien.intake.plain_xml import Element

_TOOLS: Final = frozenset({"malware", "attack-pattern", "infrastructure", "tool"})
_GOALS: Final = frozenset({"identity", "vulnerability"})
_SOURCES: Final = frozenset({"campaign", "threat-actor"})


def relation(source: str, target: str) -> tuple[str, bool]:
    """How STIX 2.1 says that one part names another (§3.7, §4, §5.1): the kind, and whether it goes back.

    Args:
        source: type of the object that names the other.
        target: type of the object that is named.
    """
    if target == "course-of-action" and source in {
        "indicator",
        "vulnerability",
        "malware",
        "attack-pattern",
    }:
        return ("investigates" if source == "indicator" else "mitigates"), True
    if source == "indicator" and target in _TOOLS | _SOURCES:
        return "indicates", False
    if target == "indicator" and source in _SOURCES:
        return "indicates", True
    if source in _SOURCES and target in _TOOLS:
        return "uses", False
    if source in _SOURCES | {"malware", "attack-pattern"} and target in _GOALS:
        return "targets", False
    if {source, target} == _SOURCES:
        return "attributed-to", source == "threat-actor"
    return (
        "has" if (source, target) == ("infrastructure", "vulnerability") else "related-to"
    ), False


ENDS: Final = _TOOLS | _GOALS | _SOURCES | {"indicator", "incident", "course-of-action"}


def is_stix(element: Element) -> bool:
    """Whether this is of STIX; OpenIOC calls some of its own parts by the same names."""
    return element.namespace.startswith("http://stix.mitre.org/") or not element.namespace


def references(
    holder: Element, names: Container[str], words: str = ""
) -> Iterator[tuple[Element, str]]:
    """The parts that an element names or holds, each with the words for the relation."""
    told = holder.said("Relationship") or words
    if holder.name in names and is_stix(holder) and holder.child(holder.name) is None:
        yield holder, words
        return
    for one in holder.children:
        yield from references(one, names, told)

"""Markings: selectors that select something, TLP as its owners defined it (STIX 2.1 §7.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.identifiers import type_of
from khien.model.stix.known_extensions import TLP_2_0
from khien.model.stix.times import same_time

# STIX 2.1 §7.2.1.4; `created` of all four: 2017-01-20T00:00:00.000Z.
TLP_1_IDS: Final[Mapping[str, str]] = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "white",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
TLP_1_CREATED: Final = "2017-01-20T00:00:00.000Z"

# TLP 2.0 extension, oasis-open/cti-stix2-json-schemas; `created` of all five: 2022-10-01T00:00:00.000Z.
TLP_2_IDS: Final[Mapping[str, str]] = {
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "clear",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": "amber+strict",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
TLP_2_CREATED: Final = "2022-10-01T00:00:00.000Z"

# STIX 2.1 §7.2.3.1: a property, then keys and [indices], joined by dots; never a wildcard.
_SELECTOR: Final = re.compile(
    r"(?:[a-z][a-z0-9_]{2,249}|id)(?:\.(?:\[[0-9]{1,6}\]|[a-zA-Z0-9_-]{1,250}))*\Z"
)
# RFC 5646 §2.1, its well-formed shape; whether each subtag is registered is not asked.
_LANGUAGE: Final = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?\Z"
)


def is_language_tag(text: str) -> bool:
    """Whether this is a well-formed language tag (RFC 5646 §2.1), such as `vi` or `zh-Hant-TW`."""
    return _LANGUAGE.match(text) is not None


def selected(content: Mapping[str, Any], selector: str) -> object | None:
    """What a selector points to, or None when nothing stands there (STIX 2.1 §7.2.3.1)."""
    if _SELECTOR.match(selector) is None:
        return None
    here: object = content
    for step in selector.split("."):
        if step.startswith("["):
            index = int(step[1:-1])
            if not isinstance(here, list) or index >= len(here):
                return None
            here = here[index]
        elif isinstance(here, Mapping) and step in here:
            here = here[step]
        else:
            return None
    return here


def markings_hold(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Granular markings, language tags, and the number of TLP markings."""
    for index, marking in enumerate(content.get("granular_markings", ())):
        yield from _granular(content, marking, f"granular_markings.[{index}]")
    if "lang" in content and not is_language_tag(content["lang"]):
        yield Finding("stix.language-tag", "lang")
    refs = content.get("object_marking_refs", ())
    if len(refs) > 1 and sum(ref in TLP_1_IDS or ref in TLP_2_IDS for ref in refs) > 1:
        yield Finding("stix.several-tlp", "object_marking_refs")
    if content["type"] == "marking-definition":
        yield from _definition(content)


def _granular(
    content: Mapping[str, Any], marking: Mapping[str, Any], path: str
) -> Iterator[Finding]:
    for number, selector in enumerate(marking["selectors"]):
        if selected(content, selector) is None:
            yield Finding("stix.selector", f"{path}.selectors.[{number}]")
    if ("marking_ref" in marking) == ("lang" in marking):
        yield Finding("stix.marking-or-language", path)
    if "marking_ref" in marking and type_of(marking["marking_ref"]) != "marking-definition":
        yield Finding("stix.reference-type", f"{path}.marking_ref", type_of(marking["marking_ref"]))
    if "lang" in marking and not is_language_tag(marking["lang"]):
        yield Finding("stix.language-tag", f"{path}.lang")


def _definition(content: Mapping[str, Any]) -> Iterator[Finding]:
    object_id, extensions = content["id"], content.get("extensions", {})
    if ("definition_type" in content) != ("definition" in content):
        yield Finding("stix.condition", "definition", "definition_type + definition")
    if "definition" not in content and not extensions:
        yield Finding("stix.condition", "definition", "definition | extensions")
    if content.get("definition_type") == "statement" and not isinstance(
        content.get("definition", {}).get("statement"), str
    ):
        yield Finding("stix.missing", "definition.statement")
    old = content.get("definition_type") == "tlp" or object_id in TLP_1_IDS
    new = TLP_2_0 in extensions or object_id in TLP_2_IDS
    if old and not _is_tlp_1(content):
        yield Finding("stix.marking-changed", "definition", "TLP 1")
    if new and not _is_tlp_2(content):
        yield Finding("stix.marking-changed", "extensions", "TLP 2.0")


def _is_tlp_1(content: Mapping[str, Any]) -> bool:
    level = TLP_1_IDS.get(content["id"])
    return (
        level is not None
        and content.get("definition_type") == "tlp"
        and content.get("definition") == {"tlp": level}
        and same_time(content["created"], TLP_1_CREATED)
    )


def _is_tlp_2(content: Mapping[str, Any]) -> bool:
    level = TLP_2_IDS.get(content["id"])
    extension = content.get("extensions", {}).get(TLP_2_0, {})
    return (
        level is not None
        and extension.get("tlp_2_0") == level
        and same_time(content["created"], TLP_2_CREATED)
    )

"""Selectors, languages, and TLP as its owners defined it."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.stix import judge
from khien.model.stix.known_extensions import TLP_2_0
from khien.model.stix.marking_rules import (
    TLP_1_IDS,
    TLP_2_IDS,
    is_language_tag,
    selected,
)
from tests.model.stix.samples import IDENTITY, MARKING, UUID4, codes, sample, written

TLP_1 = {
    object_id: sample(
        "marking-definition",
        id=object_id,
        created="2017-01-20T00:00:00.000Z",
        definition_type="tlp",
        definition={"tlp": level},
    )
    for object_id, level in TLP_1_IDS.items()
}
TLP_2 = {
    object_id: sample(
        "marking-definition",
        id=object_id,
        created="2022-10-01T00:00:00.000Z",
        definition_type=...,
        definition=...,
        extensions={TLP_2_0: {"extension_type": "property-extension", "tlp_2_0": level}},
    )
    for object_id, level in TLP_2_IDS.items()
}


@pytest.mark.parametrize("content", [*TLP_1.values(), *TLP_2.values()])
def test_the_nine_tlp_markings_are_accepted(content: dict[str, Any]) -> None:
    """TLP 1 and TLP 2.0 pass as their owners publish them."""
    assert codes(content) == []


RED_1 = TLP_1["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]
RED_2 = TLP_2["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]
EXTENSION = {"extension_type": "property-extension"}
FORGED: list[tuple[str, dict[str, Any]]] = [
    ("red that says white", {**RED_1, "definition": {"tlp": "white"}}),
    ("red under a new name", {**RED_1, "definition_type": "statement", "definition": {"statement": "x"}}),
    ("red of another day", {**RED_1, "created": "2017-01-21T00:00:00.000Z"}),
    ("a red of one's own", {**RED_1, "id": f"marking-definition--{UUID4}"}),
    ("red 2.0 that says clear", {**RED_2, "extensions": {TLP_2_0: {**EXTENSION, "tlp_2_0": "clear"}}}),
    ("red 2.0 without its extension", {**RED_2, "extensions": {IDENTITY.replace("identity", "extension-definition"): EXTENSION}}),
    ("red 2.0 of another day", {**RED_2, "created": "2022-10-02T00:00:00.000Z"}),
    ("a red 2.0 of one's own", {**RED_2, "id": f"marking-definition--{UUID4}"}),
]  # fmt: skip


@pytest.mark.parametrize("content", [c[1] for c in FORGED], ids=[c[0] for c in FORGED])
def test_a_changed_tlp_marking_is_refused_even_when_lenient(content: dict[str, Any]) -> None:
    """Nobody redefines what red means."""
    judgement = judge(written(content), lenient=True)

    assert judgement.version is None
    assert "stix.marking-changed" in {finding.code for finding in judgement.findings}


def granular(*selectors: str, **how: str) -> dict[str, Any]:
    """A report with one granular marking."""
    return sample(
        "report",
        description="x",
        external_references=[{"source_name": "a", "url": "https://example.com"}],
        granular_markings=[{"selectors": list(selectors), **how}],
    )


WHOLE = {"marking_ref": MARKING}
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("selectors that select", granular("name", "id", "external_references.[0].url", "object_refs.[0]", **WHOLE), []),
    ("a language", granular("description", lang="vi-VN"), []),
    ("neither", granular("name"), [("stix.marking-or-language", "granular_markings.[0]")]),
    ("both", granular("name", lang="vi", **WHOLE), [("stix.marking-or-language", "granular_markings.[0]")]),
    ("no marking", granular("name", marking_ref=IDENTITY), [("stix.reference-type", "granular_markings.[0].marking_ref")]),
    ("no language", granular("name", lang="tiếng Việt"), [("stix.language-tag", "granular_markings.[0].lang")]),
    ("a wildcard", granular("name", "external_references.*", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[1]")]),
    ("an absent property", granular("labels", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[0]")]),
    ("an index too far", granular("object_refs.[1]", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[0]")]),
    ("an index into a text", granular("name.[0]", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[0]")]),
    ("a key of a text", granular("name.first", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[0]")]),
    ("nothing at all", granular("", **WHOLE), [("stix.selector", "granular_markings.[0].selectors.[0]")]),
    ("two TLP markings", sample("tool", object_marking_refs=[*list(TLP_1)[:1], MARKING]), [("stix.several-tlp", "object_marking_refs")]),
    ("a bad lang", sample("tool", lang="x"), [("stix.language-tag", "lang")]),
    ("no definition", sample("marking-definition", definition_type=..., definition=...), [("stix.condition", "definition")]),
    ("half a definition", sample("marking-definition", definition=...), [
        ("stix.condition", "definition"), ("stix.condition", "definition"), ("stix.missing", "definition.statement"),
    ]),
    ("a statement without one", sample("marking-definition", definition={"x": "y"}), [("stix.missing", "definition.statement")]),
    ("a definition of another kind", sample("marking-definition", definition_type="x-terms", definition={"x": "y"}), []),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_markings(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Selectors must select, a marking or a language must be there, definitions must define."""
    assert codes(content) == expected


def test_a_selector_gives_what_it_selects() -> None:
    """A selector leads to the value that it names, or to nothing."""
    content = granular("name", **WHOLE)

    assert selected(content, "external_references.[0].source_name") == "a"
    assert selected(content, "external_references.[00000000].url") is None


@pytest.mark.parametrize("tag", ["vi", "vi-VN", "zh-Hant-TW", "en-US-x-private", "de-1996", "es-419", "sl-rozaj", "zh-cmn-Hans-CN"])  # fmt: skip
def test_language_tags_that_are_well_formed(tag: str) -> None:
    """Tags of RFC 5646 in every common form pass."""
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "v", "español", "vi_VN", "vi-", "vi VN", "vi\n", "-vi"])
def test_language_tags_that_are_not(tag: str) -> None:
    """Near misses do not."""
    assert not is_language_tag(tag)

"""What stands in an object for others to find."""

from __future__ import annotations

from khien.model.stix import references, searchable_text
from tests.model.stix.samples import IDENTITY, MARKING, UUID4, sample


def test_references_are_found_wherever_they_stand() -> None:
    """Lists, single ones, nested ones: each with its property; what is no id is not one."""
    content = sample(
        "report",
        created_by_ref=IDENTITY,
        object_refs=[f"tool--{UUID4}", f"malware--{UUID4}", "0", 5],
        granular_markings=[{"selectors": ["name"], "marking_ref": MARKING}],
        extensions={
            "x": {
                "events": [{"event_ref": f"event--{UUID4}"}],
                "plain_ref": None,
                "in_ref": {"a_ref": IDENTITY},
            }
        },
    )

    assert references(content) == (
        ("object_refs", f"tool--{UUID4}"),
        ("object_refs", f"malware--{UUID4}"),
        ("created_by_ref", IDENTITY),
        ("granular_markings.marking_ref", MARKING),
        ("extensions.x.events.event_ref", f"event--{UUID4}"),
    )


def test_words_for_the_search_are_names_prose_and_values() -> None:
    """Names, aliases, descriptions, hashes, translations and outside ids; no ids, no times, each once."""
    content = sample(
        "malware",
        name="Mã độc",
        aliases=["Sói", "Mã độc"],
        description="lừa đảo",
        external_references=[{"source_name": "cve", "external_id": "CVE-2024-0001", "url": "u"}],
        hashes={"MD5": "abcd"},
        contents={"vi": {"name": "Tên"}, "en": {"goals": ["money"]}},
        kill_chain_phases=[{"kill_chain_name": "k", "phase_name": "p"}],
        product={"name": "inner", "x": "y"},
        values=[["a"]],
    )

    assert searchable_text(content).split("\n") == [
        "Mã độc",
        "Sói",
        "lừa đảo",
        "cve",
        "CVE-2024-0001",
        "abcd",
        "Tên",
        "money",
        "inner",
    ]

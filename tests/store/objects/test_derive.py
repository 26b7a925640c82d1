"""What one version adds to the read model."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix import Version, findable
from khien.store.objects.derive import (
    TITLE_LENGTH,
    Level,
    Reference,
    TimedValue,
    Words,
    level_of,
    marking_refs_of,
    references_of,
    timed_values_of,
    title_of,
    words_of,
)
from tests.store.samples import GREEN, US, at, definition, domain, indicator, relationship, thing

DAY_US = 86_400_000_000
FIRST_OF_2026_US = 20_454 * DAY_US


def test_an_unmarked_object_is_stricter_than_amber() -> None:
    """Without a TLP an object counts as AMBER+STRICT, and is told apart from one that says so."""
    assert level_of(indicator(1).content, {}) == Level(Tlp.AMBER_STRICT, declared=False)


def test_the_strictest_part_sets_the_level() -> None:
    """One red sentence makes the whole object red."""
    own = definition(9, "red")
    marked = indicator(
        1,
        object_marking_refs=[GREEN],
        granular_markings=[{"selectors": ["pattern"], "marking_ref": own.id}],
    )

    assert level_of(marked.content, {own.id: own.content}) == Level(Tlp.RED, declared=True)
    assert marking_refs_of(marked.content) == (GREEN, own.id)


def test_markings_of_a_broken_form_are_no_references() -> None:
    """What is no list and no text is left to the level, which takes it for unknown."""
    content = {"object_marking_refs": [1, GREEN], "granular_markings": [None, {"selectors": []}]}

    assert marking_refs_of(content) == (GREEN,)
    assert marking_refs_of({"object_marking_refs": GREEN}) == ()


def _references(version: Version) -> list[Reference]:
    return list(references_of(version.content, findable(version.content)))


def test_references_name_the_property_without_its_index() -> None:
    """Each object that is pointed to is one link, however often; markings are no links."""
    one, two = indicator(1), indicator(2)
    report = thing("report", 3, object_refs=[one.id, two.id, one.id], object_marking_refs=[GREEN])

    assert _references(report) == [
        Reference("created_by_ref", ObjectId(US), None),
        Reference("object_refs", one.id, None),
        Reference("object_refs", two.id, None),
    ]


def test_a_relationship_joins_its_ends() -> None:
    """Beside its own references it says that the one `uses` the other."""
    actor, malware = thing("threat-actor", 1), thing("malware", 2)
    uses = relationship(3, actor, "uses", malware)

    assert _references(uses)[-1] == Reference("uses", malware.id, actor.id)


def test_a_relationship_without_an_end_joins_nothing() -> None:
    """A lenient import may keep a relationship whose target is absent."""
    broken = thing("relationship", 3, source_ref=US, relationship_type="uses")

    assert not any(one.from_id for one in _references(broken))
    assert title_of(broken.content) == f"{US} uses None"


@pytest.mark.parametrize(
    ("more", "times"),
    [
        ({}, (FIRST_OF_2026_US, None)),
        ({"valid_until": at(2)}, (FIRST_OF_2026_US, FIRST_OF_2026_US + DAY_US)),
        ({"valid_from": "soon", "valid_until": 7}, (0, None)),
    ],
)
def test_values_carry_their_validity(more: dict[str, Any], times: tuple[int, int | None]) -> None:
    """Times are microseconds; one that cannot be read counts as always, as if it were absent."""
    assert timed_values_of(indicator(1, **more).content) == (
        TimedValue("domain", "bad1.example.com", *times),
    )


@pytest.mark.parametrize(
    "content",
    [
        indicator(1, pattern="alert tcp any", pattern_type="snort").content,
        indicator(1, pattern="[not a pattern").content,
        domain(1).content,
    ],
    ids=["other language", "broken", "observable"],
)
def test_what_no_lookup_can_answer_has_no_values(content: dict[str, Any]) -> None:
    """Only STIX patterns of indicators that can be read give values."""
    assert timed_values_of(content) == ()


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ({"name": "  Two\n lines\0 ", "value": "x"}, "Two lines"),
        ({"name": " ", "value": "a.example.com"}, "a.example.com"),
        ({"name": 5, "pattern": "[a:b = 1]"}, "[a:b = 1]"),
        ({"account_number": "0123456789", "issuer_ref": "identity--x"}, "0123456789"),
        ({"name": "x" * 500}, "x" * TITLE_LENGTH),
        ({}, "tool--1"),
    ],
)
def test_a_title_is_one_line(content: dict[str, Any], title: str) -> None:
    """The name, or what is most telling in its place, without line breaks and NUL, cut when long."""
    assert title_of({"type": "tool", "id": "tool--1", **content}) == title


def _words(name: str) -> Words:
    content = thing("tool", 1, name=name).content
    return words_of(content, findable(content))


def test_words_are_folded_and_kept_with_their_marks() -> None:
    """Text without any mark is not kept twice."""
    words = _words(name="Lừa Đảo")

    assert (words.title, words.head) == ("Lừa Đảo", "lua dao")
    assert words.body.endswith("lua dao")
    assert words.marked.endswith("lừa đảo")
    assert _words(name="Plain").marked == ""

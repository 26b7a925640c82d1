"""An object as facts: nothing is left out, whatever stands in it."""

from __future__ import annotations

from typing import Any

import pytest

from khien.app.knowledge.portraying import MOST_VALUES, Fact, Shape, portrait, type_label
from khien.model.stix import REGISTRY
from khien.model.words import WORDS

AT = "2026-01-01T00:00:00.000Z"
ONE = "indicator--00000001-0000-4000-8000-000000000000"


def facts(**content: Any) -> dict[str, Fact]:  # noqa: ANN401 -- anything may stand in an object
    """The facts of a tool with these properties, by name."""
    found = portrait({"type": "tool", "id": "tool--1", **content})
    return {fact.name: fact for fact in found.facts}


@pytest.mark.parametrize(
    ("name", "value", "shape"),
    [
        ("is_family", True, Shape.FLAG),
        ("size", 7, Shape.NUMBER),
        ("object_refs", [ONE], Shape.REF),
        ("object_refs", ["nowhere"], Shape.WORD),
        ("first_seen", AT, Shape.TIME),
        ("first_seen", "soon", Shape.WORD),
        ("pattern", "[a:b = 1]", Shape.VALUE),
        ("description", "Words.", Shape.PROSE),
        ("malware_types", ["ransomware", "odd"], Shape.TERM),
        ("aliases", ["a", "b"], Shape.WORD),
        ("aliases", [], Shape.WORD),
        ("hashes", {"MD5": "00"}, Shape.GROUP),
        ("nothing", None, Shape.WORD),
    ],
)
def test_each_value_has_a_shape(name: str, value: object, shape: Shape) -> None:
    """What a value is decides how it is shown, not what its sender calls it."""
    assert facts(**{name: value})[name].shape is shape


def test_what_is_telling_comes_first() -> None:
    """The pattern of an indicator stands before its labels; the frame stands apart."""
    found = portrait(
        {"type": "indicator", "id": ONE, "created": AT, "labels": ["x"], "pattern": "p"}
    )

    assert [fact.name for fact in found.facts] == ["pattern", "labels"]
    assert [fact.name for fact in found.frame] == ["id", "type", "created"]
    assert (found.title, found.known) == ("p", True)


def test_long_lists_and_deep_nests_are_cut() -> None:
    """A page stays a page; what is left out is counted or said."""
    deep: Any = "end"
    for _ in range(12):
        deep = {"below": deep}

    assert facts(aliases=["x"] * (MOST_VALUES + 5))["aliases"].left_out == 5
    assert facts(deep=deep)["deep"].shape is Shape.GROUP
    assert facts(mixed=[["a"], {"b": 1}])["mixed"].shape is Shape.GROUP


def test_every_property_of_every_type_has_a_label() -> None:
    """Both languages name each type and each property that the node knows."""
    for kind, known in REGISTRY.items():
        assert type_label(kind), kind
        for name in known.properties:
            assert f"property.{name.replace('_', '-')}" in WORDS, name
    assert type_label("x-own") == ""
    assert Fact("x_own", Shape.WORD, ()).label == ""
    assert portrait({"type": "x-own", "id": "x-own--1"}).type_label == ""

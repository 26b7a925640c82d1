"""Rules about keys, text, numbers and depth, whatever the type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.stix import judge
from khien.model.stix.plain_json import DEPTH, json_holds, text_is_quiet, value_holds
from tests.model.stix.samples import codes, sample, written


def nested(levels: int) -> list[Any]:
    """A list in a list, so many levels deep."""
    found: list[Any] = ["x"]
    for _ in range(levels - 1):
        found = [found]
    return found


CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("null", {"description": None}, [("stix.null", "description"), ("stix.wrong-type", "description")]),
    ("an empty list", {"labels": []}, [("stix.empty", "labels")]),
    ("an empty list of our own", {"x_a": []}, [("stix.empty", "x_a"), ("stix.unknown-property", "x_a")]),
    ("an empty list deep in our own", {"x_a": {"b": [], "c": None, "a b": 1}}, [
        ("stix.unknown-property", "x_a"), ("stix.value", "x_a.a b"), ("stix.value", "x_a.b"), ("stix.value", "x_a.c"),
    ]),
    ("a bad property name", {"X": 1}, [("stix.property-name", "X"), ("stix.unknown-property", "X")]),
    ("a bad key", {"extensions": {"a b": {"c": 1}}}, [("stix.extension", "extensions.a b"), ("stix.key-name", "extensions.a b")]),
    ("an escape character", {"description": "a\x1b[31m"}, [("stix.control-character", "description")]),
    ("tabs and line ends", {"description": "a\tb\r\nc"}, []),
    ("a turn of direction", {"name": "exe\u202egpj"}, [("stix.hidden-character", "name")]),
    ("nothing of zero width", {"name": "a\u200bb\u00adc"}, [("stix.hidden-character", "name")]),
    ("an emoji with a joiner", {"name": "\U0001f468\u200d\U0001f469"}, []),
    ("the largest integer", {"x_n": [2**53 - 1, -(2**53) + 1, True, 1.5]}, [("stix.unknown-property", "x_n")]),
    ("the deepest nesting", {"x_deep": nested(DEPTH - 1)}, [("stix.unknown-property", "x_deep")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_json_of_an_object(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Each fault of the JSON itself is found, and what is fine passes."""
    assert codes(sample("tool", **changes)) == expected


def test_one_level_too_deep_is_refused() -> None:
    """The limit of nesting is where it says it is."""
    found = codes(sample("tool", x_deep=nested(DEPTH)))

    assert [code for code, _ in found] == ["stix.too-deep"]


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
))  # fmt: skip
def test_no_json_value_breaks_the_judge(value: object) -> None:
    """Whatever stands in a property, known or not, the judge answers and never raises."""
    for name in (
        "name",
        "labels",
        "external_references",
        "extensions",
        "x_any",
        "granular_markings",
    ):
        content = sample("tool") | {name: value}

        try:
            raw = written(content)
        except UnicodeEncodeError:
            return
        for lenient in (False, True):
            judgement = judge(raw, lenient=lenient)
            assert (judgement.version is None) == (judgement.verdict == "refused")


SAID: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"name": "quiet", "labels": [["a", None]]}, [("stix.null", "labels.[0].[1]", "")]),
    ({"labels": [{"a": 1, "b c": {"d": float("inf")}}]}, [
        ("stix.key-name", "labels.[0].b c", ""), ("stix.number", "labels.[0].b c.d", ""),
    ]),
    ({"labels": {"b\u200bc": []}}, [
        ("stix.key-name", "labels.b\u200bc", ""), ("stix.hidden-character", "labels", "U+200B"),
        ("stix.empty", "labels.b\u200bc", ""),
    ]),
    ({"labels": {"k" * 251: 1}}, [("stix.key-name", f"labels.{'k' * 250}", "")]),
    ({"b" * 250: 1, "abc": 1, "id": 1}, []),
    ({"b" * 251: 1}, [("stix.property-name", "b" * 250, "")]),
    ({"ab": "quiet"}, [("stix.property-name", "ab", "")]),
    ({"B\x1b": 1}, [("stix.property-name", "B\x1b", ""), ("stix.control-character", "", "U+001B")]),
    ({"name": "\0\x1b\u202e\ud800"}, [
        ("stix.nul", "name", ""), ("stix.control-character", "name", "U+001B"),
        ("stix.hidden-character", "name", "U+202E"), ("stix.not-json", "name", "lone surrogate"),
    ]),
    ({"name": "\udfff"}, [("stix.not-json", "name", "lone surrogate")]),
    ({"name": "\ud7ff\ue000"}, []),
    ({"x_n": [2**53, 2**53 - 1, -(2**53), 1 - 2**53]}, [
        ("stix.number", "x_n.[0]", ""), ("stix.number", "x_n.[2]", ""),
    ]),
    ({"x_n": [1.5, float("nan")]}, [("stix.number", "x_n.[1]", "")]),
    ({"x_n": None}, [("stix.null", "x_n", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), SAID)
def test_a_finding_names_the_place_and_what_is_there(
    content: dict[str, Any], said: list[tuple[str, str, str]]
) -> None:
    """The path leads to the very value; a character is told by its number, a long name is cut."""
    found = [(one.code, one.path, one.detail) for one in json_holds(content, {"name", "labels"})]

    assert found == said


@pytest.mark.parametrize("step", ["[0]", "a"])
def test_the_depth_counts_lists_and_objects_alike(step: str) -> None:
    """At the limit the path to the first level too many is told, with the limit."""
    value: Any = 1
    for _ in range(DEPTH):
        value = {step: value} if step == "a" else [value]
    (inner,) = value.values() if step == "a" else value

    (found,) = value_holds(value, "x")
    assert (found.code, found.path, found.detail) == (
        "stix.too-deep",
        ".".join(["x", *[step] * (DEPTH - 1)]),
        str(DEPTH),
    )
    assert list(json_holds({"x_deep": inner}, ())) == []
    assert [one.code for one in json_holds({"x_deep": value}, ())] == ["stix.too-deep"]


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        (r"a\t\n\r\"\\b", True),
        (r"a\u001bb", False),
        (r"a\bb", False),
        (r"a\\u001b", True),  # a backslash, then plain letters
        ("a\x7fb", False),
        ("đ", True),
        ("đ\x7f", False),
        ("đ\u200b", False),
        ("đ\u00a0\ue000", True),  # not printable to Python, but nothing that hides
        (r"đ\u001b", False),
    ],
)
def test_what_is_quiet_in_canonical_text(text: str, quiet: bool) -> None:
    """An object is read as text once; what its rules would name is not overlooked in it."""
    assert text_is_quiet(f'{{"name":"{text}"}}'.encode()) is quiet

"""Rules about keys, text, numbers and depth, whatever the type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.stix import judge
from khien.model.stix.plain_json import DEPTH
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

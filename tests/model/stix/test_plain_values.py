"""Tests of `model.stix.plain_json.surely_holds`: what passes quickly is what no rule has a word about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.stix.plain_json import DEPTH, surely_holds, value_holds

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(VALUES)
def test_what_surely_holds_has_no_finding(value: Any) -> None:  # noqa: ANN401 -- any JSON value
    """The quick look never says yes where a rule would say something."""
    assert not surely_holds(value) or not list(value_holds(value, "x"))


@pytest.mark.parametrize(
    "value",
    [
        "text",
        5,
        True,
        2**53 - 1,
        1 - 2**53,
        [1, ["a"]],
        {"a-b_1": {"c": "đ"}},
        {"extension_type": "new-sco"},
    ],
)
def test_plain_values_pass_quickly(value: object) -> None:
    """Else nothing would be won."""
    assert surely_holds(value)


@pytest.mark.parametrize("value", [None, 1.5, [], {}, {"a b": 1}, "\x00", 2**53, -(2**53), [None]])
def test_everything_else_is_looked_at_closely(value: object) -> None:
    """It may be right all the same; the rules say."""
    assert not surely_holds(value)


@pytest.mark.parametrize("is_list", [True, False])
def test_what_is_deep_is_looked_at_closely(is_list: bool) -> None:
    """The depth has a limit here too, and it is the one of the rules."""
    value: object = 1
    for _ in range(DEPTH - 1):
        value = [value] if is_list else {"a": value}

    assert surely_holds(value)
    assert not surely_holds([value] if is_list else {"a": value})

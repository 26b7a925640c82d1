"""Tests of `model.plain_text`: what every database keeps as it is."""

from __future__ import annotations

import pytest

from khien.model.errors import MalformedError
from khien.model.plain_text import holds_nul, keepable, shown


def test_what_cannot_be_kept_is_refused_by_name() -> None:
    """A text comes back as it is, or the error says which one and why."""
    assert keepable("lừa đảo \t\n", "reason") == "lừa đảo \t\n"
    with pytest.raises(MalformedError) as refused:
        keepable("a\0", "reason")
    assert (refused.value.item, "U+0000" in refused.value.rule) == ("reason", True)


@pytest.mark.parametrize("value", ["\0", {"a\0": 1}, {"a": "\0"}, [1, ["a", "\0"]], ("x", "\0")])
def test_a_nul_is_found_wherever_it_stands(value: object) -> None:
    """In a text, a key, a list, or deep inside."""
    assert holds_nul(value)


@pytest.mark.parametrize("value", ["\\u0000", {"a": [1, None, True, 1.5]}, [], 0])
def test_nothing_else_is_taken_for_one(value: object) -> None:
    """Not a zero, an empty list, or a text that speaks of the escape."""
    assert not holds_nul(value)


def test_it_is_shown_as_what_cannot_be_shown() -> None:
    """The place stays visible."""
    assert shown("a\0b") == "a\ufffdb"

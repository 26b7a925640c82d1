"""Patterns whose looks are enough: never one that reading would find fault with."""

from __future__ import annotations

import pytest
from bench.corpus import patterns
from hypothesis import given
from hypothesis import strategies as st

from khien.model.patterns import PatternError, faults, is_surely_sound, parse_pattern
from khien.model.patterns.glance import LONGEST

MD5 = "d41d8cd98f00b204e9800998ecf8427e"
PIECES = st.sampled_from(
    [
        *(
            "[",
            "]",
            "(",
            ")",
            " ",
            "'",
            "\\",
            ", ",
            " = ",
            " IN (",
            " AND ",
            " OR ",
            " FOLLOWEDBY ",
        ),
        *(
            "a:b",
            "c:d.e",
            "file:hashes.MD5",
            "file:hashes.'SHA-256'",
            "x:",
            "a:b.",
            "AND:b",
            "a:b[*]",
        ),
        *("'text'", "'a:b = '", "'a:b.'", "1", "0", "01", "-1", "1.5", "true", f"'{MD5}'", "''"),
        *(" WITHIN 5 SECONDS", " WITHIN 0 SECONDS", " REPEATS 0 TIMES", " NOT", "=", "\n", "é"),
    ]
)
COMPARISON = st.tuples(
    st.sampled_from(
        ["a:b", "a:c.d", "e:f", "file:hashes.MD5", "file:hashes.'SHA-256'", "a:'b'.", "OR:b"]
    ),
    st.sampled_from(
        [
            "= 'x'",
            "= 'a:b = 1'",
            "= 5",
            "= 0",
            "= 05",
            f"= '{MD5}'",
            "IN ('x', 'y')",
            "IN ()",
            "IN (1, 'x')",
        ]
    ),
).map(" ".join)


def _chain(operands: st.SearchStrategy[str], *joints: str) -> st.SearchStrategy[str]:
    more = st.lists(st.tuples(st.sampled_from(joints), operands), max_size=2)
    return st.tuples(operands, more).map(
        lambda parts: parts[0] + "".join(f" {joint} {operand}" for joint, operand in parts[1])
    )


OBSERVATION = _chain(COMPARISON, "AND", "OR").map(lambda text: f"[{text}]")
PATTERN = st.tuples(
    _chain(OBSERVATION, "AND", "OR", "FOLLOWEDBY"),
    st.sampled_from(["", " WITHIN 300 SECONDS", " WITHIN 0 SECONDS", " REPEATS 0 TIMES", " "]),
).map("".join)


def _is_sound(text: str) -> bool:
    try:
        return faults(parse_pattern(text)) == ()
    except PatternError:
        return False


@given(PATTERN | st.lists(PIECES, max_size=12).map("".join))
def test_what_looks_sound_is_sound(text: str) -> None:
    """Whatever passes at a glance, reading it finds in the grammar and without a fault."""
    if is_surely_sound(text):
        assert _is_sound(text), text


def test_what_feeds_send_needs_no_more_than_a_glance() -> None:
    """Every pattern of the corpus that speed is measured with."""
    assert all(map(is_surely_sound, patterns(400)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[a:b = 'x'",
        "[AND = 'x']",
        "[a:b..c = 'x']",
        "[a:b..c = 'x' OR a:b = 'y']",
        f"[file:hashes.MD5 = '{MD5}0']",
        f"[file:hashes.MD5 = '{MD5[1:]}g']",
        f"[file:hashes.MD5 IN ('{MD5}', 'x')]",
        "[a:b = 1 AND c:d = 1]",
        "[a:b = 9007199254740993]",
        "[a:b = 1] WITHIN 0 SECONDS",
    ],
)
def test_what_is_wrong_never_passes(text: str) -> None:
    """Broken grammar, wrong hashes, joined types: a glance lets none of them through."""
    assert not is_surely_sound(text)
    assert not _is_sound(text)


def test_what_is_long_is_read() -> None:
    """The bound of a glance: a pattern longer than that is right, but not for its looks."""
    text = f"[a:b = '{'x' * LONGEST}']"

    assert not is_surely_sound(text)
    assert _is_sound(text)

"""Regular expressions: the same answers as Python's own, and none that runs away."""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.patterns import ExpressionError, PatternLimitError
from khien.model.patterns.expression import parse_expression
from khien.model.patterns.machine import LONGEST_TEXT, MOST_STEPS, Machine, machine_of

ATOMS = st.sampled_from(
    (
        *("a", "b", ".", "[ab]", "[^a]", "[a-c1]", r"\w", r"\W", r"\d", r"\s", "ă", r"\n", r"\x61"),
        *("(?i:A)", "(?s:.)", "(?m:^a)", "(?:ab|b)", "(a|)", r"\.", "[^\\W1]"),
    )
)
PLACES = st.sampled_from((r"\b", "^", "$", r"\A"))
COUNTS = st.sampled_from(("", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}"))
ATOM = st.one_of(st.builds(str.__add__, ATOMS, COUNTS), PLACES)
EXPRESSIONS = st.recursive(
    st.lists(ATOM, min_size=1, max_size=4).map("".join),
    lambda inner: st.one_of(
        st.builds("({}){}".format, inner, COUNTS),
        st.builds("{}|{}".format, inner, inner),
        st.builds(str.__add__, inner, inner),
    ),
    max_leaves=5,
)


@given(EXPRESSIONS, st.text("ab1 A\nă", max_size=6))
def test_it_answers_as_python_does(expression: str, text: str) -> None:
    """Where both know the syntax, and Python may backtrack without harm, both find the same."""
    assert machine_of(expression).found_in(text) is (re.search(expression, text) is not None)


@given(EXPRESSIONS, st.binary(max_size=6))
def test_octets_are_answered_as_python_does(expression: str, octets: bytes) -> None:
    """Binary values are searched octet by octet, with classes of ASCII."""
    plain = expression.replace("ă", "x")
    found = machine_of(plain, octets=True).found_in(octets.decode("latin-1"))

    assert found is (re.search(plain.encode(), octets) is not None)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"\Aab\z", "ab"),
        (r"ab\Z", "ab\n"),
        ("ab$", "ab\n"),
        ("(?m)a$", "a\nb"),
        ("(?m)^b", "a\nb"),
        ("(?i)ĂN", "ăn"),
        ("(?i)[A-C]x", "bX"),
        ("a(?i)B(?-i)c", "abc"),
        ("(?i:a(?-i:B))", "AB"),
        ("(?s)a.b", "a\nb"),
        (r"\Qa.b\E+", "a.bb"),
        (r"a\Q\Eb", "ab"),
        (r"\Qa|", "a|"),
        ("a(?#remark)b", "ab"),
        ("(?<name>a)(?P<other>b)(?'third'c)", "abc"),
        (r"\x{111}\u0111\x61\0\07\e", "đđa\0\x07\x1b"),
        (r"\p{L}\pL\p{Lu}\P{L}\p{^L}", "aaA11"),
        (r"\h\v\N", " \nx"),
        (r"\D\S\H\V", "aaaa"),
        ("[[:alpha:][:digit:]]{2}[[:^space:]]", "a1x"),
        ("".join(f"[[:{name}:]]" for name in ("ascii", "blank", "cntrl", "graph")), "a \x7f!"),
        ("".join(f"[[:{name}:]]" for name in ("lower", "print", "punct", "upper")), "a ~Z"),
        ("".join(f"[[:{name}:]]" for name in ("word", "xdigit", "alnum", "space")), "_f9\n"),
        (r"[]a\]\-\d\b^-]{7}", "]a-\b^5-"),
        (r"[\x41-\x43][a\w-]", "B-"),
        ("a{,2}", "a{,2}"),
        ("x{", "x{"),
        ("", ""),
        ("|a", ""),
        ("(){9}a", "a"),
        ("(a?){300}b", "b"),
        (r"\B", ""),
    ],
)
def test_the_syntax_of_pcre_is_known(expression: str, text: str) -> None:
    """Each of these fits its text."""
    assert machine_of(expression).found_in(text)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"ab\z", "ab\n"),
        ("(?m)^$", "a\nb"),
        ("(?m)b^", "b\n"),
        ("a.b", "a\nb"),
        (r"\d", "²"),
        ("[[:alpha:]]", "ă"),
        ("(?i)[^a]", "A"),
        ("(?i)i", "İ"[:0]),
        (r"\p{Nd}", "a"),
        (r"\bb", "ab"),
    ],
)
def test_it_does_not_fit_everything(expression: str, text: str) -> None:
    """None of these fits its text."""
    assert not machine_of(expression).found_in(text)


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<!a)",
            "(?>a)",
            "(?(1)a)",
            "(?R)",
            "(?1)",
            "(?|a)",
            "(*FAIL)",
        ),
        *(r"(a)\1", r"\k<a>", r"(?P=a)", r"\g1", r"\K", r"\R", r"\X", r"\G", r"\c", r"\o{7}", "\\"),
        *("a*+", "a++", "a?+", "a{2}+", "a**", "a{2}{3}", "*a", "+", "?", "a{3,2}"),
        *(
            "(",
            ")",
            "(a",
            "a)",
            "[",
            "[a",
            "[]",
            "[b-a]",
            r"[a-\d]",
            "[[:nope:]]",
            "[[.a.]]",
            "[[=a=]]",
        ),
        *(r"\p{Greek}", r"\pQ", r"\p", r"\x{110000}", "(?x)a", r"[\R]", "(?<1>a)", "(?i"),
    ],
)
def test_what_cannot_be_answered_in_linear_time_is_refused(expression: str) -> None:
    """Broken expressions, and those that need backtracking, are refused with a place."""
    with pytest.raises(ExpressionError) as refused:
        machine_of(expression)
    assert 0 <= refused.value.position <= len(expression)


@pytest.mark.parametrize(
    ("expression", "limited"),
    [
        ("a" * 1_001, "expression"),
        ("(" * 60 + ")" * 60, "nesting"),
        ("((a{100}){100}){100}", "states"),
        ("(.{1,50}){1,50}", "states"),
        ("a{99999}", "states"),
    ],
)
def test_what_is_too_large_is_refused(expression: str, limited: str) -> None:
    """Length, depth and size of an expression are bounded."""
    with pytest.raises(PatternLimitError) as refused:
        machine_of(expression)
    assert refused.value.limited == limited


def test_nothing_often_costs_nothing() -> None:
    """Repeating what eats nothing a billion times is read at once."""
    assert machine_of("(((){9999}){9999}){9999}a{0}").found_in("")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("(a+)+$", "a" * 60_000 + "b"),
        ("(a|aa)+$", "a" * 60_000 + "b"),
        ("(.*)*(.*)*x", "y" * 60_000),
        ("(a?){300}a{300}b", "a" * 60_000),
        ("([a-z]+)*=", "ab" * 30_000),
        ("(a|b)*a(a|b){200}c", "abbabaabbabbba" * 4_000),
    ],
)
def test_what_hangs_a_backtracking_engine_is_answered(expression: str, text: str) -> None:
    """Expressions that are made to hang are answered, or given up, in a moment."""
    start = time.process_time()

    with suppress(PatternLimitError):
        assert not machine_of(expression).found_in(text)
    assert time.process_time() - start < 20


def test_a_search_gives_up_after_so_many_steps() -> None:
    """An expression that meets new states all the time is given up after a fixed number of them."""
    octets = hashlib.shake_256(b"any").digest(LONGEST_TEXT)
    text = "".join("ab"[octet & 1] for octet in octets)

    with pytest.raises(PatternLimitError) as refused:
        machine_of("(a|b)*a(a|b){200}c").found_in(text)
    assert (refused.value.limited, refused.value.most) == ("steps", MOST_STEPS)


def test_a_machine_that_forgets_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """When too many sets of states are remembered, all are forgotten, and answers stay right."""
    monkeypatch.setattr("khien.model.patterns.machine._REMEMBERED", 2)
    machine = Machine(parse_expression("a(a|b){5}c"))

    assert machine.found_in("ababbabbabac")
    assert not machine.found_in("abababababbbb")

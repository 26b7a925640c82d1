"""Random patterns on random observations, beside the OASIS matcher where it is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.patterns import matches, observed_in

TEXTS, NUMBERS = st.sampled_from(("'a'", "'b'", "'ab'")), st.sampled_from(("5", "5.5"))
OTHERS = st.sampled_from(("true", "h'61'", "b'YQ=='"))
PATHS = st.sampled_from(
    (
        *(
            "x:s",
            "x:n",
            "x:f",
            "x:b",
            "x:l[*]",
            "x:l[0]",
            "x:d.k",
            "x:absent",
            "x:ip",
            "y:s",
            "y:n",
        ),
        *("x:y_ref.s", "x:y_refs[*].n"),
    )
)
NOT = st.sampled_from(("", "NOT "))


def written(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """The parts one behind the other."""
    given_parts = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*given_parts).map("".join)


# Three things are left out, in which the matcher is known to answer otherwise: NOT before `<` and the like
# of another type (it says no to both), IN with octets (it compares them with no text), `true IN (1)` (it
# says yes); and a whole second as a window, whose end it counts in.
COMPARISONS = st.one_of(
    written(PATHS, " ", NOT, st.sampled_from(("=", "!=")), " ", st.one_of(TEXTS, NUMBERS, OTHERS)),
    written(PATHS, st.sampled_from((" < ", " <= ", " > ", " >= ")), st.one_of(TEXTS, NUMBERS)),
    written("x:h_hex", st.sampled_from((" = ", " != ")), st.one_of(TEXTS, OTHERS)),
    written("x:h_hex", st.sampled_from((" < ", " >= ")), TEXTS),
    written("x:t ", NOT, st.sampled_from(("=", "!=")), " t'2026-01-01T00:00:00Z'"),
    written("x:t", st.sampled_from((" < ", " >= ")), "t'2026-01-01T00:00:00.5Z'"),
    written(PATHS, " ", NOT, "LIKE ", st.sampled_from(("'%'", "'a%'", "'_'", "'%b'"))),
    written(PATHS, " ", NOT, "MATCHES ", st.sampled_from(("'^a'", "'b$'", "'a|b'", "'.'"))),
    written(PATHS, " ", NOT, "IN ", st.sampled_from(("(5, 7)", "('a', 'c')", "(5.5, 7)"))),
    written("x:ip ", NOT, "ISSUBSET ", st.sampled_from(("'10.0.0.0/8'", "'10.1.2.3/32'"))),
)
EXPRESSIONS = st.recursive(
    COMPARISONS,
    lambda inner: written("(", inner, st.sampled_from((" AND ", " OR ")), inner, ")"),
    max_leaves=3,
)
QUALIFIERS = st.sampled_from(
    (
        *("REPEATS 2 TIMES", "WITHIN 1.5 SECONDS", "WITHIN 3.5 SECONDS"),
        "START t'2026-01-01T00:00:01Z' STOP t'2026-01-01T00:00:03Z'",
    )
)
PATTERNS = st.recursive(
    written("[", EXPRESSIONS, "]"),
    lambda inner: st.one_of(
        written("(", inner, st.sampled_from((" AND ", " OR ", " FOLLOWEDBY ")), inner, ")"),
        written("(", inner, ") ", QUALIFIERS),
    ),
    max_leaves=4,
)
PROPERTIES = st.fixed_dictionaries(
    {"t": st.sampled_from(("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"))},
    optional={
        "s": st.sampled_from(("a", "b", "ab")),
        "n": st.sampled_from((1, 5, 7)),
        "f": st.sampled_from((5.5, 5.0)),
        "b": st.booleans(),
        "l": st.lists(st.sampled_from(("a", "b", 5)), min_size=1, max_size=2),
        "d": st.fixed_dictionaries({"k": st.sampled_from(("a", 5))}),
        "h_hex": st.sampled_from(("61", "62")),
        "ip": st.sampled_from(("10.1.2.3", "192.0.2.1")),
    },
)


@st.composite
def bundles(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to three observations, each of two objects of which one may refer to the other."""
    objects: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        x = {"type": "x", "id": f"x--{number}", **draw(PROPERTIES)}
        y = {"type": "y", "id": f"y--{number}", **draw(PROPERTIES)}
        x |= draw(st.sampled_from(({}, {"y_ref": y["id"]}, {"y_refs": [y["id"]]})))
        first = draw(st.integers(0, 4))
        data = {
            "type": "observed-data",
            "spec_version": "2.1",
            "id": f"observed-data--{number}",
            "number_observed": draw(st.integers(1, 2)),
            "first_observed": f"2026-01-01T00:00:0{first}Z",
            "last_observed": f"2026-01-01T00:00:0{first + draw(st.integers(0, 1))}Z",
            "object_refs": [x["id"], y["id"]],
        }
        objects += (data, x, y)
    return objects


@given(PATTERNS, bundles())
def test_it_answers_as_the_oasis_matcher_does(pattern: str, objects: list[dict[str, Any]]) -> None:
    """A question that both understand gets the same answer from both."""
    if find_spec("stix2matcher") is None:
        pytest.skip("stix2-matcher is not installed: pip install stix2-matcher")
    matcher = import_module("stix2matcher.matcher")
    whole = {"type": "bundle", "id": "bundle--1", "objects": objects}

    found = matches(pattern, observed_in(objects)) is not None

    assert found is bool(matcher.match(pattern, [whole], stix_version="2.1"))

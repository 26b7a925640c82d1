"""A tree of any shape is written as text that reads back as the same tree."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.patterns import (
    AllOf,
    AnyIndex,
    AnyObserved,
    AnyOf,
    Base64Bytes,
    Comparison,
    EachObserved,
    Existence,
    FollowedBy,
    HexBytes,
    Index,
    Key,
    Membership,
    Moment,
    ObjectPath,
    Observation,
    ObservationExpression,
    Operator,
    Pattern,
    Qualified,
    Real,
    Repeats,
    StartStop,
    Text,
    Truth,
    Whole,
    Within,
    parse_pattern,
)
from khien.model.patterns.parser import INTEGER_LIMIT

_KEYS = st.sampled_from(
    [Key("value"), Key("name"), Key("SHA-256"), Key("AND"), Key("o_ref"), Key("it's")]
)
_PATHS = st.builds(
    lambda kind, first, rest: ObjectPath(kind, (first, *rest)),
    st.sampled_from(["file", "x-thing", "_a"]),
    _KEYS,
    st.lists(
        st.one_of(_KEYS, st.builds(Index, st.integers(0, 9)), st.just(AnyIndex())), max_size=2
    ),
)
_TEXTS = st.builds(Text, st.text(alphabet="a'\\ %_đ[", max_size=5))
_MOMENTS = st.sampled_from(
    [
        Moment(datetime(2020, 1, 1, tzinfo=UTC), "2020-01-01T00:00:00Z"),
        Moment(datetime(2020, 1, 2, microsecond=500000, tzinfo=UTC), "2020-01-02T00:00:00.5Z"),
    ]
)
_ORDERED = st.one_of(
    _TEXTS,
    st.builds(Whole, st.integers(-INTEGER_LIMIT, INTEGER_LIMIT)),
    st.builds(Real, st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(HexBytes, st.binary(max_size=3)),
    st.builds(Base64Bytes, st.binary(min_size=1, max_size=4)),
    _MOMENTS,
)
_CONSTANTS = st.one_of(_ORDERED, st.builds(Truth, st.booleans()))
_SINGLE = st.one_of(
    st.builds(
        Comparison, _PATHS, st.sampled_from(["=", "!="]).map(Operator), _CONSTANTS, st.booleans()
    ),
    st.builds(Comparison, _PATHS, st.sampled_from(["<", "<=", ">", ">="]).map(Operator), _ORDERED),
    st.builds(Comparison, _PATHS, st.sampled_from(["LIKE", "MATCHES"]).map(Operator), _TEXTS),
    st.builds(Membership, _PATHS, st.lists(_CONSTANTS, max_size=3).map(tuple), st.booleans()),
    st.builds(Existence, _PATHS, st.booleans()),
)
_COMPARISONS = st.recursive(
    _SINGLE,
    lambda inner: st.builds(
        lambda joint, operands: joint(tuple(operands)),
        st.sampled_from([AllOf, AnyOf]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)
_QUALIFIERS = st.one_of(
    st.builds(Repeats, st.integers(1, 9)),
    st.builds(Within, st.one_of(st.integers(1, 9), st.floats(0.5, 1e9))),
    st.builds(StartStop, _MOMENTS, _MOMENTS),
)
_OBSERVATIONS = st.recursive(
    st.builds(Observation, _COMPARISONS),
    lambda inner: st.one_of(
        st.builds(
            lambda joint, operands: joint(tuple(operands)),
            st.sampled_from([EachObserved, AnyObserved, FollowedBy]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(Qualified, inner, st.lists(_QUALIFIERS, min_size=1, max_size=2).map(tuple)),
    ),
    max_leaves=4,
)


@given(_OBSERVATIONS)
@settings(max_examples=60, deadline=None)
def test_writing_and_reading_again_changes_nothing(expression: ObservationExpression) -> None:
    """Any tree that is written as text is read back as the same tree."""
    pattern = Pattern(expression)

    assert parse_pattern(str(pattern)) == pattern

"""Canonical JSON: the quick way and the library give the same bytes."""

import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from khien.model.canonical import canonical_json, content_sha256, is_plain
from khien.model.errors import MalformedError

SAFE = 2**53 - 1
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_has_the_bytes_that_the_library_gives(value: object) -> None:
    """Sorted compact JSON is used only where it equals RFC 8785."""
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # JSON by the strategy


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ([1e21, 0.002, 1e-7, 56.0, 4.5], "[1e+21,0.002,1e-7,56,4.5]"),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ({"€": 1, "\r": 2, "1": 3}, '{"\\r":2,"1":3,"€":1}'),
        ("lừa đảo \u0007\n", '"lừa đảo \\u0007\\n"'),
    ],
)
def test_the_examples_of_the_standard(value: object, text: str) -> None:
    """RFC 8785 §3.2: ECMAScript numbers, UTF-16 order of keys, short escapes."""
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), math.nan, math.inf, "\ud800", {"a": ["\udfff"]}]
)
def test_what_is_not_i_json_is_refused_by_name(value: object) -> None:
    """RFC 7493: no integer beyond 2^53, no NaN, no lone surrogate."""
    with pytest.raises(MalformedError) as caught:
        canonical_json(value, "indicator--1")

    assert (caught.value.item, caught.value.rule) == ("indicator--1", "RFC 8785 canonical JSON")


def test_an_address_names_its_item_too() -> None:
    """What has no canonical form is called by the name that was given, or a value."""
    for named, item in ((["indicator--1"], "indicator--1"), ([], "value")):
        for read in (canonical_json, content_sha256):
            with pytest.raises(MalformedError) as caught:
                read(math.nan, *named)
            assert caught.value.item == item


PLAIN: list[object] = [None, True, "đ", SAFE, -SAFE, [], {}, {"a": ["b", 1]}]
OTHER: list[object] = [2**53, -(2**53), 1.5, (), b"", {"đ": 1}, {1: 1}, [1.5], {"a": {"b": 1.5}}]


@pytest.mark.parametrize("value", [*PLAIN, *OTHER])
def test_what_the_quick_way_may_take(value: object) -> None:
    """Safe whole numbers, texts and ASCII keys, however deep; all else goes the long way."""
    assert is_plain(value) is any(value is one for one in PLAIN)


def test_nesting_without_end_is_refused() -> None:
    """Too deep is an error of the input, not of the interpreter."""
    value: list[object] = []
    for _ in range(200_000):
        value = [value]

    with pytest.raises(MalformedError):
        canonical_json(value)


def test_the_address_is_the_hash_of_the_canonical_form() -> None:
    """Known answer: SHA-256 of `{}`."""
    assert content_sha256({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

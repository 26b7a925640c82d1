"""Tests of khien.intake.pattern_text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.validator import run_validator

from khien.intake.pattern_text import any_of, comparison, equals, key_step, quoted
from khien.model.patterns import indicator_values, parse_pattern


def test_quotes_and_backslashes_are_escaped() -> None:
    """A value cannot break out of its quotes (STIX 2.1 §9.2)."""
    assert quoted(r"C:\it's") == r"'C:\\it\'s'"


def test_keys_are_quoted_only_where_needed() -> None:
    """A hyphen or a slash in a step of a path asks for quotes."""
    assert [key_step(name) for name in ("MD5", "SHA-256", "x")] == ["MD5", "'SHA-256'", "x"]


def test_ranges_match_their_members() -> None:
    """A range compares with ISSUBSET, in its family."""
    assert comparison("cidr", "192.0.2.0/24") == "ipv4-addr:value ISSUBSET '192.0.2.0/24'"
    assert comparison("cidr", "2001:db8::/32") == "ipv6-addr:value ISSUBSET '2001:db8::/32'"


def test_every_alternative_can_be_looked_up() -> None:
    """Each value of a pattern with several reaches the index, each once."""
    text = any_of(
        [
            comparison("domain", "evil.example"),
            comparison("sha256", "a" * 64),
            comparison("domain", "evil.example"),
        ]
    )

    values = indicator_values(parse_pattern(text))

    assert [value.value for value in values] == ["evil.example", "a" * 64]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_value_makes_a_pattern_that_others_accept(value: str) -> None:
    """The OASIS pattern validator reads what we write, whatever the value is."""
    text = any_of([equals("file:name", value)])

    assert run_validator(text, stix_version="2.1") == []
    parse_pattern(text)

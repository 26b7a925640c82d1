"""Tests of `model.patterns.sufficient.watched_values_of`: one comparison is read as the parser reads it."""

from __future__ import annotations

import pytest

from khien.model.patterns import parse_pattern, watched_values_of
from khien.model.patterns.sufficient import read_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "[domain-name:value = 'Bad.Example']",
        "[ipv4-addr:value = '192.0.2.7']",
        "[ipv4-addr:value = '192.0.2.0/24']",
        "[ipv6-addr:value = '2001:DB8::1']",
        "[url:value = 'HTTP://bad.example/A']",
        "[file:hashes.'SHA-256' = '" + "AB" * 32 + "']",
        "[file:hashes.MD5 = '" + "cd" * 16 + "']",
        "[email-message:from_ref.value = 'a@bad.example']",
        "[x509-certificate:hashes.'SHA-1' = '" + "0" * 40 + "']",
    ],
)
def test_one_comparison_gives_the_value_that_its_pattern_gives(pattern: str) -> None:
    """The same kind and the same normal form."""
    found = watched_values_of({"type": "indicator", "pattern": pattern})

    assert found == read_pattern(parse_pattern(pattern)).values
    assert len(found) == 1


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("[domain-name:value = 'no domain']", ["pattern"]),
        ("[process:name = 'x.exe']", ["pattern"]),
        ("[domain-name:value = 'a.example' OR domain-name:value = 'b.example']", ["domain"] * 2),
        ("[domain-name:value = '" + "x" * 3_000 + "']", ["pattern"]),
        ("no pattern", []),
    ],
)
def test_everything_else_is_parsed(pattern: str, kinds: list[str]) -> None:
    """No value, a property that is none, several comparisons, too long, or not a pattern at all."""
    found = watched_values_of({"type": "indicator", "pattern": pattern})

    assert [one.kind.value for one in found] == kinds
    assert (
        watched_values_of({"type": "indicator", "pattern": pattern, "pattern_type": "yara"}) == ()
    )
    assert watched_values_of({"type": "indicator"}) == ()

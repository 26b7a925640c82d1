"""An indicator's STIX pattern."""

from __future__ import annotations

from khien.model.stix import judge
from tests.model.stix.samples import codes, sample, written


def test_a_pattern_that_does_not_read_is_refused_with_its_place() -> None:
    """The position and what was expected are said."""
    finding = judge(written(sample("indicator", pattern="[url:value = 'a'"))).findings[0]

    assert (finding.code, finding.path) == ("stix.pattern", "pattern")
    assert finding.detail.startswith("16: ")


def test_a_pattern_that_breaks_a_clause_is_kept() -> None:
    """A hash of impossible length reads as a pattern; the clause is named."""
    assert codes(sample("indicator", pattern="[file:hashes.MD5 = 'ab']")) == [
        ("stix.pattern-clause", "pattern")
    ]


def test_other_languages_of_patterns_are_not_read() -> None:
    """A YARA rule is not parsed as a STIX pattern, nor is a pattern that is missing."""
    assert codes(sample("indicator", pattern="rule x {}", pattern_type="yara")) == []
    assert codes(sample("indicator", pattern=...)) == [("stix.missing", "pattern")]

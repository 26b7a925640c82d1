"""An indicator's pattern, where it is a STIX pattern (STIX 2.1 §4.7, §9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from khien.model.patterns import PatternError, faults, parse_pattern
from khien.model.stix.findings import Finding


def pattern_reads(content: Mapping[str, Any]) -> Iterator[Finding]:
    """The pattern follows the grammar; a clause that it breaks beyond the grammar is said."""
    if content.get("pattern_type") != "stix" or "pattern" not in content:
        return
    try:
        pattern = parse_pattern(content["pattern"])
    except PatternError as error:
        yield Finding("stix.pattern", "pattern", f"{error.position}: {error.expected}")
        return
    for fault in faults(pattern):
        yield Finding("stix.pattern-clause", "pattern", f"{fault.position}: {fault.code}")

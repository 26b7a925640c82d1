"""Objects made to cost memory: what they may hold has a bound, and beyond it they are refused."""

from __future__ import annotations

import json

import pytest

from khien.model.patterns import PatternError, parse_pattern
from khien.model.patterns.parser import LONGEST, REMEMBERED
from khien.model.stix.findings import Verdict
from khien.model.stix.judging import FINDINGS, VALUES, judge

INDICATOR = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--7f9b6ad6-9fcf-4a06-ae2c-f2c0a7f0a001",
    "created": "2026-11-22T08:00:00.000Z",
    "modified": "2026-11-22T08:00:00.000Z",
    "pattern": "[a:b = 1]",
    "pattern_type": "stix",
    "valid_from": "2026-11-01T00:00:00Z",
}


def _codes(content: object) -> set[str]:
    judgement = judge(json.dumps(content).encode(), lenient=True)
    assert judgement.verdict is Verdict.REFUSED
    return {finding.code for finding in judgement.findings}


def test_an_object_has_only_so_many_values() -> None:
    """One value more is refused before it is read; a long text costs no values."""
    assert _codes(INDICATOR | {"x_a": [1] * (VALUES + 1)}) == {"stix.too-many-values"}
    text = json.dumps(INDICATOR | {"description": "x" * (VALUES + 1)}).encode()
    assert judge(text).accepted


def test_what_is_wrong_everywhere_is_said_only_so_often() -> None:
    """Beyond so many findings nobody looks on, and the object is refused, leniently read too."""
    many: list[list[int]] = [[] for _ in range(FINDINGS + 5)]
    content = INDICATOR | {"x_a": many}
    judgement = judge(json.dumps(content).encode(), lenient=True)

    assert "stix.too-many-findings" in {finding.code for finding in judgement.findings}
    assert len(judgement.findings) < FINDINGS + 20
    assert not judgement.accepted


def test_a_pattern_has_a_length() -> None:
    """A longer one is refused unread; of long ones none is kept in memory."""
    with pytest.raises(PatternError) as caught:
        parse_pattern("[" * (LONGEST + 1))
    assert caught.value.position == LONGEST

    long = f"[a:b = '{'x' * REMEMBERED}']"
    assert parse_pattern(long) is not parse_pattern(long)
    short = "[a:b = 'once']"
    assert parse_pattern(short) is parse_pattern(short)

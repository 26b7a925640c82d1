"""What the grammar allows and the standard forbids."""

from __future__ import annotations

import pytest

from khien.model.patterns import faults, observations_of, parse_pattern
from khien.model.words import say

DAY = "t'2020-01-01T00:00:00Z'"
NEXT_DAY = "t'2020-01-02T00:00:00Z'"
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[a:b = 1]", []),
        ("[a:b = 1] REPEATS 0 TIMES", ["repeats"]),
        ("[a:b = 1] REPEATS 1 TIMES", []),
        ("[a:b = 1] WITHIN 0 SECONDS", ["within"]),
        ("[a:b = 1] WITHIN 0.0 SECONDS", ["within"]),
        ("[a:b = 1] WITHIN 0.1 SECONDS", []),
        (f"[a:b = 1] START {DAY} STOP {DAY}", ["start-stop"]),
        (f"[a:b = 1] START {NEXT_DAY} STOP {DAY}", ["start-stop"]),
        (f"[a:b = 1] START {DAY} STOP {NEXT_DAY}", []),
        ("[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS", ["qualifier-twice"]),
        ("[a:b = 1] WITHIN 5 SECONDS REPEATS 6 TIMES", []),
        ("([a:b = 1] REPEATS 2 TIMES) REPEATS 2 TIMES", []),
        ("[a:b = 1 AND c:d = 1]", ["types-joined"]),
        ("[a:b = 1 OR c:d = 1]", []),
        ("[(a:b = 1 OR c:d = 1) AND c:e = 1]", []),
        ("[(a:b = 1 AND (a:b = 2 OR c:d = 1)) AND c:e = 1]", ["types-joined"]),
        ("[a:b = 1 AND (a:c = 2 OR (a:d = 1 AND e:f = 1))]", ["types-joined"]),
        ("[a:b = 1] AND [c:d = 1]", []),
        ("[a:b = 1 OR EXISTS a:c AND a:d = 1]", []),
        ("[a:b IN (1, 2.5)]", []),
        ("[a:b IN (1, '2')]", ["set-mixed"]),
        ("[a:b IN ()]", []),
        ("[ipv4-addr:value ISSUBSET '192.0.2.1/24']", []),
        ("[ipv6-addr:value ISSUPERSET '2001:db8::1']", []),
        ("[ipv4-addr:value ISSUBSET '192.0.2.0/33']", ["subnet"]),
        ("[ipv4-addr:value NOT ISSUPERSET 'example.com']", ["subnet"]),
        (f"[file:hashes.MD5 = '{MD5}']", []),
        (f"[file:hashes.md5 != '{MD5}0']", ["hash"]),
        (f"[file:hashes.'SHA-256' IN ('{MD5}', '{MD5 * 2}', 'f00')]", ["hash", "hash"]),
        ("[file:hashes.'SHA3-256' = 'x']", ["hash"]),
        (f"[file:hashes.MD5 = '{MD5[:-1]}g']", ["hash"]),
        ("[file:hashes.MD5 LIKE 'd41d%']", []),
        ("[file:hashes.SSDEEP = '3:a:b']", []),
        ("[file:hashes[*] = 'f00']", []),
        ("[a:b = 1] REPEATS 0 TIMES OR [a:b IN (1, true)]", ["repeats", "set-mixed"]),
    ],
)
def test_each_broken_clause_is_named(text: str, codes: list[str]) -> None:
    """Every clause that a pattern breaks is found, from left to right, and nothing else."""
    found = faults(parse_pattern(text))

    assert [fault.code for fault in found] == [f"pattern.{code}" for code in codes]
    for fault in found:
        assert fault.detail in say(fault.code, "en", {"detail": fault.detail})


@pytest.mark.parametrize(
    ("text", "at", "detail"),
    [
        ("[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS", "WITHIN 6", "WITHIN 6 SECONDS"),
        ("[a:b = 1] REPEATS 0 TIMES", "REPEATS", "REPEATS 0 TIMES"),
        ("[a:b = 1 OR a:b = 1 AND c:d = 2]", "a:b = 1 AND", "a:b AND c:d"),
        ("[a:b IN (1, '2')]", "a:b", "a:b"),
        ("[ipv4-addr:value ISSUBSET 'x']", "'x'", "ipv4-addr:value"),
        ("[file:content_ref.hashes.MD5 = 'x']", "'x'", "file:content_ref.hashes.MD5"),
    ],
)
def test_faults_point_at_their_place(text: str, at: str, detail: str) -> None:
    """A fault says where it stands, and names path or qualifier, never the compared value."""
    (fault,) = faults(parse_pattern(text))

    assert (fault.position, fault.detail) == (text.index(at), detail)


def test_observations_are_found_in_order() -> None:
    """Every bracket of a pattern is given, whatever joins and qualifies it."""
    text = "([a:b = 1] FOLLOWEDBY [a:b = 2]) REPEATS 2 TIMES OR [a:b = 3] AND [a:b = 4]"

    found = observations_of(parse_pattern(text).expression)

    assert [str(one) for one in found] == [f"[a:b = {n}]" for n in (1, 2, 3, 4)]

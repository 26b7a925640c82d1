"""What a comparison says of one object: operators, types, paths, references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.patterns import PatternLimitError, matches
from khien.model.patterns.comparing import MOST_VALUES, is_like
from khien.model.patterns.machine import LONGEST_TEXT
from tests.model.patterns.scenes import seen

FILE = {
    "type": "file",
    "id": "file--1",
    "name": "a.exe",
    "size": 10,
    "ratio": 0.5,
    "is_packed": True,
    "nothing": None,
    "hashes": {"SHA-256": "ab"},
    "data_hex": "616263",
    "bad_hex": "xyz",
    "data_bin": "YWJj",
    "bad_bin": "*",
    "list_hex": ["6162"],
    "parts": ["one", "two"],
    "ctime": "2026-01-01T00:00:00.5Z",
    "leap": "2016-12-31T23:59:60Z",
    "parent_directory_ref": "directory--1",
    "contains_refs": ["file--1", "absent--1", 7],
    "inner_ref": {"name": "inline"},
    "ip": "198.51.100.7",
    "ip6": "2001:db8::7",
}
DIRECTORY = {"type": "directory", "id": "directory--1", "path": "C:\\x"}


def holds(comparison: str) -> bool:
    """Whether the sample file fulfils a comparison."""
    return matches(f"[{comparison}]", [seen(FILE, DIRECTORY)]) is not None


@pytest.mark.parametrize(
    "comparison",
    [
        "file:size = 10",
        "file:size = 10.0",
        "file:size != 11",
        "file:size < 11",
        "file:size <= 10",
        "file:size > 9.5",
        "file:size >= 10",
        "file:ratio = 0.5",
        "file:is_packed = true",
        "file:is_packed != false",
        "file:is_packed != 1",
        "file:nothing != 'x'",
        "EXISTS file:nothing",
        "EXISTS file:hashes.'SHA-256'",
        "NOT EXISTS file:absent",
        "file:hashes.'SHA-256' = 'ab'",
        "file:name > 'a'",
        "file:name NOT = 'b'",
        "file:name NOT > 5",
        "file:name IN ('x', 'a.exe')",
        "file:name NOT IN ('x', 'y')",
        "file:name LIKE '%.exe'",
        "file:name NOT LIKE '%.dll'",
        "file:name MATCHES '^a\\\\.'",
        "file:data_hex = 'abc'",
        "file:data_hex = h'616263'",
        "file:data_hex != 'ă'",
        "file:data_hex LIKE 'a_c'",
        "file:data_hex MATCHES '^\\\\x61'",
        "file:data_bin = b'YWJj'",
        "file:data_bin > 'abb'",
        "file:list_hex[0] = 'ab'",
        "file:name = h'612e657865'",
        "file:bad_hex != 'xyz'",
        "file:bad_bin != '*'",
        "file:size != h'0a'",
        "file:parts[*] = 'two'",
        "file:parts[1] = 'two'",
        "file:parts != 'two'",
        "file:ctime = t'2026-01-01T00:00:00.50Z'",
        "file:ctime > t'2026-01-01T00:00:00.499999999Z'",
        "file:leap = t'2017-01-01T00:00:00Z'",
        "file:ctime = '2026-01-01T00:00:00.5Z'",
        "file:parent_directory_ref.path = 'C:\\\\x'",
        "file:parent_directory_ref.type = 'directory'",
        "file:parent_directory_ref = 'directory--1'",
        "file:contains_refs[*].name = 'a.exe'",
        "file:contains_refs[0].parent_directory_ref.path LIKE '%x'",
        "file:inner_ref.name = 'inline'",
        "file:ip ISSUBSET '198.51.100.0/24'",
        "file:ip ISSUPERSET '198.51.100.7'",
        "file:ip6 ISSUBSET '2001:db8::/32'",
        "file:ip6 NOT ISSUBSET '198.51.100.0/24'",
        "file:size = 1 OR directory:path LIKE 'C%'",
        "file:size = 10 AND (file:name = 'x' OR file:name = 'a.exe')",
    ],
)
def test_it_holds(comparison: str) -> None:
    """Each of these is true of the sample."""
    assert holds(comparison)


@pytest.mark.parametrize(
    "comparison",
    [
        "file:size = '10'",
        "file:size < '11'",
        "file:is_packed = 1",
        "file:size = true",
        "file:absent != 'x'",
        "file:absent NOT IN ('x')",
        "EXISTS file:absent",
        "EXISTS url:value",
        "NOT EXISTS file:name",
        "NOT EXISTS url:value",
        "url:value != 'x'",
        "file:size LIKE '%'",
        "file:size MATCHES '.'",
        "file:data_hex MATCHES 'ă'",
        "file:data_hex = 'ă'",
        "file:parts[2] = 'two'",
        "file:name[0] = 'a'",
        "file:parts.x = 'two'",
        "file:name = h'00'",
        "file:name != h'612e657865'",
        "file:ctime < t'2026-01-01T00:00:00.5Z'",
        "file:name = t'2026-01-01T00:00:00Z'",
        "file:contains_refs[1].name = 'a.exe'",
        "file:contains_refs[2].name = 'a.exe'",
        "file:contains_refs.name = 'a.exe'",
        "file:ip ISSUBSET '198.51.100.8/29' AND file:size = 11",
        "file:ip ISSUBSET '198.51.100.128/25'",
        "file:ip ISSUBSET 'nonsense'",
        "file:name ISSUBSET '198.51.100.0/24'",
        "file:size ISSUBSET '198.51.100.0/24'",
        "file:ip ISSUPERSET '198.51.0.0/16'",
        "file:size = 10 AND directory:path LIKE 'C%'",
        "file:name IN ()",
    ],
)
def test_it_does_not_hold(comparison: str) -> None:
    """None of these is true of the sample."""
    assert not holds(comparison)


def test_only_like_and_matches_normalise() -> None:
    """Code points are compared as they are; LIKE and MATCHES bring both sides to NFC (§9.6.1, §9.6.2)."""
    composed, apart = "\u1ec7", "e\u0323\u0302"
    one = [seen({"type": "x", "v": apart})]

    assert matches(f"[x:v = '{composed}']", one) is None
    assert matches(f"[x:v IN ('{composed}')]", one) is None
    assert matches(f"[x:v LIKE '{composed}']", one)
    assert matches(f"[x:v MATCHES '^{composed}$']", one)


def test_a_path_may_not_lead_to_endlessly_many_values() -> None:
    """References that multiply are given up with an error, after a bounded number of values."""
    loop = {"type": "x", "id": "x--1", "more_refs": ["x--1"] * 200}

    with pytest.raises(PatternLimitError) as refused:
        matches("[x:more_refs[*].more_refs[*].more_refs[*] = 'y']", [seen(loop)])
    assert (refused.value.limited, refused.value.most) == ("values", MOST_VALUES)


@pytest.mark.parametrize("name", ["v", "v_bin"])
def test_a_text_that_is_too_long_is_not_searched(name: str) -> None:
    """MATCHES refuses what is longer than its limit, text or octets, with an error."""
    long = {"type": "x", name: "YWFh" * LONGEST_TEXT}

    with pytest.raises(PatternLimitError) as refused:
        matches(f"[x:{name} MATCHES 'b']", [seen(long)])
    assert refused.value.limited == "text"


@given(st.text("ab", max_size=8), st.text("ab%_", max_size=6))
def test_like_is_what_its_definition_says(text: str, wanted: str) -> None:
    """LIKE answers as the definition: `%` eats any number of characters, `_` one, the rest itself."""

    def like(text: str, wanted: str) -> bool:
        if not wanted:
            return not text
        if wanted[0] == "%":
            return any(like(text[at:], wanted[1:]) for at in range(len(text) + 1))
        return bool(text) and wanted[0] in ("_", text[0]) and like(text[1:], wanted[1:])

    assert is_like(text, wanted) is like(text, wanted)

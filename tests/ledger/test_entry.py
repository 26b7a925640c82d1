"""Ledger entries: what may be written for ever, and what not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.entry import (
    MAX_FACT_INT,
    EntryError,
    EntryKind,
    LedgerEntry,
    columns_in,
    columns_of,
    leaf_bytes,
    parse_leaf,
)
from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time, to_microseconds
from khien.model.words import WORDS
from tests.ledger.nodes import NOW, SHA, entry

AT = taxii_time(NOW)
NAMES = st.from_regex(r"[a-z][A-Za-z0-9._:/+=-]{0,20}", fullmatch=True)
FACTS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True),
    NAMES | st.integers(0, MAX_FACT_INT),
    max_size=4,
)


@given(
    kind=st.sampled_from(EntryKind),
    name=st.none() | NAMES,
    sha256=st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    facts=FACTS,
    at=st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- the strategy adds the zone
)
def test_leaf_bytes_are_canonical_json_and_come_back(
    kind: EntryKind, name: str | None, sha256: str | None, facts: dict[str, str | int], at: datetime
) -> None:
    """The quick encoder gives just the RFC 8785 form, and the entry is read back from it."""
    said = LedgerEntry(
        kind,
        name,
        None if name is None else PartnerName(name),
        None if name is None else ObjectId(name),
        name,
        sha256,
        facts,
    )
    raw = leaf_bytes(said, taxii_time(at))

    assert raw == canonical_json(json.loads(raw))
    leaf = parse_leaf(raw)
    assert (leaf.entry, leaf.at) == (said, at)


def test_a_leaf_has_the_documented_fields() -> None:
    """The bytes of a leaf, spelled out: what auditors elsewhere have to read."""
    assert leaf_bytes(entry(7), AT).decode() == (
        '{"at":"2026-11-22T00:55:00.000000Z","crossing":"release--7",'
        '"facts":{"marking":"TLP:AMBER+STRICT","number":7},"kind":"sent",'
        '"object":"indicator--7","partner":"asean-cert","sha256":"' + SHA + '","v":1,'
        '"version":"2026-11-22T00:55:00.000Z"}'
    )
    assert leaf_bytes(LedgerEntry(EntryKind.KEY), AT).decode() == (
        '{"at":"2026-11-22T00:55:00.000000Z","kind":"key","v":1}'
    )


CONTENT = [
    "",
    "free text",
    "someone@example.com",
    "lừa-đảo",
    'quo"te',
    "back\\slash",
    "line\nbreak",
    "-dash-first",
    "x" * 129,
    "0912345678",
    "+84912345678",
    "192.0.2.1",
    "198.51.100.7/24",
    "9704-1234-5678",
    "1234567",
]


WORD = "a short identifier: no spaces, no @, at most 128 characters"


@pytest.mark.parametrize("content", CONTENT)
@pytest.mark.parametrize("field", ["crossing", "partner", "object_id", "version", "facts"])
def test_content_does_not_slip_in(field: str, content: str) -> None:
    """Text, addresses, telephone and account numbers are refused in every field, and not repeated."""
    value: Any = {"reason": content} if field == "facts" else content
    with pytest.raises(EntryError) as caught:
        LedgerEntry(EntryKind.SENT, **{field: value})

    assert caught.value.code == "ledger.entry"
    assert not content or content not in str(caught.value)
    assert caught.value.item == ("reason" if field == "facts" else field)
    bare = content[:1].isdigit() and not set(content) - set("0123456789./-")
    assert caught.value.rule == ("no bare number: it may be a person's" if bare else WORD)


@pytest.mark.parametrize("name", ["2026-11-22", "123456", "x" * 128, "gate.strict-stays-inside"])
def test_short_identifiers_are_taken(name: str) -> None:
    """Dates, short numbers, codes and names of up to 128 characters are metadata."""
    assert LedgerEntry(EntryKind.SENT, facts={"reason": name}).facts == {"reason": name}


FIELDS, SPELLING = "the fields of a ledger entry", "RFC 8785 canonical JSON"


@pytest.mark.parametrize(
    ("change", "item", "rule"),
    [
        ({"note": "x"}, "ledger entry", FIELDS),
        ({"facts": {}}, "ledger entry", SPELLING),
        ({"at": "2026-11-22T00:55:00Z"}, "ledger entry", SPELLING),
        ({"at": "yesterday"}, "ledger entry", "RFC 3339 timestamp in UTC"),
        ({"crossing": "free text"}, "crossing", WORD),
        ({"version": "0912345678"}, "version", "no bare number: it may be a person's"),
    ],
)
def test_a_leaf_that_cannot_be_read_is_explained(
    change: dict[str, Any], item: str, rule: str
) -> None:
    """The error names the field, or the entry as a whole, and the rule that it breaks."""
    with pytest.raises(MalformedError) as caught:
        parse_leaf(canonical_json(GOOD | change))
    assert (caught.value.item, caught.value.rule) == (item, rule)


@pytest.mark.parametrize("sha256", ["", "ab", "AB" * 32, "ab" * 33, "zz" * 32])
def test_a_hash_is_64_lower_case_hex_digits(sha256: str) -> None:
    """One spelling, so that the same content is found by the same text."""
    with pytest.raises(EntryError) as caught:
        LedgerEntry(EntryKind.SENT, sha256=sha256)
    assert (caught.value.item, caught.value.rule) == ("sha256", "64 lower-case hex digits")


NAMED, COUNT = "a fact has a short lower-case name", "a short identifier, or a count from 0"


@pytest.mark.parametrize(
    ("facts", "item", "rule"),
    [
        ({"Reason": "x"}, "facts", NAMED),
        ({"a name": "x"}, "facts", NAMED),
        ({"": "x"}, "facts", NAMED),
        ({"x" * 33: "x"}, "facts", NAMED),
        ({"n": -1}, "n", COUNT),
        ({"n": 2**53}, "n", COUNT),
        ({"n": True}, "n", COUNT),
        ({"n": 1.5}, "n", COUNT),
        ({"n": None}, "n", COUNT),
        ({"n": ["x"]}, "n", COUNT),
        ({f"f{n}": n for n in range(17)}, "facts", "at most 16"),
    ],
)
def test_facts_are_few_and_plain(facts: dict[str, Any], item: str, rule: str) -> None:
    """At most sixteen, with short names, holding identifiers or counts; the error names the fact."""
    with pytest.raises(EntryError) as caught:
        LedgerEntry(EntryKind.SENT, facts=facts)
    assert (caught.value.item, caught.value.rule) == (item, rule)


def test_sixteen_facts_are_taken() -> None:
    """The limit itself is still allowed, and so is the largest number."""
    facts: dict[str, str | int] = {f"f{n}": MAX_FACT_INT for n in range(16)}

    assert parse_leaf(leaf_bytes(LedgerEntry(EntryKind.SENT, facts=facts), AT)).entry.facts == facts


GOOD = json.loads(leaf_bytes(entry(7), AT))


BAD = [
    b"",
    b"[]",
    b"{",
    b"[" * 5_000,
    json.dumps(GOOD).encode(),  # white space
    canonical_json(GOOD | {"note": "x"}),
    canonical_json({name: GOOD[name] for name in GOOD if name != "at"}),
    canonical_json(GOOD | {"v": 2}),
    canonical_json(GOOD | {"v": True}),
    canonical_json(GOOD | {"kind": "other"}),
    canonical_json(GOOD | {"kind": 1}),
    canonical_json(GOOD | {"crossing": None}),
    canonical_json(GOOD | {"crossing": "free text"}),
    canonical_json(GOOD | {"crossing": ""}),
    leaf_bytes(entry(7), AT).replace(b"sent", b"s\xff"),
    canonical_json(GOOD | {"facts": []}),
    canonical_json(GOOD | {"facts": {}}),
    canonical_json(GOOD | {"facts": {"n": 1.5}}),
    canonical_json(GOOD | {"at": "2026-11-22T00:55:00Z"}),
    canonical_json(GOOD | {"at": "yesterday"}),
    canonical_json(GOOD | {"at": "2026-13-22T00:55:00.000000Z"}),
    canonical_json(GOOD | {"facts": {"a": "free text"}}),
    canonical_json(GOOD | {"facts": {"A": "x"}}),
    canonical_json(GOOD | {"facts": {f"f{n}": n for n in range(17)}}),
    leaf_bytes(entry(7), AT).replace(b'"number":7', b'"number":07'),
    leaf_bytes(entry(7), AT).replace(b'"number":7', b'"number":7,"number":7'),
    leaf_bytes(entry(7), AT).replace(b'"number":7', b'"number": 7'),
    leaf_bytes(entry(7), AT).replace(b"TLP:", b"\\u0054LP:"),
    leaf_bytes(entry(7), AT) + b"\n",
]


@pytest.mark.parametrize("raw", BAD)
def test_other_bytes_are_no_leaf(raw: bytes) -> None:
    """Unknown fields, kinds or formats, and any second spelling of the same entry: malformed."""
    with pytest.raises(MalformedError):
        parse_leaf(raw)
    with pytest.raises(MalformedError):
        columns_in(raw)


def _long_way(raw: bytes) -> object:
    try:
        leaf = parse_leaf(raw)
    except MalformedError as error:
        return error.code
    return columns_of(leaf.entry, to_microseconds(leaf.at))


def _quick_way(raw: bytes) -> object:
    try:
        return columns_in(raw)
    except MalformedError as error:
        return error.code


@given(
    name=st.none() | NAMES | st.sampled_from(["2026-11-22", "7", "0912345678", "free text"]),
    version=st.none() | NAMES | st.sampled_from(["2026-11-22T00:55:00.000Z", "2026-11-22", "+849"]),
    kind=st.sampled_from([*(kind.value for kind in EntryKind), "other"]),
    facts=st.none() | FACTS | st.just({"reason": "free text"}) | st.just({"n": 1.5}),
    at=st.sampled_from([AT, "2026-02-30T00:00:00.000000Z", "2026-11-22T00:55:00.0000Z"]),
)
def test_a_glance_at_a_leaf_says_what_reading_it_does(
    name: str | None, version: str | None, kind: str, facts: dict[str, Any] | None, at: str
) -> None:
    """The quick way of an audit refuses what the definition refuses, and tells what it tells."""
    said = {"v": 1, "kind": kind, "at": at, "crossing": name, "object": name, "partner": name}
    said |= {"version": version, "facts": facts, "sha256": SHA if name else None}
    raw = canonical_json({field: value for field, value in said.items() if value is not None})

    assert _quick_way(raw) == _long_way(raw)


def test_a_leaf_of_a_rare_spelling_is_read_the_long_way() -> None:
    """A crossing that is named by its day is no usual word, and its columns are told all the same."""
    said = LedgerEntry(EntryKind.SENT, crossing="2026-11-22", object_id=ObjectId("indicator--1"))

    assert columns_in(leaf_bytes(said, AT)) == columns_of(said, to_microseconds(NOW))


@given(
    number=st.integers(0, 10**6),
    at=st.integers(0, 400),
    length=st.integers(0, 3),
    put=st.binary(max_size=3) | st.sampled_from([b'"', b"{", b"}", b",", b" ", b"\\", b"\n"]),
)
def test_a_glance_at_a_tampered_leaf_misses_nothing(
    number: int, at: int, length: int, put: bytes
) -> None:
    """Wherever bytes are changed, taken out or put in, both ways say the same."""
    whole = leaf_bytes(entry(number), AT)
    raw = whole[:at] + put + whole[at + length :]

    assert _quick_way(raw) == _long_way(raw)


def test_every_kind_has_a_name_in_both_languages() -> None:
    """People never see a bare code."""
    assert {f"ledger.kind.{kind.value}" for kind in EntryKind} <= set(WORDS)

"""Tests of khien.intake.lists, khien.intake.listing and khien.intake.creation."""

from __future__ import annotations

import gzip
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from khien.intake import Intake, Limits, Wish
from khien.intake.creation import our_id, version_of
from khien.intake.failures import TooBigError, UnknownFormatError
from khien.model.canonical import canonical_json, content_sha256
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import (
    CHANGED,
    KEPT,
    NODE,
    NOW,
    REFUSED,
    SKIPPED,
    WISH,
    all_codes,
    assert_ours,
    codes,
    of_type,
    read,
)
from tests.shared import shared

LIST = replace(WISH, format="list")


def known(*intakes: Intake) -> dict[ObjectId, Any]:
    """What a store holds after these readings."""
    return {v.id: v.content for intake in intakes for v in intake.versions}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("evil.example", (KEPT, "intake.kept")),
        ("  evil.example\t\r", (KEPT, "intake.kept")),
        ("evil[.]example", (CHANGED, "intake.defanged")),
        ("# words", (SKIPPED, "intake.comment")),
        ("; words", (SKIPPED, "intake.comment")),
        ("! words", (SKIPPED, "intake.comment")),
        ("// words", (SKIPPED, "intake.comment")),
        ("# Reference: https://news.example/1", (SKIPPED, "intake.reference")),
        ("||evil.example^", (KEPT, "intake.kept")),
        ("||evil.example^$all", (KEPT, "intake.kept")),
        ("||evil.example/path^", (CHANGED, "intake.scheme-assumed")),
        ("||words^", (REFUSED, "intake.not-an-indicator")),
        ("@@||good.example^", (SKIPPED, "intake.filter-rule")),
        ("news.example##.banner", (SKIPPED, "intake.filter-rule")),
        ("[Adblock Plus 2.0]", (SKIPPED, "intake.filter-rule")),
        ("0.0.0.0 evil.example", (KEPT, "intake.kept")),
        ("127.0.0.1 a.example b.example # both", (KEPT, "intake.kept")),
        ("0.0.0.0 evil.example words", (REFUSED, "intake.not-an-indicator")),
        ("127.0.0.1 localhost", (SKIPPED, "intake.local-name")),
        ("evil.example # seen in mail", (KEPT, "intake.kept")),
        ("192.0.2.1\t7", (KEPT, "intake.kept")),
        ("words without any", (REFUSED, "intake.not-an-indicator")),
        ("/path.php", (REFUSED, "intake.not-an-indicator")),
        ("x" * 5000, (REFUSED, "intake.line-too-long")),
    ],
)
def test_a_line_has_one_outcome(line: str, expected: tuple[str, str]) -> None:
    """Every syntax of the field is taken, passed over or refused, and the report says which."""
    assert codes(read(line, LIST)) == [expected]


MD5, SEVERAL, ASIDE = (
    "d41d8cd98f00b204e9800998ecf8427e",
    "intake.several-values",
    "intake.values-in-comment",
)


@pytest.mark.parametrize(
    ("line", "names", "said", "remarks"),
    [
        ("1.1.1.9 2.2.2.9", ["1.1.1.9", "2.2.2.9"], None, {SEVERAL}),
        ("a.example, b.example,", ["a.example", "b.example"], None, {SEVERAL}),
        ("a[.]example;b[.]example", ["a.example", "b.example"], None, {SEVERAL, "intake.defanged"}),
        ("a.example ; b.example", ["a.example", "b.example"], None, {SEVERAL}),
        ("a.example | b.example # both", ["a.example", "b.example"], "both", {SEVERAL}),
        ("http://a.example/x,https://b.example/y;z", ["http://a.example/x", "https://b.example/y;z"], None, {SEVERAL}),
        ("192.0.2.9 - a.example - 2026-11-01 phishing", ["192.0.2.9", "a.example"], "- - 2026-11-01 phishing", {SEVERAL}),
        ("192.0.2.0/24 ; SBL256894", ["192.0.2.0/24"], "SBL256894", set()),
        ("192.0.2.9 ;", ["192.0.2.9"], None, set()),
        ("192.0.2.9 ; a.example again", ["192.0.2.9"], "a.example again", {ASIDE}),
        ("192.0.2.9 # a.example loader.exe", ["192.0.2.9"], "a.example loader.exe", {ASIDE}),
        ("a.example loader.exe 1,5 x;y", ["a.example"], "loader.exe 1,5 x;y", set()),
        (f"{MD5}  wget.example", [MD5], "wget.example", set()),
        (f"{MD5} {MD5[::-1]}", [MD5, MD5[::-1]], None, {SEVERAL}),
    ],
)  # fmt: skip
def test_no_value_of_a_line_goes_in_silence(
    line: str, names: list[str], said: str | None, remarks: set[str]
) -> None:
    """Each value that stands beside another is taken; one that only a comment names is said."""
    intake = read(line, LIST)
    made = of_type(intake, "indicator")

    assert [one["name"] for one in made] == names
    assert {one.get("description") for one in made} == {said}
    [entry] = intake.entries
    assert {one.code for one in entry.remarks} - {"intake.kept"} == remarks


CROWDED = "evil[.]example redirects to cdn.example and 192.0.2.7"


def test_values_among_words_are_for_a_person_to_tell_apart() -> None:
    """In a list such a line is refused by name; a text of such lines is no list at all."""
    intake = read(f"a.example\nb.example\nc.example\n{CROWDED}\n", WISH)
    assert codes(intake)[3] == (REFUSED, "intake.crowded-line")
    assert intake.entries[3].detail == CROWDED
    assert len(of_type(intake, "indicator")) == 3

    for text in (CROWDED, f"a.example\nb.example\n{CROWDED}\n"):
        with pytest.raises(UnknownFormatError):
            read(text, WISH)


def test_a_list_becomes_indicators_under_one_grouping() -> None:
    """The whole of a small list: pattern, name, times, labels, references, marking, grouping."""
    wish = replace(
        LIST,
        marking=Tlp.GREEN,
        source="Example feed",
        labels=("phishing",),
        confidence=70,
        valid_days=30,
    )
    text = "# Reference: https://news.example/1.\n\nit's\nevil.example # in mail\n192.0.2.0/24\n"

    intake = read(text, wish)

    first, second = of_type(intake, "indicator")
    assert first == {
        "type": "indicator",
        "spec_version": "2.1",
        "id": first["id"],
        "created_by_ref": NODE,
        "created": "2026-11-22T01:02:03.456Z",
        "modified": "2026-11-22T01:02:03.456Z",
        "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
        "name": "evil.example",
        "pattern": "[domain-name:value = 'evil.example']",
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": "2026-11-22T01:02:03.456Z",
        "valid_until": "2026-12-22T01:02:03.456Z",
        "indicator_types": ["malicious-activity"],
        "description": "in mail",
        "labels": ["phishing"],
        "external_references": [{"source_name": "Example feed", "url": "https://news.example/1"}],
        "confidence": 70,
    }
    [grouping] = of_type(intake, "grouping")
    assert grouping["object_refs"] == [first["id"], second["id"]]
    assert (grouping["name"], grouping["context"]) == ("Example feed", "suspicious-activity")
    assert codes(intake)[1] == (REFUSED, "intake.not-an-indicator")
    assert intake.entries[1].path == "line 3"
    assert_ours(intake)


def test_references_belong_to_the_lines_after_them() -> None:
    """References add up until a value; the next reference after a value starts anew."""
    text = (
        "# Reference: https://news.example/1\n# Reference: https://news.example/2\n"
        "a.example\n# Reference: https://news.example/3\nb.example\n"
    )

    urls = [
        [ref["url"] for ref in indicator["external_references"]]
        for indicator in of_type(read(text, LIST), "indicator")
    ]

    assert urls == [
        ["https://news.example/1", "https://news.example/2"],
        ["https://news.example/3"],
    ]


def test_a_repeated_value_is_skipped_and_named() -> None:
    """The same value twice, in whatever spelling, gives one indicator and points to the first."""
    intake = read("evil.example\nEVIL[.]example\n0.0.0.0 evil.example new.example", LIST)

    assert codes(intake) == [
        (KEPT, "intake.kept"),
        (SKIPPED, "intake.duplicate"),
        (KEPT, "intake.kept"),
    ]
    assert intake.entries[1].detail == "line 1"
    assert "intake.duplicate" in {remark.code for remark in intake.entries[2].more}


def test_an_empty_list_gives_nothing() -> None:
    """Comments alone make no grouping."""
    assert read("# nothing\n", LIST).versions == ()


def test_ids_depend_on_node_kind_and_value_only() -> None:
    """The same value has the same id tomorrow and in another list, and another id at another node."""
    ids = {
        read("evil.example", replace(LIST, **change)).versions[0].id
        for change in ({}, {"now": NOW + timedelta(days=1)}, {"source": "another"})
    }
    other = replace(LIST, identity=ObjectId("identity--7f1c3a50-6d8c-4c6c-9a0e-0d5d3f3a1c22"))

    assert len(ids) == 1
    assert read("evil.example", other).versions[0].id not in ids
    assert ids == {our_id("indicator", NODE, "domain", "evil.example")}


def test_an_unchanged_list_gives_no_new_versions() -> None:
    """Read again a day later, with what the store holds at hand, nothing is new."""
    first = read("evil.example\n192.0.2.1\n", LIST)

    again = read(
        "evil.example\n192.0.2.1\n",
        replace(LIST, now=NOW + timedelta(days=1), known=known(first)),
    )

    assert again.versions == ()
    assert codes(again) == [(SKIPPED, "intake.unchanged")] * 2


def test_a_changed_entry_is_a_new_version_of_the_same_object() -> None:
    """`created` stays, `modified` grows, labels, markings and references are added, never dropped."""
    first = read("evil.example # first", replace(LIST, labels=("a",), marking=Tlp.AMBER))
    later = replace(
        LIST,
        now=NOW + timedelta(days=1),
        labels=("b",),
        marking=Tlp.CLEAR,
        known=known(first),
        source="other",
    )

    content = of_type(read("evil.example", later), "indicator")[0]

    assert content["created"] == "2026-11-22T01:02:03.456Z"
    assert content["valid_from"] == "2026-11-22T01:02:03.456Z"
    assert content["modified"] == "2026-11-23T01:02:03.456Z"
    assert content["labels"] == ["a", "b"]
    assert content["description"] == "first"
    assert content["object_marking_refs"] == [TLP_2_IDS[Tlp.AMBER], TLP_2_IDS[Tlp.CLEAR]]


def test_two_contents_never_share_one_time() -> None:
    """A second change within the same instant is later by a millisecond (STIX 2.1 §3.6)."""
    first = read("evil.example", LIST)
    again = read("evil.example", replace(LIST, labels=("b",), known=known(first)))

    assert of_type(again, "indicator")[0]["modified"] == "2026-11-22T01:02:03.457Z"


def test_a_list_that_shrinks_renews_its_grouping() -> None:
    """The grouping follows the list; indicators that are gone are not touched."""
    first = read("a.example\nb.example", LIST)
    later = replace(LIST, now=NOW + timedelta(days=1), known=known(first))

    again = read("a.example", later)

    assert [v.type for v in again.versions] == ["grouping"]
    assert len(again.versions[0].content["object_refs"]) == 1


def test_a_list_older_than_the_store_changes_nothing() -> None:
    """An import with an older clock does not step over newer versions."""
    first = read("evil.example", LIST)
    older = replace(LIST, now=NOW - timedelta(days=1), labels=("x",), known=known(first))

    assert read("evil.example", older).versions == ()


@pytest.mark.parametrize(("days", "renewed"), [(1, False), (20, True)])
def test_life_is_prolonged_when_half_of_it_is_gone(days: int, renewed: bool) -> None:
    """A value that is still listed lives on, without a new version every day."""
    wish = replace(LIST, valid_days=30)
    first = read("evil.example", wish)
    later = replace(wish, now=NOW + timedelta(days=days), known=known(first))

    assert bool(of_type(read("evil.example", later), "indicator")) is renewed


def test_what_we_revoked_stays_revoked() -> None:
    """A list cannot bring back an indicator or a grouping that we took back."""
    first = read("evil.example", LIST)
    held = {ref: {**content, "revoked": True} for ref, content in known(first).items()}
    some = {first.versions[1].id: held[first.versions[1].id]}

    all_gone = read("evil.example", replace(LIST, known=held))
    grouping_gone = read("evil.example\nnew.example", replace(LIST, known=some))

    assert all_gone.versions == ()
    assert codes(all_gone) == [(SKIPPED, "intake.revoked-here")]
    assert [v.type for v in grouping_gone.versions] == ["indicator", "indicator"]


def test_too_many_lines_are_refused() -> None:
    """A list beyond the limit is turned away as a whole."""
    with pytest.raises(TooBigError):
        read("a.example\nb.example\nc.example", replace(LIST, limits=Limits(max_items=2)))


def test_our_bytes_are_the_canonical_form() -> None:
    """What we write is what RFC 8785 makes of it, so the hash of the bytes is the address."""
    content: dict[str, Any] = {
        "type": "note",
        "id": "note--0f6f2a43-9d0a-4c53-8c4e-2f8f0d9a4b11",
        "content": 'é đ "\\ \x7f \u2028 \U0001f600 \x01\n\t\x1f/',
        "a": [1, True, None, -0, 2**53 - 1],
    }

    version = version_of(content)

    assert version.raw == canonical_json(content)
    assert version.sha256 == content_sha256(content)


@pytest.mark.parametrize(
    ("path", "read_items", "kept", "changed", "refused", "skipped"),
    [
        ("ioc/vn/chongluadao-urls.ubo.txt.gz", 1500, 1500, 0, 0, 0),
        ("ioc/vn/hostsVN-hosts.txt.gz", 1500, 1331, 0, 0, 169),
        ("ioc/vn/hostsVN-threat-VN.txt", 1500, 1500, 0, 0, 0),
        ("ioc/vn/chongluadao-ips.txt", 4, 4, 0, 0, 0),
        ("ioc/ipsum-level3.txt.gz", 1500, 1500, 0, 0, 0),
        ("ioc/threatfox-ips.txt.gz", 1500, 1500, 0, 0, 0),
        ("ioc/maltrail/apt_oceanlotus.txt", 786, 514, 24, 6, 242),
    ],
)
def test_real_lists(
    path: str, read_items: int, kept: int, changed: int, refused: int, skipped: int
) -> None:
    """Real lists, the first 1500 lines of each, are recognised by their content."""
    body = shared(path).read_bytes()
    text = gzip.decompress(body) if path.endswith(".gz") else body

    intake = read(b"\n".join([line for line in text.split(b"\n") if line.strip()][:1500]))

    counts = intake.counts
    assert intake.format == "list"
    assert (counts.read, counts.kept) == (read_items, kept)
    assert (counts.changed, counts.refused, counts.skipped) == (changed, refused, skipped)
    assert_ours(replace(intake, versions=intake.versions[:20]))


def test_a_large_list_is_read_in_seconds() -> None:
    """The 34 468 lines of the Vietnamese scam list take a few seconds, untraced, and all count."""
    body = shared("ioc/vn/chongluadao-urls.txt.gz").read_bytes()

    before = time.process_time()
    intake = read(body, Wish(identity=NODE, now=NOW))

    took_s = time.process_time() - before
    assert took_s < (5 if sys.gettrace() is None else 60)
    counts = intake.counts
    assert (counts.read, counts.kept, counts.changed) == (34468, 34342, 119)
    assert (counts.refused, counts.skipped) == (0, 7)
    assert {"intake.confusable", "intake.idn"} <= all_codes(intake)


def test_control_characters_become_no_part_of_an_object() -> None:
    """STIX has no place for them: each is replaced, and the first line with one is named."""
    intake = read("a.example # one\nb.example # t\x01wo\x00\n", replace(WISH, format="list"))

    assert intake.entries[-1].code == "intake.control-characters"
    assert (intake.entries[-1].path, intake.entries[-1].detail) == ("line 2", "U+0001")

"""Tests of khien.intake.reading, khien.intake.detect and the sentences of the room."""

from __future__ import annotations

import gzip
import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import khien.intake
from khien.intake import FORMATS, Limits, UnreadableError, read_file, unread
from khien.intake.failures import TooDeepError, UnknownFormatError
from khien.model.errors import KhienError
from khien.model.words import WORDS, Language, say
from tests.intake.samples import WISH, assert_sound, attribute, event, read
from tests.shared import shared

LANGUAGES: tuple[Language, ...] = ("en", "vi")
SMALL = replace(WISH, limits=Limits(max_bytes=100_000, max_items=500))


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"<html>", "HTML or XML"),
        (b"abc\x00def", "binary content"),
        (b"Dear all,\nplease find attached\nour report.", "text: Dear all,"),
        (b'{"weather": "fine"}', "JSON object: weather"),
        (b'{"type": "weather", "id": "x"}', "JSON object: type, id"),
        (b'[{"weather": 1}]', "JSON array: weather"),
        (b'{"a": 1}\n{"b": 1}', "JSON lines: a"),
    ],
)
def test_what_nobody_can_read_is_named(body: bytes, seen: str) -> None:
    """The error says what the file looks like and which formats are known."""
    with pytest.raises(UnknownFormatError) as caught:
        read_file("f", body, WISH)

    assert caught.value.facts["seen"] == seen
    assert caught.value.facts["known"] == ", ".join(FORMATS)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"type": "bundle"}', "stix"),
        (b"[]", "stix"),
        (b'[{"objects": []}]', "stix"),
        (b'{"Event": 7}', "misp"),
        (b'{"response": 7}', "misp"),
        (b'{"info": "x", "Attribute": []}', "misp"),
        (b"# only a comment", "list"),
        (b"evil.example\nwords\nmore words", "list"),
        (b"a.example,b.example\nc.example,d.example", "csv"),
        (b"a, b\nc, d\nevil.example\nevil2.example\ne, f", "list"),
    ],
)
def test_formats_are_told_by_content(body: bytes, name: str) -> None:
    """No name, ending or media type is asked."""
    assert read(body).format == name


def test_a_wish_overrides_what_the_content_looks_like() -> None:
    """A format may be given; one that nobody knows is an error."""
    assert read("evil.example,words", replace(WISH, format="csv")).format == "csv"
    assert read("[]", replace(WISH, format="misp")).format == "misp"
    assert read('{"objects": []}', replace(WISH, format="list")).format == "list"
    with pytest.raises(UnknownFormatError):
        read("evil.example", replace(WISH, format="carrier-pigeon"))


def test_a_bomb_is_turned_away() -> None:
    """Small gzip that unpacks to much, and deep nesting, end early with an error."""
    deep = b"[" * 1_000_000

    with pytest.raises(UnreadableError):
        read_file("f", gzip.compress(bytes(200_000)), SMALL)
    with pytest.raises(TooDeepError):
        read_file("f", deep, replace(WISH, format="stix"))
    with pytest.raises(UnreadableError):
        read_file("f", b'{"objects": [' + b'"' * 100_001, WISH)


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)
MEMBERS = (
    *(
        "type",
        "id",
        "objects",
        "Event",
        "response",
        "info",
        "Attribute",
        "Object",
        "value",
        "to_ids",
    ),
    *("uuid", "Tag", "name", "Galaxy", "GalaxyCluster", "timestamp", "date", "distribution"),
    *("Sighting", "ObjectReference", "comment", "created", "EventReport", "Orgc"),
)
PRINTABLE = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=80)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(MEMBERS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=200)
    | TEXTS.map(str.encode)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | VALUES.map(lambda value: json.dumps({"Event": {"info": "x", "Attribute": [value]}}).encode()),
    st.sampled_from([None, *FORMATS]),
)
def test_any_bytes_give_an_intake_or_an_error_of_ours(body: bytes, name: str | None) -> None:
    """No input crashes the reader, and the sums always hold."""
    with suppress(KhienError):
        assert_sound(read_file("f", body, replace(SMALL, format=name)))


KINDS = st.sampled_from(
    ["domain", "ip-dst", "md5", "url", "text", "filename|md5", "regkey", "email"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(KINDS, PRINTABLE, st.booleans()), max_size=5),
    st.lists(st.tuples(KINDS, PRINTABLE, st.booleans()), max_size=4),
)
def test_any_values_in_an_event_are_accounted_for(
    alone: list[tuple[str, str, bool]], inside: list[tuple[str, str, bool]]
) -> None:
    """Each attribute of an event has exactly one entry, whatever its value."""
    attributes = [attribute(k, v, to_ids=t, uuid=f"a{n}") for n, (k, v, t) in enumerate(alone)]
    parts = [attribute(k, v, to_ids=t, uuid=f"p{n}") for n, (k, v, t) in enumerate(inside)]
    body = event(Attribute=attributes, Object=[{"name": "file", "uuid": "o", "Attribute": parts}])

    items = [entry.item for entry in read(body).entries]

    assert [i for i in items if i.startswith("a")] == [a["uuid"] for a in attributes]
    assert sorted(i for i in items if i.startswith("p")) == [p["uuid"] for p in parts]


def test_every_code_has_its_sentences() -> None:
    """Each code of this room has a sentence in both languages that its facts can fill, and no more."""
    sources = Path(khien.intake.__file__).parent.glob("*.py")
    used = {
        code
        for source in sources
        for code in re.findall(r'"(intake\.[a-z0-9-]+)"', source.read_text("utf-8"))
    }

    assert used == {code for code in WORDS if code.startswith("intake.")}


def test_errors_and_remarks_fill_their_sentences() -> None:
    """What an error or a report says can be said in both languages."""
    failures = [b"", b"\xff", b"\x1f\x8b", b'{"a" 1}', b'{"a": NaN}', b"{" * 60, b"x" * 100_001]
    for body in failures:
        with pytest.raises(UnreadableError) as caught:
            read_file("f", body, SMALL)
        assert say(caught.value.code, "en", caught.value.facts)
        assert say(caught.value.code, "vi", caught.value.facts)
        in_a_report, *_ = unread("f", caught.value).remarks
        for language in LANGUAGES:
            told = say(caught.value.code, language, caught.value.facts)
            assert say(in_a_report.code, language, in_a_report.facts) == told
    for entry in read("# c\nevil[.]example\nwords\nevil.example").entries:
        for remark in entry.remarks:
            assert say(remark.code, "en", remark.facts)
            assert say(remark.code, "vi", remark.facts)


def test_real_files_of_other_kinds_are_refused_politely() -> None:
    """A manifest, a user, prose: refused with what was seen, and nothing taken."""
    for path in (
        "misp/feed-tweetfeed/manifest.json",
        "misp/pymisp-tests/examples__user_sample.json",
    ):
        with pytest.raises(UnknownFormatError):
            read_file(path, shared(path).read_bytes(), WISH)

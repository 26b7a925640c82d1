"""Tests of `exchange.taxii.filters`: what a client asks for, read strictly."""

from __future__ import annotations

import base64
import json

import pytest

from khien.exchange.taxii.filters import (
    DEFAULT_LIMIT,
    FILTERS,
    MATCHES,
    MAX_LIMIT,
    Filters,
    parse_filters,
)
from khien.model.errors import MalformedError

ALL = FILTERS | MATCHES


def test_nothing_asked_is_the_newest_of_everything() -> None:
    """Without parameters a client gets the last versions, a thousand a page."""
    assert parse_filters([], ALL) == Filters()
    assert Filters().limit == DEFAULT_LIMIT
    assert Filters().versions == ("last",)


def test_every_filter_is_read() -> None:
    """Lists are split, sorted and made unique; what another endpoint would take is ignored."""
    found = parse_filters(
        [
            ("added_after", "2026-11-22T00:00:00Z"),
            ("limit", "5"),
            ("match[id]", "b,a,,a"),
            ("match[type]", "indicator"),
            ("match[version]", "first,2026-01-01T00:00:00.000Z"),
            ("match[spec_version]", "2.1"),
            ("unknown", "x"),
        ],
        ALL,
    )

    assert found.after_us == 1_795_305_600_000_000
    assert (found.limit, found.ids, found.types) == (5, ("a", "b"), ("indicator",))
    assert found.versions == ("2026-01-01T00:00:00.000Z", "first")
    assert parse_filters([("match[type]", "x")], FILTERS) == Filters()


def test_a_page_has_its_largest_size() -> None:
    """A client that asks for millions gets what a page holds."""
    assert parse_filters([("limit", "999999999")], ALL).limit == MAX_LIMIT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", "٣"),
        ("limit", ""),
        ("limit", "9" * 50),
        ("added_after", "yesterday"),
        ("added_after", ""),
        ("added_after", "2026-11-22"),
        ("added_after", "2026-11-22T00:00:00+07:00"),
        ("added_after", "2026-13-01T00:00:00Z"),
        ("match[version]", "newest"),
        ("match[version]", "all,\x00"),
        ("next", ""),
        ("next", "é"),
        ("next", "!!!"),
        ("next", "bm90IGpzb24"),
    ],
)
def test_garbage_is_refused(name: str, value: str) -> None:
    """Whatever stands in a parameter, the answer is that it cannot be read, and never a crash."""
    with pytest.raises(MalformedError):
        parse_filters([(name, value)], ALL)


def test_a_parameter_has_one_value() -> None:
    """The same parameter twice with two values is no question."""
    with pytest.raises(MalformedError):
        parse_filters([("limit", "1"), ("limit", "2")], ALL)
    assert parse_filters([("limit", "1"), ("limit", "1")], ALL).limit == 1


def test_a_cursor_continues_the_same_question() -> None:
    """The next page begins behind the last object of the one before."""
    asked = parse_filters([("match[type]", "indicator")], ALL)

    after = parse_filters([("match[type]", "indicator"), ("next", asked.cursor(7))], ALL)
    later = parse_filters(
        [
            ("match[type]", "indicator"),
            ("next", asked.cursor(7)),
            ("added_after", "2026-11-22T00:00:00Z"),
            ("limit", "3"),
        ],
        ALL,
    )

    assert after.after_us == 7
    assert (later.after_us, later.limit) == (1_795_305_600_000_000, 3)


def test_a_cursor_fits_no_other_question() -> None:
    """Filters that change between pages are refused (TAXII 2.1 §3.5)."""
    cursor = Filters().cursor(7)

    with pytest.raises(MalformedError):
        parse_filters([("match[type]", "indicator"), ("next", cursor)], ALL)


def test_one_objects_pages_continue_too() -> None:
    """The cursor of one object's versions is taken back by the same endpoint, and by no other."""
    asked = parse_filters([], FILTERS, "indicator--1", ("all",))

    again = parse_filters([("next", asked.cursor(9))], FILTERS, "indicator--1", ("all",))
    assert (again.after_us, again.ids, again.versions) == (9, ("indicator--1",), ("all",))
    with pytest.raises(MalformedError):
        parse_filters([("next", asked.cursor(9))], FILTERS, "indicator--2", ("all",))


@pytest.mark.parametrize("place", [10**30, -1, 1.5, True, None, "7", 1e300])
def test_a_cursor_with_an_absurd_place_is_refused(place: object) -> None:
    """A forged cursor is refused before it reaches the database."""
    digest = json.loads(base64.urlsafe_b64decode(Filters().cursor(7) + "=="))[1]
    forged = base64.urlsafe_b64encode(json.dumps([place, digest]).encode()).decode().rstrip("=")

    with pytest.raises(MalformedError):
        parse_filters([("next", forged)], ALL)


@pytest.mark.parametrize("content", ["[]", "[1]", "[1,2,3]", "5", '{"a":1}', "[" * 100_000])
def test_a_cursor_of_another_shape_is_refused(content: str) -> None:
    """Only what this server gave is taken back."""
    forged = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    with pytest.raises(MalformedError):
        parse_filters([("next", forged)], ALL)

"""Tests of `exchange.taxii.filters`: what a client asks for, read strictly."""

from __future__ import annotations

import base64
import json

import pytest

from khien.exchange.taxii.filters import (
    DEFAULT_LIMIT,
    FILTERS,
    LATEST_US,
    MATCHES,
    MAX_LIMIT,
    Filters,
    parse_filters,
)
from khien.model.errors import MalformedError

ALL = FILTERS | MATCHES
ONE, TWO = (f"indicator--00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))


def test_nothing_asked_is_the_newest_of_everything() -> None:
    """Without parameters a client gets the last versions, a thousand a page."""
    assert parse_filters([], ALL) == Filters()
    assert Filters().limit == DEFAULT_LIMIT
    assert Filters().versions == ("last",)


def test_every_filter_is_read() -> None:
    """Lists are split, sorted and made unique; what this endpoint does not take is ignored."""
    found = parse_filters(
        [
            ("added_after", "2026-11-22T00:00:00Z"),
            ("limit", "5"),
            ("match[id]", f"{TWO},{ONE},{TWO}"),
            ("match[type]", "indicator"),
            ("match[version]", "first,2026-01-01T00:00:00.000Z"),
            ("match[spec_version]", "2.1"),
            ("unknown", "x"),
        ],
        ALL,
    )

    assert found.after_us == 1_795_305_600_000_000
    assert (found.limit, found.ids, found.types) == (5, (ONE, TWO), ("indicator",))
    assert found.versions == ("2026-01-01T00:00:00.000Z", "first")
    assert parse_filters([("match[type]", "tool")], FILTERS) == Filters()


def test_a_page_has_its_largest_size() -> None:
    """A client that asks for millions gets what a page holds."""
    for limit in ("999999999", str(2**53 - 1)):
        assert parse_filters([("limit", limit)], ALL).limit == MAX_LIMIT


def test_a_date_before_all_time_is_the_beginning() -> None:
    """Dates before 1970 are dates; nothing was added before them."""
    assert parse_filters([("added_after", "0001-01-01T00:00:00Z")], ALL).after_us == -1
    last = parse_filters([("added_after", "9999-12-31T23:59:59.999999Z")], ALL)
    assert last.after_us == LATEST_US


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
        ("match[id]", ""),
        ("match[id]", f"{ONE}, {TWO}"),
        ("match[id]", "indicator"),
        ("match[type]", "Indicator"),
        ("match[type]", ","),
        ("match[spec_version]", "2"),
        ("match[spec_version]", "2.1\n"),
        ("match[version]", "newest"),
        ("match[version]", ""),
        ("match[version]", "all,last"),
        ("match[version]", "last,last"),
        ("match[version]", ",".join(f"2026-01-01T00:00:00.{n:03}Z" for n in range(101))),
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
    """The same parameter twice, whatever it says, is no question (TAXII 2.1 §3.4)."""
    for other in ("2", "1"):
        with pytest.raises(MalformedError):
            parse_filters([("limit", "1"), ("limit", other)], ALL)


def test_a_cursor_continues_the_same_question() -> None:
    """The next page begins behind the last object of the one before."""
    question = [("match[type]", "indicator"), ("added_after", "2026-11-22T00:00:00Z")]
    asked = parse_filters(question, ALL)
    start = 1_795_305_600_000_000

    after = parse_filters([*question, ("next", asked.cursor(start + 7))], ALL)
    before = parse_filters([*question, ("next", asked.cursor(7)), ("limit", "3")], ALL)

    assert (after.asked_us, after.after_us) == (start, start + 7)
    assert (before.after_us, before.limit) == (start, 3)


def test_a_cursor_fits_no_other_question() -> None:
    """Filters that change between pages are refused (TAXII 2.1 §3.5)."""
    cursor = ("next", Filters().cursor(7))

    for changed in (("match[type]", "indicator"), ("added_after", "2026-11-22T00:00:00Z")):
        with pytest.raises(MalformedError):
            parse_filters([changed, cursor], ALL)
    with pytest.raises(MalformedError):
        parse_filters([cursor], ALL, "another collection")


def test_one_objects_pages_continue_too() -> None:
    """The cursor of one object's versions is taken back by the same endpoint, and by no other."""
    asked = parse_filters([], FILTERS, "c", ONE, ("all",))

    again = parse_filters([("next", asked.cursor(9))], FILTERS, "c", ONE, ("all",))
    assert (again.after_us, again.ids, again.versions) == (9, (ONE,), ("all",))
    with pytest.raises(MalformedError):
        parse_filters([("next", asked.cursor(9))], FILTERS, "c", TWO, ("all",))


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

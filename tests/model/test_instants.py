"""Points in time, as STIX and TAXII write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.errors import MalformedError
from khien.model.instants import (
    from_microseconds,
    parse_instant,
    stix_time,
    taxii_time,
    taxii_time_of,
    to_microseconds,
)

AWARE = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 -- Hypothesis wants naive bounds


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("2026-11-22T00:55:00Z", 0),
        ("2026-11-22T00:55:00.1Z", 100_000),
        ("2026-11-22T00:55:00.123456Z", 123_456),
        ("2026-11-22T00:55:00.123456789Z", 123_456),
    ],
)
def test_fractions_are_read_to_the_microsecond(text: str, microseconds: int) -> None:
    """What is finer than a microsecond is cut, never rounded up."""
    assert parse_instant(text) == datetime(2026, 11, 22, 0, 55, 0, microseconds, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22T00:55:00",
        "2026-11-22T00:55:00+07:00",
        "2026-11-22t00:55:00z",
        "2026-11-22 00:55:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z",
        "2026-11-22T00:55:00.Z",
        "2026-11-22T00:55:00.1234567890Z",
        "２０２６-11-22T00:55:00Z",
        "2026-11-22T00:55:00Z\n",
    ],
)
def test_what_is_no_utc_timestamp_is_refused_by_name(text: str) -> None:
    """Other offsets, missing parts, impossible days and leap seconds are errors."""
    with pytest.raises(MalformedError) as caught:
        parse_instant(text, "added_after")

    assert caught.value.item == "added_after"


@given(AWARE)
def test_stored_instants_come_back_exactly(instant: datetime) -> None:
    """Microseconds are exact in both directions, also before 1970."""
    assert from_microseconds(to_microseconds(instant)) == instant
    assert taxii_time_of(to_microseconds(instant)) == taxii_time(instant)


@given(AWARE)
def test_written_instants_read_back(instant: datetime) -> None:
    """TAXII times keep the microsecond, STIX times the millisecond."""
    assert parse_instant(taxii_time(instant)) == instant
    assert parse_instant(stix_time(instant)) == instant.replace(
        microsecond=instant.microsecond // 1000 * 1000
    )


def test_other_zones_are_written_in_utc() -> None:
    """An aware instant of any zone is the same instant in Z."""
    hanoi = datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=7)))

    assert stix_time(hanoi) == "2026-11-22T00:00:00.000Z"
    assert taxii_time(hanoi) == "2026-11-22T00:00:00.000000Z"

"""Times that exist, are fine enough, and come in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.instants import parse_instant
from khien.model.stix.time_rules import ORDER
from khien.model.stix.times import exact_time, is_timestamp, same_time
from tests.model.stix.samples import CREATED, LATER, codes, sample

CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("modified before created", sample("tool", created=LATER), [("stix.time-order", "modified")]),
    ("by one microsecond", sample("tool", created="2026-03-01T08:00:00.000001Z"), [
        ("stix.fine-precision", "created"), ("stix.time-order", "modified"),
    ]),
    ("to the second only", sample("tool", created="2026-03-01T08:00:00Z"), [("stix.precision", "created")]),
    ("to a tenth", sample("tool", modified="2026-03-01T08:00:00.5Z"), [("stix.precision", "modified")]),
    ("a marking to the second", sample("marking-definition", created="2026-03-01T08:00:00Z"), []),
    ("no such day", sample("report", published="2026-02-29T00:00:00Z"), [("stix.timestamp", "published")]),
    ("a leap second", sample("report", published="2026-06-30T23:59:60Z"), [("stix.timestamp", "published")]),
    ("ten digits", sample("report", published="2026-06-30T23:59:59.0123456789Z"), [("stix.timestamp", "published")]),
    ("nine digits", sample("report", published="2026-06-30T23:59:59.012345678Z"), []),
    ("a line end", sample("report", published=f"{CREATED}\n"), [("stix.timestamp", "published")]),
    ("a certificate's key, no such day", sample("x509-certificate", x509_v3_extensions={
        "private_key_usage_period_not_before": "2026-02-30T00:00:00Z", "key_usage": "x",
    }), [("stix.timestamp", "x509_v3_extensions.private_key_usage_period_not_before")]),
    ("valid for no time", sample("indicator", valid_until=CREATED), [("stix.time-order", "valid_until")]),
    ("a relationship of no length", sample("relationship", start_time=CREATED, stop_time=CREATED), [("stix.time-order", "stop_time")]),
    ("only an end", sample("relationship", stop_time=CREATED), []),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_times(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Impossible, coarse and misordered times are found."""
    assert codes(content) == expected


@pytest.mark.parametrize("object_type", sorted(ORDER))
def test_every_pair_of_times_has_an_order(object_type: str) -> None:
    """In each type that has a pair of times, the later one may not be earlier."""
    for later, earlier, may_be_equal in ORDER[object_type]:
        wrong = codes(sample(object_type, **{later: CREATED, earlier: LATER}))
        equal = codes(sample(object_type, **{later: CREATED, earlier: CREATED}))

        assert ("stix.time-order", later) in wrong
        assert (("stix.time-order", later) not in equal) == may_be_equal


def test_equal_times_may_have_other_digits() -> None:
    """A tenth is a tenth, however many noughts follow; a nanosecond more is another time."""
    assert same_time("2026-03-01T08:00:00.1Z", "2026-03-01T08:00:00.100000Z")
    assert not same_time("2026-03-01T08:00:00.1Z", "2026-03-01T08:00:00.100000001Z")


@given(st.datetimes(), st.datetimes(), st.integers(0, 6), st.integers(0, 6))
def test_exact_times_sort_as_instants_do(one: Any, other: Any, digits: int, more: int) -> None:  # noqa: ANN401 -- datetimes
    """The order of the texts is the order of the instants, at any precision."""
    texts = []
    for moment, count in ((one, digits), (other, more)):
        fraction = f".{moment:%f}"[: count + 1] if count else ""
        texts.append(f"{moment.isoformat(timespec='seconds')}{fraction}Z")
    left, right = texts

    assert is_timestamp(left)
    assert (exact_time(left) < exact_time(right)) == (parse_instant(left) < parse_instant(right))
    assert not is_timestamp(one)

"""Points in time, as STIX and TAXII write them: RFC 3339, UTC, with `Z`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from khien.model.errors import MalformedError

# STIX 2.1 §2.16 and TAXII 2.1 §3.2: RFC 3339, in UTC, and the letter Z.
_RFC3339_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z", re.ASCII)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(text: str, item: str = "timestamp") -> datetime:
    """Read an RFC 3339 UTC timestamp with up to nanoseconds; what is finer than a microsecond is cut.

    Args:
        text: for example `2026-11-22T00:55:00.123Z`. Offsets other than `Z` are refused.
        item: what the error should name.

    Raises:
        MalformedError: not such a timestamp, or no such day or second (a leap second counts as none).

    Source: STIX 2.1 §2.16 (timestamp), RFC 3339 §5.6.
    """
    if _RFC3339_UTC.fullmatch(text) is None:
        raise MalformedError(item, "RFC 3339 timestamp in UTC")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedError(item, "RFC 3339 timestamp in UTC") from error


def stix_time(instant: datetime) -> str:
    """Write an aware instant with milliseconds, as STIX versions do (STIX 2.1 §3.2 `modified`)."""
    return _written(instant)


def taxii_time(instant: datetime) -> str:
    """Write an aware instant with microseconds, as TAXII headers do (TAXII 2.1 §3.2)."""
    return _zulu(instant, "microseconds")


def to_microseconds(instant: datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z: how instants are stored, so that they sort and stay exact."""
    delta = instant - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_microseconds(value: int) -> datetime:
    """The aware UTC instant that `to_microseconds` stored."""
    return _EPOCH + timedelta(microseconds=value)


def taxii_time_of(value: int) -> str:
    """What `taxii_time` writes for a stored instant; quicker, since neighbours share their second."""
    seconds, microseconds = divmod(value, 1_000_000)
    return f"{_second(seconds)}.{microseconds:06d}Z"


@lru_cache(1_000)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


@lru_cache(maxsize=4_096)  # an import writes the same few instants again and again
def _written(instant: datetime) -> str:
    return _zulu(instant, "milliseconds")


def _zulu(instant: datetime, precision: str) -> str:
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return utc.isoformat(timespec=precision).removesuffix("+00:00") + "Z"

"""STIX timestamps: what is one, how fine it is, and which of two is later, to the last digit."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

# STIX 2.1 §2.16, RFC 3339 §5.6. More than nine digits of fraction are refused: `instants` holds no more.
TIMESTAMP_PATTERN: Final = (
    r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?Z$(?!\n)"
)
_TIMESTAMP: Final = re.compile(TIMESTAMP_PATTERN)


def is_timestamp(text: object) -> bool:
    """Whether this is an RFC 3339 time in UTC on a day that exists (no leap second)."""
    if not isinstance(text, str) or _TIMESTAMP.match(text) is None:
        return False
    return is_real_day(text)


def is_real_day(text: str) -> bool:
    """Whether the day of a text that has the form of a timestamp exists."""
    if text[8:10] <= "28":
        return True  # every month has it
    try:
        datetime.fromisoformat(text[:19])
    except ValueError:
        return False
    return True


def fraction_digits(text: str) -> int:
    """How many digits stand after the seconds."""
    return max(len(text) - 21, 0)


def exact_time(text: str) -> str:
    """A form of a valid timestamp that sorts as time does, to the nanosecond: `.1` equals `.100`."""
    return text[:19] + text[20:-1].ljust(9, "0")


def same_time(one: str, other: str) -> bool:
    """Whether two valid timestamps name the same nanosecond, however many digits they write."""
    return exact_time(one) == exact_time(other)

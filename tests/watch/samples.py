"""Small logs and indicators for the tests of the watch; names and addresses are reserved ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from khien.model.ids import ObjectId
from khien.model.patterns import IndicatorValue, ValueKind, value_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EARLIER = datetime(2020, 1, 1, tzinfo=UTC)
NODE = ObjectId("identity--5f1c4d7c-0d8e-4f0a-9a5e-3f0a9e3b7c11")


def indicator(number: int) -> ObjectId:
    """The id of the sample indicator with this number."""
    return ObjectId(f"indicator--00000000-0000-4000-8000-{number:012d}")


def value(kind: str, text: str) -> IndicatorValue:
    """A value in normal form; the sample must be of its kind."""
    found = value_of(ValueKind(kind), text)
    assert found is not None
    return found


def short(values: Iterable[IndicatorValue]) -> list[str]:
    """Values as `kind:value`, sorted."""
    return sorted(f"{one.kind}:{one.value}" for one in values)


DNS_HEADER = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    b"#fields\tts\tid.orig_h\tid.resp_h\tquery\tanswers\n"
    b"#types\ttime\taddr\taddr\tstring\tvector[string]\n"
)


def dns_log(*rows: str) -> list[bytes]:
    """A Zeek DNS log whose rows have blanks where it has tabs."""
    lines = [*DNS_HEADER.splitlines(), *(row.replace(" ", "\t").encode() for row in rows)]
    return [line + b"\n" for line in lines]

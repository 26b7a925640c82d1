"""Beginnings of URLs, fingerprints of TLS and whole patterns are looked up too, also of what is here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from khien.store.objects.derive import TimedValue, timed_values_of

revision = "v0018"
down_revision = "v0017"

AT_ONCE = 1_000  # objects

_COLUMNS = ("kind", "value", "valid_from_us", "valid_until_us")
_VALUE = sa.table("indicator_value", *map(sa.column, ("seq", "place", "object_id", *_COLUMNS)))
_HERE = (
    "SELECT v.seq, v.object_id, v.raw FROM object_version v JOIN object_current c ON c.seq = v.seq "
    "WHERE c.type = 'indicator' AND c.in_force AND v.seq > :after ORDER BY v.seq LIMIT :many"
)


def upgrade() -> None:
    """Derive the values of indicators in force anew, and write those of which there are more now."""
    tx = op.get_bind()
    for rows in _indicators(tx):
        seqs = [row.seq for row in rows]
        held: dict[int, list[tuple[Any, ...]]] = {}
        found = sa.select(_VALUE).where(_VALUE.c.seq.in_(seqs)).order_by("seq", "place")
        for one in tx.execute(found):
            held.setdefault(one.seq, []).append(tuple(one)[3:])
        for seq, object_id, raw in rows:
            if len(held.get(seq, ())) == 1 and _is_one_value(bytes(raw)):
                continue
            values = timed_values_of(msgspec.json.decode(bytes(raw)))
            if [tuple(value) for value in values] != held.get(seq, []):
                _write(tx, seq, object_id, values)


class _Indicator(msgspec.Struct):
    pattern: str = ""


_READER = msgspec.json.Decoder(_Indicator)
_ONE_VALUE = re.compile(
    r"\s*\[\s*(?:domain-name|ipv4-addr|ipv6-addr|url|email-addr):value\s*=\s*'[^'\\]+'\s*\]\s*"
)


def _is_one_value(raw: bytes) -> bool:
    """Whether it says one value and nothing else: that had its row already, and most indicators are so."""
    try:
        return _ONE_VALUE.fullmatch(_READER.decode(raw).pattern) is not None
    except msgspec.DecodeError:
        return False


def _write(tx: sa.Connection, seq: int, object_id: str, values: tuple[TimedValue, ...]) -> None:
    tx.execute(sa.delete(_VALUE).where(_VALUE.c.seq == seq))
    rows = [
        {"seq": seq, "place": place, "object_id": object_id, **value._asdict()}
        for place, value in enumerate(values)
    ]
    if rows:
        tx.execute(sa.insert(_VALUE), rows)


def _indicators(tx: sa.Connection) -> Iterator[Sequence[Any]]:
    after = 0
    while rows := tx.execute(sa.text(_HERE), {"after": after, "many": AT_ONCE}).all():
        yield rows
        after = rows[-1].seq

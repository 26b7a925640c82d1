"""Beginnings of URLs, fingerprints of TLS and whole patterns are looked up too, also of what is here."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from alembic import op

from khien.store.objects.derive import timed_values_of

revision = "v0018"
down_revision = "v0017"

AT_ONCE = 1_000  # objects
NEW = {"url-prefix", "ja3", "ja3s", "ja4", "pattern"}
RECIPIENTS = (
    b"_refs[*]"  # in the pattern of an indicator that gains values of a kind that there was
)

_VALUE = sa.table(
    "indicator_value",
    *map(
        sa.column,
        ("seq", "place", "object_id", "kind", "value", "valid_from_us", "valid_until_us"),
    ),
)
_HERE = (
    "SELECT v.seq, v.object_id, v.raw FROM object_version v JOIN object_current c ON c.seq = v.seq "
    "WHERE c.type = 'indicator' AND c.in_force AND v.seq > :after ORDER BY v.seq LIMIT :many"
)


def upgrade() -> None:
    """Derive the values of indicators in force anew, and keep those of which there are more now."""
    tx = op.get_bind()
    for seq, object_id, raw in _indicators(tx):
        found = list(timed_values_of(msgspec.json.decode(raw)))
        if found and (RECIPIENTS in raw or any(one.kind in NEW for one in found)):
            tx.execute(sa.delete(_VALUE).where(_VALUE.c.seq == seq))
            tx.execute(
                sa.insert(_VALUE),
                [
                    {"seq": seq, "place": place, "object_id": object_id, **one._asdict()}
                    for place, one in enumerate(found)
                ],
            )


def _indicators(tx: sa.Connection) -> Iterator[tuple[int, str, bytes]]:
    after = 0
    while rows := tx.execute(sa.text(_HERE), {"after": after, "many": AT_ONCE}).all():
        for seq, object_id, raw in rows:
            yield seq, object_id, bytes(raw)
        after = rows[-1].seq

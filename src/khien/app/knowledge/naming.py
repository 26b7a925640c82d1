"""What people call an object in one line, whatever it is and wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from khien.app.knowledge.nameless import names
from khien.exchange.arrivals import rows as arrivals
from khien.model.ids import ObjectId
from khien.store import objects
from khien.store.objects.derive import title_of

ABOUT = ("relationship--", "sighting--")
"""What goes by what it is about."""
MOST_BYTES = 65_536  # of one arrival; what is larger goes by its id in lists


def titles(tx: Connection, object_ids: Sequence[str]) -> dict[str, str]:
    """The titles of those objects that are here, those out of use too.

    What has no name of its own is called as what it is about: a sighting as what was seen.
    """
    found = _own(tx, object_ids)
    nameless = [ObjectId(one) for one in found if one.startswith(ABOUT)]
    if nameless:
        ends = names(tx, objects.lines(tx, nameless).values()).ends
        called = _own(tx, sorted({end for some in ends.values() for end in some}))
        found |= {
            one: " → ".join(called.get(end, end) for end in some) for one, some in ends.items()
        }
    return found


def _own(tx: Connection, object_ids: Sequence[str]) -> dict[str, str]:
    found = objects.titles(tx, object_ids)
    lacking = [ObjectId(one) for one in object_ids if one not in found]
    return found | {
        one: title_of(kept.content) for one, kept in objects.currents(tx, lacking).items()
    }


def titles_of_stopped(tx: Connection, arrival_ids: Sequence[str]) -> dict[str, str]:
    """The same for what a rule stopped: it is not in the store, and is read from the bytes that came."""
    stopped = arrivals.small(tx, arrival_ids, MOST_BYTES)
    return {one.object_id: read for one in stopped if one.raw and (read := _read(one.raw))}


def _read(raw: bytes) -> str:
    try:
        return title_of(msgspec.json.decode(raw, type=dict[str, Any]))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        return ""

"""`khien store`: the database itself."""

from __future__ import annotations

from khien.app.wiring import Node
from khien.cli.grammar import noun, verb
from khien.cli.opening import with_node
from khien.cli.speech import emit, tell
from khien.store import objects

STORE = noun("help.store")


@verb("help.store.rebuild", STORE)
@with_node
def _rebuild(node: Node) -> None:
    with node.store.write() as tx:
        objects.rebuild(tx)
        counts = objects.counts(tx)
    emit(
        {
            "versions": counts.versions,
            "objects": counts.objects,
            "withdrawn": counts.withdrawn,
            "conflicts": counts.conflicts,
            "indicators": counts.indicators,
            "types": counts.by_type,
        }
    )
    tell("told.rebuilt", count=counts.objects)


COMMANDS = (STORE,)

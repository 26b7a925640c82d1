"""`khien store`: the database itself."""

from __future__ import annotations

from khien.app.moving import move
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
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


@verb("help.store.move", STORE)
@with_node
@option("--to", words="option.store.to", envvar="KHIEN_DATABASE", show_envvar=True, required=True,
        metavar="URL")  # fmt: skip
def _move(node: Node, *, to: str) -> None:
    moved = move(node, to)
    emit(
        {
            "tables": {name: extent.rows for name, extent in moved.tables.items()},
            "versions": moved.versions,
            "ledger": moved.audit.size,
            "root": moved.audit.root.hex(),
        }
    )
    tell("told.moved", versions=moved.versions, leaves=moved.audit.size)


COMMANDS = (STORE,)

"""`khien backup`, `khien restore`: lose nothing."""

from __future__ import annotations

from pathlib import Path

import click

from khien.app.backups import back_up, restore
from khien.app.wiring import Node
from khien.cli.grammar import verb
from khien.cli.opening import home_option, with_node
from khien.cli.reading import writing
from khien.cli.speech import emit, tell


@verb("help.backup")
@with_node
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def _backup(node: Node, *, file: Path) -> None:
    with writing(file):
        made = back_up(node, file)
    emit(
        {
            "file": file,
            "node": made.node,
            "made": made.made,
            "revision": made.revision,
            "ledger": made.origin,
            "size": made.size,
            "files": {part.name: part.sha256 for part in made.files},
        }
    )
    tell("told.backed-up", file=file)


@verb("help.restore")
@home_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def _restore(home: Path, *, file: Path) -> None:
    found = restore(file, home)
    emit(
        {
            "home": found.home,
            "node": found.manifest.node,
            "made": found.manifest.made,
            "ledger": found.manifest.origin,
            "size": found.audit.size,
            "root": found.audit.root.hex(),
        }
    )
    tell("told.restored", home=home, size=found.audit.size, made=found.manifest.made)


COMMANDS = (_backup, _restore)

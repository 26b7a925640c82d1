"""`khien watch warninglist`: what many people use, and what is therefore not called malicious unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khien.app import warninglists
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import with_node
from khien.cli.speech import emit, tell
from khien.exchange.warninglists.rows import Warninglist
from khien.exchange.warninglists.rules import Kind

WARNINGLIST = noun("help.watch.warninglist")


@verb("help.watch.warninglist.add", WARNINGLIST)
@with_node
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--name", words="option.warninglist.name", default="", metavar="TEXT")
@option("--kind", words="option.warninglist.kind",
        type=click.Choice([one.value for one in Kind]))  # fmt: skip
def _add(node: Node, *, file: Path, name: str, kind: str | None) -> None:
    emit(_row(warninglists.take(node, file.read_bytes(), name, kind or "", file=file.name)))


@verb("help.watch.warninglist.list", WARNINGLIST)
@with_node
def _list(node: Node) -> None:
    found = warninglists.listed(node)
    for one in found:
        emit(_row(one))
    tell("told.found", count=len(found))


@verb("help.watch.warninglist.switch", WARNINGLIST)
@with_node
@click.argument("name")
@click.argument("state", type=click.Choice(["on", "off"]))
def _switch(node: Node, *, name: str, state: str) -> None:
    warninglists.switch(node, name, on=state == "on")


@verb("help.watch.warninglist.remove", WARNINGLIST)
@with_node
@click.argument("name")
def _remove(node: Node, *, name: str) -> None:
    warninglists.drop(node, name)
    tell("told.warninglist-removed", name=name)


def _row(one: Warninglist) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind.value,
        "entries": one.size,
        "version": one.version,
        "description": one.description,
        "added": one.added,
        "off": one.off,
    }

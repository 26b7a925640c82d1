"""`khien export` and `khien arrive`: what crosses in a folder that a person carries."""

from __future__ import annotations

from pathlib import Path

import click

from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import option, verb
from khien.cli.opening import with_node
from khien.cli.speech import emit, tell
from khien.exchange.exports.manifest import Scope

NOT_ALL = 1  # exit status: some of it was not taken


@verb("help.export")
@with_node
@click.argument("folder", type=click.Path(path_type=Path))
@option("--to", "partner", words="option.export.to", required=True, metavar="PARTNER")
@option("--all", "everything", words="option.export.all", is_flag=True)
@option("--receipts", words="option.export.receipts", is_flag=True)
def _export(node: Node, *, folder: Path, partner: str, everything: bool, receipts: bool) -> None:
    scope = Scope.ALL if everything else Scope.RECEIPTS if receipts else Scope.WAITING
    packed = node.exports.give(partner, folder, scope)
    emit(
        {
            "export": packed.export,
            "partner": packed.partner,
            "scope": packed.scope,
            "folder": packed.folder,
            "counts": packed.counts,
            "left_out": packed.left_out,
        }
    )
    tell("told.exported", folder=folder, name=partner, count=packed.counts["objects"])
    if packed.left_out:
        tell("told.left-out", count=len(packed.left_out))


@verb("help.arrive")
@with_node
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def _arrive(context: click.Context, node: Node, *, folder: Path) -> None:
    found = node.exports.take(folder)
    for step in found.steps:
        emit(
            {
                "kind": step.kind,
                "file": step.file,
                "objects": step.objects,
                "code": step.code,
                "words": sentence(step.code, step.facts) if step.code else "",
            }
        )
    tell("told.arrived", name=found.partner, count=len(found.steps) - len(found.refused))
    if found.refused:
        tell("told.not-taken", count=len(found.refused))
        context.exit(NOT_ALL)


COMMANDS = (_export, _arrive)

"""`khien object`: look at knowledge, publish it, take it back to MISP. How it comes in is in `imports`."""

from __future__ import annotations

from pathlib import Path

import click

from khien.app.importing import row_of
from khien.app.knowledge.claims import claim_row, entry_of
from khien.app.knowledge.doubting import report_false_positive
from khien.app.knowledge.returning import as_misp
from khien.app.overview import objects_of_batch, own_objects, read_object
from khien.app.wiring import Node
from khien.cli import imports, readings
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.mistakes import one_of
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.releases import release_row, show_published
from khien.cli.speech import emit, tell
from khien.exchange.authority import PUBLISHERS, demand
from khien.exchange.consumers.files import PRIVATE, write_whole
from khien.exchange.releases.desk import Publication
from khien.model.agreement import Purpose
from khien.model.marking import Tlp
from khien.store import objects

OBJECT = noun("help.object")

tlp_choice = click.Choice([one.value for one in Tlp])
purpose_choice = click.Choice([one.value for one in Purpose])


@verb("help.object.show", OBJECT)
@with_node
@click.argument("object_id")
def _show(node: Node, *, object_id: str) -> None:
    emit(read_object(node, object_id))


@verb("help.object.search", OBJECT)
@with_node
@click.argument("text")
@option("--type", "types", words="option.search.type", multiple=True, metavar="TYPE")
@option("--limit", words="option.limit", type=click.IntRange(1, 10_000), default=50)
def _search(node: Node, *, text: str, types: tuple[str, ...], limit: int) -> None:
    with node.store.read() as tx:
        found = objects.search(tx, text, limit, types)
    for one in found:
        emit(
            {
                "id": one.object_id,
                "type": one.type,
                "title": one.title,
                "tlp": one.tlp.value,
                "revoked": one.revoked,
                "source": one.source or "own",
            }
        )
    tell("told.found", count=len(found))


@verb("help.object.publish", OBJECT)
@with_node
@click.argument("object_ids", nargs=-1)
@option("--batch", words="option.publish.batch", metavar="BATCH")
@option("--all-own", words="option.publish.all-own", is_flag=True)
@option("--purpose", words="option.purpose", type=purpose_choice, required=True)
@option("--to", "partners", words="option.publish.to", multiple=True, metavar="PARTNER")
@option(
    "--recipient", "recipients", words="option.publish.recipient", multiple=True, metavar="NAME"
)
@officer_option(required=True)
def _publish(
    node: Node,
    *,
    object_ids: tuple[str, ...],
    batch: str | None,
    all_own: bool,
    purpose: str,
    partners: tuple[str, ...],
    recipients: tuple[str, ...],
    officer_name: str,
) -> None:
    if sum((bool(object_ids), batch is not None, all_own)) != 1:
        raise one_of("ID…", "--batch BATCH", "--all-own")
    officer = demand(acting(node, officer_name), PUBLISHERS)
    chosen = list(object_ids)
    if batch is not None:
        chosen = objects_of_batch(node, batch)
    elif all_own:
        chosen = own_objects(node)
    publication = Publication(
        object_ids=tuple(chosen),
        purpose=Purpose(purpose),
        author=officer.name,
        partners=partners,
        recipients=frozenset(recipients),
    )
    made = node.releases.publish(publication)
    show_published(made)


@verb("help.object.export", OBJECT)
@with_node
@click.argument("report_id", metavar="REPORT")
@option("--format", "form", words="option.list.format", required=True, type=click.Choice(["misp"]))
@option("--to", words="option.export.file", required=True, metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path))  # fmt: skip
def _export(node: Node, *, report_id: str, form: str, to: Path) -> None:
    found = as_misp(node, report_id)
    write_whole(to, found.file, PRIVATE)
    emit(
        {
            "file": to,
            "format": form,
            "event": found.uuid,
            "counts": found.counts,
            "tlp": found.tlp,
            "levels": {level.value: found.levels[level] for level in sorted(found.levels)},
        }
    )
    for entry in found.lost:
        emit(row_of(entry, sentence))
    written = found.levels.total()
    left = len(found.entries) - written
    tell("told.misp-event", name=to, count=written, left=left, level=found.tlp.label)


@verb("help.object.value", OBJECT)
@with_node
@click.argument("value")
def _value(node: Node, *, value: str) -> None:
    found = entry_of(node, value)
    emit(
        {
            "value": found.value,
            "kind": found.kind,
            "sources": found.sources,
            "claims": len(found.claims),
            "score": found.score,
            "warninglists": list(found.warninglists),
        }
    )
    for claim in found.claims:
        emit(claim_row(claim))
    tell("told.value", claims=len(found.claims), sources=len(found.sources))


@verb("help.object.false-positive", OBJECT)
@with_node
@click.argument("object_id")
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@option("--purpose", words="option.purpose", type=purpose_choice,
        default=Purpose.NETWORK_DEFENCE.value, show_default=True)  # fmt: skip
@officer_option(required=True)
def _false_positive(
    node: Node, *, object_id: str, reason: str, purpose: str, officer_name: str
) -> None:
    officer = acting(node, officer_name)
    reported = report_false_positive(node, object_id, officer, reason, Purpose(purpose))
    emit({"opinion": reported.opinion, "object": object_id, "partners": list(reported.partners)})
    for release in reported.releases:
        emit(release_row(release))
    tell("told.false-positive", partners=len(reported.partners))


imports.add_to(OBJECT)
readings.add_to(OBJECT)
COMMANDS = (OBJECT,)

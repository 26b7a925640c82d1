"""`khien object`: bring knowledge in, look at it, publish it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from khien.app.overview import objects_of_batch, own_objects, read_object
from khien.app.reading.desk import Made, bring_in
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.readings import add_to, show_made
from khien.cli.releases import release_row
from khien.cli.speech import emit, tell
from khien.exchange.releases.desk import Publication
from khien.exchange.workspace import Imported
from khien.intake import FORMATS, Outcome, ReportEntry, Wish
from khien.model.agreement import Purpose
from khien.model.marking import Tlp
from khien.store import objects

OBJECT = noun("help.object")

tlp_choice = click.Choice([one.value for one in Tlp])
purpose_choice = click.Choice([one.value for one in Purpose])


@verb("help.object.import", OBJECT)
@with_node
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--format", "kind", words="option.import.format", type=click.Choice(FORMATS))
@option("--tlp", words="option.import.tlp", type=tlp_choice)
@option("--source", words="option.import.source", default="", metavar="TEXT")
@option("--label", "labels", words="option.import.label", multiple=True, metavar="TEXT")
@option("--valid-days", words="option.import.valid-days", type=click.IntRange(1, 36_525))
@option("--lenient", words="option.import.lenient", is_flag=True)
@officer_option(required=False)
def _import(
    node: Node,
    *,
    file: Path,
    kind: str | None,
    tlp: str | None,
    source: str,
    labels: tuple[str, ...],
    valid_days: int | None,
    lenient: bool,
    officer_name: str | None,
) -> None:
    author = acting(node, officer_name).name if officer_name else ""
    wish = Wish(
        identity=node.ourselves.identity,
        now=node.clock(),
        format=kind,
        marking=Tlp(tlp) if tlp else None,
        source=source,
        labels=labels,
        valid_days=valid_days,
        lenient=lenient,
    )
    imported = bring_in(node, file.name, file.read_bytes(), wish, author)
    if isinstance(imported, Made):
        show_made(imported)
        return
    emit(_summary(imported))
    for line in _remarkable(imported):
        emit(line)
    counts = imported.intake.counts
    tell(
        "told.imported",
        read=counts.read,
        refused=counts.refused + len(imported.refused),
        skipped=counts.skipped,
        new=imported.kept.get("new", 0),
    )


def _summary(imported: Imported) -> dict[str, Any]:
    intake = imported.intake
    out = {(one.item, one.version) for one in imported.refused}
    by_type: dict[str, list[str]] = {}
    for version in intake.versions:
        if (version.id, version.modified) not in out:
            by_type.setdefault(version.type, []).append(version.id)
    return {
        "batch": imported.batch,
        "file": intake.name,
        "format": intake.format,
        "counts": {
            name: getattr(intake.counts, name)
            for name in ("read", "kept", "changed", "refused", "skipped")
        },
        "kept": imported.kept,
        "types": {kind: len(ids) for kind, ids in by_type.items()},
        "objects": by_type,
    }


def _remarkable(imported: Imported) -> Iterator[dict[str, Any]]:
    for entry in imported.intake.entries:
        if entry.outcome is not Outcome.KEPT or entry.more:
            yield _entry_row(entry)
    for one in imported.refused:
        yield {
            "item": one.item,
            "outcome": "refused",
            "code": one.code,
            "detail": one.detail,
            "words": sentence(one.code, {"detail": one.detail, "path": ""}),
        }


def _entry_row(entry: ReportEntry) -> dict[str, Any]:
    first, *more = entry.remarks
    return {
        "item": entry.item,
        "outcome": entry.outcome.value,
        "code": first.code,
        "path": first.path,
        "detail": first.detail,
        "words": sentence(first.code, first.facts),
        "more": [
            {"code": r.code, "path": r.path, "words": sentence(r.code, r.facts)} for r in more
        ],
    }


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
        raise click.UsageError("ID… | --batch BATCH | --all-own")
    officer = acting(node, officer_name)
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
    for release in made:
        emit(release_row(release))
    states = Counter(release.state.value for release in made)
    tell(
        "told.published",
        cleared=states["cleared"],
        held=states["held"],
        refused=states["refused"],
    )


add_to(OBJECT)
COMMANDS = (OBJECT,)

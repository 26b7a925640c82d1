"""`khien object import`, `report` and `mapping`: bring knowledge in, and what became of each item."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from khien.app.importing import (
    ForReviewError,
    body_of,
    column_named,
    demand_kept,
    drop_mapping,
    import_folder,
    looked_at,
    mapping_of,
    mappings,
    report_of_batch,
    row_of,
    save_mapping,
)
from khien.app.reading.desk import WRITERS, Made, bring_in
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import option, verb
from khien.cli.long_imports import keep_long, look_long
from khien.cli.opening import author, officer_option, with_node
from khien.cli.readings import show_made, tell_imported
from khien.cli.speech import emit, spoken, tell
from khien.exchange.long_lists import opening
from khien.exchange.workspace import Imported
from khien.intake import FORMATS, Counts, Outcome, Wish
from khien.intake.charsets import ENCODINGS
from khien.intake.csv_table import Column
from khien.model.marking import Tlp

tlp_choice = click.Choice([one.value for one in Tlp])
outcome_choice = click.Choice([one.value for one in Outcome])


@verb("help.object.import")
@with_node
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@option("--format", "kind", words="option.import.format", type=click.Choice(FORMATS))
@option("--encoding", words="option.import.encoding", type=click.Choice(ENCODINGS))
@option("--tlp", words="option.import.tlp", type=tlp_choice)
@option("--source", words="option.import.source", default="", metavar="TEXT")
@option("--label", "labels", words="option.import.label", multiple=True, metavar="TEXT")
@option("--valid-days", words="option.import.valid-days", type=click.IntRange(1, 36_525))
@option("--mapping", words="option.import.mapping", metavar="NAME")
@option("--column", "columns", words="option.import.column", multiple=True, metavar="ROLE=COLUMN")
@option("--dry-run", words="option.import.dry-run", is_flag=True)
@option("--lenient", words="option.import.lenient", is_flag=True)
@officer_option(required=False)
def _import(
    node: Node,
    *,
    file: Path,
    kind: str | None,
    encoding: str | None,
    tlp: str | None,
    source: str,
    labels: tuple[str, ...],
    valid_days: int | None,
    mapping: str | None,
    columns: tuple[str, ...],
    dry_run: bool,
    lenient: bool,
    officer_name: str | None,
) -> None:
    by = author(node, officer_name, WRITERS)
    kept = {} if mapping is None else mapping_of(node, mapping)
    wish = Wish(
        identity=node.ourselves.identity,
        now=node.clock(),
        format=kind,
        encoding=encoding or "",
        marking=Tlp(tlp) if tlp else None,
        source=source,
        labels=labels,
        valid_days=valid_days,
        lenient=lenient,
        columns=kept | dict(map(column_named, columns)),
    )
    if file.is_dir() and dry_run:
        raise click.UsageError(spoken("usage.file-only", option="--dry-run"))
    if file.is_dir():
        _folder(node, file, wish, by)
    elif dry_run:
        _look(node, file, wish)
    else:
        _keep(node, file, wish, by)


def _keep(node: Node, file: Path, wish: Wish, by: str) -> None:
    how = opening(file, wish)
    if how is not None:
        keep_long(node, file, how, wish, by)
        return
    imported = bring_in(node, file.name, body_of(file, wish), wish, by)
    if isinstance(imported, Made):
        show_made(node, imported)
        return
    emit(_summary(imported))
    _tell_entries(imported)
    tell_imported(imported)
    _demand_kept(imported)


def _look(node: Node, file: Path, wish: Wish) -> None:
    """Say what an import would do; nothing is kept."""
    how = opening(file, wish)
    if how is not None:
        _columns(how.columns)
        look_long(file, how, wish)
        return
    try:
        found, columns = looked_at(node, file.name, body_of(file, wish), wish)
    except ForReviewError as error:  # an import would take it, and ask an officer
        tell(error.code, **error.facts)
        return
    intake = found.intake
    _columns(columns)
    emit({"file": intake.name, "format": intake.format, "counts": _counts(found.counts)})
    _tell_entries(found)
    tell("told.looked", read=found.counts.read, versions=found.kept.get("new", 0))
    _demand_kept(found)


def _columns(columns: Iterable[Column]) -> None:
    for column in columns:
        row = {"column": column.number, "header": column.header, "taken_for": column.role}
        emit(row | {"cells": list(column.cells)})


def _folder(node: Node, folder: Path, wish: Wish, by: str) -> None:
    done = import_folder(node, folder, wish, by)
    emit(
        {
            "batch": done.batch,
            "folder": done.name,
            "events": {name: done.events[name] for name in ("read", "known", "refused")},
            "counts": {"read": done.counts.total()}
            | {o.value: done.counts[o.value] for o in Outcome},
            "kept": dict(done.kept),
        }
    )
    for line in done.lines:
        emit(line)
    tell("told.folder", read=done.events["read"], known=done.events["known"], batch=done.batch)
    demand_kept(
        done.name, {"new": done.events["read"] + done.events["known"]}, done.events["refused"]
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
        "counts": _counts(imported.counts),
        "kept": imported.kept,
        "types": {kind: len(ids) for kind, ids in by_type.items()},
        "objects": by_type,
    }


def _counts(counts: Counts) -> dict[str, int]:
    names = ("read", "kept", "changed", "refused", "skipped")
    return {name: getattr(counts, name) for name in names}


def _tell_entries(imported: Imported) -> None:
    """Every item of which there is something to say."""
    for entry in imported.entries:
        if entry.outcome is not Outcome.KEPT or entry.more:
            emit(row_of(entry, sentence))


def _demand_kept(imported: Imported) -> None:
    demand_kept(imported.intake.name, imported.kept, imported.counts.refused)


@verb("help.object.report")
@with_node
@click.argument("batch")
@option("--outcome", "outcomes", words="option.report.outcome", multiple=True, type=outcome_choice)
def _report(node: Node, *, batch: str, outcomes: tuple[str, ...]) -> None:
    wanted = frozenset(map(Outcome, outcomes)) or frozenset(Outcome)
    count = 0
    for part, entry in report_of_batch(node, batch, wanted):
        row = row_of(entry, sentence) | {"objects": list(entry.objects)}
        emit({"part": part} | row if part else row)
        count += 1
    tell("told.found", count=count)


@verb("help.object.mapping")
@with_node
@click.argument("name", required=False)
@option("--column", "columns", words="option.import.column", multiple=True, metavar="ROLE=COLUMN")
@option("--drop", words="option.mapping.drop", is_flag=True)
@officer_option(required=False)
def _mapping(
    node: Node, *, name: str | None, columns: tuple[str, ...], drop: bool, officer_name: str | None
) -> None:
    by = author(node, officer_name, WRITERS)
    if name is None and (columns or drop):
        raise click.UsageError(spoken("usage.named-mapping"))
    if name is not None and drop:
        drop_mapping(node, name)
    elif name is not None and columns:
        save_mapping(node, name, dict(map(column_named, columns)), by)
    shown = mappings(node)
    if name is not None and not drop:
        shown = {name: mapping_of(node, name)}
    for one, kept in shown.items():
        emit({"mapping": one, "columns": kept})
    tell("told.found", count=len(shown))


def add_to(group: click.Group) -> None:
    """Give the group these verbs."""
    for command in (_import, _report, _mapping):
        group.add_command(command)

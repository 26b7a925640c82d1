"""`khien watch keep`, `hunt`, `history`, `purge`, `rotate`: telemetry that is kept, and looked through."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from khien.app.hunting import (
    history_of,
    purge_before,
    purge_due,
    rotate,
    row_of,
    texts_of,
    unseen_row,
    wanted_in,
)
from khien.app.wiring import Node
from khien.cli.failing import complain
from khien.cli.grammar import KhienGroup, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.speech import emit, tell
from khien.exchange.authority import WATCHERS, demand
from khien.model.agreement import Role
from khien.model.patterns import IndicatorValue
from khien.watch.fields import chosen
from khien.watch.history import Answer, Glimpse, IncompleteHistoryError, Progress, Search
from khien.watch.logs import NothingReadError


def add_to(group: KhienGroup) -> None:
    """Join the verbs to `khien watch`."""
    for one in (_keep, _hunt, _history, _purge, _rotate):
        group.add_command(one)


@verb("help.watch.keep")
@with_node
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@option("--columns", words="option.match.columns", metavar="COLUMN=MEANING,…")
def _keep(node: Node, *, files: tuple[Path, ...], columns: str | None) -> None:
    history, status, read = history_of(node), 0, 0
    meant = chosen(columns) if columns else None
    for file in files:
        kept = history.keep_file(file, node.clock(), meant)
        read += kept.lines
        emit(
            {
                "file": file.name,
                "lines": kept.lines,
                "rows": kept.rows,
                "not_kept": kept.reasons,
                "dropped": [str(day) for day in kept.dropped],
            }
        )
        lost = sum(kept.reasons.values())
        tell("told.kept", name=file.name, lines=kept.lines, lost=lost, days=len(kept.dropped))
        if lost and not kept.lines:
            status = complain(NothingReadError(file.name, lost))
    if meant and meant.absent and read:
        status = complain(meant.absent)
    if status:
        click.get_current_context().exit(status)


@verb("help.watch.hunt")
@with_node
@click.argument("what", nargs=-1, required=True, metavar="VALUE|FILE...")
@option("--since", words="option.hunt.since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@option("--clients", words="option.hunt.clients", is_flag=True)
@option("--unseen", words="option.hunt.unseen", is_flag=True)
@officer_option(required=False)
def _hunt(
    node: Node,
    *,
    what: tuple[str, ...],
    since: datetime | None,
    clients: bool,
    unseen: bool,
    officer_name: str | None,
) -> None:
    if officer_name is not None:
        demand(acting(node, officer_name), WATCHERS)
    elif clients:
        raise click.MissingParameter(param_hint="--officer", param_type="option")
    wanted = wanted_in(node, [text for given in what for text in texts_of(given)])
    search = Search(
        tuple(wanted.values),
        since=since.date() if since else date.min,
        pseudonyms=clients,
    )
    history, tenths = history_of(node), 0
    seen: set[IndicatorValue] = set()
    for one in history.hunt(search):
        match one:
            case Glimpse():
                emit({"value": one.value.value, "seen_on": [str(day) for day in one.days]})
            case Answer():
                seen.add(one.value)
                emit(row_of(one, wanted))
            case Progress():
                tenth = one.done * 10 // max(one.total, 1)
                if tenth != tenths:
                    tell("told.hunting", done=one.done, total=one.total)
                tenths = tenth
    missed = [value for value in wanted.values if value not in seen]
    for value in missed if unseen else ():
        emit(unseen_row(value, wanted))
    for text in wanted.unknown:
        emit({"no_value": text})
    tell(
        "told.hunted",
        values=len(wanted.values),
        seen=len(seen),
        unseen=len(missed),
        days=sum(day >= search.since for day in history.standing().days),
        unknown=len(wanted.unknown),
    )


@verb("help.watch.history")
@with_node
def _history(node: Node) -> None:
    history = history_of(node)
    standing, lost = history.standing(), history.lost()
    emit(
        {
            "days": [str(day) for day in standing.days],
            "rows": standing.rows,
            "bytes": standing.size_bytes,
            "files": standing.files,
            "due": [str(day) for day in history.due(node.clock())],
            "lost": lost,
        }
    )
    if lost:
        raise IncompleteHistoryError(lost)


@verb("help.watch.purge")
@with_node
@option("--before", words="option.purge.before", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@option("--officer", "officer_name", words="option.purge.officer", metavar="NAME")
def _purge(node: Node, *, before: datetime | None, officer_name: str | None) -> None:
    by = demand(acting(node, officer_name), (Role.ADMIN,)).name if officer_name else ""
    gone = purge_before(node, before.date(), by=by) if before else ()
    gone += purge_due(node, by=by)
    emit({"purged": [str(day) for day in gone]})
    tell("told.purged", days=len(gone))


@verb("help.watch.rotate")
@with_node
def _rotate(node: Node) -> None:
    emit({"secret": rotate(node)})
    tell("told.pseudonyms-changed")

"""`khien feed`: sources that are no partners, fetched on a schedule."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from khien.app.feeding import add_feed, answer_feed, change_feed, feed_row, run_row
from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.mistakes import wrong_form
from khien.cli.opening import acting, officer_option, secret, with_node
from khien.cli.reading import text_file
from khien.cli.speech import emit, spoken, tell
from khien.exchange.authority import RECEIVERS, demand
from khien.exchange.feeds import rows
from khien.exchange.feeds.rows import Feed, Reason, Run, Terms
from khien.exchange.feeds.rules import Event, Kind, Outcome
from khien.intake import FORMATS
from khien.model.marking import Pap, Tlp
from khien.people.officers import Role

FEED = noun("help.feed")

SECRET = "KHIEN_SECRET"  # noqa: S105 -- the name of the variable
RUNS = 20


@verb("help.feed.add", FEED)
@with_node
@click.argument("name")
@click.argument("address", metavar="URL|FOLDER")
@option("--kind", words="option.feed.kind", required=True,
        type=click.Choice([one.value for one in Kind]))  # fmt: skip
@option("--tlp", words="option.feed.tlp", required=True,
        type=click.Choice([one.value for one in Tlp]))  # fmt: skip
@option("--pap", words="option.feed.pap", type=click.Choice([one.value for one in Pap]))
@option("--confidence", words="option.feed.confidence", type=click.IntRange(0, 100))
@option("--label", "labels", words="option.import.label", multiple=True, metavar="TEXT")
@option("--valid-days", words="option.import.valid-days", type=click.IntRange(1, 36_525))
@option("--every", "every_minutes", words="option.feed.every", type=click.IntRange(1, 43_200),
        default=60, show_default=True)  # fmt: skip
@option("--per-run", words="option.feed.per-run", type=click.IntRange(1, 1_000_000),
        default=100_000, show_default=True)  # fmt: skip
@option("--per-day", words="option.feed.per-day", type=click.IntRange(1, 100_000_000),
        default=1_000_000, show_default=True)  # fmt: skip
@option("--max-mib", words="option.feed.max-mib", type=click.IntRange(1, 1_024),
        default=64, show_default=True)  # fmt: skip
@option("--title", words="option.feed.title", default="", metavar="TEXT")
@option("--collection", words="option.feed.collection", default="", metavar="ID")
@option("--user", words="option.feed.user", default="", metavar="NAME")
@option("--with-secret", words="option.feed.with-secret", is_flag=True)
@option(
    "--ca", words="option.feed.ca", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@option("--plain-http", words="option.feed.plain-http", is_flag=True)
@option("--format", "form", words="option.import.format", type=click.Choice(FORMATS))
@option("--column", "columns", words="option.feed.column", multiple=True, metavar="ROLE=COLUMN")
@officer_option(required=False)
def _add(node: Node, /, *, name: str, address: str, kind: str, user: str, with_secret: bool,
         ca: Path | None, form: str | None, columns: tuple[str, ...], pap: str | None,
         officer_name: str | None, **given: Any) -> None:  # fmt: skip  # noqa: ANN401 -- fields of `Terms`
    terms = Terms(
        kind=Kind(kind),
        address=str(Path(address).absolute()) if kind == Kind.FOLDER else address,
        user=user,
        ca=text_file(ca) if ca else "",
        format=form or "",
        columns=_columns(columns),
        pap=Pap(pap).label if pap else "",
        **given,
    )
    by = _by(node, officer_name, (Role.ADMIN,))
    asked = secret(SECRET, spoken("ask.secret", name=name)) if user or with_secret else ""
    _show_row(node, add_feed(node, name, terms, asked, by))
    tell("told.feed-added", name=name)


@verb("help.feed.list", FEED)
@with_node
def _list(node: Node) -> None:
    found = node.feeds.listed()
    for feed in found:
        _show_row(node, feed)
    tell("told.found", count=len(found))


@verb("help.feed.show", FEED)
@with_node
@click.argument("name")
def _show(node: Node, *, name: str) -> None:
    _show_row(node, node.feeds.feed(name))
    with node.store.read() as tx:
        for run in rows.runs(tx, name, RUNS):
            emit(_run_row(run))


@verb("help.feed.run", FEED)
@with_node
@click.argument("name")
def _run(node: Node, *, name: str) -> None:
    run = node.feeds.run(name)
    emit(run_row(run))
    for one in run.reasons:
        emit({"item": one.detail, "code": one.code, "words": _words(one)})
    if run.outcome is Outcome.UNCHANGED:
        tell("told.feed-unchanged", name=name)
        return
    tell("told.feed-run", new=run.brought.new, gone=run.brought.gone, refused=run.brought.refused)


@verb("help.feed.pause", FEED)
@with_node
@click.argument("name")
@officer_option(required=False)
def _pause(node: Node, *, name: str, officer_name: str | None) -> None:
    by = _by(node, officer_name, RECEIVERS)
    _show_row(node, change_feed(node, name, Event.PAUSE, by))


@verb("help.feed.resume", FEED)
@with_node
@click.argument("name")
@officer_option(required=False)
def _resume(node: Node, *, name: str, officer_name: str | None) -> None:
    by = _by(node, officer_name, RECEIVERS)
    _show_row(node, change_feed(node, name, Event.RESUME, by))


@verb("help.feed.remove", FEED)
@with_node
@click.argument("name")
@option("--withdraw", words="option.feed.withdraw", is_flag=True)
@officer_option(required=False)
def _remove(node: Node, *, name: str, withdraw: bool, officer_name: str | None) -> None:
    by = _by(node, officer_name, (Role.ADMIN,))
    removed = change_feed(node, name, Event.REMOVE, by)
    count = node.feeds.withdraw_all(name) if withdraw else 0
    _show_row(node, removed)
    tell("told.feed-removed", name=name, count=count)


@verb("help.feed.accept", FEED)
@with_node
@click.argument("name")
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@officer_option(required=True)
def _accept(node: Node, *, name: str, reason: str, officer_name: str) -> None:
    _show_row(node, answer_feed(node, name, Event.ACCEPT, acting(node, officer_name), reason))
    tell("told.feed-accepted", name=name)


@verb("help.feed.refuse", FEED)
@with_node
@click.argument("name")
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@officer_option(required=True)
def _refuse(node: Node, *, name: str, reason: str, officer_name: str) -> None:
    _show_row(node, answer_feed(node, name, Event.REFUSE, acting(node, officer_name), reason))


def _by(node: Node, name: str | None, roles: Collection[Role]) -> str:
    """Who acts, with a role that may; without a name whoever holds the machine."""
    return demand(acting(node, name), roles).name if name else ""


def _show_row(node: Node, feed: Feed) -> None:
    with node.store.read() as tx:
        standing = rows.standing(tx, feed.name)
    row = feed_row(feed, standing)
    if feed.error:
        row["words"] = sentence(feed.error, feed.facts)
    row["asks"] = [
        one | {"words": sentence(one["code"], {"detail": one["detail"]})} for one in row["asks"]
    ]
    emit(row)


def _run_row(run: Run) -> dict[str, Any]:
    row = run_row(run)
    told = zip(row["reasons"], run.reasons, strict=True)
    return row | {"reasons": [one | {"words": _words(why)} for one, why in told]}


def _words(why: Reason) -> str:
    """The sentence of a reason; it has dashes where a run of an earlier release kept too little for it."""
    return sentence(why.code, why.told)


def _columns(given: tuple[str, ...]) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for one in given:
        role, equals, column = one.partition("=")
        if not equals or not role or not column:
            raise wrong_form("--column", one, "ROLE=COLUMN")
        found[role] = int(column) if column.isascii() and column.isdigit() else column
    return found


COMMANDS = (FEED,)
"""The noun of this file."""

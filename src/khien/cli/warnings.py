"""`khien watch warning`: early warnings and the node's drafts of them, as on the console's page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
import msgspec

from khien.app import foresight, warning_acts, warnings
from khien.app.foresight import Draft
from khien.app.warning_acts import FormError
from khien.app.warning_forms import FIELDS, Given, begun, typed
from khien.app.warning_life import life
from khien.app.warnings import Holder, Notice
from khien.app.wiring import Node
from khien.app.zones import zone_of
from khien.cli.grammar import noun, option, verb
from khien.cli.mistakes import none_of, wrong_form
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.reading import json_file
from khien.cli.releases import show_published
from khien.cli.speech import emit, spoken, tell
from khien.exchange.authority import PUBLISHERS, RECEIVERS, WATCHERS, demand
from khien.model.errors import MalformedError
from khien.model.warning import Standing
from khien.people.officers import Officer

P = ParamSpec("P")
R = TypeVar("R")

WARNING = noun("help.watch.warning")

Fields = dict[str, list[str]]
"""The fields of a warning as its form has them, each with its texts."""


def _with_fields(
    command: Callable[Concatenate[Node, Officer, Fields, P], R],
) -> Callable[Concatenate[Node, P], R]:
    """Give the command the officer who writes and the fields that were given: the same for all that write."""

    @option(
        "--fields",
        words="option.warning.fields",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    )
    @option("--set", "settings", words="option.warning.set", multiple=True, metavar="FIELD=TEXT")
    @officer_option(required=True)
    @functools.wraps(command)
    def writing(node: Node, /, *args: P.args, **options: P.kwargs) -> R:
        given: dict[str, Any] = {
            name: options.pop(name) for name in ("fields", "settings", "officer_name")
        }
        officer = demand(acting(node, given["officer_name"]), WATCHERS)
        return command(node, officer, _given(given["fields"], given["settings"]), *args, **options)

    return writing


@verb("help.watch.warning.list", WARNING)
@with_node
@option(
    "--standing",
    words="option.warning.standing",
    type=click.Choice([one.value for one in Standing]),
)
def _list(node: Node, *, standing: str | None) -> None:
    drafts = [] if standing else foresight.open_drafts(node)
    found = [one for one in warnings.notices(node) if standing in {None, one.standing.value}]
    for draft, title in drafts:
        emit({"title": title, **draft_row(draft)})
    for one in found:
        emit(_row(one))
    tell("told.warnings", warnings=len(found), drafts=len(drafts))


@verb("help.watch.warning.show", WARNING)
@with_node
@click.argument("subject", metavar="WARNING|DRAFT")
@officer_option(required=False)
def _show(node: Node, *, subject: str, officer_name: str | None) -> None:
    officer = acting(node, officer_name) if officer_name else None
    zone = zone_of(officer, node.ourselves.country)
    if subject.startswith("draft--"):
        draft, title = foresight.draft(node, subject)
        said = foresight.said_of(draft, title, node.clock())
        fields = typed(said, draft.finding.tlp, draft.finding.about, zone, offset=True)
        emit({"title": title, **draft_row(draft), "fields": fields})
        return
    found = warnings.notice(node, subject)
    if officer and officer.roles & set(RECEIVERS):
        warning_acts.read(node, found)  # as who opens its page
    about = warnings.subjects(found)
    emit(
        _row(found)
        | {"fields": typed(found.warning, found.kept.tlp, about, zone, offset=True)}
        | {"note": found.warning.note, "references": found.warning.references}
        | {"holders": [_holder_row(one) for one in warnings.holders(node, found)]}
        | {"told": warnings.told_of(node, found)}
    )
    for step in life(node, found):
        emit(
            {"at": step.at, "what": step.what.partition(".")[2], "who": step.who, "note": step.note}
        )


@verb("help.watch.warning.write", WARNING)
@with_node
@_with_fields
def _write(node: Node, officer: Officer, fields: Fields) -> None:
    given = begun(node.clock(), zone_of(officer, node.ourselves.country)) | fields
    _written(node, _kept(node, given, officer), "told.warned")


@verb("help.watch.warning.take", WARNING)
@with_node
@click.argument("draft_id", metavar="DRAFT")
@_with_fields
def _take(node: Node, officer: Officer, fields: Fields, *, draft_id: str) -> None:
    zone = zone_of(officer, node.ourselves.country)
    draft, title = foresight.draft(node, draft_id)
    said = foresight.said_of(draft, title, node.clock())
    given = typed(said, draft.finding.tlp, draft.finding.about, zone) | fields
    _written(node, _kept(node, given, officer, draft_id=draft_id), "told.warned")


@verb("help.watch.warning.update", WARNING)
@with_node
@click.argument("warning_id", metavar="WARNING")
@_with_fields
def _update(node: Node, officer: Officer, fields: Fields, *, warning_id: str) -> None:
    zone = zone_of(officer, node.ourselves.country)
    before = warnings.notice(node, warning_id)
    warnings.demand_changeable(before)
    given = typed(before.warning, before.kept.tlp, warnings.subjects(before), zone) | fields
    _written(node, _kept(node, given, officer, before=before), "told.warning-updated")


@verb("help.watch.warning.cancel", WARNING)
@with_node
@click.argument("warning_id", metavar="WARNING")
@officer_option(required=True)
@option("--reason", words="option.warning.reason", required=True, metavar="TEXT")
def _cancel(node: Node, *, warning_id: str, officer_name: str, reason: str) -> None:
    officer = demand(acting(node, officer_name), WATCHERS)
    found = warnings.notice(node, warning_id)
    made = warning_acts.cancel(node, found, reason, officer.name)
    _written(node, made, "told.warning-cancelled")


@verb("help.watch.warning.dismiss", WARNING)
@with_node
@click.argument("draft_id", metavar="DRAFT")
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
def _dismiss(node: Node, *, draft_id: str, officer_name: str, reason: str) -> None:
    officer = demand(acting(node, officer_name), WATCHERS)
    warning_acts.dismiss(node, draft_id, reason, officer.name)
    tell("told.draft-dismissed")


@verb("help.watch.warning.publish", WARNING)
@with_node
@click.argument("warning_id", metavar="WARNING")
@option("--to", "partners", words="option.warning.to", multiple=True, metavar="PARTNER")
@officer_option(required=True)
def _publish(node: Node, *, warning_id: str, partners: tuple[str, ...], officer_name: str) -> None:
    officer = demand(acting(node, officer_name), PUBLISHERS)
    found = warnings.notice(node, warning_id)
    made = warning_acts.send(node, found, officer.name, partners)
    show_published(made)


@verb("help.watch.warning.acknowledge", WARNING)
@with_node
@click.argument("warning_id", metavar="WARNING")
@officer_option(required=True)
def _acknowledge(node: Node, *, warning_id: str, officer_name: str) -> None:
    demand(acting(node, officer_name), RECEIVERS)
    found = warnings.notice(node, warning_id)
    warning_acts.acknowledge(node, found)
    emit({"warning": warning_id, "told": warnings.told_of(node, found)})
    tell("told.acknowledged", partner=found.kept.source or "–")


def draft_row(draft: Draft) -> dict[str, Any]:
    """A draft of the node as one line of JSON, with the numbers why."""
    finding = draft.finding
    return {
        "draft": draft.id,
        "matter": finding.matter.value,
        "about": finding.about,
        "tlp": finding.tlp.value,
        "urgency": draft.urgency,
        "severity": draft.severity,
        "certainty": draft.certainty,
        "until": draft.until,
        "why": msgspec.structs.asdict(finding.why),
    }


def _row(one: Notice) -> dict[str, Any]:
    said = one.warning
    return {
        "warning": one.kept.object_id,
        "version": one.kept.modified,
        "headline": said.headline,
        "status": said.status,
        "message": said.message,
        "tlp": one.kept.tlp.value,
        "urgency": said.urgency,
        "severity": said.severity,
        "certainty": said.certainty,
        "effective": said.effective,
        "expires": said.expires,
        "standing": one.standing.value,
        "source": one.kept.source or "own",
        "author": one.kept.author,
    }


def _holder_row(one: Holder) -> dict[str, Any]:
    return {
        "partner": one.release.partner,
        "release": one.release.id,
        "state": one.release.state.value,
        "current": one.current,
        "accepted": one.accepted,
        "read": one.read,
        "acknowledged": one.acted,
    }


def _kept(
    node: Node, given: Given, officer: Officer, before: Notice | None = None, draft_id: str = ""
) -> str:
    zone = zone_of(officer, node.ourselves.country)
    try:
        return warning_acts.keep(node, given, officer.name, zone, before=before, draft_id=draft_id)
    except FormError as error:
        for name, one in error.mistakes.items():
            told = spoken(one.code, detail=one.detail)
            click.echo(f"{one.code}: {name}: {told}", err=True)
        raise click.exceptions.Exit(error.exit_status) from error


def _written(node: Node, made: str, told: str) -> None:
    emit(_row(warnings.notice(node, made)))
    tell(told)


def _given(file: Path | None, settings: Sequence[str]) -> Fields:
    """The fields of a file, and over them those of the command line; each may hold several texts.

    Raises:
        MalformedError: the file holds something else than texts.
    """
    given: Fields = {}
    if file is not None:
        for name, value in _named(json_file(file)).items():
            _demand_field(name, "--fields")
            given[name] = value
    over: Fields = {}
    for one in settings:
        name, equals, text = one.partition("=")
        if not equals:
            raise wrong_form("--set", one, "FIELD=TEXT")
        _demand_field(name, "--set")
        over.setdefault(name, []).append(text)
    return given | over


def _named(content: Mapping[str, Any]) -> Fields:
    """The fields in what `show` prints, or in an object that holds them alone; a text is one of its kind."""
    fields = content.get("fields", content)
    if not isinstance(fields, dict):
        raise MalformedError("fields", "one JSON object (RFC 8259)")
    found = {name: [text] if isinstance(text, str) else text for name, text in fields.items()}
    for name, texts in found.items():
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
            raise MalformedError(name, "text, or a list of texts")
    return found


def _demand_field(name: str, said_by: str) -> None:
    if name not in FIELDS:
        raise none_of(said_by, name, FIELDS)

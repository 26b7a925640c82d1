"""`khien watch export` and `khien watch consumer`: lists of indicators for other tools."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from khien.app.administering import add_consumer, revoke_consumer
from khien.app.lists import addresses, made, reporter_of, standing
from khien.app.wiring import Node
from khien.cli.grammar import KhienGroup, noun, option, verb
from khien.cli.opening import with_node
from khien.cli.reading import text_file
from khien.cli.speech import emit, tell
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.errors import NoMailError, UnfitError
from khien.exchange.consumers.rules import CEILINGS, Choice, Consumer, Use, checked
from khien.exchange.lists.abuse import Contacts, read_contacts
from khien.exchange.lists.forms import NAMES, REPORTS, SERVED
from khien.exchange.lists.plain import COLUMNS
from khien.exchange.lists.resolving import ACTIONS
from khien.model.errors import MalformedError
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind, value_of

P = ParamSpec("P")
R = TypeVar("R")

CONSUMER = noun("help.watch.consumer")


def add_to(group: KhienGroup) -> None:
    """Join the verbs to `khien watch`."""
    for one in (_export, CONSUMER):
        group.add_command(one)


def _with_choice(
    command: Callable[Concatenate[Node, Choice, P], R],
) -> Callable[Concatenate[Node, P], R]:
    """Give the command what a list is to hold: the same for who makes one and who will fetch it."""

    @functools.wraps(command)
    def choosing(node: Node, /, *args: P.args, **options: P.kwargs) -> R:
        given: dict[str, Any] = {name: options.pop(name) for name in _CHOICE}
        choice = Choice(
            kinds=tuple(ValueKind(one) for one in given["kinds"]),
            ceiling=Tlp(given["ceiling"]),
            use=Use(given["use"]),
            above=given["above"],
            days=given["age"],
            popular=given["popular"],
            columns=()
            if given["columns"] is None
            else tuple(one.strip() for one in given["columns"].split(",")),
            zone=given["zone"],
            action=given["action"],
        )
        return command(node, checked(choice), *args, **options)

    found = choosing
    for put in reversed(tuple(_CHOICE.values())):
        found = put(found)
    return found


def _one_of(values: Any, usual: str | None = None) -> dict[str, Any]:  # noqa: ANN401 -- any enum or table
    found = {"type": click.Choice([str(getattr(one, "value", one)) for one in values])}
    return found if usual is None else found | {"default": usual, "show_default": True}


_USUAL = Choice()
_CHOICE: Mapping[str, Callable[..., Any]] = {
    "kinds": option("--kind", "kinds", words="option.list.kind", multiple=True, **_one_of(ValueKind)),
    "ceiling": option(
        "--ceiling", words="option.list.ceiling", **_one_of(CEILINGS, _USUAL.ceiling.value)
    ),
    "use": option("--use", words="option.list.use", **_one_of(Use, _USUAL.use.value)),
    "above": option("--above", words="option.list.above", type=click.IntRange(0, 99), default=0),
    "age": option("--age", words="option.list.age", type=click.IntRange(0, 36_525), default=0,
                  metavar="DAYS"),
    "popular": option("--popular", words="option.list.popular", is_flag=True),
    "columns": option("--columns", words="option.list.columns",
                      metavar=f"[{'|'.join(COLUMNS)}],…"),
    "zone": option("--zone", words="option.list.zone", default=_USUAL.zone, show_default=True),
    "action": option("--action", words="option.list.action", **_one_of(ACTIONS, _USUAL.action)),
}  # fmt: skip


@verb("help.watch.export")
@with_node
@option("--format", "form", words="option.list.format", required=True, **_one_of(NAMES))
@option("--to", words="option.list.to", required=True, type=click.Path(path_type=Path))
@option("--consumer", words="option.list.consumer", default="", metavar="NAME")
@option("--report", words="option.list.report", type=click.Path(dir_okay=False, path_type=Path))
@option("--contact", "contact", words="option.list.contact", default="", metavar="MAIL")
@option(
    "--contacts",
    words="option.list.contacts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@option("--reporter", words="option.list.reporter", default="", metavar="MAIL")
@_with_choice
def _export(
    node: Node,
    choice: Choice,
    *,
    form: str,
    to: Path,
    consumer: str,
    report: Path | None,
    contact: str,
    contacts: Path | None,
    reporter: str,
) -> None:
    if str(to) == "-":
        raise NoFileError
    whom, who = None, None
    if form == REPORTS:
        _mail("--reporter", reporter)
        whom, who = _contacts(contact, contacts), reporter_of(node, reporter)
    else:
        beside = {"contact": contact, "contacts": contacts, "reporter": reporter}
        for name in filter(beside.get, beside):
            raise UnfitError(name, [form], [REPORTS])
    found = made(node, Order(form, choice, to, consumer, whom, who, report))
    emit(
        {
            "file": str(to),
            "format": form,
            "serial": found.serial,
            "counts": found.counts,
            "codes": found.codes,
        }
    )
    for item in found.items:
        emit(dict(item))
    kept = found.counts["kept"] + found.counts["changed"]
    left = found.counts["refused"] + found.counts["skipped"]
    if kept:
        tell("told.list", name=to, count=kept, left=left)
    else:
        tell("told.list-empty", name=to, left=left)


class NoFileError(MalformedError):
    """A list was to be written to standard output, where the results of commands go."""

    code = "list.no-file"

    def __init__(self) -> None:
        super().__init__("-", self.code)


def _contacts(one: str, table: Path | None) -> Contacts:
    text = text_file(table) if table else ""
    if not one:
        return read_contacts(text)
    _mail("--contact", one)
    return read_contacts(f"{text}\n*,{one}")


def _mail(option: str, text: str) -> None:
    if value_of(ValueKind.EMAIL, text) is None:
        raise NoMailError(option, text)


@verb("help.watch.consumer.add", CONSUMER)
@with_node
@click.argument("name")
@option(
    "--format",
    "forms",
    words="option.consumer.format",
    required=True,
    multiple=True,
    **_one_of(SERVED),
)
@option("--partner", words="option.consumer.partner", metavar="PARTNER")
@option("--days", words="option.token.days", type=click.IntRange(1, 36_525))
@_with_choice
def _add(
    node: Node,
    choice: Choice,
    *,
    name: str,
    forms: tuple[str, ...],
    partner: str | None,
    days: int | None,
) -> None:
    expires = None if days is None else node.clock() + timedelta(days=days)
    new, token = add_consumer(node, name, forms, choice, partner=partner, expires=expires)
    emit(_row(node, new) | {"token": token.secret})
    tell("told.token", name=name)


@verb("help.watch.consumer.revoke", CONSUMER)
@with_node
@click.argument("name")
def _revoke(node: Node, *, name: str) -> None:
    emit(_row(node, revoke_consumer(node, name)))


@verb("help.watch.consumer.list", CONSUMER)
@with_node
def _list(node: Node) -> None:
    found = standing(node)
    for one in found:
        fetched = {
            form: {"at": last.at, "entries": last.entries, "etag": last.etag}
            for form, last in one.fetched.items()
        }
        emit(_row(node, one.consumer) | {"fetched": fetched})
    tell("told.found", count=len(found))


def _row(node: Node, one: Consumer) -> dict[str, Any]:
    choice = one.choice
    return {
        "name": one.name,
        "partner": one.partner,
        "addresses": addresses(node, one),
        "kinds": [kind.value for kind in choice.kinds],
        "ceiling": choice.ceiling.value,
        "use": choice.use.value,
        "above": choice.above,
        "age": choice.days,
        "popular": choice.popular,
        "columns": choice.columns,
        "zone": choice.zone,
        "action": choice.action,
        "made": one.made,
        "expires": one.expires,
        "revoked": one.revoked,
        "last_used": one.last_used,
    }

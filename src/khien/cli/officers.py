"""`khien officer`: who acts for this node."""

from __future__ import annotations

from typing import Any

import click

from khien.app import administering
from khien.app.administering import add_officer
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import password_for, with_node
from khien.cli.speech import emit, tell
from khien.model.words import Language
from khien.people.officers import Officer, Role, list_officers

OFFICER = noun("help.officer")


@verb("help.officer.add", OFFICER)
@with_node
@option("--name", words="option.officer.name", required=True, metavar="NAME")
@option("--role", "roles", words="option.officer.role", multiple=True, required=True,
        type=click.Choice([one.value for one in Role]))  # fmt: skip
@option("--display", words="option.officer.display", default="", metavar="TEXT")
@option("--language", words="option.officer.language", type=click.Choice(["en", "vi"]))
def _add(
    node: Node, *, name: str, roles: tuple[str, ...], display: str, language: Language | None
) -> None:
    password = password_for(name, new=True)
    officer = add_officer(
        node, name, roles=roles, password=password, display=display, language=language
    )
    emit(_row(officer))
    tell("told.officer", name=officer.name)


@verb("help.officer.list", OFFICER)
@with_node
def _list(node: Node) -> None:
    with node.store.read() as tx:
        found = list_officers(tx)
    for officer in found:
        emit(_row(officer))
    tell("told.found", count=len(found))


@verb("help.officer.password", OFFICER)
@with_node
@click.argument("name")
def _password(node: Node, *, name: str) -> None:
    password = password_for(name, new=True)
    officer = administering.set_password(node, name, password)
    emit(_row(officer))
    tell("told.officer", name=officer.name)


@verb("help.officer.roles", OFFICER)
@with_node
@click.argument("name")
@option("--role", "roles", words="option.officer.role", multiple=True, required=True,
        type=click.Choice([one.value for one in Role]))  # fmt: skip
def _roles(node: Node, *, name: str, roles: tuple[str, ...]) -> None:
    emit(_row(administering.change_roles(node, name, roles)))


@verb("help.officer.welcome", OFFICER)
@with_node
@click.argument("name")
def _welcome(node: Node, *, name: str) -> None:
    made, code = administering.welcome(node, name)
    address = f"{node.ourselves.url}/welcome"
    emit({"name": name, "code": code, "expires": made.expires, "address": address})
    tell("told.welcome", name=name)


@verb("help.officer.factors", OFFICER)
@with_node
@click.argument("name")
def _factors(node: Node, *, name: str) -> None:
    emit(_row(administering.remove_factors(node, name)))
    tell("told.factors", name=name)


@verb("help.officer.sessions", OFFICER)
@with_node
@click.argument("name")
def _sessions(node: Node, *, name: str) -> None:
    emit(_row(administering.end_sessions(node, name)))
    tell("told.sessions", name=name)


@verb("help.officer.disable", OFFICER)
@with_node
@click.argument("name")
def _disable(node: Node, *, name: str) -> None:
    officer = administering.disable_officer(node, name)
    emit(_row(officer))
    tell("told.disabled", name=officer.name)


def _row(officer: Officer) -> dict[str, Any]:
    return {
        "name": officer.name,
        "display": officer.display,
        "roles": sorted(role.value for role in officer.roles),
        "language": officer.language,
        "created": officer.created,
        "disabled": officer.disabled,
        "last_sign_in": officer.last_sign_in,
    }


COMMANDS = (OFFICER,)

"""What most commands need: the node in its home folder, and the officer who acts."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import click

from khien.app.wiring import Node, open_node
from khien.cli.grammar import option
from khien.cli.speech import settle_language, spoken, tell
from khien.exchange.authority import demand
from khien.model.agreement import Role
from khien.people.officers import Officer, sign_in

P = ParamSpec("P")
R = TypeVar("R")

PASSWORD = "KHIEN_PASSWORD"  # noqa: S105 -- the name of the variable, not a password

HOME = "KHIEN_HOME"


def default_home() -> Path:
    """Where the node is when nothing else is said."""
    return Path.home() / ".khien"


home_option = option(
    "--home",
    words="option.home",
    envvar=HOME,
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    default=default_home,
    show_default="~/.khien",
)


def with_node(command: Callable[Concatenate[Node, P], R]) -> Callable[P, R]:
    """Give the command the node of `--home` and close it afterwards."""

    @home_option
    @click.pass_context
    @functools.wraps(command)
    def opened(context: click.Context, /, *args: P.args, **options: P.kwargs) -> R:
        home = options.pop("home")
        node = open_node(Path(str(home)))
        context.call_on_close(node.close)
        settle_language(context, node.settings.node.language)
        return command(node, *args, **options)

    return opened


def officer_option(*, required: bool) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`--officer`: who acts. The password never stands in an argument."""
    words = "option.officer" if required else "option.officer-if-any"
    return option("--officer", "officer_name", words=words, required=required, metavar="NAME")


def acting(node: Node, name: str, *, variable: str = PASSWORD) -> Officer:
    """The officer of that name, once the password was given; `variable` is looked at first.

    Raises:
        SignInError: the two do not go together, or the name is locked. The attempt is counted.
    """
    return sign_in(node.store, name, password_for(name, variable=variable), node.clock())


def author(node: Node, name: str | None, roles: Collection[Role]) -> str:
    """In whose name something is done: an officer's with one of these roles, or '' where none is named.

    Whoever names nobody is the operator of the machine, whom no role binds.

    Raises:
        SignInError: as for `acting`.
        RoleError: the officer has none of the roles.
    """
    return demand(acting(node, name), roles).name if name else ""


def password_for(name: str, *, new: bool = False, variable: str = PASSWORD) -> str:
    """A password, from the environment, the terminal or the next line of standard input."""
    return secret(variable, spoken("ask.password", name=name), again=new)


def secret(variable: str, question: str, *, again: bool = False) -> str:
    """What must never be an argument: others on the machine see those.

    Args:
        variable: the environment variable that is looked at first.
        question: asked at a terminal, without showing the answer.
        again: whether the answer is asked for twice.
    """
    given = os.environ.get(variable)
    if given is not None:
        return given
    if sys.stdin.isatty():
        return _hidden(question, again=again)
    return sys.stdin.readline().rstrip("\r\n")


def _hidden(question: str, *, again: bool) -> str:
    """What a person types unseen; asked here and not by click, which says in English that two differ."""
    while True:
        given = str(click.prompt(question, hide_input=True, err=True))
        if not again or click.prompt(spoken("ask.again"), hide_input=True, err=True) == given:
            return given
        tell("ask.differ")


def demand_yes(question: str) -> None:
    """Nothing, if the person at the terminal says yes, in either language.

    Raises:
        click.Abort: they say anything else; it is told that nothing was done.
    """
    asked = f"{question} {spoken('ask.yes-or-no')}"
    said = str(click.prompt(asked, default="", show_default=False, err=True))
    if said.strip().casefold() not in _YES:
        tell("ask.not-done")
        raise click.Abort


_YES: Final = frozenset({"y", "yes", "c", "có", "co"})

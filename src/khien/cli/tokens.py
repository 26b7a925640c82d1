"""`khien token`: how the node's own tools, and partners that cannot sign, come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from khien.app.administering import add_token, revoke_token
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import with_node
from khien.cli.speech import emit, tell
from khien.people.tokens import Scope, Token, list_tokens

TOKEN = noun("help.token")


@verb("help.token.add", TOKEN)
@with_node
@option("--name", words="option.token.name", required=True, metavar="NAME")
@option("--scope", "scopes", words="option.token.scope", multiple=True, required=True,
        type=click.Choice([one.value for one in Scope]))  # fmt: skip
@option("--partner", words="option.token.partner", metavar="PARTNER")
@option("--days", words="option.token.days", type=click.IntRange(1, 36_525))
def _add(
    node: Node, *, name: str, scopes: tuple[str, ...], partner: str | None, days: int | None
) -> None:
    now = node.clock()
    expires = None if days is None else now + timedelta(days=days)
    made = add_token(node, name, scopes=scopes, partner=partner, expires=expires)
    emit(_row(made.token) | {"token": made.secret})
    tell("told.token", name=name)


@verb("help.token.revoke", TOKEN)
@with_node
@click.argument("name")
def _revoke(node: Node, *, name: str) -> None:
    emit(_row(revoke_token(node, name)))


@verb("help.token.list", TOKEN)
@with_node
def _list(node: Node) -> None:
    with node.store.read() as tx:
        found = list_tokens(tx)
    for token in found:
        emit(_row(token))
    tell("told.found", count=len(found))


def _row(token: Token) -> dict[str, Any]:
    return {
        "name": token.name,
        "scopes": sorted(scope.value for scope in token.scopes),
        "partner": token.partner,
        "created": token.created,
        "expires": token.expires,
        "revoked": token.revoked,
        "last_used": token.last_used,
    }


COMMANDS = (TOKEN,)

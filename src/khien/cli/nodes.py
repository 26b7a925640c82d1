"""`khien init`, `khien serve`: make a node, run it."""

from __future__ import annotations

from pathlib import Path

import click

from khien.app.logs import configure_logs
from khien.app.serve import serve
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.cli.grammar import option, verb
from khien.cli.opening import home_option, with_node
from khien.cli.speech import emit, language_of, tell
from khien.web.site import site


@verb("help.init")
@home_option
@option("--name", words="option.init.name", required=True, metavar="NAME")
@option("--country", words="option.country", required=True, metavar="CC")
@option("--title", words="option.init.title", default="", metavar="TEXT")
@option("--port", words="option.init.port", type=click.IntRange(0, 65_535), default=8440)
@option("--language", words="option.init.language", type=click.Choice(["en", "vi"]))
@click.pass_context
def _init(
    context: click.Context,
    home: Path,
    *,
    name: str,
    country: str,
    title: str,
    port: int,
    language: str | None,
) -> None:
    create_node(
        home,
        name=name,
        country=country,
        title=title,
        language=language or language_of(context),
        port=port,
        clock=utc_now,
    )
    node = open_node(home)
    context.call_on_close(node.close)
    emit(
        {
            "home": home,
            "name": node.ourselves.name,
            "country": node.ourselves.country,
            "identity": node.ourselves.identity,
            "key": node.ourselves.key.public.vkey,
            "origin": node.ledger.origin,
        }
    )
    tell("told.init", home=home)


@verb("help.serve")
@with_node
@option("--port", words="option.serve.port", type=click.IntRange(0, 65_535))
def _run(node: Node, *, port: int | None) -> None:
    configure_logs()

    def ready(address: str) -> None:
        emit({"address": address, "name": node.ourselves.name, "taxii": address + "/taxii2/"})

    serve(node, site(node), port=port, ready=ready)


COMMANDS = (_init, _run)

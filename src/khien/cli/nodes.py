"""`khien init`, `serve`, `doctor`, `demo`: make a node, run it, examine it, see it at work."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from khien.app import entering
from khien.app.demo.run import run_demo
from khien.app.doctor import Status, examine
from khien.app.logs import configure_logs
from khien.app.serve import serve_node
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.cli.failing import sentence
from khien.cli.grammar import option, verb
from khien.cli.opening import home_option, with_node
from khien.cli.speech import LANGUAGES, emit, language_of, tell
from khien.cli.tables import terminal
from khien.model.words import say
from khien.web.site import site_of

MARKS = {Status.OK: "✓", Status.WARN: "!", Status.FAIL: "✗"}


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
        if code := entering.open_set_up(node):
            for language in LANGUAGES:  # who starts the node may not be who reads this
                facts = {"address": address, "code": code}
                click.echo(say("told.set-up", language, facts), err=True)

    serve_node(node, site_of(node), port=port, ready=ready)


@verb("help.doctor")
@home_option
@option("--online", words="option.doctor.online", is_flag=True)
@click.pass_context
def _doctor(context: click.Context, *, home: Path, online: bool) -> None:
    found = examine(home, online=online)
    for one in found:
        emit({"check": one.check, "status": one.status, "code": one.code, "detail": one.facts})
        tell("doctor.line", mark=MARKS[one.status], words=sentence(one.code, one.facts))
    if any(one.status is Status.FAIL for one in found):
        context.exit(1)


@verb("help.demo")
@option("--check", words="option.demo.check", is_flag=True)
@option("--input", "own", words="option.demo.input", metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@option("--keep/--stop", "stay", words="option.demo.keep", default=None)
@click.pass_context
def _demo(context: click.Context, *, check: bool, own: Path | None, stay: bool | None) -> None:
    asked = sys.stdout.isatty() if stay is None else stay
    lines = run_demo(
        language=language_of(context),
        own=own,
        check=check,
        stay=asked and not check,
        console=terminal(),
    )
    for line in lines:
        click.echo(line)


COMMANDS = (_init, _run, _doctor, _demo)

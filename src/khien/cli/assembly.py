"""The `khien` command, put together from its nouns."""

from __future__ import annotations

import gc
import sys
from collections import UserDict
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

import click

import khien
from khien.cli.failing import complain
from khien.cli.grammar import LANG, KhienGroup, KhienOption
from khien.cli.mistakes import complain_usage
from khien.cli.speech import guess_language, language_of
from khien.model.words import WORDS, say

PLACES = {
    "agreement": "agreements",
    "arrival": "arrivals",
    "arrive": "exports",
    "backup": "backups",
    "certificate": "certificates",
    "demo": "nodes",
    "doctor": "nodes",
    "export": "exports",
    "feed": "feeds",
    "init": "nodes",
    "key": "keys",
    "ledger": "ledger",
    "object": "objects",
    "officer": "officers",
    "partner": "partners",
    "release": "releases",
    "restore": "backups",
    "serve": "nodes",
    "store": "storage",
    "token": "tokens",
    "watch": "watch",
}
"""In which file each noun is; a file is read when its noun is asked for, since that takes long."""

INTERRUPTED = 130  # 128 + SIGINT, as shells count it


class Nouns(UserDict[str, click.Command]):
    """The commands by name; each is read from its file the first time that somebody wants it."""

    def __missing__(self, name: str) -> click.Command:
        part = _imported(f"khien.cli.{PLACES[name]}")
        self.data |= {command.name: command for command in part.COMMANDS}
        return self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in PLACES

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


def _imported(module: str) -> ModuleType:
    """A module and what it needs. All of it stays, and to look for garbage in it takes a tenth of a start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class Khien(KhienGroup):
    """The top. Every expected failure becomes one line on stderr and an exit status of its own."""

    def words_of(self, name: str) -> str:
        """The code of the help of a noun."""
        return f"help.{name}"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, with a language to complain in."""
        guess_language(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's own signature
        """Run a command; no traceback is shown for what can be explained."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # for click itself: a command line that is wrong, an end, a reader that left
        except Exception as error:  # noqa: BLE001 -- the outermost door: a person reads what follows
            ctx.exit(complain(error))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 -- click's own signature
        **extra: Any,  # noqa: ANN401 -- click's own signature
    ) -> Any:  # noqa: ANN401 -- click's own signature
        """Run as a program; what is wrong with a command line is said in the caller's language."""
        run = partial(super().main, args, prog_name, complete_var, False, **extra)  # noqa: FBT003
        if not standalone_mode:
            return run()
        try:
            status: Any = run()
        except click.UsageError as error:
            complain_usage(error)
            status = error.exit_code
        except click.Abort:
            status = INTERRUPTED
        sys.exit(status)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What every exit status means."""
        with formatter.section(say("heading.statuses", language_of(ctx), {})):
            formatter.write_dl(
                [(str(n), say(f"status.{n}", language_of(ctx), {})) for n in range(10)]
            )


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 -- click's own signature
    if asked:
        click.echo(khien.__version__)
        context.exit()


main = Khien(
    "khien",
    commands=Nouns(),
    help=WORDS["help.khien"].en,
    no_args_is_help=True,
    params=[
        LANG,
        KhienOption(
            ["--version"],
            words="option.version",
            help=WORDS["option.version"].en,
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
        ),
    ],
)
main.words = "help.khien"

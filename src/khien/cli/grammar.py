"""How commands are built: nouns, verbs and options whose words stand in both languages.

`noun` and `verb` take the code of their help; the last part of the code is what a person types.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import click

from khien.cli.speech import LANGUAGES, VARIABLE, choose_language, language_of, named
from khien.model.words import WORDS, say

F = TypeVar("F", bound=Callable[..., Any])

_EXTRAS = {"required": "extra.required", "default": "extra.default", "env var": "extra.env-var"}
"""What click writes in brackets after the help of an option."""


class KhienOption(click.Option):
    """An option whose help is known in both languages."""

    def __init__(self, *args: Any, words: str = "", **attributes: Any) -> None:  # noqa: ANN401
        self.words = words
        super().__init__(*args, **attributes)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The line in the help, in the language of the command."""
        record = super().get_help_record(ctx)
        if record is None or language_of(ctx) == "en":
            return record
        names, text = record
        extras = text.removeprefix(self.help or "")
        for english, code in _EXTRAS.items():
            extras = extras.replace(english, say(code, "vi", {}))
        return named(names, "vi"), say(self.words, "vi", {}) + extras


LANG = KhienOption(
    ["--lang"],
    words="option.lang",
    help=WORDS["option.lang"].en,
    type=click.Choice(LANGUAGES),
    envvar=VARIABLE,
    show_envvar=True,
    is_eager=True,
    expose_value=False,
    callback=choose_language,
)
"""The language, after any word of a command."""


class _Speaking(click.Command):
    """What commands and groups share: help, usage and headings in the language of the command."""

    words: str = ""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own, and before `--help` the language."""
        *own, last = super().get_params(ctx)
        return [*own, last] if LANG in own else [*own, LANG, last]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read its part of the command line; a mistake knows to which command it belongs."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            # Click forgets it where an option has a value too few or too many.
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the help."""
        prefix = say("heading.usage", language_of(ctx), {}) + " "
        pieces = named(" ".join(self.collect_usage_pieces(ctx)), language_of(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does and how it ends."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(say(self.words, language_of(ctx), {})))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which explains itself like every other option."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = say("option.help", language_of(ctx), {})
        return found

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options; a group adds its commands."""
        options = (one for one in self.get_params(ctx) if isinstance(one, click.Option))
        shown = [record for one in options if (record := one.get_help_record(ctx)) is not None]
        with formatter.section(say("heading.options", language_of(ctx), {})):
            formatter.write_dl(shown)


class KhienCommand(_Speaking):
    """One verb."""


class KhienGroup(_Speaking, click.Group):
    """One noun."""

    def words_of(self, name: str) -> str:
        """The code of the help of one of its commands, which need not be read for that."""
        return f"{self.words}.{name}"

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands, one line each."""
        _Speaking.format_options(self, ctx, formatter)
        rows = [
            (name, _first_sentence(say(self.words_of(name), language_of(ctx), {})))
            for name in sorted(self.commands)
        ]
        with formatter.section(say("heading.commands", language_of(ctx), {})):
            formatter.write_dl(rows)


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0]


def noun(words: str) -> KhienGroup:
    """A group that verbs join."""
    group = KhienGroup(words.rpartition(".")[2], help=WORDS[words].en, no_args_is_help=True)
    group.words = words
    return group


def verb(words: str, group: click.Group | None = None) -> Callable[[F], KhienCommand]:
    """Make a verb of a function; its help is the text under `words`. Without a group it is a noun too."""

    def made(function: F) -> KhienCommand:
        name = words.rpartition(".")[2]
        command = click.command(name, cls=KhienCommand, help=WORDS[words].en)(function)
        command.words = words
        if group is not None:
            group.add_command(command)
        return command

    return made


def option(*names: str, words: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401
    """An option whose help is the text under `words`."""
    return click.option(*names, cls=KhienOption, words=words, help=WORDS[words].en, **attributes)

"""docs/reference/commands.md: every command, argument and option, from click."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click
from docs.generate.tables import code, page, table

from khien.cli import main
from khien.model.errors import KhienError

INTRODUCTION = """\
`khien NOUN VERB`. Results are JSON lines on standard output, words are on standard error, and the
exit status says what happened. Every command takes `--help`."""


def commands_page() -> str:
    """The page, in the order of the alphabet."""
    parts = [_section(name, command) for name, command in walk(main, "khien")]
    return page("Commands", INTRODUCTION, "## Exit statuses", _statuses(), *parts)


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with the words that a person types."""
    yield name, command
    if isinstance(command, click.Group):
        for key, below in sorted(command.commands.items()):
            yield from walk(below, f"{name} {key}")


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    text = inspect.cleandoc((command.help or "").replace("\b\n", "")).strip()
    if isinstance(command, click.Group):
        return f"## {name}\n\n{text}"
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    rows = [
        (code(record[0]), record[1])
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    return "\n\n".join(
        filter(
            None,
            [f"### {name}", f"```\n{usage}\n```", text, table(("option", "what it does"), rows)],
        )
    )


def _statuses() -> str:
    """What each exit status means: the first error of the tree that has it."""
    tops: list[type[KhienError]] = [KhienError, *KhienError.__subclasses__()]
    rows = [
        (str(error.exit_status), (error.__doc__ or "").strip().splitlines()[0])
        for error in tops
        if error.__module__ == KhienError.__module__
    ]
    return table(("status", "means"), [("0", "Done."), *rows])

"""What is wrong with a command line, said in the caller's language.

Click says why in English alone: its sentences are known again by their shape, and said in our words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter
from typing import Final

import click

from khien.cli.speech import language_of, named
from khien.model.words import Language, say
from khien.model.words.details import NOTHING, without_hole

SHAPES: Final[Mapping[str, str]] = {
    "{name} {filename!r} does not exist.": "click.absent",
    "{name} {filename!r} is a file.": "click.a-file",
    "{name} {filename!r} is a directory.": "click.a-folder",
    "{name} {filename!r} is not readable.": "click.not-readable",
    "{name} {filename!r} is not writable.": "click.not-writable",
    "{value!r} is not one of {choices}.": "click.choice",
    "{value!r} does not match the format {format}.": "click.day",
    "{value} is not in the range {range}.": "click.range",
    "{value!r} is not a valid {number_type}.": "click.number",
    "Option {name!r} does not take a value.": "click.no-value",
    "Option {name!r} requires an argument.": "click.value-missing",
    "Got unexpected extra argument ({args})": "click.too-many",
    "Got unexpected extra arguments ({args})": "click.too-many",
    "Missing command.": "click.no-command",
    "{value!r} is not {choice}.": "click.choice",
}
"""Click's sentences, as they stand in its source, and ours for each; what fits most is last."""


def complain_usage(error: click.UsageError) -> None:
    """Say what is wrong with a command line, and where its help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    language = language_of(error.ctx)
    if error.ctx is not None:
        usage = error.ctx.command.get_usage(error.ctx)
        click.echo(usage, err=True)
        hint = {"command": error.ctx.command_path}
        click.echo(say("usage.try-help", language, hint), err=True)
    code, facts = _mistake(error, language)
    click.echo(f"{code}: {without_hole(say(code, language, facts))}", err=True)


def _mistake(error: click.UsageError, language: Language) -> tuple[str, dict[str, object]]:
    name = _parameter(error, language)
    match error:
        case click.MissingParameter():
            return "usage.missing", {"name": name}
        case click.BadParameter():
            return "usage.value", {"name": name, "why": in_words(error.message, language)}
        case click.NoSuchOption():
            hint = _alike(error.possibilities)
            return "usage.option", {"name": error.option_name, "hint": hint}
        case click.exceptions.NoSuchCommand():
            hint = _alike(error.possibilities)
            return "usage.command", {"name": error.command_name, "hint": hint}
        case _:
            return "usage.wrong", {"why": in_words(error.message, language)}


def in_words(message: str, language: Language) -> str:
    """A sentence of click in our words; one that is not of click stays as it is."""
    for shape, code in _SHAPES:
        if found := shape.fullmatch(message):
            facts = {name: _bare(text) for name, text in found.groupdict().items()}
            return say(code, language, {"choices": facts.get("choice"), **facts})
    return message


def one_of(*ways: str) -> click.UsageError:
    """Several ways to say the same, of which none or more than one were taken."""
    language = language_of(click.get_current_context())
    return click.UsageError(
        say("usage.one-of", language, {"choices": named(", ".join(ways), language)})
    )


def none_of(option: str, value: str, choices: Iterable[str]) -> click.UsageError:
    """A value that is not among those that an option knows."""
    facts = {"value": value, "choices": ", ".join(choices)}
    language = language_of(click.get_current_context())
    return click.BadParameter(say("click.choice", language, facts), param_hint=option)


def wrong_form(option: str, value: str, form: str) -> click.UsageError:
    """A value that does not have the form that an option asks for, such as `ROLE=COLUMN`."""
    language = language_of(click.get_current_context())
    facts = {"value": value, "form": named(form, language)}
    return click.BadParameter(say("usage.form", language, facts), param_hint=option)


def _bare(text: str) -> str:
    """A text, or several with commas between, without the quotation marks of Python."""
    return re.sub(r"""(^|, )(['"])(.*?)\2(?=, ['"]|$)""", r"\1\3", text)


def _shape(sentence: str) -> re.Pattern[str]:
    written = ""
    for text, hole, _, conversion in Formatter().parse(sentence):
        # With `!r` it stands in Python's quotation marks, which no sentence of ours has.
        value = """'.+'|".+\"""" if conversion else ".+"
        written += re.escape(text) + (f"(?P<{hole}>{value})" if hole else "")
    return re.compile(written, re.DOTALL)


_SHAPES: Final = [(_shape(sentence), code) for sentence, code in SHAPES.items()]


def _alike(names: Sequence[str] | None) -> str:
    return ", ".join(names or ()) or NOTHING


def _parameter(error: click.UsageError, language: Language) -> str:
    parameter = getattr(error, "param", None)
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    if isinstance(parameter, click.Parameter):
        shown = parameter.make_metavar(error.ctx) if error.ctx else str(parameter.name)
        return named(shown, language)
    return str(getattr(error, "param_hint", "") or "?")

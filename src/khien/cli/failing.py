"""How a command says that it failed: the code and its sentence, one line each, on stderr."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import click

from khien.cli.speech import both_known, language_of, spoken
from khien.model.errors import KhienError, RefusedError
from khien.model.reasons import reason_of
from khien.model.toml_lines import TomlError
from khien.model.words import place, say_what_is_known

TRACEBACK = "KHIEN_TRACEBACK"


def complain(error: Exception) -> int:
    """Say why a command failed; returns its exit status.

    What nobody foresaw is named by its type alone: its text may hold content. `KHIEN_TRACEBACK=1`
    shows all of it.
    """
    if os.environ.get(TRACEBACK):
        raise error
    if isinstance(error, KhienError):
        for line in _sentences(error):
            click.echo(line, err=True)
        return error.exit_status
    if isinstance(error, OSError):
        _say("cli.file", file=str(error.filename or "?"), why=reason_of(error))
        return 2
    _say("cli.unexpected", kind=type(error).__name__, variable=TRACEBACK)
    return 1


def _sentences(error: KhienError) -> Iterator[str]:
    """One line for the error, or one for each thing that it carries."""
    if isinstance(error, TomlError):
        item = error.item
        yield from (f"{m.code}: {item}: {spoken(m.code, **m.holes)}" for m in error.mistakes)
    elif isinstance(error, RefusedError):
        yield f"{error.code}: {_told(error.code, error.facts | {'reasons': _codes(error)})}"
        for refusal in error.refusals:
            facts = {"detail": refusal.detail, "path": ""}
            yield f"{refusal.code}: {_told(refusal.code, facts)}"
    else:
        yield f"{error.code}: {_told(error.code, error.facts)}"


def _codes(error: RefusedError) -> str:
    return ", ".join(refusal.code for refusal in error.refusals)


def _told(code: str, facts: Mapping[str, object]) -> str:
    if not both_known(code):
        return str(facts)
    said = spoken(code, **{name: _fact(value) for name, value in facts.items()})
    # A fact that is a sentence ends as one, and so does what stands around it.
    return said.removesuffix(".") if said.endswith("..") and not said.endswith("...") else said


def _fact(value: object) -> object:
    """A fact that is itself a code is said in words."""
    if isinstance(value, str) and both_known(value) and not value.startswith("help."):
        try:
            return spoken(value)
        except KeyError:
            return value
    language = language_of(click.get_current_context(silent=True))
    return place(value, language) if isinstance(value, str) else value


def _say(code: str, **facts: object) -> None:
    click.echo(f"{code}: {spoken(code, **facts)}", err=True)


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """The sentence for a code that a rule, a finding or a report names; the code where there is none."""
    if not both_known(code):
        return code
    language = language_of(click.get_current_context(silent=True))
    return say_what_is_known(code, language, {name: _fact(one) for name, one in facts.items()})

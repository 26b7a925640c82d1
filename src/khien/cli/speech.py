"""What commands say: results as JSON lines on stdout, sentences in two languages on stderr."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import Any, cast

import click
import msgspec
from click.core import ParameterSource

from khien.model.instants import taxii_time
from khien.model.words import WORDS, Language, say
from khien.model.words.usage import PLACES

LANGUAGES: tuple[Language, ...] = ("en", "vi")
VARIABLE = "KHIEN_LANG"
LANGUAGE = "khien.language"
CHOSEN = "khien.language-chosen"


def language_of(context: click.Context | None) -> Language:
    """The language that a command speaks; English before any was chosen."""
    return "en" if context is None else cast("Language", context.meta.get(LANGUAGE, "en"))


def guess_language(context: click.Context, arguments: Sequence[str]) -> None:
    """What to speak before the command line is read: it may already ask for help, or be wrong."""
    system = "vi" if _system_language().lower().startswith("vi") else "en"
    wishes = (*_wishes(arguments), os.environ.get(VARIABLE, ""), system)
    context.meta[LANGUAGE] = next(one for one in wishes if one in LANGUAGES)


def _wishes(arguments: Sequence[str]) -> Iterator[str]:
    """What `--lang` says, wherever it stands; the last one counts."""
    options = list(takewhile(lambda one: one != "--", arguments))
    for option, following in reversed(list(zip_longest(options, options[1:], fillvalue=""))):
        name, equals, value = option.partition("=")
        if name == "--lang":
            yield value if equals else following


def choose_language(context: click.Context, option: click.Parameter, chosen: str | None) -> None:
    """Keep what `--lang` says after any word of a command, or else its variable."""
    is_said = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
    if chosen is not None and (is_said or CHOSEN not in context.meta):
        context.meta[LANGUAGE] = chosen
        context.meta[CHOSEN] = True


def settle_language(context: click.Context, of_node: Language) -> None:
    """Take the node's language where the caller asked for none."""
    if CHOSEN not in context.meta:
        context.meta[LANGUAGE] = of_node


def _system_language() -> str:
    # POSIX.1-2017 §8.2: LC_ALL before LC_MESSAGES before LANG.
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def spoken(code: str, **facts: object) -> str:
    """The sentence for a code, in the language of the running command."""
    return say(code, language_of(click.get_current_context(silent=True)), facts)


def named(shown: str, language: Language) -> str:
    """What stands for values in a usage line, such as `[FILE]...`, in the caller's language."""
    if language == "en":
        return shown
    return _PLACE.sub(lambda found: PLACES[found[1]], shown)


_PLACE = re.compile(rf"(?<![\w-])({'|'.join(sorted(PLACES, key=len, reverse=True))})S?\b")
"""A whole word, also where it stands for many."""


def tell(code: str, **facts: object) -> None:
    """Say a sentence to the person at the terminal."""
    click.echo(spoken(code, **facts), err=True)


def emit(result: Mapping[str, Any]) -> None:
    """Print one result as one line of JSON."""
    click.echo(msgspec.json.encode(plain(result)).decode())


def plain(value: Any) -> Any:  # noqa: ANN401 -- any value of ours, to what JSON knows
    """Instants, dates, paths, enumerations and sets as JSON values; instants in UTC with `Z`."""
    if isinstance(value, datetime):
        return taxii_time(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one) for one in value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def both_known(code: str) -> bool:
    """Whether people can be told what a code means."""
    return code in WORDS

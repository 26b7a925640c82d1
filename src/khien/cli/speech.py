"""What commands say: results as JSON lines on stdout, sentences in two languages on stderr."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from khien.model.instants import taxii_time
from khien.model.words import WORDS, Language, say

LANGUAGES: tuple[Language, ...] = ("en", "vi")
VARIABLE = "KHIEN_LANG"
LANGUAGE = "khien.language"
CHOSEN = "khien.language-chosen"


def language_of(context: click.Context | None) -> Language:
    """The language that a command speaks; English before any was chosen."""
    return "en" if context is None else cast("Language", context.meta.get(LANGUAGE, "en"))


def guess_language(context: click.Context) -> None:
    """What to speak before the command line is read: it may already ask for help, or be wrong."""
    asked = os.environ.get(VARIABLE, "")
    system = "vi" if _system_language().lower().startswith("vi") else "en"
    context.meta[LANGUAGE] = asked if asked in LANGUAGES else system


def choose_language(context: click.Context, _: click.Parameter, chosen: str | None) -> None:
    """Keep what `--lang` or its variable says; click calls this before any other option."""
    context.meta[CHOSEN] = chosen is not None
    if chosen is not None:
        context.meta[LANGUAGE] = chosen


def settle_language(context: click.Context, of_node: Language) -> None:
    """Take the node's language where the caller asked for none."""
    if not context.meta.get(CHOSEN, False):
        context.meta[LANGUAGE] = of_node


def _system_language() -> str:
    # POSIX.1-2017 §8.2: LC_ALL before LC_MESSAGES before LANG.
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def spoken(code: str, **facts: object) -> str:
    """The sentence for a code, in the language of the running command."""
    return say(code, language_of(click.get_current_context(silent=True)), facts)


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

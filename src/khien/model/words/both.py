"""One sentence in the two languages of the house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final, Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["en", "vi"]


class Both(NamedTuple):
    """The same sentence twice; both have the same `{holes}`, named after an error's `facts`.

    A hole may bring what follows its number, for one and for many: `{count:object is/objects are}`.
    """

    en: str
    vi: str


class _Counting(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, is_counted, many = format_spec.partition("/")
        if not is_counted:
            return format(value, format_spec)
        return f"{value} {one if str(value) == '1' else many}"


_COUNTING: Final = _Counting()


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """A sentence with its holes filled.

    Raises:
        KeyError: a fact is missing.
    """
    if "/" not in sentence:  # most count nothing, and this is quicker
        return sentence.format_map(facts)
    return _COUNTING.vformat(sentence, (), facts)


def unfilled(sentence: str) -> str:
    """A sentence as a catalogue shows it: its holes by name alone, what is counted as many."""
    return re.sub(r"\{(\w+):[^{}/]*/([^{}]*)\}", r"{\1} \2", sentence)


def table(prefix: str, lines: str) -> dict[str, Both]:
    """Sentences by `prefix.name`, from lines of the form `name | English | Vietnamese`."""
    parts = (line.split(" | ") for line in lines.splitlines() if line)
    return {f"{prefix}.{name}": Both(english, vietnamese) for name, english, vietnamese in parts}

"""One sentence in the two languages of the house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["en", "vi"]


class Both(NamedTuple):
    """The same sentence twice; both have the same `{holes}`, named after an error's `facts`.

    A hole may bring what follows its number, for one and for many: `{count:object is/objects are}`.
    """

    en: str
    vi: str


class _Fact:
    """A fact on its way into its hole."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        one, is_counted, many = spec.partition("/")
        if not is_counted:
            return format(self.value, spec)
        return f"{self.value} {one if str(self.value) == '1' else many}"


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """A sentence with its holes filled.

    Raises:
        KeyError: a fact is missing.
    """
    return sentence.format_map({name: _Fact(value) for name, value in facts.items()})


def unfilled(sentence: str) -> str:
    """A sentence as a catalogue shows it: its holes by name alone, what is counted as many."""
    return re.sub(r"\{(\w+):[^{}/]*/([^{}]*)\}", r"{\1} \2", sentence)


def table(prefix: str, lines: str) -> dict[str, Both]:
    """Sentences by `prefix.name`, from lines of the form `name | English | Vietnamese`."""
    parts = (line.split(" | ") for line in lines.splitlines() if line)
    return {f"{prefix}.{name}": Both(english, vietnamese) for name, english, vietnamese in parts}

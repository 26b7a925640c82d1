"""One sentence in the two languages of the house."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["en", "vi"]


class Both(NamedTuple):
    """The same sentence twice; both have the same `{holes}`, named after an error's `facts`.

    A hole that counts has both forms of what it counts: `{count:document/documents}`. Vietnamese needs none.
    """

    en: str
    vi: str


def table(prefix: str, lines: str) -> dict[str, Both]:
    """Sentences by `prefix.name`, from lines of the form `name | English | Vietnamese`."""
    parts = (line.split(" | ") for line in lines.splitlines() if line)
    return {f"{prefix}.{name}": Both(english, vietnamese) for name, english, vietnamese in parts}

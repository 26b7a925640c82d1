"""Names of actors, malware, tools, campaigns and techniques that the node holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Entry(NamedTuple):
    """One name or synonym: `kind` is one of `NAME_KINDS`, `ref` the id of the object that bears it."""

    name: str
    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Names:
    """A compiled dictionary of names."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry | tuple[str, str, str]]) -> Names:
        """Compile names; of two with one spelling the first counts."""
        made: dict[str, Entry] = {}
        for one in entries:
            entry = Entry(*one)
            made.setdefault(entry.name.casefold(), entry)
        return cls(made)


NO_NAMES = Names()

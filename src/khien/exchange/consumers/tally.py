"""What became of every item of a list: counted by code, and each that is left out is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

NAMED: Final = 200  # items that the kept report names; the file beside a list names all
SKIPPED: Final = frozenset(
    {
        "list.not-asked", "list.not-yet", "list.over", "list.too-old", "list.score",
        "list.popular", "list.same", "list.revoked",
    }
)  # fmt: skip
"""Codes of what was not asked for or adds nothing; any other is a refusal."""

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Tally:
    """Counts while a list is made. `told` gets one JSON line for each item that is left out."""

    told: Callable[[bytes], object] = field(default=lambda _: None)
    kept: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    items: list[dict[str, str]] = field(default_factory=list)

    def leave(self, item: str, code: str, detail: str) -> None:
        """One item does not stand in the list."""
        self.codes[code] += 1
        named = {"item": item, "code": code, "detail": detail[:200]}
        if len(self.items) < NAMED:
            self.items.append(named)
        self.told(_encode(named) + b"\n")

    @property
    def counts(self) -> Mapping[str, int]:
        """By outcome; `read` is the sum of the others."""
        changed = self.changed.total()
        skipped = sum(n for code, n in self.codes.items() if code in SKIPPED)
        return {
            "read": self.kept + self.codes.total(),
            "kept": self.kept - changed,
            "changed": changed,
            "refused": self.codes.total() - skipped,
            "skipped": skipped,
        }

    @property
    def by_code(self) -> Mapping[str, int]:
        """How many by code, those that stand in the list with less than they mean too."""
        return dict(sorted((self.codes + self.changed).items()))

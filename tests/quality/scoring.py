"""Counting right, wrong and missed, per type; two finds are one when their plain forms agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

Found = frozenset[tuple[str, str]]  # (type, value)


@dataclass(slots=True)
class Tally:
    """Finds of one type by one tool: right, wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of finds that are right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the key that was found; 1 for an empty key."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: Tally) -> None:
        """Take another's counts along."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(slots=True)
class Table:
    """Tallies by (type, tool), and the finds that were wrong or missed, for a person to look at."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[str] = field(default_factory=list)

    def count(self, tool: str, key: Found, found: Found, allowed: Found, where: str) -> None:
        """One document: `allowed` are finds that are neither right nor wrong."""
        for kind in {kind for kind, _ in key | found}:
            wanted = {value for k, value in key if k == kind}
            got = {value for k, value in found if k == kind}
            spare = {value for k, value in allowed if k == kind}
            tally = self.tallies[kind, tool]
            tally.right += len(wanted & got)
            wrong = got - wanted - spare
            tally.wrong += len(wrong)
            tally.missed += len(wanted - got)
            self.errors += [f"{tool}\twrong\t{where}\t{kind}\t{value}" for value in sorted(wrong)]
            self.errors += [
                f"{tool}\tmissed\t{where}\t{kind}\t{value}" for value in sorted(wanted - got)
            ]

    def total(self, tool: str, kinds: Iterable[str]) -> Tally:
        """All types of one tool together."""
        whole = Tally()
        for kind in kinds:
            whole.add(self.tallies[kind, tool])
        return whole


def plain(kind: str, value: str) -> tuple[str, str]:
    """The form in which two tools' finds are compared: no scheme, no last slash, lower case."""
    value = value.strip().lower()
    if kind == "url":
        value = value.replace("hxxp", "http").partition("://")[2] or value
        value = value.rstrip("/")
    if kind == "domain":
        value = value.rstrip(".")
    if kind in ("file-path", "registry-key"):
        value = value.replace("\\\\", "\\").rstrip("\\")
    return kind, value

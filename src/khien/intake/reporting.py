"""What a reading gives: the versions, and one line for every item that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from khien.intake.failures import UnreadableError
from khien.model.ids import ObjectId
from khien.model.stix import Version

LONGEST_DETAIL = 200  # characters
LONGEST_FACT = 500


class Outcome(StrEnum):
    """What became of one item. Every item has exactly one."""

    KEPT = "kept"
    CHANGED = "changed"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said about an item: `code` has a sentence in both languages.

    `path` is where in the item (a dotted path, a line number, a column); `detail` names the
    value at fault, cut to 200 characters; `told` is what else fills the sentence, where an error
    of a whole file is told of one.
    """

    code: str
    path: str
    detail: str
    told: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def facts(self) -> dict[str, str]:
        """What fills the holes of the sentence."""
        return {"path": self.path or "$", "detail": self.detail, **(self.told or {})}


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What became of one item of the file.

    `item` is how the sender names it (object id, attribute UUID, line). `code`, `path` and
    `detail` say why, with `told` as in `Remark`; `more` holds further remarks about the same item.
    `objects` are the ids of the versions that came out of it, in this reading.
    """

    item: str
    outcome: Outcome
    code: str
    path: str = ""
    detail: str = ""
    more: tuple[Remark, ...] = ()
    objects: tuple[ObjectId, ...] = ()
    told: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything said about the item, the reason first; each fills its own sentence."""
        told = {"item": self.item, **(self.told or {})}
        return (Remark(self.code, self.path, self.detail, told), *self.more)


def unread(item: str, error: UnreadableError) -> ReportEntry:
    """The entry of a file that could not be read at all, one of several in a report."""
    detail = str(error.facts.get("detail", error.rule))
    told = {name: str(fact)[:LONGEST_FACT] for name, fact in error.facts.items()}
    return ReportEntry(
        item[:LONGEST_DETAIL],
        Outcome.REFUSED,
        error.code,
        item[:LONGEST_DETAIL],
        detail[:LONGEST_DETAIL],
        told=told,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items were read, and what became of them; the four always add up to `read`."""

    read: int
    kept: int
    changed: int
    refused: int
    skipped: int


def counts_of(entries: Iterable[ReportEntry]) -> Counts:
    """Items by outcome."""
    by = Counter(entry.outcome for entry in entries)
    return Counts(
        by.total(),
        by[Outcome.KEPT],
        by[Outcome.CHANGED],
        by[Outcome.REFUSED],
        by[Outcome.SKIPPED],
    )


@dataclass(frozen=True, slots=True)
class Intake:
    """One file, read: nothing in it is lost without an entry.

    `versions` may be more than the items (a MISP event also gives its report and identity) and
    holds each (id, modified) once, in the order of the file.
    """

    name: str
    format: str
    versions: tuple[Version, ...]
    entries: tuple[ReportEntry, ...]

    @property
    def counts(self) -> Counts:
        """Items by outcome, as they were read; what the store then refuses is not in them."""
        return counts_of(self.entries)

"""The report of a reading after the store had its say: what was refused there is refused here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from khien.intake import Outcome, Remark, ReportEntry


@dataclass(frozen=True, slots=True)
class Refused:
    """One object that was not kept, and why: the code of the rule and the place in the object.

    `facts` is what else fills the sentence of the code, where a file as a whole could not be read.
    """

    item: str
    version: str
    code: str
    detail: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The reason in one line."""
        return f"{self.code} {self.detail}".strip()


def settled(entries: Sequence[ReportEntry], refused: Sequence[Refused]) -> tuple[ReportEntry, ...]:
    """The entries with what the store refused: an item that lost all its objects is refused."""
    if not refused:
        return tuple(entries)
    why = {one.item: remark_of(one) for one in refused}
    return tuple(_settled(entry, why) for entry in entries)


def unnamed(entries: Sequence[ReportEntry], refused: Sequence[Refused]) -> list[ReportEntry]:
    """An entry for each object that was refused and that no item of the reading names, so that none is lost unsaid."""
    if not refused:
        return []
    named = {made for entry in entries for made in entry.objects}
    return [
        ReportEntry(one.item, Outcome.REFUSED, one.code, one.item, one.detail)
        for one in refused
        if one.item not in named
    ]


def remark_of(refused: Refused) -> Remark:
    """What a report says of something refused; the sentence of an error of a whole file has its own facts."""
    told = {name: str(fact) for name, fact in refused.facts.items()}
    return Remark(refused.code, refused.item, refused.detail, told or None)


def _settled(entry: ReportEntry, why: dict[str, Remark]) -> ReportEntry:
    lost = [why[one] for one in entry.objects if one in why]
    if not lost or entry.outcome is Outcome.SKIPPED:
        return entry
    left = tuple(one for one in entry.objects if one not in why)
    first, *more = lost
    return replace(
        entry,
        outcome=Outcome.CHANGED if left else Outcome.REFUSED,
        code=first.code,
        path=first.path,
        detail=first.detail,
        told=first.told,
        more=(*more, Remark(entry.code, entry.path, entry.detail, entry.told), *entry.more),
        objects=left,
    )

"""What lists and tables share: one indicator for each value, one grouping for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from khien.intake.creation import common, is_revoked, our_id, renewed
from khien.intake.failures import TooBigError
from khien.intake.observed import Observed
from khien.intake.pattern_text import any_of, comparison
from khien.intake.reporting import Intake, Outcome, Remark, ReportEntry
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.stix import Version

KEPT = "intake.kept"
FILLED = "intake.duplicate-filled"


@dataclass(frozen=True, slots=True)
class Context:
    """What the file says around a value."""

    description: str = ""
    labels: tuple[str, ...] = ()
    references: tuple[dict[str, str], ...] = ()
    seen: datetime | None = None
    confidence: int | None = None

    def filled(self, other: Context) -> tuple[Context, list[str]]:
        """This one with what only the other says, and what the other says otherwise."""
        more: dict[str, Any] = {}
        otherwise: list[str] = []
        for name in _SAID:
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs in ("", (), None) or theirs == mine:
                continue
            if mine in ("", (), None):
                more[name] = theirs
            else:
                otherwise.append(_in_short(theirs))
        return (replace(self, **more) if more else self), otherwise


_SAID: Final = ("description", "labels", "references", "seen", "confidence")


def _in_short(said: object) -> str:
    """What a row says in one column, for a report."""
    if isinstance(said, tuple):
        return " ".join(map(_in_short, said))
    if isinstance(said, dict):
        return str(said.get("url", said.get("description")))
    return stix_time(said) if isinstance(said, datetime) else str(said)


@dataclass(slots=True)
class _First:
    """The first time that a value stood in a list: what was said of it there, and which version that made."""

    observed: Observed
    context: Context
    at: int | None  # in `Listing.versions`; None where the node held the same already


@dataclass(slots=True)
class Listing:
    """One reading of a list or table while it goes on; `intake` closes it."""

    name: str
    format: str
    wish: Wish
    versions: list[Version | None] = field(default_factory=list)  # None is none after all
    entries: list[ReportEntry] = field(default_factory=list)
    first_at: dict[ObjectId, str] = field(default_factory=dict)
    _firsts: dict[ObjectId, _First] = field(default_factory=dict)
    _said: tuple[Context, dict[str, Any]] | None = None  # the last context, and what it makes

    @property
    def source(self) -> str:
        """What the list is called."""
        return self.wish.source or self.name

    def say(self, item: str, outcome: Outcome, code: str, detail: str = "") -> None:
        """Report an item that gives no object."""
        self._enter(ReportEntry(item, outcome, code, item, detail[:200]))

    def say_columns(self, carried: Sequence[str], left: Sequence[str]) -> None:
        """Report which columns are carried and as what, and which are not."""
        outcome = Outcome.CHANGED if left else Outcome.KEPT
        more = (Remark("intake.columns-left", "columns", ", ".join(left)[:200]),) if left else ()
        detail = " ".join(carried)[:200]
        self._enter(ReportEntry("columns", outcome, "intake.columns", "columns", detail, more))

    def take(self, item: str, found: Sequence[Observed], context: Context) -> None:
        """Make the indicators that one item gives, and report the item."""
        if len(found) == 1 and not found[0].changes and not found[0].warnings:
            self._take_plain(item, found[0], context)
            return
        remarks: list[Remark] = []
        objects: list[ObjectId] = []
        fresh = 0
        for observed in found:
            object_id, passed = self._indicate(item, observed, context)
            fresh += not passed or passed[0].code == FILLED
            objects.append(object_id)
            remarks += [Remark(r.code, item, r.detail) for r in observed.changes]
            remarks += passed
        changed = any(o.changes for o in found) or any(r.code == FILLED for r in remarks)
        warnings = [Remark(r.code, item, r.detail) for o in found for r in o.warnings]
        said = list(dict.fromkeys(remarks + warnings))  # what is said of a whole rule, once
        if not fresh:
            outcome = Outcome.SKIPPED
            said.sort(key=lambda remark: remark.code not in _PASSED)
        else:
            outcome = Outcome.CHANGED if changed else Outcome.KEPT
        if outcome is Outcome.KEPT:
            said.insert(0, Remark(KEPT, item, ""))
        self._enter(
            ReportEntry(
                item,
                outcome,
                said[0].code,
                said[0].path,
                said[0].detail,
                tuple(said[1:]),
                tuple(objects),
            )
        )

    def _take_plain(self, item: str, observed: Observed, context: Context) -> None:
        """As `take`, for the one value about which nothing is to be said; nearly all are such."""
        object_id, passed = self._indicate(item, observed, context)
        if not passed:
            self._enter(ReportEntry(item, Outcome.KEPT, KEPT, item, "", (), (object_id,)))
        else:
            first, *more = passed
            outcome = Outcome.CHANGED if first.code == FILLED else Outcome.SKIPPED
            told = (first.code, item, first.detail, tuple(more), (object_id,))
            self._enter(ReportEntry(item, outcome, *told))

    def take_rule(self, item: str, rule: str, language: str, title: str, context: Context) -> None:
        """Make one indicator of a rule in its own language, and report it."""
        wish = self.wish
        object_id = our_id("indicator", wish.identity, language, rule)
        passed = None
        if object_id in self.first_at:
            passed = Remark("intake.duplicate", item, self.first_at[object_id])
        elif is_revoked(object_id, wish):
            passed = Remark("intake.revoked-here", item, object_id)
        else:
            self.first_at[object_id] = item
            content = self._content(object_id, context)
            content |= {"name": title or rule[:200], "pattern": rule, "pattern_type": language}
            version = renewed(content, wish)
            self.versions += [] if version is None else [version]
            passed = Remark("intake.unchanged", item, object_id) if version is None else None
        remark = passed or Remark("intake.rule-whole", item, language)
        outcome = Outcome.CHANGED if passed is None else Outcome.SKIPPED
        entry = ReportEntry(item, outcome, remark.code, item, remark.detail, (), (object_id,))
        self._enter(entry)

    def _enter(self, entry: ReportEntry) -> None:
        self.entries.append(entry)
        if len(self.entries) > self.wish.limits.max_items:
            raise TooBigError(self.name, self.wish.limits.max_items, "items")

    def _indicate(
        self, item: str, observed: Observed, context: Context
    ) -> tuple[ObjectId, list[Remark]]:
        """Make one indicator; the remarks say why there is no new one of it."""
        wish = self.wish
        object_id = our_id("indicator", wish.identity, observed.kind, observed.value)
        if object_id in self.first_at:
            return object_id, self._again(item, object_id, context)
        self.first_at[object_id] = item
        if is_revoked(object_id, wish):
            return object_id, [Remark("intake.revoked-here", item, object_id)]
        version = renewed(self._indicator(object_id, observed, context), wish)
        at = None if version is None else len(self.versions)
        self._firsts[object_id] = _First(observed, context, at)
        if version is None:
            return object_id, [Remark("intake.unchanged", item, object_id)]
        self.versions.append(version)
        return object_id, []

    def _again(self, item: str, object_id: ObjectId, context: Context) -> list[Remark]:
        """What stands a second time fills what the first time left open; what it says otherwise is named."""
        same = Remark("intake.duplicate", item, self.first_at[object_id])
        first = self._firsts.get(object_id)
        if first is None:
            return [same]
        filled, otherwise = first.context.filled(context)
        if filled is not first.context:
            same = Remark(FILLED, item, self.first_at[object_id])
            first.context = filled
            version = renewed(self._indicator(object_id, first.observed, filled), self.wish)
            self._put(first, version)
        if not otherwise:
            return [same]
        return [same, Remark("intake.duplicate-differs", item, ", ".join(otherwise)[:200])]

    def _put(self, first: _First, version: Version | None) -> None:
        """Have this version in place of the first one; None where the node holds the same already."""
        if first.at is None and version is not None:
            first.at = len(self.versions)
            self.versions.append(version)
        elif first.at is not None:
            self.versions[first.at] = version

    def _indicator(
        self, object_id: ObjectId, observed: Observed, context: Context
    ) -> dict[str, Any]:
        pattern = f"[{comparison(observed.kind, observed.value)}]"
        if observed.alternatives:
            values = (observed.value, *observed.alternatives)
            pattern = any_of(comparison(observed.kind, value) for value in values)
        content = self._content(object_id, context)
        content["name"], content["pattern"] = observed.value, pattern
        content["pattern_type"], content["pattern_version"] = "stix", "2.1"
        return content

    def _content(self, object_id: ObjectId, context: Context) -> dict[str, Any]:
        """What an indicator says beside its pattern; neighbours mostly say the same."""
        said = self._said
        if said is None or (said[0] is not context and said[0] != context):
            said = self._said = (context, self._sayings(object_id, context))
        content = said[1].copy()
        content["id"] = object_id
        return content

    def _sayings(self, object_id: ObjectId, context: Context) -> dict[str, Any]:
        wish = self.wish
        start = min(context.seen or wish.now, wish.now)
        content = common("indicator", object_id, wish, stix_time(wish.now))
        content |= {
            "valid_from": stix_time(start),
            "indicator_types": list(wish.indicator_types),
        }
        if wish.valid_days is not None:
            content["valid_until"] = stix_time(wish.now + timedelta(days=wish.valid_days))
        confidence = wish.confidence if context.confidence is None else context.confidence
        optional = {
            "description": context.description,
            "labels": list(dict.fromkeys((*wish.labels, *context.labels))),
            "external_references": list(context.references),
            "confidence": confidence,
        }
        return content | {k: v for k, v in optional.items() if v not in ("", [], None)}

    def part(self) -> Intake:
        """Close one part of a longer reading: no grouping could name all that is in the whole."""
        versions = tuple(one for one in self.versions if one is not None)
        return Intake(self.name, self.format, versions, tuple(self.entries))

    def intake(self) -> Intake:
        """Close the reading: the grouping that names every indicator comes last (STIX 2.1 §4.7)."""
        wish = self.wish
        refs = [ref for ref in self.first_at if not is_revoked(ref, wish)]
        if refs:
            object_id = our_id("grouping", wish.identity, "list", self.source)
            content = common("grouping", object_id, wish, stix_time(wish.now))
            content |= {"name": self.source, "context": "suspicious-activity", "object_refs": refs}
            version = None if is_revoked(object_id, wish) else renewed(content, wish)
            self.versions += [] if version is None else [version]
        return self.part()


_PASSED = frozenset({"intake.duplicate", "intake.unchanged", "intake.revoked-here"})

"""One MISP event while it is read: what its parts share, and the shelf that they fill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import starmap
from typing import Any, Final

import msgspec

from khien.intake.creation import is_revoked, our_id, renewed, version_of
from khien.intake.failures import TooBigError
from khien.intake.misp_galaxies import Tags
from khien.intake.misp_origin import carried
from khien.intake.reporting import LONGEST_DETAIL, Outcome, Remark, ReportEntry
from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, TLP_OF_ID, Tlp
from khien.model.stix import Version, judge_object, spotless
from khien.model.stix.findings import ADVICE

_SECONDS: Final = range(253_402_300_800)  # up to the year 9999
CLOSED: Final = frozenset({"0", "4"})  # MISP: our organisation only; a sharing group
WARNINGS: Final = frozenset({"intake.confusable", "intake.mixed-script"})
_PARTS: Final = frozenset({"observed-data", "note", "relationship"})
_encode = msgspec.json.Encoder(order="sorted").encode

Element = Mapping[str, Any]


@dataclass(slots=True)
class Shelf:
    """The objects and the report of one MISP file, while they grow.

    `raws` are the objects last judged and their canonical bytes, as long as they still stand so; `seen` are
    the parts read so far by their UUID, each with its place.
    """

    name: str
    wish: Wish
    contents: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    entries: list[ReportEntry] = field(default_factory=list)
    raws: dict[ObjectId, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    seen: dict[str, tuple[Element, str]] = field(default_factory=dict)

    def again(self, element: Element, place: str, what: str) -> bool:
        """Whether a part with this UUID stood in the file before: then it is reported, and nothing is made of it.

        An object takes its id from the UUID, so of two under one UUID the second would be lost. `what` is told of one
        that says something else.
        """
        name = text_at(element, "uuid")
        first, where = self.seen.setdefault(name, (element, place)) if name else (element, place)
        if first is element:
            return False
        if first == element:
            self.say(name, Outcome.SKIPPED, [Remark("intake.duplicate", place, where)])
        else:
            told = f"{what[: LONGEST_DETAIL // 2]} ≠ {where}"[:LONGEST_DETAIL]
            self.say(name, Outcome.REFUSED, [Remark("intake.misp-same-uuid", place, told)])
        return True

    def refusal(self, content: dict[str, Any]) -> Remark | None:
        """Why an object may not be kept, judged as what comes from outside; None when it may."""
        if content["id"] in self.contents:
            return None
        raw = spotless(content)
        if raw is None:
            return refusal_of(content)
        self.raws[content["id"]] = content, raw
        return None

    def put(self, content: dict[str, Any]) -> Remark | None:
        """Add one object that may be kept; or say why there is no new version of it.

        An observable that two attributes share carries the stricter of their markings.
        """
        object_id: ObjectId = content["id"]
        there = self.contents.get(object_id)
        if there is not None:
            if _unite_markings(there, content):
                self.raws.pop(object_id, None)
            return None
        if is_revoked(object_id, self.wish):
            return Remark("intake.revoked-here", "", object_id)
        if "modified" not in content and object_id in self.wish.known:
            # An observable has no versions (STIX 2.1 §3.6): what is held stays.
            same = self.wish.known[object_id] == content
            code = "intake.unchanged" if same else "intake.observable-held"
            return Remark(code, "", object_id)
        if "modified" in content and object_id in self.wish.known:
            if renewed(content, self.wish, merge=False) is None:
                return Remark("intake.unchanged", "", object_id)
            self.raws.pop(object_id, None)
        self.contents[object_id] = content
        return None

    def say(
        self,
        item: str,
        outcome: Outcome,
        remarks: Iterable[Remark],
        made: Iterable[ObjectId] = (),
    ) -> None:
        """Report one item; the first remark is why."""
        first, *more = remarks
        objects = tuple(dict.fromkeys(made))
        self.entries.append(
            ReportEntry(
                item[:200], outcome, first.code, first.path, first.detail, tuple(more), objects
            )
        )
        if len(self.entries) > self.wish.limits.max_items:
            raise TooBigError(self.name, self.wish.limits.max_items, "items")

    def versions(self) -> tuple[Version, ...]:
        """One version of each object, in the order of the file."""
        return tuple(starmap(self._version, self.contents.items()))

    def _version(self, object_id: ObjectId, content: dict[str, Any]) -> Version:
        judged, raw = self.raws.get(object_id, (None, None))
        return version_of(content, raw if judged is content else None)


def refusal_of(content: dict[str, Any]) -> Remark | None:
    """The first rule of STIX that refuses an object that we made of a stranger's values."""
    judgement = judge_object(content, _encode(content))
    if judgement.version is not None:
        return None
    finding = min(judgement.findings, key=lambda one: one.code in ADVICE)
    return Remark(finding.code, finding.path, finding.detail)


def _unite_markings(there: dict[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether anything of what is there was changed."""
    if "modified" in there:
        return False
    refs = {*there.get("object_marking_refs", ()), *content.get("object_marking_refs", ())}
    if refs:
        # Of several TLP markings only the strictest stays (STIX 2.1 §7.2.1.4: one at most).
        tlps = sorted((TLP_OF_ID[ref], ref) for ref in refs if ref in TLP_OF_ID)
        others = sorted(ref for ref in refs if ref not in TLP_OF_ID)
        there["object_marking_refs"] = [*others, *(ref for _, ref in tlps[-1:])]
    return bool(refs)


@dataclass(frozen=True, slots=True)
class Ours:
    """An event that this node wrote: what its parts were made of, and the report or grouping that it was."""

    head: Mapping[str, Any]
    parts: Mapping[str, tuple[ObjectId, Mapping[str, Any]]]

    def of(self, name: str, element: Element) -> ObjectId | None:
        """The object that a part was made of, unless somebody has changed the part since."""
        made, was = self.parts.get(name, (None, {}))
        is_same = all(
            text_at(element, key) == text_at(was, key) for key in ("type", "value", "comment")
        )
        return (
            made
            if is_same and is_true(element.get("to_ids")) == is_true(was.get("to_ids"))
            else None
        )


@dataclass(slots=True)
class Frame:
    """What every part of one event needs: its times, its marking, and the ids made so far.

    `ours` is there where this node wrote the event. `made` maps MISP UUIDs to our ids, for references between parts. `refs` is what the report will
    name, `links` what it will cite, and `linked` what those were in MISP.
    """

    shelf: Shelf
    event: Element
    key: str
    tags: Tags
    tlp: Tlp | None
    made: dict[str, ObjectId] = field(default_factory=dict)
    refs: dict[ObjectId, None] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    linked: list[dict[str, Any]] = field(default_factory=list)
    ours: Ours | None = None

    @property
    def wish(self) -> Wish:
        """How the file is to be read."""
        return self.shelf.wish

    @property
    def report_id(self) -> ObjectId:
        """The id of the event's report, known before it is made."""
        return self.id("report", self.key)

    @property
    def at(self) -> datetime:
        """When the event was last changed."""
        return moment(self.event.get("timestamp")) or day(self.event.get("date")) or self.wish.now

    def id(self, object_type: str, *parts: str) -> ObjectId:
        """The id that we always give to this part of a MISP event."""
        return our_id(object_type, self.wish.identity, "misp", *parts)

    def common(self, object_type: str, object_id: ObjectId, element: Element) -> dict[str, Any]:
        """The properties that an object begins with, its times and marking from MISP."""
        created, modified = self.times(element)
        content: dict[str, Any] = {
            "type": object_type,
            "spec_version": "2.1",
            "id": object_id,
            "created_by_ref": self.wish.identity,
            "created": created,
            "modified": modified,
        }
        return content | self.marking(element)

    def times(self, element: Element) -> tuple[str, str]:
        """When a part was made and last changed, as STIX writes it."""
        modified = moment(element.get("timestamp")) or self.at
        created = min(day(self.event.get("date")) or modified, modified)
        return stix_time(created), stix_time(modified)

    def marking(self, element: Element, tlp: Tlp | None = None) -> dict[str, Any]:
        """The marking of one part: the strictest of the event's TLP, its own, and a closed circle."""
        levels = [level for level in (self.tlp, tlp) if level is not None]
        if str(element.get("distribution")) in CLOSED and element is not self.event:
            levels.append(Tlp.AMBER_STRICT)
        refs = [TLP_2_IDS[max(levels)]] if levels else self.wish.marking_refs
        return {"object_marking_refs": refs} if refs else {}

    def finish(
        self,
        item: str,
        contents: Iterable[dict[str, Any]],
        remarks: Iterable[Remark],
        fallback: Callable[[], dict[str, Any]] | None = None,
        origin: dict[str, Any] | None = None,
    ) -> ObjectId | None:
        """Add the objects of one item and report it.

        Args:
            item: how the report names it.
            contents: the objects, the main one first; they may refer to one another.
            remarks: what was changed or is remarkable.
            fallback: makes the note that takes the place of all of them when one is refused.
            origin: what the main object was in MISP (`misp_origin.carried`).

        Returns:
            The id of the main object, or None when none stands.
        """
        wanted, said = list(contents), list(remarks)
        if origin and wanted:
            wanted[0] |= origin
            part = carried("part", {"uuid": item})
            wanted[1:] = [one | part if one["type"] in _PARTS else one for one in wanted[1:]]
        refusals = {c["id"]: r for c in wanted if (r := self.shelf.refusal(c)) is not None}
        if refusals:
            said = [*refusals.values(), *said]
            wanted = [] if fallback is None else [(origin or {}) | fallback()]
            if not wanted or self.shelf.refusal(wanted[0]):
                self.shelf.say(item, Outcome.REFUSED, said)
                return None
        return self.stand(item, wanted, said)

    def stand(
        self, item: str, wanted: Sequence[dict[str, Any]], said: Sequence[Remark]
    ) -> ObjectId | None:
        """Put the objects of one item, none of which is refused, on the shelf, and report it.

        Returns:
            The id of the first, or None when there is none.
        """
        made = tuple(content["id"] for content in wanted)
        passed = [r for content in wanted if (r := self.shelf.put(content)) is not None]
        self.refs |= dict.fromkeys(made)
        changes = [r for r in said if r.code not in WARNINGS]
        rest = [*(r for r in said if r.code in WARNINGS), *passed]
        if made and len(passed) == len(made):
            self.shelf.say(item, Outcome.SKIPPED, [*passed, *said], made)
        elif changes:
            self.shelf.say(item, Outcome.CHANGED, [*changes, *rest], made)
        else:
            self.shelf.say(item, Outcome.KEPT, [Remark("intake.kept", "", ""), *rest], made)
        return made[0] if made else None


def moment(value: object) -> datetime | None:
    """MISP's Unix seconds, as a number or as text, or its ISO 8601 times; None for neither."""
    return _moment(str(value).strip())


@lru_cache(maxsize=4_096)  # one event names few times, and each of them often
def _moment(text: str) -> datetime | None:
    if text.isascii() and text.isdigit() and len(text) < 13:
        seconds = int(text)
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds in _SECONDS else None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: object) -> datetime | None:
    """The first instant of a day written `YYYY-MM-DD`."""
    return moment(value) if isinstance(value, str) and len(value) == len("YYYY-MM-DD") else None


def text_at(element: Element, name: str) -> str:
    """A text member, numbers as text; empty where there is none."""
    value = element.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def is_true(value: object) -> bool:
    """MISP truths of all vintages: true, 1, "1"."""
    return value is True or str(value) == "1"


def listed(element: Element, name: str) -> list[Any]:
    """A member that should be a list of objects; anything else alone counts as a list of one."""
    value = element.get(name)
    if isinstance(value, list):
        return value
    return [] if value is None or value in ("", {}) else [value]

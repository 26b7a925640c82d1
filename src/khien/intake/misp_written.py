"""A MISP event while it is written: its parts, where each object went, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid5

from khien.intake.creation import NAMESPACE
from khien.intake.misp_origin import origin_of
from khien.intake.misp_tags import EXERCISE, confidence_of, is_of_exercise, phases_of
from khien.intake.reporting import Outcome, Remark, ReportEntry
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant
from khien.model.marking import TLP_OF_ID, Tlp

Content = Mapping[str, Any]
Part = dict[str, Any]

WRITTEN: Final = "intake.to-misp"
LEFT: Final = "intake.to-misp-left"
# What every written object says in MISP too, by its place, time, tags or name; or what only STIX needs.
_TOLD: Final = frozenset(
    {
        "type", "spec_version", "id", "created", "modified", "created_by_ref", "labels", "revoked",
        "object_marking_refs", "extensions", "indicator_types", "pattern_type", "pattern_version",
        "valid_from", "object_refs", "number_observed",
    }
)  # fmt: skip


@dataclass(slots=True)
class Written:
    """One event while it grows.

    `places` says what an object became, for what refers to it; `parts` groups by MISP UUID the objects
    that an import made beside the main one; `stamp` is the STIX time of the event.
    """

    contents: dict[str, Content]
    tlp: Tlp | None
    stamp: str = ""
    attributes: list[Part] = field(default_factory=list)
    objects: dict[str, Part] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    reports: list[Part] = field(default_factory=list)
    places: dict[str, Part] = field(default_factory=dict)
    parts: dict[str, list[Content]] = field(default_factory=dict)
    entries: dict[str, ReportEntry] = field(default_factory=dict)

    def graph(self, contents: Iterable[Content]) -> list[Content]:
        """The observables of observed data, as far as they are here."""
        refs = [ref for content in contents for ref in content.get("object_refs", ())]
        return [self.contents[ref] for ref in dict.fromkeys(refs) if ref in self.contents]

    def say(
        self, content: Content, outcome: Outcome, code: str, detail: str, *more: Remark
    ) -> None:
        """Report what became of one object."""
        object_id = ObjectId(str(content.get("id", "?"))[:200])
        self.entries[object_id] = ReportEntry(
            object_id, outcome, code, str(content.get("type", ""))[:200], detail[:200], more
        )

    def wrote(
        self,
        content: Content,
        what: str,
        told: Iterable[str],
        code: str = WRITTEN,
        detail: str = "",
    ) -> None:
        """Report an object that was written; each property without a place in MISP is named."""
        left = sorted(content.keys() - _TOLD - set(told) - self._by_tags(content))
        more = [Remark(LEFT, name, str(content["type"])) for name in left]
        refs = content.get("object_marking_refs", ())
        more += [Remark(LEFT, "object_marking_refs", r) for r in refs if r not in TLP_OF_ID]
        changed = bool(more) or code != WRITTEN
        outcome = Outcome.CHANGED if changed else Outcome.KEPT
        self.say(content, outcome, code, detail or what, *more)

    def _by_tags(self, content: Content) -> set[str]:
        """The properties that the tags of the object, or of the event, say again."""
        own = content.get("labels", ())
        by: Mapping[str, tuple[object, ...]] = {
            "confidence": (confidence_of(own), confidence_of(self.tags)),
            "kill_chain_phases": (phases_of(own), phases_of(self.tags)),
        }
        return {name for name, said in by.items() if name in content and content[name] in said}

    def place(self, content: Content, part: Part) -> None:
        """Remember what an object became."""
        self.places.setdefault(content["id"], part)

    def tagged(self, content: Content, names: Iterable[str]) -> Part:
        """The `Tag` member of a part: its names, and its TLP where that is not the event's."""
        own = tlp_of(content)
        listed = [name for name in names if not name.lower().startswith("tlp:")]
        listed += [] if own is None or own is self.tlp else [f"tlp:{own.value}"]
        return {"Tag": [{"name": n} for n in dict.fromkeys(listed)]} if listed else {}


def written_of(contents: Sequence[Content], head: Content | None) -> Written:
    """An empty event for these objects; the report's TLP is the event's, else the strictest."""
    levels = [tlp for one in contents if (tlp := tlp_of(one)) is not None]
    own = None if head is None else tlp_of(head)
    found = Written({one["id"]: one for one in contents}, own or max(levels, default=None))
    for one in contents:
        part = origin_of(one, "part")
        if part is not None:
            found.parts.setdefault(str(part.get("uuid")), []).append(one)
    return found


def tlp_of(content: Content) -> Tlp | None:
    """The strictest TLP that an object is marked with as a whole."""
    refs = content.get("object_marking_refs", ())
    return max((TLP_OF_ID[ref] for ref in refs if ref in TLP_OF_ID), default=None)


def seconds(stamp: str) -> str:
    """A STIX timestamp as MISP's Unix seconds."""
    return str(int(parse_instant(stamp).timestamp()))


def part_uuid(content: Content, *parts: str) -> str:
    """The UUID that we always give to this part of what an object becomes."""
    return str(uuid5(NAMESPACE, "\n".join(("misp-written", content["id"], *parts))))


def tag_names(labels: Iterable[str]) -> list[str]:
    """Labels that are tags; not those that only repeat what an attribute says of itself."""
    listed = [one for one in labels if not one.startswith(("misp:type=", "misp:category="))]
    if any(is_of_exercise(one) for one in listed if one != EXERCISE):
        listed = [one for one in listed if one != EXERCISE]
    return listed

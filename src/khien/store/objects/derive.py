"""What one version adds to the read model: its marking, links, values and words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant, to_microseconds
from khien.model.marking import Tlp, marking_of
from khien.model.patterns import watched_values_of
from khien.model.stix import Findable
from khien.store.folding import fold, keep_marks

TITLE_LENGTH: Final = 200  # characters; a longer name is cut where people read a list
_TELLING: Final = (
    "name",
    "value",
    "pattern",
    "abstract",
    "opinion",
    "path",
    "content",
    "account_number",
    "iban",
    "key",
    "subject",
)  # the first of them is the title; the last four name observables that have no name
_MARKING_PROPERTIES: Final = ("object_marking_refs", "granular_markings.marking_ref")

Definitions = Mapping[ObjectId, Mapping[str, Any]]
"""The marking definitions that the node holds, by id."""


@dataclass(frozen=True, slots=True)
class Level:
    """How strict an object is as a whole, and whether it says so itself."""

    tlp: Tlp
    declared: bool


class Reference(NamedTuple):
    """One object that a version points to, and by which property.

    Of a relationship there is one more: the object at `from_id` has this kind of relationship to it.
    """

    kind: str
    to_id: ObjectId
    from_id: ObjectId | None


class TimedValue(NamedTuple):
    """One value that an indicator looks for, and from when until when; microseconds."""

    kind: str
    value: str
    valid_from_us: int
    valid_until_us: int | None


class Words(NamedTuple):
    """An object's text: its title for people, and folded for the search."""

    title: str
    head: str
    body: str
    marked: str


def level_of(content: Mapping[str, Any], definitions: Definitions) -> Level:
    """The strictest level of any part of the object."""
    marking = marking_of(content, definitions)
    return Level(marking.whole, marking.declared)


class Levels:
    """The levels of one batch of objects: what is marked alike is read once."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._read: dict[tuple[str, ...], Level] = {}

    def of(self, content: Mapping[str, Any]) -> Level:
        """As `level_of` tells it."""
        refs, labels = content.get("object_marking_refs"), content.get("labels")
        marks = (*_listed(refs), "", *_listed(labels))
        is_plain = isinstance(refs, list) and "granular_markings" not in content
        if not is_plain or not all(isinstance(mark, str) for mark in marks):
            return level_of(content, self._definitions)
        if marks not in self._read:
            self._read[marks] = level_of(content, self._definitions)
        return self._read[marks]


def marking_refs_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Every marking that the object or a part of it carries, each once."""
    parts = content.get("granular_markings")
    refs = list(_listed(content.get("object_marking_refs")))
    refs += [part.get("marking_ref") for part in _listed(parts) if isinstance(part, Mapping)]
    return tuple(dict.fromkeys(ref for ref in refs if isinstance(ref, str)))


def references_of(content: Mapping[str, Any], found: Findable) -> Iterator[Reference]:
    """Every object that this one points to, each once; and, for a relationship, the pair that it joins."""
    for kind, target in dict.fromkeys(found.targets):
        if kind not in _MARKING_PROPERTIES:
            yield Reference(kind, target, None)
    if content["type"] == "relationship":
        ends = (
            content.get("source_ref"),
            content.get("relationship_type"),
            content.get("target_ref"),
        )
        if all(isinstance(end, str) for end in ends):
            source, name, joined = (str(end) for end in ends)
            yield Reference(name, ObjectId(joined), ObjectId(source))


def timed_values_of(content: Mapping[str, Any]) -> tuple[TimedValue, ...]:
    """The values each of which makes an indicator true, and the pattern where they do not say all of it.

    `model.patterns.read_object` says why something is no value; intake and admission report it.
    """
    if content["type"] != "indicator":
        return ()
    start = _microseconds(content.get("valid_from")) or 0
    end = _microseconds(content.get("valid_until"))
    return tuple(
        TimedValue(found.kind, found.value, start, end) for found in watched_values_of(content)
    )


def words_of(content: Mapping[str, Any], found: Findable) -> Words:
    """The title and the searchable text; the id is a word of it too."""
    title = title_of(content)
    body = "\n".join((content["id"], *dict.fromkeys(found.texts))).replace("\0", " ")
    folded = fold(body)
    marked = folded if body.isascii() else keep_marks(body)
    return Words(title, fold(title), folded, "" if marked == folded else marked)


def title_of(content: Mapping[str, Any]) -> str:
    """One line by which a person knows the object: its name, or what is most telling in its place."""
    for name in _TELLING:
        text = content.get(name)
        if isinstance(text, str) and text.strip():
            return " ".join(text.replace("\0", " ").split())[:TITLE_LENGTH]
    if content["type"] == "relationship":
        return f"{content.get('source_ref')} {content.get('relationship_type')} {content.get('target_ref')}"
    return str(content["id"])


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _microseconds(text: object) -> int | None:
    return _counted(text) if isinstance(text, str) else None


@lru_cache(maxsize=4_096)  # what came together often begins at the same instants
def _counted(text: str) -> int | None:
    try:
        return to_microseconds(parse_instant(text))
    except MalformedError:
        return None

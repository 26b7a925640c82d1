"""What stands in an object for others to find: the objects that it points to, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from khien.model.ids import ObjectId
from khien.model.stix.identifiers import is_object_id

# Properties whose text a person searches for; every type's names, prose, aliases and values.
_SEARCHED: Final = frozenset(
    {
        "abstract",
        "account_login",
        "account_number",
        "account_type",
        "administrative_area",
        "aliases",
        "authors",
        "body",
        "city",
        "command_line",
        "contact_information",
        "content",
        "country",
        "description",
        "display_name",
        "explanation",
        "external_id",
        "family",
        "goals",
        "iban",
        "identity_class",
        "issuer",
        "key",
        "labels",
        "name",
        "objective",
        "path",
        "pattern",
        "product",
        "provider",
        "region",
        "result_name",
        "roles",
        "sectors",
        "serial_number",
        "source_name",
        "statement",
        "subject",
        "user_id",
        "value",
        "vendor",
    }
)
# Their values are the searched text too, whatever the keys are called.
_SEARCHED_WHOLE: Final = frozenset({"hashes", "contents"})
_POINTS: Final = ("_ref", "_refs")


class Findable(NamedTuple):
    """What others find an object by, in the object's order.

    Attributes:
        texts: what full-text search looks through.
        targets: every object that this one points to by a `*_ref` or `*_refs`, nested ones too: the
            property's path, without places in lists (`granular_markings.marking_ref`), and the id.
            What is no STIX identifier is left out.
    """

    texts: list[str]
    targets: list[tuple[str, ObjectId]]


def findable(content: Mapping[str, Any]) -> Findable:
    """Everything that an object is found by, in one walk over it."""
    found = Findable([], [])
    _walk(content, "", found.texts, found.targets, whole=False)
    return found


def references(content: Mapping[str, Any]) -> tuple[tuple[str, ObjectId], ...]:
    """Every object that this one points to, as `Findable.targets` says."""
    return tuple(findable(content).targets)


def searchable_text(content: Mapping[str, Any]) -> str:
    """The words of an object that full-text search looks through, one piece a line."""
    return "\n".join(dict.fromkeys(findable(content).texts))


_Targets = list[tuple[str, ObjectId]]


def _walk(
    value: Mapping[str, Any], path: str, texts: list[str], targets: _Targets, *, whole: bool
) -> None:
    """Gather from one object, at this path; `whole` where all of its text counts."""
    for name, inner in value.items():
        is_searched, is_whole, points = _told_by(name)
        if isinstance(inner, str):
            if is_searched or whole:
                texts.append(inner)
            if points and is_object_id(inner):
                targets.append((path + name, ObjectId(inner)))
            continue
        below: _Targets = [] if points else targets  # one that should point points to nothing else
        if isinstance(inner, dict):
            _walk(inner, f"{path}{name}.", texts, below, whole=whole or is_whole)
        elif isinstance(inner, list):
            if points:
                targets.extend((path + name, ObjectId(t)) for t in inner if is_object_id(t))
            _walk_list(inner, f"{path}{name}.", texts, below, whole=whole or is_searched)


@lru_cache(maxsize=4_096)  # objects are many, the names of their properties few
def _told_by(name: str) -> tuple[bool, bool, bool]:
    """Whether the text of a property is searched, and all that is in it, and whether it points to an object."""
    is_whole = name in _SEARCHED_WHOLE
    return is_whole or name in _SEARCHED, is_whole, name.endswith(_POINTS)


def _walk_list(
    value: Sequence[Any], path: str, texts: list[str], targets: _Targets, *, whole: bool
) -> None:
    for inner in value:
        if isinstance(inner, str):
            if whole:
                texts.append(inner)
        elif isinstance(inner, dict):
            _walk(inner, path, texts, targets, whole=False)
        elif isinstance(inner, list):
            _walk_list(inner, path, texts, targets, whole=False)

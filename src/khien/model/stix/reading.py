"""What stands in an object for others to find: the objects that it points to, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

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


def references(content: Mapping[str, Any]) -> tuple[tuple[str, ObjectId], ...]:
    """Every object that this one points to by a `*_ref` or `*_refs`, nested ones too.

    Returns:
        Pairs of the property's path (`object_refs.[2]`, `granular_markings.[0].marking_ref`) and the
        target's id, in the object's order. What is no STIX identifier is left out.
    """
    return tuple(_references(content, ""))


def _references(value: object, path: str) -> Iterator[tuple[str, ObjectId]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{path}.{name}" if path else name
            if name.endswith(("_ref", "_refs")):
                yield from _targets(inner, below)
            elif isinstance(inner, dict | list):
                yield from _references(inner, below)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _references(inner, f"{path}.[{index}]")


def _targets(value: object, path: str) -> Iterator[tuple[str, ObjectId]]:
    if isinstance(value, list):
        for index, target in enumerate(value):
            if is_object_id(target):
                yield f"{path}.[{index}]", ObjectId(target)
    elif is_object_id(value):
        yield path, ObjectId(value)


def searchable_text(content: Mapping[str, Any]) -> str:
    """The words of an object that full-text search looks through, one piece a line."""
    return "\n".join(dict.fromkeys(_words(content, everything=False)))


def _words(value: object, *, everything: bool) -> Iterator[str]:
    if isinstance(value, str):
        if everything:
            yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, everything=everything and isinstance(inner, str))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            whole = everything or name in _SEARCHED_WHOLE
            own = name in _SEARCHED and not isinstance(inner, dict)
            yield from _words(inner, everything=whole or own)

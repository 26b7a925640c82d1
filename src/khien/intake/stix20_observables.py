"""Observed data of STIX 2.0, taken apart: its numbered observables become objects of their own.

Source: STIX 2.1 §4.14 (`object_refs` in the place of `objects`), §6 and appendix C (renamed properties).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from khien.intake.misp_values import identified
from khien.intake.reporting import Remark
from khien.model.errors import MalformedError

_FILE_TIMES: Final = {"created": "ctime", "modified": "mtime", "accessed": "atime"}
_RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "file": _FILE_TIMES,
    "directory": _FILE_TIMES,
    "process": {"binary_ref": "image_ref", "created": "created_time"},
    "user-account": {"password_last_changed": "credential_last_changed"},
    "windows-registry-key": {"modified": "modified_time"},
}
# Gone in 2.1, with nothing in their place.
_GONE: Final[Mapping[str, frozenset[str]]] = {
    "process": frozenset({"name", "arguments"}),
    "file": frozenset({"is_encrypted", "encryption_algorithm", "decryption_key"}),
}
_QUOTED: Final = re.compile(r"('(?:\\.|[^'\\])*')")
_PATHS: Final = [
    (re.compile(rf"(?<![\w-]){re.escape(kind)}:{old}\b"), f"{kind}:{new}")
    for kind, names in _RENAMED.items()
    for old, new in names.items()
]


class _CannotError(Exception):
    """The observables cannot be taken apart: one is no object, or they go round in a circle."""


def taken_apart(
    content: Mapping[str, Any],
) -> tuple[dict[str, Any], list[dict[str, Any]], list[Remark]]:
    """The observed data with `object_refs`, its observables, and what was changed in them.

    Left as it is, with the remark that says so, where a granular marking points into the observables,
    one is none, or a reference leads nowhere or in a circle.
    """
    objects = content.get("objects")
    if not isinstance(objects, dict) or "object_refs" in content:
        return dict(content), [], []
    try:
        if any("objects" in str(one) for one in _selectors(content)):
            raise _CannotError
        made, remarks = _objects(objects, content.get("object_marking_refs"))
    except _CannotError:
        return dict(content), [], [Remark("intake.stix20-objects-left", "objects", "")]
    new = {name: value for name, value in content.items() if name != "objects"}
    new["object_refs"] = list(dict.fromkeys(one["id"] for one in made))
    moved = Remark("intake.stix20-moved", "object_refs", "objects")
    return new, made, [moved, *remarks]


def _selectors(content: Mapping[str, Any]) -> Iterator[object]:
    markings = content.get("granular_markings")
    for marking in markings if isinstance(markings, list) else ():
        yield marking.get("selectors") if isinstance(marking, dict) else marking


def _objects(
    objects: Mapping[str, Any], marking_refs: object
) -> tuple[list[dict[str, Any]], list[Remark]]:
    made: dict[str, dict[str, Any]] = {}
    remarks: list[Remark] = []
    waiting: list[str] = []

    def id_of(key: object) -> str:
        if not isinstance(key, str) or key not in objects or key in waiting:
            raise _CannotError
        if key not in made:
            waiting.append(key)
            new = _one(objects[key], f"objects.{key}", id_of, remarks)
            waiting.pop()
            try:
                made[key] = identified(new)
            except MalformedError as error:  # a type that is none, a number that no JSON has
                raise _CannotError from error
        return str(made[key]["id"])

    for key in objects:
        id_of(key)
    marked = {"object_marking_refs": marking_refs} if marking_refs else {}
    return [one | marked for one in made.values()], remarks


def _one(
    old: object, path: str, id_of: Callable[[object], str], remarks: list[Remark]
) -> dict[str, Any]:
    if not isinstance(old, dict) or not isinstance(old.get("type"), str):
        raise _CannotError
    kind = old["type"]
    new: dict[str, Any] = {}
    for name, value in old.items():
        if name in _GONE.get(kind, ()):
            remarks.append(Remark("intake.stix20-gone", f"{path}.{name}", kind))
            continue
        named = _RENAMED.get(kind, {}).get(name, name)
        if named != name:
            remarks.append(Remark("intake.stix20-moved", f"{path}.{named}", name))
        new[named] = _with_ids(named, value, id_of)
    return new


def _with_ids(name: str, value: object, id_of: Callable[[object], str]) -> object:
    """References by number become references by id, at any depth."""
    if name.endswith("_ref"):
        return id_of(value)
    if name.endswith("_refs") and isinstance(value, list):
        return [id_of(one) for one in value]
    if isinstance(value, dict):
        return {key: _with_ids(key, inner, id_of) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_ids("", inner, id_of) for inner in value]
    return value


def renamed_paths(pattern: str) -> str:
    """A pattern of 2.0 with the names that its object paths have in 2.1; its constants as they are."""
    parts = _QUOTED.split(pattern)
    for place in range(0, len(parts), 2):
        for old, new in _PATHS:
            parts[place] = old.sub(new, parts[place])
    return "".join(parts)

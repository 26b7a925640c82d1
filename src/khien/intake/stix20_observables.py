"""Observed data of STIX 2.0, taken apart: its numbered observables become objects of their own.

Source: STIX 2.1 §4.14 (`object_refs` in the place of `objects`), §6 and appendix C (renamed properties).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from khien.intake.misp_values import identified
from khien.intake.reporting import Remark
from khien.intake.stix20_renames import GONE, HASHES, RENAMED
from khien.model.errors import MalformedError


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
        if name in GONE.get(kind, ()):
            remarks.append(Remark("intake.stix20-gone", f"{path}.{name}", kind))
            continue
        named = RENAMED.get(kind, {}).get(name, name)
        if named != name:
            remarks.append(Remark("intake.stix20-moved", f"{path}.{named}", name))
        value = _as_now(name, value, f"{path}.{named}", remarks)
        new[named] = _with_ids(named, value, id_of)
    return new


def _as_now(name: str, value: object, path: str, remarks: list[Remark]) -> object:
    """Hashes and extensions, at any depth, with the names of today and without what is gone."""
    if isinstance(value, list):
        return [_as_now("", one, f"{path}.[{n}]", remarks) for n, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    new: dict[str, object] = {}
    names = HASHES if name == "hashes" or name.endswith("_hashes") else {}
    for key, inner in value.items():
        if key in GONE.get(name, ()):
            remarks.append(Remark("intake.stix20-gone", f"{path}.{key}", name))
            continue
        named = names.get(key, key)
        if named != key:
            remarks.append(Remark("intake.stix20-moved", f"{path}.{named}", key))
        new[named] = _as_now(key, inner, f"{path}.{named}", remarks)
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

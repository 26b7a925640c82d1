"""A copy of an object without the parts that a partner may not see.

STIX: one (id, modified) has one content, so who leaves something out makes a new object and becomes
its creator (STIX 2.1 §3.6.2 and §7.2.3). The copy has a new id and no history.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from khien.model.canonical import canonical_json
from khien.model.decision import Refusal
from khien.model.errors import RefusedError
from khien.model.ids import ObjectId
from khien.model.marking import Marking, Tlp
from khien.model.stix import Verdict, judge
from khien.model.stix.findings import verdict_of
from khien.model.stix.known_extensions import MISP_ORIGIN

IMPOSSIBLE = "gate.redaction-impossible"

_Path: TypeAlias = tuple[str | int, ...]

# Which object is meant, who made it and how it is marked cannot be cut away from it (STIX 2.1 §3.2).
_COMMON = frozenset(
    {
        "type",
        "spec_version",
        "id",
        "created",
        "modified",
        "object_marking_refs",
        "granular_markings",
    }
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """The copy, and the selectors (of the original) of what is not in it."""

    content: dict[str, Any]
    cut: tuple[str, ...]


def redact(
    content: Mapping[str, Any],
    *,
    allowed: Tlp,
    marking: Marking,
    new_id: ObjectId,
    creator: ObjectId,
    now_text: str,
) -> Redaction:
    """Cut every part whose granular marking is stricter than allowed.

    Args:
        content: the decoded original; it is not changed.
        allowed: the strictest level that the partner may see.
        marking: what `marking_of` said of the original.
        new_id: the id of the copy, of the same type.
        creator: our identity.
        now_text: `created` and `modified` of the copy, as `stix_time` writes it.

    Raises:
        RefusedError: `gate.redaction-impossible`: the object as a whole is stricter than allowed,
            or what must be cut is required or is not there; each is named.
    """
    if marking.tlp > allowed:
        raise _impossible(new_id, [marking.tlp.label])
    cut = tuple(dict.fromkeys(part.selector for part in marking.granular if part.tlp > allowed))
    paths = {selector: _path(selector) for selector in cut}
    fixed = [s for s, path in paths.items() if path[0] in _COMMON or not _exists(content, path)]
    if fixed:
        raise _impossible(new_id, fixed)
    made = copy.deepcopy(dict(content))
    gone = _remove(made, paths.values())
    if gone:
        _remark(made, gone)
        _forget_origin(made)
    made.pop("revoked", None)
    made["id"] = new_id
    # Cyber-observable objects have neither times nor a creator (STIX 2.1 §2.4).
    times = {key: now_text for key in ("created", "modified") if key in content}
    made.update(times, **({"created_by_ref": creator} if times else {}))
    broken = _broken(made)
    if broken:
        raise _impossible(new_id, broken)
    return Redaction(made, cut)


def _impossible(new_id: ObjectId, places: Iterable[str]) -> RefusedError:
    return RefusedError(new_id, tuple(Refusal(IMPOSSIBLE, place) for place in places))


def _broken(made: dict[str, Any]) -> list[str]:
    """What a copy without the cut parts would lack to be STIX."""
    findings = judge(canonical_json(made)).findings
    breaking = (finding for finding in findings if verdict_of([finding]) is Verdict.REFUSED)
    return list(dict.fromkeys(f"{finding.path}: {finding.code}" for finding in breaking))


def derived_from(
    copy_id: ObjectId,
    original_id: ObjectId,
    *,
    relationship_id: ObjectId,
    creator: ObjectId,
    now_text: str,
) -> dict[str, Any]:
    """The relationship that ties a copy to its original (STIX 2.1 §3.6.2, common relationships).

    It tells that more exists than the partner sees, so it is sent only where that may be known.
    """
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": relationship_id,
        "created_by_ref": creator,
        "created": now_text,
        "modified": now_text,
        "relationship_type": "derived-from",
        "source_ref": copy_id,
        "target_ref": original_id,
    }


def _path(selector: str) -> _Path:
    """A selector as keys and indexes (STIX 2.1 §7.2.3.1): `external_references.[0].url`."""
    return tuple(
        int(step[1:-1]) if re.fullmatch(r"\[[0-9]{1,9}\]", step) else step
        for step in selector.split(".")
    )


def _selector(path: _Path) -> str:
    return ".".join(f"[{step}]" if isinstance(step, int) else step for step in path)


def _exists(value: Any, path: _Path) -> bool:  # noqa: ANN401 -- any JSON value
    for step in path:
        is_item = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if not is_item and not (isinstance(value, Mapping) and step in value):
            return False
        value = value[step]
    return True


def _remove(made: dict[str, Any], cut: Iterable[_Path]) -> set[_Path]:
    """Take the parts out; a list or object that becomes empty goes too (STIX 2.1 §2.9, §2.10).

    Later items of a list go first, so that the places of the earlier ones still hold. Returns every
    place, as it was before the cut, that is gone with all that was below it.
    """
    gone: set[_Path] = set()
    for path in sorted(cut, reverse=True):  # at one place all steps are keys, or all are indexes
        place = path
        while place and not _is_within(place, gone) and _exists(made, place):
            owner = _owner(made, place)
            del owner[place[-1]]
            gone.add(place)
            place = () if owner else place[:-1]
    return gone


def _is_within(path: _Path, gone: set[_Path]) -> bool:
    return any(path[: len(place)] == place for place in gone)


def _owner(made: Any, path: _Path) -> Any:  # noqa: ANN401 -- an object or a list of JSON
    for step in path[:-1]:
        made = made[step]
    return made


def _remark(made: dict[str, Any], gone: set[_Path]) -> None:
    """Drop the granular markings of what is gone; count list items anew in the others."""
    kept = []
    for entry in made.pop("granular_markings"):
        paths = (_moved(_path(selector), gone) for selector in entry["selectors"])
        selectors = [_selector(path) for path in paths if path is not None]
        if selectors:
            kept.append({**entry, "selectors": selectors})
    if kept:
        made["granular_markings"] = kept


def _forget_origin(made: dict[str, Any]) -> None:
    """Drop what the object was in MISP, which repeats the words that were just cut."""
    extensions = made.get("extensions", {})
    extensions.pop(MISP_ORIGIN, None)
    if not extensions:
        made.pop("extensions", None)


def _moved(path: _Path, gone: set[_Path]) -> _Path | None:
    """Where a part stands after the cut; None when it was cut."""
    if _is_within(path, gone):
        return None
    moved: list[str | int] = []
    for depth, step in enumerate(path):
        if isinstance(step, int):
            step -= sum((*path[:depth], item) in gone for item in range(step))
        moved.append(step)
    return tuple(moved)

"""STIX 2.0 objects as STIX 2.1 says the same: only what is certain, and everything said.

Source: STIX 2.1 appendix C (changes from 2.0): required `spec_version`, `pattern_type` and
`is_family`; the type vocabularies left `labels` for properties of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from khien.intake.reporting import Remark
from khien.intake.stix20_observables import taken_apart
from khien.intake.stix20_renames import renamed_paths

_LABELS: Final = re.compile(r"\Alabels(?=\.|\Z)")

# In 2.0, `labels` of these types held what 2.1 holds here.
_LABELS_BECAME: Final[Mapping[str, str]] = {
    "identity": "roles",
    "indicator": "indicator_types",
    "malware": "malware_types",
    "report": "report_types",
    "threat-actor": "threat_actor_types",
    "tool": "tool_types",
}
# 2.1 requires these; the 2.0 meaning is known. A 2.0 malware object may be a family or not: the
# ATT&CK project, which publishes both, writes families.
_NOW_REQUIRED: Final[Mapping[str, Mapping[str, Any]]] = {
    "indicator": {"pattern_type": "stix"},
    "malware": {"is_family": True},
}


def is_stix20(content: Mapping[str, Any]) -> bool:
    """Whether an object is of STIX 2.0: it has a creation time and no `spec_version` of its own.

    Observables of 2.1 may leave `spec_version` out, and have no `created` (STIX 2.1 §3.2).
    """
    named = content.get("spec_version")
    return named == "2.0" or (named is None and "created" in content)


def upgraded(
    content: Mapping[str, Any], *, apart: bool = True
) -> tuple[list[dict[str, Any]], list[Remark]]:
    """The same object in STIX 2.1, under the same id and times, and every change.

    Observed data comes with its observables after it, as objects of their own, unless `apart` is off.
    """
    object_type = str(content.get("type"))
    new = {**content, "spec_version": "2.1"}
    changes = [Remark("intake.stix20", "spec_version", object_type)]
    for name, value in _NOW_REQUIRED.get(object_type, {}).items():
        if name not in new:
            new[name] = value
            changes.append(Remark("intake.stix20-added", name, str(value).lower()))
    types = _LABELS_BECAME.get(object_type)
    if types is not None and types not in new and "labels" in new:
        new[types] = new.pop("labels")
        changes.append(Remark("intake.stix20-moved", types, "labels"))
        new |= _remarked(new, types, changes)
    if object_type == "indicator" and isinstance(new.get("pattern"), str):
        pattern, gone = renamed_paths(new["pattern"])
        changes += [Remark("intake.stix20-path-gone", "pattern", path) for path in gone]
        if pattern != new["pattern"]:
            new["pattern"] = pattern
            changes.append(Remark("intake.stix20-renamed", "pattern", pattern[:200]))
    if object_type != "observed-data" or not apart:
        return [new], changes
    new, observables, more = taken_apart(new)
    return [new, *observables], [*changes, *more]


def _remarked(new: Mapping[str, Any], types: str, changes: list[Remark]) -> dict[str, Any]:
    """Granular markings that name what has moved (STIX 2.1 §7.2.3.1)."""
    markings = new.get("granular_markings")
    if not isinstance(markings, list):
        return {}
    moved = [_moved(one, types) for one in markings]
    if moved == markings:
        return {}
    changes.append(Remark("intake.stix20-moved", "granular_markings", "labels"))
    return {"granular_markings": moved}


def _moved(marking: object, types: str) -> object:
    selectors = marking.get("selectors") if isinstance(marking, dict) else None
    if not isinstance(marking, dict) or not isinstance(selectors, list):
        return marking
    return {**marking, "selectors": [_LABELS.sub(types, str(one)) for one in selectors]}

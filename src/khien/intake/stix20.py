"""STIX 2.0 objects as STIX 2.1 says the same: only what is certain, and everything said.

Source: STIX 2.1 appendix C (changes from 2.0): required `spec_version`, `pattern_type` and
`is_family`; the type vocabularies left `labels` for properties of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from khien.intake.reporting import Remark

# In 2.0, `labels` of these types held what 2.1 holds here.
_LABELS_BECAME: Final[Mapping[str, str]] = {
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


def upgraded(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[Remark]]:
    """The same object in STIX 2.1, under the same id and times, and every change."""
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
    return new, changes

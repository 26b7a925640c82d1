"""Observables inside observed data, the form that STIX 2.0 had and 2.1 still allows (STIX 2.1 §4.14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.fitting import fit
from khien.model.stix.registry import REGISTRY, Kind

# They have no id of their own; the definitions ask for one.
_NAMELESS: Final = {"id": "x-nameless--00000000-0000-4000-8000-000000000000"}


def embedded_fit(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each embedded observable fits its type, as far as types go; what does not is said and kept."""
    for key, inner in content.get("objects", {}).items():
        known = REGISTRY.get(str(inner.get("type")))
        if known is None or known.kind is not Kind.SCO:
            yield Finding("stix.value", f"objects.{key}.type")
            continue
        for misfit in fit(_NAMELESS | inner, known.definition, f"objects.{key}")[0]:
            yield Finding("stix.value", misfit.path)

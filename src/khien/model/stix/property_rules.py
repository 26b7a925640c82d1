"""Property names: none that is reserved, and those that no definition names are said (STIX 2.1 §3.1, §7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.extension_rules import NEW_TYPE_EXTENSIONS, extension_types
from khien.model.stix.findings import Finding
from khien.model.stix.registry import ObjectType, properties_of

# STIX 2.1 §3.1 and the OASIS schemas: names kept for later versions.
RESERVED_TYPES: Final = frozenset({"action"})
RESERVED: Final = frozenset({"severity", "action", "username", "phone_numbers"})


def names_are_defined(content: Mapping[str, Any], known: ObjectType | None) -> Iterator[Finding]:
    """Properties: none that is reserved; those that no definition names are said."""
    kinds = extension_types(content)
    if content["type"] in RESERVED_TYPES:
        yield Finding("stix.reserved", "type")
    if not kinds & NEW_TYPE_EXTENSIONS:
        for name in sorted(content.keys() & RESERVED):
            yield Finding("stix.reserved", name)
    if known is None:
        return
    unknown = content.keys() - known.properties
    if unknown and "toplevel-property-extension" not in kinds:
        for name in sorted(unknown):
            yield Finding("stix.unknown-property", name)
    yield from parts_are_defined(content, known)


def parts_are_defined(content: Mapping[str, Any], known: ObjectType) -> Iterator[Finding]:
    """Properties inside nested structs that their definition does not name are said."""
    for name in known.nested.keys() & content.keys():
        inner = properties_of(known.nested[name])
        value = content[name]
        for index, part in enumerate(value if isinstance(value, list) else (value,)):
            for stranger in sorted(part.keys() - inner):
                place = f"{name}.[{index}]" if isinstance(value, list) else name
                yield Finding("stix.unknown-property", f"{place}.{stranger}")

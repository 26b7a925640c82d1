"""Every object type that this node knows: its kind, its definition, its decoder, its properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final, TypeVar

import msgspec

from khien.model.stix.common import Common, Observable
from khien.model.stix.domain_objects import DOMAIN_OBJECTS
from khien.model.stix.known_extensions import NEW_TYPES, PROPERTY_EXTENSIONS
from khien.model.stix.meta_objects import META_OBJECTS
from khien.model.stix.observable_extensions import PREDEFINED
from khien.model.stix.observables import OBSERVABLES
from khien.model.stix.relationship_objects import RELATIONSHIP_OBJECTS
from khien.model.stix.times import TIMESTAMP_PATTERN

T = TypeVar("T")


class Kind(StrEnum):
    """The four families of STIX objects (STIX 2.1 §1.4)."""

    SDO = "sdo"
    SRO = "sro"
    SCO = "sco"
    META = "meta"


@dataclass(frozen=True)
class ObjectType:
    """One object type. What takes long to read out of its definition is read when it is asked for.

    Attributes:
        name: as in `type`.
        kind: its family.
        definition: the struct that an object must fit.
        extension: the id of the extension that brings the type; None for types of STIX 2.1 itself.
    """

    name: str
    kind: Kind
    definition: type[Any]
    extension: str | None

    @cached_property
    def properties(self) -> frozenset[str]:
        """The names of its properties, `type` among them."""
        return properties_of(self.definition) | {"type"}

    @cached_property
    def nested(self) -> Mapping[str, type[Any]]:
        """Properties that hold a struct or a list of them, with that struct."""
        return nested_structs(self.definition)

    @cached_property
    def times(self) -> frozenset[str]:
        """The names of its properties that hold a timestamp."""
        return times_of(self.definition)


def _once(read: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    # msgspec reads a definition anew each time, which would be most of the work on an unknown type.
    return cache(read)  # type: ignore[return-value] # a class is hashable


@_once
def properties_of(definition: type[Any]) -> frozenset[str]:
    """The property names of a struct, without the tag."""
    return frozenset(field.encode_name for field in msgspec.structs.fields(definition))


@_once
def nested_structs(definition: type[Any]) -> dict[str, type[Any]]:
    """The properties of a struct that hold another struct, or a list of one."""
    info = msgspec.inspect.type_info(definition)
    return {field.encode_name: cls for field in info.fields if (cls := _struct_in(field.type))}  # type: ignore[attr-defined]


@_once
def times_of(definition: type[Any]) -> frozenset[str]:
    """The properties of a struct that hold a timestamp."""
    info = msgspec.inspect.type_info(definition)
    return frozenset(field.encode_name for field in info.fields if _is_time(field.type))  # type: ignore[attr-defined]


@_once
def open_properties(definition: type[Any]) -> frozenset[str]:
    """The properties of a struct that may hold a number, or keys that no definition names."""
    info = msgspec.inspect.type_info(definition)
    return frozenset(field.encode_name for field in info.fields if not _is_closed(field.type))  # type: ignore[attr-defined]


def _is_closed(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.Metadata):
        return _is_closed(kind.type)
    if isinstance(kind, msgspec.inspect.ListType):
        return _is_closed(kind.item_type)
    if isinstance(kind, msgspec.inspect.StructType):
        return not open_properties(kind.cls)
    return isinstance(kind, _CLOSED)


_CLOSED: Final = (
    msgspec.inspect.StrType,
    msgspec.inspect.BoolType,
    msgspec.inspect.LiteralType,
)


def _is_time(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.UnionType):
        return any(_is_time(each) for each in kind.types)
    if isinstance(kind, msgspec.inspect.Metadata):
        return _is_time(kind.type)
    return isinstance(kind, msgspec.inspect.StrType) and kind.pattern == TIMESTAMP_PATTERN


def _struct_in(kind: msgspec.inspect.Type) -> type[Any] | None:
    if isinstance(kind, msgspec.inspect.UnionType):
        return next((found for each in kind.types if (found := _struct_in(each))), None)
    if isinstance(kind, msgspec.inspect.Metadata):
        return _struct_in(kind.type)
    if isinstance(kind, msgspec.inspect.ListType):
        return _struct_in(kind.item_type)
    return kind.cls if isinstance(kind, msgspec.inspect.StructType) else None


def _entry(definition: type[Any], kind: Kind, extension: str | None = None) -> ObjectType:
    name = str(definition.__struct_config__.tag)
    return ObjectType(name=name, kind=kind, definition=definition, extension=extension)


def _entries() -> dict[str, ObjectType]:
    families = {
        Kind.SDO: DOMAIN_OBJECTS,
        Kind.SRO: RELATIONSHIP_OBJECTS,
        Kind.SCO: OBSERVABLES,
        Kind.META: META_OBJECTS,
    }
    found = [_entry(each, kind) for kind, family in families.items() for each in family]
    for definition, extension in NEW_TYPES.values():
        kind = Kind.SCO if issubclass(definition, Observable) else Kind.SDO
        found.append(_entry(definition, kind, extension))
    return {entry.name: entry for entry in found}


REGISTRY: Final[Mapping[str, ObjectType]] = _entries()
"""Every known type by its name."""

TYPES: Final = frozenset(REGISTRY)
"""The names of all known types."""

STANDARD_TYPES: Final = frozenset(
    name for name, entry in REGISTRY.items() if entry.extension is None
)
"""The types of STIX 2.1 itself."""

COMMON_SDO: Final = properties_of(Common) | {"type"}
COMMON_SCO: Final = properties_of(Observable) | {"type"}


def kind_of(object_type: str) -> Kind | None:
    """The family of a known type; None for a type that this node does not know."""
    entry = REGISTRY.get(object_type)
    return None if entry is None else entry.kind


def object_schema(ref_template: str = "#/components/schemas/{name}") -> dict[str, Any]:
    """JSON schema (2020-12) of every definition, by name, for an OpenAPI description.

    Args:
        ref_template: how one schema points to another.
    """
    structs = [entry.definition for entry in REGISTRY.values()]
    structs += [each for group in PREDEFINED.values() for each in group.values()]
    structs += PROPERTY_EXTENSIONS.values()
    _, components = msgspec.json.schema_components(structs, ref_template=ref_template)
    return components

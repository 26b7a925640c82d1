"""Extensions: the predefined ones of observables, those known by name, and those that are not (STIX 2.1 §7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.fitting import fit
from khien.model.stix.identifiers import is_object_id, type_of
from khien.model.stix.known_extensions import (
    IDENTITY_CONTACT,
    KNOWN_EXTENSIONS,
    PROPERTY_EXTENSIONS,
)
from khien.model.stix.observable_extensions import PREDEFINED
from khien.model.stix.reference_rules import extension_references_fit
from khien.model.stix.registry import nested_structs, properties_of
from khien.model.stix.times import is_timestamp
from khien.model.stix.value_rules import hashes_hold
from khien.model.stix.vocabularies import VOCABULARIES

EXTENSION_TYPES: Final = frozenset(
    {"new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension"}
)
NEW_TYPE_EXTENSIONS: Final = frozenset({"new-sdo", "new-sco", "new-sro"})

# STIX 2.1 §6: "at least one property must be present"; those without a required property of their own.
_OPTIONAL_ONLY: Final = frozenset(
    {
        "ntfs-ext",
        "pdf-ext",
        "raster-image-ext",
        "tcp-ext",
        "unix-account-ext",
        "windows-process-ext",
        "windows-service-ext",
    }
)
_CONTACTS: Final = frozenset({"contact_numbers", "email_addresses", "social_media_accounts"})


def extension_types(content: Mapping[str, Any]) -> frozenset[str]:
    """The `extension_type` of every extension that an object carries."""
    extensions = content.get("extensions")
    if not isinstance(extensions, dict):
        return frozenset()
    found = (each.get("extension_type") for each in extensions.values() if isinstance(each, dict))
    return frozenset(each for each in found if isinstance(each, str))


def extensions_hold(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each extension is a predefined one of this type, or named by its definition's id."""
    predefined = PREDEFINED.get(content["type"], {})
    for key, extension in content.get("extensions", {}).items():
        if key in predefined:
            yield from _predefined(key, extension, predefined[key])
        elif key.endswith("-ext"):
            yield Finding("stix.unknown-extension", f"extensions.{key}")
        elif not is_object_id(key) or type_of(key) != "extension-definition":
            yield Finding("stix.extension", f"extensions.{key[:250]}")
        else:
            yield from _defined(key, extension)


def _defined(key: str, extension: Mapping[str, Any]) -> Iterator[Finding]:
    path = f"extensions.{key}"
    kind = extension.get("extension_type")
    if not isinstance(kind, str) or kind not in EXTENSION_TYPES:
        yield Finding("stix.extension", f"{path}.extension_type")
    if key not in KNOWN_EXTENSIONS:
        yield Finding("stix.unknown-extension", path)
        return
    definition = PROPERTY_EXTENSIONS.get(key)
    if (definition is not None and fit(extension, definition)[0]) or (
        key == IDENTITY_CONTACT and not extension.keys() & _CONTACTS
    ):
        yield Finding("stix.extension-shape", path, KNOWN_EXTENSIONS[key])


def _predefined(key: str, extension: Mapping[str, Any], struct: type[Any]) -> Iterator[Finding]:
    path = f"extensions.{key}"
    misfits, unfit = fit(extension, struct, path)
    yield from misfits
    sound = {name: value for name, value in extension.items() if name not in unfit}
    if key in _OPTIONAL_ONLY and not extension.keys() & properties_of(struct):
        yield Finding("stix.condition", path, "≥ 1")
    for name in sorted(extension.keys() - properties_of(struct)):
        yield Finding("stix.unknown-property", f"{path}.{name}")
    yield from extension_references_fit(key, sound)
    yield from _deeper(sound, path, struct)


def _deeper(extension: Mapping[str, Any], path: str, struct: type[Any]) -> Iterator[Finding]:
    stamp = extension.get("time_date_stamp")
    if stamp is not None and not is_timestamp(stamp):
        yield Finding("stix.timestamp", f"{path}.time_date_stamp")
    if extension.get("pe_type", "exe") not in VOCABULARIES["windows-pebinary-type-ov"]:
        yield Finding("stix.vocabulary", f"{path}.pe_type", "windows-pebinary-type-ov")
    yield from hashes_hold(extension.get("file_header_hashes", {}), f"{path}.file_header_hashes")
    for name, inner in nested_structs(struct).items():
        for place, part in _parts(f"{path}.{name}", extension.get(name)):
            yield from hashes_hold(part.get("hashes", {}), f"{place}.hashes")
            for unknown in sorted(part.keys() - properties_of(inner)):
                yield Finding("stix.unknown-property", f"{place}.{unknown}")


def _parts(path: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield f"{path}.[{index}]", part

"""The STIX meta objects, §7 of STIX 2.1: languages, markings, extension definitions."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET

from khien.model.stix.common import (
    Common,
    Extensions,
    ExternalReference,
    GranularMarking,
    Identifier,
    Many,
    Maybe,
    Timestamp,
)


class LanguageContent(Common, frozen=True, tag="language-content"):
    """Another object's text in other languages: RFC 5646 tag, then property (STIX 2.1 §7.1)."""

    object_ref: Identifier
    contents: dict[str, dict[str, Any]]
    object_modified: Maybe[Timestamp] = UNSET


class MarkingDefinition(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="marking-definition"
):
    """How marked content may be used and shared; it is never versioned (STIX 2.1 §7.2.1)."""

    spec_version: Literal["2.1"]
    id: Identifier
    created: Timestamp
    created_by_ref: Maybe[Identifier] = UNSET
    name: Maybe[str] = UNSET
    definition_type: Maybe[str] = UNSET
    definition: Maybe[dict[str, Any]] = UNSET
    external_references: Maybe[Many[ExternalReference]] = UNSET
    object_marking_refs: Maybe[Many[Identifier]] = UNSET
    granular_markings: Maybe[Many[GranularMarking]] = UNSET
    extensions: Maybe[Extensions] = UNSET


ExtensionType = Literal[
    "new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension"
]


class ExtensionDefinition(Common, frozen=True, tag="extension-definition"):
    """Who defined an extension, and where its schema is (STIX 2.1 §7.3)."""

    # Its creator must be named: STIX 2.1 §7.3.2. `Identifier` narrows the optional one of `Common`.
    created_by_ref: Identifier
    name: str
    schema: str
    version: str
    extension_types: Many[ExtensionType]
    description: Maybe[str] = UNSET
    extension_properties: Maybe[Many[str]] = UNSET


META_OBJECTS = (LanguageContent, MarkingDefinition, ExtensionDefinition)

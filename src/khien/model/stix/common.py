"""What all STIX objects share: value types, and the properties of SDO, SRO and SCO (STIX 2.1 §2, §3).

The structs of this package are the definitions: they decode, they check types, and the API's JSON
schema and the docs are drawn from them. What a type cannot say stands in the rules.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from khien.model.stix.identifiers import ID_PATTERN
from khien.model.stix.times import TIMESTAMP_PATTERN

T = TypeVar("T")

Maybe: TypeAlias = T | UnsetType
Many: TypeAlias = Annotated[list[T], Meta(min_length=1)]  # STIX 2.1 §2.10: lists are never empty

Identifier: TypeAlias = Annotated[str, Meta(pattern=ID_PATTERN, description="STIX 2.1 §2.9")]
Timestamp: TypeAlias = Annotated[str, Meta(pattern=TIMESTAMP_PATTERN, description="STIX 2.1 §2.16")]

BINARY_PATTERN = r"^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$(?!\n)"
HEX_PATTERN = r"^(?:[0-9a-fA-F]{2})+$(?!\n)"
Binary: TypeAlias = Annotated[str, Meta(pattern=BINARY_PATTERN, description="STIX 2.1 §2.1")]
Hex: TypeAlias = Annotated[str, Meta(pattern=HEX_PATTERN, description="STIX 2.1 §2.6")]

Count: TypeAlias = Annotated[int, Meta(ge=0)]
Confidence: TypeAlias = Annotated[int, Meta(ge=0, le=100, description="STIX 2.1 appendix A")]
Sightings: TypeAlias = Annotated[int, Meta(ge=0, le=999_999_999, description="STIX 2.1 §5.2")]
Observations: TypeAlias = Annotated[int, Meta(ge=1, le=999_999_999, description="STIX 2.1 §4.14")]
Port: TypeAlias = Annotated[int, Meta(ge=0, le=65_535)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]
Hashes: TypeAlias = Annotated[dict[str, str], Meta(min_length=1, description="STIX 2.1 §2.7")]
Dictionary: TypeAlias = Annotated[dict[str, Any], Meta(min_length=1, description="STIX 2.1 §2.3")]
Extensions: TypeAlias = Annotated[
    dict[str, dict[str, Any]], Meta(min_length=1, description="STIX 2.1 §7.3")
]


class ExternalReference(msgspec.Struct, frozen=True, kw_only=True):
    """A pointer out of STIX: a report, a CVE, a CAPEC pattern (STIX 2.1 §2.5)."""

    source_name: str
    description: Maybe[str] = UNSET
    url: Maybe[str] = UNSET
    hashes: Maybe[Hashes] = UNSET
    external_id: Maybe[str] = UNSET


class KillChainPhase(msgspec.Struct, frozen=True, kw_only=True):
    """One phase of one kill chain (STIX 2.1 §2.11)."""

    kill_chain_name: str
    phase_name: str


class GranularMarking(msgspec.Struct, frozen=True, kw_only=True):
    """A marking or a language on selected parts of an object (STIX 2.1 §7.2.3)."""

    selectors: Many[str]
    marking_ref: Maybe[Identifier] = UNSET
    lang: Maybe[str] = UNSET


class Common(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The properties of every SDO and SRO (STIX 2.1 §3.2)."""

    spec_version: Literal["2.1"]
    id: Identifier
    created: Timestamp
    modified: Timestamp
    created_by_ref: Maybe[Identifier] = UNSET
    revoked: Maybe[bool] = UNSET
    labels: Maybe[Many[str]] = UNSET
    confidence: Maybe[Confidence] = UNSET
    lang: Maybe[str] = UNSET
    external_references: Maybe[Many[ExternalReference]] = UNSET
    object_marking_refs: Maybe[Many[Identifier]] = UNSET
    granular_markings: Maybe[Many[GranularMarking]] = UNSET
    extensions: Maybe[Extensions] = UNSET


class Observable(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The properties of every SCO (STIX 2.1 §3.2, §6)."""

    id: Identifier
    spec_version: Maybe[Literal["2.1"]] = UNSET
    object_marking_refs: Maybe[Many[Identifier]] = UNSET
    granular_markings: Maybe[Many[GranularMarking]] = UNSET
    defanged: Maybe[bool] = UNSET
    extensions: Maybe[Extensions] = UNSET

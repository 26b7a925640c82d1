"""What TAXII 2.1 sends: discovery, api root, collections, envelopes, manifests, statuses, errors.

The structs are the resources of the standard, field by field; JSON leaves out what is absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

MEDIA_TYPE = "application/taxii+json;version=2.1"  # TAXII 2.1 §1.6.8.2
STIX_MEDIA_TYPE = "application/stix+json;version=2.1"
MAX_CONTENT_LENGTH = 32 * 1024 * 1024  # bytes; what one POST may carry
API_ROOT = "node"  # the one api root of a node, below /taxii2/


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A TAXII resource; fields at their default are left out."""


class Discovery(Resource, frozen=True):
    """TAXII 2.1 §4.1.1. Addresses are absolute: some clients do not resolve relative ones."""

    title: str
    description: str = ""
    contact: str = ""
    default: str = ""
    api_roots: list[str] = msgspec.field(default_factory=list)


class ApiRoot(Resource, frozen=True):
    """TAXII 2.1 §4.2.1."""

    title: str
    versions: list[str]
    max_content_length: int
    description: str = ""


class Collection(Resource, frozen=True, omit_defaults=False):
    """TAXII 2.1 §5.2.1."""

    id: str
    title: str
    description: str
    alias: str
    can_read: bool
    can_write: bool
    media_types: list[str]


class Collections(Resource, frozen=True):
    """TAXII 2.1 §5.1.1."""

    collections: list[Collection] = msgspec.field(default_factory=list)


class Envelope(Resource, frozen=True):
    """TAXII 2.1 §3.7: objects as they are stored, byte for byte; `envelope` writes it faster."""

    more: bool = False
    next: str = ""
    objects: list[msgspec.Raw] = msgspec.field(default_factory=list)


class Noted(Resource, frozen=True):
    """An envelope between two Khiên nodes: the delivery note stands beside the objects (§7.1)."""

    objects: list[msgspec.Raw]
    x_khien_note: dict[str, Any]


class ManifestRecord(Resource, frozen=True):
    """TAXII 2.1 §5.3.1."""

    id: str
    date_added: str
    version: str
    media_type: str


class Manifest(Resource, frozen=True):
    """TAXII 2.1 §5.3.1."""

    more: bool = False
    next: str = ""
    objects: list[ManifestRecord] = msgspec.field(default_factory=list)


class Versions(Resource, frozen=True):
    """TAXII 2.1 §5.8.1."""

    more: bool = False
    next: str = ""
    versions: list[str] = msgspec.field(default_factory=list)


class StatusDetail(Resource, frozen=True):
    """TAXII 2.1 §4.3.1: what became of one object."""

    id: str
    version: str
    message: str = ""


class Status(Resource, frozen=True):
    """TAXII 2.1 §4.3.1. The counts are exact and add up; an empty list is left out (§2 list)."""

    id: str
    status: str  # complete | pending
    total_count: int
    success_count: int
    failure_count: int
    pending_count: int
    request_timestamp: str = ""
    successes: list[StatusDetail] = msgspec.field(default_factory=list)
    failures: list[StatusDetail] = msgspec.field(default_factory=list)
    pendings: list[StatusDetail] = msgspec.field(default_factory=list)


class StatusRecord(Resource, frozen=True):
    """A status without its details, in a list of statuses."""

    id: str
    status: str
    total_count: int
    success_count: int
    failure_count: int
    pending_count: int
    request_timestamp: str = ""


class Statuses(Resource, frozen=True):
    """What a caller added lately: our own addition to TAXII 2.1 (§8.2.1 allows further URLs)."""

    more: bool = False
    next: str = ""
    statuses: list[StatusRecord] = msgspec.field(default_factory=list)


class ErrorMessage(Resource, frozen=True):
    """TAXII 2.1 §3.6.1."""

    title: str
    description: str = ""
    error_code: str = ""
    http_status: str = ""
    details: dict[str, str] = msgspec.field(default_factory=dict)


def encode(resource: Resource | dict[str, Any]) -> bytes:
    """The JSON of a resource."""
    return msgspec.json.encode(resource)


def envelope(objects: Sequence[bytes], following: str = "") -> bytes:
    """An envelope around objects that are JSON already (§3.7); `following` is its `next`, or ''."""
    parts = []
    if following:
        parts.append(b'"more":true,"next":' + msgspec.json.encode(following))
    if objects:  # §2 list: an empty one is left out
        parts.append(b'"objects":[' + b",".join(objects) + b"]")
    return b"{" + b",".join(parts) + b"}"


def read_status(body: bytes) -> Status:
    """A status that `encode` wrote."""
    return msgspec.json.decode(body, type=Status)

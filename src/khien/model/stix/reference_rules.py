"""Which type each reference may point to (STIX 2.1 §3 to §7)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.identifiers import is_object_id, type_of
from khien.model.stix.registry import REGISTRY, Kind, kind_of

_IDENTITY: Final = frozenset({"identity"})
_LOCATION: Final = frozenset({"location"})
_MARKING: Final = frozenset({"marking-definition"})
_SOFTWARE: Final = frozenset({"software"})
_FILE: Final = frozenset({"file"})
_ARTIFACT: Final = frozenset({"artifact"})
_SAMPLE: Final = frozenset({"file", "artifact"})
_ENTRY: Final = frozenset({"file", "directory"})
_USER: Final = frozenset({"user-account"})
_MAIL: Final = frozenset({"email-addr"})
_TRAFFIC: Final = frozenset({"network-traffic"})
_PROCESS: Final = frozenset({"process"})
_ADDRESS: Final = frozenset({"ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"})

NAMED: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "": {"created_by_ref": _IDENTITY, "object_marking_refs": _MARKING},
    "malware": {"operating_system_refs": _SOFTWARE, "sample_refs": _SAMPLE},
    "malware-analysis": {
        "host_vm_ref": _SOFTWARE,
        "operating_system_ref": _SOFTWARE,
        "installed_software_refs": _SOFTWARE,
        "sample_ref": _SAMPLE | _TRAFFIC,
    },
    "sighting": {
        "observed_data_refs": frozenset({"observed-data"}),
        "where_sighted_refs": _IDENTITY | _LOCATION,
    },
    "directory": {"contains_refs": _ENTRY},
    "domain-name": {"resolves_to_refs": frozenset({"ipv4-addr", "ipv6-addr", "domain-name"})},
    "email-addr": {"belongs_to_ref": _USER},
    "email-message": {
        "from_ref": _MAIL,
        "sender_ref": _MAIL,
        "to_refs": _MAIL,
        "cc_refs": _MAIL,
        "bcc_refs": _MAIL,
        "raw_email_ref": _ARTIFACT,
    },
    "file": {"parent_directory_ref": frozenset({"directory"}), "content_ref": _ARTIFACT},
    "ipv4-addr": {
        "resolves_to_refs": frozenset({"mac-addr"}),
        "belongs_to_refs": frozenset({"autonomous-system"}),
    },
    "ipv6-addr": {
        "resolves_to_refs": frozenset({"mac-addr"}),
        "belongs_to_refs": frozenset({"autonomous-system"}),
    },
    "network-traffic": {
        "src_ref": _ADDRESS,
        "dst_ref": _ADDRESS,
        "src_payload_ref": _ARTIFACT,
        "dst_payload_ref": _ARTIFACT,
        "encapsulates_refs": _TRAFFIC,
        "encapsulated_by_ref": _TRAFFIC,
    },
    "process": {
        "opened_connection_refs": _TRAFFIC,
        "creator_user_ref": _USER,
        "image_ref": _FILE,
        "parent_ref": _PROCESS,
        "child_refs": _PROCESS,
    },
    "windows-registry-key": {"creator_user_ref": _USER},
    "bank-account": {
        "issuer_ref": _IDENTITY,
        "holder_ref": _IDENTITY,
        "country_ref": _LOCATION,
    },
    "payment-card": {"issuer_ref": _IDENTITY, "holder_ref": _IDENTITY},
    "cryptocurrency-wallet": {"holder_ref": _IDENTITY},
}
"""References that name their target types, by object type; those under "" hold for all types."""

FAMILIES: Final[Mapping[str, Mapping[str, frozenset[Kind]]]] = {
    "malware-analysis": {"analysis_sco_refs": frozenset({Kind.SCO})},
    "observed-data": {"object_refs": frozenset({Kind.SCO, Kind.SRO})},
    "relationship": {
        "source_ref": frozenset({Kind.SDO, Kind.SCO}),
        "target_ref": frozenset({Kind.SDO, Kind.SCO}),
    },
    "sighting": {"sighting_of_ref": frozenset({Kind.SDO})},
    "file": {"contains_refs": frozenset({Kind.SCO})},
}
"""References that ask for a family; types that this node does not know may belong to any."""

_NESTED: Final[Mapping[str, frozenset[str]]] = {
    "archive-ext": _ENTRY,
    "http-request-ext": _ARTIFACT,
    "windows-service-ext": _FILE,
}
_NEVER: Final = frozenset({"bundle"})  # STIX 2.1 §8: nothing points to a bundle


def references_fit(content: Mapping[str, Any], known: Container[str]) -> Iterator[Finding]:
    """Every `*_ref` and `*_refs` is an identifier, of a type that may stand there.

    Args:
        content: an object whose properties fit their types.
        known: the properties that its definition names; what others hold is said, and no more.
    """
    object_type = content["type"]
    named = NAMED.get(object_type, {})
    families = FAMILIES.get(object_type, {})
    for name, value in content.items():
        if not name.endswith(("_ref", "_refs")):
            continue
        allowed = named.get(name) or NAMED[""].get(name)
        for path, target in _targets(name, value):
            if name in known:
                yield from _one(path, target, allowed, families.get(name))
            elif not is_object_id(target):
                yield Finding("stix.value", path)
    yield from _circle(content)
    if object_type == "language-content":
        yield from _translated(content)
    for index, part in enumerate(content.get("body_multipart", ())):
        for path, target in _targets(
            f"body_multipart.[{index}].body_raw_ref", part.get("body_raw_ref")
        ):
            yield from _one(path, target, _SAMPLE, None)


def allowed_targets(object_type: str, name: str) -> tuple[frozenset[str], bool]:
    """The types that one reference may point to: these (True), or any but these (False)."""
    allowed = NAMED.get(object_type, {}).get(name) or NAMED[""].get(name)
    if allowed is not None:
        return allowed, True
    families = FAMILIES.get(object_type, {}).get(name, frozenset(Kind))
    strangers = {other for other, entry in REGISTRY.items() if entry.kind not in families}
    return _NEVER | strangers, False


def extension_references_fit(key: str, extension: Mapping[str, Any]) -> Iterator[Finding]:
    """The references inside one predefined extension."""
    allowed = _NESTED.get(key)
    if allowed is None:
        return
    for name, value in extension.items():
        if name.endswith(("_ref", "_refs")):
            for path, target in _targets(f"extensions.{key}.{name}", value):
                yield from _one(path, target, allowed, None)


def _targets(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        for index, target in enumerate(value):
            yield f"{path}.[{index}]", target
    elif value is not None:
        yield path, value


def _one(
    path: str, target: object, allowed: frozenset[str] | None, families: frozenset[Kind] | None
) -> Iterator[Finding]:
    if not is_object_id(target):
        yield Finding("stix.reference", path)
        return
    found = type_of(target)
    if allowed is not None:
        if found not in allowed:
            yield Finding("stix.reference-type", path, found)
    elif found in _NEVER or (
        families is not None and (kind := kind_of(found)) is not None and kind not in families
    ):
        yield Finding("stix.reference-type", path, found)


def _circle(content: Mapping[str, Any]) -> Iterator[Finding]:
    # STIX 2.1 §7.2.1: a marking may not mark itself.
    if content["type"] != "marking-definition":
        return
    if content["id"] in content.get("object_marking_refs", ()):
        yield Finding("stix.marking-circle", "object_marking_refs")
    if any(
        each.get("marking_ref") == content["id"] for each in content.get("granular_markings", ())
    ):
        yield Finding("stix.marking-circle", "granular_markings")


def _translated(content: Mapping[str, Any]) -> Iterator[Finding]:
    # STIX 2.1 §7.1: language content is not itself translated.
    if type_of(str(content.get("object_ref", ""))) == "language-content":
        yield Finding("stix.reference-type", "object_ref", "language-content")

"""What must be there because of what else is there (STIX 2.1 §4 to §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.observables import X509V3Extensions
from khien.model.stix.registry import COMMON_SCO, REGISTRY, properties_of

# At least one property of the type's own, or an extension.
_OWN: Final = {
    name: (REGISTRY[name].properties - COMMON_SCO) | {"extensions"}
    for name in ("process", "user-account", "windows-registry-key", "x509-certificate")
}

# At least one of these, each a set of properties that stand together.
ANY_OF: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "location": (
        frozenset({"region"}),
        frozenset({"country"}),
        frozenset({"latitude", "longitude"}),
    ),
    "malware-analysis": (frozenset({"result"}), frozenset({"analysis_sco_refs"})),
    "artifact": (frozenset({"payload_bin"}), frozenset({"url"})),
    "file": (frozenset({"hashes"}), frozenset({"name"})),
    "network-traffic": (frozenset({"src_ref"}), frozenset({"dst_ref"})),
    "observed-data": (frozenset({"objects"}), frozenset({"object_refs"})),
    "bank-account": (frozenset({"iban"}), frozenset({"account_number"})),
}

# Where the first stands, the second must stand too.
NEEDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "location": (
        ("latitude", "longitude"),
        ("longitude", "latitude"),
        ("precision", "latitude"),
    ),
    "artifact": (("url", "hashes"), ("decryption_key", "encryption_algorithm")),
}

# These two never stand together.
NEVER_BOTH: Final[Mapping[str, frozenset[str]]] = {
    "artifact": frozenset({"payload_bin", "url"}),
    "observed-data": frozenset({"objects", "object_refs"}),
}

_NO_BODY: Final[Mapping[bool | None, tuple[str, ...]]] = {
    True: ("body",),
    False: ("body_multipart",),
}
_V3: Final = properties_of(X509V3Extensions)
_Rule = Callable[[Mapping[str, Any], Set[str]], str | None]
# Conditions on a value: the property that is wrong, or None.
CONDITIONS: Final[Mapping[str, _Rule]] = {
    # STIX 2.1 §4.11: a family has a name.
    "malware": lambda o, names: (
        "name" if o.get("is_family") is True and "name" not in names else None
    ),
    # STIX 2.1 §6.6: one body, or parts.
    "email-message": lambda o, names: next(
        (wrong for wrong in _NO_BODY.get(o.get("is_multipart"), ()) if wrong in names), None
    ),
    # STIX 2.1 §6.12: traffic that has ended is not active.
    "network-traffic": lambda o, names: (
        "end" if "end" in names and o.get("is_active") is True else None
    ),
    # STIX 2.1 §7.3.2: only such an extension names top-level properties.
    "extension-definition": lambda o, names: (
        "extension_properties"
        if "extension_properties" in names
        and "toplevel-property-extension" not in o.get("extension_types", ())
        else None
    ),
}


def conditions_hold(content: Mapping[str, Any], names: Set[str]) -> Iterator[Finding]:
    """Everything that the type's section asks for, given what the object says.

    Args:
        content: an object whose properties fit their types.
        names: all properties that came, those of the wrong type among them.
    """
    yield from names_suffice(content["type"], names)
    yield from values_agree(content, names)


def names_suffice(object_type: str, names: Set[str]) -> Iterator[Finding]:
    """What a type's section asks of the names of an object's properties, whatever they hold."""
    choices = ANY_OF.get(object_type)
    if choices and not any(choice <= names for choice in choices):
        said = " | ".join("+".join(sorted(choice)) for choice in choices)
        yield Finding("stix.condition", "", said)
    if object_type in _OWN and not names & _OWN[object_type]:
        yield Finding("stix.condition", "", "≥ 1")  # STIX 2.1 §6.13, §6.16, §6.17, §6.18
    for name, needed in NEEDS.get(object_type, ()):
        if name in names and needed not in names:
            yield Finding("stix.condition", name, needed)
    if (pair := NEVER_BOTH.get(object_type)) and names >= pair:
        yield Finding("stix.condition", min(pair), " ≠ ".join(sorted(pair)))
    if object_type == "observed-data" and "objects" in names:
        yield Finding("stix.deprecated", "objects")  # STIX 2.1 §4.14


def values_agree(content: Mapping[str, Any], names: Set[str]) -> Iterator[Finding]:
    """What a type's section asks of a property because of what it or another one holds."""
    if (rule := CONDITIONS.get(content["type"])) and (wrong := rule(content, names)):
        yield Finding("stix.condition", wrong)
    yield from _parts(content)
    certificate = content.get("x509_v3_extensions")
    if certificate is not None and not certificate.keys() & _V3:
        yield Finding("stix.condition", "x509_v3_extensions", "≥ 1")  # STIX 2.1 §6.18.2


def _parts(content: Mapping[str, Any]) -> Iterator[Finding]:
    for index, part in enumerate(content.get("body_multipart", ())):
        if ("body" in part) == ("body_raw_ref" in part):
            path = f"body_multipart.[{index}]"
            yield Finding("stix.condition", path, "body | body_raw_ref")  # STIX 2.1 §6.6.2

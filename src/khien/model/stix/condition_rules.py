"""What must be there because of what else is there (STIX 2.1 §4 to §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.registry import COMMON_SCO, REGISTRY

_OWN: Final = ("process", "user-account", "windows-registry-key", "x509-certificate")

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
NEVER_BOTH: Final[Mapping[str, tuple[str, str]]] = {
    "artifact": ("payload_bin", "url"),
    "observed-data": ("objects", "object_refs"),
}

_Rule = Callable[[Mapping[str, Any]], str | None]
# Conditions on a value: the property that is wrong, or None.
_VALUES: Final[Mapping[str, _Rule]] = {
    "malware": lambda o: "name" if o.get("is_family") is True and "name" not in o else None,
    "email-message": lambda o: (
        None if "is_multipart" not in o else _misplaced_body(is_multipart=o["is_multipart"], mail=o)
    ),
    # STIX 2.1 §6.12: traffic that has ended is not active.
    "network-traffic": lambda o: "end" if "end" in o and o.get("is_active") is True else None,
    # STIX 2.1 §7.3.2: only such an extension names top-level properties.
    "extension-definition": lambda o: (
        "extension_properties"
        if "extension_properties" in o
        and "toplevel-property-extension" not in o.get("extension_types", ())
        else None
    ),
}


def _misplaced_body(*, is_multipart: bool, mail: Mapping[str, Any]) -> str | None:
    wrong = "body" if is_multipart else "body_multipart"
    return wrong if wrong in mail else None


def conditions_hold(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that the type's section asks for, given what the object says."""
    object_type, names = content["type"], content.keys()
    choices = ANY_OF.get(object_type)
    if choices and not any(choice <= names for choice in choices):
        said = " | ".join("+".join(sorted(choice)) for choice in choices)
        yield Finding("stix.condition", "", said)
    if object_type in _OWN and not names & (
        (REGISTRY[object_type].properties - COMMON_SCO) | {"extensions"}
    ):
        yield Finding("stix.condition", "", "≥ 1")  # STIX 2.1 §6.13, §6.16, §6.17, §6.18
    for name, needed in NEEDS.get(object_type, ()):
        if name in names and needed not in names:
            yield Finding("stix.condition", name, needed)
    if (pair := NEVER_BOTH.get(object_type)) and pair[0] in names and pair[1] in names:
        yield Finding("stix.condition", pair[0], f"{pair[0]} ≠ {pair[1]}")
    if (rule := _VALUES.get(object_type)) and (wrong := rule(content)):
        yield Finding("stix.condition", wrong)
    if object_type == "observed-data" and "objects" in names:
        yield Finding("stix.deprecated", "objects")  # STIX 2.1 §4.14
    yield from _parts(content)


def _parts(content: Mapping[str, Any]) -> Iterator[Finding]:
    for index, part in enumerate(content.get("body_multipart", ())):
        if ("body" in part) == ("body_raw_ref" in part):
            path = f"body_multipart.[{index}]"
            yield Finding("stix.condition", path, "body | body_raw_ref")  # STIX 2.1 §6.6.2

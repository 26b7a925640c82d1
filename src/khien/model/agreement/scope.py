"""Names for many object types at once, so that a lawyer can write `indicators` and mean all of it.

An agreement may also name single types. What is signed is always the plain list of types: a group
may grow in a later version of this program, a signed agreement may not.
"""

from __future__ import annotations

from collections.abc import Mapping

OBJECT_GROUPS: Mapping[str, tuple[str, ...]] = {
    # STIX 2.1 §4: what attackers are, do and use.
    "knowledge": (
        "attack-pattern",
        "campaign",
        "course-of-action",
        "infrastructure",
        "intrusion-set",
        "malware",
        "malware-analysis",
        "procedure",
        "threat-actor",
        "tool",
        "vulnerability",
    ),
    "indicators": ("indicator",),
    "reports": ("grouping", "note", "opinion", "report"),
    # STIX 2.1 §5.2 and §4.14: who saw what, when.
    "sightings": ("observed-data", "sighting"),
    # What other objects need to be understood.
    "context": (
        "extension-definition",
        "identity",
        "language-content",
        "location",
        "marking-definition",
        "relationship",
    ),
    # The incident extension suite (OASIS draft v2.1).
    "incidents": ("event", "impact", "incident", "task"),
    # STIX 2.1 §6.
    "observables": (
        "artifact",
        "autonomous-system",
        "directory",
        "domain-name",
        "email-addr",
        "email-message",
        "file",
        "ipv4-addr",
        "ipv6-addr",
        "mac-addr",
        "mutex",
        "network-traffic",
        "process",
        "software",
        "url",
        "user-account",
        "windows-registry-key",
        "x509-certificate",
    ),
    # The fraud extensions (standards.md §5.7).
    "fraud": (
        "bank-account",
        "cryptocurrency-transaction",
        "cryptocurrency-wallet",
        "payment-card",
        "phone-number",
    ),
}
"""Group → its STIX object types."""

KNOWN_TYPES: frozenset[str] = frozenset(name for group in OBJECT_GROUPS.values() for name in group)
"""Every type that may be named without the prefix `x-` of a party's own types."""

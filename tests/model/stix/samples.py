"""Small valid objects, one for each type, to change and to judge."""

from __future__ import annotations

import json
from typing import Any

from khien.model.stix import deterministic_id, judge
from khien.model.stix.identifiers import CONTRIBUTING
from khien.model.stix.known_extensions import NEW_TYPES

CREATED = "2026-03-01T08:00:00.000Z"
LATER = "2026-03-02T08:00:00.000Z"
UUID4 = "3f0f6f0e-6c5a-4b9c-8f44-2f1d6d6b7a10"
IDENTITY = "identity--8d0d2a63-5d1c-4d4e-9a3a-5f7a0a1c2b3d"
MARKING = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
STRANGER = "extension-definition--0f9d1c2b-3a4e-4f56-8a7b-9c0d1e2f3a4b"

# The properties that each type requires, beyond those that all types share.
OWN: dict[str, dict[str, Any]] = {
    "attack-pattern": {"name": "Spear phishing"},
    "campaign": {"name": "Autumn"},
    "course-of-action": {"name": "Block"},
    "grouping": {"context": "suspicious-activity", "object_refs": [IDENTITY]},
    "identity": {"name": "Example CERT", "identity_class": "organization"},
    "incident": {"name": "Outage"},
    "indicator": {
        "pattern": "[domain-name:value = 'bad.example']",
        "pattern_type": "stix",
        "valid_from": CREATED,
    },
    "infrastructure": {"name": "Panel"},
    "intrusion-set": {"name": "Set"},
    "location": {"country": "VN"},
    "malware": {"is_family": False},
    "malware-analysis": {"product": "scanner", "result": "malicious"},
    "note": {"content": "Seen before.", "object_refs": [IDENTITY]},
    "observed-data": {
        "first_observed": CREATED,
        "last_observed": CREATED,
        "number_observed": 1,
        "object_refs": [f"mutex--{UUID4}"],
    },
    "opinion": {"object_refs": [IDENTITY], "opinion": "agree"},
    "report": {"name": "Report", "published": CREATED, "object_refs": [IDENTITY]},
    "threat-actor": {"name": "Actor"},
    "tool": {"name": "Tool"},
    "vulnerability": {"name": "CVE-2024-0001"},
    "relationship": {
        "relationship_type": "indicates",
        "source_ref": f"indicator--{UUID4}",
        "target_ref": f"malware--{UUID4}",
    },
    "sighting": {"sighting_of_ref": f"indicator--{UUID4}"},
    "language-content": {
        "object_ref": IDENTITY,
        "contents": {"vi": {"name": "Trung tâm ví dụ"}},
    },
    "marking-definition": {
        "definition_type": "statement",
        "definition": {"statement": "Example terms"},
    },
    "extension-definition": {
        "created_by_ref": IDENTITY,
        "name": "Example",
        "schema": "https://example.com/schema.json",
        "version": "1.0",
        "extension_types": ["property-extension"],
    },
    "artifact": {"payload_bin": "aGVsbG8="},
    "autonomous-system": {"number": 64496},
    "directory": {"path": "/srv/example"},
    "domain-name": {"value": "bad.example"},
    "email-addr": {"value": "someone@example.com"},
    "email-message": {"is_multipart": False, "subject": "Hello"},
    "file": {"name": "a.exe"},
    "ipv4-addr": {"value": "198.51.100.3"},
    "ipv6-addr": {"value": "2001:db8::1"},
    "mac-addr": {"value": "00:00:5e:00:53:01"},
    "mutex": {"name": "m"},
    "network-traffic": {"protocols": ["tcp"], "src_ref": f"ipv4-addr--{UUID4}"},
    "process": {"pid": 7},
    "software": {"name": "Office"},
    "url": {"value": "https://example.com/research/index.html"},
    "user-account": {"user_id": "u1"},
    "windows-registry-key": {"key": "HKEY_LOCAL_MACHINE\\System\\Foo"},
    "x509-certificate": {"serial_number": "36:f7"},
    "event": {"status": "occurred"},
    "impact": {"impact_category": "availability"},
    "task": {"outcome": "pending"},
    "procedure": {"name": "Call, threaten, transfer"},
    "taxonomy": {"name": "ours", "tags": [{"tag": "ours:risk", "expanded": "Risk"}]},
    "phone-number": {"value": "84900000000"},
    "bank-account": {"account_number": "0000000000"},
    "payment-card": {"value": "4000000000000000"},
    "cryptocurrency-wallet": {"value": "example-wallet"},
    "cryptocurrency-transaction": {"value": "example-transaction", "symbol": "XXX"},
}
OBSERVABLES = frozenset(CONTRIBUTING)


def sample(object_type: str, **changes: object) -> dict[str, Any]:
    """A valid object of the type, then changed; a change to `...` takes the property away."""
    content: dict[str, Any] = {"type": object_type, "spec_version": "2.1"}
    if object_type not in OBSERVABLES:
        content |= {"id": f"{object_type}--{UUID4}", "created": CREATED, "modified": CREATED}
    if object_type == "marking-definition":
        del content["modified"]
    if object_type in NEW_TYPES:
        kind = "new-sco" if object_type in OBSERVABLES else "new-sdo"
        content["extensions"] = {NEW_TYPES[object_type][1]: {"extension_type": kind}}
    content |= OWN[object_type] | changes
    content = {name: value for name, value in content.items() if value is not ...}
    if object_type in OBSERVABLES and "id" not in changes:
        plain = object_type == "process" or not content.keys() & set(CONTRIBUTING[object_type])
        content["id"] = f"{object_type}--{UUID4}" if plain else deterministic_id(content)
    return content


def written(content: object) -> bytes:
    """The content as JSON, written as people do: with blanks, in its own order."""
    return json.dumps(content, ensure_ascii=False).encode()


def codes(content: dict[str, Any], *, lenient: bool = False) -> list[tuple[str, str]]:
    """Code and path of every finding, sorted."""
    found = judge(json.dumps(content).encode(), lenient=lenient).findings
    return sorted((finding.code, finding.path) for finding in found)

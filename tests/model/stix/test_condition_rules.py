"""What must be there because of what else is there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.stix.samples import CREATED, LATER, UUID4, codes, sample

MD5 = {"MD5": "0" * 32}
MANY: dict[str, Any] = {"is_multipart": True, "subject": "Hello"}
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("a place without place", sample("location", country=...), [("stix.condition", "")]),
    ("half a coordinate", sample("location", latitude=21.0), [("stix.condition", "latitude")]),
    ("the other half", sample("location", longitude=105.8), [("stix.condition", "longitude")]),
    ("coordinates alone", sample("location", country=..., latitude=21.0, longitude=105.8, precision=10), []),
    ("precision of nothing", sample("location", precision=10), [("stix.condition", "precision")]),
    ("a family without name", sample("malware", is_family=True), [("stix.condition", "name")]),
    ("a family", sample("malware", is_family=True, name="x"), []),
    ("an analysis without result", sample("malware-analysis", result=...), [("stix.condition", "")]),
    ("bytes and a URL", sample("artifact", url="https://example.com/a", hashes=MD5), [("stix.condition", "payload_bin")]),
    ("a URL without hashes", sample("artifact", payload_bin=..., url="https://example.com/a"), [("stix.condition", "url")]),
    ("an empty artifact", sample("artifact", payload_bin=...), [("stix.condition", "")]),
    ("a key to nothing", sample("artifact", decryption_key="k"), [("stix.condition", "decryption_key")]),
    ("a file without name", sample("file", name=...), [("stix.condition", "")]),
    ("traffic from nowhere", sample("network-traffic", src_ref=...), [("stix.condition", "")]),
    ("active and ended", sample("network-traffic", is_active=True, end=LATER), [("stix.condition", "end")]),
    ("ended", sample("network-traffic", is_active=False, start=CREATED, end=LATER), []),
    ("nothing observed", sample("observed-data", object_refs=...), [("stix.condition", "")]),
    ("observed in both forms", sample("observed-data", objects={"0": {"type": "mutex", "name": "m"}}), [
        ("stix.condition", "object_refs"), ("stix.deprecated", "objects"),
    ]),
    ("observed in the old form", sample("observed-data", object_refs=..., objects={"0": {"type": "mutex", "name": "m"}}), [("stix.deprecated", "objects")]),
    ("an account of nobody", sample("bank-account", account_number=...), [("stix.condition", "")]),
    ("a process without facts", sample("process", pid=...), [("stix.condition", "")]),
    ("a process with an extension", sample("process", pid=..., extensions={"windows-service-ext": {"service_name": "x"}}), []),
    ("a user without facts", sample("user-account", user_id=...), [("stix.condition", "")]),
    ("a key without facts", sample("windows-registry-key", key=...), [("stix.condition", "")]),
    ("a certificate without facts", sample("x509-certificate", serial_number=...), [("stix.condition", "")]),
    ("a mail in parts", sample("email-message", **MANY, body_multipart=[{"body": "a"}]), []),
    ("a mail in parts with a body", sample("email-message", **MANY, body="a"), [("stix.condition", "body")]),
    ("a whole mail with parts", sample("email-message", body_multipart=[{"body": "a"}]), [("stix.condition", "body_multipart")]),
    ("a part twice filled", sample("email-message", **MANY, body_multipart=[{"body": "a", "body_raw_ref": f"file--{UUID4}"}]), [("stix.condition", "body_multipart.[0]")]),
    ("a mail of neither kind", sample("email-message", is_multipart=...), [("stix.missing", "is_multipart")]),
    ("properties without permission", sample("extension-definition", extension_properties=["x_a"]), [("stix.condition", "extension_properties")]),
    ("properties with permission", sample("extension-definition", extension_types=["toplevel-property-extension"], extension_properties=["x_a"]), []),
    ("v3 extensions without any", sample("x509-certificate", x509_v3_extensions={"x_a": "b"}), [
        ("stix.condition", "x509_v3_extensions"), ("stix.unknown-property", "x509_v3_extensions.x_a"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_conditions(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Each condition of the standard refuses what breaks it and passes what keeps it."""
    assert [
        finding for finding in codes(content) if finding[0] != "stix.deterministic-id"
    ] == expected

"""Extensions: predefined, known by name, and neither."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.stix.known_extensions import (
    ADMIRALTY,
    IDENTITY_CONTACT,
    IEP,
    INCIDENT_CORE,
    KNOWN_EXTENSIONS,
    NEW_TYPES,
    PROPERTY_EXTENSIONS,
)
from khien.model.stix.observable_extensions import PREDEFINED
from tests.model.stix.samples import CREATED, MARKING, STRANGER, UUID4, codes, sample

P = {"extension_type": "property-extension"}
MD5 = {"MD5": "0" * 32}


def pe(**own: object) -> dict[str, Any]:
    """A file that is a Windows executable."""
    return sample(
        "file", name=..., hashes=MD5, extensions={"windows-pebinary-ext": {"pe_type": "exe"} | own}
    )


def identity(**own: object) -> dict[str, Any]:
    """An identity with the contact extension."""
    return sample("identity", extensions={IDENTITY_CONTACT: P | own})


def incident(**own: object) -> dict[str, Any]:
    """An incident with the core extension."""
    core = P | {"determination": "confirmed", "investigation_status": "open"} | own
    return sample("incident", extensions={INCIDENT_CORE: core})


WHERE = "extensions.windows-pebinary-ext"
POLICY = P | {
    "iep_id": UUID4, "iep_version": "2.0", "name": "x", "description": "x", "start_date": CREATED,
    "encrypt_in_transit": "must", "permitted_actions": "none", "affected_party_notifications": "may", "tlp": "green",
    "provider_attribution": "may", "unmodified_resale": "must-not", "external_references": [{"source_name": "a"}],
}  # fmt: skip
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("an executable", pe(machine_hex="014c", time_date_stamp="2016-11-30T08:17:27Z", sections=[{"name": "a", "hashes": MD5}], optional_header={"hashes": MD5}), []),
    ("no such day", pe(time_date_stamp="2016-11-31T08:17:27Z"), [("stix.timestamp", f"{WHERE}.time_date_stamp")]),
    ("parts of a second", pe(time_date_stamp="2016-11-30T08:17:27.1Z"), [("stix.timestamp", f"{WHERE}.time_date_stamp")]),
    ("an unusual executable", pe(pe_type="elf"), [("stix.vocabulary", f"{WHERE}.pe_type")]),
    ("a bad header hash", pe(file_header_hashes={"MD5": "0"}), [("stix.hash", f"{WHERE}.file_header_hashes.MD5")]),
    ("a bad section hash", pe(sections=[{"name": "a"}, {"name": "b", "hashes": {"MD5": "0"}}]), [("stix.hash", f"{WHERE}.sections.[1].hashes.MD5")]),
    ("a section without name", pe(sections=[{"size": 1}]), [("stix.missing", f"{WHERE}.sections.[0].name")]),
    ("a stranger in a header", pe(optional_header={"x_a": 1}), [("stix.unknown-property", f"{WHERE}.optional_header.x_a")]),
    ("a stranger in an extension", pe(x_a=1), [("stix.unknown-property", f"{WHERE}.x_a")]),
    ("a number for a type", pe(pe_type=5), [("stix.wrong-type", f"{WHERE}.pe_type")]),
    ("no type of executable", sample("file", name=..., hashes=MD5, extensions={"windows-pebinary-ext": {"imphash": "x"}}), [("stix.missing", f"{WHERE}.pe_type")]),
    ("nothing of NTFS", sample("file", name=..., hashes=MD5, extensions={"ntfs-ext": {"x_a": 1}}), [
        ("stix.condition", "extensions.ntfs-ext"), ("stix.unknown-property", "extensions.ntfs-ext.x_a"),
    ]),
    ("a stream", sample("file", name=..., hashes=MD5, extensions={"ntfs-ext": {"alternate_data_streams": [{"name": "s", "x_a": 1}]}}), [
        ("stix.unknown-property", "extensions.ntfs-ext.alternate_data_streams.[0].x_a"),
    ]),
    ("an extension of another type", sample("process", extensions={"pdf-ext": {"version": "1.7"}}), [("stix.unknown-extension", "extensions.pdf-ext")]),
    ("a socket of no family", sample("network-traffic", extensions={"socket-ext": {"address_family": "AF_X"}}), [
        ("stix.enumeration", "extensions.socket-ext.address_family"),
    ]),
    ("a name of one's own", sample("tool", extensions={"x-mine": {"a": 1}}), [("stix.extension", "extensions.x-mine")]),
    ("the id of no definition", sample("tool", extensions={MARKING: P}), [("stix.extension", f"extensions.{MARKING}")]),
    ("no extension type", sample("tool", extensions={STRANGER: {"a": 1}}), [
        ("stix.extension", f"extensions.{STRANGER}.extension_type"), ("stix.unknown-extension", f"extensions.{STRANGER}"),
    ]),
    ("a wrong extension type", sample("tool", extensions={ADMIRALTY: {"extension_type": ["x"]}}), [("stix.extension", f"extensions.{ADMIRALTY}.extension_type")]),
    ("extensions that are a list", sample("tool", extensions=[1]), [("stix.wrong-type", "extensions")]),
    ("an extension that is a text", sample("tool", extensions={STRANGER: "x"}), [("stix.wrong-type", "extensions.[...]")]),
    ("top-level properties", sample("tool", x_rank=1, extensions={STRANGER: {"extension_type": "toplevel-property-extension"}}), [
        ("stix.unknown-extension", f"extensions.{STRANGER}"),
    ]),
    ("a contact", identity(contact_numbers=[{"contact_number_type": "work-phone", "contact_number": "+84 00"}]), []),
    ("a contact with nothing", identity(), [("stix.extension-shape", f"extensions.{IDENTITY_CONTACT}")]),
    ("a contact of another draft", identity(contact_numbers=["+84 00"]), [("stix.extension-shape", f"extensions.{IDENTITY_CONTACT}")]),
    ("an incident", incident(criticality=100, scores=[{"name": "a", "value": 5}], events=[{"event_ref": f"event--{UUID4}"}]), []),
    ("an incident of another draft", incident(determination="maybe"), [("stix.extension-shape", f"extensions.{INCIDENT_CORE}")]),
    ("an exchange policy", sample("marking-definition", definition_type=..., definition=..., extensions={IEP: POLICY}), []),
    ("a new type without its extension", sample("phone-number", extensions=...), [("stix.extension-absent", "extensions")]),
    ("reserved names", sample("tool", severity=1, phone_numbers=["0"]), [
        ("stix.reserved", "phone_numbers"), ("stix.reserved", "severity"),
        ("stix.unknown-property", "phone_numbers"), ("stix.unknown-property", "severity"),
    ]),
    ("reserved names in a new type", sample("procedure", severity=1), [("stix.unknown-property", "severity")]),
    ("a reserved type", {"type": "action", "id": f"action--{UUID4}"}, [("stix.reserved", "type"), ("stix.unknown-type", "type")]),
    ("a stranger in a certificate", sample("x509-certificate", x509_v3_extensions={"key_usage": "a", "x_a": "b"}), [("stix.unknown-property", "x509_v3_extensions.x_a")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_extensions(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Predefined ones are held to the standard; known ones to their schema, as a finding; others are said."""
    assert codes(content) == expected


def test_every_known_extension_has_a_name() -> None:
    """Property extensions and the extensions that bring types are all among the known ones."""
    assert PROPERTY_EXTENSIONS.keys() <= KNOWN_EXTENSIONS.keys()
    assert {extension for _, extension in NEW_TYPES.values()} <= KNOWN_EXTENSIONS.keys()
    assert all(name.endswith("-ext") for group in PREDEFINED.values() for name in group)

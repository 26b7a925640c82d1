"""CybOX 2 observables of STIX 1.x: to patterns, and to observables of STIX 2.1.

Source: CybOX 2.1 objects. Each object is what MISP would call a few attributes; the same table reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from khien.intake.misp_values import READERS, Reading, identified
from khien.intake.pattern_text import equals
from khien.intake.plain_xml import Element
from khien.intake.reporting import Remark

_COMMA: Final = "##comma##"  # CybOX 2.1 common: how a list is written in one field
_ADDRESSES: Final[Mapping[str, str]] = {
    "e-mail": "email", "mac": "mac-address", "asn": "AS", "": "ip-dst", "ipv4-addr": "ip-dst", "ipv6-addr": "ip-dst",
    "cidr": "ip-dst", "ipv4-net": "ip-dst",
}  # fmt: skip
_HIVE_KEY: Final = "regkey"
_PARTS: Final[Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]] = {
    "DomainNameObjectType": ((("Value",), "domain"),),
    "HostnameObjectType": ((("Hostname_Value",), "domain"),),
    "MutexObjectType": ((("Name",), "mutex"),),
    "ASObjectType": ((("Number",), "AS"),),
    "EmailMessageObjectType": (
        (("Header", "From", "Address_Value"), "email-src"),
        (("Header", "To", "Recipient", "Address_Value"), "email-dst"),
        (("Header", "Subject"), "email-subject"),
        (("Header", "Message_ID"), "email-message-id"),
        (("Header", "X_Mailer"), "email-x-mailer"),
    ),
    "SocketAddressObjectType": ((("IP_Address", "Address_Value"), "ip-dst"), (("Hostname", "Hostname_Value"), "domain")),
    "NetworkConnectionObjectType": (
        (("Destination_Socket_Address", "IP_Address", "Address_Value"), "ip-dst"),
        (("Source_Socket_Address", "IP_Address", "Address_Value"), "ip-src"),
        (("Destination_Socket_Address", "Hostname", "Hostname_Value"), "domain"),
    ),
}  # fmt: skip


_DIRECT: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "ProductObjectType": (
        ("Product", "software:name"), ("Vendor", "software:vendor"), ("Version", "software:version"),
        ("Language", "software:languages[*]"),
    ),
}  # fmt: skip
"""What is compared as it stands, and never observed alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """One CybOX object: a comparison expression without brackets, and its observables."""

    comparison: str
    observables: tuple[dict[str, Any], ...]


def kind_of_type(element: Element) -> str:
    """The name of the type that an element says it is of (`xsi:type`), without its prefix."""
    return element.attributes.get("@type", "").rpartition(":")[2]


def objects_in(observable: Element) -> Iterator[Element]:
    """The properties of every object of an observable, related ones too."""
    yield from observable.all("Properties")


def read_object(properties: Element, lost: list[Remark]) -> Said | None:
    """What one object says; None, and a remark, when there is no word for it here."""
    kind = kind_of_type(properties)
    direct = [
        (path, value) for name, path in _DIRECT.get(kind, ()) if (value := properties.said(name))
    ]
    if direct:
        return Said(" AND ".join(equals(path, value) for path, value in direct), ())
    pairs = [*_pairs(properties, kind)]
    readings = [reading for pair in pairs for reading in [_reading(*pair)]]
    if not readings or None in readings:
        lost.append(Remark("intake.stix1-part", kind, ", ".join(k for k, _ in pairs)))
        return None
    known = [one for one in readings if one is not None]
    comparisons = [one.comparisons for one in known]
    joined = [c[0] if len(c) == 1 else f"({' OR '.join(c)})" for c in comparisons]
    return Said(
        " AND ".join(joined), tuple(_merged([sco for one in known for sco in one.observables]))
    )


def _pairs(properties: Element, kind: str) -> Iterator[tuple[str, str]]:
    if kind.endswith("FileObjectType"):
        for one in properties.all("Hash"):
            yield one.said("Type").lower().replace("-", ""), one.said("Simple_Hash_Value")
        if properties.said("File_Name"):
            yield "filename", properties.said("File_Name")
    elif kind == "AddressObjectType":
        category = properties.attributes.get("category", "")
        yield _ADDRESSES.get(category, category), properties.said("Address_Value")
    elif kind == "URIObjectType":
        is_domain = properties.attributes.get("type") == "Domain Name"
        yield "domain" if is_domain else "url", properties.said("Value")
    elif kind == "WindowsRegistryKeyObjectType":
        hive, key = properties.said("Hive"), properties.said("Key")
        yield _HIVE_KEY, f"{hive}\\{key}" if hive else key
    for path, named in _PARTS.get(kind, ()):
        if value := properties.said(*path):
            yield named, value


def _reading(kind: str, written: str) -> Reading | None:
    """One field, which may be a list of which any fits."""
    reader = READERS.get(kind)
    found = [] if reader is None else [reader(one.strip()) for one in written.split(_COMMA)]
    if not found or None in found:
        return None
    known = [one for one in found if one is not None]
    return Reading(
        tuple(c for one in known for c in one.comparisons),
        tuple(sco for one in known for sco in one.observables),
    )


def _merged(scos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that an object says of one file is one file."""
    files = [one for one in scos if one["type"] == "file"]
    others = [one for one in scos if one["type"] != "file"]
    if not files:
        return others
    whole: dict[str, Any] = {"type": "file"}
    hashes = {k: v for one in files for k, v in one.get("hashes", {}).items()}
    names = [one["name"] for one in files if "name" in one]
    whole |= {"hashes": hashes} if hashes else {}
    whole |= {"name": names[0]} if names else {}
    return [identified(whole), *others]

"""CybOX 2 observables of STIX 1.x: to patterns, and to observables of STIX 2.1.

Source: CybOX 2.1 objects. Each object is what MISP would call a few attributes; the same table reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from khien.intake.misp_values import READERS, Reading, identified
from khien.intake.plain_xml import Element
from khien.intake.reporting import Remark
from khien.intake.stix1_fields import COMMA, compared, comparison_of

_ADDRESSES: Final[Mapping[str, str]] = {
    "e-mail": "email", "mac": "mac-address", "asn": "AS", "": "ip-dst", "ipv4-addr": "ip-dst", "ipv6-addr": "ip-dst",
    "cidr": "ip-dst", "ipv4-net": "ip-dst",
}  # fmt: skip
_CONNECTION: Final = "NetworkConnectionObjectType"
_HIVE_KEY: Final = "regkey"
_PATHS: Final[Mapping[str, str]] = {
    "domain": "domain-name:value", "url": "url:value", "mutex": "mutex:name", "filename": "file:name",
    _HIVE_KEY: "windows-registry-key:key", "email": "email-addr:value", "email-subject": "email-message:subject",
    "email-src": "email-message:from_ref.value", "email-dst": "email-message:to_refs[*].value",
    "ip-dst": "ipv4-addr:value",
}  # fmt: skip
"""Of an attribute whose condition is another than to be equal: what it is compared with."""
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
    _CONNECTION: (
        (("Destination_Socket_Address", "IP_Address", "Address_Value"), "ip-dst"),
        (("Source_Socket_Address", "IP_Address", "Address_Value"), "ip-src"),
        (("Destination_Socket_Address", "Hostname", "Hostname_Value"), "domain"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One CybOX object: a comparison expression without brackets, and its observables.

    `fields` are the names of those that stand in the comparison alone.
    """

    comparison: str
    observables: tuple[dict[str, Any], ...]
    fields: tuple[str, ...] = ()


def kind_of_type(element: Element) -> str:
    """The name of the type that an element says it is of (`xsi:type`), without its prefix."""
    return element.attributes.get("@type", "").rpartition(":")[2]


def objects_in(observable: Element) -> Iterator[Element]:
    """The properties of every object of an observable, related ones too."""
    yield from observable.all("Properties")


def read_object(properties: Element, lost: list[Remark]) -> Said | None:
    """What one object says; None, and a remark, when there is no word for it here.

    A field that has no place in a pattern is left out and named.
    """
    kind = kind_of_type(properties)
    pairs = [*_pairs(properties, kind)]
    readings = [_reading(*pair) for pair in pairs]
    fields = [*compared(properties, kind)]
    known = [one for one in readings if one is not None]
    said = [text for _, text in fields if text is not None]
    if (len(known) < len(pairs) and kind != _CONNECTION) or not (known or said):
        lost.append(Remark("intake.stix1-part", kind, ", ".join(k for k, _ in pairs)))
        return None
    used = {id(one) for _, one in pairs} | {id(one) for one, text in fields if text is not None}
    left = [one.name for one in properties.leaves() if id(one) not in used and one.name != "Type"]
    lost += [Remark("intake.stix1-field", kind, name) for name in dict.fromkeys(left)]
    joined = [
        c[0] if len(c) == 1 else f"({' OR '.join(c)})" for c in (r.comparisons for r in known)
    ]
    if kind == _CONNECTION and said:
        # One observation compares one type of object (STIX 2.1 §9.5): its ends, or the traffic itself.
        is_traffic = any(one.name != "Address_Value" for one, text in fields if text is not None)
        joined, said = ([], said) if is_traffic else (joined, [])
    observables = [sco for one in known for sco in one.observables]
    apart = {id(one) for _, one in pairs}
    only = tuple(one.name for one, text in fields if text is not None and id(one) not in apart)
    return Said(" AND ".join([*joined, *said]), tuple(_merged(observables)), only)


def _pairs(properties: Element, kind: str) -> Iterator[tuple[str, Element]]:
    """The fields that are what an attribute of MISP is, with the kind of attribute."""
    if kind.endswith("FileObjectType"):
        for one in properties.all("Hash"):
            value = one.child("Simple_Hash_Value")
            if value is not None:
                yield one.said("Type").lower().replace("-", ""), value
        yield from _field(properties, ("File_Name",), "filename")
    elif kind == "AddressObjectType":
        category = properties.attributes.get("category", "")
        yield from _field(properties, ("Address_Value",), _ADDRESSES.get(category, category))
    elif kind == "URIObjectType":
        is_domain = properties.attributes.get("type") == "Domain Name"
        yield from _field(properties, ("Value",), "domain" if is_domain else "url")
    elif kind == "WindowsRegistryKeyObjectType":
        hive, key = properties.said("Hive"), properties.child("Key")
        if hive and key is not None:
            key.text = f"{hive}\\{key.text.strip()}"
        yield from _field(properties, ("Key",), _HIVE_KEY)
    for path, named in _PARTS.get(kind, ()):
        yield from _field(properties, path, named)


def _field(properties: Element, path: tuple[str, ...], kind: str) -> Iterator[tuple[str, Element]]:
    found = properties.at(*path)
    if found is not None and found.text.strip():
        yield kind, found


def _reading(kind: str, field: Element) -> Reading | None:
    """One field, which may be a list of which any fits; by its condition where it is not to be equal."""
    if field.attributes.get("condition", "Equals").lower() != "equals":
        said = comparison_of(field, _PATHS[kind]) if kind in _PATHS else None
        return None if said is None else Reading((said,))
    reader = READERS.get(kind)
    found = [] if reader is None else [reader(one.strip()) for one in field.text.split(COMMA)]
    known = [one for one in found if one is not None]
    if not found or len(known) < len(found):
        return None
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

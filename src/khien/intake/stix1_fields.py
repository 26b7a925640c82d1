"""Fields of CybOX 2 objects as comparisons of a STIX pattern, each with the condition that stands at it.

Source: CybOX 2.1 objects and common types (`condition`, `apply_condition`); STIX 2.1 §6 and §9.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from khien.intake.misp_frame import moment
from khien.intake.pattern_text import key_step, quoted
from khien.intake.plain_xml import Element
from khien.model.instants import stix_time

COMMA: Final = "##comma##"  # CybOX 2.1 common: how a list is written in one field
_DIGITS: Final = re.compile("[0-9]{1,15}")
_HEX: Final = re.compile("(?:[0-9A-Fa-f]{2}){1,64}")
_ORDERED: Final = {
    "equals": "=", "doesnotequal": "!=", "greaterthan": ">", "lessthan": "<", "greaterthanorequal": ">=",
    "lessthanorequal": "<=",
}  # fmt: skip
_PARTS: Final = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}
_AS_REGEX: Final = {"contains": "{}", "startswith": "^{}", "endswith": "{}$"}

Form = Callable[[str], str | None]


def _number(text: str) -> str | None:
    return str(int(text)) if _DIGITS.fullmatch(text) else None


def _time(text: str) -> str | None:
    at = moment(text)
    return None if at is None else f"t'{stix_time(at)}'"


def _hexadecimal(text: str) -> str | None:
    return f"h'{text}'" if _HEX.fullmatch(text) else None


def _lower(text: str) -> str | None:
    return quoted(text.lower())


def _truth(text: str) -> str | None:
    return {"true": "1", "1": "1", "false": "0", "0": "0"}.get(text.lower())


_TRAFFIC: Final = "network-traffic"
_REQUEST: Final = f"{_TRAFFIC}:extensions.'http-request-ext'"
_SOCKET: Final = f"{_TRAFFIC}:extensions.'socket-ext'"
_ICMP: Final = f"{_TRAFFIC}:extensions.'icmp-ext'"
_CERTIFICATE: Final = "x509-certificate"
_REQUESTED: Final = ("HTTP_Request_Response", "HTTP_Client_Request")
_PICTURE: Final = "file:extensions.'raster-image-ext'"
_HTTP: Final[tuple[tuple[tuple[str, ...], str, Form], ...]] = (
    ((*_REQUESTED, "HTTP_Request_Line", "HTTP_Method"), f"{_REQUEST}.request_method", quoted),
    ((*_REQUESTED, "HTTP_Request_Line", "Value"), f"{_REQUEST}.request_value", quoted),
    ((*_REQUESTED, "HTTP_Request_Line", "Version"), f"{_REQUEST}.request_version", quoted),
)
FIELDS: Final[Mapping[str, tuple[tuple[tuple[str, ...], str, Form], ...]]] = {
    "ProductObjectType": (
        (("Product",), "software:name", quoted),
        (("Vendor",), "software:vendor", quoted),
        (("Version",), "software:version", quoted),
        (("Language",), "software:languages[*]", quoted),
    ),
    "X509CertificateObjectType": (
        (("Certificate", "Serial_Number"), f"{_CERTIFICATE}:serial_number", quoted),
        (("Certificate", "Issuer"), f"{_CERTIFICATE}:issuer", quoted),
        (("Certificate", "Subject"), f"{_CERTIFICATE}:subject", quoted),
        (("Certificate", "Validity", "Not_Before"), f"{_CERTIFICATE}:validity_not_before", _time),
        (("Certificate", "Validity", "Not_After"), f"{_CERTIFICATE}:validity_not_after", _time),
    ),
    "NetworkPacketObjectType": tuple(
        (("Internet_Layer", name, f"{name}_Header", part), f"{_ICMP}.icmp_{part.lower()}_hex", _hexadecimal)
        for name in ("ICMPv4", "ICMPv6")
        for part in ("Type", "Code")
    ),
    "NetworkSocketObjectType": (
        (("Address_Family",), f"{_SOCKET}.address_family", quoted),
        (("Protocol",), f"{_TRAFFIC}:protocols[*]", _lower),
        (("Local_Address", "IP_Address", "Address_Value"), f"{_TRAFFIC}:src_ref.value", quoted),
        (("Local_Address", "Port", "Port_Value"), f"{_TRAFFIC}:src_port", _number),
        (("Remote_Address", "IP_Address", "Address_Value"), f"{_TRAFFIC}:dst_ref.value", quoted),
        (("Remote_Address", "Port", "Port_Value"), f"{_TRAFFIC}:dst_port", _number),
    ),
    "HTTPSessionObjectType": _HTTP,
    "NetworkConnectionObjectType": (
        (("Layer3_Protocol",), f"{_TRAFFIC}:protocols[*]", _lower),
        (("Layer4_Protocol",), f"{_TRAFFIC}:protocols[*]", _lower),
        (("Layer7_Protocol",), f"{_TRAFFIC}:protocols[*]", _lower),
        *(
            (("Source_Socket_Address", *inner), f"{_TRAFFIC}:src_{name}", form)
            for inner, name, form in (
                (("Port", "Port_Value"), "port", _number),
                (("IP_Address", "Address_Value"), "ref.value", quoted),
                (("Hostname", "Hostname_Value"), "ref.value", quoted),
            )
        ),
        *(
            (("Destination_Socket_Address", *inner), f"{_TRAFFIC}:dst_{name}", form)
            for inner, name, form in (
                (("Port", "Port_Value"), "port", _number),
                (("IP_Address", "Address_Value"), "ref.value", quoted),
                (("Hostname", "Hostname_Value"), "ref.value", quoted),
            )
        ),
        *(
            (("Layer7_Connections", "HTTP_Session", *path), where, form)
            for path, where, form in _HTTP
        ),
    ),
    "ASObjectType": (
        (("Name",), "autonomous-system:name", quoted),
        (("Regional_Internet_Registry",), "autonomous-system:rir", quoted),
    ),
    "ImageFileObjectType": (
        (("Image_Height",), f"{_PICTURE}.image_height", _number),
        (("Image_Width",), f"{_PICTURE}.image_width", _number),
    ),
    **{
        f"{kind}FileObjectType": ((("Size_In_Bytes",), "file:size", _number),)
        for kind in ("", "Archive", "WindowsExecutable", "Windows")
    },
    "WindowsRegistryKeyObjectType": (
        (("Values", "Value", "Name"), "windows-registry-key:values[*].name", quoted),
        (("Values", "Value", "Data"), "windows-registry-key:values[*].data", quoted),
    ),
    "PDFFileObjectType": (
        (("Version",), "file:extensions.'pdf-ext'.version", quoted),
        (("Trailers", "Trailer", "ID", "ID_String"), "file:extensions.'pdf-ext'.pdfid0", quoted),
    ),
}  # fmt: skip
"""Of a type of object: the path of a field, what STIX calls it, and how its constant is written."""

# Fields whose name in CybOX is part of the path in STIX.
_NAMED: Final[Mapping[str, tuple[tuple[str, ...], str, Callable[[str], str], Form]]] = {
    "X509CertificateObjectType": (
        ("Certificate", "Standard_Extensions"), f"{_CERTIFICATE}:x509_v3_extensions", str.lower, quoted,
    ),
    "PDFFileObjectType": (
        ("Metadata", "Document_Information_Dictionary"), "file:extensions.'pdf-ext'.document_info_dict", str, quoted,
    ),
    "NetworkSocketObjectType": (("Options",), f"{_SOCKET}.options", str, _truth),
    "HTTPSessionObjectType": (
        (*_REQUESTED, "HTTP_Request_Header", "Parsed_Header"), f"{_REQUEST}.request_header",
        lambda name: name.replace("_", "-"), quoted,
    ),
    "NetworkConnectionObjectType": (
        ("Layer7_Connections", "HTTP_Session", *_REQUESTED, "HTTP_Request_Header", "Parsed_Header"),
        f"{_REQUEST}.request_header", lambda name: name.replace("_", "-"), quoted,
    ),
}  # fmt: skip


def compared(properties: Element, kind: str) -> Iterator[tuple[Element, str | None]]:
    """Each field of the table that an object has, and its comparison; None for one that cannot be said."""
    for path, where, form in FIELDS.get(kind, ()):
        field = properties.at(*path)
        if field is not None and field.text.strip():
            yield field, comparison_of(field, where, form)
    if kind in _NAMED:
        holder, where, renamed, form = _NAMED[kind]
        inside = properties.at(*holder)
        for field in inside.children if inside is not None else ():
            step = key_step(renamed(field.name))
            # What stands in another element of its own, as an address does, is what is compared.
            leaf = next(iter(field.leaves()), field)
            if leaf.text.strip():
                yield leaf, comparison_of(leaf, f"{where}.{step}", form)


def comparison_of(field: Element, where: str, form: Form = quoted) -> str | None:
    """What a field says of a path, by its condition; None where STIX has no such comparison."""
    condition = field.attributes.get("condition", "Equals").lower()
    parts = [_one(where, text.strip(), condition, form) for text in field.text.split(COMMA)]
    known = [part for part in parts if part is not None]
    applied = field.attributes.get("apply_condition", "ANY").upper()
    if len(known) < len(parts) or applied == "NONE":
        return None
    joint = " AND " if applied == "ALL" else " OR "
    return known[0] if len(known) == 1 else f"({joint.join(known)})"


def _one(where: str, text: str, condition: str, form: Form) -> str | None:
    if condition in _ORDERED:
        constant = form(text)
        return None if constant is None else f"{where} {_ORDERED[condition]} {constant}"
    if form is not quoted or condition not in _PARTS:
        return None
    if "%" in text or "_" in text:  # LIKE cannot say these two as they are
        return f"{where} MATCHES {quoted(_AS_REGEX[condition].format(re.escape(text)))}"
    return f"{where} LIKE {quoted(_PARTS[condition].format(text))}"

"""CybOX 2 observables of STIX 1.x: to comparisons of a pattern, and to observables of STIX 2.1.

Source: CybOX 2.1 objects. Each object is what MISP would call a few attributes; the same table reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from khien.intake.misp_values import READERS
from khien.intake.pattern_text import equals
from khien.intake.plain_xml import Element
from khien.intake.reporting import Remark
from khien.intake.stix1_fields import COMMA, compared, comparison_of
from khien.intake.stix1_observed import observed
from khien.model.errors import MalformedError
from khien.model.patterns import syntax
from khien.model.patterns.parser import parse_pattern

_ADDRESSES: Final[Mapping[str, str]] = {
    "e-mail": "email", "mac": "mac-address", "asn": "AS", "": "ip-dst", "ipv4-addr": "ip-dst", "ipv6-addr": "ip-dst",
    "cidr": "ip-dst", "ipv4-net": "ip-dst",
}  # fmt: skip
_CONNECTION: Final = "NetworkConnectionObjectType"
_ENDS: Final = frozenset({"Address_Value", "Hostname_Value"})
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
        (("Source_Socket_Address", "Hostname", "Hostname_Value"), "domain"),
    ),
}  # fmt: skip
_CONTAINED: Final = ("extensions", "archive-ext", "contains_refs")
_RESOLVED: Final[Mapping[str, frozenset[str]]] = {  # STIX 2.1 §6.4, §6.10, §6.11
    "domain-name": frozenset({"domain-name", "ipv4-addr", "ipv6-addr"}),
    "ipv4-addr": frozenset({"mac-addr"}),
    "ipv6-addr": frozenset({"mac-addr"}),
}

Sco = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One CybOX object: what it compares, and what it holds or leads to by a reference.

    `fields` are the names of those that only a pattern can say.
    """

    expression: syntax.ComparisonExpression
    fields: tuple[str, ...] = ()
    inside: tuple[tuple[tuple[str, ...], Said], ...] = ()

    @property
    def type(self) -> str:
        """The type of observable that is compared."""
        return _type_of(self.expression)

    @property
    def comparison(self) -> str:
        """All of it as one comparison expression, without brackets."""
        parts = [
            self.expression,
            *(_under(one.expression, self.type, way) for way, one in self.inside),
        ]
        return " AND ".join(
            f"({one})" if isinstance(one, syntax.AnyOf) else str(one) for one in parts
        )

    @property
    def observables(self) -> list[Sco]:
        """What was there, where it was observed: the thing itself first."""
        each = [(way, one.observables) for way, one in self.inside]
        leads = [(way, scos[0]["id"]) for way, scos in each if scos]
        return [*observed(self.expression, leads), *(sco for _, scos in each for sco in scos)]

    def leading(self, relation: str, other: Said) -> Said | None:
        """With an object that this one leads to; None where STIX has no property for the relation."""
        ends = _RESOLVED.get(self.type, frozenset()) if relation == "Resolved_To" else frozenset()
        way = ("resolves_to_refs",)
        return replace(self, inside=(*self.inside, (way, other))) if other.type in ends else None


def kind_of_type(element: Element) -> str:
    """The name of the type that an element says it is of (`xsi:type`), without its prefix."""
    return element.attributes.get("@type", "").rpartition(":")[2]


def read_object(properties: Element, lost: list[Remark], kind: str = "") -> Said | None:
    """What one object says; None, and a remark, when there is no word for it here.

    A field that has no place in a pattern is left out and named.
    """
    kind = kind or kind_of_type(properties)
    pairs = [*_pairs(properties, kind)]
    values = [(one, _reading(name, one)) for name, one in pairs]
    clauses = [*_place(properties, kind), *compared(properties, kind)]
    read = [one for one in values if one[1] is not None]
    said = [one for one in clauses if one[1] is not None]
    if (len(read) < len(pairs) and kind != _CONNECTION) or not (read or said):
        lost.append(Remark("intake.stix1-part", kind, ", ".join(name for name, _ in pairs)))
        return None
    if kind == _CONNECTION and said:
        # One observation compares one type of object (STIX 2.1 §9.5): one end, or the traffic itself.
        is_traffic = len(read) != 1 or any(one.name not in _ENDS for one, _ in said)
        read, said = ([], said) if is_traffic else (read, [])
    used = {id(one) for one, _ in (*values, *said)}
    left = [one.name for one in _leaves(properties) if id(one) not in used and one.name != "Type"]
    lost += [Remark("intake.stix1-field", kind, name) for name in dict.fromkeys(left)]
    inside = [(_CONTAINED, one) for one in _contained(properties, lost)]
    texts = [text for _, text in (*read, *said) if text is not None]
    expression = _parsed(" AND ".join(dict.fromkeys(texts)))
    if expression is None:
        lost.append(Remark("intake.stix1-part", kind, ""))
        return None
    only = [one.name for one, _ in (*read, *said) if not _is_equal(one)]
    return Said(expression, tuple(dict.fromkeys(only)), tuple(inside))


def _parsed(comparison: str) -> syntax.ComparisonExpression | None:
    try:
        expression = parse_pattern(f"[{comparison}]").expression
    except MalformedError:  # a list of more values than a pattern holds
        return None
    return expression.expression if isinstance(expression, syntax.Observation) else None


def _is_equal(field: Element) -> bool:
    return field.attributes.get("condition", "Equals").lower() == "equals"


def _leaves(properties: Element) -> Iterator[Element]:
    """Every text of an object, without those of files that it contains."""
    own = [one for one in properties.children if one.name != "Archived_File"]
    yield from Element("", "", {}, children=own).leaves()


def _pairs(properties: Element, kind: str) -> Iterator[tuple[str, Element]]:
    """The fields that are what an attribute of MISP is, with the kind of attribute."""
    if kind.endswith("FileObjectType"):
        for one in properties.every("Hashes", "Hash"):
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
        hive, key = properties.child("Hive"), properties.child("Key")
        if hive is not None and key is not None and hive.text.strip():
            key.text = f"{hive.text.strip()}\\{key.text.strip()}"
            hive.text = ""
        yield from _field(properties, ("Key",), _HIVE_KEY)
    for path, named in _PARTS.get(kind, ()):
        yield from _field(properties, path, named)


def _field(properties: Element, path: tuple[str, ...], kind: str) -> Iterator[tuple[str, Element]]:
    found = [one for one in properties.every(*path) if one.text.strip()]
    if kind == "email-dst":  # several recipients are a list of which any fits
        for one in found[1:]:
            found[0].text += f"{COMMA}{one.text}"
            one.text = ""
    yield from ((kind, one) for one in found[:1])


def _place(properties: Element, kind: str) -> Iterator[tuple[Element, str | None]]:
    """Where a file lies: its path ends with its name, whether or not that is said by itself."""
    path = properties.child("File_Path")
    text = "" if path is None else path.text.strip()
    if path is None or not text or not _is_equal(path) or COMMA in text:
        return
    name = properties.said("File_Name")
    folder, last = _parted(text)
    if name and last != name:
        folder, last = text.rstrip("\\/") or text, ""
    parts = [
        *([equals("file:name", last)] if last and not name else []),
        *([equals("file:parent_directory_ref.path", folder)] if folder else []),
    ]
    yield path, " AND ".join(parts) or None


def _parted(path: str) -> tuple[str, str]:
    """The directory and the last step of a path of either kind."""
    cut = max(path.rfind("\\"), path.rfind("/"))
    return (path[:cut] or path[: cut + 1], path[cut + 1 :]) if cut >= 0 else ("", path)


def _contained(properties: Element, lost: list[Remark]) -> Iterator[Said]:
    """The files in an archive."""
    for one in properties.every("Archived_File"):
        said = read_object(one, lost, "FileObjectType")
        if said is not None:
            yield said


def _reading(kind: str, field: Element) -> str | None:
    """One field, which may be a list of which any fits; by its condition where it is not to be equal."""
    if not _is_equal(field):
        return comparison_of(field, _PATHS[kind]) if kind in _PATHS else None
    reader = READERS.get(kind)
    found = [] if reader is None else [reader(one.strip()) for one in field.text.split(COMMA)]
    texts = [text for one in found if one is not None for text in one.comparisons]
    if not found or None in found:
        return None
    return texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})"


def _under(
    expression: syntax.ComparisonExpression, kind: str, way: tuple[str, ...]
) -> syntax.ComparisonExpression:
    """The same comparison, of what an object of this type leads to on this way."""
    if isinstance(expression, syntax.AllOf | syntax.AnyOf):
        return msgspec.structs.replace(
            expression, operands=tuple(_under(o, kind, way) for o in expression.operands)
        )
    steps = (*map(syntax.Key, way), syntax.AnyIndex(), *expression.path.steps)
    path = syntax.ObjectPath(object_type=kind, steps=steps)
    return msgspec.structs.replace(expression, path=path)


def _type_of(expression: syntax.ComparisonExpression) -> str:
    while isinstance(expression, syntax.AllOf | syntax.AnyOf):
        expression = expression.operands[0]
    return expression.path.object_type

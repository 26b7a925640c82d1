"""STIX identifiers: `type--UUID`, and the UUIDv5 that the same observable always gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard
from uuid import UUID, uuid5

from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId

# STIX 2.1 §2.9: RFC 4122 variant, UUID version 1 to 5; the type as in §3.1 (a-z 0-9 and single hyphens).
# `$(?!\n)` is the end of the text in Python and in JSON schema alike.
TYPE_PATTERN: Final = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$(?!\n)"
ID_PATTERN: Final = (
    r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*--"
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$(?!\n)"
)
_ID: Final = re.compile(ID_PATTERN)
_TYPE: Final = re.compile(TYPE_PATTERN)
TYPE_LENGTH: Final = range(3, 251)  # characters; STIX 2.1 §3.1

SCO_NAMESPACE: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1 §2.9

# STIX 2.1 §2.9: the first of these that is present stands for all hashes.
_HASH_ORDER: Final = ("MD5", "SHA-1", "SHA-256", "SHA-512")

# STIX 2.1 §6, the "ID Contributing Properties" of each observable; the last five are extensions.
CONTRIBUTING: Final[Mapping[str, tuple[str, ...]]] = {
    "artifact": ("hashes", "payload_bin"),
    "autonomous-system": ("number",),
    "directory": ("path",),
    "domain-name": ("value",),
    "email-addr": ("value",),
    "email-message": ("from_ref", "subject", "body"),
    "file": ("hashes", "name", "extensions", "parent_directory_ref"),
    "ipv4-addr": ("value",),
    "ipv6-addr": ("value",),
    "mac-addr": ("value",),
    "mutex": ("name",),
    "network-traffic": (
        "start",
        "end",
        "src_ref",
        "dst_ref",
        "src_port",
        "dst_port",
        "protocols",
        "extensions",
    ),
    "process": (),
    "software": ("name", "cpe", "swid", "vendor", "version"),
    "url": ("value",),
    "user-account": ("account_type", "user_id", "account_login"),
    "windows-registry-key": ("key", "values"),
    "x509-certificate": ("hashes", "serial_number"),
    "phone-number": ("value",),
    # An account number without its bank is not unique (Viet Nam has no IBAN): the bank contributes too.
    "bank-account": ("iban", "account_number", "bic", "issuer_ref"),
    "payment-card": ("value",),
    "cryptocurrency-wallet": ("value",),
    "cryptocurrency-transaction": ("value", "symbol"),
}


def is_object_id(text: object) -> TypeGuard[str]:
    """Whether this is a well-formed STIX identifier of any type (STIX 2.1 §2.9)."""
    if not isinstance(text, str) or _ID.match(text) is None:
        return False
    return (len(text) - 38) in TYPE_LENGTH


def is_type_name(text: object) -> bool:
    """Whether this may name an object type (STIX 2.1 §3.1)."""
    return isinstance(text, str) and len(text) in TYPE_LENGTH and _TYPE.match(text) is not None


def type_of(object_id: str) -> str:
    """The type that an identifier names: what stands before `--`."""
    return object_id.partition("--")[0]


def uuid_version(object_id: str) -> int:
    """The UUID version that a well-formed identifier carries, 1 to 5."""
    return int(object_id[-22])


def new_id(object_type: str, uuid: UUID) -> ObjectId:
    """Name a new object; the caller brings the dice (UUIDv4 for SDO, SRO and meta objects).

    Raises:
        MalformedError: no type name, or a UUID that STIX does not know (version 6 and up, nil).
    """
    object_id = f"{object_type}--{uuid}"
    if not is_object_id(object_id):
        raise MalformedError(object_id, "STIX 2.1 §2.9 identifier")
    return ObjectId(object_id)


def parse_object_id(text: str) -> ObjectId:
    """Read an identifier that came from outside.

    Raises:
        MalformedError: not `type--UUID` (STIX 2.1 §2.9).
    """
    if not is_object_id(text):
        raise MalformedError(text, "STIX 2.1 §2.9 identifier")
    return ObjectId(text)


def deterministic_id(
    content: Mapping[str, Any], *, otherwise: Callable[[], UUID] | None = None
) -> ObjectId:
    """The identifier that every producer gives to this observable (STIX 2.1 §2.9).

    Args:
        content: an SCO with at least `type`; `id` is not looked at.
        otherwise: brings a UUIDv4 where STIX asks for one: `process`, and when no contributing
            property is present.

    Raises:
        MalformedError: a type without such identifiers, or a UUIDv4 is due and `otherwise` is absent.
    """
    object_type = str(content.get("type", ""))
    found = contributing_uuid(content)
    if found is None and otherwise is not None and object_type in CONTRIBUTING:
        found = otherwise()
    if found is None:
        raise MalformedError(object_type, "STIX 2.1 §2.9 ID Contributing Properties")
    return new_id(object_type, found)


def contributing_uuid(content: Mapping[str, Any]) -> UUID | None:
    """The UUIDv5 of the contributing properties, or None where a UUIDv4 is due instead."""
    names = CONTRIBUTING.get(str(content.get("type", "")), ())
    present = {name: content[name] for name in names if name in content}
    if isinstance(hashes := present.get("hashes"), Mapping):
        first = next((name for name in _HASH_ORDER if name in hashes), None)
        # STIX 2.1 §2.9 knows four algorithms here; others alone contribute nothing.
        present.pop("hashes") if first is None else present.update(hashes={first: hashes[first]})
    if not present:
        return None
    return uuid5(SCO_NAMESPACE, canonical_json(present, "ID Contributing Properties").decode())

"""Identifiers: whose UUID it is, and whether an observable has the one that it should (STIX 2.1 §2.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha1
from typing import Any, Final
from uuid import UUID, uuid5

from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.stix.findings import Finding
from khien.model.stix.identifiers import (
    CONTRIBUTING,
    SCO_NAMESPACE,
    contributing_uuid,
    uuid_version,
)
from khien.model.stix.registry import Kind

_NAMESPACE: Final = sha1(SCO_NAMESPACE.bytes, usedforsecurity=False)


def identifier_fits(content: Mapping[str, Any], kind: Kind) -> Iterator[Finding]:
    """The UUID of an observable is the one its content gives; other objects keep out of that namespace."""
    if kind is Kind.SCO:
        yield from _observable(content)
    elif uuid_version(content["id"]) == 5 and _is_named(content):
        yield Finding("stix.id-namespace", "id")


def _observable(content: Mapping[str, Any]) -> Iterator[Finding]:
    if content["type"] not in CONTRIBUTING:
        return
    try:
        due = contributing_uuid(content)
    except MalformedError:
        return  # a number beyond I-JSON: said by `json_holds`
    if due is None:
        # Only hashes of algorithms that §2.9 does not list: which of them others took cannot be known.
        if uuid_version(content["id"]) != 4 and "hashes" not in content:
            yield Finding("stix.uuid-version", "id", "4")
    elif UUID(content["id"][-36:]) != due:
        yield Finding("stix.deterministic-id", "id", f"{content['type']}--{due}")


def _is_named(content: Mapping[str, Any]) -> bool:
    # Which name a UUIDv5 was made from cannot be known; these are the names that producers use.
    name = content.get("name")
    if not isinstance(name, str):
        return False
    written = (name, canonical_json({"name": name}).decode(), f"{content['type']}:{name}")
    # RFC 9562 §5.5: it begins with the digest, as far as its version stands in it.
    begins = bytes.fromhex(content["id"][-36:-28])
    for each in written:  # a loop: it is asked about every object with a name
        hashed = _NAMESPACE.copy()
        hashed.update(each.encode())
        if hashed.digest()[:4] == begins and uuid5(SCO_NAMESPACE, each) == UUID(
            content["id"][-36:]
        ):
            return True
    return False

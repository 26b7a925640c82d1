"""Objects that this room makes: our identity as creator, ids that the same content always gets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from khien.intake.wishes import Wish
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant, stix_time
from khien.model.stix import Version
from khien.model.stix.value_rules import is_uri

# Ours; STIX 2.1 §2.9 forbids the namespace of observables for SDO and SRO.
NAMESPACE: Final = UUID("6f0c4b1e-3f0a-5d6b-9a55-0b7d8f4f2c91")

_NAMED: Final = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT: Final = {f"{digit:x}": f"{digit & 3 | 8:x}" for digit in range(16)}  # RFC 9562 §4.1
_TIMES: Final = frozenset({"created", "modified", "valid_from", "valid_until"})
_UNIONS: Final = ("labels", "external_references", "object_marking_refs")
_MILLISECOND: Final = timedelta(milliseconds=1)
_encode = msgspec.json.Encoder(order="sorted").encode


def our_id(object_type: str, creator: ObjectId, *parts: str) -> ObjectId:
    """The id that `creator` always gives to the thing that the parts name."""
    return ObjectId(f"{object_type}--{_uuid5(chr(10).join((creator, *parts)))}")


def _uuid5(name: str) -> str:
    """`uuid.uuid5` in our namespace, as text at once: every object that is made is named so.

    Source: RFC 9562 §5.5; the thirteenth digit is the version, the seventeenth begins with the variant.
    """
    hashed = _NAMED.copy()  # a new one would be looked up by its name each time
    hashed.update(name.encode())
    digits = hashed.hexdigest()
    variant = _VARIANT[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def version_of(content: dict[str, Any], canonical: bytes | None = None) -> Version:
    """One version of content that is text, whole numbers, truths, lists and objects only.

    For such content sorted compact JSON is its RFC 8785 form, so the bytes are also what is hashed;
    `canonical` are these bytes, where somebody has them already.
    """
    raw = _encode(content) if canonical is None else canonical
    return Version(
        id=content["id"],
        type=content["type"],
        modified=content.get("modified", content.get("created", "")),
        created_by_ref=content.get("created_by_ref"),
        revoked=False,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        content=content,
    )


def common(object_type: str, object_id: ObjectId, wish: Wish, at: str) -> dict[str, Any]:
    """The properties that every SDO and SRO of ours begins with (STIX 2.1 §3.2); `at` is both times."""
    content: dict[str, Any] = {
        "type": object_type,
        "spec_version": "2.1",
        "id": object_id,
        "created_by_ref": wish.identity,
        "created": at,
        "modified": at,
    }
    if wish.marking is not None:
        content["object_marking_refs"] = wish.marking_refs
    return content


def is_revoked(object_id: ObjectId, wish: Wish) -> bool:
    """Whether we took this object back; that is for good (STIX 2.1 §3.6)."""
    return wish.known.get(object_id, {}).get("revoked") is True


def renewed(content: dict[str, Any], wish: Wish, *, merge: bool = True) -> Version | None:
    """The next version of an object of ours, or None when the store holds this or something newer.

    Args:
        content: the object as this file gives it; it is changed to fit what is held.
        wish: names what is held, and the wished life.
        merge: for values that several lists may name: labels, references and markings are added to
            those held, never taken away, so the strictest marking wins (to loosen one is an act of
            its own, not an import). Else the file has the last word.
    """
    held = wish.known.get(content["id"])
    if held is None:
        return version_of(content)
    if merge:
        _add_held(content, held)
    if _same(held, content) and not _fading(held, wish):
        return None
    at, last = parse_instant(content["modified"]), parse_instant(held["modified"])
    if at < last.replace(microsecond=0):
        return None
    content["created"] = held["created"]
    if merge and "valid_from" in held:
        content["valid_from"] = held["valid_from"]
    # Two contents may not share one (id, modified), STIX 2.1 §3.6.
    content["modified"] = stix_time(max(at, last + _MILLISECOND))
    return version_of(content)


def _add_held(content: dict[str, Any], held: Mapping[str, Any]) -> None:
    for name in _UNIONS:
        if name in held:
            ours = content.get(name, [])
            content[name] = [*held[name], *(one for one in ours if one not in held[name])]
    if "description" in held:
        content.setdefault("description", held["description"])


def _same(held: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    names = (held.keys() | content.keys()) - _TIMES
    return all(held.get(name) == content.get(name) for name in names)


def _fading(held: Mapping[str, Any], wish: Wish) -> bool:
    """Whether less than half of the wished life is left, so that it is time for a longer one."""
    if wish.valid_days is None or "valid_until" not in held:
        return False
    until: datetime = parse_instant(held["valid_until"])
    return until - wish.now < timedelta(days=wish.valid_days) / 2


def cited(source: str, written: str) -> dict[str, str]:
    """A reference to a page; one whose address STIX does not take is described by it (STIX 2.1 §2.5)."""
    return {"source_name": source, "url" if is_uri(written) else "description": written}


def is_base64(text: str) -> bool:
    """Whether a text can be the `payload_bin` of an artifact (STIX 2.1 §6.1, binary)."""
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True

"""One version of one object, as it came and as it reads; and whether it may follow another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msgspec import Struct

from khien.model import decision
from khien.model.canonical import canonical_json
from khien.model.decision import Allowed, Refusal
from khien.model.ids import ObjectId
from khien.model.stix.identifiers import is_object_id
from khien.model.stix.times import exact_time


class Version(Struct, frozen=True):
    """One immutable version: (id, modified), the bytes that came, and their content.

    Attributes:
        id: the object's identifier.
        type: the object's type.
        modified: the text of `modified`; of `created` where a type has no `modified`; else empty.
        created_by_ref: the identity that may version and revoke it, where it is named.
        revoked: whether its creator has taken it back for good (STIX 2.1 §3.6).
        raw: the bytes as they came; what is sent on is these bytes.
        sha256: of the RFC 8785 form of the content, 64 hex digits.
        content: the decoded object; never to be changed.
    """

    id: ObjectId
    type: str
    modified: str
    created_by_ref: ObjectId | None
    revoked: bool
    raw: bytes
    sha256: str
    content: Mapping[str, Any]

    @property
    def spec_version(self) -> str:
        """The STIX version that the object names; an SCO may leave it out and means 2.1 (STIX 2.1 §3.2)."""
        return str(self.content.get("spec_version", "2.1"))

    @property
    def created(self) -> str:
        """The text of `created`; empty for observables."""
        return str(self.content.get("created", ""))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in their order."""
        return _texts(self.content.get("labels"))

    @property
    def marking_refs(self) -> tuple[ObjectId, ...]:
        """The markings on the whole object, in their order; granular ones not among them."""
        return tuple(map(ObjectId, _texts(self.content.get("object_marking_refs"))))

    @property
    def is_first(self) -> bool:
        """Whether it is the object's first version: `modified` equals `created` (STIX 2.1 §3.6)."""
        return self.modified == self.created


@lru_cache(maxsize=1_024)  # few creators make many objects
def _creator(text: str) -> ObjectId | None:
    return ObjectId(text) if is_object_id(text) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def version_from(content: Mapping[str, Any], raw: bytes, canonical: bytes | None = None) -> Version:
    """Read the version out of content whose id, type and times were already judged.

    Args:
        content: the decoded object.
        raw: the bytes as they came.
        canonical: the RFC 8785 form, where somebody has it already.

    Raises:
        MalformedError: the content has no canonical form (a number beyond I-JSON).
    """
    modified = content.get("modified", content.get("created", ""))
    creator = content.get("created_by_ref")
    if canonical is None:
        canonical = canonical_json(content, content["id"])
    return Version(
        id=content["id"],
        type=content["type"],
        modified=modified,
        created_by_ref=_creator(creator) if isinstance(creator, str) else None,
        revoked=content.get("revoked", False) is True,
        raw=raw,
        sha256=sha256(canonical).hexdigest(),
        content=content,
    )


def follows(older: Version, newer: Version) -> decision.Verdict:
    """Whether `newer` may become the version after `older` (STIX 2.1 §3.6).

    Returns:
        Allowed, or the first rule against it: another object, the same bytes again (`stix.version-same`),
        the same (id, modified) with other content (`stix.version-conflict`), a creator or `created` that
        changed, an older time, or a version after a revocation.
    """
    rule = _against(older, newer)
    return Allowed() if rule is None else Refusal(rule, f"{newer.id} {newer.modified}".strip())


def _against(older: Version, newer: Version) -> str | None:
    if older.id != newer.id:
        return "stix.version-other-object"
    if older.sha256 == newer.sha256:
        return "stix.version-same"
    before, after = exact_time(older.modified), exact_time(newer.modified)
    facts = {
        "stix.version-conflict": before == after,
        "stix.version-creator": older.created_by_ref != newer.created_by_ref,
        "stix.version-created": exact_time(older.created) != exact_time(newer.created),
        "stix.version-after-revocation": older.revoked,
        "stix.version-older": after < before,
    }
    return next((code for code, broken in facts.items() if broken), None)

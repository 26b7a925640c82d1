"""The three collections of a node, as each caller sees them (TAXII 2.1 §5.1, §5.2)."""

from __future__ import annotations

import msgspec

from khien.exchange.callers import Caller
from khien.exchange.taxii import resources as r
from khien.model.errors import NotFoundError

RELEASED = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a01"
INBOX = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a02"
WORKSPACE = "7d1c43b1-5a3f-4b3e-9c52-0d9f4a1e6a03"

READ, WRITE = "taxii:read", "taxii:write"


def collections_for(caller: Caller) -> list[r.Collection]:
    """The collections that a caller may use: partners and tools see different ones."""
    may_read, may_write = READ in caller.scopes, WRITE in caller.scopes
    everything = _described(WORKSPACE, "workspace", "All of this node")
    released = _described(RELEASED, "released", "What was released to you")
    inbox = _described(INBOX, "inbox", "What you send to us")
    found = [_with_rights(everything, can_read=may_read, can_write=may_write)]
    if caller.partner:
        found = [
            _with_rights(released, can_read=may_read, can_write=False),
            _with_rights(inbox, can_read=False, can_write=may_write),
        ]
    return [one for one in found if one.can_read or one.can_write]


def named(caller: Caller, name: str) -> r.Collection:
    """The collection with that id or alias (§5.2.1).

    Raises:
        NotFoundError: there is none, or the caller may neither read nor write it: then it does not
            exist for the caller (§5.7, the table of answers).
    """
    for collection in collections_for(caller):
        if name in {collection.id, collection.alias}:
            return collection
    raise NotFoundError("collection", name)


def _described(collection: str, alias: str, description: str) -> r.Collection:
    return r.Collection(
        id=collection,
        title=alias,
        description=description,
        alias=alias,
        can_read=False,
        can_write=False,
        media_types=[r.STIX_MEDIA_TYPE],
    )


def _with_rights(collection: r.Collection, *, can_read: bool, can_write: bool) -> r.Collection:
    return msgspec.structs.replace(collection, can_read=can_read, can_write=can_write)

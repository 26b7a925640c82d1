"""What this node holds of the objects of one delivery, and what the delivery itself has added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from khien.exchange.arrivals.rules import Held, creator_of, owner_of
from khien.model.ids import ObjectId
from khien.model.stix import Version
from khien.model.stix.times import exact_time
from khien.store import objects
from khien.store.objects import Kept

UNVERSIONED = "marking-definition"  # has a `created`, and never another version


@dataclass(frozen=True, slots=True)
class Identities:
    """Whose STIX identity is whose: our own, and our partners' by id."""

    ours: ObjectId
    partners: Mapping[ObjectId, str]

    def creator(self, created_by_ref: ObjectId | None) -> str | None:
        """As `rules.creator_of` tells it."""
        return creator_of(created_by_ref, self.partners, self.ours)


class Holdings:
    """One picture of the store, brought forward as the objects of a delivery are accepted."""

    def __init__(self, tx: Connection, ids: Iterable[ObjectId], identities: Identities) -> None:
        self._tx, self._identities = tx, identities
        self._kept: dict[ObjectId, Kept] = objects.currents(tx, ids)
        self._held = {i: self._owned(kept) for i, kept in self._kept.items()}
        self._taken: dict[tuple[ObjectId, str], set[str]] = {}

    def held(self, version: Version) -> Held | None:
        """The version of the same object that counts by now."""
        return self._held.get(version.id)

    def same(self, version: Version) -> frozenset[str]:
        """The contents that are here under the same (id, modified)."""
        key = _key(version.type, version.modified)
        here = self._taken.get((version.id, key), set())
        if version.id not in self._kept:
            return frozenset(here)
        if self._kept[version.id].sha256 == version.sha256:
            return frozenset({version.sha256})
        history = objects.versions(self._tx, version.id)
        return frozenset({k.sha256 for k in history if _key(k.type, k.modified) == key} | here)

    def is_recalled(self, version: Version) -> bool:
        """Whether this very content was taken back before."""
        kept = self._kept.get(version.id)
        return kept is not None and kept.sha256 == version.sha256 and kept.withdrawn == "recalled"

    def take(self, version: Version, partner: str) -> None:
        """The version was accepted."""
        key = _key(version.type, version.modified)
        self._taken.setdefault((version.id, key), set()).add(version.sha256)
        held = self._held.get(version.id)
        if held is None or _is_newer(version, held.version):
            creator = self._identities.creator(version.created_by_ref)
            self._held[version.id] = Held(version, owner_of(creator, partner))

    def _owned(self, kept: Kept) -> Held:
        creator = self._identities.creator(kept.created_by_ref)
        return Held(kept.version, owner_of(creator, kept.source))


def _key(object_type: str, modified: str) -> str:
    return exact_time(modified) if modified and object_type != UNVERSIONED else ""


def _is_newer(one: Version, other: Version) -> bool:
    return _key(one.type, one.modified) > _key(other.type, other.modified)

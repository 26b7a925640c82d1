"""What of a reading the store holds already: noted while it is read, then asked for all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from khien.intake import Intake
from khien.model.ids import ObjectId
from khien.model.stix import Version
from khien.store import objects

Content = Mapping[str, Any]


class Held(Mapping[ObjectId, Content]):
    """The current objects of the store, for `Wish.known`, as far as readings have asked for them.

    A reading has no effects, so it may simply be done again: nearly all that comes is new, and then
    once is enough. Asking the store for each object by itself, or for every id that it has, is dearer.
    """

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._here: dict[ObjectId, Content] = {}
        self._absent: set[ObjectId] = set()
        self._asked: set[ObjectId] = set()

    def reading(self, read: Callable[[], Intake]) -> Intake:
        """The reading, by what the store holds of all that it asks for."""
        intake = read()
        while self._find():
            intake = read()
        return intake

    def take(self, versions: Sequence[Version]) -> None:
        """Know what was read: what one file introduces, the next one finds."""
        self._here |= {version.id: version.content for version in versions}
        self._absent.difference_update(version.id for version in versions)

    @property
    def absent(self) -> Collection[ObjectId]:
        """Ids that were asked for and that the store does not hold."""
        return self._absent

    def _find(self) -> bool:
        asked, self._asked = self._asked, set()
        found = objects.currents(self._tx, asked)
        self._here |= {object_id: kept.content for object_id, kept in found.items()}
        self._absent |= asked
        return bool(found)

    def __getitem__(self, object_id: ObjectId) -> Content:
        found = self._here.get(object_id)
        if found is None:
            if object_id not in self._absent:
                self._asked.add(object_id)
            raise KeyError(object_id)
        return found

    def __iter__(self) -> Iterator[ObjectId]:
        return iter(self._here)

    def __len__(self) -> int:
        return len(self._here)

"""Attributes of an event that differ only in their values: the first is read and judged, the others follow it.

A feed has hundreds of attributes in an event with the same type, category, tags and purpose. What is made of one that was
kept without a remark is a mould for those that are like it in all but UUID, value, comment and time, as long as their
values are clean as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from khien.intake.misp_attributes import attribute_at, take_attribute
from khien.intake.misp_frame import Frame, moment
from khien.intake.misp_origin import carried, origin_of
from khien.intake.observed import as_it_stands
from khien.intake.pattern_text import comparison
from khien.intake.reporting import Outcome
from khien.model.canonical import encode_sorted

_MOST: Final = 1_024  # moulds of one event; real events have some thirty
_KINDS: Final = frozenset(
    {
        "domain", "hostname", "onion-address", "ip-dst", "ip-src", "url", "uri", "link", "md5", "sha1", "sha256",
    }
)  # fmt: skip
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Each has its own: the first four, of which an object is made, and the row of one database, which nobody reads.
_OWN: Final = frozenset({"uuid", "value", "comment", "timestamp", "id"})
_encode = msgspec.json.Encoder().encode

_Key = tuple[str, bool, bytes]


class _Own(NamedTuple):
    """What one attribute has by itself, all of it such that no rule has anything to say about it."""

    element: Mapping[str, Any]
    uuid: str
    kind: str
    value: str
    comment: str


class Alike:
    """The attributes of one event that stand in no object, each taken the quickest way that gives the same."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._moulds: dict[_Key, dict[str, Any]] = {}

    def take(self, element: object, place: str) -> None:
        """Turn one attribute into objects, and report it; or report why it is not read."""
        own = _own(element) if self._frame.ours is None else None
        if own is None:
            self._plainly(element, place)
            return
        key = _key(own)
        mould = self._moulds.get(key)
        if mould is None:
            before = self._sizes()
            self._plainly(element, place)
            if len(self._moulds) < _MOST and (found := self._mould(own, before)) is not None:
                self._moulds[key] = found
            return
        shelf = self._frame.shelf
        if shelf.again(own.element, place, own.value):
            return
        content = self._cast(mould, own)
        # Nothing to judge: what differs from the mould are times that we wrote, an id of ours, which is in no
        # namespace of observables, and the texts that `_own` looked at.
        shelf.raws[content["id"]] = content, encode_sorted(content)
        self._frame.stand(own.uuid, [content], [])
        self._frame.made[own.uuid] = content["id"]

    def _plainly(self, element: object, place: str) -> None:
        attribute = attribute_at(self._frame, element, place)
        if attribute is not None:
            take_attribute(self._frame, attribute)

    def _sizes(self) -> tuple[int, int]:
        return len(self._frame.shelf.entries), len(self._frame.shelf.contents)

    def _mould(self, own: _Own, before: tuple[int, int]) -> dict[str, Any] | None:
        """The one object that came out of it, if it is new, was judged unremarked, and is cast again byte for byte."""
        shelf, made = self._frame.shelf, self._frame.made.get(own.uuid)
        said = shelf.entries[-1]
        if self._sizes() != (before[0] + 1, before[1] + 1) or made not in shelf.raws:
            return None
        if said.outcome is not Outcome.KEPT or said.more or said.objects != (made,):
            return None
        content, raw = shelf.raws[made]
        again = self._cast(content, own)
        is_same = encode_sorted(again) == raw and list(again) == list(content)
        return content if is_same else None

    def _cast(self, mould: Mapping[str, Any], own: _Own) -> dict[str, Any]:
        created, modified = self._frame.times(own.element)
        content = dict(mould)
        content["id"] = self._frame.id("indicator", own.uuid)
        content["created"], content["modified"] = created, modified
        content["name"] = own.value
        content["pattern"] = f"[{comparison(own.kind, own.value)}]"
        if moment(own.element.get("first_seen")) is None:
            content["valid_from"] = modified
        if own.comment:
            content["description"] = own.comment
        was = origin_of(mould, "attribute") or {}
        return content | carried("attribute", dict(was) | {"uuid": own.uuid})


def _own(element: object) -> _Own | None:
    """None for an attribute that is read by itself."""
    if not isinstance(element, dict):
        return None
    kind = element.get("type")
    if type(kind) is not str or kind not in _KINDS:
        return None
    uuid, value, comment = element.get("uuid"), element.get("value"), element.get("comment", "")
    if not (type(uuid) is str and type(value) is str and type(comment) is str):
        return None
    if _UUID.fullmatch(uuid) is None or "'" in value:
        return None
    if not comment.isprintable() or comment != comment.strip():
        return None
    found = as_it_stands(value)
    return None if found is None else _Own(element, uuid, found.kind, value, comment)


def _key(own: _Own) -> _Key:
    """What attributes that are alike have in common; as JSON, in which 1, true and "1" are different."""
    rest = {name: value for name, value in own.element.items() if name not in _OWN}
    return own.kind, own.comment != "", _encode(rest)

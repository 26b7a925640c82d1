"""Read STIX observed data as a log: a bundle, or one object a line; each observation is a line.

What an observation names by `object_refs` may stand anywhere in the same file, so the file is held in
memory as a whole, and may not be larger than `MOST_BYTES`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from khien.model.patterns import IndicatorValue, Observed, ObservedError, observed_of, read_object
from khien.watch.logs import Columns, Line, Observation, Unreadable, read_log

MOST_BYTES: Final = 64 * 1024 * 1024
_KIND = "observed-data"
_STIX = re.compile(rb'"type"\s*:\s*"(?:bundle|observed-data)"|"spec_version"\s*:\s*"2\.\d"')

Numbered = tuple[int, dict[str, Any]]
"""A STIX object, and the line or the place in its bundle where it stands, from 1."""


def read_any(name: str, lines: Iterable[bytes], *, columns: Columns = None) -> Iterator[Line]:
    """Read STIX observed data, or else a log as `read_log` does; the first line tells which."""
    source = iter(lines)
    before = []
    for line in source:
        before.append(line)
        if line.strip():
            break
    whole = itertools.chain(before, source)
    if before and looks_like_stix(before[-1]):
        yield from read_observed(whole)
    else:
        yield from read_log(name, whole, columns=columns)


def looks_like_stix(line: bytes) -> bool:
    """Whether the first line of a file begins STIX content: a bundle, or an object."""
    return line.strip() == b"{" or (
        line.lstrip().startswith(b"{") and _STIX.search(line) is not None
    )


def read_observed(lines: Iterable[bytes]) -> Iterator[Line]:
    """Every observed-data object as an observation, in order; its values are those of what it saw."""
    held: list[tuple[int, bytes]] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        size += len(line)
        if size > MOST_BYTES:
            yield Unreadable(number, "watch.too-large", str(MOST_BYTES))
            return
        held.append((number, line))
    objects: list[Numbered] = []
    for found in _objects(held):
        if isinstance(found, Unreadable):
            yield found
        else:
            objects.append(found)
    scene = {one["id"]: one for _, one in objects if isinstance(one.get("id"), str)}
    for number, content in objects:
        if content.get("type") == _KIND:
            yield _observation(number, content, scene)


def _objects(held: list[tuple[int, bytes]]) -> Iterator[Numbered | Unreadable]:
    """All objects: of one document over all lines, or of a document on each line."""
    whole = _decoded(b"\n".join(line for _, line in held)) if len(held) > 1 else None
    documents = [(held[0][0], whole)] if whole is not None else ((n, _decoded(x)) for n, x in held)
    for number, document in documents:
        match document:
            case {"type": "bundle", "objects": [*inside]}:
                places = enumerate(inside, start=1)
                yield from ((place, one) for place, one in places if isinstance(one, dict))
            case dict():
                yield number, document
            case _:
                yield Unreadable(number, "watch.json", _KIND)


def _decoded(octets: bytes) -> object:
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None


def _observation(number: int, content: Mapping[str, Any], scene: dict[str, dict[str, Any]]) -> Line:
    try:
        seen = observed_of(content, scene)
    except ObservedError as error:
        return Unreadable(number, "watch.observed", error.rule)
    return Observation(_KIND, number, seen.first, _values(seen), "", seen=seen)


def _values(seen: Observed) -> tuple[IndicatorValue, ...]:
    found = (value for one in seen.objects for value in read_object(one).values)
    return tuple(dict.fromkeys(found))

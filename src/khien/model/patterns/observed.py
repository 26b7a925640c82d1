"""Observations that a pattern is asked about: STIX 2.1 observed data and the objects in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant

Scene: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Cyber-observable objects by the id under which others refer to them."""


class ObservedError(MalformedError):
    """An observed-data object that says nothing that could be compared.

    Args:
        item: its id.
        rule: the clause of STIX 2.1 that it breaks.
    """

    code = "observed.malformed"


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen, when, and how many times (STIX 2.1 §4.14).

    Attributes:
        name: the id of the observed data, or whatever names it for people.
        first: when it was seen first; None where nobody knows.
        last: when it was seen last; not before `first`.
        objects: what was seen: a pattern's comparisons begin at one of these.
        scene: what a reference leads to; `objects` are in it where they have an id.
        times: how many observations it stands for, at least one.
    """

    name: str
    first: datetime | None
    last: datetime | None
    objects: tuple[Mapping[str, Any], ...]
    scene: Scene = field(default_factory=dict)
    times: int = 1


def observed_in(objects: Iterable[Mapping[str, Any]]) -> list[Observed]:
    """Every observed-data object among these STIX objects, in their order.

    What `object_refs` names is looked for among the same objects; what is not there counts as not
    seen. Without `object_refs` the objects inside the observed data are taken (`objects`, deprecated).

    Raises:
        ObservedError: one of them has no readable times, number or objects.
    """
    held = list(objects)
    scene = {one["id"]: one for one in held if isinstance(one.get("id"), str)}
    return [observed_of(one, scene) for one in held if one.get("type") == "observed-data"]


def observed_of(content: Mapping[str, Any], scene: Scene) -> Observed:
    """One observed-data object as an observation.

    Args:
        content: the observed-data object.
        scene: every object that it may name, by id.

    Raises:
        ObservedError: it has no readable times, number or objects.
    """
    name = str(content.get("id", ""))
    times = content.get("number_observed")
    if type(times) is not int or times < 1:
        raise ObservedError(name, "STIX 2.1 §4.14 number_observed")
    first, last = (_instant(content, key) for key in ("first_observed", "last_observed"))
    if last < first:
        raise ObservedError(name, "STIX 2.1 §4.14 last_observed")
    refs, inside = content.get("object_refs"), content.get("objects")
    if isinstance(refs, list):
        seen = tuple(scene[ref] for ref in refs if isinstance(ref, str) and ref in scene)
    elif isinstance(inside, Mapping):
        scene = {str(key): one for key, one in inside.items() if isinstance(one, Mapping)}
        seen = tuple(scene.values())
    else:
        raise ObservedError(name, "STIX 2.1 §4.14 object_refs")
    return Observed(name, first, last, seen, scene, times)


def _instant(content: Mapping[str, Any], key: str) -> datetime:
    text = content.get(key)
    rule = f"STIX 2.1 §4.14 {key}"
    if not isinstance(text, str):
        raise ObservedError(str(content.get("id", "")), rule)
    try:
        return parse_instant(text)
    except MalformedError as error:
        raise ObservedError(str(content.get("id", "")), rule) from error

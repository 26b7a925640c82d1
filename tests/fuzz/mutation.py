"""Mutation of JSON by its structure: bytes changed at random are hardly ever JSON any more."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**53, 10**30, "", " ", "x" * 300, "\u202e\u0000", "-", "a.example", "192.0.2.1", "é\ud800",
    "2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "0001-01-01", "CVE-0-0", [], {}, [[]], [{}], {"": ""}, [None], ["", "a"],
)  # fmt: skip
_OFTEN = 4  # of five mutations, so many go by structure


def mutated(
    raw: bytes, most_bytes: int, seed: int, by_bytes: Callable[[bytes, int], bytes]
) -> bytes:
    """Another input near this one; by bytes where it is no JSON, and sometimes where it is."""
    dice = random.Random(seed)  # noqa: S311 -- no secret
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return by_bytes(raw, most_bytes)
    if dice.randrange(_OFTEN + 1) == 0:
        return by_bytes(raw, most_bytes)
    for _ in range(dice.randrange(1, 4)):
        _change(content, dice)
    new = json.dumps(content).encode()
    return new if len(new) <= most_bytes else raw


def _change(content: object, dice: random.Random) -> None:
    """One member or element becomes odd, or another one's, or goes, or comes again."""
    places = [*_places(content)]
    if not places:
        return
    holder, key = dice.choice(places)
    other, its = dice.choice(places)
    match dice.randrange(4):
        case 0:
            holder[key] = copy.deepcopy(other[its])
        case 1 if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case 2:
            del holder[key]
        case _:
            holder[key] = copy.deepcopy(dice.choice(_ODD))


def _places(content: object) -> Iterator[tuple[Any, Any]]:
    waiting = [content]
    while waiting:
        one = waiting.pop()
        inner = (
            one.items()
            if isinstance(one, dict)
            else enumerate(one if isinstance(one, list) else ())
        )
        for key, value in inner:
            yield one, key
            waiting.append(value)

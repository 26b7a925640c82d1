"""Learn how everything that is read from JSON is made, before threads read it.

msgspec works out a type when it is first used. Two threads that do so at once crash the process (0.22: a
null pointer in `_core`); a node in its first moments, with partners waiting, does just that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from khien.gate import Question
from khien.model.agreement import Agreement


@cache
def learn_forms() -> frozenset[type[Any]]:
    """Have every struct that is loaded worked out now; later calls cost nothing.

    Returns:
        Those that can be read from JSON; the others never are.
    """
    forms: list[type[Any]] = [*_structs(msgspec.Struct), Agreement, Question]
    return frozenset(form for form in forms if _learn(form))


def _structs(parent: type[Any]) -> Iterator[type[Any]]:
    child: type[Any]
    for child in parent.__subclasses__():
        yield child
        yield from _structs(child)


def _learn(form: type[Any]) -> bool:
    try:
        msgspec.json.Decoder(form)
    except (TypeError, NameError):  # it has a part that JSON has no word for
        return False
    return True

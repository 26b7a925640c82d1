"""Whether a pattern is right, told by its looks: no tree is built of what feeds send by the thousand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from khien.model.patterns.conformance import hash_digits, is_hex
from khien.model.patterns.parser import path_of

LONGEST: Final = 2_000  # characters; what is longer is read

_PATH = r"([a-z][a-z0-9-]*:[A-Za-z0-9_.'-]+)"
_TEXT = r"'[^'\\]*'"
_COMPARISON = rf"{_PATH} (?:= (?:{_TEXT}|0|[1-9][0-9]{{0,14}})|IN \({_TEXT}(?:, {_TEXT})*\))"
_OBSERVATION = rf"\[{_COMPARISON}(?: (?:AND|OR) {_COMPARISON})*\]"

_SOLE: Final = re.compile(rf"\[{_PATH} = '([^'\\]*)'\]")
_SEVERAL: Final = re.compile(
    rf"{_OBSERVATION}(?: (?:AND|OR|FOLLOWEDBY) {_OBSERVATION})*(?: WITHIN [1-9][0-9]{{0,8}} SECONDS)?"
)
_EACH: Final = re.compile(_COMPARISON)


def sole_comparison(text: str) -> tuple[str, str] | None:
    """The path and the text of a pattern that is one plain `[path = 'text']`; None for every other."""
    sole = _SOLE.fullmatch(text) if len(text) <= LONGEST else None
    return None if sole is None else (sole[1], sole[2])


def is_surely_sound(text: str) -> bool:
    """Whether a pattern is of the plain kind, follows the grammar and breaks no clause.

    False says nothing: then `parse_pattern` and `faults` must be asked.
    """
    if len(text) > LONGEST:
        return False
    sole = _SOLE.fullmatch(text)
    if sole is not None:
        path, constant = sole.groups()
        digits = _digits_at(path)
        return digits == 0 or (digits is not None and is_hex(constant, digits))
    if _SEVERAL.fullmatch(text) is None:
        return False
    paths = set(_EACH.findall(text))
    # STIX 2.1 §9.5: what AND joins must be about one object.
    if " AND " in text and len({path.partition(":")[0] for path in paths}) > 1:
        return False
    return all(_digits_at(path) == 0 for path in paths)


@lru_cache(maxsize=1_024)  # patterns are many, the paths in them few
def _digits_at(text: str) -> int | None:
    """How many hexadecimal digits a path asks of its constant, 0 for any text; None: this is no path."""
    path = path_of(text)
    return None if path is None else hash_digits(path)

"""Strict JSON that keeps the original text of every item, and says where and why it refuses.

Stricter than RFC 8259: I-JSON (RFC 7493) without duplicate names, lone surrogates or numbers beyond
a double; no U+0000; a limit on nesting. One broken element of an array does not spoil its
neighbours, as long as the array can still be taken apart.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from khien.intake.failures import (
    DuplicateKeyError,
    JsonError,
    NulError,
    NumberError,
    SurrogateError,
    TooBigError,
    TooDeepError,
)
from khien.intake.limits import Limits

_BLANK: Final = re.compile(r"[ \t\n\r]*")  # RFC 8259 §2
# Possessive, and content to end with the text: linear time on any input.
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_STRING_OR_BRACKET: Final = re.compile(_STRING.pattern + r"|[\[\]{}]", re.DOTALL)
_NOT_BRACKET: Final = re.compile(r"[^\[\]{}]+")
_TWO_LINES: Final = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_JSON_START: Final = re.compile(r"\s*(?:\{|\[\s*[{\]])")
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DIGITS_OF_A_DOUBLE: Final = 309  # the largest double is 1.8e308


@dataclass(frozen=True, slots=True)
class Element:
    """One JSON value in the text.

    `value` is None where `trouble` says which rule it breaks; then it must not be used. `start` and
    `end` count characters of the text.
    """

    path: str
    start: int
    end: int
    value: Any
    trouble: JsonError | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A JSON file taken apart: the members of the outermost object, and the items it lists.

    `shape` is `object`, `array` or `lines`. `items` are the elements of the array, the lines, or the
    elements of the first member named in `LISTS`; `listed_in` names that member.
    """

    text: str
    shape: str
    members: dict[str, Element]
    items: tuple[Element, ...]
    listed_in: str = ""

    def raw(self, element: Element) -> bytes:
        """The bytes of one element exactly as they came."""
        return self.text[element.start : element.end].encode()


LISTS: Final = frozenset({"objects", "response"})
"""Members of the outermost object whose elements are read one by one (STIX 2.1 §8, TAXII 2.1 §3.7, MISP)."""


class _RuleError(Exception):
    """A rule that a hook of the decoder found broken."""

    def __init__(self, failure: type[JsonError], detail: str) -> None:
        self.failure, self.detail = failure, detail
        super().__init__(detail)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _RuleError(DuplicateKeyError, twice[:200])
    return found


def _no_constant(name: str) -> NoReturn:
    raise _RuleError(NumberError, name)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RuleError(NumberError, text[:40])
    return number


def _whole(text: str) -> int:
    if len(text) > _DIGITS_OF_A_DOUBLE:
        raise _RuleError(NumberError, text[:40])
    return int(text)


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=_no_constant,
    parse_float=_finite,
    parse_int=_whole,
)
_MEASURE: Final = json.JSONDecoder(parse_int=len)  # only to find where a broken value ends


def outline(name: str, text: str, limits: Limits) -> Outline:
    """Take a JSON file apart.

    Raises:
        JsonError: no JSON, too deep, or a rule broken outside the listed items; with line and column.
        TooBigError: more items than `limits.max_items`.
    """
    reading = _Reader(name, text, limits)
    reading.refuse_depth()
    if is_lines(text):
        return Outline(text, "lines", {}, tuple(reading.lines()))
    start = reading.skip(0)
    if text[start : start + 1] == "[":
        items, end = reading.elements(start, "")
        result = Outline(text, "array", {}, tuple(items))
    else:
        result, end = reading.members(start)
    end = reading.skip(end)
    if end != len(text):
        raise reading.error(JsonError, name, end, "text after the end")
    return result


def is_lines(text: str) -> bool:
    """Whether this is JSON lines: an object on the first line, and another begins after it."""
    return _TWO_LINES.match(text) is not None


def is_json(text: str) -> bool:
    """Whether the text begins as a JSON object, or as an array of objects."""
    return _JSON_START.match(text) is not None


class _Reader:
    """Walks over one text; every position is in characters from 0."""

    def __init__(self, name: str, text: str, limits: Limits) -> None:
        self.name, self.text, self.limits = name, text, limits
        # Escapes are rare; only a text that has them is searched value by value.
        self.has_nul = "\\u0000" in text
        self.has_half_pair = _HALF_PAIR.search(text) is not None
        self.counted_to, self.line_number, self.line_start = 0, 1, 0

    def error(self, failure: type[JsonError], item: str, position: int, detail: str) -> JsonError:
        """An error with its line and column.

        Troubles come in the order of the text, so lines are counted on from the last one: a file
        with a hundred thousand troubles is still read once.
        """
        breaks = self.text.count("\n", self.counted_to, position)
        if breaks:
            self.line_start = self.text.rfind("\n", self.counted_to, position) + 1
        self.line_number += breaks
        self.counted_to = position
        return failure(item, self.line_number, position - self.line_start + 1, detail)

    def skip(self, position: int) -> int:
        """The next position that is not white space."""
        found = _BLANK.match(self.text, position)
        return found.end() if found else position

    def refuse_depth(self) -> None:
        """Refuse deep nesting before a decoder that recurses sees it."""
        brackets = _NOT_BRACKET.sub("", _STRING.sub("", self.text))
        rounds = self.limits.max_depth
        while brackets and rounds:
            brackets = brackets.replace("[]", "").replace("{}", "")
            rounds -= 1
        if not brackets:
            return
        position = self._first_too_deep()
        if position is not None:
            detail = f"more than {self.limits.max_depth} levels"
            raise self.error(TooDeepError, self.name, position, detail)

    def _first_too_deep(self) -> int | None:
        depth = 0
        for found in _STRING_OR_BRACKET.finditer(self.text):
            mark = found[0][0]
            depth += (mark in "[{") - (mark in "]}")
            if depth > self.limits.max_depth:
                return found.start()
        return None

    def value(self, start: int, path: str) -> Element:
        """Read one value; a broken rule stays with it, broken syntax ends the file."""
        item = path or self.name
        trouble: JsonError | None = None
        value: Any = None
        try:
            value, end = _STRICT.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            raise self.error(JsonError, item, error.pos, error.msg) from error
        except _RuleError as error:
            trouble = self.error(error.failure, item, start, error.detail)
            end = self.end_of(start, item)
        if trouble is None and (self.has_nul or self.has_half_pair):
            trouble = self.bad_text(value, start, item)
        return Element(path, start, end, None if trouble else value, trouble)

    def end_of(self, start: int, item: str) -> int:
        """Where a value ends that breaks a rule."""
        try:
            _, end = _MEASURE.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            raise self.error(JsonError, item, error.pos, error.msg) from error
        return end

    def bad_text(self, value: object, start: int, item: str) -> JsonError | None:
        """The trouble with the strings of a value, if any."""
        for text in _strings(value):
            if "\0" in text:
                return self.error(NulError, item, self.text.find("\\u0000", start), "U+0000")
            if _SURROGATE.search(text):
                return self.error(SurrogateError, item, start, "U+D800 to U+DFFF")
        return None

    def sound(self, start: int, path: str) -> Element:
        """Read one value that the whole file depends on.

        Raises:
            JsonError: it breaks a rule.
        """
        element = self.value(start, path)
        if element.trouble is not None:
            raise element.trouble
        return element

    def elements(self, start: int, path: str) -> tuple[list[Element], int]:
        """Read the elements of the array that begins at `start`, and where it ends."""
        found: list[Element] = []
        position = self.skip(start + 1)
        if self.text[position : position + 1] == "]":
            return found, position + 1
        while True:
            element = self.value(position, f"{path}[{len(found)}]")
            found.append(element)
            if len(found) > self.limits.max_items:
                raise TooBigError(self.name, self.limits.max_items, "items")
            position = self.skip(element.end)
            mark = self.text[position : position + 1]
            if mark == "]":
                return found, position + 1
            self.expect(mark, ",", position)
            position = self.skip(position + 1)

    def expect(self, mark: str, wanted: str, position: int) -> None:
        """Refuse the text unless the wanted sign stands there."""
        if mark != wanted:
            raise self.error(JsonError, self.name, position, f"Expecting {wanted!r}")

    def members(self, start: int) -> tuple[Outline, int]:
        """Read the object that begins at `start`, its listed members element by element."""
        members: dict[str, Element] = {}
        items: list[Element] = []
        listed_in = ""
        position = self.skip(start + 1)
        closed = self.text[position : position + 1] == "}"
        while not closed:
            key, position = self.key(position, members)
            if key in LISTS and self.text[position : position + 1] == "[":
                items, end = self.elements(position, f"{key}.")
                members[key], listed_in = Element(key, position, end, None, None), key
            else:
                members[key] = self.sound(position, key)
            position = self.skip(members[key].end)
            mark = self.text[position : position + 1]
            closed = mark == "}"
            if not closed:
                self.expect(mark, ",", position)
                position = self.skip(position + 1)
        return Outline(self.text, "object", members, tuple(items), listed_in), position + 1

    def key(self, position: int, members: dict[str, Element]) -> tuple[str, int]:
        """Read a member's name, and go to its value."""
        self.expect(self.text[position : position + 1], '"', position)
        name = self.sound(position, "")
        if name.value in members:
            raise self.error(DuplicateKeyError, self.name, position, name.value[:200])
        colon = self.skip(name.end)
        self.expect(self.text[colon : colon + 1], ":", colon)
        return name.value, self.skip(colon + 1)

    def lines(self) -> Iterator[Element]:
        """Read one value a line; a line that is no JSON is that line's trouble only."""
        start = 0
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                if number > self.limits.max_items:
                    raise TooBigError(self.name, self.limits.max_items, "items")
                yield self.line(start, line, number)
            start += len(line) + 1

    def line(self, start: int, line: str, number: int) -> Element:
        """Read the value on one line."""
        path, end = f"line {number}", start + len(line)
        try:
            element = self.value(self.skip(start), path)
            after = self.skip(element.end)
            if after < end:
                raise self.error(JsonError, path, after, "text after the end")
        except JsonError as error:
            return Element(path, start, end, None, error)
        return element


def _strings(value: object) -> Iterator[str]:
    """Every string in a decoded value, keys included; without recursion."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict):
            waiting.extend(inner)
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)

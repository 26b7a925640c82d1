"""TOML that people write by hand: read it, and name every mistake with its line.

`tomllib` gives values without positions, so `locate` finds the line of every key itself; `read_typed`
then checks a document against a type and reports all mistakes at once, not only the first.
"""

from __future__ import annotations

import bisect
import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from khien.model.errors import MalformedError

T = TypeVar("T")
KeyPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend in a file. The sentence for `code` has the holes `line`, `key` and `facts`."""

    line: int
    key: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def holes(self) -> dict[str, object]:
        """What fills the holes of the sentence for `code`."""
        return {"line": self.line, "key": self.key, **self.facts}

    def __str__(self) -> str:
        return f"line {self.line}: {self.key}: {self.code}"


class TomlError(MalformedError):
    """A TOML file has mistakes; all that could be found are carried, in the order of their lines.

    Args:
        item: the file, as its reader knows it.
        mistakes: at least one.
    """

    code = "toml.invalid"

    def __init__(self, item: str, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        listed = "; ".join(map(str, mistakes))
        super().__init__(item, "every key known, present and well formed", mistakes=listed)


def read_toml(text: str, item: str, room: str = "toml") -> dict[str, Any]:
    """Read TOML 1.0.

    Raises:
        TomlError: not TOML; the one mistake has the code `<room>.syntax` and its line.
    """
    return _read(text, item, room)[0]


def _read(text: str, item: str, room: str) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    try:
        return tomllib.loads(text), locate(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        why = str(error)
        found = re.search(r"\(at line (\d+), column \d+\)", why)
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        why = why.split(" (at ")[0]
        raise TomlError(item, (Mistake(line, "", f"{room}.syntax", {"why": why}),)) from error


def locate(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every key, table and list element of a valid TOML document.

    Elements of lists and of arrays of tables are addressed by their index:
    `("approvals", 0, "role")`. A table that stands in several places has the line of the first.
    """
    return _Locator(text).run()


Fault: TypeAlias = tuple[KeyPath, str, dict[str, object]]
"""What is wrong with one key: its path, the last part of the code, and the facts of the sentence."""


def read_typed(
    text: str,
    kind: type[T],
    item: str,
    room: str = "toml",
    also: Callable[[dict[str, Any]], Iterable[Fault]] = lambda _: (),
) -> T:
    """Read TOML into a msgspec Struct and name every mistake.

    Args:
        text: the document.
        kind: a `msgspec.Struct` class; structs in it, in lists and in tables are checked as well.
        item: what the error should name.
        room: the first part of the mistakes' codes, so that `settings.unknown-key` and
            `agreement.unknown-key` can say different things.
        also: what the type cannot say (one key against another). It is given the document as it
            was read, so it must bear missing and wrong values; its faults are reported with the rest.

    Raises:
        TomlError: with every mistake: `<room>.syntax`, `.unknown-key` (fact `hint`), `.missing-key`,
            `.not-one-of` (`allowed`), `.wrong-kind` (`expected`, `found`), `.out-of-range` (`why`).
    """
    document, lines = _read(text, item, room)
    mistakes = tuple(
        Mistake(line_of(lines, path), key_text(path), f"{room}.{fault}", facts)
        for path, fault, facts in (*_check(document, kind, ()), *also(document))
    )
    if mistakes:
        raise TomlError(item, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return msgspec.convert(document, kind, strict=True)


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of a key, or of the nearest table around it that the file has; 1 for the file itself."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def key_text(path: KeyPath) -> str:
    """A key as people say it, list elements counted from 1: `approvals[1].role`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _check(value: object, kind: Any, path: KeyPath) -> Iterator[Fault]:  # noqa: ANN401 -- any type
    """Walk value and type together; a leaf is judged by msgspec, so that every leaf is."""
    kind = _without_none(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _check_struct(value, kind, path)
    elif origin in {list, tuple, frozenset, set} and isinstance(value, list):
        for index, element in enumerate(value):
            yield from _check(element, inside[0], (*path, index))
    elif origin is dict and isinstance(value, dict):
        for key, element in value.items():
            yield from _leaf(key, inside[0], (*path, key))
            yield from _check(element, inside[1], (*path, key))
    else:
        yield from _leaf(value, kind, path)


def _check_struct(value: object, kind: type[msgspec.Struct], path: KeyPath) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield path, "wrong-kind", {"expected": "table", "found": _kind_of(value)}
        return
    hints = get_type_hints(kind, include_extras=True)
    known = {one.encode_name: one for one in msgspec.structs.fields(kind)}
    for key in value.keys() - known.keys():
        near = difflib.get_close_matches(key, known, n=1)
        yield (*path, key), "unknown-key", {"hint": near[0] if near else ", ".join(known)}
    inner: list[Fault] = []
    for key, one in known.items():
        if key in value:
            inner += _check(value[key], hints[one.name], (*path, key))
        elif one.required:
            inner.append(((*path, key), "missing-key", {}))
    # Only a table whose keys are all right can be judged as a whole (its `__post_init__`).
    yield from inner or _leaf(value, kind, path)


def _without_none(kind: Any) -> Any:  # noqa: ANN401 -- any type
    # TOML has no null: `X | None` only says that the key may be absent.
    inside = [one for one in get_args(kind) if one is not type(None)]
    is_optional = type(None) in get_args(kind) and len(inside) == 1
    return inside[0] if is_optional else kind


def _leaf(value: object, kind: Any, path: KeyPath) -> Iterator[Fault]:  # noqa: ANN401 -- any type
    try:
        msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        why = str(error).split(" - at ")[0]
        allowed = _choices(kind)
        if allowed and isinstance(value, str):
            near = difflib.get_close_matches(value, allowed, n=1)
            yield path, "not-one-of", {"allowed": ", ".join(near or allowed)}
            return
        named = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", why)
        if named:
            expected = _TOML_NAMES.get(named[1], named[1])
            yield path, "wrong-kind", {"expected": expected, "found": _kind_of(value)}
        else:
            yield path, "out-of-range", {"why": why.removeprefix("Expected ")}


def _choices(kind: Any) -> list[str]:  # noqa: ANN401 -- any type
    """The values of an enumeration or a `Literal`; of any other type none."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(one.value) for one in kind]
    return [str(one) for one in get_args(kind)] if get_origin(kind) is Literal else []


# msgspec's names of kinds, in TOML's words (TOML 1.0).
_TOML_NAMES = {"str": "string", "int": "integer", "bool": "boolean", "object": "table"}


def _kind_of(value: object) -> str:
    kinds: dict[type, str] = {
        bool: "boolean",
        int: "integer",
        str: "string",
        list: "array",
        dict: "table",
    }
    return kinds.get(type(value), type(value).__name__)


class _Locator:
    """One walk through a document that `tomllib` has found valid."""

    # One token of a key; the dots between are taken with it.
    _KEY = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))[ \t]*(\.?)')
    _BLANK = re.compile(r"(?:[ \t\r\n,]+|#[^\n]*)*")
    # Longest first: multi-line strings, strings, then whatever else ends a value.
    _SCALAR = re.compile(
        r'"""(?:[^\\]|\\.)*?"""(?!")'
        r"|'''.*?'''(?!')"
        r'|"(?:[^"\\]|\\.)*"'
        r"|'[^']*'"
        r"|[^,\]}#\n]+",
        re.DOTALL,
    )

    def __init__(self, text: str) -> None:
        # tomllib reads CR LF as LF too, so the lines stay the same.
        self._text, self._at = text.replace("\r\n", "\n"), 0
        self._starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        self._lines: dict[KeyPath, int] = {}
        self._elements: dict[KeyPath, int] = {}  # array of tables -> index of its last element

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self._lines

    def _skip(self) -> None:
        self._at = self._match(self._BLANK).end()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        assert found is not None  # noqa: S101 -- the document is valid TOML
        return found

    def _mark(self, path: KeyPath) -> None:
        line = bisect.bisect_right(self._starts, self._at)
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], line)

    def _key(self) -> list[str]:
        parts = []
        while True:
            found = self._match(self._KEY)
            self._at = found.end()
            quoted = found[1]
            bare = found[2] if found[2] is not None else found[3]
            parts.append(_unescape(quoted) if quoted is not None else bare)
            if not found[4]:
                return parts

    def _header(self) -> KeyPath:
        is_array = self._text.startswith("[[", self._at)
        start = self._at
        self._at += 2 if is_array else 1
        *outer, last = self._key()
        end = self._at + (2 if is_array else 1)
        path: KeyPath = ()
        for part in outer:
            path = self._into((*path, part))
        path = (*path, last)
        self._at = start
        if is_array:
            index = self._elements.get(path, -1) + 1
            self._elements[path] = index
            path = (*path, index)
        else:
            path = self._into(path)
        self._mark(path)
        self._at = end
        return path

    def _into(self, path: KeyPath) -> KeyPath:
        """A header below an array of tables means its last element (TOML 1.0, Array of Tables)."""
        return (*path, self._elements[path]) if path in self._elements else path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = (*table, *self._key())
        after, self._at = self._at, start
        self._mark(path)
        self._at = after + 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip()
        opener = self._text[self._at]
        if opener == "[":
            self._list(path)
        elif opener == "{":
            self._at += 1
            self._skip()
            while self._text[self._at] != "}":
                self._pair(path)
                self._skip()
            self._at += 1
        else:
            self._at = self._match(self._SCALAR).end()

    def _list(self, path: KeyPath) -> None:
        self._at += 1
        self._skip()
        index = 0
        while self._text[self._at] != "]":
            self._mark((*path, index))
            self._value((*path, index))
            self._skip()
            index += 1
        self._at += 1


def _unescape(quoted: str) -> str:
    return str(tomllib.loads(f'key = "{quoted}"')["key"])

"""Read a regular expression (PCRE's syntax) into a tree; only what can be answered in linear time.

A look around, a backward reference, recursion, an atomic group or a possessive quantifier would need
backtracking, whose time whoever wrote the expression chooses; so these are refused, with their place.
`(?i)`, `(?m)` and `(?s)` are known; lazy quantifiers are as good as greedy ones, since only "is it in
there?" is asked.

Source: STIX 2.1 §9.6.1, MATCHES; pcre2pattern(3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from khien.model.patterns.characters import (
    ASCII_CLASSES,
    CATEGORIES,
    CLASSES,
    CONTROLS,
    POSIX,
    Accepts,
    Characters,
    between,
    neither,
    of_category,
    one,
)
from khien.model.patterns.pattern_error import ExpressionError, PatternLimitError

LONGEST: Final = 1_000  # characters of an expression
DEEPEST: Final = 50  # groups within groups


@dataclass(frozen=True, slots=True)
class Place:
    """Nothing is eaten, but the place must be right: one of `^ $ A Z z b B`, or `m^`, `m$` for lines."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """So many times; `most` None is without end."""

    part: Part
    least: int
    most: int | None


Part: TypeAlias = Characters | Place | Sequence | Choice | Again


@dataclass(frozen=True, slots=True)
class _Flags:
    folded: bool = False
    lines: bool = False
    dot_all: bool = False


_FLAG_NAMES: Final = {"i": "folded", "m": "lines", "s": "dot_all"}
_GROUP = re.compile(
    r"\((?:\?(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'|(?P<on>[ims]*)(?:-(?P<off>[ims]+))?(?P<end>[:)])))?"
)
_REMARK = re.compile(r"\(\?#[^)]*\)")
_COUNT = re.compile(r"\{(\d{1,5})(?:(,)(\d{1,5})?)?\}")
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)
_CODE = re.compile(r"\\(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{0,2})|u([0-9A-Fa-f]{4}))")
_OCTAL = re.compile(r"\\0([0-7]{0,2})")
_CATEGORY = re.compile(r"\\[pP](?:\{(\^?)([A-Za-z]{1,2})\}|([A-Z]))")
_POSIX = re.compile(r"\[:(\^?)([a-z]+):\]")


def parse_expression(text: str, *, octets: bool = False) -> Part:
    """The tree of a regular expression.

    Args:
        text: in the syntax of PCRE.
        octets: what is searched is binary: each character is one octet, and classes are ASCII.

    Raises:
        ExpressionError: broken, or not to be answered in linear time.
        PatternLimitError: too long, or nested too deeply.
    """
    if len(text) > LONGEST:
        raise PatternLimitError("expression", LONGEST)
    reader = _Reader(text, ASCII_CLASSES if octets else CLASSES)
    part = reader.alternatives(_Flags(), 0)
    if reader.at < len(text):
        raise reader.wrong()
    return part


class _Reader:
    """Goes through the text once, from left to right."""

    def __init__(self, text: str, classes: dict[str, Accepts]) -> None:
        self.text, self.at, self._classes = text, 0, classes

    def wrong(self) -> ExpressionError:
        return ExpressionError(self.at, self.text[self.at :])

    def alternatives(self, flags: _Flags, depth: int) -> Part:
        if depth > DEEPEST:
            raise PatternLimitError("nesting", DEEPEST)
        branches: list[Part] = []
        while True:
            branch, flags = self._sequence(flags, depth)
            branches.append(branch)
            if not self._skip("|"):
                return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, flags: _Flags, depth: int) -> tuple[Part, _Flags]:
        parts: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if self._take(_REMARK):
                continue
            quoted = self._take(_QUOTED)
            if quoted:
                parts += [self._literal(character, flags) for character in quoted[1]]
                if not quoted[1]:
                    continue
            elif self._here("("):
                inner, flags = self._group(flags, depth)
                if inner is None:
                    continue
                parts.append(inner)
            else:
                parts.append(self._atom(flags))
            parts[-1] = self._again(parts[-1])
        return Sequence(tuple(parts)), flags

    def _group(self, flags: _Flags, depth: int) -> tuple[Part | None, _Flags]:
        """A group, or None when it only switched flags for what comes after it."""
        if self.text.startswith("(*", self.at):
            raise self.wrong()
        opened = self._take(_GROUP)
        if opened is None or self._here("?"):
            raise self.wrong()
        switched = dict.fromkeys(opened["on"] or "", True) | dict.fromkeys(
            opened["off"] or "", False
        )
        inside = replace(flags, **{_FLAG_NAMES[name]: on for name, on in switched.items()})
        if opened["end"] == ")":
            return None, inside
        inner = self.alternatives(inside, depth + 1)
        if not self._skip(")"):
            raise self.wrong()
        return inner, flags

    def _again(self, part: Part) -> Part:
        least, most = 1, None
        count = self._take(_COUNT)
        if count:
            least = int(count[1])
            most = int(count[3]) if count[3] else None if count[2] else least
        elif self._skip("*"):
            least = 0
        elif self._skip("?"):
            least, most = 0, 1
        elif not self._skip("+"):
            return part
        if most is not None and most < least:
            raise self.wrong()
        self._skip("?")  # lazy: the answer is the same
        if any(self._here(sign) for sign in "*+?") or _COUNT.match(self.text, self.at):
            raise self.wrong()  # a possessive quantifier, or two of them
        return Again(part, least, most)

    def _atom(self, flags: _Flags) -> Part:
        sign = self.text[self.at]
        if sign == "\\":
            return self._escaped(flags)
        if sign == "[":
            return self._set(flags)
        if sign in "*+?":
            raise self.wrong()
        self.at += 1
        if sign == ".":
            return (
                Characters((), negated=True)
                if flags.dot_all
                else Characters((one("\n"),), negated=True)
            )
        if sign in "^$":
            return Place(f"m{sign}" if flags.lines else sign)
        return self._literal(sign, flags)

    def _literal(self, character: str, flags: _Flags) -> Characters:
        return Characters((one(character),), folded=flags.folded)

    def _escaped(self, flags: _Flags) -> Part:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter and letter in "AZzbB":
            self.at += 2
            return Place(letter)
        if letter == "N":
            self.at += 2
            return Characters((one("\n"),), negated=True)
        known = self._class(letter)
        if known is not None:
            return Characters((known,))
        return self._literal(self._character(), flags)

    def _class(self, letter: str) -> Accepts | None:
        """A class such as `\\d` or `\\p{L}`, if one stands here."""
        if letter and letter in "pP":
            named = self._take(_CATEGORY)
            name = (named[2] or named[3]) if named else ""
            if named is None or name not in CATEGORIES:
                raise self.wrong()
            accepts = of_category(name)
            return neither(accepts) if (letter == "P") is not bool(named[1]) else accepts
        known = self._classes.get(letter.lower())
        if known is None:
            return None
        self.at += 2
        return known if letter.islower() else neither(known)

    def _character(self) -> str:
        """The one character that a backslash and what follows stand for."""
        code = self._take(_CODE)
        if code:
            number = int(code[1] or code[2] or code[3] or "0", 16)
            if number > 0x10FFFF:
                raise self.wrong()
            return chr(number)
        octal = self._take(_OCTAL)
        if octal:
            return chr(int(octal[1] or "0", 8))
        letter = self.text[self.at + 1 : self.at + 2]
        if letter in CONTROLS:
            self.at += 2
            return CONTROLS[letter]
        # A backward reference, \K, \R …; and a letter without a meaning may get one tomorrow.
        if not letter or (letter.isascii() and letter.isalnum()):
            raise self.wrong()
        self.at += 2
        return letter

    def _set(self, flags: _Flags) -> Characters:
        start = self.at
        self.at += 1
        negated = self._skip("^")
        parts: list[Accepts] = []
        while not parts or not self._here("]"):
            if self.at >= len(self.text):
                raise ExpressionError(start, self.text[start:])
            parts.append(self._member())
        self.at += 1
        return Characters(tuple(parts), negated, flags.folded)

    def _member(self) -> Accepts:
        posix = self._take(_POSIX)
        if posix:
            if posix[2] not in POSIX:
                raise self.wrong()
            return neither(POSIX[posix[2]]) if posix[1] else POSIX[posix[2]]
        known = self._class(self.text[self.at + 1 : self.at + 2]) if self._here("\\") else None
        if known is not None:
            return known
        first = self._single()
        ranged = self._here("-") and self.text[self.at + 1 : self.at + 2] not in ("", "]")
        if not ranged:
            return one(first)
        self.at += 1
        if self._here("\\") and self.text[self.at + 1 : self.at + 2].lower() in (
            *self._classes,
            "p",
        ):
            raise self.wrong()
        last = self._single()
        if last < first:
            raise self.wrong()
        return between(first, last)

    def _single(self) -> str:
        if self._here("[") and self.text[self.at + 1 : self.at + 2] in (":", ".", "="):
            raise self.wrong()
        if self.text.startswith("\\b", self.at):
            self.at += 2
            return "\b"
        if self._here("\\"):
            return self._character()
        self.at += 1
        return self.text[self.at - 1]

    def _here(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _skip(self, sign: str) -> bool:
        found = self._here(sign)
        self.at += len(sign) if found else 0
        return found

    def _take(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        found = wanted.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

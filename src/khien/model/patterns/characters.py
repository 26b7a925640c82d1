"""Which characters a piece of a regular expression accepts: single ones, ranges, classes, categories."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

Accepts: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Characters:
    """What stands for one character. `folded`: upper and lower case count as the same."""

    parts: tuple[Accepts, ...]
    negated: bool = False
    folded: bool = False

    def accept(self, character: str) -> bool:
        """Whether this one character is accepted."""
        forms = {character}
        if self.folded:
            others = (character.lower(), character.upper())
            forms.update(form for form in others if len(form) == 1)
        return any(part(form) for form in forms for part in self.parts) is not self.negated


def one(character: str) -> Accepts:
    """This character only."""
    return character.__eq__


def between(first: str, last: str) -> Accepts:
    """Every character from the first to the last, by code point."""
    return lambda character: first <= character <= last


def neither(accepts: Accepts) -> Accepts:
    """Every other character."""
    return lambda character: not accepts(character)


def of_category(name: str) -> Accepts:
    """By Unicode general category: `L` for every letter, `Lu` for capitals."""
    return lambda character: unicodedata.category(character).startswith(name)


def is_word(character: str) -> bool:
    """Letters and digits of any script, and the underscore."""
    return character.isalnum() or character == "_"


def is_ascii_word(character: str) -> bool:
    """The same of an octet: only ASCII counts."""
    return character.isascii() and is_word(character)


def _ascii(accepts: Accepts) -> Accepts:
    return lambda character: character.isascii() and accepts(character)


HORIZONTAL: Final = frozenset("\t \xa0\u1680\u180e\u202f\u205f\u3000") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
VERTICAL: Final = frozenset("\n\v\f\r\x85\u2028\u2029")

# pcre2pattern(3), "Generic character types"; the capital letter of each is everything else.
CLASSES: Final[dict[str, Accepts]] = {
    "d": str.isdecimal,
    "w": is_word,
    "s": str.isspace,
    "h": HORIZONTAL.__contains__,
    "v": VERTICAL.__contains__,
}
ASCII_CLASSES: Final[dict[str, Accepts]] = {
    **{letter: _ascii(accepts) for letter, accepts in CLASSES.items()},
    "s": " \t\n\v\f\r".__contains__,
}
# pcre2pattern(3), "POSIX character classes": ASCII, unless told otherwise.
POSIX: Final[dict[str, Accepts]] = {
    "alnum": _ascii(str.isalnum),
    "alpha": _ascii(str.isalpha),
    "ascii": str.isascii,
    "blank": " \t".__contains__,
    "cntrl": lambda character: character < " " or character == "\x7f",
    "digit": _ascii(str.isdigit),
    "graph": between("!", "~"),
    "lower": between("a", "z"),
    "print": between(" ", "~"),
    "punct": lambda character: "!" <= character <= "~" and not character.isalnum(),
    "space": " \t\n\v\f\r".__contains__,
    "upper": between("A", "Z"),
    "word": is_ascii_word,
    "xdigit": "0123456789abcdefABCDEF".__contains__,
}
CONTROLS: Final = {"a": "\a", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
CATEGORIES: Final = frozenset(
    (
        *"CLMNPSZ",
        *("Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl"),
        *("No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"),
    )
)

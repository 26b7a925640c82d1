"""How text is made alike, so that a search finds it however its marks and case were typed. Pure.

Vietnamese is typed with and without its marks: “lừa đảo”, “lua dao”. Both sides of a search are folded
here, in one place, so that every database finds the same. `đ` is a letter of its own in Unicode and
does not come apart into d and a mark: it is folded by hand.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Only the marks that Latin, Greek and Cyrillic letters carry: elsewhere a mark may be a vowel.
_MARKS: Final = re.compile("[\u0300-\u036f]")
_BY_HAND: Final = (("đ", "d"), ("ð", "d"), ("ø", "o"), ("ł", "l"), ("æ", "ae"), ("œ", "oe"))
_TERM: Final = re.compile(r'"([^"]*)"|(\S+)')
_WORD: Final = re.compile(r"[^\W_]+")  # as FTS5 cuts words, and `postgres_text` after it
MAX_TERMS: Final = 32  # beyond this nobody reads the question any more


@dataclass(frozen=True, slots=True)
class Term:
    """One word, phrase, id, address or hash that must occur; several words must follow each other.

    `folded` is without marks and case; `marked` the same with its marks; `beginning` whether the last
    word may go on (`phish*`).
    """

    folded: str
    marked: str
    beginning: bool = False


def fold(text: str) -> str:
    """The text without marks and case: “Đà Nẵng” becomes “da nang”."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = _MARKS.sub("", apart)
    for letter, plain in _BY_HAND:  # far quicker than `translate`, which looks at every letter
        bare = bare.replace(letter, plain)
    return unicodedata.normalize("NFC", bare)


def keep_marks(text: str) -> str:
    """The text without case, its marks composed (NFC), so that one spelling has one form."""
    return unicodedata.normalize("NFC", text.casefold())


def terms(question: str) -> tuple[Term, ...]:
    """Read what a person typed: words and "quoted phrases", each of which must occur.

    Nothing in it is a command, apart from a `*` at the end of a word. What holds no letter and no
    digit is left out. At most `MAX_TERMS` terms are taken.
    """
    found = []
    for quoted, word in _TERM.findall(question.replace("\0", " ")):
        text = quoted or word.rstrip("*")
        if any(letter.isalnum() for letter in text):
            found.append(Term(fold(text), keep_marks(text), beginning=word.endswith("*")))
    return tuple(found[:MAX_TERMS])


def holds(wanted: tuple[Term, ...], *texts: str | None) -> bool:
    """Whether every term occurs in one of these folded texts: the same words as in a full-text index."""
    cut = [f" {' '.join(_WORD.findall(text))} " for text in texts if text]
    return all(any(_pattern(term) in text for text in cut) for term in wanted)


def _pattern(term: Term) -> str:
    words = " ".join(_WORD.findall(term.folded))
    return f" {words}" if term.beginning else f" {words} "


def closeness(wanted: tuple[Term, ...], title: str) -> tuple[int, int]:
    """How near a title is to what was typed; the lower the nearer.

    First a title that is what was typed, then one that begins so, then one with every word in it;
    of equals the one with the same marks.
    """
    folded, marked = fold(title), keep_marks(title)
    typed = " ".join(term.folded for term in wanted)
    strange = sum(term.marked not in marked for term in wanted)
    if folded == typed:
        return 0, strange
    if folded.startswith(typed):
        return 1, strange
    return (2 if all(term.folded in folded for term in wanted) else 3), strange

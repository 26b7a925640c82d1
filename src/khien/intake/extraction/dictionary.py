"""Many phrases found in one pass over a text, at a cost that does not grow with their number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from khien.intake.extraction.common_words import COMMON

T = TypeVar("T")

WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[ \t]{0,2}[-_/.'’]?[ \t]{0,2}\n?[ \t]{0,4}")
_BLOCK_CHARS: Final = 400
_LONGEST_GAP: Final = 8


# Bytes go through this several times as fast as a pattern goes through text. Bytes of letters outside
# ASCII stay; the signs outside ASCII that stand beside words are taken out by hand.
_SPACES: Final = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_SIGNS: Final = tuple(sign.encode() for sign in "’‘“”–—…«»•\u00a0")


def _bytes(lower: str) -> bytes:
    raw = lower.encode("utf-8", "replace").translate(_SPACES)
    if not lower.isascii():
        for sign in _SIGNS:
            raw = raw.replace(sign, b" ")
    return raw


class Block(NamedTuple):
    """A piece of text that ends where a line ends: its place, its lower case, its words."""

    start: int
    lower: str
    words: frozenset[bytes]


def blocks(text: str) -> list[Block]:
    """The text in blocks, cut once and looked at by every dictionary."""
    found: list[Block] = []
    whole = lowered(text)
    start = 0
    while start < len(text):
        end = whole.find("\n", start + _BLOCK_CHARS)
        end = len(text) if end < 0 else end + 1
        lower = whole[start:end]
        found.append(Block(start, lower, frozenset(_bytes(lower).split())))
        start = end
    return found


@dataclass(frozen=True, slots=True)
class Dictionary(Generic[T]):
    """Phrases by the word of each that tells most."""

    by_anchor: Mapping[bytes, tuple[tuple[tuple[str, ...], frozenset[bytes], T], ...]] = field(
        default_factory=dict
    )
    anchors: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, phrases: Iterable[tuple[tuple[str, ...], T]]) -> Dictionary[T]:
        """Compile phrases; of two with the same words the first counts."""
        made: dict[bytes, list[tuple[tuple[str, ...], frozenset[bytes], T]]] = {}
        for words, payload in dict(reversed(list(phrases))).items():
            anchor = max(words, key=lambda word: (word not in COMMON, len(word)))
            all_words = frozenset(word.encode() for word in words)
            made.setdefault(anchor.encode(), []).append((words, all_words, payload))
        return cls({anchor: tuple(found) for anchor, found in made.items()}, frozenset(made))

    def in_blocks(self, text: Iterable[Block]) -> Iterator[tuple[T, int, int, int]]:
        """What each phrase stands for, its start and end, and how many words it has.

        Phrases may overlap. Most blocks hold no anchor, or not the other words of its phrases, and
        are passed by without a look at their places.
        """
        for block in text:
            for words, payload in self._present(block):
                for at, end in _places(block.lower, words):
                    yield payload, block.start + at, block.start + end, len(words)

    def _present(self, block: Block) -> Iterator[tuple[tuple[str, ...], T]]:
        for anchor in self.anchors & block.words:
            for words, all_words, payload in self.by_anchor[anchor]:
                if all_words <= block.words:
                    yield words, payload


def lowered(text: str) -> str:
    """The text in lower case, letter for letter: no place moves."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _places(lower: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    at = lower.find(words[0])
    while at >= 0:
        end = -1 if _is_inner(lower, at - 1) else _end(lower, at, words)
        if end >= 0:
            yield at, end
        at = lower.find(words[0], at + len(words[0]))


def _end(lower: str, at: int, words: tuple[str, ...]) -> int:
    """Where the phrase that begins at `at` ends, or -1 where it does not."""
    end = at + len(words[0])
    if _is_inner(lower, end):
        return -1
    for word in words[1:]:
        end = _next_end(lower, end, word)
        if end < 0:
            break
    return end


def _is_inner(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isalnum()


def _next_end(lower: str, end: int, word: str) -> int:
    """Where `word` ends if it follows at `end` after a gap that may join words, else -1."""
    at = lower.find(word, end, end + len(word) + _LONGEST_GAP)
    if at <= end or not _GAP.fullmatch(lower, end, at) or _is_inner(lower, at + len(word)):
        return -1
    return at + len(word)

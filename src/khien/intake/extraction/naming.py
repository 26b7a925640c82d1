"""Names of actors, malware, tools, campaigns and techniques that the node holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khien.intake.extraction.common_words import COMMON, COMMON_NAMES


class Entry(NamedTuple):
    """One name or synonym: `kind` is one of `NAME_KINDS`, `ref` the id of the object that bears it."""

    name: str
    kind: str
    ref: str


class Named(NamedTuple):
    """A name found in a text."""

    entry: Entry
    start: int
    end: int


_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[ \t\u00a0]*[-_/.'’ ]?[ \t\u00a0]*\n?[ \t]{0,4}")
_LONGEST_GAP: Final = 6
_SHORT: Final = 3
_TAILS: Final = frozenset({"ransomware", "malware", "rat", "trojan", "backdoor", "stealer", "loader", "botnet", "group", "gang", "team", "apt", "spyware", "worm", "miner", "android", "windows", "linux"})
# What makes an ordinary word a name: the word before or after it.
_CUES: Final = frozenset(
    "group apt actor actors gang team hackers ransomware malware trojan rat backdoor stealer loader botnet spyware worm family variant campaign "
    "operation operators named called dubbed known tracked aka alias nhóm mã độc chiến dịch phần tin tặc tên gọi".split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """A compiled dictionary of names: by the longest word of each, the words of the name.

    A name is found whatever its case and whatever joins its words (`APT-28`, `Cobalt Strike`,
    `CobaltStrike`), except that one which is also an ordinary word must be written as a name.
    """

    entries: Mapping[str, tuple[tuple[tuple[str, ...], int, Entry], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry | tuple[str, str, str]]) -> Names:
        """Compile names; of two with one spelling the first counts."""
        made: dict[str, list[tuple[tuple[str, ...], int, Entry]]] = {}
        seen: set[tuple[str, ...]] = set()
        for one in entries:
            entry = Entry(*one)
            for words in _spellings(entry):
                if words and words not in seen:
                    seen.add(words)
                    anchor = max(range(len(words)), key=lambda i: (words[i] not in COMMON, len(words[i])))
                    made.setdefault(words[anchor], []).append((words, anchor, entry))
        longest_first = {
            word: tuple(sorted(found, key=lambda one: -len(one[0]))) for word, found in made.items()
        }
        return cls(longest_first)

    def in_text(self, text: str) -> Iterator[Named]:
        """Every name in the text; longer ones first where several start at one word."""
        if not self.entries:
            return
        keys = self.entries.keys()
        offset = 0
        for line in _blocks(text):
            lower = line.lower()
            if not keys.isdisjoint(_WORD.findall(lower)):
                yield from self._in_line(line, lower, offset)
            offset += len(line)

    def _in_line(self, line: str, lower: str, offset: int) -> Iterator[Named]:
        words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(lower)]
        for index, (word, _, _) in enumerate(words):
            for spelling, anchor, entry in self.entries.get(word, ()):
                first = index - anchor
                if not _matches(spelling, words, first, lower):
                    continue
                start, end = words[first][1], words[first + len(spelling) - 1][2]
                if _is_meant(entry, line, start, end, words, first, len(spelling)):
                    yield Named(entry, offset + start, offset + end)
                    break


def _blocks(text: str) -> Iterator[str]:
    """Pieces of a few hundred characters that end where a line ends, so that most can be passed by."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + 160)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _spellings(entry: Entry) -> Iterator[tuple[str, ...]]:
    words = tuple(_WORD.findall(entry.name.lower()))
    if not words or not _is_usable(words):
        return
    yield words
    joined = "".join(words)
    parts = _PARTS.findall(entry.name)
    if len(words) > 1 and len(joined) > 5 and entry.kind != "technique":
        yield (joined,)
    elif len(words) == 1 and len(parts) > 1 and all(len(part) > 1 for part in parts):
        yield tuple(part.lower() for part in parts)  # `CobaltStrike`, `APT28`
    if len(words) > 1 and words[-1] in _TAILS and _is_usable(words[:-1]) and entry.kind in ("malware", "tool"):
        yield words[:-1]


_PARTS: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+")


def _is_usable(words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    return len(joined) >= _SHORT and not joined.isdigit() and words not in _NEVER


_NEVER: Final = frozenset({("backdoor",), ("malware",), ("ransomware",), ("trojan",), ("worm",), ("tool",), ("group",), ("loader",), ("agent",), ("unknown",), ("test",)})


def _matches(spelling: tuple[str, ...], words: list[tuple[str, int, int]], first: int, line: str) -> bool:
    if first < 0 or first + len(spelling) > len(words):
        return False
    for step, wanted in enumerate(spelling):
        if words[first + step][0] != wanted:
            return False
        if step:
            gap = line[words[first + step - 1][2] : words[first + step][1]]
            if len(gap) > _LONGEST_GAP or not _GAP.fullmatch(gap):
                return False
    return True


def _is_meant(
    entry: Entry, line: str, start: int, end: int, words: list[tuple[str, int, int]], first: int, count: int
) -> bool:
    """Whether a word that may be an ordinary one is used as a name here."""
    written = line[start:end]
    if line[start - 1 : start] in ("_", "@", "\\") or line[end : end + 1] in ("_", "@") or line[end : end + 2] == "\\\\":
        return False
    if entry.kind == "technique":
        return count > 1 or written[0].isupper() or written.lower() not in COMMON
    spelled = tuple(word for word, _, _ in words[first : first + count])
    ordinary = all(word in COMMON for word in spelled) or written.lower() in COMMON_NAMES
    if not ordinary:
        return not (len(written) <= _SHORT and written != entry.name)
    if written == written.lower():
        return False
    around = {word for word, _, _ in words[max(0, first - 2) : first] + words[first + count : first + count + 2]}
    if count > 1:
        return all(piece[:1].isupper() for piece in written.split())
    return bool(around & _CUES) and (written == entry.name or written.isupper())


NO_NAMES: Final = Names()

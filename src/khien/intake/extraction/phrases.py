"""The notation in which descriptions of techniques are written down, and how one is looked for.

A description is a row of elements: `+create * scheduled task(s) [named/called]`.

- `word` stands for itself, `word(s)` also for its plural, `+verb` for all forms of a verb; `a-b` is also `a b` and `ab`.
- `a/b/c` is one of them; `{name}` is one of a list that several descriptions share.
- `[a/b]` may be left out; `*` is up to three words of any kind, `**` up to six.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from khien.intake.extraction.dictionary import EVERYDAY
from khien.intake.extraction.lexicon import plain
from khien.intake.extraction.page import places

_FORMS: Final = (
    "steal steals stole stolen stealing;write writes wrote written writing;send sends sent sending;run runs ran running;"
    "take takes took taken taking;get gets got getting;hide hides hid hidden hiding;make makes made making;set sets setting;"
    "find finds found finding;spread spreads spreading;read reads reading;leave leaves left leaving;buy buys bought buying;"
    "overwrite overwrites overwrote overwritten overwriting;have has had having;begin begins began begun beginning;"
    "freeze freezes froze frozen freezing;bring brings brought bringing;shut shuts shutting"
)
_IRREGULAR: Final[Mapping[str, str]] = {one.split()[0]: one for one in _FORMS.split(";")}
_DOUBLES: Final = "drop log grab plug scan map strip stop transfer transmit embed submit unplug spam skim plan zip wrap tap"
_DOUBLED: Final = frozenset(_DOUBLES.split())
_PARTICLES: Final = ("-off", "-down", "-up", "-out")
_HISSING: Final = ("s", "x", "ch", "sh", "z")
_GAPS: Final = {"*": 3, "**": 6}  # words
# What they took they never give back (`+`): a text that nearly fits is left at once.
_JOINT: Final = r"(?:[ \t,'\"*_(\[/`-]{1,3}+(?:\n[ \t>]{0,2}+)?+|\n)"
_ANY: Final = r"\w{1,30}+(?:[.&]\w{1,30}+){0,3}+"
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One description: the words with which it begins, the words that it needs, and its pattern.

    Attributes:
        sign: words of the element that texts have least often; one of them must be there.
        needs: the same of each other element.
    """

    first: frozenset[bytes]
    sign: frozenset[bytes]
    needs: tuple[frozenset[bytes], ...]
    written: str
    pattern: list[re.Pattern[str]] = field(default_factory=list, compare=False)

    def ends(self, sheet: Sheet) -> Iterator[tuple[int, int]]:
        """Every place where it stands."""
        if not self.pattern:  # a pattern that no text asked for is not compiled
            self.pattern.append(re.compile(self.written))
        match, lower = self.pattern[0].match, sheet.lower
        for word in self.first & sheet.words:
            for at in sheet.starts(word):
                found = match(lower, at)
                if found is not None:
                    yield at, found.end()


class Sheet:
    """A text in lower case with its words, and where each of them stands as soon as somebody asked."""

    def __init__(self, lower: str, words: frozenset[bytes]) -> None:
        self.lower = lower
        self.words = words
        self._starts: dict[bytes, list[int]] = {}

    def starts(self, word: bytes) -> list[int]:
        """Where a word begins; what stands behind a hyphen is the end of another."""
        starts = self._starts.get(word)
        if starts is None:
            lower = self.lower
            starts = [
                at
                for at in places(lower, word.decode())
                if not (at and (lower[at - 1].isalnum() or lower[at - 1] in _STUCK))
            ]
            self._starts[word] = starts
        return starts


_STUCK: Final = "_-"


def phrases_of(row: str, lists: Mapping[str, str]) -> Iterator[Phrase]:
    """The descriptions of one row, parted by semicolons; `lists` are what `{names}` stand for.

    A longer one in Vietnamese is there twice: with its marks, and as it is typed without any.
    """
    for written in row.split(";"):
        yield _phrase(written.split(), lists)
        if not written.isascii() and _syllables(written) >= _ENOUGH:
            yield _phrase(plain(written).split(), lists)


def _syllables(written: str) -> int:
    """How many syllables the shortest reading has."""
    elements = [one for one in written.split() if one not in _GAPS and one[0] != "["]
    return sum(min(len(form.split("-")) for form in one.split("/")) for one in elements)


_ENOUGH: Final = 4  # syllables that mean one thing only, also without their marks


def _phrase(elements: list[str], lists: Mapping[str, str]) -> Phrase:
    first: frozenset[bytes] = frozenset()
    needs: list[frozenset[bytes]] = []
    written = gap = ""
    for element in elements:
        if element in _GAPS:
            gap = f"(?:{_JOINT}{_ANY}){{0,{_GAPS[element]}}}?"
            continue
        forms = list(dict.fromkeys(_forms(element.strip("[]"), lists)))
        told = "|".join(map(_written, sorted(forms, key=len, reverse=True)))
        one = rf"{gap + _JOINT if written else ''}(?:{told})(?!\w)"
        written += f"(?:{one})?" if element[0] == "[" else one
        gap = ""
        if element[0] != "[":
            runs = [run for form in forms for run in (_WORD.findall(form), _joined(form)) if run]
            needs.append(frozenset(min(run, key=frequency).encode() for run in runs))
            needs += [frozenset(run[end].encode() for run in runs) for end in (0, -1)]
            first = first or needs[-2]
    sign, *rest = sorted(dict.fromkeys(needs), key=how_frequent)
    return Phrase(first, sign, tuple(rest), written)


def _joined(form: str) -> list[str]:
    """The words of a form whose hyphens are left out: `sideload`."""
    return _WORD.findall(form.replace("-", "")) if "-" in form else []


def frequency(word: str) -> float:
    """How often texts have a word, beside a rare one."""
    return _RANKS.get(word, 1.0)


def how_frequent(words: frozenset[bytes]) -> float:
    """How often texts have one of some words."""
    return sum(frequency(word.decode()) for word in words)


# Words that reports and guides are full of, the most frequent first: what a phrase is looked for by is none of these.
_FREQUENT: Final = (
    "the and to of a in is that for as with on https by it security from are be data com or threat used malware which access has "
    "information have http file files their was systems using use network actors attacks such at other system more malicious its been "
    "new user will users campaign one email attack content actor tools if net service services into microsoft group known software c "
    "about cloud trust vulnerabilities when only code attackers key were control over time payload same name url server through against "
    "c2 zero ransomware phishing within like process multiple applications out after then application being victim web resources two "
    "command further related via compromise emails domain each uses identified compromised post download devices techniques encrypted "
    "address credentials another exploit remote windows backdoor loader found during document legitimate additional version "
    "vulnerability end make open machine domains source before no traffic get report servers contains initial website stage sent once "
    "execute host sections connection account accounts script folder program device internet computer list set run api registry task "
    "library memory message messages link links exe dll pdf powershell image date language password passwords"
)
_RANKS: Final = {
    word: 2000 / (rank + 10)
    for words in (map(plain, EVERYDAY.split()), EVERYDAY.split(), _FREQUENT.split())
    for rank, word in enumerate(words)
}


def _written(form: str) -> str:
    return re.escape(form).replace(r"\-", r"[\s-]?")


def _forms(choice: str, lists: Mapping[str, str]) -> Iterator[str]:
    for one in choice.split("/"):
        if one[0] == "{":
            yield from _forms(lists[one[1:-1]], lists)
        elif one[0] == "+":
            yield from _inflected(one[1:])
        elif one.endswith("(s)"):
            yield from (one[:-3], _plural(one[:-3]))
        else:
            yield one


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(_HISSING) else "s")


def _inflected(verb: str) -> Iterable[str]:
    for particle in _PARTICLES:
        if verb.endswith(particle):
            return [form + particle for form in _inflected(verb.removesuffix(particle))]
    if verb in _IRREGULAR:
        return _IRREGULAR[verb].split()
    if verb in _DOUBLED:
        return (verb, verb + "s", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")
    stem = verb.removesuffix("e")
    past = _plural(verb)[:-1] + "d" if verb.endswith("y") else stem + "ed"
    return (verb, _plural(verb), past, stem + "ing")

"""Evidence for and against each value, added up in log-odds: which cues stand where around it, and what it is itself.

The *signs* of a value are named `class@place` (`block@label`, `official@near-before`), and what it is itself by one word
(`mobile`, `page-of-login`). `weights.py` holds the weight of each; a positive sum says malicious. Every sign that counted
can be told to the analyst.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khien.intake.extraction.candidates import HASHES, INDICATOR_KINDS
from khien.intake.extraction.cue_words import cues_in
from khien.intake.extraction.dictionary import WORD
from khien.intake.extraction.page import Page, Spot, goes_on
from khien.intake.extraction.shapes import LETTER, Shapes

JUDGED: Final = frozenset(INDICATOR_KINDS)
FAMILIES: Final = {
    **dict.fromkeys(("domain", "host-name", "url"), "host"),
    **dict.fromkeys(("ipv4", "ipv6", "cidr"), "address"),
    **dict.fromkeys(("bank-account", "coin", "coin-transaction", "iban", "payment-card"), "money"),
    **dict.fromkeys(HASHES, "digest"),
    "email": "email",
    "phone": "phone",
    "brandname": "phone",
}
"""What sort of thing each kind is; the others are things on a machine."""
_NEAR: Final = 24  # characters between a cue and a value
_LABEL: Final = re.compile(r"[ \t>*•#|-]{0,8}[^\n:|]{1,60}?:(?=\s)")
_END: Final = re.compile(r"(?<![.\s(]\w)[.!?…]+[\"'”’)\]]*(?=\s)|\n")
_ROWS: Final = 60  # lines of a list
_JOINT_WORDS: Final = r"(?:\b(?:và|and|hoặc|or|hay|cùng|as well as)\b[\s`'\"]*)?"
JOINT: Final = re.compile(
    r"[\s,;|`'\"()•*:0-9-]*"
    + _JOINT_WORDS
    + r"(?:\b(?:to|IP|IPv[46]|URLs?|domains?|dải|tên miền|địa chỉ|thư điện tử|e-?mail|điện thoại|fax|(?:đính )?kèm(?: theo)?(?: tệp| file)?)\b[\s:`'\"]*)?"
)
LONGEST_JOINT: Final = 20  # characters between two values of one enumeration
_CRIMES: Final = {"malware": "malware", "actor": "crook", "campaign": "crook", "crime": "crime"}


class Told(NamedTuple):
    """What stands in a block, or in it and those beside it: cues, where sentences begin, the signs of all cues together."""

    cues: tuple[tuple[int, int, str], ...]
    starts: tuple[int, ...]
    end: int
    page: tuple[str, ...] = ()

    def start_of(self, sentence: int) -> int:
        """Where a sentence begins, or the first or last of them ends."""
        if sentence >= len(self.starts):
            return self.end
        return self.starts[max(sentence, 0)] if self.starts else 0


class Row(NamedTuple):
    """Where an enumeration of values stands: its sentence, itself, and how far the words beside it speak of it."""

    begin: int
    low: int
    high: int
    end: int
    apart: int
    """Before it, the words of its sentence are parted from it."""
    until: int
    """From here on they are, behind it."""
    aside: range
    """Brackets before it."""
    before: str
    """What the place of a cue is called that stands in the sentence before, and in the sentence behind."""
    behind: str

    def place_of(self, start: int, stop: int) -> str:
        """Where a cue stands, as it is named."""
        if stop <= self.begin:
            return self.before
        if start >= self.end:
            return self.behind
        if start < self.low:
            if start < self.apart or start in self.aside:
                return "far-before"
            return "near-before" if self.low - stop <= _NEAR else "mid-before"
        if start >= self.until:
            return "far-after"
        return "near-after" if start - self.high <= _NEAR else "mid-after"


@dataclass(slots=True)
class Letter:
    """What a short document is about as a whole; read when the first value asks."""

    signs: tuple[str, ...] | None = None


@dataclass(slots=True)
class Lines:
    """The line that was looked at last, and how many before it had its shape."""

    start: int = -1
    end: int = -1
    shape: str = ""
    first: int = -1
    """Where the first line of the shape begins."""
    alike: int = 0
    values: int = 0
    """How many values stand before the line."""

    def take(self, text: str, judged: tuple[Spot, ...], line: int) -> None:
        """Go on to a line."""
        end = text.find("\n", line)
        end = len(text) if end < 0 else end
        low, at, parts = bisect_left(judged, line, key=_start), line, []
        for spot in judged[low : low + _LONGEST_ROW]:
            if spot.start >= end:
                break
            parts.append(text[at : spot.start])
            at = max(at, spot.end)
        parts.append(text[at:end])
        shape = "\t".join(parts).translate(_DIGITS).replace("000", "0").replace("00", "0")
        follows = line == self.end + 1 and shape == self.shape
        self.alike = self.alike + 1 if follows else 0
        self.first = self.first if follows else line
        self.start, self.end, self.shape, self.values = line, end, shape, low


@dataclass(frozen=True, slots=True)
class Scales:
    """What weighs the values of one document."""

    page: Page
    judged: tuple[Spot, ...]
    starts: tuple[int, ...]
    """Where each block of the page begins."""
    shapes: Shapes
    letter: Letter
    lines: Lines
    _told: dict[int, Told] = field(default_factory=dict)
    _beside: dict[int, Told] = field(default_factory=dict)
    _shared: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Scales:
        """Nothing is looked at before a value asks for it."""
        judged = tuple(spot for spot in page.spots if spot.kind in JUDGED)
        starts = tuple(piece.start for piece in page.pieces)
        return cls(page, judged, starts, Shapes.of(page.text, judged), Letter(), Lines())

    def signs(self, spot: Spot) -> tuple[str, ...]:
        """Every sign of a value: of the words around it, which a row of values shares, and of itself."""
        alike = self._like(spot)
        around = None if alike is None else self._shared.get(alike)
        if around is None:
            around = self._of_row(spot, alike)
        letter = self._of_letter(spot) if len(self.page.text) <= LETTER else ()
        return (*around, *letter, *self.shapes.of_value(spot))

    def _of_row(self, spot: Spot, alike: tuple[int, int] | None) -> tuple[str, ...]:
        """The signs of the words around the row of a value, kept for the others of it, or for those like it."""
        first, last = self._row(spot)
        place = alike or (first.start, last.end)
        around = self._shared.get(place)
        if around is None:
            around = tuple(dict.fromkeys(self._around(first, last, last.end)))
            if len(self._shared) > _LONGEST_ROW:
                self._shared.clear()  # rows come one after another
            self._shared[place] = around
        return around

    def _like(self, spot: Spot) -> tuple[int, int] | None:
        """Where a value stands in lines of one shape, as a log has them: which lines, and how many values before in its own.

        The words around it are the same in all of them, and are weighed once.
        """
        if len(self.page.text) <= LETTER:
            return None
        line = self.page.text.rfind("\n", 0, spot.start) + 1
        lines = self.lines
        if line != lines.start:
            lines.take(self.page.text, self.judged, line)
        if lines.alike < _ALIKE:
            return None
        return lines.first, -1 - bisect_left(self.judged, spot.start, key=_start) + lines.values

    def pardons(self, place: int) -> bool:
        """Whether anything around a place speaks for a value; in a long document, anything in its block."""
        own = self._block(place)
        near = self._near(own) if len(self.page.text) <= LETTER else self._read(own)
        return any(name in _PARDONS for _, _, name in near.cues)

    def _of_letter(self, spot: Spot) -> Iterator[str]:
        """What sort of letter a value stands in, and where in it."""
        if self.letter.signs is None:
            names = {name for at in range(len(self.starts)) for _, _, name in self._read(at).cues}
            signs = [f"{name}@document" for name in sorted(_TOPICS & names)]
            self.letter.signs = (
                (*signs, "calm@document") if _BAD.isdisjoint(names) else tuple(signs)
            )
        yield from self.letter.signs
        line = self.page.text.rfind("\n", 0, spot.start) + 1
        if self.page.text[line : line + 1] == ">":
            yield "quoted@line"
        if line and self.page.text.find("\n", spot.end) < 0:
            yield "last-line"
        elif not line:
            yield "first-line"

    # --- what stands around ----------------------------------------------------------------------------

    def _around(self, first: Spot, last: Spot, high: int) -> Iterator[str]:
        low = first.start
        near = self._told_of(low, high)
        at, to = bisect_right(near.starts, low) - 1, bisect_right(near.starts, high - 1) - 1
        begin, end = near.start_of(at), near.start_of(to + 1)
        before, behind = near.start_of(at - 1), near.start_of(to + 2)
        other_before, other_after = self._neighbours(first, last)
        asked = "?" in self.page.text[high:end]
        row = Row(
            begin, low, high, end,
            apart=self._parted_before(max(begin, other_before), low),
            until=self._parted_after(high, min(end, other_after)),
            aside=self._aside(begin, low),
            before="others-before" if before < other_before <= begin else "sentence-before",
            behind="answer" if asked else "others-after" if end <= other_after < behind else "sentence-after",
        )  # fmt: skip
        yield from near.page
        yield from self._cells(low)
        cues = near.cues
        next_before = next_after = ""
        said = _SAID.match(self.page.text, high, end) is not None
        that = row.behind == "sentence-after" and _THAT.match(self.page.text, end) is not None
        answer = _ANSWER.match(self.page.text, end) if asked else None
        if answer is not None:
            yield "no@answer" if answer["no"] else "yes@answer"
        label = self._label(low)
        for start, stop, name in cues[bisect_left(cues, (before,)) : bisect_left(cues, (behind,))]:
            place = row.place_of(start, stop)
            yield f"{name}@{place}"
            if start < label and stop > begin:
                yield f"{name}@label"
            if (said and place in _BEHIND) or (that and place == "sentence-after"):
                yield f"{name}@said"
            if place in _CLAUSE and name not in JOINING:
                if start < low:
                    next_before = f"{name}@next-before"
                else:
                    next_after = next_after or f"{name}@next-after"
        yield from filter(None, (next_before, next_after))
        for name in self._introduced(low):
            yield f"{name}@label"

    def _cells(self, place: int) -> Iterator[str]:
        """The verdict of a row of a table, where a cell holds nothing else."""
        line = self.page.text.rfind("\n", 0, place) + 1
        end = self.page.text.find("\n", place, line + _LONGEST_LINE)
        found = _VERDICT.search(self.page.text, line, end if end > 0 else line + _LONGEST_LINE)
        if found is not None:
            yield "bad@cell" if found["bad"] else "good@cell"

    def _row(self, spot: Spot) -> tuple[Spot, Spot]:
        """The first and the last value of the enumeration that a value stands in."""
        at = bisect_left(self.judged, spot.start, key=_start)
        low = high = at
        first, last = max(0, at - _LONGEST_ROW), min(len(self.judged) - 1, at + _LONGEST_ROW)
        while low > first and self._joined(self.judged[low - 1], self.judged[low]):
            low -= 1
        while high < last and self._joined(self.judged[high], self.judged[high + 1]):
            high += 1
        return self.judged[low], self.judged[high]

    def _joined(self, one: Spot, other: Spot) -> bool:
        text = self.page.text
        if other.start - one.end > LONGEST_JOINT or "\n" in text[one.end : other.start]:
            return False
        return JOINT.fullmatch(text, one.end, other.start) is not None

    def _neighbours(self, first: Spot, last: Spot) -> tuple[int, int]:
        """Where the value before a row ends, and where the one after it begins."""
        low = bisect_left(self.judged, first.start, key=_start)
        high = bisect_right(self.judged, last.start, key=_start)
        before = self.judged[low - 1].end if low else -1
        after = self.judged[high].start if high < len(self.judged) else len(self.page.text)
        return before, after

    def _parted_before(self, low: int, place: int) -> int:
        text = self.page.text
        return max(
            low, text.rfind(";", low, place), *(text.rfind(sign, low, place) for sign in _CONTRASTS)
        )

    def _parted_after(self, place: int, high: int) -> int:
        ends = (self.page.text.find(sign, place, high) for sign in (";", *_CONTRASTS))
        return min((end for end in ends if end >= 0), default=high)

    def _aside(self, low: int, place: int) -> range:
        """The last brackets before a place: what stands in them is not said of it."""
        closed = self.page.text.rfind(")", low, place)
        opened = self.page.text.rfind("(", low, closed) if closed >= 0 else -1
        return range(opened, closed) if opened >= 0 else range(0)

    def _label(self, place: int) -> int:
        """Where the label ends that the line of a place begins with; its line's start where there is none."""
        line = self.page.text.rfind("\n", 0, place) + 1
        found = _LABEL.match(self.page.text, line, place)
        return line if found is None else found.end()

    def _introduced(self, place: int) -> tuple[str, ...]:
        """The classes in the heading, or in the line above the list, below which a place stands."""
        line = self.page.text.rfind("\n", 0, place) + 1
        own = self.page.text[line:place].strip(" \t>*•#|`'\"(-+0123456789.")
        if not line or (own and own[-1] != ":"):
            return ()
        above = self._heading_above(line, bare=not own)
        return tuple(name for _, _, name in cues_in(above))

    def _heading_above(self, line: int, *, bare: bool) -> list[str]:
        """The words of the line that the lines of values above a line begin with, if it is a heading."""
        text = self.page.text
        for _ in range(_ROWS):
            end = line - 1
            if end <= 0:
                break
            line = text.rfind("\n", 0, end) + 1
            above = text[line:end].strip()
            at = bisect_left(self.judged, line, key=_start)
            if not above or (at < len(self.judged) and self.judged[at].start < end):
                continue
            heads = above[-1] in ":!" or above[0] == "#" or above.isupper()
            if len(above) <= _HEADING and (
                heads or (bare and len(above) <= _SHORT and above[-1] not in ".,;?")
            ):
                return WORD.findall(above.lower())
            break
        return []

    # --- blocks ----------------------------------------------------------------------------------------

    def _block(self, place: int) -> int:
        return bisect_right(self.starts, place) - 1

    def _told_of(self, low: int, high: int) -> Told:
        """What is told around a place: in a long document by its own block, if three sentences end within it."""
        own = self._block(low)
        if len(self.page.text) > LETTER:
            told = self._read(own)
            starts = told.starts
            if bisect_right(starts, low) > 1 and bisect_right(starts, high - 1) + 1 < len(starts):
                return told
        return self._near(own)

    def _near(self, own: int) -> Told:
        """A block and those beside it."""
        near = self._beside.get(own)
        if near is None:
            told = [self._read(at) for at in range(max(0, own - 1), min(len(self.starts), own + 2))]
            cues = tuple(cue for one in told for cue in one.cues)
            page = tuple({sign for one in told for sign in one.page})
            starts = tuple(start for one in told for start in one.starts)
            near = self._beside[own] = Told(cues, starts, told[-1].end, page)
        return near

    def _read(self, index: int) -> Told:
        told = self._told.get(index)
        if told is None:
            told = self._told[index] = self._told_in(index)
        return told

    def _told_in(self, index: int) -> Told:
        block = self.page.pieces[index]
        start, end = block.start, block.start + len(block.lower)
        lower = block.lower
        spots = self.page.spots
        named: list[tuple[int, int, str]] = []
        low = bisect_left(spots, start, key=_start)
        for spot in spots[low : bisect_left(spots, end, key=_start)]:
            if spot.kind in _CRIMES and not spot.hint:
                named.append((spot.start, spot.end, _CRIMES[spot.kind]))
            if spot.kind in JUDGED:
                first, last = spot.start - start, min(spot.end - start, len(lower))
                lower = lower[:first] + "\t" * (last - first) + lower[last:]
        places = list(WORD.finditer(lower))
        cues = [
            (start + places[at].start(), start + places[at + length - 1].end(), name)
            for at, length, name in cues_in([place[0] for place in places])
        ]
        page = tuple({f"{name}@page" for _, _, name in cues if name not in JOINING})
        if named:
            cues = sorted(cues + named)
            page = (*page, *{f"{name}@page" for _, _, name in named})
        return Told(tuple(cues), tuple(self._sentences(index, start, end)), end, page)

    def _sentences(self, index: int, start: int, end: int) -> Iterator[int]:
        text = self.page.text
        done = 0
        if index == 0:
            yield 0
        for found in _END.finditer(text, start, min(len(text), end + 2)):
            at = found.end()
            if found.start() >= end or at >= len(text):
                return
            if found[0] != "\n" or (done != found.start() and self._ends(found.start())):
                yield at
            if found[0] != "\n" or done == found.start():
                done = at

    def _ends(self, place: int) -> bool:
        """Whether a sentence ends with the line that ends at a place."""
        text = self.page.text
        line = text.rfind("\n", 0, place) + 1
        return not goes_on(text[line:place], text[place + 1 : place + 30], cut=False)


_CLAUSE: Final = frozenset({"near-before", "mid-before", "near-after", "mid-after"})
_ALIKE: Final = 3  # lines before that have the shape of a line
_DIGITS: Final = str.maketrans("123456789", "000000000")
_LONGEST_LINE: Final = 300  # characters
_VERDICT: Final = re.compile(
    r"[|;,\t][ \t]*(?:(?P<bad>malicious|bad|phishing|confirmed|true positive|tp|độc hại|lừa đảo|chặn|đen)"
    r"|clean|benign|harmless|good|safe|legitimate|false positive|fp|allow|sạch|lành tính|an toàn|hợp lệ|báo nhầm|bỏ qua|trắng)[ \t]*(?=[|;,\t\n]|\Z)",
    re.IGNORECASE,
)
_BEHIND: Final = frozenset({"near-after", "mid-after"})
_BAD: Final = frozenset({"fraud", "crook", "malware", "attack", "shun", "disown", "harmed"})
_PARDONS: Final = frozenset({"allow", "cleared", "exercise", "noise", "official", "own", "upkeep"})
_TOPICS: Final = frozenset({"exercise", "cleared", "mend", "allow", "upkeep", "noise"})
# What follows says what the value is: `x is …`, `x - …`, `x (…)`; or the next sentence does: `That is …`.
_SAID: Final = re.compile(
    r"[`'\"*\])]{0,3}(?: ?[|;,] ?[\w-]{1,12})?[ \t]*(?:[-–—:=(|;#<,]|->|→|(?:is|are|was|were|belongs?|stands|isn't|'s|also|turned out|looked|thats|là|cũng|thuộc|đúng|vẫn|bị|do|của)\b)"
)
_THAT: Final = re.compile(
    r"[\s>*•-]{0,6}(?:\[[^\]\n]{1,12}\] ?)?(?:\w{1,12}: )?(?:(?:so|and|but|ok|no|yes|nah|ờ|à|dạ|thì)[ ,]{1,2})?(?:that|this|it|they|these|those|both|the \w+ is|đó|đây|nó|cái đó|con đó|hai|cả hai|số này|trang này|địa chỉ này|việc này)\b",
    re.IGNORECASE,
)
_ANSWER: Final = re.compile(
    r"[\s>→*•-]{0,6}(?:\[[^\]\n]{1,12}\] ?)?(?:[\w ]{1,12}: ?)?(?:dạ[, ]{1,2}|à[, ]{1,2})?(?:(?P<no>no|nope|nah|không|ko|chẳng)|yes|yep|yeah|correct|đúng|phải|vâng|rồi|có)\b",
    re.IGNORECASE,
)
_LONGEST_ROW: Final = 12  # values of an enumeration, before a value and behind it
JOINING: Final = frozenset({"from", "toward", "using", "contrast"})
_SHORT: Final = 60  # characters
_HEADING: Final = 120  # characters
_CONTRASTS: Final = (
    " unlike ",
    " instead of ",
    " rather than ",
    " thay vì ",
    " khác với ",
    " khác trang ",
    " but ",
    " while ",
    " whereas ",
    " nhưng ",
    " còn ",
    " trong khi ",
    ". ",
)


def _start(spot: Spot) -> int:
    return spot.start

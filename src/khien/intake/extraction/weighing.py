"""Evidence for and against each value, added up in log-odds: which cues stand where around it, and what it is itself.

The *signs* of a value are named `class@place` (`block@label`, `official@near-before`), and what it is itself by one word
(`mobile`, `page-of-login`). `weights.py` holds the weight of each; a positive sum says malicious. Every sign that counted
can be told to the analyst.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khien.intake.extraction.agreeing import HOSTED
from khien.intake.extraction.candidates import HASHES, INDICATOR_KINDS
from khien.intake.extraction.cue_words import cues_in
from khien.intake.extraction.dictionary import WORD
from khien.intake.extraction.hosts import host_of
from khien.intake.extraction.page import Page, Spot, goes_on

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
_ROLES: Final = re.compile(
    r"(?:abuse|noc|soc|cert|csirt|psirt|security|info|contact|support|help|helpdesk|hotro|cskh|care|press|media|legal|office|vanphong|privacy|webmaster|postmaster|hostmaster|advisory|incidents?|desk|tips|complaints|truc|ungcuu|baocao|bandoc|toasoan)\b"
)
_TRAP: Final = re.compile(
    r"log-?in|sign-?in|verif|secur|claim|refund|rebate|reward|bonus|gift|prize|lott|win|pay|otp|confirm|update|unlock|account|invest|trade|coin|fx|bet|casino|vip|promo|sale|ticket|job|hire|loan|sso|webmail|owa|quota|wallet|kyc"
    r"|khuyen|qua|thuong|hoan|xac|thuc|nhan|doi|diem|mai|vay|dautu|viec|tuyen|phat|nguoi|nap|rut|khach"
)
_READ: Final = re.compile(
    r"(?:advisor|alert|blog|news|report|research|article|docs?|guid|help|faq|support|security|download|patch|release|post|about|contact|policy|pgp|huong|canh-bao|tin|bai|tailieu|20[0-9][0-9])"
)
_RUNS: Final = re.compile(
    r"\.(?:exe|dll|ps1|sh|bat|vbs|js|jar|apk|msi|zip|rar|7z|iso|img|bin|hta|scr|docm|xlsm)\b"
)
_ORGANS: Final = re.compile(
    r"(?:^|[.@-])(?:company|corp|agency|ministry|hospital|police|cert|csirt|soc|school|university|council|vendor|labs?|news|press|blog|docs|research|cuc|so|bo|truong|benhvien|donvi|coquan|congan|toasoan|bao|trungtam)[.-]"
)


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


@dataclass(frozen=True, slots=True)
class Scales:
    """What weighs the values of one document."""

    page: Page
    judged: tuple[Spot, ...]
    starts: tuple[int, ...]
    """Where each block of the page begins."""
    hosts: dict[str, str] = field(default_factory=dict)
    """Of each host with a name its label, without the suffix."""
    _told: dict[int, Told] = field(default_factory=dict)
    _beside: dict[int, Told] = field(default_factory=dict)
    _shared: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Scales:
        """Nothing is looked at before a value asks for it."""
        judged = tuple(spot for spot in page.spots if spot.kind in JUDGED)
        return cls(page, judged, tuple(piece.start for piece in page.pieces))

    def signs(self, spot: Spot) -> tuple[str, ...]:
        """Every sign of a value: of the words around it, which a row of values shares, and of itself."""
        first, last = self._row(spot)
        place = first.start, spot.end if spot is last else last.end
        around = self._shared.get(place)
        if around is None:
            around = tuple(dict.fromkeys(self._around(first, last, place[1])))
            self._shared.clear()  # rows come one after another
            self._shared[place] = around
        return (*around, *self._itself(spot))

    # --- what stands around ----------------------------------------------------------------------------

    def _around(self, first: Spot, last: Spot, high: int) -> Iterator[str]:
        low = first.start
        near = self._near(self._block(low))
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
        cues = near.cues
        next_before = next_after = ""
        label = self._label(low)
        for start, stop, name in cues[bisect_left(cues, (before,)) : bisect_left(cues, (behind,))]:
            place = row.place_of(start, stop)
            yield f"{name}@{place}"
            if start < label and stop > begin:
                yield f"{name}@label"
            if place in _CLAUSE and name not in JOINING:
                if start < low:
                    next_before = f"{name}@next-before"
                else:
                    next_after = next_after or f"{name}@next-after"
        yield from filter(None, (next_before, next_after))
        for name in self._introduced(low):
            yield f"{name}@label"

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

    def _near(self, own: int) -> Told:
        """A block and those beside it."""
        near = self._beside.get(own)
        if near is None:
            told = [self._read(at) for at in range(max(0, own - 1), min(len(self.starts), own + 2))]
            cues = tuple(cue for one in told for cue in one.cues)
            page = tuple({f"{name}@page" for _, _, name in cues})
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
            for at, length, name in cues_in(WORD.findall(lower))
        ]
        return Told(tuple(sorted(cues + named)), tuple(self._sentences(index, start, end)), end)

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

    # --- what it is itself -----------------------------------------------------------------------------

    def _itself(self, spot: Spot) -> Iterator[str]:
        yield "is-it"
        host = host_of(spot)
        if spot.kind == "phone":
            yield _of_phone(spot.value)
        elif spot.kind == "url":
            yield from _of_url(spot.value.lower())
        elif spot.kind == "email" and _ROLES.match(spot.value.lower()):
            yield "mailbox-of-office"
        elif spot.kind == "file-name" and _RUNS.search(spot.value.lower()):
            yield "runs"
        if host and spot.kind not in _ADDRESSES:
            yield from self._of_host(host)
        if len(self.judged) > 1 and len(self.page.text) < _LETTER:
            if spot is self.judged[0]:
                yield "first"
            elif spot is self.judged[-1]:
                yield "last"

    def _of_host(self, host: str) -> Iterator[str]:
        if host.startswith("www."):
            yield "www"
        if _ORGANS.search(f"{host}."):
            yield "host-of-office"
        label = self._labels().get(host, "")
        if "-" in label and not label.startswith("xn--"):
            yield "hyphen"
        if _TRAP.search(label):
            yield "host-of-trap"
        others = {other for other in self._labels().values() if other != label and len(other) > 2}
        if label and any(other in label for other in others):
            yield "made-of-another"
        if len(label) > 2 and any(label in other for other in others):
            yield "another-made-of-it"

    def _labels(self) -> dict[str, str]:
        if not self.hosts:
            for spot in self.judged[:_MOST_HOSTS]:
                host = host_of(spot)
                if host and spot.kind in HOSTED and not host[0].isdigit() and ":" not in host:
                    self.hosts[host] = _label_of(host)
        return self.hosts


_CLAUSE: Final = frozenset({"near-before", "mid-before", "near-after", "mid-after"})
_ADDRESSES: Final = frozenset({"ipv4", "ipv6", "cidr"})
_LONGEST_ROW: Final = 12  # values of an enumeration, before a value and behind it
JOINING: Final = frozenset({"from", "toward", "using", "contrast"})
_SHORT: Final = 60  # characters
_HEADING: Final = 120  # characters
_MOST_HOSTS: Final = 200
_LETTER: Final = 3_000  # characters of a short document
_CONTRASTS: Final = (" but ", " while ", " whereas ", " nhưng ", " còn ", " trong khi ", ". ")
_MOBILE: Final = re.compile(r"\+84[35789]\d{8}\Z|\+447|\+861|\+66[689]")
_LINE: Final = re.compile(r"\+841[89]00|\+84069|\+44800|\+1800|\+4434|\+4430|\d{3,4}\Z")


def _of_phone(value: str) -> str:
    if _MOBILE.match(value):
        return "mobile"
    return "line-of-office" if _LINE.match(value) else "phone-line"


def _of_url(value: str) -> Iterator[str]:
    path = (value.partition("://")[2] or value).partition("/")[2]
    yield "page" if path.strip("/") else "site"
    if _TRAP.search(path):
        yield "page-of-trap"
    if _READ.search(path):
        yield "page-to-read"
    if _RUNS.search(path):
        yield "page-of-file"
    if value.startswith("http://"):
        yield "no-tls"


def _start(spot: Spot) -> int:
    return spot.start


def _label_of(host: str) -> str:
    """The label of a host that its owner chose: `birch-pay` of `www.birch-pay.example`."""
    labels: Sequence[str] = host.split(".")
    if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2:
        labels = labels[:-1]  # `com.vn`
    return labels[-2] if len(labels) > 1 else labels[0]

"""Malicious, benign or unsure: what a document makes of each value, by certain rules first and then by weighing.

In this order: what a value is by itself (reserved, a version), who writes it (the publisher), where it
stands (footer, references), how it is written (defanged, linked). Where none of these is certain, the evidence
around it is weighed (`weighing.py`), and the strongest of it is the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from khien.intake.extraction.agreeing import HOSTED, Verdict, agree
from khien.intake.extraction.candidates import HASHES, Context
from khien.intake.extraction.cues import taken_off
from khien.intake.extraction.document import Document
from khien.intake.extraction.hosts import deceives, host_of, is_example, known_host
from khien.intake.extraction.own_pages import (
    is_drop,
    is_of_every_machine,
    is_own_page,
    is_sender_line,
)
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.sections import sections_of
from khien.intake.extraction.suffixes import registrable
from khien.intake.extraction.tables import Headed, cell_of, headed_tables
from khien.intake.extraction.weighing import FAMILIES, JOINING, JUDGED, Scales
from khien.intake.extraction.weights import UNSURE, WEIGHTS

DENIED: Final = "extraction.denied"
DESCRIBED: Final = "extraction.described"
_CERTAIN: Final = frozenset({"extraction.defanged", "extraction.listed"})
_UNSAID: Final = frozenset({"extraction.no-sign", "extraction.example"})
_WEAK: Final = _UNSAID | {"extraction.said-good"}
_ALARMING: Final = frozenset({"actor", "malware", "campaign", "crime"})
_WIDE: Final = 240  # characters of a line that are looked at
_LINK_WIDE: Final = 250  # characters of a Markdown link, before its value and after
_ADDRESSES: Final = frozenset({"ipv4", "ipv6"})
_IN_BRACKETS: Final = re.compile(r"[ \t`'\"]{0,4}[(\[][ \t]?(?:IP(?:v[46])?:? )?")


class Case(NamedTuple):
    """One find with what every rule asks of it.

    Attributes:
        spot: the find.
        host: its host or address, empty where it has none.
        defanged: whether the writer disarmed this very value.
    """

    spot: Spot
    host: str
    defanged: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """Facts of one document that every judgement needs."""

    document: Document
    page: Page
    popular: Callable[[str], bool]
    scales: Scales
    sections: tuple[tuple[int, str], ...]
    parts: tuple[int, ...]
    disarmed: bool
    alarming: bool
    tables: tuple[Headed, ...] = ()
    scores: dict[int, float] = field(default_factory=dict)
    """Log-odds of what was weighed, by where it begins."""
    repeated: dict[tuple[str, str], tuple[Verdict, int]] = field(default_factory=dict)
    """Of each value that was weighed the last verdict, and how often in turn it came to that."""

    @classmethod
    def of(cls, document: Document, page: Page, popular: Callable[[str], bool]) -> Judge:
        """Look at the document as a whole: its sections, its parts, whether it defangs."""
        sections = sections_of(page)
        hosts = [spot for spot in page.spots if spot.kind in HOSTED]
        disarmed = any(page.clean.was_defanged(spot.start, spot.end) for spot in hosts)
        parts = tuple(part.start for part in document.parts)
        alarming = disarmed or any(name == "indicators" for _, name in sections)
        alarming = alarming or any(spot.kind in _ALARMING for spot in page.spots)
        heads = tuple(headed_tables(page))
        scales = Scales.of(page)
        return cls(document, page, popular, scales, sections, parts, disarmed, alarming, heads)

    def judge(self, spot: Spot) -> Verdict:
        """The context of one find, and the code of its reason."""
        defanged = self.page.clean.was_defanged(spot.start, spot.end)
        case = Case(spot, host_of(spot), defanged)
        for rule in (_by_itself, _by_place, _by_writing):
            verdict = rule(self, case)
            if verdict is not None:
                return verdict
        # A log repeats its own: what came to the same so often is not weighed again.
        name = spot.kind, spot.value
        verdict, times = self.repeated.get(name, (_NOTHING[1], 0))
        if times < _OFTEN:
            weighed = self.weigh(case)
            times = times + 1 if weighed == verdict else 1
            self.repeated[name] = verdict, times = weighed, times
        return verdict

    def weigh(self, case: Case) -> Verdict:
        """What the evidence comes to, and the strongest of it."""
        kind = case.spot.kind
        score, why = _sum_up(self.signs(case), FAMILIES.get(kind, "thing"))
        self.scores[case.spot.start] = score
        good = score < 0
        if not why or (good and is_drop(case.spot.value)):
            return self._unsaid(case)
        if why == "extraction.crime-named" and kind in HASHES:
            why = "extraction.hash"
        return (Context.BENIGN if good else Context.MALICIOUS), why

    def is_excused(self, case: Case, *, popular: bool) -> bool:
        """Whether the words around a disarmed value speak strongly for it: `203[.]0[.]113[.]31 is our tester`.

        What many people use, people disarm out of habit: of that, nothing has to be outweighed.
        """
        if not self.scales.pardons(case.spot.start):
            return False
        self.weigh(case)
        return self.scores.pop(case.spot.start) < (_DISARMED if popular else 0.0)

    def _unsaid(self, case: Case) -> Verdict:
        spot, host = case.spot, case.host
        if host and is_example(host):
            return Context.BENIGN, "extraction.example"
        if spot.kind == "email" and spot.value.partition("@")[0] in _OFFICES:
            return Context.BENIGN, "extraction.mailbox"
        return Context.UNSURE, "extraction.no-sign"

    def signs(self, case: Case) -> tuple[str, ...]:
        """Every sign for or against a find: of the words around it, of itself, of the document."""
        return (*self.scales.signs(case.spot), *self._of_document(case))

    def _of_document(self, case: Case) -> Iterator[str]:
        spot, host = case.spot, case.host
        if self.alarming:
            yield "alarming@document"
        if self.section(spot) == "indicators":
            yield "listed@section"
        column = self._column(spot.start)
        if column:
            yield f"{column}@column"
        if host and deceives(host):
            yield "look-alike@itself"
        if host and self.alarming and is_drop(spot.value):
            yield "drop@itself"
        if case.defanged:
            yield "disarmed@itself"
        elif self.disarmed and host and not is_own_page(spot.value):
            whole = spot.kind == "email" or (spot.kind == "url" and "://" in spot.value)
            yield "whole@disarmed" if whole else "bare@disarmed"

    def judge_all(self) -> list[Verdict]:
        """Every find of the page in turn; what is certain in one place holds for the value in all."""
        spots = self.page.spots
        verdicts = [self.judge(spot) if spot.kind in JUDGED else _unjudged(spot) for spot in spots]
        certain, strongest = self._everywhere(verdicts)
        before: Verdict = (Context.UNSURE, "")
        for index, (spot, verdict) in enumerate(zip(spots, verdicts, strict=True)):
            if spot.start in self.scores:
                verdict = strongest.get(spot.value, (0.0, verdict))[1]
                if verdict[1] in _UNSAID:
                    verdict = strongest.get(host_of(spot), (0.0, verdict))[1]
                if verdict[1] in _WEAK:
                    verdict = certain.get(spot.value, verdict)
                if verdict[1] in _UNSAID and self._is_address_of(index):
                    verdict = before
                verdicts[index] = verdict
            before = verdict
        if any(context is Context.MALICIOUS for context, _ in verdicts):
            agree(self.page, verdicts)
        return verdicts

    def _everywhere(
        self, verdicts: list[Verdict]
    ) -> tuple[dict[str, Verdict], dict[str, tuple[float, Verdict]]]:
        """What is certain of a value, or of all of its host, in one place; and what the strongest evidence says of each."""
        certain: dict[str, Verdict] = {}
        strongest: dict[str, tuple[float, Verdict]] = {}
        for spot, verdict in zip(self.page.spots, verdicts, strict=True):
            host = host_of(spot)
            if verdict[1] in _CERTAIN:
                certain.setdefault(host or spot.value, verdict)
            score = abs(self.scores.get(spot.start, 0.0))
            if verdict[1] in _UNSAID:
                continue
            bad = verdict[0] is Context.MALICIOUS
            for name in {spot.value, host} if bad and host else {spot.value}:
                if score > strongest.get(name, _NOTHING)[0]:
                    strongest[name] = score, verdict
        return certain, strongest

    def _is_address_of(self, index: int) -> bool:
        """Whether a find is the address in brackets behind a host: `evil.example (192.0.2.1)`."""
        before, spot = self.page.spots[index - 1], self.page.spots[index]
        if index == 0 or spot.kind not in _ADDRESSES or before.kind not in HOSTED:
            return False
        return _IN_BRACKETS.fullmatch(self.page.text, before.end, spot.start) is not None

    def place(self, spot: Spot) -> str:
        """Where a find stands, as the document's reader saw it."""
        if not self.parts:
            return "body"
        index = bisect_right(self.parts, self.page.clean.back(spot.start)) - 1
        if index >= 0 and self.page.clean.back(spot.start) < self.document.parts[index].end:
            return self.document.parts[index].place
        return "body"

    def section(self, spot: Spot) -> str:
        """What the last heading announced: `indicators`, `references`, `footer`, or nothing of that."""
        if not self.sections:
            return ""
        index = bisect_right(self.sections, (spot.start, "~")) - 1
        return self.sections[index][1] if index >= 0 else ""

    def _column(self, place: int) -> str:
        """What the head of its column says of a place in a table."""
        index = bisect_right(self.tables, (place, len(self.page.text) + 1)) - 1
        if index < 0 or place >= self.tables[index].end:
            return ""
        return self.tables[index].told.get(cell_of(self.page.text, place), "")


@lru_cache(maxsize=4_096)
def _sum_up(signs: tuple[str, ...], family: str) -> tuple[float, str]:
    """Log-odds, and the code of the strongest sign's reason; empty where they say nothing. A log asks the same again."""
    weights = WEIGHTS[family]
    weighed = [weights.get(sign, 0.0) for sign in signs]
    score = sum(weighed)
    if abs(score) < UNSURE:
        return score, ""
    if not any(map(_tells, signs)):  # what it is by itself is no evidence without words
        said = sum(weights.get(sign, 0.0) for sign in signs if "@" in sign and sign not in _MOOD)
        if said * score <= 0 or abs(said) < _FAINT:
            return score, ""
    good = score < 0
    return score, _reason(signs[weighed.index((min if good else max)(weighed))], good=good)


def _by_itself(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    if spot.hint:
        return Context.BENIGN, spot.hint
    if host:
        known, needs_armed = known_host(host)
        if known and not (needs_armed and case.defanged):
            return Context.BENIGN, known
        publisher = judge.document.publisher
        if publisher and registrable(host) == publisher:
            return Context.BENIGN, "extraction.publisher"
    if spot.kind in ("file-name", "file-path") and is_of_every_machine(spot.value):
        return Context.BENIGN, "extraction.system-file"
    return None


def _by_place(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    place, section = judge.place(spot), judge.section(spot)
    if section == "allowed" and host:
        return Context.BENIGN, "extraction.said-good"
    if case.defanged and host:
        return None
    if place == "header" and is_sender_line(judge.page.before(spot.start, _WIDE)):
        return None
    if place in ("footer", "header") or section == "footer":
        return Context.BENIGN, "extraction.footer"
    if host and (place == "references" or section == "references"):
        return Context.BENIGN, "extraction.reference"
    return None


def _by_writing(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    if not host:
        return None
    if case.defanged:
        if taken_off(judge.page.after(spot.end, _WIDE)):
            return Context.BENIGN, "extraction.said-good"
        popular = spot.kind == "domain" and judge.popular(host)
        if judge.is_excused(case, popular=popular):
            return Context.BENIGN, "extraction.popular" if popular else "extraction.said-good"
        return Context.MALICIOUS, "extraction.defanged"
    if is_drop(spot.value):
        return None
    if spot.kind in ("url", "domain") and _is_linked(judge, spot):
        return Context.BENIGN, "extraction.reference"
    if judge.popular(host) and not is_own_page(spot.value):
        return Context.BENIGN, "extraction.popular"
    return None


def _is_linked(judge: Judge, spot: Spot) -> bool:
    """Whether the writer made it a link to click."""
    text = judge.page.text
    if spot.kind == "url" and (
        text[spot.start - 2 : spot.start] == "](" or text[spot.end : spot.end + 1] == "["
    ):
        return True
    opened = text.rfind("[", max(0, spot.start - _LINK_WIDE), spot.start)
    if opened < 0 or "]" in text[opened : spot.start]:
        return False
    closed = text.find("](", spot.end, spot.end + _LINK_WIDE)
    return closed >= 0 and "\n" not in text[opened:closed]  # the words of a link


def _tells(sign: str) -> bool:
    """Whether a sign is of words that stand near, or of a list or column: not of itself, and no mere `to` or `from`."""
    name, _, place = sign.partition("@")
    return place not in _FAR and name not in JOINING


def _reason(sign: str, *, good: bool) -> str:
    """The code of the sentence that tells an analyst of the strongest sign."""
    name = sign.partition("@")[0]
    return _REASONS.get((name, good), "extraction.said-good" if good else "extraction.said-bad")


def _unjudged(spot: Spot) -> Verdict:
    """Names, terms and numbers are not judged; but what the text denies is nothing that it tells."""
    context = Context.BENIGN if spot.hint == DENIED else Context.UNSURE
    return context, spot.hint or "extraction.not-judged"


_NOTHING: Final = (0.0, (Context.UNSURE, ""))
_REASONS: Final = {
    ("listed", False): "extraction.listed",
    ("look-alike", False): "extraction.look-alike",
    ("drop", False): "extraction.crime-named",
    ("alarming", False): "extraction.crime-named",
    ("whole", True): "extraction.reference",
    ("refer", True): "extraction.reference",
    ("contact", True): "extraction.footer",
    ("foot", True): "extraction.footer",
}
_OFTEN: Final = 8
_MOOD: Final = frozenset({"calm@document", "bare@disarmed"})
_DISARMED: Final = WEIGHTS["host"]["disarmed@itself"] - UNSURE
_FAR: Final = frozenset(
    {"", "page", "document", "disarmed", "far-before", "far-after", "others-before", "others-after"}
)
_FAINT: Final = 0.9  # what words further away have to come to, where none stands near
_OFFICES: Final = frozenset({"abuse", "noc", "cert", "csirt", "psirt"})  # RFC 2142 §4

"""Malicious, benign or unsure: what a document makes of each value, judged by rules a person can read.

In this order: what a value is by itself (reserved, a version), who writes it (the publisher), where it
stands (footer, references, a list of indicators), how it is written (defanged), and what the nearest
words of its sentence say of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khien.intake.extraction.agreeing import HOSTED, THINGS, Verdict, agree
from khien.intake.extraction.callers import (
    MADE_TO,
    PAID,
    SPEAKER,
    STUDIED,
    TAKEN_BACK,
    is_of_criminals,
    owner_told,
)
from khien.intake.extraction.candidates import HASHES, INDICATOR_KINDS, Context
from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.cues import (
    FOOTER,
    LINK_TO_IT,
    first_cue,
    last_cue,
    tells_nothing,
)
from khien.intake.extraction.denials import called_behind, nothing_seen, taken_off
from khien.intake.extraction.dictionary import words_of
from khien.intake.extraction.document import Document
from khien.intake.extraction.hosts import deceives, host_of, is_example, known_host
from khien.intake.extraction.letters import CAPITALS
from khien.intake.extraction.own_pages import (
    is_drop,
    is_of_every_machine,
    is_own_page,
    is_sender_line,
)
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.recalling import Recalling, answered, told_behind
from khien.intake.extraction.sections import sections_of
from khien.intake.extraction.suffixes import registrable
from khien.intake.extraction.tables import Headed, cell_of, headed_tables

_OF_PEOPLE: Final = frozenset(
    {"phone", "bank-account", "brandname", "coin", "iban", "payment-card", "email"}
)
JUDGED: Final = frozenset(INDICATOR_KINDS)
_CERTAIN: Final = frozenset({"extraction.defanged", "extraction.listed"})
_UNSAID: Final = frozenset({"extraction.no-sign", "extraction.example"})
_WEAK: Final = _UNSAID | {"extraction.said-good"}
_TOLD: Final = frozenset({"extraction.said-bad", "extraction.said-good"})  # by words, of them all
_LONGEST_JOINT: Final = 16  # characters between two values of one enumeration
_JOINT: Final = re.compile(
    r"[\s,;|`'\"()•*:0-9-]*(?:\b(?:và|and|hoặc|or|hay)\b[\s`'\"]*)?(?:\b(?:IP|IPv[46]|URLs?|domains?|dải|tên miền|địa chỉ|thư điện tử|e-?mail|điện thoại|fax|(?:đính )?kèm(?: theo)?(?: tệp| file)?)\b[\s:`'\"]*)?"
)
_MONEY: Final = frozenset({"bank-account", "brandname", "coin", "iban"})
_ALARMING: Final = frozenset({"actor", "malware", "campaign", "crime"})
_BEFORE, _AFTER, _WIDE = 140, 70, 240  # characters of a line that are looked at
_ADDRESSES: Final = frozenset({"ipv4", "ipv6"})
_IN_BRACKETS: Final = re.compile(r"[ \t`'\"]{0,4}[(\[][ \t]?(?:IP(?:v[46])?:? )?")
_SITES: Final = frozenset({"url", "domain", "host-name", "email"})
_JOINED: Final = 8  # values of one enumeration that a verdict behind it is looked for
_LINK_WIDE: Final = 250  # characters of a Markdown link, before its value and after
_PREDICATE: Final = re.compile(
    r"['\"”’)]{0,2} (?:(?:chính )?là|is|are|was|were)(?P<said>(?: (?:trang |web |tên miền |đường dẫn )?\w{1,20}){1,3})(?=[.,;!)](?:\s|\Z)|\n|\Z)"
)
_SENTENCE_END: Final = re.compile(rf"(?<!\s[{CAPITALS}])[.!?;](?=\s+[{CAPITALS}\[(\"“-])|\.\s*$")


class Case(NamedTuple):
    """One find with what every rule asks of it.

    Attributes:
        spot: the find.
        host: its host or address, empty where it has none.
        defanged: whether the writer disarmed this very value.
        quiet: whether nothing near it can tell anything of it.
    """

    spot: Spot
    host: str
    defanged: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Judge:
    """Facts of one document that every judgement needs."""

    document: Document
    page: Page
    popular: Callable[[str], bool]
    sections: tuple[tuple[int, str], ...]
    parts: tuple[int, ...]
    disarmed: bool
    alarming: bool
    tables: tuple[Headed, ...] = ()
    starts: tuple[int, ...] = ()
    """Where each block of the page begins."""
    _silent: dict[int, bool] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], Verdict] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, page: Page, popular: Callable[[str], bool]) -> Judge:
        """Look at the document as a whole: its sections, its parts, whether it defangs."""
        sections = sections_of(page)
        hosts = [spot for spot in page.spots if spot.kind in HOSTED]
        disarmed = any(page.clean.was_defanged(spot.start, spot.end) for spot in hosts)
        parts = tuple(part.start for part in document.parts)
        alarming = disarmed or any(name == "indicators" for _, name in sections)
        alarming = alarming or any(spot.kind in _ALARMING for spot in page.spots)
        starts = tuple([piece.start for piece in page.pieces])
        heads = tuple(headed_tables(page))
        return cls(document, page, popular, sections, parts, disarmed, alarming, heads, starts)

    def judge(self, spot: Spot) -> Verdict:
        """The context of one find, and the code of its reason."""
        defanged = self.page.clean.was_defanged(spot.start, spot.end)
        if defanged or self.tables or self.parts or spot.hint or not self._is_quiet(spot):
            return self._ask(Case(spot, host_of(spot), defanged))
        # Where nothing tells a place from another, a value is judged once: a log repeats its own.
        key = spot.kind, spot.value, self.section(spot)
        verdict = self._known.get(key)
        if verdict is None:
            verdict = self._known[key] = self._ask(Case(spot, host_of(spot), quiet=True))
        return verdict

    def _ask(self, case: Case) -> Verdict:
        for rule in (_by_itself, _by_place, _by_writing, _by_words, _by_default):
            verdict = rule(self, case)
            if verdict is not None:
                return verdict
        return Context.UNSURE, "extraction.no-sign"

    def _is_quiet(self, spot: Spot) -> bool:
        """Whether nothing near a find can tell anything of it: no cue, no bracket, no words of a footer."""
        own = bisect_right(self.starts, spot.start) - 1
        first = own - 1 if own and spot.start - _LINK_WIDE < self.starts[own] else own
        last = bisect_right(self.starts, spot.end, own) - 1
        return all(map(self._is_silent, range(first, last + 1)))

    def _is_silent(self, index: int) -> bool:
        silent = self._silent.get(index)
        if silent is None:
            block = self.page.pieces[index]
            plain = block.lower.isascii() and "[" not in block.lower
            silent = self._silent[index] = plain and tells_nothing(block.words, block.flat)
        return silent

    def judge_all(self) -> list[Verdict]:
        """Every find of the page in turn; what is certain in one place holds for the value in all."""
        verdicts = [
            self.judge(spot) if spot.kind in JUDGED else _unjudged(spot) for spot in self.page.spots
        ]
        certain: dict[str, Verdict] = {}
        sites: set[str] = set()
        for spot, verdict in zip(self.page.spots, verdicts, strict=True):
            if verdict[1] == "extraction.said-bad" and spot.kind in _SITES:
                sites.add(host_of(spot))
            if verdict[1] in _CERTAIN:
                certain.setdefault(host_of(spot) or spot.value, verdict)
        before: Verdict = (Context.UNSURE, "")
        below = Recalling(self.page, self.starts)
        for index, (spot, verdict) in enumerate(zip(self.page.spots, verdicts, strict=True)):
            if verdict[1] in _WEAK:
                verdict = certain.get(spot.value, verdict)
                if verdict[1] in _UNSAID and spot.kind in _SITES and host_of(spot) in sites:
                    verdict = _SAID_BAD  # a mailbox or page of a site said to be bad
                told = before[1] in _TOLD and verdict[1] in _UNSAID
                verdict = before if told and self._goes_on(index) else verdict
                if verdict[1] in _UNSAID and self._is_address_of(index):
                    verdict = before
                if verdict[1] in _UNSAID and self._is_recalled(spot, below):
                    verdict = _SAID_BAD
                verdicts[index] = verdict
            before = verdict
        if any(context is Context.MALICIOUS for context, _ in verdicts):
            agree(self.page, verdicts)
        return verdicts

    def _goes_on(self, index: int) -> bool:
        """Whether a find only goes on with the enumeration of the one before it."""
        before, spot = self.page.spots[index - 1], self.page.spots[index]
        if spot.start - before.end > _LONGEST_JOINT:
            return False
        return _JOINT.fullmatch(self.page.text, before.end, spot.start) is not None

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

    def said(self, case: Case) -> str:
        """What the nearest words say: `bad`, `good`, or nothing; words before count before words after."""
        if case.quiet or self.place(case.spot) == "header":
            return ""
        spot = case.spot
        after = self.page.after(spot.end, _AFTER)
        told = self._column(spot.start) or self._right_behind(spot, after) or self._turned(spot)
        if told:
            return told
        before = self._sentence_before(spot, _WIDE if spot.kind in _OF_PEOPLE else _BEFORE)
        near = self._introduced(spot, before)
        near = near or first_cue(words_of(_CLAUSE_END.split(after, maxsplit=1)[0]))
        return near or self._earlier(spot, len(before))

    def _introduced(self, spot: Spot, before: str) -> str:
        """What the words of a sentence before a find say of it."""
        if not before or before.isspace():
            return ""
        if STUDIED.search(before) or TAKEN_BACK.search(before) or nothing_seen(before):
            return "good"
        if _ADVICE.search(before) and not is_of_criminals(before):
            return "good"
        if spot.kind in _MONEY and PAID.search(before):
            return "bad"
        near = last_cue(words_of(before), contacts=spot.kind not in _MONEY)
        if near == "good" and MADE_TO.search(before):
            return "bad"
        if spot.kind == "email" and near == "bad" and _SEND_TO.search(before):
            near = "contact"
        if near == "contact":
            return "bad" if is_of_criminals(before) else "good"
        return near

    def _right_behind(self, spot: Spot, after: str) -> str:
        """What the predicate behind a find says, or who is said to own a contact."""
        behind = _PREDICATE.match(self.page.text, spot.end)  # `… is fake`, `… là giả mạo`
        told = "" if behind is None else first_cue(words_of(behind["said"].lower()))
        return told or (owner_told(after) if spot.kind in _CONTACTS else "")

    def _turned(self, spot: Spot) -> str:
        """What is said right behind a value and those named with it, or answered on the line below."""
        end = spot.end
        limit, text = end + _WIDE, self.page.text
        at = bisect_right(self.page.spots, spot.start, key=_start)
        for other in self.page.spots[at : at + _JOINED]:
            if other.kind not in JUDGED:
                continue
            if "\n" in text[end : other.start] or not _JOINT.fullmatch(text, end, other.start):
                limit = min(limit, other.start)
                break
            end = other.end
        line, _, below = text[end:limit].lower().partition("\n")
        told = told_behind(line) or called_behind(line)
        if told or "?" not in line:
            return told
        return answered(below.partition("\n")[0])

    def _earlier(self, spot: Spot, length: int) -> str:
        """`bad` where the sentences before that of a find, on its line, name a crime; people's contacts are not meant."""
        own = bisect_right(self.starts, spot.start) - 1
        near = self.page.pieces[max(0, own - 1) : own + 1]
        if spot.kind in THINGS or all(_CRIME_WORDS.isdisjoint(piece.words) for piece in near):
            return ""
        crime = _RANSOM if spot.kind in _CONTACTS else _CRIME
        before = self.page.before(spot.start, length + _WIDE)
        return "bad" if crime.search(before, 0, max(0, len(before) - length)) else ""

    def _sentence_before(self, spot: Spot, wide: int) -> str:
        """What the sentence of a find says before it, in lower case, at most `wide` characters."""
        before = self.page.told_before(spot.start, wide)
        low, end = spot.start - len(before), 0
        for found in _SENTENCE_END.finditer(self.page.text, low, spot.start):
            end = found.end()
        told = before[end - spot.start :] if low < end < spot.start else before
        told = SPEAKER.sub(_blank, self._without_values(told, spot.start))
        contrast = _CONTRAST.match(told)  # `unlike the real page at X, Y steals …`
        return told if contrast is None else told[contrast.end() :]

    def _without_values(self, told: str, end: int) -> str:
        """The words that end at `end`, blank where a value stands: the words of a name are no words about it."""
        low, spots = end - len(told), self.page.spots
        for at in range(bisect_left(spots, end, key=_start) - 1, -1, -1):
            other = spots[at]
            if other.start < low:
                break
            if other.kind in HOSTED and other.end <= end:
                first, last = other.start - low, other.end - low
                told = f"{told[:first]}{' ' * (last - first)}{told[last:]}"
        return told

    def is_criminals(self, spot: Spot) -> bool:
        """Whether a contact is one of the criminals', by the words of its sentence."""
        if owner_told(self.page.after(spot.end, _AFTER)) == "bad":
            return True
        return is_of_criminals(self._sentence_before(spot, _WIDE))

    def _column(self, place: int) -> str:
        """What the head of its column says of a place in a table."""
        index = bisect_right(self.tables, (place, len(self.page.text) + 1)) - 1
        if index < 0 or place >= self.tables[index].end:
            return ""
        return self.tables[index].told.get(cell_of(self.page.text, place), "")

    def _is_recalled(self, spot: Spot, below: Recalling) -> bool:
        """Whether a sentence below calls what stands here bad; whom a message was sent to is not meant."""
        if spot.kind in THINGS or not below.is_recalled(spot.start, spot.end):
            return False
        return _ADDRESSEE.match(self.page.before(spot.start, _WIDE)) is None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _start(spot: Spot) -> int:
    return spot.start


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
    if (
        not case.quiet
        and spot.kind in _OF_FOOTERS
        and section != "indicators"
        and FOOTER.search(judge.page.before(spot.start, 80))
        and not judge.is_criminals(spot)
    ):
        return Context.BENIGN, "extraction.footer"
    return None


def _by_writing(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    if not host:
        return None
    if case.defanged:
        if taken_off(judge.page.after(spot.end, _WIDE)):
            return Context.BENIGN, "extraction.said-good"
        if judge.popular(host) and spot.kind == "domain" and judge.said(case) == "good":
            return Context.BENIGN, "extraction.popular"
        return Context.MALICIOUS, "extraction.defanged"
    if is_drop(spot.value):
        return None
    if not case.quiet and spot.kind in ("url", "domain") and _is_linked(judge, spot):
        return Context.BENIGN, "extraction.reference"
    whole = spot.kind == "url" and "://" in spot.value
    if judge.disarmed and whole and judge.section(spot) != "indicators":
        if is_own_page(spot.value) and judge.said(case) == "bad":
            return None
        return Context.BENIGN, "extraction.reference"  # who disarms some, disarms all that is bad
    return None


def _is_linked(judge: Judge, spot: Spot) -> bool:
    """Whether the writer made it a link to click, or says where to read on."""
    text = judge.page.text
    if spot.kind == "url" and (
        text[spot.start - 2 : spot.start] == "](" or text[spot.end : spot.end + 1] == "["
    ):
        return True
    opened = text.rfind("[", max(0, spot.start - _LINK_WIDE), spot.start)
    if opened >= 0 and "]" not in text[opened : spot.start]:
        closed = text.find("](", spot.end, spot.end + _LINK_WIDE)
        if closed >= 0 and "\n" not in text[opened:closed]:
            return True  # the words of a link
    before = judge.page.before(spot.start, 90)
    behind_a_word = before.rstrip(" :([_*")[-1:].isalnum()
    return behind_a_word and LINK_TO_IT.search(before) is not None


def _by_words(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    said = judge.said(case)
    popular = bool(host) and judge.popular(host) and not _is_page(spot)
    clean = spot.kind not in HASHES or _CLEAN_COPY.search(judge.page.before(spot.start, _AFTER))
    if said == "good" and clean and not is_drop(spot.value):
        code = "extraction.popular" if host and judge.popular(host) else "extraction.said-good"
        return Context.BENIGN, code
    if judge.section(spot) == "indicators" and not popular:
        return Context.MALICIOUS, "extraction.listed"
    if said == "bad" and not popular:
        return Context.MALICIOUS, "extraction.said-bad"
    return None


def _is_page(spot: Spot) -> bool:
    """One page of a site: a popular site can hold a malicious one."""
    return (
        spot.kind == "url"
        and len(spot.value.partition("://")[2] or spot.value) > len(host_of(spot)) + _SHORT_PATH
    )


def _unjudged(spot: Spot) -> Verdict:
    """Names, terms and numbers are not judged; but what the text denies is nothing that it tells."""
    context = Context.BENIGN if spot.hint == DENIED else Context.UNSURE
    return context, spot.hint or "extraction.not-judged"


DENIED: Final = "extraction.denied"
DESCRIBED: Final = "extraction.described"
_SAID_BAD: Final = (Context.MALICIOUS, "extraction.said-bad")
_SHORT_PATH: Final = 4  # characters
_CONTACTS: Final = frozenset({"email", "phone"})
_ADDRESSEE: Final = re.compile(r"[\s>*]{0,8}(?:to|cc|bcc|delivered-to|đến|tới|kính gửi):")
_CONTRAST: Final = re.compile(
    r".{0,40}?\b(?:unlike|instead of|rather than|khác với)\b[^,\n]{0,160},"
    r"|\s*(?:theo|according to) [^,.\n]{1,60},|[^\n]{0,100}?\bthông báo:"  # who says it is not what it is about
)
# `do not click the link, call X`, `không bấm vào đường link, gọi X`
_ADVICE: Final = re.compile(
    r"\b(?:(?:không|đừng) (?:bấm|nhấn|nhấp|click|truy cập|gọi|trả lời|cung cấp|chuyển|làm theo|cài|tải|mở|tin|nghe|vào)|do not|don['’]t|never)\b[^,.;:\n]{1,60}, ?(?:mà |hãy |vui lòng |chỉ |please |but |only ){0,2}"
    r"(?:gọi|liên hệ|truy cập|báo|vào|call|visit|use|contact|go to|report)\b[^.;:\n]{0,80}\Z"
)
_SEND_TO: Final = re.compile(
    r"\b(?:gửi|chuyển|báo)(?: (?:về|tới|đến|cho|qua))(?: (?:địa chỉ|hộp thư|email|thư điện tử|e-mail))?:? ?\Z"
)
_CRIME_WORDS: Final = byte_words(
    "đảo mạo bạc độ tiền hóa đoạt xưng độc scam scams scammer scammers phishing phish phished fraud frauds fraudulent fraudster fraudsters stolen ransom ransoms "
    "ransomware botnet botnets malware encrypted clicked savings"
)  # without them neither of both matches
_RANSOM: Final = re.compile(
    r"\b(?:your|all) (?:\w+ ){0,2}(?:files|data|documents) (?:are|were|have been) encrypted\b|(?:tệp|dữ liệu|tập tin)(?: \w+){0,3} đã bị mã hóa"
)
_CRIME: Final = re.compile(
    r"lừa đảo|giả mạo|mạo danh|đánh bạc|cờ bạc|cá độ|tống tiền|(?:bị|đã) mã hóa|chiếm đoạt|tự xưng|mã độc"
    r"|\b(?:scam\w*|phish\w*|fraud\w*|stolen|ransom\w*|botnets?|malware|(?:files|data) (?:are|were|have been) encrypted|clicked (?:on )?(?:a|the) link|lost (?:his|her|their) (?:life )?savings)\b"
)
_CLEAN_COPY: Final = re.compile(
    r"\b(?:legitimate|genuine|clean|benign|unmodified|hợp pháp|sạch)(?: [\w.-]+){0,4} ?\(?(?:(?:sha-?\d*|md5)\b)?[: ]*\Z"
)
_CLAUSE_END: Final = re.compile(r"[.!?](?=\s)|;")
_OFFICES: Final = frozenset({"abuse", "noc", "cert", "csirt", "psirt"})  # RFC 2142 §4
_OF_FOOTERS: Final = frozenset({"email", "url", "domain", "phone"})


def _by_default(judge: Judge, case: Case) -> Verdict | None:
    spot, host = case.spot, case.host
    if host and judge.alarming and is_drop(spot.value):
        return Context.MALICIOUS, "extraction.crime-named"
    if host and judge.popular(host) and not is_own_page(spot.value):
        return Context.BENIGN, "extraction.popular"
    if host and deceives(host):
        return Context.MALICIOUS, "extraction.look-alike"
    if spot.kind in HASHES and judge.alarming:
        return Context.MALICIOUS, "extraction.hash"
    if spot.kind in _MONEY and judge.alarming:
        return Context.MALICIOUS, "extraction.crime-named"
    if host and not case.defanged and is_example(host):
        return Context.BENIGN, "extraction.example"
    if spot.kind == "email" and spot.value.partition("@")[0] in _OFFICES:
        return Context.BENIGN, "extraction.mailbox"
    if spot.kind in ("url", "email") and judge.disarmed and not is_own_page(spot.value):
        return Context.BENIGN, "extraction.reference"
    return None

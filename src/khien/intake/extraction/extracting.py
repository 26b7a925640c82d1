"""One pass over a document: every value and name in it, in order of place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from khien.intake.extraction import addresses, codes, numbers, paths, people, tokens
from khien.intake.extraction.candidates import Candidate
from khien.intake.extraction.coined import find_coined
from khien.intake.extraction.contexts import Judge, Verdict
from khien.intake.extraction.document import Document
from khien.intake.extraction.lexicon import LEXICON, TermFound
from khien.intake.extraction.methods import find_described
from khien.intake.extraction.methods_table import CRIME_METHODS
from khien.intake.extraction.naming import NO_NAMES, Names
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.refanging import clean

_FINDERS: Final[tuple[Callable[[Page], None], ...]] = (
    # The more certain first: what one finder took, no later one sees.
    addresses.find_link_targets,
    addresses.find_urls,
    tokens.find_hashes,
    codes.find_codes,
    paths.find_agents,
    paths.find_mutexes,
    paths.find_paths,
    addresses.find_emails,
    addresses.find_six,
    addresses.find_hosts,
    paths.find_unix_paths,
    paths.find_file_names,
    codes.find_dates,
    numbers.find_cards,
    numbers.find_accounts,
    numbers.find_phones,
    numbers.find_brandnames,
)
_VIETNAMESE_LETTERS: Final = "đăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_ENOUGH: Final = 0.01  # share of letters that only Vietnamese has
_LOOKED_AT_CHARS: Final = 20_000


def nobody(_domain: str) -> bool:
    """No domain is popular: for callers that hold no lists."""
    return False


def extract(
    document: Document, names: Names = NO_NAMES, *, popular: Callable[[str], bool] = nobody
) -> tuple[Candidate, ...]:
    """Find every value and name that the document holds, in order of place, none over another.

    Args:
        document: what to read.
        names: the names that the node holds.
        popular: whether a domain (or any value that warninglists hold) is one that many people
            use; `popular("google.com")`.
    """
    cleaned = clean(document.text)
    page = Page(cleaned, _is_vietnamese(document))
    for find in _FINDERS:
        find(page)
    pieces = page.pieces
    numbered = {(s.start, s.end): i for i, s in enumerate(page.spots) if s.kind == "attack-id"}
    for name in names.in_text(page.text, pieces):
        if (name.start, name.end) in numbered:
            index = numbered[name.start, name.end]
            page.spots[index] = page.spots[index]._replace(ref=name.entry.ref)
        page.take(Spot(name.entry.kind, name.entry.name, name.start, name.end, ref=name.entry.ref))
    for name in find_coined(page, pieces):
        page.take(Spot(name.entry.kind, name.entry.name, name.start, name.end))
    _take_terms(page, names)
    people.find_people(page)
    judge = Judge.of(document, page, popular)
    page.spots.sort(key=lambda spot: spot.start)
    pairs = zip(page.spots, judge.judge_all(), strict=True)
    return tuple(_candidate(document, page, spot, verdict) for spot, verdict in pairs)


def _take_terms(page: Page, names: Names) -> None:
    """Terms of the lexicon and described techniques; only the word malware yields to what is done with it."""
    spots = [_term(one, names) for one in LEXICON.in_text(page.text, page.pieces)]
    described = [
        Spot(
            "technique",
            one.method.name,
            one.start,
            one.end,
            one.method.number,
            ref=names.numbered.get(one.method.number, ""),
        )
        for one in find_described(page.pieces)
    ]
    telling = [spot for spot in spots if spot.value != _ONLY_MALWARE]
    rest = [spot for spot in spots if spot.value == _ONLY_MALWARE]
    for spot in telling:
        page.take(spot)
    for spot in described:
        end = page.free_end(
            spot.start, spot.end
        )  # `injects itself into explorer.exe`: the name of the file is another find
        if end - spot.start >= _VERB:
            page.take(spot._replace(end=end))
    for spot in rest:
        page.take(spot)


def _term(one: TermFound, names: Names) -> Spot:
    number = CRIME_METHODS.get(one.term.code, "") if one.term.kind == "crime" else ""
    ref = names.numbered.get(number, "")
    return Spot(one.term.kind, one.term.code, one.start, one.end, one.term.label, ref=ref)


_VERB: Final = 4  # characters
_ONLY_MALWARE: Final = "malware"


def _candidate(document: Document, page: Page, spot: Spot, verdict: Verdict) -> Candidate:
    kind, value, low, high, note, personal, ref, _ = spot
    start, end = page.clean.back(low), page.clean.back(high - 1) + 1
    raw = document.text[start:end]
    return Candidate(kind, value, start, end, raw, *verdict, personal, ref, note)


def _is_vietnamese(document: Document) -> bool:
    if document.language:
        return document.language == "vi"
    start = document.text[:_LOOKED_AT_CHARS].lower()
    return sum(map(start.count, _VIETNAMESE_LETTERS)) > _ENOUGH * len(start)

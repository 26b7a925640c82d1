"""One pass over a document: every value and name in it, in order of place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from khien.intake.extraction import addresses, codes, columns, numbers, paths, people, tokens
from khien.intake.extraction.agreeing import Verdict
from khien.intake.extraction.candidates import Candidate
from khien.intake.extraction.coined import find_coined
from khien.intake.extraction.contexts import DENIED, DESCRIBED, Judge
from khien.intake.extraction.denials import denied, goes_on
from khien.intake.extraction.document import Document
from khien.intake.extraction.lexicon import LEXICON, TermFound
from khien.intake.extraction.methods import find_described
from khien.intake.extraction.methods_table import CRIME_METHODS
from khien.intake.extraction.naming import NO_NAMES, Names
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.refanging import clean
from khien.model.pausing import uncollected

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
    people.find_identity_numbers,
    columns.find_columned,
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
    with uncollected():
        return _read(document, names, popular)


def _read(
    document: Document, names: Names, popular: Callable[[str], bool]
) -> tuple[Candidate, ...]:
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
    _take_back(page)
    judge = Judge.of(document, page, popular)
    return tuple(_candidates(document, page, judge.judge_all()))


def _take_back(page: Page) -> None:
    """Mark what is done, and what the text only denies or teaches, with all that the same row names."""
    page.spots.sort(key=lambda spot: spot.start)
    row_end = -1
    for index, spot in enumerate(page.spots):
        if spot.kind not in _DONE:
            continue
        if denied(page, spot) or (row_end >= 0 and goes_on(page.text, row_end, spot.start)):
            page.spots[index] = spot._replace(hint=DENIED)
            row_end = spot.end
        else:
            row_end = -1


_DONE: Final = frozenset({"crime", "technique"})


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
            hint=DESCRIBED,
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
        if end == spot.end or end - spot.start >= _VERB:
            page.take(spot._replace(end=end))
    for spot in rest:
        page.take(spot)


_VERB: Final = 6  # characters


def _term(one: TermFound, names: Names) -> Spot:
    number = CRIME_METHODS.get(one.term.code, "") if one.term.kind == "crime" else ""
    ref = names.numbered.get(number, "")
    return Spot(one.term.kind, one.term.code, one.start, one.end, one.term.label, ref=ref)


_ONLY_MALWARE: Final = "malware"


def _candidates(document: Document, page: Page, verdicts: Iterable[Verdict]) -> Iterator[Candidate]:
    """Every find with its place in the document as it was written."""
    text, back = document.text, page.clean.back
    moved = bool(page.clean.at)
    for spot, (context, why) in zip(page.spots, verdicts, strict=True):
        kind, value, start, end, note, personal, ref, _ = spot
        if moved:
            start, end = back(start), back(end - 1) + 1
        yield Candidate(kind, value, start, end, text[start:end], context, why, personal, ref, note)


def _is_vietnamese(document: Document) -> bool:
    if document.language:
        return document.language == "vi"
    start = document.text[:_LOOKED_AT_CHARS].lower()
    return sum(map(start.count, _VIETNAMESE_LETTERS)) > _ENOUGH * len(start)

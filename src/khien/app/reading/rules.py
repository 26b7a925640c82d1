"""What a reading is, what a person may change in it, and what follows from the changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from khien.app.reading.failures import ChoiceError, ObjectlessError
from khien.intake import Outcome, Remark, ReportEntry
from khien.intake.extraction import KINDS, Candidate, Context, Document, extract
from khien.intake.extraction.candidates import NAME_KINDS, TERM_KINDS
from khien.intake.extraction.lexicon import CODES
from khien.intake.extraction.proposing import OBJECTLESS
from khien.intake.observed import KINDS as OBSERVED_KINDS
from khien.intake.observed import observe
from khien.model.decision import Refusal
from khien.model.ids import ObjectId
from khien.model.words import WORDS

LONGEST_VALUE: Final = 2_048
MOST_ADDED: Final = 500  # by hand, to one reading
BY_HAND: Final = "reading.by-hand"
_MOST_TOLD: Final = 98  # characters of a value in a change; a remark holds two hundred
# Named as suggestions and never taken by themselves: a name alone says little and harms somebody.
SUGGESTIONS: Final = frozenset({"person", "organisation"})
_PERSONAL: Final = frozenset(
    {"email", "phone", "bank-account", "iban", "payment-card", "mac", "person"}
)
"""Kinds that are somebody's, whoever finds them."""
_NUMBERED: Final = frozenset({"cve", "attack-id"})
"""Kinds whose values the extractor knows by their form alone."""
_TAKEN_UNSURE: Final = frozenset({*NAME_KINDS, *TERM_KINDS, "attack-id", "cve"})
_RANK: Final = {Context.MALICIOUS: 0, Context.UNSURE: 1, Context.BENIGN: 2}


class State(StrEnum):
    """Where a reading stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Event(StrEnum):
    """What a person does with it."""

    ACCEPT = "accept"
    REFUSE = "refuse"


TRANSITIONS: Final[dict[State, dict[Event, State]]] = {
    State.OPEN: {Event.ACCEPT: State.ACCEPTED, Event.REFUSE: State.REFUSED},
    State.ACCEPTED: {},
    State.REFUSED: {},
}


@dataclass(frozen=True, slots=True)
class Item:
    """One value or name of a document with all its places, and what was decided about it.

    `number` counts from 1 and stays the same as long as the reading is kept. `found` is the value as the
    machine found it and `found_kind` what it took it for, so that a correction can be seen; they are empty
    for what a person added.
    """

    number: int
    kind: str
    value: str
    places: tuple[tuple[int, int], ...]
    raw: str
    context: Context
    why: str
    personal: bool
    taken: bool
    ref: str = ""
    note: str = ""
    found: str = ""
    found_kind: str = ""  # also empty in readings from before it was kept


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants of one item; None leaves a part as it is."""

    taken: bool | None = None
    value: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A reading without its text."""

    id: str
    name: str
    kind: str
    sha256: str
    size_bytes: int
    tlp: str
    source: str
    state: State
    officer: str
    by: str
    reason: str
    batch: str
    made: datetime
    changed: datetime
    count: int
    personal: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One document under review. `remarks` say what its reader passed over."""

    head: Head
    document: Document
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def taken(self) -> tuple[Item, ...]:
        """What would be kept."""
        return tuple(item for item in self.items if item.taken)


def items_of(candidates: Iterable[Candidate]) -> tuple[Item, ...]:
    """Candidates that name the same thing as one item, in order of their first place.

    Of several contexts the worst counts: what is named as an attacker's once is looked at.
    """
    found: dict[tuple[str, str], list[Candidate]] = {}
    for one in candidates:
        found.setdefault((one.kind, one.value), []).append(one)
    return tuple(_item(number, group) for number, group in enumerate(found.values(), start=1))


def _item(number: int, group: Sequence[Candidate]) -> Item:
    worst = min(group, key=lambda one: _RANK[one.context])
    return Item(
        number=number,
        kind=worst.kind,
        value=worst.value,
        places=tuple((one.start, one.end) for one in group),
        raw=worst.raw,
        context=worst.context,
        why=worst.why,
        personal=any(one.personal for one in group),
        taken=is_taken(worst.kind, worst.context),
        ref=worst.ref,
        note=worst.note,
        found=worst.value,
        found_kind=worst.kind,
    )


def is_taken(kind: str, context: Context) -> bool:
    """Whether something is proposed before a person has looked."""
    if kind in SUGGESTIONS | OBJECTLESS or context is Context.BENIGN:
        return False
    return context is Context.MALICIOUS or kind in _TAKEN_UNSURE


def candidates_of(items: Iterable[Item]) -> Iterator[Candidate]:
    """The items that were taken, as what the graph is drawn from: each stands for its first place."""
    for one in items:
        if one.taken:
            start, end = one.places[0] if one.places else (0, 0)
            # Who takes a value says that it belongs to what the report is about.
            context = Context.MALICIOUS if one.context is Context.BENIGN else one.context
            yield Candidate(
                one.kind, one.value, start, end, one.raw, context, one.why,
                one.personal, one.ref, one.note,
            )  # fmt: skip


def chosen(items: Sequence[Item], choices: Mapping[int, Choice]) -> tuple[Item, ...]:
    """The items after a person's choices.

    Raises:
        ChoiceError: a value that is none of its kind, or a number that no item has.
        ObjectlessError: taken, though there is no object for its kind.
    """
    unknown = choices.keys() - {one.number for one in items}
    if unknown:
        raise ChoiceError(str(min(unknown)), "number")
    return tuple(
        _changed(one, choices[one.number]) if one.number in choices else one for one in items
    )


def _changed(item: Item, choice: Choice) -> Item:
    kind = item.kind if choice.kind is None else choice.kind
    value = item.value if choice.value is None else choice.value.strip()
    if (kind, value) != (item.kind, item.value):
        value = corrected(kind, value)
        # Another value or kind is no longer the object whose name was read.
        personal = item.personal or kind in _PERSONAL
        item = replace(item, kind=kind, value=value, ref="", personal=personal)
    if choice.taken and kind in OBJECTLESS:
        raise ObjectlessError(value, kind)
    return item if choice.taken is None else replace(item, taken=choice.taken)


def corrected(kind: str, value: str) -> str:
    """A value as a person wrote it, in its clean form.

    Raises:
        ChoiceError: it is none of this kind.
    """
    if kind not in KINDS or not value or len(value) > LONGEST_VALUE or not value.isprintable():
        raise ChoiceError(value, kind)
    if kind == "phone":
        return _telephone(value)
    if kind in TERM_KINDS and (value in CODES[kind] or (kind == "country" and _is_code(value))):
        return value
    if kind in TERM_KINDS or kind in _NUMBERED:
        found = _read_as(kind, value)
        if len(found) != 1:
            raise ChoiceError(value, kind)
        return found[0]
    if kind not in {*OBSERVED_KINDS, "host-name"}:
        return value
    seen = observe(value)
    if seen is None or seen.kind != ("domain" if kind == "host-name" else kind):
        raise ChoiceError(value, kind)
    return seen.value


def _is_code(country: str) -> bool:
    """Whether this has the form of ISO 3166-1 alpha-2, of which the lexicon names not all."""
    return (
        len(country) == len("VN") and country.isascii() and country.isalpha() and country.isupper()
    )


def _read_as(kind: str, value: str) -> list[str]:
    return [one.value for one in extract(Document(value)) if one.kind == kind]


def _telephone(written: str) -> str:
    """A number as the machine would have written it, so that one number is one thing; else as it stands."""
    found = _read_as("phone", f"tel {written}")
    return found[0] if len(found) == 1 else written


def added(items: Sequence[Item], text: str, written: Iterable[str]) -> tuple[Item, ...]:
    """The items with values that a person names besides: `kind value`, or a value that tells its kind.

    Args:
        items: what is there.
        text: of the document; where the value stands in it as written, that is its place.
        written: one value a line.

    Raises:
        ChoiceError: a line that names nothing, or more lines than a person writes.
        ObjectlessError: a kind that there is no object for.
    """
    lines = [line.strip() for line in written if line.strip()]
    if len(lines) > MOST_ADDED:
        raise ChoiceError(str(len(lines)), f"at most {MOST_ADDED}")
    known = {(one.kind, one.value) for one in items}
    result = list(items)
    for line in lines:
        kind, value, raw = _named(line)
        if kind in OBJECTLESS:
            raise ObjectlessError(value, kind)
        if (kind, value) in known:
            result = [
                replace(o, taken=True) if (o.kind, o.value) == (kind, value) else o for o in result
            ]
            continue
        known.add((kind, value))
        at = text.find(raw)
        places = ((at, at + len(raw)),) if at >= 0 else ()
        number = max((one.number for one in result), default=0) + 1
        personal = kind in _PERSONAL
        result.append(
            Item(number, kind, value, places, raw, Context.MALICIOUS, BY_HAND, personal, taken=True)
        )
    return tuple(result)


_CALLED: Final = sorted(
    ((word.lower(), kind) for kind in KINDS for word in (kind, *WORDS[f"reading-kind.{kind}"])),
    key=lambda one: -len(one[0]),
)
"""What a kind is called by people, in either language, and by its own name; the longest first."""


def _named(line: str) -> tuple[str, str, str]:
    said = line.lower()
    for word, kind in _CALLED:
        if said.startswith(f"{word} "):
            rest = line[len(word) :].strip()
            return kind, corrected(kind, rest), rest
    seen = observe(line)
    if seen is None:
        raise ChoiceError(line, "an indicator")
    return seen.kind, seen.value, line


def after(state: State, event: Event, reading_id: str) -> State | Refusal:
    """Where a reading stands after an event, or why it cannot happen."""
    following = TRANSITIONS[state].get(event)
    return Refusal("reading.ended", reading_id) if following is None else following


def entries_of(reading: Reading, given: Mapping[int, tuple[ObjectId, ...]]) -> list[ReportEntry]:
    """What became of every item and of every part of the document that was passed over.

    Args:
        reading: as it was decided.
        given: the objects that stand for each item that was taken, by its number.
    """
    found = [_entry(one, given.get(one.number, ())) for one in reading.items]
    found += [
        ReportEntry(remark.path, Outcome.SKIPPED, remark.code, remark.path, remark.detail)
        for remark in reading.remarks
    ]
    return found


def _entry(item: Item, objects: tuple[ObjectId, ...]) -> ReportEntry:
    name, kind = f"{item.number} {item.kind}", f"reading-kind.{item.kind}"
    if not item.taken:
        return ReportEntry(name, Outcome.SKIPPED, "reading.left-out", kind, item.why)
    if not objects:
        return ReportEntry(name, Outcome.SKIPPED, "reading.no-object", kind)
    if not item.found:
        return ReportEntry(name, Outcome.KEPT, BY_HAND, kind, objects=objects)
    if is_corrected(item):
        change = _change(item.found, item.value)
        return ReportEntry(
            name, Outcome.CHANGED, "reading.corrected", kind, change, objects=objects
        )
    if item.raw != item.value:
        change = _change(item.raw, item.value)
        return ReportEntry(name, Outcome.KEPT, "reading.read-as", kind, change, objects=objects)
    return ReportEntry(name, Outcome.KEPT, "intake.kept", objects=objects)


def is_corrected(item: Item) -> bool:
    """Whether a person made another value or kind of what the machine had found."""
    was = (item.found, item.found_kind or item.kind)
    return bool(item.found) and (item.value, item.kind) != was


def _change(was: str, now: str) -> str:
    """From what to what, each cut to what a report holds of a value."""
    return f"{was[:_MOST_TOLD]} → {now[:_MOST_TOLD]}"


def segments(
    document: Document, items: Iterable[Item], start: int, end: int
) -> list[tuple[str, Item | None]]:
    """A stretch of the text cut at the places of items, in order; what overlaps an earlier one is left out."""
    places = sorted((a, b, one.number, one) for one in items for a, b in one.places)
    found: list[tuple[str, Item | None]] = []
    at = start
    for a, b, _, one in places:
        is_next = a == end < len(document.text)  # a link without words, which has no width
        if a < at or b > end or is_next:
            continue
        if a > at:
            found.append((document.text[at:a], None))
        found.append((document.text[a:b], one))
        at = b
    if at < end:
        found.append((document.text[at:end], None))
    return found


def stretches(text: str, most: int) -> list[tuple[int, int]]:
    """The text in parts that fit a page, cut after a line where there is one."""
    found, at = [], 0
    while at < len(text):
        end = min(at + most, len(text))
        cut = text.rfind("\n", at + most // 2, end) + 1 if end < len(text) else end
        found.append((at, cut or end))
        at = cut or end
    return found or [(0, 0)]

"""Which values stand in a list: what was asked for, and the gate allows its reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import Connection

from khien.exchange.consumers import rows
from khien.exchange.consumers.rules import Choice
from khien.exchange.consumers.tally import Tally
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.lists.entry import OWN, Entry, Said, joined, soundness
from khien.exchange.popular import Popular
from khien.exchange.warninglists.rules import Warninglists
from khien.gate import OwnAssets, Serving, refusals
from khien.model.agreement import Purpose
from khien.model.decision import Refusal
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import to_microseconds
from khien.model.marking import Marking, Pap, Tlp, marking_of
from khien.model.patterns import IndicatorValue, ValueKind
from khien.people import agreements
from khien.store import objects
from khien.store.objects import Shelf

EXERCISE = "exercise"
DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000
_TLPS: Final = tuple(Tlp)


class Entries(Enum):
    """What an entry of a list is."""

    EACH = "each"
    """What the oldest claim of a value says of it."""
    JOINED = "joined"
    """What all who claim a value say together."""
    WHOLE = "whole"
    """An object."""


Saids: TypeAlias = Mapping[int, Said | None]
"""What versions say, by number; None where something in one is not what the standard says."""
Scorer: TypeAlias = Callable[[Sequence[rows.Value], Saids], Mapping[ObjectId, int | None]]
"""What the indicators of a block of values score; None where nobody has said anything to start from."""
Scored: TypeAlias = Callable[[Connection, datetime], Scorer]
"""Tells scores at an instant, of one picture of the store."""


class _Pattern(msgspec.Struct, gc=False):
    pattern: str = ""


_pattern = msgspec.json.Decoder(_Pattern).decode
_anything = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(slots=True)
class _Meaning:
    """What is marked alike means alike; `usual` is what the gate says where nothing else is to be asked."""

    tlp: Tlp
    pap: Pap | None
    unknown: tuple[str, ...]
    exercise: bool
    usual: tuple[Refusal, ...] | None = None


_Came: TypeAlias = Mapping[tuple[str, str], tuple[str, int]]
_Found: TypeAlias = tuple[rows.Value, Entry | Refusal]


@dataclass(frozen=True, slots=True)
class Judges:
    """What else a value is asked by: what is our own, what is popular or on a warninglist, what it scores."""

    own: OwnAssets
    popular: Popular
    warninglists: Warninglists
    scored: Scored


class Picking:
    """Reads one picture of the store for one list.

    After `entries`, `until_us` is when the next value begins or ceases to hold (None: never), and
    `fresh` the places of what a partner has not been given before.
    """

    def __init__(
        self,
        tx: Connection,
        choice: Choice,
        kinds: Collection[ValueKind],
        tally: Tally,
        now: datetime,
        *,
        judges: Judges,
        shelf: Shelf | None = None,
        what: Entries = Entries.EACH,
        said: type[Said] = Said,
    ) -> None:
        self._tx, self._choice, self._tally = tx, choice, tally
        asked = frozenset(choice.kinds or ValueKind)
        self._judges, self._own, self._now = judges, judges.own, now
        self._kinds = {
            kind.value: (kind, _fault_of(kind, asked, kinds), soundness(kind), self._popular(kind))
            for kind in ValueKind
        }
        self._warns = not (choice.popular or judges.warninglists.is_empty)
        self._shelf, self._what, self._decode = shelf, what, msgspec.json.Decoder(said).decode
        self._keeps_said = said is not Said  # memory that is used again at once is nearer
        self._asks_score = bool(choice.above) or "score" in choice.columns
        self._scorer: Scorer | None = None
        self._scores: Mapping[ObjectId, int | None] = {}
        self._saids: Saids = {}  # of the block, where scores are asked
        self._has_own = bool(self._own.domains or self._own.networks)
        self._now_us = to_microseconds(now)
        self._oldest_us = self._now_us - choice.days * DAY_US if choice.days else 0
        self._is_choosy = bool(self._oldest_us or choice.above)  # each row is asked by itself
        self._definitions = objects.marking_definitions(tx)
        self._stricter = rows.stricter(tx)
        self._is_peculiar = self._has_own or bool(self._stricter)  # each version is asked by itself
        self._meanings: dict[tuple[tuple[str, ...], tuple[str, ...]], _Meaning] = {}
        self._verdicts: dict[Serving, tuple[Refusal, ...]] = {}
        self._purposes: dict[str, frozenset[Purpose]] = {}
        self._seen: set[int] = set()
        self._place, self._beside = 0, dict[tuple[str, str], list[int]]()
        self._others: Sequence[int] = ()
        self._often: set[int] | None = None
        self._has_feeds: bool | None = None
        self.until_us: int | None = None
        self.fresh: list[int] = []

    def entries(self) -> Iterator[Entry]:
        """What stands in the list, by ascending number; everything else is told to the tally."""
        for block in rows.values(self._tx, self._shelf):
            yield from self._of_block(block)
        for object_id in rows.valueless(self._tx, self._shelf):
            self._tally.leave(object_id, "list.no-value", object_id)
        for object_id, raw in rows.revoked(self._tx, self._shelf):
            self._tally.leave(object_id, "list.revoked", _pattern(raw).pattern or object_id)

    def entries_at(self, seq: int) -> Iterator[Entry]:
        """As `entries`, of one version alone."""
        yield from self._of_block(rows.values_at(self._tx, seq))

    @property
    def crosses(self) -> bool:
        """Whether what stands in the list is given to a partner, so that each entry has to be told to `took`."""
        return self._shelf is not None

    def took(self) -> None:
        """The last entry stands in the list, so it crosses with it."""
        if self._place:
            self.fresh.append(self._place)
        if self._others:
            self.fresh.extend(self._others)

    def _of_block(self, block: Sequence[rows.Value]) -> Iterator[Entry]:
        came, is_shelf = self._came(block), self._shelf is not None
        self._score(block)
        for row, found in self._found(block, came):
            if isinstance(found, Refusal):
                self._tally.leave(row[6], found.code, found.detail)
                continue
            if is_shelf:
                self._place = row[10]
                self._others = self._beside.get((row[2], row[3]), ()) if self._beside else ()
            yield found

    def _score(self, block: Sequence[rows.Value]) -> None:
        if self._asks_score:  # only who asks for it pays for it
            if self._scorer is None:
                self._scorer = self._judges.scored(self._tx, self._now)
            self._saids = {row[0]: self._said_in(row[9]) for row in block}
            self._scores = self._scorer(block, self._saids)
            self._changes(self._now_us + HOUR_US)  # scores decay: a list is right to the hour

    def _found(self, block: Sequence[rows.Value], came: _Came) -> Iterable[_Found]:
        match self._what:
            case Entries.WHOLE:
                return self._whole_of(block, came)
            case Entries.JOINED:
                return self._joined(list(self._each_of(block, came)))
            case Entries.EACH:
                return self._each_of(block, came)

    def _each_of(self, block: Sequence[rows.Value], came: _Came) -> Iterator[_Found]:
        seen = self._seen
        for row in block:
            found = self._entry(row, came)
            if isinstance(found, Entry):
                mark = hash((row[2], row[3]))
                if mark in seen:
                    found = Refusal("list.same", row[3])
                seen.add(mark)
            yield row, found

    def _joined(self, found: list[_Found]) -> Iterator[_Found]:
        """Each value with what everybody says of it whom the gate allows and the filters let pass."""
        several = self._several(found)
        came = self._came(several)
        self._score(several)
        claims: dict[tuple[str, str], list[Entry]] = {}
        self._beside = {}
        for row in several:
            one = self._entry(row, came)
            if isinstance(one, Entry):
                claims.setdefault((row[2], row[3]), []).append(one)
                if self._shelf is not None and row[10]:
                    self._beside.setdefault((row[2], row[3]), []).append(row[10])
        feeds = self._givers(several, found)
        if not (claims or feeds):  # as of most lists
            yield from found
            return
        for row, one in found:
            if isinstance(one, Refusal) or ((row[2], row[3]) not in claims and row[6] not in feeds):
                yield row, one
                continue
            some = claims.get((row[2], row[3]), [one])
            yield row, joined([(claim, _saying(claim, feeds)) for claim in some])

    def _several(self, found: Sequence[_Found]) -> Sequence[rows.Value]:
        """What stands in values of these that more than one version has; looking for each would cost as much as it."""
        if self._often is None:
            self._often = rows.claimed_often(self._tx)
        often = self._often
        if not often:
            return ()
        texts = [
            one.value for _, one in found if isinstance(one, Entry) and hash(one.value) in often
        ]
        return rows.shared(self._tx, texts, self._shelf) if texts else ()

    def _givers(
        self, several: Sequence[rows.Value], found: Sequence[_Found]
    ) -> Mapping[str, Collection[str]]:
        """The feeds that give these objects now. A partner is not told: what it is given is ours to it."""
        if self._has_feeds is None:
            self._has_feeds = self._shelf is None and feed_rows.are_there(self._tx)
        if not self._has_feeds:
            return {}
        ids = [*(row[6] for row in several), *(row[6] for row, _ in found)]
        return feed_rows.givers(self._tx, list(dict.fromkeys(ids)))

    def _whole_of(self, block: Sequence[rows.Value], came: _Came) -> Iterator[_Found]:
        """Objects are given whole, so what is against one value of it is against the object."""
        for _, values in groupby(block, itemgetter(0)):
            first, *more = values
            found = first, self._entry(first, came)
            if more:
                found = min(
                    [found, *((row, self._entry(row, came)) for row in more)], key=_is_for_it
                )
            yield found

    def _came(self, block: Sequence[rows.Value]) -> _Came:
        foreign = list({row[6] for row in block if row[7]})
        return rows.arrived(self._tx, foreign) if foreign else {}

    def _entry(self, row: rows.Value, came: _Came) -> Entry | Refusal:
        (kind, fault, is_sound, is_popular), value = self._kinds[row[2]], row[3]
        if fault or row[5] is not None or row[4] > self._now_us or self._is_choosy:
            early = self._unasked(row, fault)
            if early is not None:
                return early
        try:
            said = self._saids[row[0]] if self._asks_score else self._decode(row[9])
        except msgspec.ValidationError:
            said = None
        meaning = None
        if said is not None and said.granular_markings is None:
            meaning = self._meanings.get((said.object_marking_refs, said.labels))
        if meaning is None:
            meaning = self._meaning(said, row[9])
        against = meaning.usual
        if against is None or row[7] or self._is_peculiar:
            against = self._against(meaning, kind, value, row, came)
        if against:
            return _together(against)
        if not is_sound(value):
            return Refusal("list.unwritable", ascii(value))
        # It may be good after all, where something says so and nobody asked for it all the same.
        if is_popular is not None and is_popular(value):
            return Refusal("list.popular", value)
        named = self._warned(kind, value) if self._warns else ()
        return Refusal("list.warninglist", f"{value}: {', '.join(named)}") if named else Entry(
            kind, value, row[6], row[0], row[1], row[7], meaning.tlp, meaning.pap,
            self._scores.get(row[6]) if self._asks_score else None,
            row[4], row[5], row[8], row[9], said if self._keeps_said else None,
        )  # fmt: skip

    def _unasked(self, row: rows.Value, fault: str) -> Refusal | None:
        """What is against it by its row alone: its kind, its time, its score."""
        if fault:
            return Refusal(fault, f"{row[2]} {row[3]}")
        untimely = self._untimely(row)
        if untimely:
            return Refusal(untimely, row[3])
        score, above = self._scores.get(row[6]), self._choice.above
        if above and (score is None or score <= above):
            return Refusal("list.score", f"{'–' if score is None else score} ≤ {above}")
        return None

    def _popular(self, kind: ValueKind) -> Callable[[str], bool] | None:
        """What tells of a value of this kind whether it would hit something popular; None where nobody asks."""
        if self._choice.popular:
            return None
        popular = self._judges.popular
        if kind is ValueKind.DOMAIN:
            return popular.hits_name
        return lambda value: popular.hits(IndicatorValue(kind, value))

    def _warned(self, kind: ValueKind, value: str) -> Sequence[str]:
        return self._judges.warninglists.naming((IndicatorValue(kind, value),))

    def _untimely(self, row: rows.Value) -> str:
        """Why this value is not for now; the code, or nothing."""
        now_us, start_us, end_us, added_us = self._now_us, row[4], row[5], row[8]
        if start_us > now_us:
            self._changes(start_us)
            return "list.not-yet"
        if end_us is not None:
            if end_us <= now_us:
                return "list.over"
            self._changes(end_us)
        if self._oldest_us:
            if added_us < self._oldest_us:
                return "list.too-old"
            self._changes(added_us + self._choice.days * DAY_US)
        return ""

    def _changes(self, at_us: int) -> None:
        if self.until_us is None or at_us < self.until_us:
            self.until_us = at_us

    def _said_in(self, raw: bytes) -> Said | None:
        try:
            return self._decode(raw)
        except msgspec.ValidationError:
            return None

    def _meaning(self, said: Said | None, raw: bytes) -> _Meaning:
        """What its markings mean; what is marked like this the next time need not be read."""
        if said is None or said.granular_markings is not None:
            return self._read(_anything(raw))
        key = said.object_marking_refs, said.labels
        refs, labels = map(list, key)
        found = self._meanings[key] = self._read({"object_marking_refs": refs, "labels": labels})
        return found

    def _read(self, content: Mapping[str, Any]) -> _Meaning:
        marking: Marking = marking_of(content, self._definitions)
        labels = content.get("labels")
        said = {str(one).lower() for one in labels} if isinstance(labels, list) else set()
        return _Meaning(marking.whole, marking.pap, marking.unknown, EXERCISE in said)

    def _against(
        self,
        meaning: _Meaning,
        kind: ValueKind,
        value: str,
        row: rows.Value,
        came: _Came,
    ) -> tuple[Refusal, ...]:
        tlp, purposes = meaning.tlp, None
        if row[7]:
            agreement, received = came.get((row[6], row[7]), ("", Tlp.RED.rank))
            tlp, purposes = max(tlp, _TLPS[received]), self._agreed(agreement)
        if row[0] in self._stricter:
            tlp = max(tlp, _TLPS[self._stricter[row[0]]])
        question = Serving(
            tlp=tlp,
            pap=meaning.pap,
            unknown=meaning.unknown,
            exercise=meaning.exercise,
            purposes=purposes,
            own_assets=self._has_own and self._own.touch(IndicatorValue(kind, value)),
            ceiling=self._choice.ceiling,
            use=self._choice.use,
        )
        found = self._verdicts.get(question)
        if found is None:
            found = self._verdicts[question] = refusals(question)
        if not (row[7] or self._is_peculiar):
            meaning.usual = found
        return found

    def _agreed(self, sha256: str) -> frozenset[Purpose]:
        """For what an agreement lets us use something; for nothing where nobody can find it any more."""
        if sha256 not in self._purposes:
            try:
                terms = agreements.by_sha256(self._tx, sha256).agreement
                self._purposes[sha256] = frozenset(terms.purposes)
            except NotFoundError:
                self._purposes[sha256] = frozenset()
        return self._purposes[sha256]


def _saying(entry: Entry, feeds: Mapping[str, Collection[str]]) -> Collection[str]:
    """Who says it: the partner that brought it, the feeds that give it now, and else we ourselves."""
    names = feeds.get(entry.object_id, ())
    return {entry.source, *names} if entry.source else names or (OWN,)


def _is_for_it(found: _Found) -> int:
    """A refusal counts most; that a value of another kind was not asked for, least."""
    if not isinstance(found[1], Refusal):
        return 1
    return 2 if found[1].code == "list.not-asked" else 0


def _fault_of(kind: ValueKind, asked: Collection[ValueKind], carried: Collection[ValueKind]) -> str:
    """Why no value of this kind stands in the list; the code, or nothing."""
    if kind not in asked:
        return "list.not-asked"
    return "" if kind in carried else "list.kind"


def _together(against: Sequence[Refusal]) -> Refusal:
    """The first reason, which names the others too: each can be mended."""
    if len(against) == 1:
        return against[0]
    rest = ", ".join(one.code for one in against[1:])
    return Refusal(against[0].code, f"{against[0].detail} (+ {rest})")

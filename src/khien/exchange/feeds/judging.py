"""From what was fetched to what would be kept: read, checked against what is held, counted. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from khien.exchange.arrivals.admitting import Guard
from khien.exchange.feeds import rows
from khien.exchange.feeds.gathering import Gathered, Piece
from khien.exchange.feeds.rows import Feed
from khien.exchange.feeds.rules import MOST_NAMED, Brought, Kind, taken_in
from khien.exchange.imports.asking import Content, Held
from khien.exchange.imports.settling import Refused, remark_of, settled
from khien.exchange.long_lists import read_spooled
from khien.intake import Intake, Limits, Outcome, ReportEntry, UnreadableError, Wish, read_file
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant, stix_time
from khien.model.marking import Tlp
from khien.model.stix import Version, make_version
from khien.store import objects
from khien.store.objects import Kept

MOST_ITEMS: Final = 1_000_000  # of one answer or file
INDICATOR: Final = "indicator--"
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(slots=True)
class Judged:
    """One run before it is kept.

    Attributes:
        intakes: what was read, by item; only the items that fit into this run.
        versions: what may be kept, each once.
        refused: what may not, and why.
        given: for each item, the objects that it gives now.
        before: for each item, the objects that it gave, and whether it still did.
        brought: what the rules look at.
    """

    intakes: dict[str, Intake] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    given: dict[str, set[ObjectId]] = field(default_factory=dict)
    before: dict[str, dict[ObjectId, bool]] = field(default_factory=dict)
    brought: Brought = field(default_factory=Brought)

    @property
    def taken(self) -> frozenset[str]:
        """The items that are read to their end with this run, also those that could not be."""
        return frozenset({*self.intakes, *(one.item for one in self.refused)})

    def gone(self, listed: frozenset[str] | None) -> dict[str, set[ObjectId]]:
        """What each item gave and does not give any more."""
        found: dict[str, set[ObjectId]] = {}
        for item, ids in self.before.items():
            stood = {one for one, stands in ids.items() if stands}
            if listed is not None and item not in listed:
                found[item] = stood
            elif item in self.given:
                # Of a stream nothing is known but what it takes back itself.
                found[item] = stood - self.given[item] if listed is not None else set()
        return {item: ids for item, ids in found.items() if ids}


def judge_run(
    tx: Connection,
    feed: Feed,
    gathered: Gathered,
    identities: frozenset[str],
    guard: Guard,
    now: datetime,
    most: int,
) -> Judged:
    """Read what was fetched, and say what it would bring.

    Args:
        tx: an open transaction.
        feed: as it stands.
        gathered: what was fetched.
        identities: ours and our partners': a feed does not speak in their names.
        guard: what an indicator must not hit without a person's word.
        now: aware.
        most: versions that this run may bring, where it can be taken in parts.

    Raises:
        UnreadableError: the feed is one file, and that is broken.
    """
    judged = Judged(before=rows.claimed(tx, feed.name))
    known = _known(tx, judged.before)
    wish = _wish(feed, gathered.format, known, now)
    judged.refused += [Refused(item, "", "feed.not-given", item) for item in gathered.missed]
    read = dict(_read(gathered.pieces, wish, known, judged))
    fits = taken_in({item: len(one.versions) for item, one in read.items()}, most)
    judged.intakes = {item: intake for item, intake in read.items() if item in fits}
    _sort(tx, feed, judged, identities)
    judged.brought = _brought(feed, gathered, judged, guard, most)
    return judged


def _known(tx: Connection, before: Mapping[str, Mapping[ObjectId, bool]]) -> _Known:
    stands = {one for ids in before.values() for one, is_given in ids.items() if is_given}
    ended = {one for ids in before.values() for one in ids} - stands
    return _Known(tx, ended)


def _wish(feed: Feed, kind: str, known: _Known, now: datetime) -> Wish:
    terms = feed.terms
    return Wish(
        identity=feed.identity,
        now=now,
        format=kind or terms.format or None,
        marking=Tlp(terms.tlp),
        source=terms.title or feed.name,
        labels=(*terms.labels, *((terms.pap,) if terms.pap else ())),
        confidence=terms.confidence,
        valid_days=terms.valid_days,
        columns=terms.columns,
        known=known,
        limits=Limits(max_bytes=terms.most_bytes, max_items=MOST_ITEMS),
    )


def _read(
    pieces: Sequence[Piece], wish: Wish, known: _Known, judged: Judged
) -> Iterator[tuple[str, Intake]]:
    for piece in pieces:
        # An empty body has no format, but is a clear word: nothing is given any more.
        if piece.file is None and not piece.body.strip():
            yield piece.item, Intake(piece.name, wish.format or "list", (), ())
            continue
        try:
            intake = known.reading(partial(_reading, piece, wish))
        except UnreadableError as error:
            if not piece.item:
                raise
            facts = {"item": piece.name, **error.facts}
            detail = str(facts.get("detail", facts["rule"]))
            judged.refused.append(Refused(piece.item, "", error.code, detail[:200], facts))
            continue
        known.take(intake.versions)  # what one event introduces, the next one finds
        yield piece.item, intake


def _reading(piece: Piece, wish: Wish) -> Intake:
    if piece.file is None:
        return read_file(piece.name, piece.body, wish)
    return read_spooled(piece.name, piece.file, wish)


def _sort(tx: Connection, feed: Feed, judged: Judged, identities: frozenset[str]) -> None:
    """Which of the versions may be kept, and what each item gives."""
    claimed = {one for ids in judged.before.values() for one in ids}
    all_ids = [v.id for intake in judged.intakes.values() for v in intake.versions]
    held = objects.currents(tx, all_ids)
    seen: set[tuple[str, str, str]] = set()
    for item, intake in judged.intakes.items():
        given = judged.given.setdefault(item, set())
        given |= {one for entry in intake.entries for one in entry.objects}
        for version in intake.versions:
            fault = _fault(version, feed, held.get(version.id), claimed, identities)
            if fault:
                judged.refused.append(Refused(version.id, version.modified, fault, ""))
                given.discard(version.id)
                continue
            given.add(version.id)
            place = (version.id, version.modified, version.sha256)
            if place not in seen:
                seen.add(place)
                judged.versions.append(version)
        given -= {v.id for v in intake.versions if v.revoked}


def _fault(
    version: Version,
    feed: Feed,
    held: Kept | None,
    claimed: set[ObjectId],
    identities: frozenset[str],
) -> str:
    """Why a feed may not bring a version: STIX 2.1 §3.6, only the creator makes new ones."""
    if version.created_by_ref == feed.identity or (held and held.sha256 == version.sha256):
        return ""
    if version.created_by_ref in identities or version.id in identities:
        return "feed.not-originator"
    if held is not None and version.modified and version.id not in claimed:
        return "feed.not-its-own"
    return ""


def _brought(feed: Feed, gathered: Gathered, judged: Judged, guard: Guard, most: int) -> Brought:
    counts = [intake.counts for intake in judged.intakes.values()]
    stood = _standing(judged.before)
    now_given = dict(judged.before)
    for item, ids in judged.given.items():
        now_given[item] = dict.fromkeys(ids, True)
        if gathered.listed is None:  # a stream: what it gave before stands until it is taken back
            now_given[item] = judged.before.get(item, {}) | now_given[item]
    revoked = {v.id for one in judged.intakes.values() for v in one.versions if v.revoked}
    stands = _standing(now_given, gathered.listed) - revoked
    contents = [v.content for v in judged.versions if v.type == "indicator" and not v.revoked]
    popular = dict.fromkeys(value for one in contents for value in guard.popular_in(one))
    own = dict.fromkeys(value for one in contents for value in guard.own_in(one))
    is_one = feed.terms.kind is Kind.HTTP
    return Brought(
        read=sum(one.read for one in counts) + len(judged.refused),
        refused=sum(one.refused for one in counts) + len(judged.refused),
        new=len(stands - stood),
        gone=len(stood - stands),
        left=len(stands),
        popular=tuple(list(popular)[:MOST_NAMED]),
        own=tuple(list(own)[:MOST_NAMED]),
        over=max(0, len(judged.versions) - most) if is_one else 0,
    )


def _standing(
    given: Mapping[str, Mapping[ObjectId, bool]], listed: frozenset[str] | None = None
) -> set[ObjectId]:
    return {
        one
        for item, ids in given.items()
        if listed is None or item in listed
        for one, stands in ids.items()
        if stands and one.startswith(INDICATOR)
    }


def ended(content: Mapping[str, Any], now: datetime) -> Version:
    """The next version of an indicator of ours, at its end: the feed does not give it any more."""
    last, start = parse_instant(content["modified"]), parse_instant(content["valid_from"])
    later = max(now, last + _MILLISECOND)
    # STIX 2.1 §4.7: valid_until must be later than valid_from.
    until = max(now, start + _MILLISECOND)
    times = {"modified": stix_time(later), "valid_until": stix_time(until)}
    return make_version({**content, **times})


class _Known(Held):
    """What is held, and what this run has read so far.

    An indicator that the feed had ended counts as different from what comes again.
    """

    def __init__(self, tx: Connection, ended: set[ObjectId]) -> None:
        super().__init__(tx)
        self._ended = ended

    def take(self, versions: Sequence[Version]) -> None:
        """As ever; and what has come again is not ended any more."""
        super().take(versions)
        self._ended -= {version.id for version in versions}

    def __getitem__(self, object_id: ObjectId) -> Content:
        content = super().__getitem__(object_id)
        if object_id not in self._ended:
            return content
        # Without what no list leaves out it is never the same, so it gets its next version.
        gone = {"pattern_version", "valid_until"}
        return {name: value for name, value in content.items() if name not in gone}


def _entry(refused: Refused) -> ReportEntry:
    said = remark_of(refused)
    item = refused.item
    return ReportEntry(item, Outcome.REFUSED, said.code, item, said.detail, told=said.told)


def reported(judged: Judged, refused: list[Refused]) -> Iterator[tuple[str, Sequence[ReportEntry]]]:
    """The report of one run: what could not be read at all, then every item of every file."""
    made = {version.id for one in judged.intakes.values() for version in one.versions}
    whole = [one for one in judged.refused if one.item not in made]
    yield (
        "",
        [_entry(one) for one in whole],
    )
    for one in judged.intakes.values():
        yield one.name, settled(one.entries, [*judged.refused, *refused])

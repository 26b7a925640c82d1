"""One value, however many sources: what each of them claims of it, none in another's place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from khien.app.moments import instant_of
from khien.app.wiring import Node
from khien.exchange.feeds import rows as feed_rows
from khien.intake.observed import observe
from khien.intake.pattern_text import comparison
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp, marking_of
from khien.model.patterns import IndicatorValue, watched_values_of
from khien.store import objects
from khien.store.objects import Kept
from khien.watch.scoring.desk import said_in, told_by_feeds
from khien.watch.scoring.lists import OWN, list_claims
from khien.watch.scoring.rules import Basis, score_at, together


class Via(StrEnum):
    """How a source's claim came to us."""

    FEED = "feed"
    PARTNER = "partner"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says of a value, by one version of one indicator.

    Of several lists of ours each has the version that its own import left, and the score that it would give
    alone; of our own last word by hand too.
    `first` and `last` are when it told us first, and last; `ended` since when it does not any more.
    """

    source: str
    via: Via
    object_id: ObjectId
    version: str
    tlp: Tlp
    pap: Pap | None
    confidence: int | None
    score: int | None
    first: datetime
    last: datetime
    ended: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: the one entry that all of its claims make."""

    kind: str
    value: str
    claims: tuple[Claim, ...]
    warninglists: tuple[str, ...] = ()

    @property
    def sources(self) -> list[str]:
        """Everybody who claims it, each once."""
        return sorted({one.source for one in self.claims})

    @property
    def score(self) -> int | None:
        """The highest of the claims' scores."""
        return together([one.score for one in self.claims])


def values_named(text: str) -> tuple[IndicatorValue, ...]:
    """The values that a text means, as indicators look for them; also where it is defanged.

    Raises:
        MalformedError: it is no value that an indicator could have.
    """
    seen = observe(text.strip())
    if seen is None:
        raise MalformedError(text[:200], "khien.no-value")
    pattern = comparison(seen.kind, seen.value)
    content = {"type": "indicator", "pattern_type": "stix", "pattern": f"[{pattern}]"}
    found = watched_values_of(content)
    if not found:
        raise MalformedError(text[:200], "khien.no-value")
    return tuple(found)


def entry_of(node: Node, text: str) -> Entry:
    """Everything that is claimed of a value.

    Raises:
        MalformedError: the text is no value.
    """
    (value, *_) = values_named(text)
    with node.store.read() as tx:
        return entry_in(node, tx, value)


def entry_in(node: Node, tx: Connection, value: IndicatorValue) -> Entry:
    """As `entry_of`, in an open transaction."""
    ids = [row.object_id for row in objects.by_value(tx, value.kind.value, value.value)]
    held = objects.currents(tx, list(dict.fromkeys(ids)))
    claims = claims_on(node, tx, list(held.values()))
    lists = node.warninglists.current(tx).naming((value,))
    return Entry(value.kind.value, value.value, tuple(claims), lists)


def claims_on(node: Node, tx: Connection, held: Sequence[Kept]) -> list[Claim]:
    """Every source's claim by these indicators, the surest first."""
    now = node.clock()
    by_id = {one.object_id: one for one in held}
    bases = node.scores.bases(tx, by_id)
    definitions = objects.marking_definitions(tx) if held else {}
    told = told_by_feeds(tx, list(by_id))
    found: list[Claim] = []
    for kept in held:
        marking = marking_of(kept.content, definitions)
        basis = bases[kept.object_id]
        handed = told[kept.object_id][1].pap if kept.object_id in told else None
        paps = [pap for pap in (marking.pap, handed) if pap is not None]
        for source, via, first, last, ended, said in _told(tx, kept):
            own = replace(basis, others=()) if said is kept else _basis_of(basis, said)
            found.append(
                Claim(
                    source=source,
                    via=via,
                    object_id=kept.object_id,
                    version=said.modified,
                    tlp=said.tlp,
                    pap=max(paps, default=None),
                    confidence=own.confidence,
                    score=score_at(own, now),
                    first=first,
                    last=last,
                    ended=ended,
                    valid_from=instant_of(said.content.get("valid_from")),
                    valid_until=instant_of(said.content.get("valid_until")),
                )
            )
    return sorted(found, key=lambda one: (-(one.score or 0), one.source, one.object_id))


def sources_of(tx: Connection, values: Iterable[IndicatorValue]) -> list[str]:
    """Everybody who claims one of these values: partners, feeds, and `own`."""
    ids = {
        row.object_id: row.source
        for value in values
        for row in objects.by_value(tx, value.kind.value, value.value)
    }
    feeds = told_by_feeds(tx, list(ids))
    named = {name for names, _ in feeds.values() for name in names}
    named |= {source or OWN for one, source in ids.items() if source or one not in feeds}
    return sorted(named)


_Told = tuple[str, Via, datetime, datetime, datetime | None, Kept]


def _basis_of(basis: Basis, said: Kept) -> Basis:
    """What the score would be made of if this version counted alone."""
    one = said_in(said)
    return replace(basis, confidence=one.confidence, since=one.since, until=one.until, others=())


def _told(tx: Connection, kept: Kept) -> list[_Told]:
    """Who told us of an indicator: source, way, first, last, since when not any more, and in which version."""
    found: list[_Told] = []
    by_feed: dict[str, list[feed_rows.Claim]] = {}
    for claim in feed_rows.claims_on(tx, [kept.object_id]).get(kept.object_id, []):
        by_feed.setdefault(claim.feed, []).append(claim)
    for name, claims in by_feed.items():
        first = min(one.first for one in claims)
        gone = [one.gone for one in claims]
        ended = None if None in gone else max(one for one in gone if one is not None)
        feed = feed_rows.found(tx, name)
        last = ended or (feed.done if feed and feed.done else first)
        found.append((name, Via.FEED, first, last, ended, kept))
    versions = objects.versions(tx, kept.object_id, 1_000)
    origins = [(one.source, one.at) for one in objects.sources(tx, kept.seq)]
    origins += [(one.source, one.added) for one in versions]
    for source in dict.fromkeys(source for source, _ in origins):
        times = [at for name, at in origins if name == source]
        if source:
            found.append((source, Via.PARTNER, min(times), max(times), None, kept))
        elif not by_feed:
            lists = list_claims(tx, {kept.object_id: kept}).get(kept.object_id, [])
            found += [(one.name, Via.OWN, one.at, one.at, None, one.said) for one in lists]
            if kept.seq not in {one.said.seq for one in lists}:  # somebody wrote it by hand
                found.append((OWN, Via.OWN, min(times), max(times), None, kept))
    return found


def claim_row(claim: Claim) -> dict[str, Any]:
    """A claim as a command prints it."""
    return {
        "source": claim.source,
        "via": claim.via.value,
        "indicator": claim.object_id,
        "version": claim.version,
        "tlp": claim.tlp.value,
        "pap": claim.pap.value if claim.pap else None,
        "confidence": claim.confidence,
        "score": claim.score,
        "first": claim.first,
        "last": claim.last,
        "ended": claim.ended,
        "valid_from": claim.valid_from,
        "valid_until": claim.valid_until,
    }

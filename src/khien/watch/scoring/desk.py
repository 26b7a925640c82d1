"""Read what scores are made of, for many indicators at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from khien.exchange.feeds import rows as feed_rows
from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import parse_instant
from khien.model.marking import Pap, pap_named
from khien.model.patterns import ValueKind, watched_values_of
from khien.store import objects
from khien.store.objects import Kept
from khien.watch.scoring.lists import OWN, ListClaim, list_claims
from khien.watch.scoring.rules import Basis, Said, Voice, half_life_of, score_at

MOST_SAID: Final = (
    50  # newest sightings, and opinions, of one indicator on average; the last ones count
)
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What the feeds of an indicator say where it is silent: how sure, and what may be done with it."""

    confidence: int | None = None
    pap: Pap | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The parameters of one node. `trust` is by source: a partner, a feed, or `own`."""

    half_life_days: Mapping[ValueKind, float] = field(default_factory=dict)
    trust: Mapping[str, int] = field(default_factory=dict)

    def at(
        self, tx: Connection, ids: Sequence[ObjectId], now: datetime
    ) -> dict[ObjectId, int | None]:
        """What these indicators score at an instant; those that are not here are left out."""
        bases = self.bases(tx, objects.currents(tx, ids))
        return {object_id: score_at(basis, now) for object_id, basis in bases.items()}

    def bases(self, tx: Connection, held: Mapping[ObjectId, Kept]) -> dict[ObjectId, Basis]:
        """What the scores of these indicators are made of."""
        ids = list(held)
        claims, lists = told_by_feeds(tx, ids), list_claims(tx, held, at_least=2)
        found: dict[ObjectId, Basis] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            seen, voices = _said(tx, some)
            for one in some:
                basis = self._basis(held[one], claims, seen.get(one, []), voices.get(one, []))
                found[one] = replace(basis, others=_others(held[one], lists.get(one, [])))
        return found

    def _basis(
        self,
        kept: Kept,
        claims: Mapping[ObjectId, tuple[list[str], Told]],
        seen: list[datetime],
        voices: list[Voice],
    ) -> Basis:
        feeds, told = claims.get(kept.object_id, ([], Told()))
        said = said_in(kept)
        names = feeds or [kept.source or OWN]
        kinds = [value.kind for value in watched_values_of(kept.content)]
        return Basis(
            confidence=told.confidence if said.confidence is None else said.confidence,
            half_life=half_life_of(kinds, self.half_life_days),
            since=said.since,
            trust=max(self.trust.get(name, 100) for name in names),
            until=said.until,
            revoked=kept.revoked or bool(kept.withdrawn),
            seen=seen,
            voices=voices,
        )


def said_in(kept: Kept) -> Said:
    """What one version of an indicator says by itself: how sure it is, since when and until when."""
    content = kept.content
    sure = content.get("confidence")
    times = (instant_of(content.get(name)) for name in ("modified", "valid_from"))
    return Said(
        confidence=sure if isinstance(sure, int) and 0 <= sure <= 100 else None,
        since=max((at for at in times if at is not None), default=kept.added),
        until=instant_of(content.get("valid_until")),
    )


def _others(kept: Kept, lists: Sequence[ListClaim]) -> tuple[Said, ...]:
    """What lists of ours said before the last one did; nothing where somebody has since written it anew."""
    versions = {one.said.seq: one.said for one in lists}
    if kept.seq not in versions:
        return ()
    return tuple(said_in(one) for seq, one in versions.items() if seq != kept.seq)


def told_by_feeds(
    tx: Connection, ids: Sequence[ObjectId]
) -> dict[ObjectId, tuple[list[str], Told]]:
    """The feeds that give these indicators now, and what these say: the surest, and the strictest PAP."""
    terms = {one.name: one.terms for one in feed_rows.feeds(tx)}
    found: dict[ObjectId, tuple[list[str], Told]] = {}
    if not terms:
        return found
    for one, claims in feed_rows.claims_on(tx, ids).items():
        names = sorted({claim.feed for claim in claims if not claim.gone and claim.feed in terms})
        sure = [terms[name].confidence for name in names]
        paps = [pap for name in names if (pap := pap_named(terms[name].pap)) is not None]
        if names:
            confidence = max((c for c in sure if c is not None), default=None)
            found[one] = (names, Told(confidence, max(paps, default=None)))
    return found


def _said(
    tx: Connection, ids: Sequence[ObjectId]
) -> tuple[dict[ObjectId, list[datetime]], dict[ObjectId, list[Voice]]]:
    """When each was sighted, and what was said of it: in opinions, and by sightings of nothing."""
    most = MOST_SAID * len(ids)
    pairs = [
        *objects.pointing(tx, ids, "sighting_of_ref", "sighting--", most),
        *objects.pointing(tx, ids, "object_refs", "opinion--", most),
    ]
    held = objects.currents(tx, list(dict.fromkeys(one for one, _ in pairs)))
    seen: dict[ObjectId, list[datetime]] = {}
    voices: dict[ObjectId, list[Voice]] = {}
    for one, about in pairs:
        kept = held.get(one)
        if kept is None or kept.revoked or kept.withdrawn:
            continue
        content = kept.content
        at = _at(content, kept)
        if kept.type == "opinion":
            opinion = str(content.get("opinion"))
            voices.setdefault(about, []).append(Voice(kept.source, opinion, at))
        elif content.get("count") == 0:  # STIX 2.1 §4.16: looked for, and not seen
            voices.setdefault(about, []).append(Voice(kept.source, "disagree", at))
        else:
            seen.setdefault(about, []).append(at)
    return seen, voices


def _at(content: Mapping[str, Any], kept: Kept) -> datetime:
    names = ("last_seen", "first_seen") if kept.type == "sighting" else ("modified",)
    found = (instant_of(content.get(name)) for name in names)
    return next((at for at in found if at is not None), kept.added)


def instant_of(text: object) -> datetime | None:
    """The instant that a STIX timestamp names; None for anything else."""
    try:
        return parse_instant(text) if isinstance(text, str) else None
    except MalformedError:
        return None

"""What the demo shows at the end: for each group of objects, who has it, who not and why, who saw it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from khien.app.demo.cast import Player
from khien.app.demo.inputs import Group
from khien.app.demo.steps import Play, current
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.store import objects

HAVE = {State.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Line:
    """One group at one partner. `ms` is from publication, or approval, to the partner's index."""

    group: str
    objects: int
    partner: str
    have: int
    waiting: int
    recalled: int
    refused: dict[str, int]  # code → count
    why: dict[str, str]  # code → what the rule named at fault, once
    seen: int
    times_seen: int
    median_ms: int | None
    most_ms: int | None


def lines_of(play: Play) -> list[Line]:
    """One line for each group and partner."""
    releases = current(play)
    latency = _latencies(play.centre, releases)
    sighted = _sighted(play)
    return [
        _line(play, group, player.part.name, releases, latency, sighted)
        for group in play.inputs.groups
        for player in play.partners
    ]


def _line(
    play: Play,
    group: Group,
    partner: str,
    releases: Sequence[Release],
    latency: dict[str, int],
    sighted: dict[tuple[str, str], int],
) -> Line:
    ids = set(play.objects[group.key])
    mine = [r for r in releases if r.partner == partner and r.object_id in ids]
    refused: Counter[str] = Counter()
    why: dict[str, str] = {}
    for release in mine:
        if release.state in {State.REFUSED, State.DECLINED}:
            refused.update(code for code, _ in release.answers)
            why |= dict(release.answers)
        elif release.state is State.REJECTED:
            refused[release.reason] += 1
            why[release.reason] = release.object_id
    took = [latency[r.id] for r in mine if r.id in latency]
    seen = {o: count for (o, who), count in sighted.items() if who == partner and o in ids}
    return Line(
        group=group.path.name,
        objects=len(ids),
        partner=partner,
        have=sum(r.state in HAVE for r in mine),
        waiting=sum(r.state in {State.HELD, State.QUARANTINED} for r in mine),
        recalled=sum(r.state is State.RECALLED for r in mine),
        refused=dict(refused),
        why=why,
        seen=len(seen),
        times_seen=sum(seen.values()),
        median_ms=round(median(took)) if took else None,
        most_ms=max(took) if took else None,
    )


def _latencies(centre: Player, releases: Sequence[Release]) -> dict[str, int]:
    """Milliseconds from the gate's yes to the partner's word that it is in its index."""
    decided = {r.id: r.decided for r in releases}
    with centre.node.store.read() as tx:
        accepted = receipt_rows.latencies(tx)
    return {
        release: round((at - decided[release]).total_seconds() * 1000)
        for release, _, at in accepted
        if release in decided
    }


def _sighted(play: Play) -> dict[tuple[str, str], int]:
    """How often each object was seen, and by whom, as the sightings that came back say."""
    by_identity = {p.node.ourselves.identity: p.part.name for p in play.partners}
    with play.centre.node.store.read() as tx:
        sightings = [kept.content for kept in objects.of_type(tx, ("sighting",))]
    found: dict[tuple[str, str], int] = {}
    for sighting in sightings:
        who = by_identity.get(sighting["created_by_ref"])
        if who is not None:
            key = (sighting["sighting_of_ref"], who)
            found[key] = found.get(key, 0) + int(sighting.get("count", 1))
    return found

"""What the demo shows at the end: for each group of objects, who has it, who not and why, who saw it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from khien.app.demo.cast import Player
from khien.app.demo.inputs import Group
from khien.app.demo.play import Play, current
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.store import objects

WAITING = {State.HELD, State.QUARANTINED}
REFUSED = {State.REFUSED, State.DECLINED, State.REJECTED}
MAX_DETAILS = 2  # of one reason; the rest is said to be there


@dataclass(frozen=True, slots=True)
class Line:
    """One group at one partner. `ms` is from the gate's yes to the partner's index.

    `refused` and `waiting_for` say for how many objects each code was a reason; one object can have
    several. `why` has what a code named at fault, here and there.
    """

    group: str
    objects: int
    partner: str
    have: int
    waiting: int
    waiting_for: dict[str, int]
    recalled: int
    refused: int
    refused_for: dict[str, int]
    why: dict[str, str]
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
    waiting = [r for r in mine if r.state in WAITING]
    refused = [r for r in mine if r.state in REFUSED]
    took = [latency[r.id] for r in mine if r.id in latency]
    seen = {o: count for (o, who), count in sighted.items() if who == partner and o in ids}
    return Line(
        group=group.path.name,
        objects=len(ids),
        partner=partner,
        have=sum(r.state is State.ACCEPTED for r in mine),
        waiting=len(waiting),
        waiting_for=_reasons(waiting),
        recalled=sum(r.state is State.RECALLED for r in mine),
        refused=len(refused),
        refused_for=_reasons(refused),
        why=_details([*waiting, *refused]),
        seen=len(seen),
        times_seen=sum(seen.values()),
        median_ms=round(median(took)) if took else None,
        most_ms=max(took) if took else None,
    )


def _answers(release: Release) -> Sequence[tuple[str, str]]:
    """Codes and details: the gate's, or the one that the partner's receipt gives."""
    return release.answers or [(release.reason, "")]


def _reasons(releases: Sequence[Release]) -> dict[str, int]:
    return dict(Counter(code for r in releases for code in {c for c, _ in _answers(r)}))


def _details(releases: Sequence[Release]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for release in releases:
        for code, detail in _answers(release):
            found.setdefault(code, {})[detail] = None
    return {
        code: "; ".join(list(details)[:MAX_DETAILS]) + " …" * (len(details) > MAX_DETAILS)
        for code, details in found.items()
    }


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

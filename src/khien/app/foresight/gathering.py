"""What the store knows of sightings: who saw which indicator when and where, and what belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from khien.app.moments import instant_of
from khien.app.wiring import Node
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.warning import warning_of
from khien.people.partners import Partner, list_partners
from khien.store import objects
from khien.store.objects import Kept
from khien.watch.early import QUIET_DAYS

MOST: Final = 100_000  # of the newest sightings are looked at
MOST_GROUPED: Final = 2_000  # of the indicators that were seen last are put into groups
MOST_PLACES: Final = 2_000  # identities and locations that sightings name
MOST_LINKS: Final = 20  # of one object, of one kind
MOST_COUNT: Final = 1_000_000  # that one sighting adds; beyond it a number says nothing
GROUPS: Final = ("campaign", "intrusion-set", "malware", "report", "threat-actor")
"""What indicators belong to. An attack pattern or a tool is too common to tell of one campaign."""

SIGHTING: Final = "sighting"
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: countries (ISO 3166-1, two letters) and sectors."""

    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()

    def __or__(self, other: Place) -> Place:
        return Place(self.countries | other.countries, self.sectors | other.sectors)


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting. `party` is the node that told us, under its key; `added` when it did.

    Whoever a sighting says it is of, a partner counts as one party: it cannot make itself several.
    Days are counted from 1970, UTC, and are those that it tells of, however long ago.
    """

    of: ObjectId
    party: str
    count: int
    first_day: int
    last_day: int
    added: datetime
    tlp: Tlp
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All of it, as far back as `since`. `seen` has indicators that are here and in force only.

    `begun` is when this node began to keep anything: of what was told before it knows nothing.
    """

    seen: Mapping[ObjectId, Sequence[Seen]]
    tlps: Mapping[ObjectId, Tlp]  # of these indicators, and of the groups
    groups: Mapping[ObjectId, Sequence[ObjectId]]  # what belongs together, by what it belongs to
    places: Mapping[str, Place]  # by reference, and by name of a party
    since: datetime
    begun: datetime
    looked: int
    is_cut: bool

    def place(self, seen: Seen) -> Place:
        """Where it was seen: what the sighting says, else where its party is."""
        told = Place()
        for ref in seen.refs:
            told |= self.places.get(ref, Place())
        return told if told != Place() else self.places.get(seen.party, Place())


def day_of(at: datetime) -> int:
    """The day of an instant, counted from 1970, UTC."""
    return int(at.timestamp()) // DAY_S


def gather(tx: Connection, node: Node, now: datetime) -> Record:
    """Read the sightings of the last `QUIET_DAYS`, the newest `MOST` of them at most."""
    since = now - timedelta(days=QUIET_DAYS + 1)
    partners = {one.name: one for one in list_partners(tx)}
    seen: dict[ObjectId, list[Seen]] = defaultdict(list)
    looked, oldest = 0, now
    for kept in objects.of_type(tx, [SIGHTING], MOST):
        if kept.added < since:
            break
        looked, oldest = looked + 1, kept.added
        teller = partners.get(kept.source) if kept.source else None
        if teller is not None and teller.exercise:
            continue  # an exercise is no news
        one = _seen(kept, str(node.ourselves.name))
        if one is not None:
            seen[one.of].append(one)
    lines = objects.lines(tx, list(seen))
    here = {one: seen[one] for one in seen if one in lines and lines[one].in_force}
    here = {one: some for one, some in here.items() if lines[one].type == "indicator"}
    groups, tlps = _groups(tx, list(here)[:MOST_GROUPED])
    return Record(
        seen=here,
        tlps={one: lines[one].tlp for one in here} | tlps,
        groups=groups,
        places=_places(tx, node, here, partners.values()),
        since=oldest if looked == MOST else since,
        begun=objects.first_added(tx) or now,
        looked=looked,
        is_cut=looked == MOST,
    )


def _seen(kept: Kept, ours: str) -> Seen | None:
    """None where the sighting says that nothing was seen (STIX 2.1 §5.2, count 0)."""
    content = kept.content
    count = content.get("count", 1)
    if count < 1:
        return None
    last = instant_of(content.get("last_seen")) or instant_of(content.get("first_seen"))
    last = min(last or kept.added, kept.added)  # nobody has seen what is to come
    first = min(instant_of(content.get("first_seen")) or last, last)
    return Seen(
        of=ObjectId(content["sighting_of_ref"]),
        party=kept.source or ours,
        count=min(count, MOST_COUNT),
        first_day=day_of(first),
        last_day=day_of(last),
        added=kept.added,
        tlp=kept.tlp,
        refs=tuple(content.get("where_sighted_refs") or ()),
    )


def _groups(
    tx: Connection, indicators: Sequence[ObjectId]
) -> tuple[dict[ObjectId, list[ObjectId]], dict[ObjectId, Tlp]]:
    """What these belong to, with its markings; what is not here, ended, or a warning, groups nothing."""
    found: dict[ObjectId, list[ObjectId]] = defaultdict(list)
    for one in indicators:
        told = objects.links(tx, one, "out", "indicates", MOST_LINKS)
        reports = objects.links(tx, one, "in", "object_refs", MOST_LINKS, prefix="report--")
        for group in {link.to_id for link in told} | {link.from_id for link in reports}:
            found[group].append(one)
    kept = objects.currents(tx, [one for one in found if one.partition("--")[0] in GROUPS])
    real = {
        group: one.tlp
        for group, one in kept.items()
        if not one.revoked and not one.withdrawn and warning_of(one.content) is None
    }
    return {group: found[group] for group in real}, real


def _places(
    tx: Connection,
    node: Node,
    seen: Mapping[ObjectId, Sequence[Seen]],
    partners: Iterable[Partner],
) -> dict[str, Place]:
    refs = {ref for some in seen.values() for one in some for ref in one.refs}
    known: dict[str, tuple[str, str]] = {
        str(node.ourselves.identity): (str(node.ourselves.name), node.ourselves.country)
    }
    places: dict[str, Place] = {}
    for partner in partners:
        known[partner.identity_id] = (partner.name, partner.country)
        places[partner.identity_id] = _place_of(partner.identity)
    wanted = [ObjectId(one) for one in sorted({*refs, *known})[:MOST_PLACES]]
    for ref, kept in objects.currents(tx, wanted).items():
        places[ref] = places.get(ref, Place()) | _place_of(kept.content)
        if kept.type == "identity":
            places[ref] |= _located(tx, ref)
    for identity, (name, country) in known.items():
        place = places.get(identity, Place()) | Place(frozenset({country} - {""}))
        places[identity] = places[name] = place
    return places


def _located(tx: Connection, identity: ObjectId) -> Place:
    """Where an identity is `located-at` (STIX 2.1 §4.5.2)."""
    place = Place()
    to = [one.to_id for one in objects.links(tx, identity, "out", "located-at", MOST_LINKS)]
    for kept in objects.currents(tx, to).values():
        place |= _place_of(kept.content)
    return place


def _place_of(content: Mapping[str, Any]) -> Place:
    if content.get("type") == "location":
        country = str(content.get("country", "")).upper()
        return Place(frozenset({country}) if len(country) == 2 else frozenset())
    return Place(sectors=frozenset(map(str, content.get("sectors") or ())))

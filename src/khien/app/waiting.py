"""What waits for people at this node, and how the exchange with each partner stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from khien.app.figures import RECEIPT_WITHIN
from khien.app.foresight import Draft, open_drafts
from khien.app.knowledge.naming import titles, titles_of_stopped
from khien.app.warnings import Notice, noticed
from khien.app.wiring import Node
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.feeds.rows import Feed
from khien.exchange.waiting.rows import Line, Queue, Wait, line_of, queues
from khien.exchange.waiting.tally import Tally
from khien.ledger import Alarm, Hold
from khien.model.warning import Standing as Warned
from khien.people.partners import PartnerState, Standing, list_standings
from khien.store import objects

SHOWN = 5  # of each queue on the start page
LATE = timedelta(minutes=10)  # something has waited that long for a partner: it is in trouble
HOURS = 24


class Health(StrEnum):
    """How well a partner is reached."""

    GOOD = "good"
    LATE = "late"  # things wait, and attempts fail
    ALARM = "alarm"  # its ledger contradicts what it signed
    PENDING = "pending"  # invited, or not yet complete
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Link:
    """The exchange with one partner, as one line of the graph."""

    name: str
    state: PartnerState
    health: Health
    line: Line


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the last day. `start` is its first instant."""

    start: datetime
    sent: int
    came: int
    hits: int


@dataclass(frozen=True, slots=True)
class Overlook:
    """The whole of what an officer sees first."""

    queues: list[Queue]
    titles: dict[str, str]  # of what waits, by object id; what cannot be read has none
    links: list[Link]
    hours: list[Hour]
    alarms: list[Alarm]
    holds: list[Hold]
    warnings: list[Notice]  # in force, by when they end
    drafts: list[tuple[Draft, str]]  # of warnings, for an officer to judge; each with its title
    feeds: list[Feed]  # stopped, and asking a person; the one that asked first at the head

    @property
    def troubled(self) -> list[Link]:
        """The partners that somebody should call."""
        return [one for one in self.links if one.health in {Health.LATE, Health.ALARM}]


def overlook(node: Node, *, shown: int = SHOWN) -> Overlook:
    """Everything at once, in one picture of the database."""
    now, drafts = node.clock(), open_drafts(node)
    with node.store.read() as tx:
        alarms = node.ledger.alarms(tx)
        links = links_of(tx, now, alarms)
        waiting = queues(tx, now - RECEIPT_WITHIN, shown)
        return Overlook(
            queues=waiting,
            titles=_titles(tx, waiting),
            links=links,
            hours=_hours(tx, node.tally, [one.name for one in links], now),
            alarms=alarms,
            holds=node.ledger.holds(tx),
            drafts=drafts,
            feeds=feed_rows.asking(tx),
            warnings=[one for one in noticed(tx, now) if one.standing is Warned.IN_FORCE],
        )


def _titles(tx: Connection, waiting: list[Queue]) -> dict[str, str]:
    ids = {item.object_id for queue in waiting for item in queue.oldest}
    stopped = [
        item.id for queue in waiting if queue.wait is Wait.QUARANTINED for item in queue.oldest
    ]
    return titles_of_stopped(tx, stopped) | titles(tx, sorted(ids))


def links_of(tx: Connection, now: datetime, alarms: list[Alarm]) -> list[Link]:
    """The exchange with everybody who is, was or is about to become a partner, by name."""
    return [link_of(tx, one, now, alarms) for one in list_standings(tx, now)]


def link_of(tx: Connection, one: Standing, now: datetime, alarms: list[Alarm]) -> Link:
    """The exchange with one of them."""
    accused = {alarm.origin for alarm in alarms}
    line = line_of(tx, one.name)
    return Link(one.name, one.state, _health(one, line, accused, now), line)


def _health(one: Standing, line: Line, accused: set[str], now: datetime) -> Health:
    if one.state is PartnerState.REVOKED:
        return Health.ENDED
    if one.partner is not None and one.partner.origin in accused:
        return Health.ALARM
    if one.partner is None or one.state is not PartnerState.ACTIVE:
        return Health.PENDING
    is_old = line.oldest is not None and now - line.oldest > LATE
    return Health.LATE if line.attempts or is_old else Health.GOOD


def _hours(tx: Connection, tally: Tally, partners: list[str], now: datetime) -> list[Hour]:
    last = now.replace(minute=0, second=0, microsecond=0)
    starts = [last - timedelta(hours=back) for back in reversed(range(HOURS))]
    sent, came = Counter[int](), Counter[int]()
    for partner in partners:
        out, back = tally.per_hour(tx, partner, starts[0], now)
        sent.update(out)
        came.update(back)
    hits = objects.added_per_hour(tx, "sighting", starts[0])
    numbers = [int(start.timestamp()) // 3600 for start in starts]
    return [
        Hour(start, sent[number], came[number], hits.get(number, 0))
        for start, number in zip(starts, numbers, strict=True)
    ]

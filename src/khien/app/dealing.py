"""The exchange with one partner as a person reads it: give and take, answers, keys, what is stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from khien.app.waiting import Link, link_of
from khien.app.wiring import Node
from khien.exchange.figures.rows import Parked, answer_seconds, parked_of, per_day
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.outbox.rows import Item
from khien.exchange.pulls.rows import Visit as Pull
from khien.exchange.pulls.rows import visits
from khien.ledger import Alarm
from khien.model.errors import NotFoundError
from khien.model.signing.fingerprint import phrase
from khien.people.agreements import AgreementLine, AgreementState, list_agreements
from khien.people.partners import (
    Channel,
    Notice,
    Outbound,
    Partner,
    PartnerState,
    Standing,
    channel,
    list_standings,
    notices,
    outbound,
)

DAYS: Final = 30
MOST_ANSWERS: Final = 500  # newest releases whose answers are timed
MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Day:
    """One day of give and take. `start` is its first instant (UTC)."""

    start: datetime
    given: int
    taken: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How fast a partner answers, in seconds: of `count` releases, half and nine in ten at most so."""

    count: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Dealing:
    """One line of the list of partners. `answers` is None where nothing was answered yet."""

    standing: Standing
    link: Link
    days: tuple[Day, ...]
    answers: Answers | None
    pull: Pull | None

    @property
    def given(self) -> int:
        """How much went to it in the days told."""
        return sum(day.given for day in self.days)

    @property
    def taken(self) -> int:
        """How much came from it in the days told."""
        return sum(day.taken for day in self.days)

    @property
    def last(self) -> datetime | None:
        """When it last took or brought something, or was visited."""
        pulled = None if self.pull is None else self.pull.done
        known = [one for one in (self.link.line.last_in, self.link.line.last_out, pulled) if one]
        return max(known, default=None)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one partner. `phrases` are by language; none without a key."""

    dealing: Dealing
    phrases: dict[str, str]
    head: tuple[Item, ...]
    parked: tuple[Parked, ...]
    agreements: tuple[AgreementLine, ...]
    outbound: Outbound | None
    channel: Channel
    notices: tuple[Notice, ...]  # that nobody has settled, the newest first

    @property
    def partner(self) -> Partner | None:
        """The partner; None for a party that was only invited."""
        return self.dealing.standing.partner

    @property
    def in_force(self) -> AgreementLine | None:
        """The agreement that opens crossings now."""
        wanted = AgreementState.IN_FORCE
        return next((one for one in self.agreements if one.state is wanted), None)

    @property
    def awaited(self) -> tuple[AgreementLine, ...]:
        """Agreements that a signature is missing from."""
        half = {AgreementState.DRAFT, AgreementState.SIGNED_BY_US, AgreementState.SIGNED_BY_PARTNER}
        return tuple(one for one in self.agreements if one.state in half)


def dealings(node: Node) -> list[Dealing]:
    """Everybody who is, was or is about to become a partner, by name."""
    now = node.clock()
    with node.store.read() as tx:
        alarms, pulled = node.ledger.alarms(tx), visits(tx)
        return [_dealing(tx, one, now, alarms, pulled) for one in list_standings(tx, now)]


def dossier(node: Node, name: str) -> Dossier:
    """Everything about one of them.

    Raises:
        NotFoundError: there is nobody of that name.
    """
    now = node.clock()
    with node.store.read() as tx:
        standing = next((one for one in list_standings(tx, now) if one.name == name), None)
        if standing is None:
            raise NotFoundError("partner", name)
        partner = standing.partner
        is_active = partner is not None and partner.state is PartnerState.ACTIVE
        return Dossier(
            dealing=_dealing(tx, standing, now, node.ledger.alarms(tx), visits(tx)),
            phrases=phrases(node, partner),
            head=tuple(outbox_rows.head(tx, name, MOST_SHOWN)),
            parked=tuple(parked_of(tx, name, MOST_SHOWN)),
            agreements=list_agreements(tx, now, name) if partner is not None else (),
            outbound=outbound(tx, name) if is_active else None,
            channel=channel(tx, name),
            notices=tuple(one for one in notices(tx, name) if one.settled is None),
        )


def phrases(node: Node, partner: Partner | None) -> dict[str, str]:
    """What both sides read to each other, by language; nothing for a party without a key."""
    current = None if partner is None else partner.current_key
    if current is None:
        return {}
    own = node.ourselves.key.public
    return {"vi": phrase(own, current, "vi"), "en": phrase(own, current, "en")}


def answers_of(seconds: Sequence[float]) -> Answers | None:
    """Median and nine tenths of ascending times (nearest rank); None of none."""
    if not seconds:
        return None
    count = len(seconds)
    return Answers(count, seconds[(count - 1) // 2], seconds[-(-9 * count // 10) - 1])


def _dealing(
    tx: Connection, one: Standing, now: datetime, alarms: list[Alarm], pulled: dict[str, Pull]
) -> Dealing:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    given, taken = per_day(tx, one.name, starts[0])
    numbers = [(start, int(start.timestamp()) // 86_400) for start in starts]
    return Dealing(
        standing=one,
        link=link_of(tx, one, now, alarms),
        days=tuple(Day(start, given.get(n, 0), taken.get(n, 0)) for start, n in numbers),
        answers=answers_of(answer_seconds(tx, one.name, MOST_ANSWERS)),
        pull=pulled.get(one.name),
    )

"""Examine a node: what is in order, what is not, and what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from khien.app.hunting import history_of
from khien.app.live.standing import flows
from khien.app.reading.confining import Wall
from khien.app.reading.parsing import standing_walls
from khien.app.secured import ends, list_ends, tls_faults
from khien.app.settings import FILE, mistakes_at
from khien.app.wiring import DATABASE, Clock, Node, open_node, utc_now
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.feeds.rules import State as FeedState
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.peer.client import PeerClient
from khien.exchange.pulls.rows import visits
from khien.exchange.releases import rows as release_rows
from khien.exchange.wire import Wire
from khien.gate import REVIEW_WITHIN
from khien.model.agreement import Role
from khien.model.errors import KhienError
from khien.model.toml_lines import TomlError
from khien.people import agreements, certificates
from khien.people.keys import FOLDER, NEXT
from khien.people.officers import list_officers
from khien.people.partners import (
    AddressPayload,
    Channel,
    Partner,
    PartnerKind,
    PartnerState,
    channel,
    list_partners,
    notices,
)
from khien.store.schema import newest_revision, revision
from khien.store.siblings import sibling
from khien.watch.engine import REFERENCE
from khien.watch.history import IncompleteHistoryError

DISK_LOW_BYTES = 1024**3
DISK_FULL_BYTES = 100 * 1024**2
CLOCK_SLACK = timedelta(minutes=5)
FIRST_YEAR = 2025  # nothing here is older, so a clock that says less is wrong
LAST_YEAR = 2100
EXPIRES_SOON = timedelta(days=30)
APPROVERS = frozenset({Role.RELEASE, Role.LAWYER, Role.ADMIN})
FEED_LATE = timedelta(days=1)  # nobody fetches feeds while `khien serve` is not running
MANY_TRIES = 3  # failed attempts after which a person should look


class Status(StrEnum):
    """How grave it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at. The sentence for `code` says what to do; `facts` fill its holes."""

    check: str
    status: Status
    code: str
    facts: dict[str, object] = field(default_factory=dict)


def examine(home: Path, clock: Clock = utc_now, *, online: bool = False) -> list[Examined]:
    """Look at everything; a node that cannot even be opened gives the one reason why.

    Args:
        home: the node's folder.
        clock: gives aware UTC instants.
        online: also ask each partner's node for its card. Without it no other machine is reached.
    """
    try:
        node = open_node(home, clock)
    except TomlError as error:
        return [Examined("settings", Status.FAIL, m.code, m.holes) for m in error.mistakes]
    except KhienError as error:
        return [Examined("node", Status.FAIL, error.code, error.facts)]
    try:
        with node.store.read() as tx:
            found = [one for check in CHECKS for one in check(node, tx, clock())]
            active = list_partners(tx, PartnerState.ACTIVE)
            partners = [(one, channel(tx, one.name)) for one in active]
        return [*found, *(_reached(partners) if online else ())]
    finally:
        node.close()


def _keys(node: Node, _: Connection, __: datetime) -> Iterator[Examined]:
    yield Examined("keys", Status.OK, "doctor.keys", {"key": node.keys.current.public.vkey})
    if (node.home / FOLDER / NEXT).exists():
        yield Examined("keys", Status.WARN, "doctor.rotation-open")
    # Where the database is elsewhere, the settings may hold its password.
    for name in (FILE if node.settings.store.database else DATABASE, FOLDER):
        mode = (node.home / name).stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            facts: dict[str, object] = {"file": name, "mode": stat.filemode(mode)}
            yield Examined("keys", Status.FAIL, "doctor.open-to-others", facts)


def _clock(node: Node, tx: Connection, now: datetime) -> Iterator[Examined]:
    size = node.ledger.size(tx)
    newest = node.ledger.leaves(tx, size - 1, 1)[0][1].at if size else now
    shown: dict[str, object] = {"now": now.isoformat(timespec="seconds")}
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        yield Examined("clock", Status.FAIL, "doctor.clock-year", shown)
    elif now + CLOCK_SLACK < newest:
        shown["newest"] = newest.isoformat(timespec="seconds")
        yield Examined("clock", Status.FAIL, "doctor.clock-behind", shown)
    else:
        yield Examined("clock", Status.OK, "doctor.clock", shown)


def _disk(node: Node, _: Connection, __: datetime) -> Iterator[Examined]:
    free = shutil.disk_usage(node.home).free
    facts: dict[str, object] = {"mib": free // 1024**2}
    if free < DISK_FULL_BYTES:
        yield Examined("disk", Status.FAIL, "doctor.disk-full", facts)
    elif free < DISK_LOW_BYTES:
        yield Examined("disk", Status.WARN, "doctor.disk-low", facts)
    else:
        yield Examined("disk", Status.OK, "doctor.disk", facts)


def _reader(_: Node, __: Connection, ___: datetime) -> Iterator[Examined]:
    """Documents from strangers are read behind walls; a kernel may not allow each of them."""
    try:
        walls = standing_walls()
    except KhienError as error:
        yield Examined("reader", Status.FAIL, error.code, error.facts)
        return
    # Without sockets a network is of no use, so either of the two keeps the reader from speaking.
    silent = Wall.NETWORK in walls or Wall.CALLS in walls
    speech = () if silent else (Wall.NETWORK, Wall.CALLS)
    wanted = (Wall.TIME, Wall.MEMORY, Wall.FILES, *speech)
    missing = [wall.value for wall in wanted if wall not in walls]
    facts: dict[str, object] = {"missing": ", ".join(missing)}
    if missing:
        yield Examined("reader", Status.WARN, "doctor.reader-open", facts)
    else:
        yield Examined("reader", Status.OK, "doctor.reader", {"walls": ", ".join(walls)})


def _database(_: Node, tx: Connection, __: datetime) -> Iterator[Examined]:
    here, newest = revision(tx), newest_revision()
    faults = sibling(tx).faults(tx)
    if faults:
        facts: dict[str, object] = {"fault": faults[0]}
        is_file = tx.dialect.name == "sqlite"
        code = "doctor.database-damaged" if is_file else "doctor.database-unsafe"
        yield Examined("database", Status.FAIL, code, facts)
    if here != newest:
        facts = {"revision": here, "newest": newest}
        yield Examined("database", Status.FAIL, "doctor.database-old", facts)
    elif not faults:
        yield Examined("database", Status.OK, "doctor.database", {"revision": here})


def _officers(_: Node, tx: Connection, __: datetime) -> Iterator[Examined]:
    acting = [one for one in list_officers(tx) if one.disabled is None and one.may_sign_in]
    approvers = [one for one in acting if one.roles & APPROVERS]
    facts: dict[str, object] = {"officers": len(acting), "approvers": len(approvers)}
    enough = len(approvers) >= 2  # two different officers approve (issue: gate)
    status, code = (
        (Status.OK, "doctor.officers") if enough else (Status.WARN, "doctor.few-officers")
    )
    yield Examined("officers", status, code, facts)


def _partners(_: Node, tx: Connection, now: datetime) -> Iterator[Examined]:
    active = list_partners(tx, PartnerState.ACTIVE)
    yield Examined("partners", Status.OK, "doctor.partners", {"count": len(active)})
    for partner in active:
        yield _agreement(partner, agreements.in_force(tx, partner.name, now), now)
    names = {one.name for one in active}
    for visit in visits(tx).values():
        if visit.error and visit.partner in names:
            facts: dict[str, object] = {"partner": visit.partner, "why": visit.error}
            yield Examined("partners", Status.WARN, "doctor.pull-failing", facts)


def _feeds(_: Node, tx: Connection, now: datetime) -> Iterator[Examined]:
    """A feed that asks, that was not reached for long, that a person left standing, or that lags."""
    every = feed_rows.feeds(tx)
    yield Examined("feeds", Status.OK, "doctor.feeds", {"count": len(every)})
    for feed in every:
        facts: dict[str, object] = {"feed": feed.name}
        match feed.state:
            case FeedState.ASKING:
                doubts = feed.doubts.reasons if feed.doubts else ()
                facts["why"] = ", ".join(code for code, _ in doubts)
                yield Examined("feeds", Status.WARN, "doctor.feed-asks", facts)
            case FeedState.PAUSED:
                yield Examined("feeds", Status.WARN, "doctor.feed-paused", facts)
            case _ if feed.attempts >= MANY_TRIES:
                facts |= {"attempts": feed.attempts, "why": feed.error}
                yield Examined("feeds", Status.WARN, "doctor.feed-failing", facts)
            case _ if now - max(feed.next, feed.added) > FEED_LATE:
                facts["since"] = max(feed.next, feed.added).isoformat(timespec="minutes")
                yield Examined("feeds", Status.WARN, "doctor.feed-late", facts)
            case _:
                pass


def _agreement(
    partner: Partner, signed: agreements.SignedAgreement | None, now: datetime
) -> Examined:
    facts: dict[str, object] = {"partner": partner.name}
    if signed is None:
        return Examined("partners", Status.WARN, "doctor.no-agreement", facts)
    until: date = signed.agreement.valid_until
    facts["until"] = until.isoformat()
    if until - now.astimezone(UTC).date() <= EXPIRES_SOON:
        return Examined("partners", Status.WARN, "doctor.agreement-ends", facts)
    return Examined("partners", Status.OK, "doctor.agreement", facts)


def _ledger(node: Node, tx: Connection, _: datetime) -> Iterator[Examined]:
    keys = [key for one in list_partners(tx) for key in one.all_keys]
    try:
        audit = node.ledger.verify(tx, keys)
    except KhienError as error:
        yield Examined("ledger", Status.FAIL, error.code, error.facts)
    else:
        facts: dict[str, object] = {"size": audit.size, "cosigners": len(audit.cosigners)}
        yield Examined("ledger", Status.OK, "doctor.ledger", facts)
    for hold in node.ledger.holds(tx):
        yield Examined("ledger", Status.FAIL, "ledger.held", {"reason": hold.code})
    for alarm in node.ledger.alarms(tx):
        told: dict[str, object] = {"origin": alarm.origin, "detail": alarm.detail}
        yield Examined("ledger", Status.FAIL, alarm.code, told)


def _outbox(_: Node, tx: Connection, __: datetime) -> Iterator[Examined]:
    waiting = outbox_rows.waiting(tx)
    yield Examined("outbox", Status.OK, "doctor.outbox", {"count": sum(waiting.values())})
    for partner, count in sorted(waiting.items()):
        (first,) = outbox_rows.head(tx, partner, 1)
        if first.attempts >= MANY_TRIES:
            facts: dict[str, object] = {
                "partner": partner, "count": count, "attempts": first.attempts,
            }  # fmt: skip
            yield Examined("outbox", Status.WARN, "doctor.outbox-stuck", facts)
    for partner, kind, subject, error in outbox_rows.parked_items(tx):
        facts = {"partner": partner, "kind": kind, "subject": subject, "error": error}
        yield Examined("outbox", Status.WARN, "doctor.outbox-parked", facts)


def _quarantine(_: Node, tx: Connection, __: datetime) -> Iterator[Examined]:
    count = len(arrival_rows.with_outcome(tx, "quarantined"))
    status, code = (
        (Status.WARN, "doctor.quarantine") if count else (Status.OK, "doctor.no-quarantine")
    )
    yield Examined("quarantine", status, code, {"count": count})


def _reviews(_: Node, tx: Connection, now: datetime) -> Iterator[Examined]:
    overdue = release_rows.overdue_reviews(tx, now)
    for release in overdue:
        facts: dict[str, object] = {
            "release": release.id,
            "partner": release.partner,
            "hours": int(REVIEW_WITHIN.total_seconds() // 3600),
        }
        yield Examined("reviews", Status.FAIL, "doctor.review-overdue", facts)
    if not overdue:
        yield Examined("reviews", Status.OK, "doctor.reviews")


def _tls(node: Node, tx: Connection, now: datetime) -> Iterator[Examined]:
    """Whether what the settings name can be used, and for how long; and whose certificates end soon."""
    faults = list(tls_faults(node.home, node.settings, now))
    for mistake in mistakes_at(node.home / FILE, faults):
        yield Examined("tls", Status.FAIL, mistake.code, dict(mistake.holes))
    for file, until in ends(node.home, node.settings):
        if now <= until <= now + certificates.ENDS_SOON:
            facts: dict[str, object] = {"file": file, "until": until.date().isoformat()}
            yield Examined("tls", Status.WARN, "doctor.tls-ends", facts)
    yield from _revocation_list(list_ends(node.home, node.settings), now)
    for one in certificates.list_certificates(tx):
        if one.revoked is None and now <= one.not_after <= now + certificates.ENDS_SOON:
            facts = {"name": one.name, "until": one.not_after.date().isoformat()}
            yield Examined("tls", Status.WARN, "doctor.certificate-ends", facts)
    if node.settings.tls.certificate and not faults:
        yield Examined("tls", Status.OK, "doctor.tls")


def _watch(node: Node, __: Connection, ___: datetime) -> Iterator[Examined]:
    used = node.watch.engine
    code = "doctor.engine-reference" if used == REFERENCE else "doctor.engine"
    yield Examined("watch", Status.OK, code, {"engine": used})
    for one in flows(node):
        if one.running and one.away_since:
            facts: dict[str, object] = {"broker": one.name, "since": one.away_since, "why": one.away_why}  # fmt: skip
            yield Examined("watch", Status.WARN, "stream.waits", facts)


def _history(node: Node, __: Connection, ___: datetime) -> Iterator[Examined]:
    """Whether all files of the telemetry history are there, on a node that keeps one; none is read."""
    history = history_of(node)
    try:
        days, lost = len(history.standing().days), history.lost()
    except KhienError as error:
        yield Examined("history", Status.FAIL, error.code, error.facts)
        return
    if lost:
        broken = IncompleteHistoryError(lost)
        yield Examined("history", Status.FAIL, broken.code, broken.facts)
    elif days:
        yield Examined("history", Status.OK, "doctor.history", {"days": days})


def _revocation_list(until: datetime | None, now: datetime) -> Iterator[Examined]:
    if until is None:
        return
    facts: dict[str, object] = {"until": until.date().isoformat()}
    if now > until:
        yield Examined("tls", Status.FAIL, "doctor.list-stale", facts)
    elif until - now <= certificates.LIST_SOON:
        yield Examined("tls", Status.WARN, "doctor.list-ends", facts)
    else:
        yield Examined("tls", Status.OK, "doctor.list", facts)


def _reached(partners: Iterable[tuple[Partner, Channel]]) -> Iterator[Examined]:
    """Whether each partner's node answers, and still shows the key that we pinned."""
    for partner, secured in partners:
        if partner.kind is PartnerKind.KHIEN:
            yield _asked(partner, secured)


def _notices(_: Node, tx: Connection, __: datetime) -> Iterator[Examined]:
    """What partners have given notice of, for somebody to look at."""
    for partner in list_partners(tx, PartnerState.ACTIVE):
        for one in notices(tx, partner.name):
            if one.settled is None:
                said = one.payload
                address = said.url if isinstance(said, AddressPayload) else ""
                facts: dict[str, object] = {
                    "name": one.partner, "address": address, "made": said.made,
                }  # fmt: skip
                yield Examined("partners", Status.WARN, f"notice.{one.kind.value}", facts)


def _asked(partner: Partner, secured: Channel) -> Examined:
    facts: dict[str, object] = {"partner": partner.name, "address": partner.url}
    wire = Wire(partner.name, lambda _: None, secured)
    try:
        card = PeerClient(wire, partner.url).card()
    except KhienError:
        return Examined("partners", Status.WARN, "doctor.partner-silent", facts)
    finally:
        wire.close()
    pinned = partner.current_key
    if pinned is None or card.get("key") != pinned.vkey:
        return Examined("partners", Status.FAIL, "doctor.partner-other-key", facts)
    return Examined("partners", Status.OK, "doctor.partner-answers", facts)


CHECKS: tuple[Callable[[Node, Connection, datetime], Iterator[Examined]], ...] = (
    _keys, _clock, _disk, _database, _reader, _officers, _partners, _notices, _feeds, _ledger, _outbox, _quarantine, _reviews,
    _tls, _watch, _history,
)  # fmt: skip
"""Every check, in the order in which a person would look."""

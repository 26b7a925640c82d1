"""What people and the server do with feeds: add, fetch, stop, ask, answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import msgspec
import structlog
from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.admitting import Guard
from khien.exchange.feeds import rows
from khien.exchange.feeds.errors import (
    FeedDoubtError,
    FeedFullError,
    FeedStateError,
    NameInUseError,
)
from khien.exchange.feeds.fetching import checked_address, checked_authority
from khien.exchange.feeds.gathering import Gathered, gather, marked
from khien.exchange.feeds.judging import INDICATOR, Judged, ended, judge_run, reported
from khien.exchange.feeds.rows import Cursor, Doubts, Feed, Reason, Run, Terms
from khien.exchange.feeds.rules import (
    Brought,
    Event,
    Known,
    Outcome,
    State,
    after,
    doubts,
    is_due,
    left_today,
    midnight_after,
)
from khien.exchange.imports.rows import keep_report
from khien.exchange.imports.settling import Refused
from khien.exchange.ourselves import Ourselves
from khien.exchange.pulls.rules import rest
from khien.exchange.workspace import Workspace
from khien.intake.creation import our_id
from khien.model.decision import Refusal
from khien.model.errors import KhienError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time, to_microseconds
from khien.model.marking import TLP_2_IDS, Tlp, marking_of
from khien.model.stix import Version, make_version
from khien.people.names import check_party_name
from khien.people.partners import list_partners
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId

log = structlog.get_logger()

OWN: Final = "own"  # what this node itself is called where sources are named
MOST_REASONS: Final = 100  # of one run, kept with it; its report has every item


class Feeds:
    """The desk of the feeds of one node."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        ourselves: Ourselves,
        guard: Guard,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._workspace, self._ourselves = store, workspace, ourselves
        self._guard, self._clock = guard, clock

    def add(
        self,
        name: str,
        terms: Terms,
        secret: str = "",
        by: str = "",
        also: Callable[[Connection], object] = bool,
    ) -> Feed:
        """Add a feed. It gets a STIX identity of its own, which creates what we make of it.

        Under the name of one that was removed it is that source again: with the same identity, and with
        what it gave, so that a run that differs much makes us doubt. `also` is done in the same transaction.

        Raises:
            MalformedError: the name or the address cannot be.
            NameInUseError: there is a feed or a partner of that name, or it is our own word for ourselves.
        """
        check_party_name(name, "feed name")
        terms = msgspec.structs.replace(terms, address=checked_address(terms))
        if terms.ca:
            checked_authority(terms)
        now = self._clock()
        identity = our_id("identity", self._ourselves.identity, "feed", name)
        feed = Feed(
            name=name,
            terms=terms,
            identity=identity,
            state=State.RUNNING,
            secret=secret,
            added_by=by,
            added=now,
        )
        with self._store.write() as tx:
            partners = {str(one.name) for one in list_partners(tx)}
            # One name is one source everywhere: in claims, in the settings of trust, on pages.
            before = rows.found(tx, name)
            is_there = before is not None and before.state is not State.REMOVED
            if name in {OWN, *partners} or is_there:
                raise NameInUseError(name)
            rows.put(tx, feed)
            self._introduce(tx, feed, now)
            also(tx)
        return feed

    def _introduce(self, tx: Connection, feed: Feed, now: datetime) -> None:
        before = objects.current(tx, feed.identity)
        content = {
            "type": "identity",
            "spec_version": "2.1",
            "id": feed.identity,
            "created_by_ref": self._ourselves.identity,
            "created": stix_time(now) if before is None else before.content["created"],
            "modified": stix_time(now),
            "name": feed.terms.title or feed.name,
            "identity_class": "system",
            "object_marking_refs": [TLP_2_IDS[Tlp(feed.terms.tlp)]],
        }
        batch = Batch(BatchId(f"batch--{uuid4()}"), f"feed {feed.name}")
        self._workspace.keep(tx, [make_version(content)], batch, now)

    def feed(self, name: str) -> Feed:
        """The feed of that name.

        Raises:
            NotFoundError: there is none.
        """
        with self._store.read() as tx:
            return _found(tx, name)

    def listed(self) -> list[Feed]:
        """Every feed that was not removed, by name."""
        with self._store.read() as tx:
            return rows.feeds(tx)

    def change(self, name: str, event: Event, also: Callable[[Connection], object] = bool) -> Feed:
        """Pause a feed, let it go on, answer what it asks, or remove it.

        A yes holds for the values that were named, and for the next run while that brings about as
        much as the person saw; then the feed is watched again. `also` is done in the same transaction.

        Raises:
            NotFoundError: there is none of that name.
            FeedStateError: it is in a state from which this cannot happen.
        """
        now = self._clock()
        with self._store.write() as tx:
            feed = _found(tx, name)
            state = after(feed.state, event)
            if isinstance(state, Refusal):
                raise FeedStateError(name, state.detail)
            changed = replace(feed, state=state)
            if event in {Event.RESUME, Event.ACCEPT}:
                changed = replace(changed, next=now, attempts=0, error="", facts={})
            if event is Event.ACCEPT and feed.doubts is not None:
                seen = feed.doubts.brought
                values = feed.known.values.union(seen.popular, seen.own)
                changed = replace(changed, known=Known(values, seen))
            if event in {Event.ACCEPT, Event.REFUSE, Event.REMOVE}:
                changed = replace(changed, doubts=None)
            if event is Event.REMOVE:
                changed = replace(changed, secret="")
            rows.put(tx, changed)
            also(tx)
        return changed

    def withdraw_all(self, name: str) -> int:
        """Take out of use every indicator that only this feed gives; returns how many."""
        now = self._clock()
        with self._store.write() as tx:
            feed = _found(tx, name)
            ids = {one for given in rows.claimed(tx, name).values() for one in given}
            for item, given in rows.claimed(tx, name).items():
                rows.mark(tx, name, item, [one for one, stands in given.items() if stands], now)
            return len(self._let_go(tx, feed, ids, now, for_good=True))

    def run(self, name: str) -> Run:
        """Fetch a feed now, whether it is due or not.

        Raises:
            NotFoundError: there is none of that name.
            FeedStateError: it does not run, or another process fetches it just now.
            FeedDoubtError: what came makes us doubt; nothing of it was kept.
            KhienError: it could not be fetched or read; nothing was kept.
        """
        with self._store.alone(f"feed {name}") as is_ours:
            feed = self.feed(name)
            if not is_ours or feed.state is not State.RUNNING:
                raise FeedStateError(name, feed.state.value if is_ours else "busy")
            return self._visit(feed)

    def keep_up(self) -> bool:
        """Fetch the feed that is due longest; False where none is. Never raises for a feed's failure."""
        now = self._clock()
        due = [one for one in self.listed() if is_due(one.state, one.next, now)]
        # Where another process fetches the first one, the next one's turn comes all the same.
        return any(self._keep_up(one.name) for one in sorted(due, key=lambda one: one.next))

    def _keep_up(self, name: str) -> bool:
        with self._store.alone(f"feed {name}") as is_ours:
            feed = self.feed(name)
            if not is_ours or not is_due(feed.state, feed.next, self._clock()):
                return False
            try:
                self._visit(feed)
            except FeedDoubtError as error:
                log.warning("feed.asks", feed=name, codes=[one.code for one in error.refusals])
            except KhienError as error:
                log.warning("feed.failed", feed=name, code=error.code)
            return True

    def _visit(self, feed: Feed) -> Run:
        began = self._clock()
        day = began.date().isoformat()
        left = left_today(feed.terms.per_day, feed.taken_on(day))
        most = min(feed.terms.per_run, left)
        try:
            if not most:
                raise FeedFullError(feed.name, feed.terms.per_day)
            with closing(gather(feed, most, began)) as gathered:
                if gathered.is_empty:
                    return self._unchanged(feed, gathered.cursor, began)
                return self._take(feed, gathered, began, most)
        except FeedDoubtError:
            raise  # noted in the transaction that kept nothing else
        except KhienError as error:
            self._failed(feed, error, began)
            raise

    def _unchanged(self, feed: Feed, cursor: Cursor, began: datetime) -> Run:
        now = self._clock()
        with self._store.write() as tx:
            stands = Brought(left=rows.standing(tx, feed.name))
            run = Run(
                feed=feed.name, began=began, ended=now, outcome=Outcome.UNCHANGED, brought=stands
            )
            self._went_well(tx, _still(tx, feed), cursor, now)
            rows.note_run(tx, run)
        return run

    def _failed(self, feed: Feed, error: KhienError, began: datetime) -> None:
        now = self._clock()
        attempts = feed.attempts + 1
        due = now + rest(_every(feed), attempts)
        if isinstance(error, FeedFullError):
            due = midnight_after(now)
        run = Run(
            feed=feed.name,
            began=began,
            ended=now,
            outcome=Outcome.FAILED,
            reasons=(rows.reason(error.code, str(error), error.facts),),
        )
        with self._store.write() as tx:
            current = _still(tx, feed)
            rows.put(
                tx,
                replace(
                    current,
                    next=due,
                    failed=now,
                    attempts=attempts,
                    error=error.code,
                    facts=dict(error.facts),
                ),
            )
            rows.note_run(tx, run)

    def _take(self, feed: Feed, gathered: Gathered, began: datetime, most: int) -> Run:
        """Read, judge and keep in one transaction; or note what is asked, and keep nothing."""
        with self._store.write() as tx:
            now = self._clock()
            feed = _still(tx, feed)
            identities = self._identities(tx)
            judged = judge_run(tx, feed, gathered, identities, self._guard, now, most)
            asked = doubts(rows.past(tx, feed), judged.brought, feed.known)
            if not asked:
                return self._keep(tx, feed, gathered, judged, began, now)
            reasons = tuple((one.code, one.detail[:500]) for one in asked)
            question = Doubts(reasons, judged.brought, to_microseconds(now))
            stopped = replace(feed, state=State.ASKING, failed=now, doubts=question)
            rows.put(tx, stopped)
            rows.note_run(
                tx,
                Run(
                    feed=feed.name,
                    began=began,
                    ended=now,
                    outcome=Outcome.ASKED,
                    brought=judged.brought,
                    size_bytes=gathered.size_bytes,
                    reasons=(
                        *(
                            rows.reason(one.code, one.detail, {"detail": one.detail})
                            for one in asked
                        ),
                        *_reasons(judged.refused),
                    ),
                ),
            )
        raise FeedDoubtError(feed.name, asked)

    def _keep(
        self,
        tx: Connection,
        feed: Feed,
        gathered: Gathered,
        judged: Judged,
        began: datetime,
        now: datetime,
    ) -> Run:
        batch = _batch(feed, judged)
        gone = judged.gone(gathered.listed)
        kept, refused = self._workspace.keep(tx, judged.versions, batch, now)
        for part, entries in reported(judged, refused):
            keep_report(tx, batch.id, entries, part)
        self._claim(tx, feed, judged, refused, now)
        self._tighten(tx, feed, judged.versions, now)
        for item, ids in gone.items():
            rows.mark(tx, feed.name, item, ids, now)
        lost = {one for ids in gone.values() for one in ids}
        lost |= {v.id for v in judged.versions if v.revoked}
        self._let_go(tx, feed, lost, now)
        run = Run(
            feed=feed.name,
            began=began,
            ended=now,
            outcome=Outcome.KEPT,
            batch=batch.id,
            brought=judged.brought,
            kept=kept,
            size_bytes=gathered.size_bytes,
            reasons=_reasons([*judged.refused, *refused]),
        )
        rows.note_run(tx, run)
        cursor = marked(gathered, judged.taken, feed.cursor)
        day, count = now.date().isoformat(), len(judged.versions)
        counted = replace(feed, day=day, taken=feed.taken_on(day) + count)
        self._went_well(tx, counted, cursor, now)
        return run

    def _claim(
        self,
        tx: Connection,
        feed: Feed,
        judged: Judged,
        refused: list[Refused],
        now: datetime,
    ) -> None:
        """Note what the feed gives, and let in again what it had let go."""
        out = {one.item for one in refused}
        for item, given in judged.given.items():
            before = judged.before.get(item, {})
            ids = {one for one in given if one not in out}
            rows.claim(tx, feed.name, item, ids - before.keys(), now)
            again = [one for one in ids if before.get(one) is False]
            rows.mark(tx, feed.name, item, again, None)
            for one in again:
                objects.restore(tx, one, None, "out-of-use", now)
        for item, before in judged.before.items():
            revoked = [v.id for v in judged.versions if v.revoked and before.get(v.id)]
            rows.mark(tx, feed.name, item, revoked, now)

    def _tighten(
        self, tx: Connection, feed: Feed, versions: Iterable[Version], now: datetime
    ) -> None:
        """What others marked more loosely than the feed's terms is handled as those say."""
        least = Tlp(feed.terms.tlp)
        definitions = objects.marking_definitions(tx)
        for version in versions:
            if version.created_by_ref == feed.identity or not version.modified:
                continue
            if marking_of(version.content, definitions).whole < least:
                arrival_rows.tighten(tx, version.id, version.modified, least.rank, feed.name, now)

    def _let_go(
        self,
        tx: Connection,
        feed: Feed,
        ids: Iterable[ObjectId],
        now: datetime,
        *,
        for_good: bool = False,
    ) -> list[str]:
        """End the indicators that no feed gives any more: ours by a version, others out of use.

        `for_good` takes all of them out of use.
        """
        names = [one for one in ids if one.startswith(INDICATOR)]
        claims = rows.claims_on(tx, names)
        free = [one for one in names if all(c.gone for c in claims.get(one, ()))]
        held = objects.currents(tx, free)
        standing = [one for one in held.values() if not (one.revoked or one.withdrawn)]
        made = [one for one in standing if one.created_by_ref == feed.identity and not for_good]
        if made:
            batch = Batch(BatchId(f"batch--{uuid4()}"), f"feed {feed.name}")
            self._workspace.keep(tx, [ended(one.content, now) for one in made], batch, now)
        for one in standing:
            if one not in made and not one.source:
                objects.withdraw(tx, one.object_id, None, "out-of-use", now)
        return [one.object_id for one in standing]

    def _went_well(self, tx: Connection, feed: Feed, cursor: Cursor, now: datetime) -> None:
        done = replace(
            feed,
            cursor=cursor,
            next=now if cursor.behind else now + _every(feed),
            done=now,
            attempts=0,
            error="",
            facts={},
            known=Known(feed.known.values),
        )
        rows.put(tx, done)

    def _identities(self, tx: Connection) -> frozenset[str]:
        partners = {one.identity_id for one in list_partners(tx)}
        return frozenset({self._ourselves.identity, *partners})


def _found(tx: Connection, name: str) -> Feed:
    feed = rows.found(tx, name)
    if feed is None:
        raise NotFoundError("feed", name[:80])
    return feed


def _still(tx: Connection, feed: Feed) -> Feed:
    """The feed as it is now; somebody may have stopped it while it was fetched."""
    current = _found(tx, feed.name)
    if current.state is not State.RUNNING:
        raise FeedStateError(feed.name, current.state.value)
    return current


def _every(feed: Feed) -> timedelta:
    return timedelta(minutes=feed.terms.every_minutes)


def _reasons(refused: list[Refused]) -> tuple[Reason, ...]:
    return tuple(
        rows.reason(one.code, one.item[:200], {"detail": one.detail or one.item, **one.facts})
        for one in refused[:MOST_REASONS]
    )


def _batch(feed: Feed, judged: Judged) -> Batch:
    """The batch of one run; its report has a line for every item."""
    intakes = judged.intakes.values()
    report = {
        "feed": feed.name,
        "files": {one.name: msgspec.to_builtins(one.counts) for one in intakes},
        "refused": [{"item": one.item, "code": one.code} for one in judged.refused],
    }
    return Batch(BatchId(f"batch--{uuid4()}"), f"feed {feed.name}", report=report)

"""Add feeds and decide about them; each act is in the ledger within its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from khien.app import administering
from khien.app.wiring import Node
from khien.exchange.authority import RECEIVERS, demand, with_reason
from khien.exchange.feeds.rows import Feed, Run, Terms
from khien.exchange.feeds.rules import Event, State
from khien.people.acts import Deed
from khien.people.officers import Officer

DEEDS: Final[Mapping[Event, Deed]] = {
    Event.PAUSE: Deed.FEED_PAUSED,
    Event.RESUME: Deed.FEED_RESUMED,
    Event.ACCEPT: Deed.FEED_ACCEPTED,
    Event.REFUSE: Deed.FEED_REFUSED,
    Event.REMOVE: Deed.FEED_REMOVED,
}
ANSWERS: Final = (Event.ACCEPT, Event.REFUSE)


def add_feed(node: Node, name: str, terms: Terms, secret: str = "", by: str = "") -> Feed:
    """Add a feed; as `Feeds.add`, which says what is refused."""
    now = node.clock()
    return node.feeds.add(
        name,
        terms,
        secret,
        by,
        lambda tx: administering.record(
            node, tx, Deed.FEED_ADDED, name, [terms.kind.value, terms.tlp], now, by=by
        ),
    )


def change_feed(node: Node, name: str, event: Event, by: str = "", reason: str = "") -> Feed:
    """Pause a feed, let it go on, or remove it; as `Feeds.change`."""
    now = node.clock()
    detail = [reason] if reason else []
    return node.feeds.change(
        name,
        event,
        lambda tx: administering.record(node, tx, DEEDS[event], name, detail, now, by=by),
    )


def answer_feed(node: Node, name: str, event: Event, officer: Officer, reason: str) -> Feed:
    """An officer's yes or no to what a stopped feed brought.

    Raises:
        RoleError: they may not decide on what comes in.
        NoReasonError: they give no reason.
        FeedStateError: the feed asks nothing.
    """
    demand(officer, RECEIVERS)
    return change_feed(node, name, event, officer.name, with_reason(name, reason))


def feed_row(feed: Feed, standing: int) -> dict[str, Any]:
    """A feed as a command prints it; its secret is never told."""
    terms = feed.terms
    return {
        "name": feed.name,
        "kind": terms.kind.value,
        "address": terms.address,
        "state": feed.state.value,
        "tlp": terms.tlp,
        "pap": terms.pap or None,
        "confidence": terms.confidence,
        "labels": list(terms.labels),
        "valid_days": terms.valid_days,
        "every_minutes": terms.every_minutes,
        "per_run": terms.per_run,
        "per_day": terms.per_day,
        "max_mib": terms.max_mib,
        "identity": feed.identity,
        "indicators": standing,
        "taken_today": feed.taken,
        "last_success": feed.done,
        "last_failure": feed.failed,
        "attempts": feed.attempts,
        "error": feed.error or None,
        "behind": feed.cursor.behind,
        "next": feed.next if feed.state is State.RUNNING and (feed.done or feed.failed) else None,
        "asks": [{"code": code, "detail": detail} for code, detail in feed.doubts.reasons]
        if feed.doubts
        else [],
    }


def run_row(run: Run) -> dict[str, Any]:
    """One visit as a command prints it."""
    brought = run.brought
    return {
        "feed": run.feed,
        "outcome": run.outcome.value,
        "began": run.began,
        "ended": run.ended,
        "bytes": run.size_bytes,
        "read": brought.read,
        "refused": brought.refused,
        "new": brought.new,
        "gone": brought.gone,
        "standing": brought.left,
        "kept": run.kept,
        "batch": run.batch or None,
        "reasons": [{"code": one.code, "detail": one.detail} for one in run.reasons],
    }

"""Tests of `exchange.feeds.rows`: the same on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from khien.exchange.feeds import rows
from khien.exchange.feeds.rows import Cursor, Doubts, Feed, Reason, Run, Terms
from khien.exchange.feeds.rules import Brought, Kind, Known, Outcome, Past, State
from khien.model.ids import ObjectId
from khien.store.schema import tables_by_module
from tests.store.fresh import fresh_store

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TERMS = Terms(kind=Kind.HTTP, address="https://feed.example/", tlp="green", labels=("a", "b"))
FEED = Feed(
    name="one",
    terms=TERMS,
    identity=ObjectId("identity--1"),
    state=State.RUNNING,
    secret="s",  # noqa: S106 -- a made-up one
    cursor=Cursor(etag='"x"', items={"": "mark"}, behind=True),
    facts={"why": "x"},
    known=Known(frozenset({"a.example"}), Brought(new=7)),
    doubts=Doubts((("feed.flood", "7 > 1"),), Brought(new=7), 5),
    added=NOW,
)
RUN = Run(
    feed="one",
    began=NOW,
    ended=NOW,
    outcome=Outcome.KEPT,
    reasons=(rows.reason("a", "b", {"n": 1}),),
)


def test_a_feed_is_what_was_kept(tmp_path: Path, database: str) -> None:
    """With everything about it; its runs and claims beside it, each found by what is asked."""
    del database
    tables_by_module()
    store = fresh_store(tmp_path)
    ids = [f"indicator--{number}" for number in range(3)]
    with store.write() as tx:
        rows.put(tx, replace(FEED, name="two", state=State.REMOVED))
        rows.put(tx, FEED)
        rows.put(tx, FEED)
        for number in range(4):
            rows.note_run(tx, replace(RUN, brought=Brought(new=number)))
        rows.note_run(tx, replace(RUN, outcome=Outcome.FAILED))
        rows.claim(tx, "one", "", [*ids, "report--1"], NOW)
        rows.claim(tx, "one", "x", ids[:1], NOW)
        rows.mark(tx, "one", "", ids[:2], NOW + timedelta(days=1))

    with store.read() as tx:
        assert rows.found(tx, "one") == FEED
        assert [one.name for one in rows.feeds(tx)] == ["one"]
        assert [one.name for one in rows.feeds(tx, removed=True)] == ["one", "two"]
        assert rows.past(tx, FEED) == Past(2, (3, 2, 1), catching_up=True)
        assert rows.runs(tx, "one", 2)[0].outcome is Outcome.FAILED
        assert rows.claimed(tx, "one")[""][ObjectId(ids[0])] is False
        assert [one.gone for one in rows.claims_on(tx, ids)[ObjectId(ids[0])]] == [
            NOW + timedelta(days=1), None,
        ]  # fmt: skip
    store.close()


def test_a_reason_of_an_earlier_release_is_read() -> None:
    """Then it was a code and a detail; its sentence has the detail alone."""
    old = msgspec.json.decode(b'[["feed.not-given","x"]]', type=tuple[Reason, ...])

    assert old == (Reason("feed.not-given", "x"),)
    assert old[0].told["detail"] == "x"

"""Tests of `watch.scoring.quick`: scores of the values of lists, beside what is worked out for each indicator in full."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.exchange.consumers import rows
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.feeds.rows import Feed, Terms
from khien.exchange.feeds.rules import Kind, State
from khien.exchange.lists.entry import Said
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.patterns import ValueKind
from khien.model.stix import Version, make_version
from khien.store import Store
from khien.watch.scoring.desk import Scores
from khien.watch.scoring.quick import scorer
from tests.store.fresh import fresh_store
from tests.watch.samples import NODE, NOW, indicator
from tests.watch.test_desk import keep, version_of

DAY = timedelta(days=1)
PATTERNS = (
    "[domain-name:value = 'a.example']",
    "[ipv4-addr:value = '192.0.2.1'] OR [domain-name:value = 'b.example']",
    f"[file:hashes.MD5 = '{'a' * 32}']",
    "[url:value LIKE 'http://c.example/%']",
)
PLAIN = Scores()
OWN = Scores({ValueKind.DOMAIN: 10.0, ValueKind.IPV4: 0.5}, {"own": 50, "list": 80})


def both(
    store: Store, scores: Scores, at: datetime
) -> tuple[dict[ObjectId, int | None], dict[ObjectId, int | None]]:
    """What the quick way says, and what the long one does."""
    with store.read() as tx:
        values = [row for block in rows.values(tx, None) for row in block]
        quick = dict(scorer(scores, tx, at)(values, {row[0]: said_in(row[9]) for row in values}))
        return quick, scores.at(tx, [row[6] for row in values], at)


def said_in(raw: bytes) -> Said | None:
    """What a version says; None where something in it is not what the standard says."""
    with suppress(msgspec.ValidationError):
        return msgspec.json.decode(raw, type=Said)
    return None


members = st.fixed_dictionaries(
    {"pattern": st.sampled_from(PATTERNS), "minute": st.integers(0, 10**6)},
    optional={
        "confidence": st.sampled_from([0, 1, 33, 100, 101, -1, True, 7.5, "high"]),
        "valid_from": st.sampled_from(
            [stix_time(NOW - 400 * DAY), stix_time(NOW + DAY), "1970-01-01T00:00:00Z", "soon"]
        ),
        "valid_until": st.sampled_from([stix_time(NOW), stix_time(NOW + DAY), "never"]),
        "revoked": st.just(True),
        "modified": st.sampled_from(["2026-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "then", 7]),
    },
)


@settings(max_examples=40, deadline=None)
@given(found=st.lists(members, min_size=1, max_size=8), days=st.sampled_from([0, 1, 40, 4000]))
def test_both_ways_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]], days: int
) -> None:
    """Whatever an indicator says of itself, by the node's own parameters and without any."""
    store = fresh_store(tmp_path_factory.mktemp("store"))
    keep(store, *(version_of(number, **one) for number, one in enumerate(found, 1)))

    for scores in (PLAIN, OWN):
        quick, full = both(store, scores, NOW + days * DAY)
        assert quick == full
    store.close()


def test_what_others_say_counts(tmp_path: Path) -> None:
    """A sighting, an opinion, and a feed that gives it; who has none of them is not looked up."""
    store = fresh_store(tmp_path)
    start = stix_time(NOW)
    common = {"spec_version": "2.1", "created": start, "modified": start}
    said: list[dict[str, Any]] = [
        {"type": "sighting", "id": _id("sighting", 1), "sighting_of_ref": indicator(1),
         "last_seen": stix_time(NOW + 5 * DAY), "first_seen": start},
        {"type": "opinion", "id": _id("opinion", 2), "object_refs": [indicator(2)],
         "opinion": "agree"},
        {"type": "note", "id": _id("note", 3), "object_refs": [indicator(4)], "content": "x"},
    ]  # fmt: skip
    told: list[Version] = [make_version(common | one) for one in said]
    given = [version_of(n, PATTERNS[0], confidence=60) for n in (1, 2, 4)]
    keep(store, *given, version_of(3, PATTERNS[0]), *told)
    _feed(store, "list", indicator(3), indicator(4))

    with patch.object(Scores, "bases", autospec=True, side_effect=Scores.bases) as in_full:
        quick, full = both(store, OWN, NOW + 6 * DAY)

    assert quick == full
    assert full[indicator(1)] != full[indicator(4)]
    assert full[indicator(3)] is not None
    asked = [set(call.args[2]) for call in in_full.call_args_list]
    assert asked[0] == {indicator(1), indicator(2)}


def _id(kind: str, number: int) -> str:
    return f"{kind}--00000000-0000-4000-8000-0000000001{number:02}"


def _feed(store: Store, name: str, *ids: ObjectId) -> None:
    terms = Terms(kind=Kind.HTTP, address="http://192.0.2.1/x", tlp="green", confidence=40)
    feed = Feed(name=name, terms=terms, identity=NODE, state=State.RUNNING, secret="")
    with store.write() as tx:
        feed_rows.put(tx, feed)
        feed_rows.claim(tx, name, "", ids, NOW)

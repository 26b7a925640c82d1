"""Tests of `watch.scoring.desk`, and of what scores and ends do to a match."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from khien.model.instants import stix_time
from khien.model.patterns import ValueKind
from khien.model.stix import make_version
from khien.store import objects
from khien.watch import Wish
from khien.watch.desk import Watch
from khien.watch.scoring.desk import Scores, instant_of
from khien.watch.scoring.rules import score_at
from tests.store.fresh import fresh_store
from tests.watch.samples import NODE, NOW, indicator
from tests.watch.test_desk import keep, version_of

DOMAIN = "[domain-name:value = 'bad.example']"
DAY = timedelta(days=1)


def test_a_score_is_made_of_what_is_held(tmp_path: Path) -> None:
    """Confidence, half-life by settings, trust, end, sightings, opinions; a revoked opinion says nothing."""
    store = fresh_store(tmp_path)
    start, until = stix_time(NOW), stix_time(NOW + 30 * DAY)
    common = {"spec_version": "2.1", "created": start, "modified": start}
    about = indicator(1)
    said: list[dict[str, Any]] = [
        {"type": "sighting", "id": f"sighting--{_uuid(1)}", "sighting_of_ref": about,
         "last_seen": stix_time(NOW + 5 * DAY), "first_seen": start, "count": 3},
        {"type": "sighting", "id": f"sighting--{_uuid(2)}", "sighting_of_ref": about, "count": 0},
        {"type": "opinion", "id": f"opinion--{_uuid(3)}", "object_refs": [about],
         "opinion": "agree", "modified": stix_time(NOW + DAY)},
        {"type": "opinion", "id": f"opinion--{_uuid(4)}", "object_refs": [about],
         "opinion": "strongly-disagree", "revoked": True},
    ]  # fmt: skip
    keep(
        store,
        version_of(1, DOMAIN, confidence=60, valid_from=start, valid_until=until),
        *(make_version(common | one) for one in said),
    )
    scores = Scores({ValueKind.DOMAIN: 10.0}, {"own": 50})

    with store.read() as tx:
        (basis,) = scores.bases(tx, objects.currents(tx, [about])).values()

    assert (basis.confidence, basis.trust, basis.half_life) == (60, 50, 10 * DAY)
    assert basis.until == NOW + 30 * DAY
    assert basis.seen == [NOW + 5 * DAY]
    assert sorted(one.opinion for one in basis.voices) == ["agree", "disagree"]
    assert score_at(basis, NOW + 5 * DAY) == 50  # 30, and our last word, which counts twice


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-0000000001{number:02}"


def test_what_is_no_time_is_none() -> None:
    """Whatever stands in an object."""
    assert instant_of("soon") is None
    assert instant_of(7) is None


def test_what_ended_or_was_revoked_hits_nothing_at_once(tmp_path: Path) -> None:
    """Its end needs no new version; a revocation counts with the next look at the store."""
    store = fresh_store(tmp_path)
    until = stix_time(NOW + DAY)
    keep(store, version_of(1, DOMAIN, valid_until=until), version_of(2, DOMAIN))
    watch = Watch(store, NODE)
    watch.catch_up()
    path = tmp_path / "x.csv"
    path.write_text("query\nbad.example\n")

    def hit(at: timedelta) -> set[str]:
        found = watch.match_files([path], NOW + at, Wish())
        return {one.object_id for one in found.matched.hits}

    assert hit(timedelta(0)) == {indicator(1), indicator(2)}
    assert hit(DAY) == {indicator(2)}

    keep(store, version_of(2, DOMAIN, 1, revoked=True))
    watch.catch_up()
    assert hit(timedelta(0)) == {indicator(1)}

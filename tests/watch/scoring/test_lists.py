"""Tests of `watch.scoring.lists`: which lists of ours name an indicator, and what each said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from khien.intake import Wish
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import Tlp
from khien.model.stix import make_version
from khien.store import objects
from khien.store.objects import Batch, BatchId, add_versions
from khien.watch.scoring.lists import list_claims
from khien.watch.scoring.rules import score_at
from tests.exchange.nodes import Party, new_world

VALUE = "a.bad.example"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Party]:
    """A node without partners."""
    world = new_world(tmp_path, "vn-ncc")
    yield world["vn-ncc"]
    world.close()


def take(us: Party, source: str, sure: int, **more: Any) -> None:  # noqa: ANN401 -- fields of the wish
    """Import a list of one value."""
    node = us.node
    wish = Wish(
        node.ourselves.identity, node.clock(), marking=Tlp.GREEN, source=source, confidence=sure, **more
    )  # fmt: skip
    node.workspace.import_file(f"{source}.txt", f"{VALUE}\n".encode(), wish)


def indicator(us: Party) -> objects.Kept:
    """The one indicator of the value."""
    with us.node.store.read() as tx:
        (row,) = objects.by_value(tx, "domain", VALUE)
        (kept,) = objects.currents(tx, [row.object_id]).values()
    return kept


def score(us: Party) -> int | None:
    """What it is worth now."""
    node, kept = us.node, indicator(us)
    with node.store.read() as tx:
        return node.scores.at(tx, [kept.object_id], node.clock())[kept.object_id]


def sure(us: Party) -> dict[str, int]:
    """What each list said."""
    kept = indicator(us)
    with us.node.store.read() as tx:
        found = list_claims(tx, {kept.object_id: kept}).get(kept.object_id, [])
    return {one.name: one.said.content["confidence"] for one in found}


def test_the_surest_list_counts(us: Party) -> None:
    """Whichever came last; each with what it said, from when it said it."""
    take(us, "sure", 80)
    assert score(us) == 80
    take(us, "unsure", 30)

    assert sure(us) == {"sure": 80, "unsure": 30}
    assert indicator(us).content["confidence"] == 30
    assert score(us) == 80


def test_a_list_that_is_imported_again_says_what_it_says_now(us: Party) -> None:
    """Also where the values are the same, and the list itself needs no new version."""
    take(us, "one", 80)
    take(us, "two", 30)
    take(us, "one", 10)

    assert sure(us) == {"one": 10, "two": 30}
    assert score(us) == 30


def test_whoever_writes_it_by_hand_speaks_last(us: Party) -> None:
    """An analyst who lowers the confidence is not outvoted by older lists."""
    take(us, "one", 80)
    take(us, "two", 70)
    content = indicator(us).content
    later = stix_time(us.node.clock() + timedelta(seconds=1))
    us.bring({**content, "confidence": 5, "modified": later})

    assert score(us) == 5
    assert sure(us) == {"one": 80, "two": 70}


def test_a_list_that_ended_counts_no_more(us: Party) -> None:
    """What one list gave for a day is over after that day; the other one's word stands."""
    take(us, "short", 90, valid_days=1)
    take(us, "long", 40)
    kept, node = indicator(us), us.node
    with node.store.read() as tx:
        (basis,) = node.scores.bases(tx, {kept.object_id: kept}).values()

    assert score_at(basis, node.clock()) == 90
    assert score_at(basis, node.clock() + timedelta(days=2)) == 39
    assert score_at(replace(basis, others=()), node.clock()) == 40


def test_anybody_elses_groupings_are_no_lists(us: Party) -> None:
    """A grouping that a partner brought, or that somebody else made, says nothing of our imports."""
    take(us, "one", 80)
    kept, now = indicator(us), us.node.clock()
    content = {
        "type": "grouping",
        "spec_version": "2.1",
        "id": "grouping--00000000-0000-4000-8000-000000000001",
        "created_by_ref": "identity--00000000-0000-4000-8000-000000000001",
        "created": stix_time(now),
        "modified": stix_time(now),
        "name": "theirs",
        "context": "unspecified",
        "object_refs": [kept.object_id],
    }
    with us.node.store.write() as tx:
        add_versions(tx, [make_version(content)], Batch(BatchId("batch--x"), "x"), now)

    assert sure(us) == {"one": 80}
    with us.node.store.read() as tx:
        nobody = ObjectId("indicator--00000000-0000-4000-8000-000000000009")
        assert objects.histories(tx, [kept.object_id, nobody]).keys() == {kept.object_id}

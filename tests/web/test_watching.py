"""`/khien/v1/watch`: what the pages of the watch show, for the tools of one's own organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khien.app import warnings
from khien.app.hunting import HUNT
from khien.model.marking import TLP_2_IDS, Tlp
from khien.web import site_of
from khien.web.watching import PATH
from tests.app.test_warnings import SAID
from tests.exchange.nodes import World, new_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two nodes with an agreement in force."""
    made = new_world(tmp_path, "vn-ncc", "asean-cert")
    yield made
    made.close()


def test_programs_read_what_the_pages_show(world: World) -> None:
    """Index, live traffic, hits, hunts, drafts, and each warning with its life, as JSON."""
    us = world["vn-ncc"]
    bad = us.indicator("evil.example.com")
    us.bring(bad)
    seen = {
        "type": "sighting", "spec_version": "2.1", "id": f"sighting--{bad['id'][11:]}", "count": 4,
        "created": bad["created"], "modified": bad["modified"], "sighting_of_ref": bad["id"],
        "created_by_ref": us.node.ourselves.identity, "object_marking_refs": [TLP_2_IDS[Tlp.AMBER]],
    }  # fmt: skip
    us.bring(seen)
    warnings.write(us.node, replace(SAID, headline="Beware"), Tlp.GREEN, "an")
    us.node.works.start(HUNT, "evil.example.com", "an", lambda _: {"seen": 0})
    us.node.works.wait(30)
    secret = us.token("siem", "watch:read")
    client = TestClient(site_of(us.node))

    answer = client.get(f"{PATH}?span=day", headers={"authorization": f"Bearer {secret}"})

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["index"]["indicators"] == 1
    assert found["live"] == []
    assert [one["ours"] for one in found["over_time"]][-1] == 1
    assert [one["times"] for one in found["most_seen"]] == [4]
    assert [(one["source"], one["times"]) for one in found["told_by"]] == [("own", 4)]
    assert [(one["of"], one["tlp"]) for one in found["sightings"]] == [(bad["id"], "amber")]
    (hit,) = found["hits"]["indicators"]
    assert hit["tlp"] == "green"
    assert (hit["indicator"], hit["times"], hit["seen_by"]) == (bad["id"], 4, ["own"])
    assert sum(hit["bars"]) == 4
    assert len(hit["bars"]) == len(found["hits"]["starts"]) == 24
    assert [(one["state"], one["officer"]) for one in found["hunts"]] == [("done", "an")]
    assert [one["what"] for one in found["warnings"][0]["life"]] == ["written", "expires"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_span_that_is_none_is_refused(world: World) -> None:
    """Nobody gets a day's answer for a year's question; the parameter and what it takes are named."""
    us = world["vn-ncc"]
    client = TestClient(site_of(us.node))
    held = {"authorization": f"Bearer {us.token('siem', 'watch:read')}"}

    for query in ("span=year", "span=", "span=day&span=month", "span=DAY"):
        answer = client.get(f"{PATH}?{query}", headers=held)
        assert answer.status_code == 400, query
        said = answer.json()
        assert said["code"] == "watch.span"
        assert "one of day, month" in said["en"]
        assert "các giá trị day, month" in said["vi"]
    for query in ("", "?span=month", "?other=1"):
        assert client.get(PATH + query, headers=held).status_code == 200, query


def test_only_our_own_tools_read_it(world: World) -> None:
    """Nobody without a token, none of another scope, and no partner, whatever its token says."""
    us = world["vn-ncc"]
    client = TestClient(site_of(us.node))
    partner = us.token("theirs", "watch:read", partner_name="asean-cert")
    other = us.token("other", "metrics:read")

    assert client.get(PATH).status_code == 401
    for secret in (other, partner):
        answer = client.get(PATH, headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 403, secret

"""What whoever watches over a node can ask: alive, ready, and how much of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from khien.app import figures
from khien.app.live.standing import Report
from khien.app.live.watching import Feed
from khien.app.pulse import Pulse
from khien.ledger import RESTORED, Hold
from khien.web import site_of
from khien.web.metrics import PATHS
from tests.exchange.nodes import Party, World, new_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two nodes with an agreement in force."""
    made = new_world(tmp_path, "vn-ncc", "asean-cert")
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """The node that is asked."""
    return world["vn-ncc"]


@pytest.fixture
def client(us: Party) -> Iterator[TestClient]:
    """Its whole site."""
    with TestClient(site_of(us.node)) as made:
        yield made


def scraped(us: Party, client: TestClient) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels in the order of their names."""
    secret = us.token(f"watcher-{us.node.clock().microsecond}", "metrics:read")
    answer = client.get("/metrics", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_process_that_answers_is_healthy(client: TestClient) -> None:
    """Nothing is asked of the database, so that a slow disk kills no process."""
    assert client.get("/healthz").text == "ok\n"


def test_a_node_is_ready_while_its_rounds_go(us: Party, client: TestClient) -> None:
    """Without its rounds nothing would cross, so whoever balances load sends nobody here."""
    before = client.get("/readyz")
    us.node.pulse.beat("desk")
    us.node.pulse.beat("courier asean-cert")
    after = client.get("/readyz")

    assert (before.status_code, before.json()["desk"]) == (503, False)
    assert (after.status_code, set(after.json().values())) == (200, {True})


def test_a_node_that_may_not_write_is_not_ready(us: Party, client: TestClient) -> None:
    """A held ledger is told where machines look."""
    us.node.pulse.beat("desk")
    with us.node.store.write() as tx:
        us.node.ledger.hold(tx, Hold(RESTORED, "", 1, ""))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["ledger"]) == (503, False)
    assert scraped(us, client)["khien_ledger_held",] == 1


def test_a_node_without_its_database_is_not_ready(us: Party, client: TestClient) -> None:
    """Whatever fails inside, the answer is a plain no."""
    us.node.pulse.beat("desk")
    (us.node.home / "khien.sqlite").rename(us.node.home / "away")
    us.node.store.engine.dispose()
    (us.node.home / "khien.sqlite").mkdir()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": False})
    us.node.store.engine.dispose()
    (us.node.home / "khien.sqlite").rmdir()
    (us.node.home / "away").rename(us.node.home / "khien.sqlite")


def test_everything_is_counted(world: World, us: Party, client: TestClient) -> None:
    """Objects, releases, the outbox with its age, the ledger, the index."""
    us.publish(*us.bring(us.indicator(), us.indicator()))
    world.clock.tick(seconds=90)
    before = scraped(us, client)
    assert before["khien_releases", "asean-cert", "cleared"] == 3
    assert before["khien_outbox_waiting", "object", "asean-cert"] == 3
    assert before["khien_outbox_oldest_seconds", "asean-cert"] == pytest.approx(90, abs=1)
    assert before["khien_objects", "indicator"] == 2
    world.run()
    us.node.watch.catch_up()
    report = Report(us.node, "follow")
    feed = Feed("dns.log", lines=60, dropped=3, lag_s=1.5)
    report.write([feed, Feed("nats:dns")], Counter(), us.node.clock())

    after = scraped(us, client)
    report.end()

    assert after["khien_watch_lag_seconds", "dns.log", "follow"] == 1.5
    assert after["khien_watch_dropped", "dns.log", "follow"] == 3
    assert after["khien_watch_odd_times", "nats:dns", "follow"] == 0
    assert ("khien_watch_lag_seconds", "nats:dns", "follow") not in after  # not known is not none

    assert after["khien_releases", "asean-cert", "accepted"] == 3
    assert ("khien_outbox_oldest_seconds", "asean-cert") not in after
    assert after["khien_watch_index", "domain"] == 2
    assert after["khien_ledger_size",] > before["khien_ledger_size",]


def test_what_nobody_answered_is_counted(world: World, us: Party, client: TestClient) -> None:
    """A release that was sent an hour ago and has no receipt is overdue."""
    us.publish(*us.bring(us.indicator()))
    world.step(us, world["asean-cert"])
    assert ("khien_receipts_overdue", "asean-cert") not in scraped(us, client)

    world.clock.tick(seconds=(figures.RECEIPT_WITHIN + timedelta(seconds=1)).total_seconds())

    assert scraped(us, client)["khien_receipts_overdue", "asean-cert"] >= 1


def test_refusals_and_quarantine_are_counted_by_code(
    world: World, us: Party, client: TestClient
) -> None:
    """Both the gate's no and the admission's, each with its code."""
    us.publish(
        *us.bring(
            us.indicator(
                object_marking_refs=[
                    "marking-definition--" + "0" * 8 + "-0000-4000-8000-" + "0" * 12
                ]
            )
        )
    )
    them = world["asean-cert"]
    them.publish(*them.bring(them.indicator("google.com")))
    world.run()

    found = scraped(us, client)

    assert any(name[0] == "khien_gate_refused" for name in found)
    assert found["khien_quarantine",] == sum(
        value
        for name, value in found.items()
        if name[:1] == ("khien_arrivals",) and "quarantined" in name
    )


def test_no_content_is_in_the_figures(us: Party, client: TestClient) -> None:
    """Neither a value nor a name of an object."""
    us.bring(us.indicator("very-secret.example.com", name="Operation X"))
    secret = us.token("watcher", "metrics:read")

    text = client.get("/metrics", headers={"authorization": f"Bearer {secret}"}).text

    assert "very-secret" not in text
    assert "Operation" not in text


def test_figures_need_their_own_token(us: Party, client: TestClient) -> None:
    """Nobody without a token, and no token for something else, reads how much crosses to whom."""
    other = us.token("reader", "taxii:read")

    nobody = client.get("/metrics")
    wrong = client.get("/metrics", headers={"authorization": f"Bearer {other}"})

    assert (nobody.status_code, wrong.status_code) == (401, 403)
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    assert set(PATHS) == {"/healthz", "/readyz", "/metrics"}


def test_a_round_that_ended_is_not_waited_for() -> None:
    """A courier of a partner that was struck off leaves no pulse behind."""
    pulse = Pulse()
    pulse.beat("courier x")
    assert pulse.ages_s()["courier x"] < 5
    pulse.end("courier x")
    pulse.end("courier x")

    assert pulse.ages_s() == {}

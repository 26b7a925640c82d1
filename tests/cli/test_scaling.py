"""`khien watch snapshot`, `gather`, and `listen` at a broker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khien.app.live.consuming import Consumer
from khien.exchange.streams import BrokerError
from khien.watch.scale import load
from khien.watch.scale.asking import Options
from khien.watch.scale.spark import HitReader
from tests.cli.homes import imported, node_in, run

LOG = "ts,query,id.orig_h\n1767225600,www.evil.example,192.0.2.99\n1767225601,ok.example.org,192.0.2.98\nx\n"


def _hits(home: Path, tmp_path: Path) -> Path:
    """What an engine elsewhere gives for a log, as Spark writes it."""
    index, log, out = (tmp_path / name for name in ("watch.index", "a.csv", "hits.json"))
    assert run("watch", "snapshot", index, home=home).first["indicators"] == 3
    log.write_text(LOG)
    reader = HitReader(Options.read({"path": str(log), "index": str(index)}))
    hit, unread = [row for part in reader.partitions() for row in reader.read(part)]
    written = {
        "what": hit[0],
        "key": hit[1],
        "indicator": hit[2],
        "version": hit[3],
        "values": [{"kind": kind, "value": value} for kind, value in hit[4]],
        "log": hit[5],
        "place": hit[6],
        "first_seen": hit[7].isoformat(),
        "last_seen": hit[8].isoformat(),
        "count": hit[9],
        "group": hit[10],
        "source": hit[12],
    }
    other = {"what": unread[0], "count": unread[9], "log": unread[5]}
    out.write_text("\n".join(map(json.dumps, (written, written, other, other))) + "\n\n")
    return out


def test_hits_from_elsewhere_become_sightings_once(tmp_path: Path) -> None:
    """However often the same hit comes, in one file or later; what could not be read is told."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    out = _hits(home, tmp_path)

    first, second = (run("watch", "gather", out, home=home) for _ in range(2))

    assert (first.lines[0]["count"], first.lines[0]["values"][0]["value"]) == (1, "evil.example")
    assert first.lines[1] == {"unreadable": {"watch.columns": 2}}
    assert "1 hit taken, 1 known already; 1 sighting" in first.words
    assert "0 hits taken, 2 known already; 0 sightings" in second.words


def test_what_is_no_hit_is_refused(tmp_path: Path) -> None:
    """The line is named; a kind that nobody knows is no hit either."""
    home = node_in(tmp_path)
    bad = tmp_path / "hits.json"
    for line in (
        '{"key":',
        '{"key":"1","indicator":"i","version":1,"values":[{"kind":"x","value":"y"}],"log":"a","place":0}',
    ):
        bad.write_text(line)
        ended = run("watch", "gather", bad, home=home)
        assert (ended.status, "Line 1 of hits.json" in ended.words) == (2, True)


def test_a_snapshot_holds_only_what_may_count(tmp_path: Path) -> None:
    """A score that is asked for leaves out what has none, and says how many."""
    home = node_in(tmp_path)
    imported(home, tmp_path)

    ended = run("watch", "snapshot", tmp_path / "a.index", "--above", "10", "--live", home=home)

    assert (ended.first["indicators"], ended.first["withheld"]) == (0, {"watch.score": 3})
    assert load(tmp_path / "a.index").index.counts() == {"indicators": 0}


@pytest.mark.parametrize(
    "options",
    [
        ("--nats", "nats://127.0.0.1:1"),
        ("--subject", "dns"),
        ("--nats", "nats://127.0.0.1:1", "--kafka", "127.0.0.1:1", "--subject", "dns"),
        ("--kafka", "127.0.0.1:1", "--subject", "dns", "tcp://127.0.0.1:0"),
    ],
)
def test_lines_come_from_one_place(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A broker without a subject, two brokers, or a broker and a socket are refused."""
    ended = run("watch", "listen", *options, home=node_in(tmp_path))

    assert (ended.status, "--subject" in ended.words) == (2, True)


def test_a_broker_that_is_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends as when another node does not answer."""

    async def lost(self: object, *_: object) -> None:
        raise BrokerError("nats:dns", "NoServersError")

    monkeypatch.setattr(Consumer, "run", lost)
    config = tmp_path / "nats.conf"
    config.write_text("user = khien\n")
    options = ("--nats", "nats://127.0.0.1:1", "--subject", "dns", "--config", config)

    ended = run("watch", "listen", *options, home=node_in(tmp_path))

    assert (ended.status, "none of them answers" in ended.words) == (4, True)
    assert "Error" not in ended.words

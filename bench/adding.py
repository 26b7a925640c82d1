"""Adding objects by TAXII from this process to a node in another one, durably, beside plainer things."""

from __future__ import annotations

import base64
import http.client
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from tests.conformance import medallion_server
from tests.store.server import Server

from bench.specimens import mixed
from bench.stage import FULL, acting, cpu_of, durable_postgres, first_line
from khien.exchange.taxii.collections import WORKSPACE
from khien.people.tokens import add_token

SIZES = ((1_000, 20), (100, 100)) if FULL else ((1_000, 5), (100, 20))  # an envelope, how many
WARM_UP = 2  # envelopes that are not counted
MEDIA_TYPE = "application/taxii+json;version=2.1"
MEDALLION = "365fed99-08fa-fdcd-a1b3-fb247eb41d01"


def bench(folder: Path) -> Iterator[str]:
    """Ours on both databases, then what stands beside it."""
    for size, count in SIZES:
        envelopes = _envelopes(size, count + WARM_UP)
        yield _line(f"add {size:,}, SQLite", size, *_ours(folder / f"sqlite-{size}", envelopes))
    with durable_postgres() as server:
        yield from [] if server is None else _postgres(folder, server)
    if server is None:
        yield "add, PostgreSQL: skipped, there is no server on this machine"
    for size, count in SIZES:
        envelopes = _envelopes(size, count + WARM_UP)
        yield _line(f"  decode and INSERT {size:,}", size, *_plain(folder, envelopes))
    yield _line("  medallion, 100, in memory", 100, *_medallion(folder, _envelopes(100, 10)))


def _postgres(folder: Path, server: Server) -> Iterator[str]:
    for size, count in SIZES:
        envelopes = _envelopes(size, count + WARM_UP)
        taken = _ours(folder / f"postgresql-{size}", envelopes, server.address(server.create()))
        yield _line(f"add {size:,}, PostgreSQL", size, *taken)


def _line(name: str, size: int, times: Sequence[float], cpu_s: float) -> str:
    middle = statistics.median(times[WARM_UP:])
    each_us = cpu_s / (size * len(times)) * 1e6
    return (
        f"{name:<34} {size / middle:>10,.0f} objects/s  {each_us:>8.1f} µs of the server's CPU each"
    )


def _envelopes(size: int, count: int) -> list[bytes]:
    objects = list(mixed(size * count))
    parts = (objects[start : start + size] for start in range(0, len(objects), size))
    return [b'{"objects":[' + b",".join(part) + b"]}" for part in parts]


def _ours(root: Path, envelopes: Sequence[bytes], database: str = "") -> tuple[list[float], float]:
    with acting(root, "vn-ncc", "VN", database) as actor:
        node = actor.node
        with node.store.write() as tx:
            scopes = ["taxii:read", "taxii:write"]
            token = add_token(tx, "bench", scopes=scopes, now=node.clock())
        path = f"/taxii2/node/collections/{WORKSPACE}/objects/"
        before = actor.cpu_s()
        times = _post(actor.address, path, f"Bearer {token.secret}", envelopes)
        return times, actor.cpu_s() - before


def _post(address: str, path: str, authorization: str, envelopes: Sequence[bytes]) -> list[float]:
    """Seconds of each addition; every object of each must have been taken."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    headers = {
        "Accept": MEDIA_TYPE,
        "Content-Type": MEDIA_TYPE,
        "Authorization": authorization,
    }
    times = []
    for envelope in envelopes:
        start = time.perf_counter()
        connection.request("POST", path, envelope, headers)
        answer = connection.getresponse()
        body = answer.read()
        times.append(time.perf_counter() - start)
        if answer.status != 202 or json.loads(body)["failure_count"]:
            raise AssertionError(body[:500])
    connection.close()
    return times


def _plain(folder: Path, envelopes: Sequence[bytes]) -> tuple[list[float], float]:
    """What no server can do without: decode, one row each, one durable commit an envelope."""
    file = folder / f"plain-{len(envelopes[0])}.sqlite"
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute(
        "CREATE TABLE thing (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, raw BLOB)"
    )

    def keep(envelope: bytes) -> None:
        raws = msgspec.json.decode(envelope, type=dict[str, list[msgspec.Raw]])["objects"]
        contents = [json.loads(bytes(raw)) for raw in raws]
        rows = [(c["id"], c["type"], bytes(r)) for c, r in zip(contents, raws, strict=True)]
        plain.execute("BEGIN IMMEDIATE")
        plain.executemany("INSERT INTO thing (id, type, raw) VALUES (?, ?, ?)", rows)
        plain.execute("COMMIT")

    before = time.process_time()
    times = [_seconds(lambda one=one: keep(one)) for one in envelopes]  # type: ignore[misc]
    return times, time.process_time() - before


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _medallion(folder: Path, envelopes: Sequence[bytes]) -> tuple[list[float], float]:
    """medallion, the reference server, from memory and with Basic; OpenTAXII fails on every POST."""
    with _running(folder) as (process, port):
        pair = f"{medallion_server.USER}:{medallion_server.SECRET}"
        basic = f"Basic {base64.b64encode(pair.encode()).decode()}"
        path = f"/bench/collections/{MEDALLION}/objects/"
        before = cpu_of(process.pid)
        times = _post(f"http://127.0.0.1:{port}", path, basic, envelopes)
        return times, cpu_of(process.pid) - before


@contextmanager
def _running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    root = {
        "information": {"title": "Bench", "versions": ["taxii-2.1"], "max_content_length": 10**8},
        "status": [],
        "collections": [
            {
                "id": MEDALLION, "title": "Bench", "can_read": True, "can_write": True,
                "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": [],
            }
        ],
    }  # fmt: skip
    discovery = {"title": "Bench", "default": "/bench/", "api_roots": ["/bench/"]}
    data = folder / "medallion.json"
    data.write_text(json.dumps({"/discovery": discovery, "bench": root}), "utf-8")
    module = [sys.executable, "-W", "ignore", "-m", "tests.conformance.medallion_server", str(data)]
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter
        module, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process, int(first_line(process))
    finally:
        process.terminate()
        process.communicate()

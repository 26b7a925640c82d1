"""TAXII: how fast a node is read, by its own tools and by a partner, however much it holds.

`KHIEN_BENCH_SIZE=1000000` measures that many as well, `KHIEN_BENCH_FOLDER` keeps the filled nodes for the
next run, `KHIEN_OPENTAXII_PYTHON` names a Python that has OpenTAXII. `make bench SIZE=1000000` does the first.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from bench import peers
from bench.loading import Client, Reading, Running, UnexpectedError, running
from bench.stocking import KINDS, START_US, Stock, name_of, stocked
from khien.exchange.taxii.collections import RELEASED, WORKSPACE
from khien.model.instants import from_microseconds, taxii_time

SIZES = (10_000, 100_000)
COLLECTIONS = {"workspace": WORKSPACE, "released": RELEASED}
REQUESTS = 200  # for each line; the 99th percentile is the third worst
DEEP = 0.9  # where a deep page begins, of the whole
LONGEST_FILLING_S = 120.0
WALK = 8  # pages that are read one after the other, so that no cache has just that one
_NEXT = re.compile(rb'"next":"([^"]+)"')


def bench(folder: Path) -> Iterator[str]:
    """Each size, each collection; then what others do with a thousand."""
    kept = os.environ.get("KHIEN_BENCH_FOLDER", "")
    more = os.environ.get("KHIEN_BENCH_SIZE", "")
    place = Path(kept) if kept else folder
    place.mkdir(parents=True, exist_ok=True)
    for size in dict.fromkeys([*SIZES, *map(int, more.split())]):
        yield from _of_size(stocked(place, size), folder)
    if os.environ.get("NOPEERS"):
        return
    yield from (one.line() for one in peers.medallion(folder))
    python = os.environ.get("KHIEN_OPENTAXII_PYTHON", "")
    if python:
        yield from (one.line() for one in peers.opentaxii(python))
    else:
        yield "OpenTAXII: not measured, KHIEN_OPENTAXII_PYTHON names none"


def _of_size(stock: Stock, folder: Path) -> Iterator[str]:
    command = (sys.executable, "-m", "khien.cli", "serve", "--home", stock.home, "--port", "0")
    with running(*command, ready="{") as server:
        port = int(json.loads(" ".join(server.words))["address"].rpartition(":")[2])
        yield f"{stock.count:,} stored: ready in {server.started_s:.1f} s, idle {server.rss_mb()} MB"
        yield f"{stock.count:,} stored: watch filled {_until_filled(port):.1f} s later"
        for name, secret in (("workspace", stock.tool_secret), ("released", stock.partner_secret)):
            client = Client(port, f"Bearer {secret}")
            yield from _of_collection(server, client, stock, name, folder)
            client.close()
        yield f"{stock.count:,} stored: {server.rss_mb()} MB after all of this"


def _until_filled(port: int) -> float:
    """Seconds until the node says that it is ready: its watch is filled while it serves."""
    start = time.monotonic()
    client = Client(port, "none")
    while time.monotonic() - start < LONGEST_FILLING_S:
        with suppress(UnexpectedError):
            client.get("/readyz")
            client.close()
            return time.monotonic() - start
        time.sleep(0.1)
    raise UnexpectedError("the watch was not filled in time")


def _of_collection(
    server: Running, client: Client, stock: Stock, name: str, folder: Path
) -> Iterator[str]:
    base = f"/taxii2/node/collections/{COLLECTIONS[name]}/"
    for limit in (1_000, 100):
        objects = f"{base}objects/?limit={limit}"
        first = server.read(f"{name}, {limit:,} a page, first", client, [objects], limit, REQUESTS)
        client.anew()
        _, body = client.get(objects)
        limits = peers.bare(body, folder, REQUESTS)
        yield first.line(_beside(first, limits, "the same bytes, bare"))
        pages = _walk(client, objects, stock, limit)
        deep = server.read(f"{name}, {limit:,} a page, deep", client, pages, limit, REQUESTS)
        yield deep.line(_beside(deep, first, "first"))
    for what, (paths, units) in _questions(base, stock).items():
        yield server.read(f"{name}, {what}", client, paths, units, REQUESTS).line()


def _questions(base: str, stock: Stock) -> dict[str, tuple[Sequence[str], int]]:
    chosen = random.Random(1)  # noqa: S311 -- the same in every run
    numbers = [chosen.sample(range(stock.count), 20) for _ in range(20)]
    ids = [[name_of(KINDS[n % len(KINDS)], n) for n in some] for some in numbers]
    objects = base + "objects/"
    return {
        "manifest of 1 000": ([f"{base}manifest/?limit=1000"], 1_000),
        "match[type] of one in ten, 1 000 a page": (
            [f"{objects}?match[type]=malware&limit=1000"],
            1_000,
        ),
        "match[type] of two kinds, 1 000 a page": (
            [f"{objects}?match[type]=malware,domain-name&limit=1000"],
            1_000,
        ),
        "20 ids": ([f"{objects}?match[id]={','.join(some)}" for some in ids], 20),
        "one id": ([f"{objects}{some[0]}/" for some in ids], 1),
        "added_after, 100 a page": (
            [f"{objects}?limit=100&{_after(stock, chosen.random() * DEEP)}" for _ in ids],
            100,
        ),
    }


def _walk(client: Client, objects: str, stock: Stock, limit: int) -> list[str]:
    """Pages that follow each other, from `DEEP` on."""
    client.anew()
    start = f"{objects}&{_after(stock, DEEP)}"
    pages = [start]
    for _ in range(min(WALK, int(stock.count * (1 - DEEP)) // limit) - 1):
        found = _NEXT.search(client.get(pages[-1])[1])
        if found:
            pages.append(f"{start}&next={found[1].decode()}")
    return pages


def _after(stock: Stock, part: float) -> str:
    moment = taxii_time(from_microseconds(START_US + int(stock.count * part)))
    return urlencode({"added_after": moment})


def _beside(one: Reading, other: Reading, what: str) -> str:
    return f"{one.median_s / other.median_s:.2f} x {what}"

"""The console at size: how long an officer waits for a page, and how much crosses the wire.

50,000 objects, each released to one partner, 10,000 releases that wait for an approval and 10,000 arrivals
that wait for a person; with BENCH_FULL a million objects, with KHIEN_BENCH_SIZE as many. `khien serve` in a process of its own, on SQLite
and, where there is a server, on PostgreSQL; beside each page the same bytes from the same HTTP server
without anything behind it. `KHIEN_BENCH_FOLDER` keeps the filled nodes for the next run.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from bench.loading import Client, running
from bench.peers import bare
from bench.specimens import domain
from bench.stage import FULL, durable_postgres
from bench.stocking import CHUNK, KINDS, PARTNER, name_of, stocked
from khien.app.moving import move
from khien.app.wiring import Node, open_node
from khien.exchange.rows import arrival, release
from khien.model.ids import OfficerName
from khien.model.instants import to_microseconds
from khien.people import sessions
from khien.people.sessions import Stage
from khien.store import objects
from khien.web.console.cookies import PLAIN

SIZE = int(os.environ.get("KHIEN_BENCH_SIZE") or (1_000_000 if FULL else 50_000))
OPEN = 10_000  # releases that wait, and as many arrivals
REQUESTS = 40  # for each page
OFFICER = "lan"
WANTED_MS, WANTED_KB = 100, 150


def bench(folder: Path) -> Iterator[str]:
    """Every page, on each database."""
    kept = os.environ.get("KHIEN_BENCH_FOLDER", "")
    place = Path(kept) if kept else folder
    place.mkdir(parents=True, exist_ok=True)
    home = _filled(place)
    yield from _of_node(home, "SQLite", folder)
    with durable_postgres() as server:
        if server is None:
            yield "PostgreSQL: not measured, there is no server on this machine"
            return
        copy = folder / "copy"
        shutil.copytree(home, copy)
        node = open_node(copy)
        move(node, server.address(server.create()))
        node.close()
        yield from _of_node(copy, "PostgreSQL", folder)


def pages() -> dict[str, list[str]]:
    """What is asked for, each in several ways so that no cache has just that one."""
    numbers = [SIZE // 20 * n for n in range(10)]
    some = [name_of(KINDS[n % len(KINDS)], n) for n in numbers]
    held, waits = name_of("held", OPEN // 2), name_of("arrival", OPEN // 2)
    return {
        "now": ["/"],
        "search: newest": ["/objects"],
        "search: words": [
            "/objects?q=l%E1%BB%ABa+%C4%91%E1%BA%A3o",
            "/objects?q=t%C3%AAn+mi%E1%BB%81n",
        ],
        "search: words, no diacritics": ["/objects?q=lua+dao", "/objects?q=ten+mien"],
        "search: a value": [f"/objects?q={domain(n)}" for n in numbers],
        "search: filters": [
            "/objects?type=malware&tlp=green",
            "/objects?type=indicator&source=own",
        ],
        "search: nothing found": ["/objects?q=zzzzzz+qqqqqq"],
        "object": [f"/objects/{one}" for one in some],
        "releases: held": ["/releases"],
        "releases: of a partner": [f"/releases?state=held&partner={PARTNER}"],
        "releases: on their way": ["/releases?state=sent"],
        "releases: refused, none": [f"/releases?state=refused&partner={PARTNER}"],
        "releases: all": ["/releases?state=all"],
        "releases: reviews, none": ["/releases?review=due"],
        "release": [f"/releases/{held}"],
        "arrivals": ["/arrivals"],
        "arrivals: of a partner": [f"/arrivals?partner={PARTNER}"],
        "arrival": [f"/arrivals/{waits}"],
        "ledger": ["/ledger"],
    }


def _of_node(home: Path, database: str, folder: Path) -> Iterator[str]:
    node = open_node(home)
    with node.store.write() as tx:
        now = node.clock()
        _, token = sessions.open_session(
            tx, OfficerName(OFFICER), now, stage=Stage.OPEN, agent="bench"
        )
    node.close()
    command = (sys.executable, "-m", "khien.cli", "serve", "--home", str(home), "--port", "0")
    with running(*command, ready="{") as server:
        port = int(json.loads(" ".join(server.words))["address"].rpartition(":")[2])
        client = Client(port, f"none\r\nCookie: {PLAIN}={token}")
        yield f"{database}, {SIZE:,} objects, {OPEN:,} releases and {OPEN:,} arrivals that wait"
        for name, paths in pages().items():
            found = server.read(name, client, paths, 1, REQUESTS)
            client.anew()
            _, body = client.get(paths[0])
            flat = bare(body, folder, REQUESTS)
            p95 = found.times_s[int(len(found.times_s) * 0.95)] * 1e3
            missed = "" if p95 <= WANTED_MS and len(body) <= WANTED_KB * 1000 else "  MISSED"
            yield (
                f"  {name:<30} p50 {found.median_s * 1e3:>6.1f}  p95 {p95:>6.1f} ms"
                f"  {found.cpu_s * 1e3:>6.1f} ms CPU  {len(body) / 1e3:>6.1f} kB"
                f"  flat {flat.median_s * 1e3:>5.2f} ms, {flat.cpu_s * 1e3:>5.2f} ms CPU{missed}"
            )
        client.close()


def _filled(place: Path) -> Path:
    """The home of a node with everything in it."""
    home = place / f"console-{SIZE}"
    if home.exists():
        return home
    stock = Path(stocked(place, SIZE).home)
    fresh = place / f"console-{SIZE}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(stock, fresh)
    node = open_node(fresh)
    try:
        with node.store.write() as tx:
            objects.rebuild(tx)
        _open_items(node)
    finally:
        node.close()
    return fresh.rename(home)


def _open_items(node: Node) -> None:
    """What waits, come in over the last day."""
    start = node.clock() - timedelta(hours=23)
    with node.store.write() as tx:
        known = tx.execute(release.select().limit(OPEN)).mappings().all()
        held, came = [], []
        for number, row in enumerate(known):
            at_us = to_microseconds(start + timedelta(seconds=8 * number))
            held.append(
                {**row, "id": name_of("held", number), "sha256": f"{number:064x}", "state": "held",
                 "published_us": at_us, "released_us": None, "seq": None, "sent_us": None,
                 "answered_us": None, "answers": '[["terms.approvals-missing", "release"]]'}
            )  # fmt: skip
            came.append(
                {"id": name_of("arrival", number), "partner": PARTNER, "delivery": "",
                 "object_id": row["object_id"], "modified": row["modified"],
                 "sha256": f"{number:064x}", "outcome": "quarantined", "agreement": "",
                 "reason": "admission.popular", "detail": domain(number), "purpose": row["purpose"],
                 "tlp": 1, "raw": b'{"type":"indicator","name":"x"}', "at_us": at_us,
                 "receipt_due": ""}
            )  # fmt: skip
        for table, rows in ((release, held), (arrival, came)):
            while some := list(islice(rows, CHUNK)):
                tx.execute(table.insert(), some)
                del rows[: len(some)]

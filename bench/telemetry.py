"""A telemetry history of 90 days: bytes an event, keeping, and hunts for new domains with all below them.

Beside it, where they can be imported, DuckDB's own table, plain Parquet in the order of time asked by DuckDB,
and chDB's MergeTree; all must give the same counts, first and last times and clients. 2 M events; BENCH_EVENTS
says another number, BENCH_FULL=1 is 100 M, BENCH_DAYS keeps only the last so many days of them.
`python -m bench hunting` needs the extra khien[hunt].
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from bench.keepers import Found, Keeper, keepers
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.history import Answer, Bounds, History, Search

Columns: TypeAlias = Any  # of numpy and pyarrow, which are not typed for us

DAYS: Final = 90
SITE: Final = 4  # names of one site, about as popular as each other
SEED: Final = 20_261_122
RUNS: Final = 5
RUNS_S: Final = 15  # of wall time; what takes longer is not run again
HUNTS: Final = (1, 100, 10_000)
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST: Final = int(datetime(2026, 8, 25, tzinfo=UTC).timestamp())
HEAD: Final = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    b"#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\trcode_name\n"
    b"#types\ttime\tstring\taddr\taddr\tstring\tstring\n"
)
_HOSTS: Final = pa.array(
    [
        "www",
        "mail",
        "cdn",
        "api",
        "img",
        "static",
        "app",
        "edge",
        "ns1",
        "login",
        "m",
        "video",
        "data",
        "shop",
    ]
)
_TOPS: Final = pa.array(["com", "vn", "net", "org", "info", "io"])
_CODES: Final = pa.array(["NOERROR"] * 9 + ["NXDOMAIN"])


@dataclass(frozen=True)
class World:
    """Names with Zipf's law: the popular few are most of the traffic, and most sites are seldom seen.

    The domains that are hunted are any of the sites, so most of them are seldom seen too, as new
    indicators are.
    """

    events: int
    names: int
    clients: int
    shares: Columns
    shuffled: Columns

    @classmethod
    def of(cls, events: int) -> World:
        """A world with a name for twenty events and a client for a thousand, whatever its size."""
        names = max(events // 20, 60_000)
        weights = np.cumsum(1 / np.arange(1, names + 1))
        shuffled = np.random.default_rng(SEED).permutation(names // SITE)
        return cls(events, names, max(events // 1_000, 1_000), weights / weights[-1], shuffled)

    def sites(self, number: Columns) -> Columns:
        """The domains of some sites, as texts."""
        mixed = (number.astype(np.uint64) * np.uint64(2_654_435_761)) % np.uint64(1 << 32)
        letters = pc.binary_join_element_wise(
            pa.array(np.char.mod("%x", mixed)), _TOPS.take(pa.array(number % 6)), "."
        )
        return pc.binary_join_element_wise("s", letters, "")

    def day(self, number: int) -> Columns:
        """One day's events in the order of time."""
        dice = np.random.default_rng((SEED, number))
        count = self.events // DAYS
        codes, inverse = np.unique(
            np.searchsorted(self.shares, dice.random(count)), return_inverse=True
        )
        names = self.shuffled[codes // SITE] * SITE + codes % SITE
        hosts = _HOSTS.take(pa.array(names % len(_HOSTS)))
        texts = pc.binary_join_element_wise(hosts, self.sites(names // SITE), ".")
        seconds = FIRST + number * 86_400 + np.sort(dice.random(count)) * 86_400
        clients = dice.integers(0, self.clients, count)
        return pa.table(
            {
                "ts": np.round(seconds, 6),
                "client": _client(clients),
                "name": texts.take(pa.array(inverse)),
                "rcode": _CODES.take(pa.array(codes[inverse] % len(_CODES))),
            }
        )


def _client(number: Columns) -> Columns:
    parts = (
        pa.array((number >> shift & 255).astype(np.int64)).cast(pa.string()) for shift in (16, 8, 0)
    )
    return pc.binary_join_element_wise("100", *parts, ".")


def zeek(day: Columns) -> bytes:
    """A day as Zeek would write it."""
    count = day.num_rows
    columns = [
        pc.cast(pc.cast(day["ts"], pa.decimal128(18, 6)), pa.string()),
        pa.array(["CHhAvVGS1DHFjwGM9"] * count),
        day["client"],
        pa.array(["10.0.0.53"] * count),
        day["name"],
        day["rcode"],
    ]
    names = ["ts", "uid", "orig", "resp", "query", "rcode"]
    out = BytesIO(HEAD)
    out.seek(0, 2)
    how = pc_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    pc_csv.write_csv(pa.table(columns, names=names), out, how)
    return out.getvalue()


def many() -> int:
    """How many events."""
    full = 100_000_000 if os.environ.get("BENCH_FULL") else 2_000_000
    return int(os.environ.get("BENCH_EVENTS", full))


def bench(folder: Path) -> Iterator[str]:
    """Keep 90 days, then hunt."""
    world = World.of(many())
    history = History(folder / "history", Bounds(days=DAYS))
    peers, absent = keepers(folder)
    yield from (f"{name} is not here" for name in absent)
    days = min(int(os.environ.get("BENCH_DAYS", DAYS)), DAYS)
    cpu = 0.0
    kept = 0
    parsed = 0.0
    for number in range(DAYS - days, DAYS):
        day = world.day(number)
        log = BytesIO(zeek(day))
        before = time.thread_time()  # a peer may still work in threads of its own
        kept += history.keep("dns.log", log, NOW).lines
        cpu += time.thread_time() - before
        parsed += _parsed(log.getvalue())
        for peer in peers:
            peer.keep(number, day)
        del day, log
    before = time.thread_time()
    history.tidy()
    tidied = time.thread_time() - before
    size = history.standing().size_bytes
    yield f"events kept                        {kept:>12,} over {days} days, {world.names:,} names, {world.clients:,} clients"
    yield f"keep, from Zeek lines              {kept / cpu:>12,.0f} events a CPU second"
    yield f"  with the files put together      {kept / (cpu + tidied):>12,.0f} events a CPU second"
    yield f"  beside it pyarrow parses, no more {kept / parsed:>12,.0f} events a CPU second"
    yield f"on disk, catalogue included        {size / kept:>12.2f} bytes an event"
    for peer in peers:
        yield f"  beside it {peer.name:<22} {peer.size() / kept:>12.2f} bytes an event"
    yield from _hunts(world, history, peers)


def _parsed(log: bytes) -> float:
    """The CPU seconds that pyarrow takes to parse the lines of a log, and nothing else."""
    before = time.thread_time()
    pc_csv.read_csv(
        BytesIO(log[len(HEAD) :]),
        read_options=pc_csv.ReadOptions(autogenerate_column_names=True, use_threads=False),
        parse_options=pc_csv.ParseOptions(delimiter="\t", quote_char=False),
    )
    return time.thread_time() - before


def _hunts(world: World, history: History, peers: list[Keeper]) -> Iterator[str]:
    dice = np.random.default_rng(SEED + 1)
    for count in HUNTS:
        sites = dice.choice(world.names // SITE, count, replace=False)
        if (
            count == 1
        ):  # not just any, of which most are never seen: at full size this one is, on about 22 of 90 days
            sites = world.shuffled[len(world.shuffled) // 5 :][:1]
        names = world.sites(sites).to_pylist()
        values = tuple(IndicatorValue(ValueKind.DOMAIN, name) for name in names)
        took, cpu, found = timed(lambda values=values: answers(history, values))  # type: ignore[misc]
        yield (
            f"hunt {count:>6,} domains               {took * 1000:>12,.1f} ms"
            f"  ({cpu * 1000:,.1f} ms of CPU; {len(found):,} seen)"
        )
        for peer in peers:
            took, cpu, theirs = timed(lambda peer=peer, names=names: peer.hunt(names))  # type: ignore[misc]
            same = "the same answers" if theirs == found else "OTHER ANSWERS"
            yield f"  beside it {peer.name:<22} {took * 1000:>12,.1f} ms  ({cpu * 1000:,.1f} ms of CPU; {same})"
            if theirs != found:
                raise AssertionError(f"{peer.name}: {len(theirs)} and {len(found)} answers differ")


def answers(history: History, values: tuple[IndicatorValue, ...]) -> Found:
    """What a hunt of ours finds, as `Found` has it."""
    return {
        one.value.value: (
            one.count,
            int(one.first_seen.timestamp()),
            int(one.last_seen.timestamp()),
            one.clients,
        )
        for one in history.hunt(Search(values, since=(NOW - timedelta(days=DAYS)).date()))
        if isinstance(one, Answer)
    }


def timed(work: Callable[[], Found]) -> tuple[float, float, Found]:
    """The median of wall time and of CPU time of five runs, or as many as fit its time; and the answer."""
    walls: list[float] = []
    cpus: list[float] = []
    found: Found = {}
    while len(walls) < RUNS and sum(walls) < RUNS_S:
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return median(walls), median(cpus), found

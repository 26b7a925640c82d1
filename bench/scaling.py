"""The watch inside engines: Spark and NATS JetStream beside the same matching in two plain processes.

Everything runs on the same machine, two workers each, over the same raw lines. A rate is told by the wall and by
the CPU time of every process below this one, brokers and virtual machines included; each is the median of its
passes, after one that warms up, or four of Spark. Small by default; `BENCH_FULL=1` takes ten million events.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.events import indicators, write
from bench.specimens import object_id
from khien.exchange.streams import Broker
from khien.exchange.streams.jetstream import JetStream
from khien.watch.engine import in_use
from khien.watch.files import unpacked
from khien.watch.scale import Matcher, Range, load, ranges_of, size_for
from khien.watch.scale import spark as ours
from khien.watch.scale.messages import batches
from khien.watch.scale.snapshots import Facts, Row
from khien.watch.scale.snapshots import write as write_snapshot

FULL = bool(os.environ.get("BENCH_FULL"))
EVENTS = int(os.environ.get("KHIEN_BENCH_SIZE") or 0) or (10_000_000 if FULL else 1_000_000)
INDICATORS = 100_000
PASSES = 3
WARM = (
    4  # passes of Spark that do not count: its virtual machines make themselves quicker for so long
)
WORKERS = 2
MESSAGE_BYTES = 1 << 19  # half of what a NATS server takes by default
_QUERY = 7  # the column of the name, from 0
_QUIET_S = 0.2  # after which a consumer believes that nothing comes any more
_START_S = 60


def bench(folder: Path) -> Iterator[str]:
    """One line for each way: million events a second, by the wall and by CPU time, and the share of plain."""
    yield f"scaling: engine {in_use()}, {EVENTS:,} events, {INDICATORS:,} domains, {WORKERS} workers"
    log = write(folder, "zeek", EVENTS, INDICATORS)
    index = _index(folder)
    plain = yield from _told("plain processes", None, _plain(log, index))
    yield from _told("NATS JetStream", plain, _nats(log, index, folder / "js", packed=False))
    yield from _told("NATS JetStream, zstd", plain, _nats(log, index, folder / "jz", packed=True))
    for job in (_sources, _others):  # each with virtual machines of its own
        with get_context("spawn").Pool(1) as pool:
            yield from pool.apply(job, (folder, log, index, plain))


def _index(folder: Path) -> Path:
    path = folder / "scaling.index"
    facts = Facts("bench", "green", None, None)
    named = enumerate(itertools.islice(indicators(INDICATORS), INDICATORS))
    rows = (
        Row(object_id("indicator", n), 1, 0, None, [("domain", name)], facts) for n, name in named
    )
    write_snapshot(path, 1, "2026-11-22T00:00:00Z", rows)
    return path


Spent = tuple[float, float]
"""Seconds by the wall, and of CPU time."""
Passes = Generator[int, None, None]
"""Each step is one pass over the log, and gives the hits; closing it ends what it began."""


def _told(
    name: str, plain: Spent | None, passes: Passes, warm: int = 1
) -> Generator[str, None, Spent]:
    """Run the passes of one way; returns its medians."""
    try:
        for _ in range(warm):
            next(passes)  # what is begun with
        took = []
        hits = 0
        for _ in range(PASSES):
            start, spent = time.perf_counter(), _cpu()
            hits = next(passes)
            took.append((time.perf_counter() - start, _cpu() - spent))
        passes.close()
    except (ImportError, FileNotFoundError) as error:
        yield f"  {name:<26} {str(error).splitlines()[0][:80]}"
        return (0.0, 0.0)
    wall, cpu = (statistics.median(one) for one in zip(*took, strict=True))
    shares = f", {plain[0] / wall:.2f} and {plain[1] / cpu:.2f} of plain" if plain else ""
    yield (
        f"  {name:<26} {EVENTS / wall / 1e6:6.2f} M/s wall, {EVENTS / cpu / 1e6:6.2f} M per CPU second, "
        f"{hits:,} hits{shares}"
    )
    return wall, cpu


def _cpu() -> float:
    """CPU seconds of this process and of all below it that live."""
    children: dict[int, list[int]] = {}
    spent: dict[int, int] = {}
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                said = (one / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(said[1]), []).append(int(one.name))
            spent[int(one.name)] = sum(map(int, said[11:15]))  # ended children count too
    found, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        found += spent.get(process, 0)
        waiting += children.get(process, [])
    return found / os.sysconf("SC_CLK_TCK")


# ---- plain


@cache
def _matcher(index: Path) -> Matcher:
    held = load(index)
    return Matcher(index=held.index, facts=held.facts)


def _share(log: Path) -> int:
    return size_for(log.stat().st_size, WORKERS)


def _match(index: Path, one: Range) -> int:
    matcher, now = _matcher(index), datetime.now(UTC)
    hits = matcher.hits(one.name, one.blocks(), now)
    return len([matcher.found(one.path, one.place(at), hit) for at, hit in hits])


def _plain(log: Path, index: Path) -> Passes:
    parts = [(index, one) for one in ranges_of(log, size_bytes=_share(log))]
    with get_context("spawn").Pool(WORKERS, _matcher, (index,)) as pool:
        while True:
            yield sum(pool.starmap(_match, parts, chunksize=1))


# ---- NATS


def _nats(log: Path, index: Path, folder: Path, *, packed: bool) -> Passes:
    with (
        _server(folder) as url,
        get_context("spawn").Pool(WORKERS, _matcher, (index,)) as pool,
    ):
        count = asyncio.run(_publish(url, log, packed=packed))
        for number in itertools.count():
            jobs = [(url, index, f"pass{number}", count)] * WORKERS
            yield sum(pool.starmap(_consume, jobs, chunksize=1))


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    if find_spec("nats") is None:
        raise ModuleNotFoundError("nats-py is not here")
    server = shutil.which("nats-server", path=sysconfig.get_path("scripts")) or "nats-server"
    ports = folder / "ports"
    ports.mkdir(parents=True)
    command = [server, "-js", "-sd", str(folder / "js"), "-a", "127.0.0.1", "-p", "-1"]
    with subprocess.Popen(  # noqa: S603 -- a server of ours
        [*command, "--ports_file_dir", str(ports)], stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield _url(ports)
        finally:
            running.terminate()


def _url(ports: Path) -> str:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        for one in ports.glob("*.ports"):
            said = one.read_text()
            if said.strip():
                address: str = import_module("json").loads(said)["nats"][0]
                return address
        time.sleep(0.05)
    raise FileNotFoundError("nats-server does not start")


async def _publish(url: str, log: Path, *, packed: bool) -> int:
    """The log in messages of whole lines, each with the header; compressed as a shipper would, or plain."""
    pack = import_module("zstandard").ZstdCompressor(level=3).compress if packed else bytes
    connection = await import_module("nats").connect(url)
    stream = connection.jetstream()
    await stream.add_stream(name="LINES", subjects=["lines"])
    parts = ranges_of(log, size_bytes=MESSAGE_BYTES)
    for one in parts:
        body = pack(b"".join(map(bytes, one.blocks())))
        await stream.publish("lines", body, timeout=_START_S)
    await connection.close()
    return len(parts)


def _consume(url: str, index: Path, group: str, count: int) -> int:
    return asyncio.run(_consumed(url, index, group, count))


async def _consumed(url: str, index: Path, group: str, count: int) -> int:
    """One of the group: match, and settle, until all messages of the stream are settled."""
    stream = await JetStream.open(Broker("nats", url, "lines", group, {}), 60.0)
    matcher, now, hits = _matcher(index), datetime.now(UTC), 0
    left = count
    while left:
        messages = await stream.take(_QUIET_S)
        plain = (replace(one, body=unpacked(one.name, one.body, 1 << 26)) for one in messages)
        for batch in batches(plain):
            for at, hit in matcher.hits(batch.name, batch.blocks(), now):
                number, place = batch.where(at)
                matcher.found(batch.places[number], place, hit)
                hits += 1
        await stream.settle(messages)
        left = messages[-1].behind if messages else 0
    await stream.close()
    return hits


# ---- Spark


def _sources(folder: Path, log: Path, index: Path, plain: Spent) -> list[str]:
    """Ours. Where Python and the kernel do the work, a virtual machine that optimises itself only costs."""
    with _session(folder, "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC") as session:
        if session is None:
            return ["  beside: pyspark or Java is not here"]
        ours.register(session)
        ours.ship(session, index)
        return list(_told("Spark, data source", plain, _source(session, log), WARM))


def _others(folder: Path, log: Path, index: Path, plain: Spent) -> list[str]:
    with _session(folder, "") as session:
        if session is None:
            return []
        arrow = _told("Spark, mapInArrow", plain, _arrow(session, log, index), WARM)
        return [*arrow, *_told("Spark, explode and join", plain, _join(session, log), WARM)]


@contextmanager
def _session(folder: Path, java: str) -> Iterator[Any]:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        yield None
        return
    os.environ |= {
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "spark"),
    }
    built = import_module("pyspark.sql").SparkSession.builder.master(
        f"local-cluster[{WORKERS},1,2048]"
    )
    for name, value in {
        "spark.executor.memory": "2g",
        "spark.driver.extraJavaOptions": java,
        "spark.executor.extraJavaOptions": java,
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(WORKERS),
        "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        built = built.config(name, value)
    session = built.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def _source(session: Any, log: Path) -> Passes:  # noqa: ANN401 -- a SparkSession
    while True:
        yield session.read.format(ours.NAME).load(str(log)).toArrow().num_rows


def _arrow(session: Any, log: Path, index: Path) -> Passes:  # noqa: ANN401 -- a SparkSession
    """Lines as rows, brought to the same engine batch by batch."""

    def found(lots: Iterator[Any]) -> Iterator[Any]:
        matcher, now = _matcher(index), datetime.now(UTC)
        arrow = import_module("pyarrow")
        for lot in lots:
            lines = b"".join(one.as_buffer().to_pybytes() + b"\n" for one in lot.column(0))
            hits = matcher.hits("dns.log", [head, lines], now)
            keys = [matcher.found("dns.log", at, hit).key for at, hit in hits]
            yield arrow.RecordBatch.from_pydict(
                {"key": keys}, arrow.schema([("key", arrow.string())])
            )

    head = ranges_of(log, size_bytes=1 << 20)[-1].head
    lines = session.read.text(str(log)).where("value not like '#%'")
    while True:
        yield lines.mapInArrow(found, "key string").toArrow().num_rows


def _join(session: Any, log: Path) -> Passes:  # noqa: ANN401 -- a SparkSession
    """What can be done without us: a row for each parent of each name, joined with the indicators."""
    names = [(name,) for name in itertools.islice(indicators(INDICATORS), INDICATORS)]
    session.createDataFrame(names, "name string").cache().createOrReplaceTempView("wanted")
    session.read.text(str(log)).createOrReplaceTempView("lines")
    query = f"""
        SELECT l.line, w.name FROM (
          SELECT value AS line, explode(transform(
            sequence(1, size(split(query, '[.]'))), n -> substring_index(query, '.', -n))) AS parent
          FROM (SELECT value, split(value, '\t')[{_QUERY}] AS query FROM lines WHERE value NOT LIKE '#%')
        ) l JOIN wanted w ON l.parent = w.name"""  # noqa: S608 -- our own column
    while True:
        yield session.sql(query).toArrow().num_rows

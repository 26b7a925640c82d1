"""DNS logs against many domains: the kernel, the whole engine, and what others do with the same file.

A rate is events per second of CPU time (user and system, of all threads), the median of five passes. Small by
default; `BENCH_FULL=1` takes ten million events and 100 thousand, one million and five million indicators.
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import apart, others
from bench.events import indicators, write
from bench.specimens import NOW, object_id
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.cores import match_paths, usable_cores
from khien.watch.engine import in_use, kernel, match_blocks, new_index
from khien.watch.files import blocks_of
from khien.watch.layouts import planner_for
from khien.watch.matching import match
from khien.watch.rules import IndicatorIndex

FULL = bool(os.environ.get("BENCH_FULL"))
EVENTS = 10_000_000 if FULL else 1_000_000
SIZES = (100_000, 1_000_000, 5_000_000) if FULL else (100_000,)
LINES = ("zeek", "csv", "json", "full-zeek")
PASSES = 5
_BLOCK = 1 << 18
_HEAD = 8  # lines that may belong to the header


def bench(folder: Path) -> Iterator[str]:
    """One line for each measure: million events a CPU second, and what is beside it."""
    yield f"watching: engine {in_use()}, {EVENTS:,} events, 1 in 1000 a hit"
    logs = {form: write(folder, form, EVENTS, SIZES[0]) for form in LINES}
    for size in SIZES if kernel is not None else ():
        yield from _kernel(logs, size)
    yield from _engine(logs)
    yield from _limits(logs["zeek"])
    yield from _peers(logs["csv"], folder)


# ---- ours


def _kernel(logs: dict[str, Path], size: int) -> Iterator[str]:
    """How fast the kernel goes through, which lines it names, and what its index takes."""
    names = "\n".join(itertools.islice(indicators(size), size)).encode()
    values = kernel.Index()  # type: ignore[union-attr]
    took = _cpu(lambda: values.load(0, names))
    yield f"  {size:,} domains: load {took / size * 1e9:.0f} ns each, {values.size_bytes / size:.1f} bytes each"
    yield f"  {_one_more(values)}"
    for form, path in logs.items():
        took, touched = _median(lambda path=path: _pass(values, path))  # type: ignore[misc]
        right = len(set(touched) & _truth(path, set(names.split(b"\n")))) if size == SIZES[0] else 0
        said = (
            f", recall {right / _hits():.4f}, precision {right / len(touched):.4f}" if right else ""
        )
        yield f"  kernel, {form:<10} {_rate(took)}{said}"
    took, wall = _two(values, logs["zeek"])
    yield f"  kernel, zeek, two threads: {took / wall:.2f} x one, wall"


def _hits() -> int:
    return EVENTS // 1000


def _pass(values: Any, path: Path, start: int = 0, end: int | None = None) -> list[int]:  # noqa: ANN401
    """One pass over a file, or a part of it that begins at the beginning of a line; the touched lines."""
    room = memoryview(bytearray(2 * _BLOCK))
    touched: list[int] = []
    number = left = 0
    with path.open("rb", buffering=0) as file:
        plan, first = _plan(file)
        at = max(start, first)
        file.seek(at)
        while True:
            many = _BLOCK if end is None else max(0, min(_BLOCK, end - at))
            got = file.readinto(room[left : left + many]) or 0
            at += got
            filled = left + got
            found = values.scan(plan, room[:filled], last=not got)
            touched += [number + one.line for one in found.found if one.why == 1]
            number += found.lines
            left = filled - found.taken
            room[:left] = room[found.taken : filled]
            if not got:
                return touched


def _plan(file: Any) -> tuple[Any, int]:  # noqa: ANN401 -- the kernel's
    """What the columns mean, and where the first line stands that is no header."""
    lines = file.read(_BLOCK).split(b"\n", _HEAD)[:_HEAD]
    planner = planner_for(lines[0])
    head = [line for line in lines if line.startswith(b"#")] or lines[:1]
    for line in head if planner else ():
        planner.take(line)  # type: ignore[union-attr]
    layout = planner.layout if planner else None
    if layout is None:
        raise AssertionError("the kernel cannot read what this bench writes")
    is_json = lines[0].startswith(b"{")
    return (
        kernel.Plan(layout.form, layout.roles, layout.keys),  # type: ignore[union-attr]
        0 if is_json else sum(len(line) + 1 for line in head),
    )


def _truth(path: Path, wanted: set[bytes]) -> set[int]:
    """Which lines touch an indicator, by a set and a walk through the parents."""
    cut = {"csv": (b",", 2), "json": (b'"', 9), "zeek": (b"\t", 7), "full": (b"\t", 9)}
    separator, column = cut[path.name.split("-")[1]]
    found = set()
    number = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith((b"#", b"time,")):
                continue
            name = line.split(separator, column + 1)[column]
            if _touches(name, wanted):
                found.add(number)
            number += 1
    return found


def _touches(name: bytes, wanted: set[bytes]) -> bool:
    while name not in wanted:
        _, dot, name = name.partition(b".")
        if not dot:
            return False
    return True


def _one_more(values: Any) -> str:  # noqa: ANN401 -- the kernel's
    """What it takes to put one more indicator in, and to take it out again."""
    names = [f"late{n}.some.example".encode() for n in range(10_000)]
    added = [_wall(lambda name=name: values.add(0, name)) for name in names]  # type: ignore[misc]
    removed = [_wall(lambda name=name: values.remove(0, name)) for name in names]  # type: ignore[misc]
    return (
        f"one more: {statistics.median(added) * 1e6:.2f} µs (the slowest, with a new generation, "
        f"{max(added) * 1e3:.0f} ms); out again: {statistics.median(removed) * 1e6:.2f} µs; through Python"
    )


def _two(values: Any, path: Path) -> tuple[float, float]:  # noqa: ANN401 -- the kernel's
    """Wall seconds for one thread and for two, each with its half of the file."""
    data = path.read_bytes()
    half = data.index(b"\n", len(data) // 2) + 1
    start = time.perf_counter()
    _pass(values, path)
    one = time.perf_counter() - start
    parts = ((0, half), (half, len(data)))
    with ThreadPoolExecutor(len(parts)) as pool:
        start = time.perf_counter()
        for job in [pool.submit(_pass, values, path, *part) for part in parts]:
            job.result()  # or its error
        return one, time.perf_counter() - start


def _engine(logs: dict[str, Path]) -> Iterator[str]:
    """From file to hits: what the kernel names is read by the reference."""
    index = new_index()
    wanted = list(itertools.islice(indicators(SIZES[0]), SIZES[0]))

    def fill() -> None:
        for number, name in enumerate(wanted):
            value = IndicatorValue(ValueKind.DOMAIN, name)
            index.add(object_id("indicator", number), 1, [value], NOW)

    rows = [
        (object_id("indicator", number), number + 1, "domain", name, 0, None)
        for number, name in enumerate(wanted)
    ]
    loaded = _cpu(lambda: new_index().load([rows])) / len(rows)
    yield f"  engine: {loaded * 1e6:.1f} µs an indicator where many come at once, as from the store"
    yield f"  engine: {_cpu(fill) / len(wanted) * 1e6:.1f} µs an indicator into reference and kernel"
    for form, path in logs.items():
        took, found = _median(
            lambda path=path: match_blocks(path.name, blocks_of(path), index, NOW)  # type: ignore[misc]
        )
        lines = sum(hit.count for hit in found.hits)
        yield f"  engine, {form:<10} {_rate(took)}, {lines:,} lines hit, {found.lines:,} read"
    if kernel is None:
        return
    size = SIZES[min(1, len(SIZES) - 1)]
    many = new_index()
    names = enumerate(itertools.islice(indicators(size), size))
    many.load([[(object_id("indicator", n), n + 1, "domain", name, 0, None) for n, name in names]])
    for form, path in logs.items():
        yield f"  engine, {form:<10} {size:,} domains, {_all_cores(many, path)}"


def _all_cores(index: IndicatorIndex, path: Path) -> str:
    """A log on all cores beside the same log on one, in turns, by wall; and what two cores give that share nothing.

    Those are two processes with the same engine, a file each, beside one such process; and two `wc -l`. What the
    two processes took beside what the threads took for two files needs no hour in which the machine gives two cores:
    at 1 threads lose nothing by sharing.
    """
    matching = partial(match, index=index, now=NOW)

    def work() -> object:
        return match_blocks(path.name, blocks_of(path), index, NOW)

    def threads(paths: list[Path]) -> float:
        return _wall(lambda: match_paths(paths, index, None, matching))

    ratios: dict[str, list[float]] = {}
    for _ in range(PASSES):
        one, parts, files = _wall(work), threads([path]), threads([path, path])
        alone, both = apart.seconds(work, 1), apart.seconds(work, 2)
        for name, ratio in (
            ("in parts", one / parts),
            ("two files", 2 * one / files),
            ("two processes", 2 * alone / both),
            ("threads beside processes", both / files),
            ("two wc -l", 2 * _wall(lambda: _counted(path, 1)) / _wall(lambda: _counted(path, 2))),
        ):
            ratios.setdefault(name, []).append(ratio)
    said = ", ".join(
        f"{name} {statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})"
        for name, found in ratios.items()
    )
    return f"{usable_cores()} cores x one, wall: {said}"


def _counted(path: Path, times: int) -> None:
    command = ("wc", "-l", str(path))
    several = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(times)]  # noqa: S603 -- fixed
    ended = [one.wait() for one in several]  # all, before one is complained about
    if any(ended):
        raise ChildProcessError(command)


# ---- others


def _limits(log: Path) -> Iterator[str]:
    """Programs that only count or copy."""
    for command in (("wc", "-l", str(log)), ("cat", str(log))):
        if shutil.which(command[0]):
            name = " ".join(word for word in command if "/" not in word)
            yield f"  beside: {name:<28} {_rate(_child(command))}"


def _child(command: tuple[str, ...]) -> float:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    environment = {"LC_ALL": "C", "PATH": os.environ["PATH"]}
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=True)  # noqa: S603 -- fixed
    return spent() - before


def _peers(log: Path, folder: Path) -> Iterator[str]:
    """The plainest Python, and libraries that only parse the file; those that are here."""
    names = list(itertools.islice(indicators(SIZES[0]), SIZES[0]))
    wanted = {name.encode() for name in names}
    truth = _truth(log, wanted)
    yield others.found("Python set and parents, csv", EVENTS, lambda: _truth(log, wanted), truth)
    yield others.memory(SIZES[0])
    yield from others.joins(log, folder, SIZES[0], truth)
    if shutil.which("grep"):
        patterns = folder / "patterns"
        patterns.write_text("\n".join(names), "ascii")
        yield others.grep(log, patterns, EVENTS, truth)
        yield others.near_misses(patterns, SIZES[0])
    yield f"  beside: {'polars, parse only':<28} {_tried(lambda: _polars(log))}"
    yield f"  beside: {'pyarrow, parse only':<28} {_tried(lambda: _pyarrow(log))}"
    yield f"  beside: {'duckdb, parse only':<28} {_tried(lambda: _duckdb(log, folder))}"


def _tried(work: Callable[[], object]) -> str:
    try:
        return _rate(_cpu(work))
    except ModuleNotFoundError as error:
        return f"{error.name} is not here"


def _polars(log: Path) -> None:
    import_module("polars").read_csv(log, columns=["query"])


def _pyarrow(log: Path) -> None:
    csv = import_module("pyarrow.csv")
    csv.read_csv(log, convert_options=csv.ConvertOptions(include_columns=["query"]))


def _duckdb(log: Path, folder: Path) -> None:
    database = import_module("duckdb").connect(str(folder / "duck"))
    database.execute(f"SELECT max(query) FROM read_csv('{log}')").fetchall()  # noqa: S608 -- our own path


# ---- measuring


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median(work: Callable[[], Any]) -> tuple[float, Any]:
    found: list[Any] = []
    took = [_cpu(lambda: found.append(work())) for _ in range(PASSES)]
    return statistics.median(took), found[-1]


def _rate(took: float) -> str:
    return f"{EVENTS / took / 1e6:>7.2f} M events/s  {took / EVENTS * 1e9:>7.1f} ns each"

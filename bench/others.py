"""What others make of the same names: each finds the lines that touch an indicator or lie below one.

The joins take distinct names, put out every parent of each, and join these with the indicators: the quickest
correct way of each engine, on Parquet and with one thread. Whoever is not installed is said to be absent. Tenzir
has no table for as many names without a server of its own, and is not asked.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from bench.events import indicators

Lines: TypeAlias = Callable[[], Iterable[int]]
"""Numbers of lines that are said to touch an indicator, from 0."""

_DUCKDB = """
    WITH names AS (SELECT DISTINCT query FROM '{log}'),
    split AS (SELECT query, string_split(query, '.') AS p FROM names),
    parents AS (
        SELECT query, unnest([array_to_string(p[i:], '.') for i in range(1, len(p) + 1)]) AS name FROM split
    ),
    bad AS (SELECT query FROM parents JOIN '{wanted}' USING (name))
    SELECT file_row_number FROM read_parquet('{log}', file_row_number = true)
    WHERE query IN (SELECT query FROM bad)
"""
_CHDB = """
    WITH parents AS (
        SELECT query, splitByChar('.', query) AS p,
            arrayJoin(arrayMap(i -> arrayStringConcat(arraySlice(p, i), '.'), arrayEnumerate(p))) AS name
        FROM (SELECT DISTINCT query FROM file('{log}', Parquet))
    )
    SELECT n FROM (SELECT rowNumberInAllBlocks() AS n, query FROM file('{log}', Parquet))
    WHERE query IN (
        SELECT query FROM parents WHERE name IN (SELECT name FROM file('{wanted}', Parquet))
    ) SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1
"""


def joins(log: Path, folder: Path, count: int, truth: set[int]) -> Iterator[str]:
    """The engines that join columns; `log` is CSV, of which they get a Parquet file, `count` how many indicators."""
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        csv = import_module("pyarrow.csv")
    except ModuleNotFoundError:
        yield "  beside: pyarrow, without which there is no Parquet, is not here"
        return
    options = csv.ConvertOptions(include_columns=["query"])
    events = csv.read_csv(log, convert_options=options)
    pair = folder / "events.parquet", folder / "wanted.parquet"
    parquet.write_table(events, pair[0])
    parquet.write_table(
        arrow.table({"name": list(itertools.islice(indicators(count), count))}), pair[1]
    )
    rows = events.num_rows
    del events
    for name, lines in (("duckdb", _duckdb), ("chdb", _chdb), ("polars", _polars)):
        yield found(f"{name}, join with parents", rows, lambda lines=lines: lines(*pair), truth)  # type: ignore[misc]


def grep(log: Path, patterns: Path, rows: int, truth: set[int]) -> str:
    """`grep -F`, which knows no labels: what it finds that is no hit, and what it costs."""
    command = ("grep", "-n", "-F", "-f", str(patterns), str(log))

    def lines() -> Iterator[int]:
        environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
        given = subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603 -- fixed
        return (int(line.partition(b":")[0]) for line in given.stdout.splitlines())

    header = sum(line.startswith((b"#", b"time,")) for line in log.read_bytes()[:4096].splitlines())
    return found(
        "grep -F", rows, lambda: (number - header - 1 for number in lines()), truth, children=True
    )


def near_misses(patterns: Path, count: int) -> str:
    """What `grep -F` says of names that only contain an indicator: a letter in front, or labels behind."""
    names = list(itertools.islice(indicators(count), 500))
    log = patterns.with_name("near")
    log.write_text("".join(f"x{name}\n{name}.elsewhere.test\n" for name in names), encoding="ascii")
    command = ("grep", "-c", "-F", "-f", str(patterns), str(log))
    given = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- fixed
    said = int(given.stdout)
    return f"  beside: grep -F names {said:,} of {2 * len(names):,} that are no hit but contain one"


def memory(count: int) -> str:
    """What a Python set of the same names takes."""
    names = {name.encode() for name in itertools.islice(indicators(count), count)}
    size = sys.getsizeof(names) + sum(map(sys.getsizeof, names))
    return f"  beside: Python set of {count:,}: {size / count:.0f} bytes an indicator"


def found(name: str, rows: int, lines: Lines, truth: set[int], *, children: bool = False) -> str:
    """Rate, recall and precision of what was said; the better of two passes."""
    took, said = [], set[int]()
    for _ in range(2):
        start = _spent(children=children)
        try:
            said = set(lines())
        except ModuleNotFoundError as error:
            return f"  beside: {name:<28} {error.name} is not here"
        took.append(_spent(children=children) - start)
    right = len(said & truth)
    shares = f"recall {right / len(truth):.4f}, precision {right / max(1, len(said)):.4f}"
    best = min(took)
    return f"  beside: {name:<28} {rows / best / 1e6:>7.2f} M events/s  {best / rows * 1e9:>7.1f} ns each, {shares}"


def _spent(*, children: bool) -> float:
    if not children:
        return time.process_time()
    resource = import_module("resource")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(used.ru_utime + used.ru_stime)


def _duckdb(log: Path, wanted: Path) -> list[int]:
    database = import_module("duckdb").connect()
    database.execute("SET threads = 1")
    rows = database.execute(_DUCKDB.format(log=log, wanted=wanted)).fetchall()
    return [row[0] for row in rows]


def _chdb(log: Path, wanted: Path) -> list[int]:
    said = import_module("chdb").query(_CHDB.format(log=log, wanted=wanted), "CSV")
    return [int(row) for row in str(said).split()]


def _polars(log: Path, wanted: Path) -> list[int]:
    pl: Any = import_module("polars")
    events = pl.scan_parquet(log).with_row_index("n")
    names = events.select("query").unique().with_columns(p=pl.col("query").str.split("."))
    parents = names.with_columns(i=pl.int_ranges(0, pl.col("p").list.len())).explode("i")
    parents = parents.select("query", name=pl.col("p").list.slice(pl.col("i")).list.join("."))
    bad = parents.join(pl.scan_parquet(wanted), on="name", how="semi").select("query").unique()
    lines: list[int] = events.join(bad, on="query", how="semi").select("n").collect()["n"].to_list()
    return lines

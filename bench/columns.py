"""Columns of Arrow against the kernel: addresses, URLs, hashes, and names from a Parquet file.

A rate is texts per second of CPU time, the median of five passes over the same column.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from bench.events import events, indicators
from khien.watch.arrow import rows_of
from khien.watch.engine import kernel

ROWS = 1_000_000
NETWORKS, SITES, HASHES, DOMAINS = 50_000, 150_000, 150_000, 100_000
PASSES = 5


def bench(folder: Path) -> Iterator[str]:
    """One line a column."""
    try:
        arrow = import_module("pyarrow")
    except ModuleNotFoundError:
        arrow = None
    if arrow is None or kernel is None:
        yield "columns: pyarrow or khien-kernel is not here"
        return
    dice = random.Random(30)  # noqa: S311 -- no secret
    yield _column(arrow, "addresses, 50,000 networks", *_addresses(dice), kernel.Role.ADDRESS)
    yield _column(arrow, "URLs, 150,000 on as many hosts", *_urls(dice), kernel.Role.URL)
    yield _column(arrow, "SHA-256, 150,000", *_hashes(dice), kernel.Role.DIGEST)
    yield _parquet(arrow, folder)


def _column(arrow: Any, name: str, index: Any, texts: list[str], wanted: int, role: int) -> str:  # noqa: ANN401
    array = arrow.array(texts, arrow.string())
    _, offsets, octets = array.buffers()
    took, marks = _median(lambda: index.match(role, octets, offsets, len(array)))
    right = f"{marks.count(1)} of {wanted} found, {marks.count(2)} unclear"
    return f"  {name:<32} {len(texts) / took / 1e6:>7.2f} M texts/s, {right}"


def _addresses(dice: random.Random) -> tuple[Any, list[str], int]:
    index = kernel.Index()  # type: ignore[union-attr]
    nets: set[tuple[int, int]] = set()
    while len(nets) < NETWORKS:
        length = dice.choice((20, 22, 24, 24, 24, 26, 28, 32, 32))
        nets.add((length, dice.getrandbits(32) >> (32 - length) << (32 - length)))
    for length, net in nets:
        index.add(1, bytes([length]) + net.to_bytes(4, "big"))
    numbers = [dice.getrandbits(32) for _ in range(ROWS)]
    lengths = sorted({length for length, _ in nets})
    wanted = sum(any((n, a >> (32 - n) << (32 - n)) in nets for n in lengths) for a in numbers)
    texts = [".".join(map(str, a.to_bytes(4, "big"))) for a in numbers]
    return index, texts, wanted


def _urls(dice: random.Random) -> tuple[Any, list[str], int]:
    index = kernel.Index()  # type: ignore[union-attr]
    sites = [f"s{n:x}.files.test" for n in range(SITES)]
    index.load(5, "\n".join(sites).encode())
    texts = [f"https://h{dice.getrandbits(20):x}.pages.example/a/{n}?q={n}" for n in range(ROWS)]
    for place in range(0, ROWS, 1000):
        texts[place] = f"http://{dice.choice(sites)}/index.php?id={place}"
    return index, texts, ROWS // 1000


def _hashes(dice: random.Random) -> tuple[Any, list[str], int]:
    index = kernel.Index()  # type: ignore[union-attr]
    bad = [f"{dice.getrandbits(256):064x}" for _ in range(HASHES)]
    index.load(3, "\n".join(bad).encode())
    texts = [f"{dice.getrandbits(256):064x}" for _ in range(ROWS)]
    for place in range(0, ROWS, 1000):
        texts[place] = dice.choice(bad)
    return index, texts, ROWS // 1000


def _parquet(arrow: Any, folder: Path) -> str:  # noqa: ANN401
    parquet = import_module("pyarrow.parquet")
    names = [name for rows in events(ROWS, DOMAINS) for _, name in rows]
    path = folder / "dns.parquet"
    parquet.write_table(arrow.table({"query": names}), path, dictionary_pagesize_limit=16 << 20)
    index = kernel.Index()  # type: ignore[union-attr]
    index.load(0, "\n".join(itertools.islice(indicators(DOMAINS), DOMAINS)).encode())

    def once() -> int:
        found = 0
        for batch in parquet.ParquetFile(path, read_dictionary=["query"]).iter_batches(1 << 20):
            column = batch.column("query")
            _, offsets, octets = column.dictionary.buffers()
            marks = index.match(2, octets, offsets, len(column.dictionary))
            places = [one.start() for one in re.finditer(b"[\x01\x02]", marks)]
            found += len(rows_of(column.indices, places))
        return found

    took, found = _median(once)
    return f"  {'names from Parquet, 100,000':<32} {ROWS / took / 1e6:>7.2f} M events/s, {found} of {ROWS // 1000} found"


def _median(work: Any) -> tuple[float, Any]:  # noqa: ANN401
    took, found = [], None
    for _ in range(PASSES):
        start = process_time()
        found = work()
        took.append(process_time() - start)
    return median(took), found

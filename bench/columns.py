"""Columns of Arrow against the kernel: addresses, URLs, hashes, and names from a Parquet file.

A rate is texts per second of CPU time, the median of five passes over the same column.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path
from socket import inet_aton
from statistics import median
from time import process_time
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bench.events import events, indicators
from khien.watch.arrow import rows_of
from khien.watch.engine import kernel

ROWS = 1_000_000
NETWORKS, SITES, HASHES, DOMAINS = 50_000, 150_000, 150_000, 100_000
PASSES = 5

_Made: TypeAlias = tuple[Any, list[str], int, Mapping[str, Callable[[], int]]]
"""The kernel's index, what is looked up, how many of these are in it, and how others find them."""


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
    addresses, urls, hashes = _addresses(dice), _urls(dice), _hashes(dice)
    yield from _column(arrow, "addresses, 50,000 networks", addresses, kernel.Role.ADDRESS)
    yield from _column(arrow, "URLs, 150,000 on as many hosts", urls, kernel.Role.URL)
    yield from _column(arrow, "SHA-256, 150,000", hashes, kernel.Role.DIGEST)
    yield _parquet(arrow, folder)


def _column(arrow: Any, name: str, made: _Made, role: int) -> Iterator[str]:  # noqa: ANN401
    index, texts, wanted, peers = made
    array = arrow.array(texts, arrow.string())
    _, offsets, octets = array.buffers()
    took, marks = _median(lambda: index.match(role, octets, offsets, len(array)))
    right = f"{marks.count(1)} of {wanted} found, {marks.count(2)} unclear"
    yield f"  {name:<32} {len(texts) / took / 1e6:>7.2f} M texts/s, {right}"
    for peer, work in peers.items():
        yield f"  beside: {peer:<24} {_peer(work, len(texts), wanted)}"


def _peer(work: Callable[[], int], count: int, wanted: int) -> str:
    try:
        took, found = _median(work)
    except ModuleNotFoundError as error:
        return f"{error.name} is not here"
    return f"{count / took / 1e6:>7.2f} M texts/s, {found} of {wanted} found"


def _addresses(dice: random.Random) -> _Made:
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

    def by_set() -> int:
        found = 0
        for text in texts:
            number = int.from_bytes(inet_aton(text))
            found += any((n, number >> (32 - n) << (32 - n)) in nets for n in lengths)
        return found

    @cache
    def trie() -> Any:  # noqa: ANN401 -- pytricia's
        made = import_module("pytricia").PyTricia(32)
        for length, net in nets:
            made[f"{IPv4Address(net)}/{length}"] = True
        return made

    def by_trie() -> int:
        held = trie()
        return sum(text in held for text in texts)

    return index, texts, wanted, {"Python set, by length": by_set, "pytricia": by_trie}


def _urls(dice: random.Random) -> _Made:
    index = kernel.Index()  # type: ignore[union-attr]
    sites = [f"s{n:x}.files.test" for n in range(SITES)]
    index.load(5, "\n".join(sites).encode())
    texts = [f"https://h{dice.getrandbits(20):x}.pages.example/a/{n}?q={n}" for n in range(ROWS)]
    for place in range(0, ROWS, 1000):
        texts[place] = f"http://{dice.choice(sites)}/index.php?id={place}"
    held = set(sites)
    peers = {"Python set, by host": lambda: sum(urlsplit(text).hostname in held for text in texts)}
    return index, texts, ROWS // 1000, peers


def _hashes(dice: random.Random) -> _Made:
    index = kernel.Index()  # type: ignore[union-attr]
    bad = [f"{dice.getrandbits(256):064x}" for _ in range(HASHES)]
    index.load(3, "\n".join(bad).encode())
    texts = [f"{dice.getrandbits(256):064x}" for _ in range(ROWS)]
    for place in range(0, ROWS, 1000):
        texts[place] = dice.choice(bad)
    held = set(bad)
    return index, texts, ROWS // 1000, {"Python set": lambda: sum(text in held for text in texts)}


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

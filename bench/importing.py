"""Ten thousand indicators from a file into the store, beside plain SQLite rows."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure
from bench.specimens import NOW, US, bundle
from khien.intake import Wish, read_file
from khien.store import Store
from khien.store.objects import Batch, BatchId, add_versions
from khien.store.schema import migrate

COUNT = 10_000


def bench(folder: Path) -> Iterator[Measure]:
    """Reading, then keeping; each call keeps into a database of its own."""
    body = bundle(COUNT)
    objects = [json.dumps(one) for one in json.loads(body)["objects"]]
    versions = read_file("bench.json", body, Wish(identity=US, now=NOW)).versions
    numbers = itertools.count()

    def read() -> None:
        read_file("bench.json", body, Wish(identity=US, now=NOW))

    def keep() -> None:
        store = Store.sqlite(folder / f"ours-{next(numbers)}.sqlite")
        migrate(store)
        with store.write() as tx:
            add_versions(tx, versions, Batch(BatchId("import--bench"), "bench.json"), NOW)
        store.close()

    def rows() -> None:
        plain = sqlite3.connect(folder / f"plain-{next(numbers)}.sqlite")
        with plain:
            plain.execute("CREATE TABLE thing (id TEXT PRIMARY KEY, raw TEXT)")
            plain.executemany(
                "INSERT INTO thing VALUES (?, ?)", ((str(n), o) for n, o in enumerate(objects))
            )
        plain.close()

    yield Measure(
        "read 10 000 indicators", "objects", COUNT, read, lambda: json.loads(body), "json.loads"
    )
    yield Measure("keep 10 000 indicators", "objects", COUNT, keep, rows, "plain rows")

"""What else can keep a telemetry history and be asked about it: DuckDB, plain Parquet, ClickHouse's MergeTree.

Each gets the same days, and is asked in the way that was found to be its quickest.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Columns: TypeAlias = Any  # of pyarrow, which is not typed for us
Found: TypeAlias = dict[str, tuple[int, int, int, int]]
"""For each domain: how often it or a name below it was seen, first, last, and by how many clients."""


class Keeper(ABC):
    """Keeps days, and is hunted through. Not durable beyond its folder; one thread asks."""

    name: ClassVar[str]
    needs: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name.replace(" ", "-")
        self.folder.mkdir()

    @abstractmethod
    def keep(self, number: int, day: Columns) -> None:
        """Take one day."""

    @abstractmethod
    def hunt(self, names: list[str]) -> Found:
        """Which of the domains were seen, with all below them."""

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())


def keepers(folder: Path) -> tuple[list[Keeper], list[str]]:
    """All that can be imported, and the names of the others."""
    every: tuple[type[Keeper], ...] = (DuckTable, PlainParquet, MergeTree)
    here = [one(folder) for one in every if find_spec(one.needs)]
    return here, [one.name for one in every if not find_spec(one.needs)]


_MANY: Final = """
WITH wanted AS (SELECT unnest(?) AS value),
distinct_names AS (SELECT DISTINCT name FROM {events}),
parents AS (
  SELECT name, unnest(list_transform(range(1, len(string_split(name, '.')) + 1),
    lambda i: array_to_string(string_split(name, '.')[i:], '.'))) AS value FROM distinct_names),
hit AS (SELECT name, value FROM parents SEMI JOIN wanted USING (value))
SELECT value, count(*), min(floor(ts))::BIGINT, max(floor(ts))::BIGINT, count(DISTINCT client)
FROM {events} JOIN hit USING (name) GROUP BY value
"""
_ONE: Final = """
SELECT ?, count(*), min(floor(ts))::BIGINT, max(floor(ts))::BIGINT, count(DISTINCT client)
FROM {events} WHERE name = ? OR suffix(name, ?) HAVING count(*) > 0
"""


class _Duck(Keeper):
    """DuckDB over something."""

    needs = "duckdb"
    events = "events"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.duck = import_module("duckdb").connect(str(self.folder / "db.duckdb"))

    def hunt(self, names: list[str]) -> Found:
        facts: list[Columns]
        if len(names) == 1:
            sql, facts = _ONE, [names[0], names[0], f".{names[0]}"]
        else:
            sql, facts = _MANY, [names]
        rows = self.duck.execute(sql.format(events=self.events), facts).fetchall()
        return {value: (count, first, last, who) for value, count, first, last, who in rows}

    def size(self) -> int:
        self.duck.execute("CHECKPOINT")
        return super().size()


class DuckTable(_Duck):
    """A table of DuckDB's own, in the order of time."""

    name = "DuckDB table"

    def keep(self, number: int, day: Columns) -> None:
        """Take one day."""
        del number
        self.duck.register("day", day)
        self.duck.execute("CREATE TABLE IF NOT EXISTS events AS SELECT * FROM day LIMIT 0")
        self.duck.execute("INSERT INTO events SELECT * FROM day")


class PlainParquet(_Duck):
    """A file a day in the order of time, asked by DuckDB."""

    name = "plain Parquet"

    def keep(self, number: int, day: Columns) -> None:
        """Take one day."""
        pq.write_table(day, self.folder / f"{number:03}.parquet", compression="zstd")
        self.events = f"read_parquet('{self.folder}/*.parquet')"


_TABLE: Final = """
CREATE TABLE events (
  turned String CODEC(ZSTD(3)), second UInt32 CODEC(Delta, ZSTD(3)), client LowCardinality(String),
  rcode LowCardinality(String)
) ENGINE = MergeTree ORDER BY (turned, second)
"""
_RANGE: Final = """
SELECT {value} AS value, count() AS times, min(second), max(second), uniqExact(client) FROM events
WHERE turned >= {low} AND turned < {high} HAVING times > 0
"""
_RANGES: Final = 100  # in one question; more are asked over the distinct names
_SET: Final = """
WITH hit AS (
  SELECT turned, value FROM (SELECT DISTINCT turned FROM events)
  ARRAY JOIN arrayMap(i -> substring(turned, 1, i),
    arrayFilter(i -> substring(turned, i, 1) = '.', range(1, length(turned) + 1))) AS value
  WHERE value IN (SELECT value FROM wanted))
SELECT value, count(), min(second), max(second), uniqExact(client)
FROM events INNER JOIN hit ON events.turned = hit.turned
WHERE events.turned IN (SELECT turned FROM hit) GROUP BY value
"""


class MergeTree(Keeper):
    """ClickHouse in this process: names by their labels from the right, so that a domain is one range."""

    name = "chDB MergeTree"
    needs = "chdb"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._session = import_module("chdb.session").Session(str(self.folder))
        self._ask("CREATE DATABASE history")
        self._ask("USE history")
        self._ask(_TABLE)
        self._ask("CREATE TABLE wanted (value String) ENGINE = Memory")

    def keep(self, number: int, day: Columns) -> None:
        """Take one day."""
        file = self.folder / f"{number}.parquet"
        seconds = pc.cast(pc.floor(day["ts"]), pa.uint32())
        pq.write_table(day.set_column(0, "second", seconds), file)
        turned = (
            "arrayStringConcat(arrayReverse(splitByChar('.', assumeNotNull(name))), '.') || '.'"
        )
        columns = f"{turned}, assumeNotNull(second), assumeNotNull(client), assumeNotNull(rcode)"
        self._ask(f"INSERT INTO events SELECT {columns} FROM file('{file}', Parquet)")  # noqa: S608 -- ours
        file.unlink()

    def hunt(self, names: list[str]) -> Found:
        """Which of the domains were seen: as ranges of the index, or by a set of names."""
        keys = {".".join(reversed(name.split("."))) + ".": name for name in names}
        if len(keys) <= _RANGES:
            sql = " UNION ALL ".join(
                _RANGE.format(value=_quoted(key), low=_quoted(key), high=_quoted(key[:-1] + "/"))
                for key in keys
            )
        else:
            self._ask("TRUNCATE TABLE wanted")
            listed = ",".join(f"({_quoted(key)})" for key in keys)
            self._ask(f"INSERT INTO wanted VALUES {listed}")  # noqa: S608 -- ours
            sql = _SET
        rows = [json.loads(line) for line in self._ask(sql, "JSONCompactEachRow").splitlines()]
        return {
            keys[key]: (int(times), first, last, int(who)) for key, times, first, last, who in rows
        }

    def size(self) -> int:
        """Bytes of the parts that count; others are removed a while after a merge. None begins from here on."""
        self._ask("SYSTEM STOP MERGES events")
        said = self._ask(
            "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'events'"
        )
        return int(said)

    def _ask(self, sql: str, form: str = "TabSeparated") -> str:
        return str(self._session.query(sql, form))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

"""What Spark asks of the data source, asked without Spark; `tests/interop/scaling` runs it for real."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from khien.watch.files import LogFileError
from khien.watch.scale import SnapshotError, spark
from khien.watch.scale.asking import Options
from khien.watch.scale.snapshots import Row
from tests.watch.samples import DNS_HEADER, indicator
from tests.watch.scale.samples import DOMAIN, log, rows_of, snapshot

COLUMNS = [
    one.split()[0].strip("`") for one in spark.SCHEMA.replace("kind: string, ", "").split(", ")
]


def _options(tmp_path: Path, **given: str) -> Options:
    index = str(snapshot(tmp_path))
    path = str(tmp_path / "*.log")
    return Options.read({"path": path, "index": index, "rangebytes": "3000", **given})


def _read(
    reader: spark.HitReader | spark.HitStream, parts: Iterable[spark._Part]
) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS, row, strict=True)) for part in parts for row in reader.read(part)]


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Each test is a fresh process."""
    spark._held.clear()


def test_a_batch_gives_hits(tmp_path: Path) -> None:
    """One row a hit, with its key, what it names of the indicator, and where the line begins."""
    log(tmp_path)
    reader = spark.HitReader(_options(tmp_path))
    parts = reader.partitions()

    rows = _read(reader, parts)

    assert len(parts) > 3
    assert len({row["key"] for row in rows}) == len(rows) == 20
    first = rows[0]
    assert (first["what"], first["indicator"], first["source"]) == ("hit", indicator(1), "alpha")
    assert (first["values"], first["score"]) == ([("domain", "bad.example")], 70)
    assert first["clients"] == []


def test_who_asked_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    """And chosen columns count, as they do in `khien watch match`."""
    (tmp_path / "a.log").write_text("a,b\nbad.example,10.0.0.9\n")
    reader = spark.HitReader(_options(tmp_path, clients="true", columns="a=domain,b=client"))

    (row,) = _read(reader, reader.partitions())

    assert row["clients"] == ["10.0.0.9"]


def test_lines_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """One row for each reason in a range, with the number of lines."""
    path = log(tmp_path, 10)
    with path.open("ab") as file:
        file.write(b"x\ty\n" * 3)
    reader = spark.HitReader(_options(tmp_path))

    hit, unread = _read(reader, reader.partitions())

    assert (hit["what"], unread["what"], unread["count"]) == ("hit", "watch.columns", 3)
    assert unread["place"] == len(DNS_HEADER + rows_of(range(10)))


def test_a_stream_gives_what_was_added(tmp_path: Path) -> None:
    """Whole lines only, once each, also when a file is renamed; offsets survive as JSON."""
    log(tmp_path, 100)
    stream = spark.HitStream(_options(tmp_path))
    start = stream.initialOffset()
    first = json.loads(json.dumps(stream.latestOffset()))
    assert len(_read(stream, stream.partitions(start, first))) == 10
    assert stream.partitions(first, stream.latestOffset()) == []

    (tmp_path / "dns.log").rename(tmp_path / "old.log")
    with (tmp_path / "old.log").open("ab") as file:
        file.write(rows_of(range(100, 200)) + b"1700")
    log(tmp_path, 30)
    (tmp_path / "short.log").write_text("no line yet")
    second = stream.latestOffset()

    rows = _read(stream, stream.partitions(first, second))
    assert {Path(row["log"]).name for row in rows} == {"old.log", "dns.log"}
    assert len(rows) == 13

    (tmp_path / "old.log").unlink()
    with pytest.raises(LogFileError):
        stream.partitions(first, second)


def test_a_later_index_is_loaded_and_an_earlier_one_refused(tmp_path: Path) -> None:
    """A process keeps the index that it has until a task asks for a later edition."""
    log(tmp_path, 10)
    reader = spark.HitReader(_options(tmp_path))
    (old,) = reader.partitions()
    assert len(_read(reader, [old])) == 1
    held = spark._held[0]
    _read(reader, [old])
    _read(reader, [old])
    assert spark._held[0] is held

    more = Row(indicator(9), 1, DOMAIN.from_us, None, [("domain", "good.example")], DOMAIN.facts)
    snapshot(tmp_path, 8, (DOMAIN, more))
    (new,) = reader.partitions()
    assert len(_read(reader, [new])) == 10
    assert len(_read(reader, [old])) == 10  # a later one serves

    snapshot(tmp_path, 6)
    spark._held.clear()
    with pytest.raises(SnapshotError):
        _read(reader, [new])


def test_an_empty_plan_is_no_hit(tmp_path: Path) -> None:
    """Spark gives one empty task where there are none; folders and hidden files are not logs."""
    (tmp_path / "in").mkdir()
    log(tmp_path / "in", 10, ".hidden.log")
    reader = spark.HitReader(_options(tmp_path, path=f"{tmp_path}/in, file://{tmp_path}/in"))

    empty: Any = object()
    assert reader.partitions() == []
    assert list(reader.read(empty)) == []
    assert spark.Hits.name() == "khien"

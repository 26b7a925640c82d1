"""Parquet: rows give what lines of JSON with the same names give, by the kernel or not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from khien.model.words import say
from khien.watch.cores import match_paths
from khien.watch.engine import new_index
from khien.watch.fields import chosen
from khien.watch.files import LogFileError
from khien.watch.following import Tail
from khien.watch.inputs import NoParquetError, read_path
from khien.watch.logs import Columns, Passed, Unreadable, read_record
from khien.watch.matching import Matched, match
from khien.watch.rules import IndicatorIndex
from tests.native import logs
from tests.watch.samples import EARLIER, NOW, indicator, value

pa = pytest.importorskip("pyarrow", reason="the extra hunt is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra hunt is not installed")
_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_NAMES = ["www.good.test", "www.bad.example", "", None, "-", "bücher.example", "www.bad.example"]
_PLAIN: dict[str, list[Any]] = {
    "ts": [_AT] * 7,
    "query": _NAMES,
    "client": [f"10.0.0.{n}" for n in range(7)],
}
_MANY = {name: texts * 100 for name, texts in _PLAIN.items()}
_TABLES: dict[str, dict[str, Any]] = {
    "plain": _PLAIN,
    "many": _MANY,
    "numbers": {"ts": [1.5, None, 1e9], "query": ["x", "bad.example", ""]},
    "broken numbers": {"ts": [1.5, float("nan"), 1e20], "query": ["x", "bad.example", ""]},
    "texts": {
        "ts": ["2026-11-22T12:00:00Z", "yesterday", None],
        "query": ["x", "bad.example", "y"],
    },
    "days": {"date": ["2026-11-22"], "time": ["12:00:00"], "query": ["bad.example"]},
    "nested": {"dns": [{"rrname": "bad.example", "rcode": 3}, None, {"rrname": "x.test"}]},
    "several": {"answers": [["x.test", "bad.example"], [], None, ["10.9.8.7", None]]},
    "octets": {"query": [b"bad.example", b"\xff\x00"], "md5": [bytes(15) + b"\x0a", b"x"]},
    "pieces": {"host": ["bad.example", "x"], "uri": ["/x", "/y"], "method": ["GET", "GET"]},
    "sums": {"rrname": ["bad.example"], "time_first": [1], "time_last": [2], "count": [7]},
    "nothing known": {"a": ["bad.example"], "b": [1]},
    "empty": {"query": []},
    "null": {"query": ["bad.example"], "md5": [None]},
    "views": {
        "query": pa.array(["bad.example", None], pa.string_view()),
        "md5": pa.array([bytes(16), None], pa.binary_view()),
        "dns": pa.array(
            [{"answers": ["10.9.8.7"]}, None], pa.struct({"answers": pa.list_(pa.string_view())})
        ),
    },
}


def filled(index: IndicatorIndex) -> IndicatorIndex:
    """What the native tests watch for."""
    logs.fill(index)
    logs.fill_others(index)
    return index


def write(path: Path, table: dict[str, list[Any]], **how: Any) -> Path:  # noqa: ANN401 -- pyarrow's
    """A file of that table, in row groups of some hundred."""
    pq.write_table(pa.table(table), path, row_group_size=300, **how)
    return path


def _by_row(path: Path, index: IndicatorIndex, columns: Columns) -> Any:  # noqa: ANN401 -- matched
    read = read_path(path, IndicatorIndex(), columns)  # the reference makes a line of every row
    return match(read, index, NOW, clients=True)


@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("table", _TABLES)
@pytest.mark.parametrize("patterns", [False, True])
def test_rows_are_matched(tmp_path: Path, table: str, *, dictionary: bool, patterns: bool) -> None:
    """Hits, counts, rows and complaints are those of the rows read one by one."""
    path = write(tmp_path / "dns.parquet", _TABLES[table], use_dictionary=dictionary)
    fast, slow = filled(new_index()), filled(IndicatorIndex())
    for index in (fast, slow) if patterns else ():
        text = value("pattern", "[domain-name:value LIKE 'www.g%']")
        index.add(indicator(900), 1, [text], EARLIER)
    for columns in (None, chosen("client=domain,query=host")):
        matching = partial(match, index=fast, now=NOW, clients=True)
        (found,) = match_paths([path], fast, columns, matching)
        wanted = _by_row(path, slow, columns)
        assert isinstance(found, Matched)
        assert found == wanted
        assert found.reasons == wanted.reasons
        assert [hit.line for hit in found.hits] == [hit.line for hit in wanted.hits]


def test_what_a_row_says(tmp_path: Path) -> None:
    """Times, names and clients are read; a row's number is its line."""
    told: list[tuple[int, int]] = []
    path = write(tmp_path / "dns.parquet", _MANY)
    found = match(
        read_path(path, filled(new_index()), None, lambda *far: told.append(far)),
        filled(IndicatorIndex()),
        NOW,
        clients=True,
    )

    (hit, _) = found.hits
    assert (hit.count, hit.line, hit.first_seen, len(hit.clients)) == (200, 2, _AT, 2)
    assert (found.lines, found.without_values) == (700, 0)
    assert told[-1] == (path.stat().st_size,) * 2


def test_hardly_any_row_is_read(tmp_path: Path) -> None:
    """Where the kernel is, rows that touch nothing are only counted."""
    pytest.importorskip(
        "khien_kernel", reason="khien_kernel is not installed: `make native` builds it"
    )
    path = write(tmp_path / "dns.parquet", {"query": ["x.test", "", "y.test"] * 300})

    assert list(read_path(path, filled(new_index()))) == [Passed(300, 100)] * 3


def test_what_is_no_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file is named, one that would need the extra too, and none can be followed."""
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(LogFileError):
        list(read_path(path, IndicatorIndex()))
    with pytest.raises(LogFileError):
        Tail(path).read()
    monkeypatch.setitem(sys.modules, "khien.watch.parquet", None)
    with pytest.raises(NoParquetError) as refused:
        read_path(path, IndicatorIndex())
    for language in ("en", "vi"):
        assert "khien[hunt]" in say(refused.value.code, language, refused.value.facts)
    assert read_record("x", 1, {"query": "a.test"}).line == 1


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    """What a person named and the table lacks; what it has, where none of it is known or was meant to be looked up."""
    path = write(tmp_path / "a.parquet", {"name": ["bad.example"], "at": ["2026-11-22"]})
    index = filled(IndicatorIndex())

    told = {}
    for wish in ("zzz=domain", "at=time", ""):
        (line,) = read_path(path, index, chosen(wish) if wish else None)
        assert isinstance(line, Unreadable)
        told[wish] = (line.code, line.detail)

    assert told == {
        "zzz=domain": ("watch.no-such-column", "zzz"),
        "at=time": ("watch.no-columns", "name, at"),
        "": ("watch.no-columns", "name, at"),
    }

"""Every line of a log is in exactly one of its ranges, and is read there as in the whole log."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest

from khien.watch.files import LogFileError
from khien.watch.scale import Found, Matcher, Range, load, ranges_of, size_for
from khien.watch.scale.finding import Tally
from khien.watch.scale.ranges import LEAST_BYTES, RANGE_BYTES, SecondHeaderError, last_border
from tests.watch.samples import DNS_HEADER, NOW
from tests.watch.scale.samples import log, rows_of, snapshot


def _found(folder: Path, ranges: Iterable[Range]) -> tuple[list[Found], int]:
    loaded = load(snapshot(folder))
    matcher = Matcher(index=loaded.index, facts=loaded.facts)
    found, tally = [], Tally()
    for one in ranges:
        hits = matcher.hits(one.name, one.blocks(), NOW, tally)
        found += [matcher.found(one.path, one.place(at), hit) for at, hit in hits]
        one.check(tally.headers)
    return found, tally.lines


@pytest.mark.parametrize("size", [1, 100, 977, 5_000, 1 << 20])
def test_ranges_of_any_size_find_the_same(tmp_path: Path, size: int) -> None:
    """Hits, their places and their keys do not depend on where a file is cut."""
    path = log(tmp_path)

    found, lines = _found(tmp_path, ranges_of(path, size_bytes=size))

    assert (found, lines) == _found(tmp_path, ranges_of(path, size_bytes=0))
    assert (len(found), lines) == (20, 200)
    raw = path.read_bytes()
    assert all(b"www.bad.example" in raw[one.place :].partition(b"\n")[0] for one in found)


@pytest.mark.parametrize(
    ("total", "workers", "count"),
    [(0, 4, 1), (100 << 20, 4, 2), (1 << 30, 2, 2), (6 << 30, 4, 8), ((2 << 30) + 1, 2, 4)],
)
def test_workers_end_at_the_same_time(total: int, workers: int, count: int) -> None:
    """A log makes as many ranges as a multiple of the workers, none too long; a small one fewer."""
    size = size_for(total, workers)

    assert LEAST_BYTES <= size <= RANGE_BYTES
    assert max(1, -(-total // size)) == count


def test_ranges_of_one_file_are_alike(tmp_path: Path) -> None:
    """No short one is left over at the end."""
    path = log(tmp_path)
    size = path.stat().st_size

    ranges = ranges_of(path, size_bytes=size - 1)

    assert [(one.end or 0) - one.start for one in ranges] == pytest.approx([size / 2] * 2, rel=0.05)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_other_forms_are_cut_too(tmp_path: Path, form: str) -> None:
    """A range of a CSV knows its header; JSON lines need none. The last line may lack its end."""
    header, line = {
        "csv": ("ts,query,src\n", "1700000000,{},10.0.0.1\n"),
        "json": ("", '{{"ts":1700000000,"query":"{}"}}\n'),
    }[form]
    names = [f"{n}.bad.example" if n % 2 else f"{n}.good.example" for n in range(50)]
    path = tmp_path / f"a.{form}"
    path.write_text((header + "".join(line.format(name) for name in names)).rstrip("\n"))

    found, lines = _found(tmp_path, ranges_of(path, size_bytes=100))

    assert (len(found), lines) == (25, 50)


def test_what_is_compressed_is_one_range(tmp_path: Path) -> None:
    """Whatever its size, and although its places are those of what is in it."""
    path = tmp_path / "dns.log.gz"
    path.write_bytes(gzip.compress(log(tmp_path).read_bytes()))

    assert ranges_of(path, size_bytes=10) == [Range(str(path), 0, None)]
    assert _found(tmp_path, ranges_of(path))[1] == 200


def test_what_is_one_document_is_one_range(tmp_path: Path) -> None:
    """An array of records, and a bundle."""
    for begun in ('[\n{"query":"bad.example"},\n', '{\n"type":"bundle",\n'):
        path = tmp_path / "a.json"
        path.write_text(begun)
        assert ranges_of(path, size_bytes=4) == [Range(str(path), 0, None)]


def test_a_part_of_a_file(tmp_path: Path) -> None:
    """What was added can be read alone, with the header from its beginning."""
    path = log(tmp_path, 100)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(rows_of(range(100, 200)) + b"half a li")

    end = last_border(path, path.stat().st_size)
    found, lines = _found(tmp_path, ranges_of(path, size, end, 500))

    assert (len(found), lines) == (10, 100)
    assert min(one.place for one in found) == size


def test_other_columns_in_the_middle_stop_it(tmp_path: Path) -> None:
    """A log that was put together of two is not misread: as one range it can be read."""
    path = log(tmp_path)
    other = DNS_HEADER.replace(b"id.orig_h\tid.resp_h", b"id.resp_h\tid.orig_h")
    with path.open("ab") as file:
        file.write(other + rows_of(range(200, 300)))

    with pytest.raises(SecondHeaderError):
        _found(tmp_path, ranges_of(path, size_bytes=3_000))
    assert _found(tmp_path, ranges_of(path, size_bytes=0))[1] == 300


def test_a_file_that_is_gone_or_shorter(tmp_path: Path) -> None:
    """It is named, and no range of it counts as read."""
    path = log(tmp_path)
    ranges = ranges_of(path, size_bytes=4_000)
    path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(LogFileError):
        _found(tmp_path, ranges)
    path.unlink()
    with pytest.raises(LogFileError):
        _found(tmp_path, ranges)
    with pytest.raises(LogFileError):
        ranges_of(path)


def test_nothing_has_no_ranges_and_no_border(tmp_path: Path) -> None:
    """An empty file, and one without a whole line."""
    path = tmp_path / "empty.log"
    path.write_bytes(b"")
    assert ranges_of(path) == []
    path.write_bytes(b"half")
    assert last_border(path, 4) == 0

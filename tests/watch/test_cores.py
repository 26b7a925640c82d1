"""Several logs and parts of one give the same answers as one after the other."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from khien.watch import cores
from khien.watch.cores import match_paths
from khien.watch.engine import kernel, new_index
from khien.watch.files import LogFileError, lines_of
from khien.watch.logs import read_log
from khien.watch.matching import Matched, match
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import DNS_HEADER, EARLIER, NOW, indicator, value

_ROWS = [f"{at}\t10.0.0.1\t10.0.0.53\twww.{at % 7}.example\t-\n".encode() for at in range(400)]
_ZEEK = DNS_HEADER + b"".join(_ROWS) + b"too\tfew\n" + b"#close x\n"
_CSV = b"time,query\n" + b"".join(b"%d,%d.example\n" % (at, at % 7) for at in range(600))
_JSON = b"".join(b'{"ts":%d,"query":"%d.example"}\n' % (at, at % 7) for at in range(500))
_LOGS = {
    "zeek": _ZEEK,
    "csv": _CSV + b'1,"3.example"\n\xff,x\n',
    "json": _JSON + b"{\n",
    "new-header": _ZEEK + DNS_HEADER.replace(b"query", b"other") + b"".join(_ROWS),
    "long-cell": _CSV + b'1,"3.example\n' * 40 + _CSV,
    "nothing": b"a,b\n" * 2_000,
    "observed": b'{"type": "bundle", "objects": []}\n' * 100,
    "blank": b"\n" * 5_000,
    "small": b"query\n3.example\n",
}


def filled(index: IndicatorIndex) -> IndicatorIndex:
    """With two names that the logs have."""
    index.add(indicator(3), 1, [value("domain", "3.example")], EARLIER)
    index.add(indicator(5), 1, [value("domain", "5.example"), value("ipv4", "10.0.0.9")], EARLIER)
    return index


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts, and three cores."""
    monkeypatch.setattr(cores, "CUT_BYTES", 2_000)
    monkeypatch.setattr(cores, "_LEAST_BYTES", 1_000)
    monkeypatch.setattr(cores, "usable_cores", lambda: 3)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("patterns", [False, True])
def test_the_same_as_one_core(tmp_path: Path, *, patterns: bool) -> None:
    """Hits, their order and lines, counts and complaints are those of one log after the other."""
    paths = [tmp_path / f"{name}.log" for name in _LOGS]
    for path, log in zip(paths, _LOGS.values(), strict=True):
        path.write_bytes(log)
    paths.append(tmp_path / "packed.gz")
    paths[-1].write_bytes(gzip.compress(_ZEEK))
    index, told = filled(new_index()), list[tuple[int, int]]()
    reference = filled(IndicatorIndex())
    for filled_one in (index, reference) if patterns else ():
        text = "[domain-name:value = '3.example'] FOLLOWEDBY [domain-name:value = '5.example']"
        filled_one.add(indicator(9), 1, [value("pattern", text)], EARLIER)

    def hear(done: int, total: int) -> None:
        told.append((done, total))

    found = match_paths(paths, index, None, partial(match, index=index, now=NOW), hear)
    for path, one in zip(paths, found, strict=True):
        if path.stem != "observed":
            assert isinstance(one, Matched)
            wanted = match(read_log(path.name, lines_of(path)), reference, NOW)
            assert one == wanted, path.name
            assert [hit.line for hit in one.hits] == [hit.line for hit in wanted.hits]
            assert one.reasons == wanted.reasons
    assert told == sorted(told)
    assert {total for _, total in told} == {sum(path.stat().st_size for path in paths)}


@pytest.mark.skipif(kernel is None, reason="khien_kernel is not installed: `make native` builds it")
def test_where_a_log_is_cut(tmp_path: Path, many: Callable[[], None]) -> None:
    """Logs of plain forms are cut at their lines; what is small, packed or needs its order is not."""
    index = filled(new_index())
    workers = cores._Workers(index, None, partial(match, index=index, now=NOW), None)
    cut = {}
    for name, log in _LOGS.items():
        path = tmp_path / name
        path.write_bytes(log)
        cut[name] = [part.start for part in workers.stretches(path, 3) if part]

    assert {name for name, places in cut.items() if places} == {
        *("zeek", "csv", "json", "new-header", "long-cell")
    }
    assert all(_LOGS["csv"][at - 1 : at] == b"\n" for at in cut["csv"])


def test_the_last_parts_are_small() -> None:
    """A core that is slow for a while keeps the others waiting for little; and there are not many parts."""
    mib = 1 << 20
    ends = [0, *cores._places(1_000 * mib, 2), 1_000 * mib]
    parts = [(end - start) // mib for start, end in pairwise(ends)]
    assert parts[:4] == [250, 187, 140, 105]
    assert parts == sorted(parts, reverse=True)
    assert parts[-4:] == [4, 4, 4, 1]
    assert len(parts) == 19
    assert len(list(cores._places(64 * mib, 64))) == 15


def test_parts_are_joined_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the last part has come, only its own hits are still to be put to the others."""
    steps: list[str] = []

    def coming(*lines: int | None) -> Iterator[tuple[Matched, int | None]]:
        for many in lines:
            steps.append("comes")
            yield Matched((), many or 0, 0, 0, ()), many

    def moved(found: Matched, before: int) -> Matched:
        steps.append(f"after {before}")
        return found

    monkeypatch.setattr(cores, "moved", moved)
    whole = cores._one(coming(5, 7, 1))
    assert whole is not None
    assert whole.lines == 13
    assert steps == ["comes", "after 0", "comes", "after 5", "comes", "after 12"]
    assert cores._one(coming(5, None, 1)) is None
    assert steps[-3:] == ["after 0", "comes", "comes"]


@pytest.mark.usefixtures("many")
def test_one_that_is_absent(tmp_path: Path) -> None:
    """In the place of a file that is not there stands its name; the others are read."""
    index = filled(new_index())
    here = tmp_path / "x.log"
    here.write_bytes(_ZEEK)
    matching = partial(match, index=index, now=NOW)
    gone, found = match_paths([tmp_path / "gone", here], index, None, matching)
    assert isinstance(gone, LogFileError)
    assert gone.facts["name"] == "gone"
    assert isinstance(found, Matched)
    assert found.lines


def test_how_many_cores_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system allows, or what the machine has."""
    assert cores.usable_cores() >= 1
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    assert cores.usable_cores() >= 1

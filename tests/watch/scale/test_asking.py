"""Options of the data source: what they take, and that a wrong one is told by its name and rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khien.model.errors import MalformedError
from khien.watch.scale import spark
from khien.watch.scale.asking import KNOWN, NoLogError, Options
from tests.watch.scale.samples import log, snapshot


def _told(make: Callable[[], object]) -> str:
    """What somebody reads: the text of an error, and a traceback of no more than our one place."""
    with pytest.raises(MalformedError) as caught:
        make()
    assert caught.value.__suppress_context__ or caught.value.__cause__ is None
    return str(caught.value)


def _hits(options: dict[str, str]) -> spark.Hits:
    found = spark.Hits.__new__(spark.Hits)
    found.options = options
    return found


@pytest.mark.parametrize(
    ("options", "english", "vietnamese"),
    [
        (
            {"rangebytes": "x"},
            "The option rangeBytes of the format khien cannot be “x”: "
            "it has to be a whole number of bytes; 0 is one range for a file.",
            "Tùy chọn rangeBytes của định dạng khien không nhận “x”: "
            "phải là số nguyên byte; 0 là mỗi tệp một đoạn.",
        ),
        ({"rangeBytes": "-5"}, "cannot be “-5”: it has to be a whole", "không nhận “-5”"),
        ({"rangeBytes": "1_0"}, "cannot be “1_0”", "không nhận “1_0”"),
        ({"validity": "x"}, "it has to be now or event.", "phải là now hoặc event."),
        ({"clients": "maybe"}, "it has to be true or false.", "phải là true hoặc false."),
        ({"columns": "nix"}, "Write COLUMN=MEANING,…", "Hãy viết CỘT=NGHĨA,…"),
        (
            {"rangebites": "5"},
            "The format khien has no option rangebites. There are: path, index,",
            "Định dạng khien không có tùy chọn rangebites. Các tùy chọn: path, index,",
        ),
        ({"path": " , "}, "The path – names no file.", "Đường dẫn – không trỏ tới tệp nào."),
    ],
)
@pytest.mark.parametrize("make", ["reader", "streamReader"])
def test_a_wrong_option_is_named_with_its_rule(
    options: dict[str, str], english: str, vietnamese: str, make: str
) -> None:
    """Before anything is read, in both languages, since Spark knows nobody's."""
    hits: Any = _hits({"path": "/logs"} | options)

    told = _told(lambda: getattr(hits, make)(None))

    assert told.startswith("watch.")
    assert english in told
    assert vietnamese in told


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One that is named and absent, and one that is something else."""
    path = str(log(tmp_path))
    absent = spark.HitReader(Options.read({"path": path, "index": "/none/watch.index"}))
    other = spark.HitReader(Options.read({"path": path, "index": path}))

    assert (
        "The option index of the format khien cannot be “/none/watch.index”: it has to be a file"
        in _told(absent.partitions)
    )
    assert "dns.log is not an index that can be matched with here (it does not begin as " in _told(
        other.partitions
    )


def test_a_path_that_names_nothing_is_no_empty_answer(tmp_path: Path) -> None:
    """Each path has to name something; a stream may wait for what is to come."""
    index, there = str(snapshot(tmp_path)), str(log(tmp_path))
    options = Options.read({"path": f"{there}, {tmp_path}/nix*.log", "index": index})

    told = _told(spark.HitReader(options).partitions)

    assert f"The path {tmp_path}/nix*.log names no file." in told
    assert spark.HitStream(options).latestOffset()["files"] != {}
    with pytest.raises(NoLogError):
        options.demand_files()


def test_several_paths_may_be_given_as_sparks_list(tmp_path: Path) -> None:
    """`load([…])` comes as JSON under a name of Spark's own; a comma in a name is no separator then."""
    (tmp_path / "a,b.log").write_text("x\n")
    (tmp_path / "c.log").write_text("x\n")
    given = f'["{tmp_path}/a,b.log", "file://{tmp_path}/c.log"]'

    files = Options.read({"paths": given}).demand_files()

    assert [one.name for one in files] == ["a,b.log", "c.log"]
    assert Options.read({"path": f"file:{tmp_path}/c.log"}).demand_files() == files[1:]


def test_capitals_do_not_count(tmp_path: Path) -> None:
    """Spark hands the names over in small letters, or as they were written."""
    said = {
        "PATH": "/a",
        "RANGEBYTES": "7",
        "Validity": "event",
        "Clients": "True",
        "COLUMNS": "a=domain",
    }

    read = Options.read(said)

    assert (read.paths, read.range_bytes, read.validity.value) == (("/a",), 7, "event")
    assert (read.clients, read.columns, read.index) == (True, "a=domain", "")
    assert {name.lower() for name in KNOWN} >= {name.lower() for name in said}

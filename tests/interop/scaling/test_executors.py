"""Two real executors of Apache Spark on this machine: batch with one killed, and a stream over what grows."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from khien.watch.scale import spark as ours
from khien.watch.scale.asking import Options
from khien.watch.scale.snapshots import Row
from tests.watch.samples import indicator
from tests.watch.scale.samples import DOMAIN, log, rows_of, snapshot

pytestmark = pytest.mark.filterwarnings("ignore")  # of PySpark's own, about versions of others
LINES = 4_000
WAIT_S = 120


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cluster of two executors, each a process of its own with one core."""
    pytest.importorskip("pyspark", reason="the group `scale` is not installed: pyspark is absent")
    pytest.importorskip("pyarrow", reason="the group `scale` is not installed: pyarrow is absent")
    if shutil.which("java") is None:
        pytest.skip("Java 17 is absent")
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- of the group `scale`

    folder = tmp_path_factory.mktemp("spark")
    source = str(Path(ours.__file__).parents[3])
    path = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    patch = pytest.MonkeyPatch()
    for name, value in {
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": path,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
    }.items():
        patch.setenv(name, value)
    built = SparkSession.builder.master("local-cluster[2,1,1024]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.log.level": "OFF",
    }.items():
        built = built.config(name, value)
    found = built.getOrCreate()
    ours.register(found)
    yield found
    found.stop()
    patch.undo()


def test_a_killed_executor_loses_nothing(session: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a SparkSession
    """Every hit is there once, with the key and the place that it has in the whole log."""
    path, index = log(tmp_path, LINES), str(snapshot(tmp_path))
    # Named, not sent: the newest that was sent counts, and that may be another test's.
    reader = session.read.format("khien").options(rangeBytes=6_000, index=index)
    rows: list[Any] = []
    running = threading.Thread(target=lambda: rows.extend(reader.load(str(path)).collect()))
    running.start()
    _kill_one(session)
    running.join(WAIT_S)

    alone = ours.HitReader(Options.read({"path": str(path), "index": index, "rangeBytes": "0"}))
    (part,) = alone.partitions()
    assert sorted((row.key, row.place) for row in rows) == sorted(
        (row[1], row[6]) for row in alone.read(part)
    )
    assert len(rows) == LINES // 10
    assert {(row.what, row.source, row.values[0].value) for row in rows} == {
        ("hit", "alpha", "bad.example")
    }


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("rangeBytes", "x", "The option rangeBytes of the format khien cannot be “x”"),
        ("index", "/none", "phải là tệp do khien watch snapshot ghi"),
        ("colums", "a=domain", "The format khien has no option colums. There are: "),
    ],
)
def test_a_wrong_option_ends_in_a_sentence(
    session: Any,  # noqa: ANN401 -- a SparkSession
    tmp_path: Path,
    option: str,
    value: str,
    told: str,
) -> None:
    """What Spark shows of the error holds the option and its rule."""
    path, index = str(log(tmp_path, 10)), str(snapshot(tmp_path))
    reader = session.read.format("khien").options(**{"index": index, option: value})

    with pytest.raises(Exception, match="PYTHON_DATA_SOURCE_ERROR") as caught:
        reader.load(path).collect()

    assert told in str(caught.value)


def test_a_list_of_paths_is_read(session: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a SparkSession
    """Each of them; one that names nothing is told, and no empty answer."""
    path, index = str(log(tmp_path, 10)), str(snapshot(tmp_path))
    reader = session.read.format("khien").option("index", index)

    assert len(reader.load([path, f"{tmp_path}/dns*"]).collect()) == 1
    with pytest.raises(Exception, match=r"nix\*\.log names no file"):
        reader.load([path, f"{tmp_path}/nix*.log"]).collect()


def test_a_stream_over_a_folder_that_grows(session: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a SparkSession
    """What is added is read once, also under a new name, and a later index counts from then on."""
    folder = tmp_path / "logs"
    folder.mkdir()
    path = log(folder, 100)
    ours.ship(session, snapshot(tmp_path, 8))
    reading = session.readStream.format("khien").load(str(folder))
    query = reading.writeStream.format("memory").queryName("hits").start()
    try:
        query.processAllAvailable()
        assert session.table("hits").count() == 10

        path = path.rename(folder / "dns.1.log")
        with path.open("ab") as file:
            file.write(rows_of(range(100, 200)))
        also = Row(
            indicator(9), 1, DOMAIN.from_us, None, [("domain", "good.example")], DOMAIN.facts
        )
        ours.ship(session, snapshot(tmp_path, 9, (DOMAIN, also)))
        log(folder, 10)
        query.processAllAvailable()

        found = session.table("hits").groupBy("indicator").count().collect()
        assert {row.indicator: row["count"] for row in found} == {
            indicator(1): 10 + 10 + 1,
            indicator(9): 90 + 9,
        }
    finally:
        query.stop()


def _kill_one(session: Any) -> None:  # noqa: ANN401 -- a SparkSession
    """Kill one of our executors when some of the tasks are done, and some are not."""
    status = session.sparkContext.statusTracker()
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        stages = [status.getStageInfo(one) for one in status.getActiveStageIds()]
        if any(one and 3 <= one.numCompletedTasks < one.numTasks for one in stages):
            os.kill(_executors(session)[0], signal.SIGKILL)
            return
        time.sleep(0.01)
    pytest.fail("no task was done")


def _executors(session: Any) -> list[int]:  # noqa: ANN401 -- a SparkSession
    """The processes of this application's executors."""
    own = str(session.sparkContext.applicationId).encode()
    found = []
    for one in Path("/proc").iterdir():
        try:
            said = (one / "cmdline").read_bytes() if one.name.isdigit() else b""
        except OSError:
            continue
        if own in said and b"CoarseGrainedExecutorBackend" in said and b"--executor-id" in said:
            found.append(int(one.name))
    return sorted(found)

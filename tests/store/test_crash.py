"""A node that is killed in the middle of a commit has kept each batch whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from khien.store import objects
from khien.store.objects.rows import object_version
from khien.store.sqlite import faults
from tests.store.fresh import address, fresh_store, opened, store_at
from tests.store.objects.test_readmodel import picture
from tests.store.samples import NOW, batch, indicator

ROOT = Path(__file__).resolve().parents[2]
BATCH = 40
WRITER = "from tests.store.test_crash import write_for_ever; write_for_ever()"


def write_for_ever() -> None:
    """What the killed process runs: batch after batch, each told after its commit returned."""
    store = store_at(sys.argv[1])
    for number in range(10_000):
        versions = [indicator(number * BATCH + place) for place in range(BATCH)]
        with store.write() as tx:
            objects.add_versions(tx, versions, batch(number), NOW)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _kill_after(where: str, batches: int) -> int:
    command = [sys.executable, "-c", WRITER, where]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONSAFEPATH": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 -- our own code
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(batches)]
        process.kill()
        told += [int(line) for line in process.stdout.read().splitlines() if line]
    return told[-1] + 1


@pytest.mark.usefixtures("database")
def test_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    """Every commit that returned is there; the one in the middle is all there or not there."""
    fresh_store(tmp_path).close()

    told = _kill_after(address(tmp_path), batches=4)

    store = opened(tmp_path)
    with store.write() as tx:
        batches = select(func.count(object_version.c.seq)).group_by(object_version.c.batch_id)
        kept = list(tx.execute(batches).scalars())
        assert tx.dialect.name != "sqlite" or faults(tx) == []
        before = picture(tx)
        objects.rebuild(tx)
        assert picture(tx) == before
    store.close()
    assert set(kept) == {BATCH}
    assert told <= len(kept) <= told + 1

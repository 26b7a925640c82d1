"""A disk that fails or is full: what was acknowledged is there, and what was not is said clearly."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from khien.app.wiring import create_node, open_node, utc_now
from khien.exchange.taxii.resources import API_ROOT, MEDIA_TYPE
from khien.exchange.taxii.server import WORKSPACE
from khien.store import objects
from khien.store.failures import DatabaseDiskError, DatabaseFailedError, DatabaseFullError
from khien.store.objects import Counts
from tests.faults.disk import ENOSPC, no_room, preload, run
from tests.faults.people import People
from tests.faults.plan import SEED, Act
from tests.faults.stage import LOOPBACK, PATIENCE_S, Side, become, pair, surroundings
from tests.faults.verdict import judge_exchange
from tests.store.samples import indicator

STEPS, OBJECTS = 2, 10
INDICATOR = indicator(7).content

# The disk of a node on PostgreSQL is its server's affair.
pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("database")]


def _library() -> Path:
    found = preload()
    if found is None:
        pytest.skip("libfiu is not installed (Debian: fiu-utils), so no failing disk was tested")
    return found


def _add(side: Side) -> tuple[int, str]:
    """One addition to the workspace; the answer, whatever it is."""
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{side.port}/taxii2/{API_ROOT}/collections/{WORKSPACE}/objects/",
        json.dumps({"objects": [INDICATOR]}).encode(),
        {"Authorization": f"Bearer {side.token}", "Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 -- loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_failing_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Through failing fsync, failing writes and a full disk both sides come to the same, each once."""
    tally = run(tmp_path, _library(), SEED, STEPS, OBJECTS)

    assert sum(tally.failures.values()) > 0, tally


def test_without_room_nothing_is_acknowledged_and_all_goes_on_afterwards(tmp_path: Path) -> None:
    """Not one byte can be written, not even to the log: a clear no, and no thread of the node ends."""
    with pair(tmp_path) as (us, them):
        people = [People(us, 1_000), People(them, 2_000)]
        people[0].act(Act(5, -1, -1))
        with no_room(us):
            status, said = _add(us)
            people[1].act(Act(5, -1, -1))
            us.node.workspace.write("by hand", [_of(us)], "an")
        assert status == DatabaseFailedError.http_status
        assert DatabaseDiskError.code in said or DatabaseFullError.code in said, said
        assert "Traceback" not in said

        people[0].act(Act(5, -1, -1))
        become(lambda: us.is_quiet() and them.is_quiet(), "it does not go on")
        judge_exchange(people)
        for one in people:
            one.close()


def _of(side: Side) -> dict[str, object]:
    return {**INDICATOR, "created_by_ref": side.node.ourselves.identity}


def test_a_command_says_that_the_disk_is_full(tmp_path: Path) -> None:
    """A person at a command reads one sentence, and nothing was kept."""
    library = _library()
    home, names = tmp_path / "vn-ncc", tmp_path / "names.txt"
    create_node(home, name="vn-ncc", country="VN", title="", language="en", port=0, clock=utc_now)
    names.write_text("prize.shop.example\n")
    command = ["object", "import", "--home", str(home), "--tlp", "green", str(names)]
    before = _size(home)
    environment = surroundings(
        LD_PRELOAD=f"{library.with_name('fiu_run_preload.so')} {library}",
        FIU_ENABLE=f"enable name=posix/io/rw/pwrite,failinfo={ENOSPC}",
    )

    done = subprocess.run(  # noqa: S603 -- our own interpreter and module
        [sys.executable, "-m", "khien.cli", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == DatabaseFullError.exit_status, done.stderr
    assert done.stderr.startswith((f"{DatabaseFullError.code}: ", f"{DatabaseDiskError.code}: "))
    assert "Traceback" not in done.stderr
    assert _size(home) == before


def _size(home: Path) -> tuple[Counts, int]:
    """How many versions the store of a node keeps, and how many leaves its ledger."""
    node = open_node(home)
    with node.store.read() as tx:
        found = objects.counts(tx), node.ledger.size(tx)
    node.close()
    return found

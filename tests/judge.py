"""The judge of `make mutate`: which tests of one room notice which changed spot in its code.

A plugin of pytest. The tests are collected once; then each mutant gets a fork of this process, in which
the tests that touch the changed function run until one fails. The judge itself runs no test, so that no
cache is warm when a mutant begins. tests/mutate.py starts it, with the room and the patterns in the
environment, in the folder where mutmut keeps its copy of the project.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from mutmut.mutation.data import SourceFileMutationData

ROOM, ONLY, ACTIVE = "MUTATE_ROOM", "MUTATE_ONLY", "MUTANT_UNDER_TEST"
SURVIVED, NOTICED, UNTOUCHED, BROKEN = 0, 1, 33, 2  # exit codes as mutmut reads them
_PATIENCE_S = 3  # of the processor, added to ten times what a test took on unchanged code
_COPY = "mutants"


class Touched:
    """What tests do on unchanged code: how long each takes and which functions it calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.tests: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Note what was called since the test before."""
        from mutmut.state import state  # noqa: PLC0415 -- needed only while mutating

        for function in state()._stats:
            self.tests[function].append(item.nodeid)
        state()._stats.clear()

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Note how long it took."""
        self.seconds[item.nodeid] = self.seconds.get(item.nodeid, 0.0) + call.duration


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Judge every mutant of the room instead of running the tests once.

    The file that mirrors a module judges first, then the quickest of the other tests in the room; so
    those are never run where every module has tests of its own that notice everything.
    """
    if session.testsfailed:
        raise session.Interrupted("the tests could not be collected")
    os.chdir(Path.cwd().parent)  # mutmut reads and writes from there
    _make_ready()
    for is_near in (True, False):
        still_open = list(_mutants())
        stems = {_mirror(data) for data, _ in still_open}
        items = [one for one in session.items if stems and (not is_near or one.path.name in stems)]
        touched = _touched(session, items)
        by_name = {item.nodeid: item for item in items}
        for data, mutant in still_open:
            tests = touched.tests[mutant.partition("__mutmut_")[0]]
            chosen = [test for test in tests if (f"/{_mirror(data)}::" in test) is is_near]
            run = [(by_name[test], touched.seconds[test]) for test in chosen]
            verdict, noticed_by = _judge(session, mutant, run) if run else (UNTOUCHED, "")
            if noticed_by:  # the change beside it most likely goes the same way
                tests.remove(noticed_by)
                tests.insert(0, noticed_by)
            _write(data, mutant, verdict)
    return True


def _make_ready() -> None:
    """What each fork would have to make anew and no mutant changes is made once, before them."""
    with suppress(ModuleNotFoundError):  # a house without a store
        from tests.store.fresh import template  # noqa: PLC0415

        template()
    gc.freeze()


def _mirror(data: SourceFileMutationData) -> str:
    return f"test_{Path(data.path).stem}.py"


def _write(data: SourceFileMutationData, mutant: str, verdict: int) -> None:
    """Keep what was found out; that no further test touches a mutant does not unsay that it survived."""
    if verdict != UNTOUCHED or data.exit_code_by_key[mutant] is None:
        data.exit_code_by_key[mutant] = verdict
        data.save()
    sys.stderr.write(f"{mutant}\n" if verdict in {SURVIVED, UNTOUCHED} else ".\n")


def _mutants() -> Iterator[tuple[SourceFileMutationData, str]]:
    """What is still to be judged: also what no test noticed before, unless somebody explained why."""
    from mutmut.mutation.data import SourceFileMutationData  # noqa: PLC0415
    from mutmut.utils.file_utils import walk_mutatable_files  # noqa: PLC0415

    room, patterns = Path(os.environ[ROOM]), json.loads(os.environ[ONLY]) or ["*"]
    explained = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))
    for path in sorted(walk_mutatable_files()):
        if path.parent != room:
            continue
        data = SourceFileMutationData(path=path)
        data.load()
        for mutant, verdict in data.exit_code_by_key.items():
            unexplained = verdict in {SURVIVED, UNTOUCHED} and mutant not in explained
            is_open = verdict in {None, BROKEN} or unexplained
            if is_open and any(fnmatch(mutant, pattern) for pattern in patterns):
                yield data, mutant


def _touched(session: pytest.Session, items: Sequence[pytest.Item]) -> Touched:
    """Run tests once, in a fork, on unchanged code.

    Raises:
        session.Interrupted: one of them fails even so.
    """
    touched, place = Touched(), Path(_COPY, f"{os.getpid()}.json")
    if not items:
        return touched

    def run() -> None:
        session.config.pluginmanager.register(touched)
        os.chdir(_COPY)
        if _run(session, "stats", [(item, None) for item in items]):
            os._exit(NOTICED)
        Path(place.name).write_text(json.dumps([touched.seconds, touched.tests]), "utf-8")

    if _forked(run) != SURVIVED:
        raise session.Interrupted("a test fails on unchanged code")
    seconds, tests = json.loads(place.read_text("utf-8"))
    place.unlink()
    touched.seconds.update(seconds)
    quickest = {name: sorted(some, key=lambda one: seconds[one]) for name, some in tests.items()}
    touched.tests.update(quickest)
    return touched


def _judge(
    session: pytest.Session, mutant: str, chosen: Sequence[tuple[pytest.Item, float]]
) -> tuple[int, str]:
    """The verdict, and the test that noticed the change, if one failed."""
    place = Path(_COPY, f"{os.getpid()}.noticed")
    place.unlink(missing_ok=True)

    def run() -> None:
        os.chdir(_COPY)
        noticed_by = _run(session, mutant, chosen)
        Path(place.name).write_text(noticed_by, "utf-8")
        os._exit(NOTICED if noticed_by else SURVIVED)

    return _forked(run), place.read_text("utf-8") if place.exists() else ""


def _run(
    session: pytest.Session, active: str, chosen: Sequence[tuple[pytest.Item, float | None]]
) -> str:
    """The first test that fails with one mutant active; the process ends when one takes too long."""
    os.environ[ACTIVE] = active
    following = [item for item, _ in chosen[1:]]
    for (item, seconds), after in zip(chosen, [*following, None], strict=True):
        if seconds is not None:
            limit = _PATIENCE_S + 10 * seconds
            signal.setitimer(signal.ITIMER_REAL, 60 * limit)  # a busy machine is no verdict
            processor = int(process_time() + limit) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (processor, resource.RLIM_INFINITY))
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return item.nodeid
    return ""


def _forked(run: Callable[[], None]) -> int:
    """The exit code of `run` in a fork with its own group of processes, of which none is left."""
    child = os.fork()
    if child == 0:
        _as_child(run)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(status)
    return -signal.SIGXCPU if code == -signal.SIGALRM else code


def _as_child(run: Callable[[], None]) -> NoReturn:
    os.setpgid(0, 0)
    try:
        run()
    except BaseException:  # noqa: BLE001 -- a mutant may break pytest itself; mutmut counts that as noticed
        os._exit(3)
    os._exit(SURVIVED)

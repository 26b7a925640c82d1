"""A process that has imported Khiên and forks serving nodes when it is told to.

What it forks is `khien serve` as always: a process of its own, with its own threads, sockets and files,
that SIGKILL ends. Only the two seconds of imports are saved, so that hundreds of restarts are affordable.

It reads orders, one JSON object a line, and answers each with one line:

- `{"serve": HOME, "port": N}` → `{"pid": N}`: the node's words go to `serve.log` in its home;
- `{"kill": PID}` → `{"status": N}`: SIGKILL, and the status with which it ended (-9, unless it was over).

At the end of its input it kills what it started, so nothing outlives a test.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from ctypes import CDLL
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from khien.cli import main
from khien.exchange.delivery import courier
from khien.exchange.outbox import rules

# A partner that was killed is back in a second here, not in an hour: waits are shorter in proportion.
FIRST_DELAY, LONGEST_DELAY = timedelta(milliseconds=30), timedelta(milliseconds=300)
LOG = "serve.log"
CONTROL = "KHIEN_FAULTS_CONTROL"  # where fiu-ctrl reaches what was forked, if libfiu is preloaded


def hurry() -> None:
    """Let couriers in this process, and in what it forks, try again soon."""
    rules.FIRST_DELAY, rules.LONGEST_DELAY = FIRST_DELAY, LONGEST_DELAY
    courier.COSIGN_REST = LONGEST_DELAY


def _serve(home: str, port: int) -> None:
    """Be a node until killed. Does not return."""
    said = os.open(f"{home}/{LOG}", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    if CONTROL in os.environ:
        CDLL("libfiu.so.0").fiu_rc_fifo(os.environ[CONTROL].encode())
    sys.stdin, sys.argv = open(0, closefd=False), ["khien"]  # noqa: SIM115 -- it lives as long as we
    try:
        main(["serve", "--home", home, "--port", str(port)])
    finally:
        os._exit(70)


def _ended(pid: int) -> int:
    """Kill it, however it is, and give its exit status; a signal is negative."""
    os.kill(pid, signal.SIGKILL)  # one that ended by itself is still there until we ask
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def obey() -> None:
    """Obey until the end of the input."""
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "kill" in order:
            running.discard(order["kill"])
            answer = {"status": _ended(order["kill"])}
        else:
            pid = os.fork()
            if not pid:
                _serve(order["serve"], order["port"])
            running.add(pid)
            answer = {"pid": pid}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in running:
        with suppress(ProcessLookupError, ChildProcessError):
            _ended(pid)


if __name__ == "__main__":
    if find_spec("psycopg") is not None:
        import_module("psycopg")
    import_module("khien.web.site")
    hurry()
    obey()

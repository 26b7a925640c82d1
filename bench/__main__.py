"""`make bench`: every measure, one after the other, nothing beside.

Each bench runs in a process of its own, so that one which is killed (no memory left, a fault in a library that is measured
beside ours) leaves somebody behind who says so, and the exit status is not 0.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
from pathlib import Path

from bench import (
    adding,
    columns,
    console,
    deciding,
    delivering,
    documenting,
    exporting,
    feed_folders,
    foreseeing,
    hunting,
    importing,
    judging,
    long_lists,
    matching,
    modelling,
    noticing,
    observing,
    proving,
    reading,
    recording,
    restarting,
    scaling,
    starting,
    watching,
)
from bench.measure import Bench, line

BENCHES: dict[str, Bench] = {
    "judging": judging.bench,
    "importing": importing.bench,
    "feed_folders": feed_folders.bench,
    "long_lists": long_lists.bench,
    "deciding": deciding.bench,
    "recording": recording.bench,
    "matching": matching.bench,
    "observing": observing.bench,
    "modelling": modelling.bench,
    "proving": proving.bench,
    "starting": starting.bench,
    "reading": reading.bench,
    "adding": adding.bench,
    "delivering": delivering.bench,
    "exporting": exporting.bench,
    "console": console.bench,
    "documenting": documenting.bench,
    "watching": watching.bench,
    "noticing": noticing.bench,
    "hunting": hunting.bench,
    "foreseeing": foreseeing.bench,
    "columns": columns.bench,
    "scaling": scaling.bench,
    "restarting": restarting.bench,
}


def main(names: list[str]) -> None:
    """Run the benches that are named, or all; the first that does not come to its end ends them."""
    for name in names or BENCHES:
        why = _ended(name)
        if why:
            sys.exit(f"bench {name}: {why}")


def _ended(name: str) -> str:
    """Run one bench in a child; why it did not come to its end, or nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        faulthandler.enable()
        _run(name)
        os.write(writing, b".")  # an exit from within a library says 0 too, but not this
        sys.exit(0)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    os.close(writing)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.set_blocking(reading, False)  # whoever the child left behind may still hold the other end
    try:
        is_done = os.read(reading, 1) == b"."
    except BlockingIOError:
        is_done = False
    os.close(reading)
    if status < 0:
        return f"ended by {signal.Signals(-status).name}; nothing after the last line was measured"
    return "" if is_done and not status else f"ended with {status} before it was done"


def _run(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for measure in BENCHES[name](Path(folder)):
            sys.stdout.write(line(measure) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

"""What the machine's cores give to processes that share nothing: the yardstick for threads that share an index."""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from collections.abc import Callable


def seconds(work: Callable[[], object], count: int) -> float:
    """Seconds by the clock until so many processes, forked from this one, have each done `work`.

    Each does it twice, and only the second time counts: at the first it copies every page of this process's memory
    that it touches, since counting references writes to it, which took an eighth of the time. They start together;
    making them and letting go of them does not count.
    """
    gc.freeze()  # or collecting in a child would copy all that the collector looks at
    gates, ends, children = os.pipe(), os.pipe(), []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            _do(work, gates, ends)
        children.append(child)
    os.close(ends[1])
    os.close(gates[0])
    _heard(ends[0], count)  # all are warm, or one has failed
    start = time.perf_counter()
    os.close(gates[1])  # all of them see it at once
    _heard(ends[0], count)
    took = time.perf_counter() - start
    os.close(ends[0])
    gc.unfreeze()
    left = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    if any(left):
        raise ChildProcessError(left)
    return took


def _heard(end: int, count: int) -> None:
    """Wait until so many have said something, or all that are left have ended."""
    said = 0
    while said < count and (more := os.read(end, count - said)):
        said += len(more)


def _do(work: Callable[[], object], gates: tuple[int, int], ends: tuple[int, int]) -> None:
    """In a child: wait, work, say so, and end without what the parent would do at its end."""
    status = 1
    try:
        os.close(gates[1])
        work()
        os.write(ends[1], b".")
        os.read(gates[0], 1)
        work()
        os.write(ends[1], b".")
        status = 0
    except BaseException:  # noqa: BLE001 -- a child's outermost end: it must not go on as its parent
        traceback.print_exc()
        sys.stderr.flush()
        os.write(ends[1], b"..")  # nobody waits for it
    finally:
        os._exit(status)

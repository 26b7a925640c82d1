"""Many objects of which none goes before the work is done: the collector need not look for any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the search for cycles back while a block of an import is read and kept: a tenth of its time.

    What has no cycles goes as always, so a block must be bounded and no more than that.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""Many things are made of which none goes before the work is done: the collector need not look for any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the search for cycles back while a document, a block of an import or an index is read: a tenth of its time.

    What has no cycles goes as always; what has them stays until the end, so the work must be bounded.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""Whether the rounds of a running node still go."""

from __future__ import annotations

import time
from threading import Lock


class Pulse:
    """When each round last came by without failing; threads beat, the readiness check listens."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._beats: dict[str, float] = {}

    def beat(self, what: str) -> None:
        """This round came by just now."""
        with self._lock:
            self._beats[what] = time.monotonic()

    def end(self, what: str) -> None:
        """This round is over, and nobody waits for it."""
        with self._lock:
            self._beats.pop(what, None)

    def ages_s(self) -> dict[str, float]:
        """Seconds since each round last came by."""
        now = time.monotonic()
        with self._lock:
            return {what: now - at for what, at in self._beats.items()}

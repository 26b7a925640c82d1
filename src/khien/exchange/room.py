"""How much of the node's memory the bodies of requests may take, all together and for each caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock

from khien.model.errors import KhienError

MEBIBYTE = 1024 * 1024
WHOLE_BYTES = 96 * MEBIBYTE  # in hand at once, from reading until the answer is given
OF_ONE_BYTES = 32 * MEBIBYTE  # of one caller, so that three must conspire to fill it


class BusyError(KhienError):
    """Other large requests are in hand; this one should come again in a moment."""

    code, exit_status, http_status = "exchange.busy", 7, 503

    def __init__(self) -> None:
        super().__init__()


class Room:
    """Counts bytes that are in hand. Threads may share it."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._turn = Lock()

    def take(self, caller: str, size_bytes: int) -> Callable[[], None]:
        """Take room for one body.

        Returns:
            What gives it back; to be called once.

        Raises:
            BusyError: there is not enough, of all or for this caller.
        """
        with self._turn:
            others = self._taken.total()
            if others + size_bytes > WHOLE_BYTES:
                raise BusyError
            if self._taken[caller] + size_bytes > OF_ONE_BYTES:
                raise BusyError
            self._taken[caller] += size_bytes

        def give_back() -> None:
            with self._turn:
                self._taken[caller] -= size_bytes
                if not self._taken[caller]:
                    del self._taken[caller]

        return give_back

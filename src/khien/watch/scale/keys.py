"""Which hits were taken already: what comes at least once is told once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

MOST: Final = 1_000_000
"""Keys that are remembered, some 100 MB; the oldest go first."""


class Keys:
    """Remembers the keys of hits. One thread."""

    def __init__(self, most: int = MOST) -> None:
        """Args: most: how many are remembered."""
        self._most = most
        self._known: OrderedDict[str, None] = OrderedDict()

    def is_new(self, key: str) -> bool:
        """Whether this key was not asked about before; it is remembered."""
        if key in self._known:
            self._known.move_to_end(key)
            return False
        self._known[key] = None
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return True

"""Which hits were taken already: what comes at least once is told once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from khien.watch.scale.finding import KEY_BYTES

MOST: Final = 500_000
"""Keys after which a new file is begun; the last two files are remembered, some 100 MB in memory at most."""

_WIDTH = 2 * KEY_BYTES + 1  # hexadecimal digits and a line feed


class Keys:
    """The keys of hits that were taken, in a file that several processes of one machine may share.

    A key counts as taken once `keep` came back. The oldest are forgotten.
    """

    def __init__(self, path: Path, most: int = MOST) -> None:
        """Args: path: made when the first key is kept; most: keys in one file."""
        self._path, self._most = path, most
        self._known: set[str] = set()
        self._before: set[str] = set()
        self._file = -1  # the inode that was read
        self._read = 0  # bytes of it

    def new(self, keys: Iterable[str]) -> set[str]:
        """Those of these keys that nobody has kept."""
        self._look()
        return {key for key in keys if key not in self._known and key not in self._before}

    def keep(self, keys: Iterable[str]) -> None:
        """Remember that these were taken, for every process, also after a crash."""
        lines = "".join(f"{key}\n" for key in keys).encode()
        if not lines:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._path.exists() and self._path.stat().st_size >= self._most * _WIDTH:
                self._path.replace(self._old)
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, lines)
                os.fsync(file)
            finally:
                os.close(file)

    @property
    def _old(self) -> Path:
        return self._path.with_suffix(".old")

    def _look(self) -> None:
        """Read what came since the last look."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return
        with file:
            inode = os.fstat(file.fileno()).st_ino
            if inode != self._file:
                self._before = _keys(self._old.read_bytes()) if self._old.exists() else set()
                self._known, self._file, self._read = set(), inode, 0
            file.seek(self._read)
            added = file.read()
        whole = len(added) // _WIDTH * _WIDTH  # the rest is being written
        self._known |= _keys(added[:whole])
        self._read += whole


def _keys(lines: bytes) -> set[str]:
    return set(lines.decode("ascii").split())

"""What was read from the database, kept until anybody writes to it.

Who is let in and what is agreed is asked at every request and changes once a week. It may be remembered
only as long as it is still what stands in the database: a token that was revoked, by this process or by
another, opens nothing from that commit on. So nothing here lives for a time; the database is asked, in a
few microseconds, whether anything at all was committed since.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Final, Protocol, TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")
MOST: Final = 1_000  # answers that are kept at once; then all are forgotten


class Eye(Protocol):
    """Looks at one database from outside of every transaction.

    Promises: two looks give the same only if nothing was committed by anybody between them. It
    raises when the database does not answer. Threads take turns with it.
    """

    def look(self) -> object:
        """A mark of the present state."""
        ...

    def close(self) -> None:
        """Look no more."""
        ...


class Memory:
    """Answers to questions to one database. Threads may share it."""

    def __init__(self, eye: Eye, read: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._eye, self._read = eye, read
        self._lock = Lock()
        self._mark: object = None
        self._known: dict[Hashable, object] = {}

    def recall(self, key: Hashable, ask: Callable[[Connection], T]) -> T:
        """What `ask` finds; asked again only when something was written since. Errors are not kept.

        Args:
            key: names the question; the same key must always stand for the same question.
            ask: reads, and looks at nothing but the database.
        """
        with self._lock:
            mark = self._eye.look()
            if mark != self._mark or len(self._known) >= MOST:
                self._known, self._mark = {}, mark
            known = self._known
        if key not in known:
            with self._read() as tx:
                found = ask(tx)
            # It belongs to the mark that was seen before: whatever was written since then drops it.
            known[key] = found
            return found
        return cast("T", known[key])

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known = {}
            self._eye.close()

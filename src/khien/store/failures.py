"""What can go wrong between a node and its database that is nobody's mistake in the code.

The siblings translate what their drivers say into these; a program waits and tries again, and a person
is told what to do. Drivers repeat values in their texts, so only the name of the fault is kept.
"""

from __future__ import annotations

from khien.model.errors import KhienError


class DatabaseFailedError(KhienError):
    """The database could not do it now; of the transaction nothing was kept."""

    code, exit_status, http_status = "store.failed", 1, 503

    def __init__(self, fault: str) -> None:
        super().__init__(fault=fault)


class DatabaseFullError(DatabaseFailedError):
    """There is no room left where the database lies."""

    code = "store.full"


class DatabaseBusyError(DatabaseFailedError):
    """Somebody else held it for longer than a writer waits for its turn."""

    code = "store.busy"


class DatabaseCrowdedError(DatabaseFailedError):
    """More is asked of it at once than it can do; nothing of this was begun."""

    code = "store.crowded"


class DatabaseReadOnlyError(DatabaseFailedError):
    """It may be read, and not written."""

    code = "store.read-only"


class DatabaseDiskError(DatabaseFailedError):
    """Its files cannot be opened, read or written."""

    code = "store.disk"


class DatabaseDamagedError(DatabaseFailedError):
    """What is in its files is no sound database."""

    code = "store.damaged"

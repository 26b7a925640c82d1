"""The connections of one engine: when all are in use for too long, that is said in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.pool import QueuePool

from khien.store.failures import DatabaseCrowdedError

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

WAIT_S = 30.0  # for a connection, before whoever asks is told to come again


class Pool(QueuePool):
    """As SQLAlchemy's; whoever waits in vain gets an error that every door knows how to answer."""

    def _do_get(self) -> ConnectionPoolEntry:
        try:
            return super()._do_get()
        except NoneFreeError as error:
            raise DatabaseCrowdedError("connections") from error

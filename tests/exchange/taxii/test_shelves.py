"""Tests of `exchange.taxii.shelves`: what each collection never does, whoever asks."""

from __future__ import annotations

import pytest

from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.taxii.filters import Filters
from khien.exchange.taxii.inbox import InboxShelf
from khien.exchange.taxii.resources import MAX_CONTENT_LENGTH
from khien.exchange.taxii.shelves import ReleasedShelf
from khien.model.errors import NotFoundError
from tests.exchange.nodes import Party


def test_released_is_only_read_and_inbox_only_written(us: Party, them: Party) -> None:
    """Behind the server too, nobody adds to `released`, reads `inbox` or deletes from either."""
    node = us.node
    caller = Caller(them.name, them.name, frozenset({"taxii:read", "taxii:write"}), signed=True)
    released = ReleasedShelf(node.store, node.ledger, node.clock)
    inbox = InboxShelf(
        node.store, node.arrivals, PeopleDoorkeeper(node.store, node.clock), node.clock
    )

    with pytest.raises(ForbiddenError):
        released.add(caller, [b"{}"], "")
    with pytest.raises(NotFoundError):
        released.status(caller, "1")
    with pytest.raises(ForbiddenError):
        inbox.objects(caller, Filters())
    with pytest.raises(NotFoundError):
        inbox.status(caller, "1")
    for shelf in (released, inbox):
        with pytest.raises(ForbiddenError):
            shelf.delete(caller, Filters())
        assert shelf.statuses(caller, (-1, ""), 10) == []
    assert released.max_bytes(caller) == MAX_CONTENT_LENGTH

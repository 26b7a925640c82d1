"""Tests of `store.pool`: more is asked at once than a database can do, and that is said in our words."""

from __future__ import annotations

from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import text

from khien.model.words import say
from khien.store import Store
from khien.store.failures import DatabaseCrowdedError

MANY = 200  # more connections than any engine of ours opens


def crowd(store: Store, held: ExitStack) -> None:
    """Take every connection, and have nobody wait long for another."""
    store.engine.pool._timeout = 0.01  # type: ignore[attr-defined]  # of every pool of ours
    with suppress(DatabaseCrowdedError):
        for _ in range(MANY):
            held.enter_context(store.read())
        pytest.fail("there is no end to connections")


def test_who_waits_in_vain_is_told_so(store: Store) -> None:
    """Neither a reader nor a writer gets an unforeseen error, and afterwards all is as before."""
    with ExitStack() as held:
        crowd(store, held)
        with pytest.raises(DatabaseCrowdedError) as caught, store.write():
            pass
        assert caught.value.http_status == 503
        assert "quá nhiều yêu cầu" in say(caught.value.code, "vi", caught.value.facts)
    with store.write() as tx:
        assert tx.execute(text("SELECT 1")).scalar_one() == 1

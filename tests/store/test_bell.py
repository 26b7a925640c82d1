"""A commit wakes those who wait for it, and nothing else does."""

from __future__ import annotations

from contextlib import suppress

from khien.store import Store
from khien.store.bell import outbox_of, tell

TOPIC = outbox_of("asean-cert")


def test_a_commit_wakes_who_waits_for_its_topic(store: Store) -> None:
    """Whoever waits for what was told is woken once the transaction has committed, not before."""
    wanted, other = store.bell.of(TOPIC), store.bell.of(outbox_of("viet-telecom"))

    with store.write() as tx:
        tell(tx, TOPIC)
        assert not wanted.is_set()

    assert wanted.is_set()
    assert not other.is_set()


def test_what_was_rolled_back_wakes_nobody(store: Store) -> None:
    """Neither at once, nor with a later commit on the same connection."""
    wanted = store.bell.of(TOPIC)

    with suppress(ZeroDivisionError), store.write() as tx:
        tell(tx, TOPIC)
        raise ZeroDivisionError
    with store.write():
        pass

    assert not wanted.is_set()


def test_a_ring_that_nobody_waits_for_is_no_error(store: Store) -> None:
    """Commands write without anybody walking rounds."""
    with store.write() as tx:
        tell(tx, TOPIC)

    assert not store.bell.of(TOPIC).is_set()

"""Tests of `exchange.room`: what bodies may take, all together and for each caller."""

from __future__ import annotations

import pytest

from khien.exchange.room import OF_ONE_BYTES, WHOLE_BYTES, BusyError, Room


def test_one_caller_has_its_share_and_no_more() -> None:
    """Beyond it the caller is told to come again; what was given back may be taken anew."""
    room = Room()
    give_back = room.take("a", OF_ONE_BYTES)
    with pytest.raises(BusyError) as caught:
        room.take("a", 1)
    assert caught.value.http_status == 503

    give_back()
    room.take("a", OF_ONE_BYTES)


def test_all_callers_together_have_a_bound() -> None:
    """However many callers there are, no more than the whole is in hand."""
    room = Room()
    for number in range(WHOLE_BYTES // OF_ONE_BYTES):
        room.take(f"caller-{number}", OF_ONE_BYTES)

    with pytest.raises(BusyError):
        room.take("another", 1)


def test_nothing_is_remembered_of_who_is_gone() -> None:
    """A caller takes memory only while it has something in hand."""
    room = Room()
    for number in range(1_000):
        room.take(f"caller-{number}", 10)()

    assert not room._taken

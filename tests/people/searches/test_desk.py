"""Saved searches are an officer's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khien.model.errors import NotFoundError
from khien.people.searches import keep_search, remove_search, searches
from khien.people.searches.desk import SearchNameError
from khien.store import Store

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_each_officer_keeps_their_own(store: Store) -> None:
    """A search is found again under its name by whoever kept it, and by nobody else."""
    with store.write() as tx:
        keep_search(tx, "lan", "  Lừa   đảo ", "q=lua", NOW)
        keep_search(tx, "minh", "Mã độc", "q=ma", NOW)

    with store.read() as tx:
        assert [(one.name, one.question) for one in searches(tx, "lan")] == [("Lừa đảo", "q=lua")]


def test_the_same_name_makes_room(store: Store) -> None:
    """Keeping a search again under its name replaces it."""
    with store.write() as tx:
        keep_search(tx, "lan", "Mới", "q=1", NOW)
        keep_search(tx, "lan", "Mới", "q=2", NOW)
        assert [one.question for one in searches(tx, "lan")] == ["q=2"]


def test_nobody_removes_what_another_keeps(store: Store) -> None:
    """Removing is by owner; a second time there is nothing."""
    with store.write() as tx:
        saved = keep_search(tx, "lan", "Mới", "q=1", NOW)
        with pytest.raises(NotFoundError):
            remove_search(tx, "minh", saved.id)
        remove_search(tx, "lan", saved.id)
        assert searches(tx, "lan") == []


@pytest.mark.parametrize(("name", "question"), [(" ", "q=1"), ("x" * 81, "q=1"), ("x", "q" * 5000)])
def test_a_search_needs_a_short_name(store: Store, name: str, question: str) -> None:
    """No name, or a question that no page asked, is refused and nothing is kept."""
    with store.write() as tx:
        with pytest.raises(SearchNameError):
            keep_search(tx, "lan", name, question, NOW)
        assert searches(tx, "lan") == []

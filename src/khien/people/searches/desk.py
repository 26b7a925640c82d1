"""What an officer does with saved searches: keep, list, remove."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from khien.model.errors import MalformedError, NotFoundError
from khien.people.searches import rows
from khien.people.searches.rows import Saved

__all__ = ["Saved", "keep_search", "remove_search", "searches"]

LONGEST_NAME: Final = 80  # characters
LONGEST_QUESTION: Final = 4_000


class SearchNameError(MalformedError):
    """A saved search needs a short name."""

    code, http_status = "people.search-name", 422

    def __init__(self, longest: int = LONGEST_NAME) -> None:
        super().__init__("name", "people.search-name", longest=longest)


def keep_search(tx: Connection, officer: str, name: str, question: str, now: datetime) -> Saved:
    """Keep a search under a name; an earlier one of the same name makes room.

    Raises:
        SearchNameError: no name, or too long a one; or a question that no page could have asked.
    """
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME or len(question) > LONGEST_QUESTION:
        raise SearchNameError
    saved = Saved(f"search--{uuid4()}", officer, called, question, now)
    rows.add(tx, saved)
    return saved


def searches(tx: Connection, officer: str) -> list[Saved]:
    """What this officer keeps, by name."""
    return rows.of_officer(tx, officer)


def remove_search(tx: Connection, officer: str, search_id: str) -> None:
    """Remove a search.

    Raises:
        NotFoundError: this officer keeps no such search.
    """
    if not rows.remove(tx, officer, search_id):
        raise NotFoundError("saved search", search_id)

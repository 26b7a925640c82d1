"""What the two databases have in common for those who use them: one shape, two modules.

The siblings share no code; one test suite runs on both.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import Connection, Dialect, Engine, Select, Table
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from khien.store import postgres, sqlite
from khien.store.folding import Term
from khien.store.memory import Eye

TextRow = tuple[int, str, str, str, str]
"""A row of `object_text`: the number of the version, title, head, body, marked."""


class SharedLocks(Protocol):
    """Locks that all processes of one node share.

    Promises: at most one block at a time is told True for the same work, in this process or another.
    A process that dies lets go of all of its locks at once.
    """

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Whether this block, until it ends, is the only one anywhere that does this work."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class Sibling(Protocol):
    """One database.

    Promises: writers take turns, so that numbers given inside a transaction ascend in the order of
    commits; a commit that returned is durable; a search finds the same objects on both.
    """

    @property
    def SEARCH_DDL(self) -> Sequence[str]:  # noqa: N802 -- a constant of the module
        """What makes the full-text index, after `object_text` was made."""
        ...

    @property
    def READING(self) -> Mapping[str, Any]:  # noqa: N802 -- a constant of the module
        """Execution options of a transaction that only reads."""
        ...

    @property
    def WRITING(self) -> Mapping[str, Any]:  # noqa: N802 -- a constant of the module
        """Execution options of a transaction that may write."""
        ...

    def in_lists(self, tx: Connection, query: Select[Any], count: int) -> Iterator[Sequence[Any]]:
        """The rows of a query in lists of so many, for who reads a million; only one list is in memory."""
        ...

    def in_columns(
        self, tx: Connection, query: Select[Any], number: ColumnElement[int], count: int
    ) -> Generator[Sequence[Sequence[Any]]]:
        """The same column by column; the query goes by a number, and what has the same one is in one list.

        A list may be read ahead in a thread: close it before anything else is asked in the transaction.
        """
        ...

    def turns(self) -> AbstractContextManager[object]:
        """What a writer of this process holds from before its transaction until after it."""
        ...

    def shared_locks(self, engine: Engine) -> SharedLocks:
        """The locks of this node."""
        ...

    def fetch(self, tx: Connection, text: str, values: Any) -> Sequence[Sequence[Any]]:  # noqa: ANN401 -- the driver's
        """The rows of a question that stands in SQL already, as the driver gives them."""
        ...

    def eye(self, engine: Engine) -> Eye:
        """Sees whether anything was committed."""
        ...

    def tidy(self, engine: Engine) -> None:
        """What is good to do before a store closes; nobody waits for it."""
        ...

    def ranked(self, terms: Sequence[Term]) -> Subquery:
        """The rows of `object_text` in which every term occurs: `seq`, and `score`, the lower the better."""
        ...

    def walked(self, tx: Connection, terms: Sequence[Term], before: int) -> Subquery:
        """The same rows, `seq` alone, to be walked back by their numbers from `before`."""
        ...

    def pour(
        self, tx: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Insert many rows at once, each with the values of these columns in their order."""
        ...

    def among(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """Whether a column has one of these values: the same statement for any number of them."""
        ...

    def index(self, tx: Connection, texts: Sequence[TextRow]) -> None:
        """Make rows that were just written to `object_text` findable."""
        ...

    def reindex(self, tx: Connection) -> None:
        """Build the full-text index anew from `object_text`, whatever state it was in."""
        ...

    def settle(self, tx: Connection) -> None:
        """After many rows came with their numbers: go on above them, and know how many there are."""
        ...

    def others(self, tx: Connection) -> int:
        """How many other processes of this node are connected, as far as the database knows."""
        ...

    def faults(self, tx: Connection) -> list[str]:
        """What the database itself finds wrong; nothing when it is sound."""
        ...


SIBLINGS: Final[Mapping[str, Sibling]] = {"sqlite": sqlite, "postgresql": postgres}


def sibling(of: Connection | Engine) -> Sibling:
    """The module of the database behind a connection."""
    return SIBLINGS[of.dialect.name]


Question: TypeAlias = Select[*tuple[Any, ...]]  # made once, with parameters for its values


def fetch(tx: Connection, question: Question, **values: object) -> Sequence[Sequence[Any]]:
    """The rows of a question that is asked often or answers much, as the driver gives them.

    Args:
        tx: an open transaction.
        question: a constant, since its SQL is kept.
        values: of its parameters, as the database keeps them.
    """
    text, names, constants = _spoken(tx.dialect, question)
    every = {**constants, **values}
    given = every if names is None else tuple(every[name] for name in names)
    return sibling(tx).fetch(tx, text, given)


@lru_cache
def _spoken(
    dialect: Dialect, question: Question
) -> tuple[str, Sequence[str] | None, Mapping[str, object]]:
    """The SQL of a question, the order of its parameters if the driver counts them, and constants in it."""
    compiled = question.compile(dialect=dialect)
    return str(compiled), compiled.positiontup, dict(compiled.params)


def pour(
    tx: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows at once, each with the values of these columns in their order.

    It is the quick way for what comes by the thousand: nothing is compiled or converted for each row,
    so the values must be what the database keeps (numbers, text, bytes, truth, None).
    """
    if rows:
        sibling(tx).pour(tx, table, names, rows)


def among(tx: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values, numbers or text, in a statement of one parameter.

    The statement is compiled once however many values there are, and their number has no limit.
    """
    return sibling(tx).among(column, values)

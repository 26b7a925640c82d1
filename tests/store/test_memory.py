"""What is remembered is what stands in the database, at every moment and for every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from khien.model.errors import KhienError, NotFoundError
from khien.store import Store, memory, objects
from tests.house.reading import ROOT
from tests.store.fresh import address
from tests.store.samples import add, indicator

ELSEWHERE = """
import sys
from tests.store.fresh import store_at
from tests.store.samples import add, indicator
store = store_at(sys.argv[1])
with store.write() as tx:
    add(tx, indicator(1))
store.close()
"""


class _Question:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, tx: Connection) -> int:
        self.asked += 1
        return objects.counts(tx).versions


def test_nothing_is_asked_twice_while_nothing_is_written(store: Store) -> None:
    """The same question costs one reading, and reading anything else does not change that."""
    question = _Question()

    assert [store.remembered("a", question) for _ in range(3)] == [0, 0, 0]
    with store.read() as tx:
        objects.counts(tx)
    assert (store.remembered("a", question), question.asked) == (0, 1)
    assert (store.remembered("b", question), question.asked) == (0, 2)


def test_a_commit_is_seen_at_once(store: Store) -> None:
    """Whatever was committed by this process, the next answer knows it; what is not yet, is not told."""
    question = _Question()
    store.remembered("a", question)
    with store.write() as tx:
        add(tx, indicator(1))
        assert store.remembered("a", question) == 0

    assert store.remembered("a", question) == 1


def test_a_commit_during_the_question_is_not_missed(store: Store) -> None:
    """What was written while a question was answered is seen by the next one."""
    question = _Question()

    def slow(tx: Connection) -> int:
        found = question(tx)
        with store.write() as other:
            add(other, indicator(1))
        return found

    assert store.remembered("a", slow) == 0
    assert store.remembered("a", question) == 1


def test_a_commit_of_another_process_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    """A command that was run beside a serving node changes what that node answers."""
    question = _Question()
    store.remembered("a", question)
    subprocess.run(  # noqa: S603 -- our own arguments
        [sys.executable, "-c", ELSEWHERE, address(tmp_path)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."},
    )

    assert (store.remembered("a", question), question.asked) == (1, 2)


def test_errors_are_not_remembered(store: Store) -> None:
    """Who was not known a moment ago may be known now, and is asked for again."""

    def unknown(_: Connection) -> int:
        raise NotFoundError("thing", "1")

    with pytest.raises(KhienError):
        store.remembered("a", unknown)
    assert store.remembered("a", _Question()) == 0


def test_there_is_an_end_to_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """No number of questions fills the memory of a node."""
    monkeypatch.setattr(memory, "MOST", 3)
    question = _Question()
    for number in range(10):
        store.remembered(number, question)
    store.remembered(0, question)

    assert question.asked == 11


def test_a_closed_store_lets_go(store: Store) -> None:
    """Closing drops what was remembered, and the connection that looked."""
    store.remembered("a", _Question())
    store.close()
    question = _Question()

    assert (store.remembered("a", question), question.asked) == (0, 1)

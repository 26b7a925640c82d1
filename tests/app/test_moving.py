"""A node moves to another database and back; whatever fails, it stays where it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import update

from khien.app import moving
from khien.app.moving import (
    SQLITE,
    FileInTheWayError,
    NodeInUseError,
    SettingByHandError,
    move,
    write_database,
)
from khien.app.serve import RunningError, alone
from khien.app.settings import FILE, load_settings
from khien.app.wiring import DATABASE
from khien.ledger import EntryKind, LedgerEntry
from khien.ledger.rows import ledger_leaf
from khien.model.errors import ProofError
from khien.model.words import say
from khien.store import Store, objects
from khien.store.moving import NotEmptyError
from tests.app.homes import NOW, make, opened
from tests.store.fresh import address, empty_store

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.usefixtures("database")]


def _home(folder: Path) -> Path:
    home = make(folder / "home")
    with opened(home) as node, node.store.write() as tx:
        entries = [LedgerEntry(EntryKind.SENT, crossing=f"release--{n}") for n in range(5)]
        node.ledger.append(tx, entries, NOW)
    return home


def _elsewhere(folder: Path) -> str:
    empty_store(folder, "elsewhere").close()
    return address(folder, "elsewhere")


@pytest.fixture
def moved(tmp_path: Path) -> tuple[Path, str]:
    """A home whose node lives in a database elsewhere, without the file that it left, and its address."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node:
        move(node, there)
    (home / DATABASE).unlink()
    return home, there


def _database(home: Path) -> str:
    return load_settings(home).store.database


def test_a_node_moves_and_comes_back(tmp_path: Path) -> None:
    """Objects, ledger and identity are in the new database, and again in the file afterwards."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node:
        identity = node.ourselves.identity
        moved = move(node, there)
        before = (home / DATABASE).stat().st_size
    assert (moved.versions, moved.audit.size) == (1, 5)
    assert moved.tables["ledger_leaf"].rows == 5
    assert _database(home) == there
    (home / DATABASE).rename(home / "before.sqlite")

    with opened(home) as node:
        assert node.store.engine.dialect.name == "postgresql"
        with node.store.read() as tx:
            assert objects.current(tx, identity)
        move(node, SQLITE)
    assert _database(home) == ""
    assert (home / DATABASE).stat().st_mode & 0o077 == 0
    assert before > 0

    with opened(home) as node, node.store.read() as tx:
        assert node.ledger.verify(tx).size == 5
        assert node.store.engine.dialect.name == "sqlite"


def test_a_file_in_the_way_is_kept(tmp_path: Path) -> None:
    """The old file is not overwritten by the way back."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node:
        move(node, there)
    before = (home / DATABASE).read_bytes()

    with opened(home) as node, pytest.raises(FileInTheWayError):
        move(node, SQLITE)

    assert (home / DATABASE).read_bytes() == before
    assert _database(home) == there


def test_a_full_target_is_refused(tmp_path: Path) -> None:
    """The node stays where it is, and so does what was found."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node:
        move(node, there)
        write_database(home, "")
        with pytest.raises(NotEmptyError):
            move(node, there)
    assert _database(home) == ""


def test_a_node_that_runs_is_not_moved(tmp_path: Path) -> None:
    """What came in meanwhile would be left behind."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node, alone(home), pytest.raises(RunningError):
        move(node, there)
    assert _database(home) == ""


def test_a_node_that_others_work_on_is_not_moved(moved: tuple[Path, str]) -> None:
    """Also when they are on another machine, with a home of their own."""
    home, there = moved
    other = Store.postgresql(there)
    with other.write() as tx:
        tx.exec_driver_sql("SET application_name = 'khien 1 other.example'")

    with opened(home) as node, pytest.raises(NodeInUseError) as refused:
        move(node, SQLITE)
    other.close()

    assert say(refused.value.code, "vi", refused.value.facts)
    assert not (home / DATABASE).exists()


def test_a_ledger_that_does_not_hold_is_not_moved_on(tmp_path: Path) -> None:
    """The setting changes only when the ledger in the new database was verified."""
    home, there = _home(tmp_path), _elsewhere(tmp_path)
    with opened(home) as node:
        with node.store.write() as tx:
            tx.execute(update(ledger_leaf).where(ledger_leaf.c.position == 2).values(entry=b"{}"))
        with pytest.raises(ProofError):
            move(node, there)
    assert _database(home) == ""


def test_a_way_back_that_fails_leaves_no_file(
    moved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-copied stays, not even from a process that was killed."""
    home, _ = moved
    (home / moving.UNFINISHED).write_bytes(b"left by a process that was killed")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with opened(home) as node, monkeypatch.context() as patch:
        patch.setattr(moving, "verify_copy", broken)
        with pytest.raises(KeyboardInterrupt):
            move(node, SQLITE)
    assert list(home.glob("*.sqlite*")) == []

    with opened(home) as node:
        move(node, SQLITE)
    assert (home / DATABASE).exists()


WANTED = "postgresql://khien@db.example/node"


@pytest.mark.parametrize(
    "text",
    [
        '[node]\nname = "a"\n',
        '[node]\nname = "a"',
        '[node]\nname = "a"\n\n[store]\n# where\n',
        '[store]\ndatabase = "" # here\n[node]\nname = "a"\n',
        '[node]\nname = "[store]"\n[store]\ndatabase = "postgresql://x@y/z"\n',
    ],
)
@pytest.mark.parametrize("wanted", [WANTED, ""])
def test_only_the_setting_changes(tmp_path: Path, text: str, wanted: str) -> None:
    """Everything else in the file, comments too, is as it was; nobody else may read it."""
    (tmp_path / FILE).write_text(text, "utf-8")
    before = tomllib.loads(text)

    write_database(tmp_path, wanted)

    after = (tmp_path / FILE).read_text("utf-8")
    assert tomllib.loads(after) == before | {"store": {"database": wanted}}
    assert "# where" not in text or "# where" in after
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("setting", ['store = { database = "" }', 'store.database = ""'])
def test_a_setting_that_is_written_otherwise_is_left_to_a_person(
    tmp_path: Path, setting: str
) -> None:
    """What cannot be changed safely is not changed, and the line is named."""
    text = f'{setting}\n[node]\nname = "a"\n'
    (tmp_path / FILE).write_text(text, "utf-8")

    with pytest.raises(SettingByHandError) as refused:
        write_database(tmp_path, WANTED)

    assert refused.value.facts["line"] == 1
    assert say(refused.value.code, "en", refused.value.facts)
    assert (tmp_path / FILE).read_text("utf-8") == text

"""A draft says what no migration makes yet."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from khien.store import Store
from khien.store.migrations.draft import main, migration_text
from khien.store.schema import migrate, newest_revision


def test_the_draft_for_an_empty_database_makes_every_table(tmp_path: Path) -> None:
    """It is Python that parses, with a function of its own for each table."""
    store = Store.sqlite(tmp_path / "new.db")
    with store.read() as tx:
        text = migration_text(tx, "", ["khien.store"])
    store.close()

    names = {item.name for item in ast.parse(text).body if isinstance(item, ast.FunctionDef)}
    assert {"upgrade", "_object_version", "_withdrawn"} <= names
    assert 'revision = "v0001"\ndown_revision = None' in text
    assert "ix_object_current_type" in text


def test_nothing_missing_gives_an_empty_draft(tmp_path: Path) -> None:
    """What a migration makes already is not made again."""
    store = Store.sqlite(tmp_path / "new.db")
    migrate(store)
    with store.read() as tx:
        assert migration_text(tx, newest_revision(), ["khien.store"]) == ""
    store.close()


def test_the_command_prints_the_draft(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command takes the rooms that are wanted, and prints to standard output."""
    monkeypatch.setattr(sys, "argv", ["draft", "khien.store"])

    main()

    assert capsys.readouterr().out == ""

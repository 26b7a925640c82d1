"""`khien store`: rebuild, and move to another database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from khien.app.doctor import Status, examine
from khien.app.settings import load_settings
from khien.app.wiring import DATABASE
from khien.cli import main
from tests.app.homes import at_noon, make
from tests.store.fresh import address, empty_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new node."""
    return make(tmp_path / "home")


def test_rebuilding_says_how_much_there_is(home: Path) -> None:
    """The counts are one line of JSON."""
    result = CliRunner().invoke(main, ["store", "rebuild", "--home", str(home)])

    assert result.exit_code == 0
    assert json.loads(result.stdout)["objects"] == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.usefixtures("database")
def test_a_node_is_moved_by_one_command(home: Path, tmp_path: Path) -> None:
    """The address may come from the environment; afterwards commands and the doctor use the new place."""
    empty_store(tmp_path, "elsewhere").close()
    there = address(tmp_path, "elsewhere")
    command = ["--lang", "en", "store", "move", "--home", str(home)]
    result = CliRunner().invoke(main, command, env={"KHIEN_DATABASE": there})
    (home / DATABASE).unlink()

    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["versions"], said["tables"]["object_version"]) == (1, 1)
    assert "verified" in result.stderr
    assert load_settings(home).store.database == there
    found = {one.code: one.status for one in examine(home, at_noon)}
    assert found["doctor.keys"] is Status.OK
    assert found["doctor.database-unsafe"] is Status.FAIL  # this server does not wait for the disk
    assert "doctor.database-damaged" not in found

    (home / "khien.toml").chmod(0o640)
    assert "doctor.open-to-others" in {one.code for one in examine(home, at_noon)}


def test_a_wrong_address_is_said_without_repeating_it(home: Path) -> None:
    """What was typed may be a password."""
    command = ["--lang", "vi", "store", "move", "--home", str(home), "--to", "mysql://a:geheim@b/c"]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 8
    assert "PostgreSQL" in result.stderr
    assert "geheim" not in result.output

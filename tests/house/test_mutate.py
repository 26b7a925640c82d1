"""The judge of mutants, on a house with one small room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.reading import ROOT

SETTINGS = """
[tool.mutmut]
source_paths = ["src/khien"]
only_mutate = ["src/khien/room/*"]
also_copy = ["tests", "pyproject.toml"]
pytest_add_cli_args = ["-p", "no:randomly", "-p", "no:cacheprovider"]
"""
RULES = """
def doubled(number):
    return number + number

def unasked():
    return 1

def idle():
    return 1
"""
TESTS = """
from khien.room.rules import doubled

def test_nothing_doubled():
    assert doubled(3) == 6"""
UNASKED, IDLE = (f"khien.room.rules.x_{name}__mutmut_1" for name in ("unasked", "idle"))


def test_what_no_test_notices_is_named_unless_it_is_explained(tmp_path: Path) -> None:
    """A change that a test notices is fine; one that none notices needs a reason."""
    for folder in ("src/khien/room", "tests/room"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").touch()
    for name in ("__init__", "judge", "mutate"):
        shutil.copy(ROOT / "tests" / f"{name}.py", tmp_path / "tests")
    (tmp_path / "src/khien/__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "src/khien/room/rules.py").write_text(RULES, "utf-8")
    (tmp_path / "tests/room/test_rules.py").write_text(TESTS, "utf-8")
    (tmp_path / "tests/mutants.toml").write_text(f'"{IDLE}" = "it is a sample"', "utf-8")

    done = _mutate(tmp_path)

    assert done.stdout == "3 mutants in 1 rooms, 1 to look at\n"
    assert done.stderr.endswith(f"\n{UNASKED}: no tests\n")
    assert f"{IDLE}: no tests" not in done.stderr
    assert done.returncode == 1


def _mutate(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutate"]
    settings = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(  # noqa: S603 -- fixed
        command, cwd=house, env=settings, capture_output=True, text=True, check=False
    )

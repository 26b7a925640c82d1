"""How the house checks see the house: its files, their syntax trees and its modules."""

from __future__ import annotations

import ast
import pkgutil
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import khien

ROOT = Path(__file__).resolve().parents[2]
SRC = Path(khien.__file__).resolve().parent
ROOMS = sorted(SRC.rglob("*.py"))
WORKSHOP = sorted(
    path for folder in ("tests", "bench", "docs") for path in (ROOT / folder).rglob("*.py")
)


def short(path: Path) -> str:
    """The path as a person would name it: below `khien` for the source, below the root otherwise."""
    return path.relative_to(SRC if path.is_relative_to(SRC) else ROOT).as_posix()


def faults(paths: Iterable[Path], check: Callable[[str], object]) -> dict[str, object]:
    """What a check finds in the text of each file; files without a fault are left out."""
    found = {short(path): check(path.read_text("utf-8")) for path in paths}
    return {place: fault for place, fault in found.items() if fault}


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file, read once."""
    return ast.parse(path.read_text("utf-8"), str(path))


def is_pure(place: str) -> bool:
    """Whether the file at `place`, below `khien`, must live without clock, dice and disk."""
    room, _, _ = place.partition("/")
    name = place.rpartition("/")[2]
    return room in {"model", "gate", "intake"} or place == "ledger/tree.py" or name == "rules.py"


def last_name(node: ast.expr) -> str:
    """`now` for `datetime.now`, for whatever stands before the last dot."""
    return ast.unparse(node).rpartition(".")[2]


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of Khiên, imported. One that cannot be imported fails the test that asks."""
    names = sorted(found.name for found in pkgutil.walk_packages(khien.__path__, "khien."))
    return tuple(import_module(name) for name in names if not name.endswith("__main__"))


def tracked() -> Iterator[Path]:
    """Every text file that belongs to the repository, also those not committed yet."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        raise AssertionError("this check needs git and a clone: it asks which files are tracked")
    listed = subprocess.run(  # noqa: S603 -- fixed arguments
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    for name in sorted(filter(None, listed.decode().split("\0"))):
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes():
            yield path

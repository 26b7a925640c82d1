"""`make mutate`: the rules are changed one spot at a time, and some test must notice each change.

mutmut makes the mutants. The tests of a room, those in the folder that mirrors it, judge the mutants of
that room (tests/judge.py): a rule that only a far test would notice has no test of its own.

mutmut says nothing about a path that it did not find, so the count of mutants is asserted, file by
file. A survivor is either a missing test or a change that means the same; the second kind is listed
in tests/mutants.toml with the reason.

A run that was ended goes on where it stopped: what was found out is kept in `mutants`. A mutant is judged
again when its function has changed, or when it survived. `make mutate ONLY="khien.gate*"` asks about some
modules alone.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path

from tests.judge import ONLY, ROOM

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "mutants"
EXPLAINED = ROOT / "tests" / "mutants.toml"
FINE = {"killed", "timeout", "segfault", "caught by type check"}
WORKERS = os.cpu_count() or 1


def wanted() -> dict[str, str]:
    """Every module that has to be mutated, with its room: it fits a pattern and holds a function.

    mutmut leaves decorated functions alone.
    """
    patterns = _settings()["only_mutate"]
    files = [p.relative_to(ROOT).as_posix() for p in sorted((ROOT / "src").rglob("*.py"))]
    found = [f for f in files if any(fnmatch(f, pattern) for pattern in patterns)]
    return {
        _module(f): f.rpartition("/")[0]
        for f in found
        if any(map(_is_plain_function, ast.walk(ast.parse((ROOT / f).read_text("utf-8")))))
    }


def _settings() -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    mutmut: dict[str, list[str]] = settings["tool"]["mutmut"]
    return mutmut


def _is_plain_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list


def _module(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def verdicts() -> dict[str, str]:
    """What is known of each mutant, by its name."""
    from mutmut.mutation.data import SourceFileMutationData  # noqa: PLC0415 -- only while mutating
    from mutmut.stats import status_by_exit_code  # noqa: PLC0415 -- likewise
    from mutmut.utils.file_utils import walk_mutatable_files  # noqa: PLC0415 -- likewise

    found: dict[str, str] = {}
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        found |= {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
    return found


def chosen(found: Mapping[str, str], only: Sequence[str]) -> dict[str, str]:
    """What fits one of the patterns; all of it when there is none."""
    patterns = only or ["*"]
    return {k: v for k, v in found.items() if any(fnmatch(k, pattern) for pattern in patterns)}


def module_of(mutant: str) -> str:
    """`khien.gate.reach` for `khien.gate.reach.x_below_ceiling__mutmut_3`."""
    return mutant.rpartition(".")[0]


def faults(verdicts: dict[str, str], modules: Iterable[str], explained: Iterable[str]) -> list[str]:
    """What stands between these verdicts and a good end."""
    made = Counter(map(module_of, verdicts))
    reasons = set(explained)
    survivors = {name for name, verdict in verdicts.items() if verdict not in FINE}
    return [
        *(f"{module}: no mutant was made" for module in modules if not made[module]),
        *(f"{name}: {verdicts[name]}" for name in sorted(survivors - reasons)),
        *(
            f"{name}: explained, but it is noticed now or gone"
            for name in sorted(reasons - survivors)
        ),
    ]


def generate() -> None:
    """Write the mutants, and copy what the tests need, to the folder that mutmut works in."""
    from mutmut.__main__ import create_mutants  # noqa: PLC0415 -- it settles how processes start
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir  # noqa: PLC0415

    COPY.mkdir(exist_ok=True)
    shutil.rmtree(COPY / "tests", ignore_errors=True)  # or a test that is gone would go on judging
    for kept in (COPY / "src").rglob("*"):  # what is no code is copied anew: mutmut would keep it
        if kept.is_file() and kept.suffix not in {".py", ".meta", ".spans"}:
            kept.unlink()
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # it names every file
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(WORKERS)


def judge(room: str, only: Sequence[str]) -> str:
    """Let the tests of one room judge those of its mutants that are still open.

    Args:
        room: the folder of the modules, such as `src/khien/gate`.
        only: patterns of mutants; none means all.

    Returns:
        What went wrong, or nothing.
    """
    scratch = ROOT / "build" / "mutate" / room
    shutil.rmtree(scratch, ignore_errors=True)  # ended tests leave things behind
    (scratch / "more").mkdir(parents=True)
    command = [sys.executable, "-m", "pytest", "-p", "tests.judge", "--tb=native"]
    command += [*_settings()["pytest_add_cli_args"], "--basetemp", str(scratch / "tmp")]
    command += [room.replace("src/khien", "tests", 1)]
    told = {ROOM: room, ONLY: json.dumps(list(only)), "HYPOTHESIS_PROFILE": "mutate"}
    told["TMPDIR"] = str(scratch / "more")
    settings = {**os.environ, **told, "PYTHONPATH": str(COPY / "src")}
    with (scratch / "log").open("wb") as log:
        done = subprocess.run(command, cwd=COPY, env=settings, stdout=log, check=False)  # noqa: S603 -- fixed
    return f"{room}: its tests could not judge, see {log.name}" if done.returncode else ""


def main(only: Sequence[str]) -> int:
    """Mutate, judge, and answer with the exit status.

    Args:
        only: patterns of mutants or modules, such as `khien.gate*`; none means all.
    """
    os.chdir(ROOT)
    generate()
    modules = wanted()
    rooms = sorted({modules[module_of(mutant)] for mutant in chosen(verdicts(), only)})
    with ThreadPoolExecutor(WORKERS) as hands:
        broken = [*filter(None, hands.map(lambda room: judge(room, only), rooms))]
    found = chosen(verdicts(), only)
    explained = chosen(tomllib.loads(EXPLAINED.read_text("utf-8")), only)
    lines = [*broken, *faults(found, [] if only else modules, explained)]
    for line in lines:
        sys.stderr.write(line + "\n")
    sys.stdout.write(f"{len(found)} mutants in {len(rooms)} rooms, {len(lines)} to look at\n")
    return 1 if lines or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

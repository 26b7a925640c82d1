"""`make mutate`: the rules are changed one spot at a time, and some test must notice each change.

mutmut says nothing about a path that it did not find, so the count of mutants is asserted, file by
file. A survivor is either a missing test or a change that means the same; the second kind is listed
in tests/mutants.toml with the reason.

The whole takes hours on two cores. A run that was ended goes on where it stopped: what mutmut found out
is kept in `mutants`. `make mutate ONLY="khien.gate*"` asks about some modules alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXPLAINED = ROOT / "tests" / "mutants.toml"
_RESULT = re.compile(
    r"^\s*(?P<name>khien\.[\w.ǁ]+__mutmut_\d+): (?P<verdict>[\w ]+)$", re.MULTILINE
)
FINE = {"killed", "timeout", "segfault", "caught by type check"}


def wanted() -> list[str]:
    """Every module that has to be mutated: those that hold a function and fit a pattern."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    files = [p.relative_to(ROOT).as_posix() for p in sorted((ROOT / "src").rglob("*.py"))]
    found = [f for f in files if any(fnmatch(f, pattern) for pattern in settings["only_mutate"])]
    return [
        _module(f)
        for f in found
        if re.search(r"^\s*def ", (ROOT / f).read_text("utf-8"), re.MULTILINE)
    ]


def _module(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def results(text: str) -> dict[str, str]:
    """Verdicts by mutant, from what `mutmut results --all true` prints."""
    return {found["name"]: found["verdict"].strip() for found in _RESULT.finditer(text)}


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


def main(only: Sequence[str]) -> int:
    """Mutate, judge, and answer with the exit status.

    Args:
        only: patterns of mutants or modules, such as `khien.gate*`; none means all.
    """
    mutmut = str(Path(sys.executable).parent / "mutmut")
    settings = {**os.environ, "HYPOTHESIS_PROFILE": "mutate"}
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "mutmut.log").open("wb") as log:  # its progress is an animation
        command = [mutmut, "run", *only]
        subprocess.run(command, cwd=ROOT, env=settings, stdout=log, check=True)  # noqa: S603 -- fixed
    listed = subprocess.run(  # noqa: S603 -- fixed arguments
        [mutmut, "results", "--all", "true"], cwd=ROOT, check=True, capture_output=True
    )
    verdicts = chosen(results(listed.stdout.decode()), only)
    explained = chosen(tomllib.loads(EXPLAINED.read_text("utf-8")), only)
    found = faults(verdicts, [] if only else wanted(), explained)
    for line in found:
        sys.stderr.write(line + "\n")
    sys.stdout.write(f"{len(verdicts)} mutants in {len(wanted())} files, {len(found)} to look at\n")
    return 1 if found or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

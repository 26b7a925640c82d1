"""`make fuzz`: each target for a while under atheris, guided by coverage, from the saved corpus.

Arguments: seconds a target, then the names of targets; without names, all of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.corpus import saved

SECONDS = "60"
ONE = "--one"
FOUND = 70  # how a process ends that found something


def main(arguments: list[str]) -> int:
    """Run the targets one after the other; 0 when nothing was found."""
    if importlib.util.find_spec("atheris") is None:
        print(  # noqa: T201 -- a verb of the workshop speaks
            f"atheris has no wheel for Python {sys.version_info.major}.{sys.version_info.minor} here, "
            "so nothing is fuzzed. `make fuzz` installs it where there is one (Python 3.11 to 3.13, Linux). "
            "The saved corpus is replayed by `make test` all the same."
        )
        return 0
    if arguments[:1] == [ONE]:
        run(arguments[1], int(arguments[2]))
    seconds = arguments[0] if arguments else SECONDS
    targets = importlib.import_module("tests.fuzz.targets")
    found = []
    for name in arguments[1:] or list(targets.TARGETS):
        # A process for each: atheris watches the code from its import on, and never returns.
        one = [sys.executable, "-m", "tests.fuzz", ONE, name, seconds]
        if subprocess.run(one, check=False).returncode:  # noqa: S603 -- our own interpreter
            found.append(name)
    print(f"found something: {', '.join(found)}" if found else "nothing found")  # noqa: T201
    return FOUND if found else 0


def run(name: str, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["khien"]):
        targets = importlib.import_module("tests.fuzz.targets")
    with tempfile.TemporaryDirectory(prefix="khien-fuzz-") as folder:
        for number, one in enumerate(saved(name)):
            (Path(folder) / f"saved-{number:03}").write_bytes(one)
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={targets.LARGEST_BYTES}",
            f"-timeout={round(targets.LONGEST_S * 5)}",  # of the wall, on a machine that does other things
            f"-rss_limit_mb={targets.MOST_MB}",
            "-print_final_stats=1",
            "-verbosity=0",
            f"-artifact_prefix={name}-",
        ]
        by_structure = importlib.import_module("tests.fuzz.mutation").mutated

        def mutate(raw: bytes, most_bytes: int, seed: int) -> bytes:
            new: bytes = by_structure(raw, most_bytes, seed, atheris.Mutate)
            return new

        more = {"custom_mutator": mutate} if name in targets.BY_STRUCTURE else {}
        atheris.Setup([sys.argv[0], *options, folder], targets.TARGETS[name], **more)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

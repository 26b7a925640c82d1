"""What the repository as a whole holds, and what it must never hold."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import khien
from tests.house.reading import ROOT, SRC, tracked

# Written in pieces, so that this file does not find itself.
_MACHINE = "|".join(["/" + "work/", "/" + "root/", "/" + "tmp/", "/" + "home/", "/" + "Users/"])
_REGISTRY = "|".join(
    [
        r"pypi\." + "org",
        r"python" + r"hosted\.",
        r"npm" + r"js\.(org|com)",
        r"debian\." + "org",
        "--(extra-)?index" + "-url",
        "--find" + "-links",
    ]
)
NEVER = re.compile(f"(?<![A-Za-z0-9_.])({_MACHINE})|{_REGISTRY}")
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
LOCKS = ("core", "build", "dev", "fuzz")
FRAGMENT_KINDS = {"added", "changed", "fixed", "removed", "security"}


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def _pins(name: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in _PIN.finditer(_lock(name))}


def test_no_machine_and_no_registry_is_named() -> None:
    """A clone works anywhere: no file names a path of one machine or the address of a registry."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if NEVER.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "cp /" + "tmp/x .",
        "see /" + "root/notes",
        "https://pypi" + ".org/simple",
        "--index" + "-url=x",
        "open('/" + "home/a')",
    ],
)
def test_machine_paths_are_caught(line: str) -> None:
    """The check sees what it looks for."""
    assert NEVER.search(line)


@pytest.mark.parametrize(
    "line", ["GET /taxii2/", "a/" + "tmp/b", "src/khien/web", "https://node.example/home"]
)
def test_ordinary_paths_pass(line: str) -> None:
    """Paths inside the repository and of a web address are no paths of a machine."""
    assert not NEVER.search(line)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(name: str) -> None:
    """Every locked package has a version and a hash; where it comes from is not said."""
    text = _lock(name)
    entries = re.split(r"^(?=[\w])", text, flags=re.MULTILINE)[1:]

    assert len(entries) == len(_pins(name)) > 0
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "@" not in text


def test_the_locks_agree() -> None:
    """What is tested is what runs: a package has the same version in every lock."""
    dev = _pins("dev")

    for name in ("core", "build"):
        assert {n: (v, dev.get(n)) for n, v in _pins(name).items() if dev.get(n) != v} == {}


def test_the_locks_hold_what_the_project_declares() -> None:
    """Every declared dependency is locked, in a version that the declaration allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "core": project["project"]["dependencies"],
        "build": groups["build"],
        "fuzz": groups["fuzz"],  # beside dev: it has no wheel for every Python
        "opentaxii": groups["opentaxii"],  # in an environment of its own
        "quality": groups["quality"],  # peers, for one measure alone
        "scale": groups["scale"],  # large, and for a few tests alone
        "dev": [
            text
            for name, group in groups.items()
            for text in group
            if isinstance(text, str) and name not in {"fuzz", "opentaxii", "quality", "scale"}
        ],
    }

    for name, texts in wanted.items():
        pins = _pins(name)
        for requirement in map(Requirement, texts):
            assert Version(pins[requirement.name.lower()]) in requirement.specifier


def test_the_licence_is_whole() -> None:
    """LICENSE is the Apache License 2.0, unabridged and unchanged."""
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert "Version 2.0, January 2004" in text
    assert [f"   {n}. " in text for n in range(1, 10)] == [True] * 9
    assert text.rstrip().endswith("limitations under the License.")


def test_changes_are_told() -> None:
    """There is at least one fragment; each has a kind that changes/README.md names, in both languages."""
    fragments = [p for p in sorted((ROOT / "changes").glob("*.md")) if p.name != "README.md"]

    assert fragments != []
    for fragment in fragments:
        assert fragment.stem.rpartition(".")[2] in FRAGMENT_KINDS, fragment.name
        assert fragment.read_text("utf-8").count("\n\n") >= 1, fragment.name


def test_the_version_is_a_version() -> None:
    """The one place that says the version says one that Python's packaging understands."""
    assert Version(khien.__version__) >= Version("0.1.0")


def test_continuous_integration_runs_what_people_run() -> None:
    """`.ci/run` is `make check` and then `make test`, and stops at the first failure."""
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == [
        "set -eu",
        'cd "$(dirname "$0")/.."',
        "make check",
        "make test",
    ]


def test_only_the_exchange_may_speak_to_other_machines() -> None:
    """A new room cannot be forgotten: every one but `exchange` is under the contract."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {one["name"]: one for one in project["tool"]["importlinter"]["contracts"]}
    silent = set(contracts["Only the exchange speaks to other machines"]["source_modules"])
    rooms = {f"khien.{path.parent.name}" for path in SRC.glob("*/__init__.py")}

    assert rooms - silent == {"khien.exchange"}

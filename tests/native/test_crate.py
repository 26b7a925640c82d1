"""The crate's own tests, and what it must not have: other crates."""

from __future__ import annotations

import shutil
import subprocess
import tomllib

import pytest

from tests.house.reading import ROOT

_NATIVE = ROOT / "native"


@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not here")
def test_the_crate_passes_its_own_tests() -> None:
    """`cargo test` in native/ is green, offline: vector and plain ways agree, prefixes cover their ends."""
    command = ["cargo", "test", "--quiet", "--offline", "--locked"]
    done = subprocess.run(command, cwd=_NATIVE, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed

    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_has_to_be_downloaded() -> None:
    """The lock names this crate alone, and the manifest no dependency."""
    lock = tomllib.loads((_NATIVE / "Cargo.lock").read_text("utf-8"))
    manifest = tomllib.loads((_NATIVE / "Cargo.toml").read_text("utf-8"))

    assert [one["name"] for one in lock["package"]] == ["khien-kernel"]
    assert manifest["dependencies"] == {}
    assert "build-dependencies" not in manifest


def test_unsafe_stands_where_it_is_said_to() -> None:
    """Only the boundary, the vector loads and the prefetch are unsafe, and each says why."""
    places = {}
    for path in sorted((_NATIVE / "src").glob("*.rs")):
        lines = path.read_text("utf-8").splitlines()
        unsafe = [n for n, line in enumerate(lines) if "unsafe {" in line.partition("//")[0]]
        argued = [n for n in unsafe if "// SAFETY:" in "\n".join(lines[max(0, n - 5) : n])]
        if unsafe:
            places[path.name] = len(unsafe) - len(argued)

    assert places == dict.fromkeys(("boundary.rs", "lanes.rs", "tables.rs"), 0)

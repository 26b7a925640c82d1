"""What pages take from npm: pinned, permissive, whole, in the source tree and in the wheel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docs.sbom import completed
from hatch_build import VENDORED

from tests.house.reading import ROOT, SRC

MODULES = ROOT / "node_modules"
VENDOR = SRC / "web" / "static" / "vendor"
PERMISSIVE = {"0BSD", "ISC", "MIT", "OFL-1.1"}

built = pytest.mark.skipif(
    shutil.which("npm") is None, reason="npm is not here, so nothing of its packages is"
)


def _read(name: str) -> Any:  # noqa: ANN401 -- JSON
    return json.loads((ROOT / name).read_text("utf-8"))


def _copied() -> list[tuple[Path, Path]]:
    """Each file of a package, and where it is served from."""
    return [
        (MODULES / package / place, VENDOR / name)
        for package, files in VENDORED.items()
        for place, name in files.items()
    ]


def test_the_lock_has_hashes_and_no_addresses() -> None:
    """Every npm package has one version and a hash; where it comes from is not said."""
    locked = _read("package-lock.json")["packages"]
    packages = {place: one for place, one in locked.items() if place}

    assert len(packages) > len(VENDORED)
    assert [place for place, one in packages.items() if "resolved" in one] == []
    assert [place for place, one in packages.items() if "://" in str(one)] == []
    assert [p for p, one in packages.items() if not one["integrity"].startswith("sha512-")] == []


def test_the_lock_holds_what_is_declared() -> None:
    """Declared versions are exact and are those locked; nothing else comes with them."""
    declared = _read("package.json")
    wanted = declared["dependencies"] | declared["devDependencies"]
    packages = _read("package-lock.json")["packages"]
    locked = {p.removeprefix("node_modules/"): one["version"] for p, one in packages.items() if p}

    assert locked == wanted
    assert set(declared["dependencies"]) == set(VENDORED)


def test_what_is_served_is_free_to_be_passed_on() -> None:
    """Only packages with a permissive licence are copied into Khiên."""
    packages = _read("package-lock.json")["packages"]

    assert {packages[f"node_modules/{name}"]["license"] for name in VENDORED} <= PERMISSIVE


def test_the_bill_of_materials_names_them() -> None:
    """`make sbom` lists what pages take from npm, with version, licence and hash."""
    bill = completed({"metadata": {"component": {}}, "components": []}, _read("package-lock.json"))
    inter = next(one for one in bill["components"] if one["name"] == "inter")

    assert {one["purl"].split("/", 1)[1].split("@")[0] for one in bill["components"]} >= {
        "htmx.org"
    }
    assert len(bill["components"]) == len(VENDORED)
    assert inter["purl"].startswith("pkg:npm/%40fontsource-variable/inter@")
    assert (inter["hashes"][0]["alg"], len(inter["hashes"][0]["content"])) == ("SHA-512", 128)


@built
def test_what_is_served_is_what_npm_verified() -> None:
    """Every copy is the file of the package, byte for byte, and the package is the locked one."""
    packages = _read("package-lock.json")["packages"]

    assert [name for name in VENDORED if not (MODULES / name).is_dir()] == []
    for name in VENDORED:
        installed = _read(f"node_modules/{name}/package.json")
        assert installed["version"] == packages[f"node_modules/{name}"]["version"], name
    assert [o.name for source, o in _copied() if source.read_bytes() != o.read_bytes()] == []


@built
def test_a_wheel_brings_its_pages_along(tmp_path: Path) -> None:
    """Whoever installs a wheel needs no npm: script, font and licences are inside."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 -- fixed arguments

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        served = {name for _, path in _copied() for name in [path.name]}
        inside = "khien/web/static/vendor/"
        assert {inside + n for n in served | {"inter.css", "LICENCES.txt"}} <= names
        assert wheel.read(inside + "htmx.min.js") == (VENDOR / "htmx.min.js").read_bytes()

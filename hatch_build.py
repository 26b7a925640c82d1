"""Make what a running node reads and git leaves out: translations (.mo) and what pages take from npm.

Hatchling calls `PagesHook` for every wheel and every editable install; `make` calls the file itself
when a translation has changed since. Fuzzy entries are left out: a guess is not a translation.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INTER = "@fontsource-variable/inter"
# In CSS the last face that has a letter wins: Vietnamese stands after latin-ext, which has most of its
# letters too but is eight times as large.
SUBSETS = ("cyrillic-ext", "cyrillic", "latin-ext", "vietnamese", "latin")
VENDORED = {
    "cytoscape": {"dist/cytoscape.min.js": "cytoscape.min.js"},
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
    "idiomorph": {"dist/idiomorph-ext.min.js": "idiomorph.min.js"},
    "modern-normalize": {"modern-normalize.css": "modern-normalize.css"},
    "uplot": {"dist/uPlot.iife.min.js": "uplot.min.js", "dist/uPlot.min.css": "uplot.min.css"},
    INTER: {f"files/inter-{one}-wght-normal.woff2": f"inter-{one}.woff2" for one in SUBSETS},
}
FACE = """\
@font-face {
  font-family: Inter;
  font-weight: 100 900;
  font-display: swap;
  src: url(inter-%s.woff2) format("woff2");
  unicode-range: %s;
}
"""


def compile_translations(root: Path) -> list[Path]:
    """Write one .mo beside each .po under `root`, and return those written.

    Each is replaced in one step, so that a node that starts meanwhile reads the old or the new one.
    """
    written = []
    for po in sorted(root.rglob("*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        mo = po.with_suffix(".mo")
        unfinished = mo.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as target:
            write_mo(target, catalogue)
        unfinished.replace(mo)
        written.append(mo)
    return written


def copy_vendored(modules: Path, target: Path) -> list[Path]:
    """Write the files of `VENDORED`, Inter's faces and all licences into `target`; return those written.

    Without `modules` (npm is not here, or the source comes from an sdist) `target` stays as it is.
    """
    if not modules.is_dir():
        return []
    target.mkdir(parents=True, exist_ok=True)
    content = {
        name: (modules / package / place).read_bytes()
        for package, files in VENDORED.items()
        for place, name in files.items()
    }
    content["inter.css"] = _faces(modules / INTER).encode()
    content["LICENCES.txt"] = "\n".join(_licence(modules / one) for one in VENDORED).encode()
    for name in {path.name for path in target.iterdir()} - content.keys():
        (target / name).unlink()
    for name, written in content.items():
        unfinished = target / f"{name}.{os.getpid()}.part"
        unfinished.write_bytes(written)
        unfinished.replace(target / name)
    return [target / name for name in sorted(content)]


def _faces(inter: Path) -> str:
    ranges = json.loads((inter / "unicode.json").read_text("utf-8"))
    return "".join(FACE % (one, ranges[one]) for one in SUBSETS)


def _licence(package: Path) -> str:
    about = json.loads((package / "package.json").read_text("utf-8"))
    text = next(path for path in sorted(package.iterdir()) if path.name.lower() == "license")
    return f"{about['name']} {about['version']}\n\n{text.read_text('utf-8').strip()}\n\n"


def build(root: Path) -> None:
    """Everything that is made rather than written, in the source tree at `root`."""
    compile_translations(root / "src")
    copy_vendored(root / "node_modules", root / "src" / "khien" / "web" / "static" / "vendor")


class PagesHook(BuildHookInterface[Any]):
    """Hatchling's custom build hook, named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make before any file is collected; `artifacts` in pyproject.toml lets them in."""
        build(Path(self.root))


if __name__ == "__main__":
    build(Path(__file__).parent)

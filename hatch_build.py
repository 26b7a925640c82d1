"""Turn the translations (.po) into what a running node reads (.mo).

Hatchling calls `TranslationsHook` for every wheel and every editable install; `make` calls the file
itself when a translation has changed since. Fuzzy entries are left out: a guess is not a translation.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


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


class TranslationsHook(BuildHookInterface[Any]):
    """Hatchling's custom build hook, named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before any file is collected; `artifacts` in pyproject.toml lets them in."""
        compile_translations(Path(self.root) / "src")


if __name__ == "__main__":
    compile_translations(Path(__file__).parent / "src")

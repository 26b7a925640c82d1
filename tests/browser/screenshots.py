"""`make screenshots`: every page with the demo's story, in both languages, both schemes and two widths.

Arguments are parts of names: `make screenshots ARGS=releases` takes those pages alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from khien.app.demo.cast import Player
from khien.model.words import Language
from tests.browser.chromium import PROGRAM, WHY_NOT, launched
from tests.browser.places import places
from tests.browser.reader import DESKTOP, PHONE, Reader, reading
from tests.browser.story import EVERYTHING, played
from tests.house.reading import ROOT

FOLDER = ROOT / "screenshots"
LANGUAGES: tuple[Language, ...] = ("vi", "en")
OUTSIDE = {"landing": "/", "sign-in": "/sign-in"}


def taken(
    browser: Browser, player: Player, pages: Mapping[str, str], officer: str
) -> Iterator[Path]:
    """Take them, one after the other; gives where each lies."""
    for language, dark in product(LANGUAGES, (False, True)):
        scheme = "dark" if dark else "light"
        with reading(browser, player, officer, language=language, dark=dark) as reader:
            for name, path in pages.items():
                reader.open(path)
                for size in (DESKTOP, PHONE):
                    folder = FOLDER / f"{language}-{scheme}-{size[0]}"
                    yield _shot(reader, size, folder / f"{name}.png")


def _shot(reader: Reader, size: tuple[int, int], place: Path) -> Path:
    reader.sized(size)
    reader.page.wait_for_load_state("load")
    reader.page.evaluate("document.fonts.ready")
    reader.page.screenshot(path=place, full_page=True, animations="disabled")
    return place


def main(wanted: list[str]) -> int:
    """Take all, or those whose name holds one of `wanted`, and say where they are."""
    if PROGRAM is None:
        sys.stderr.write(f"{WHY_NOT}\n")
        return 1
    if not wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as root, played(Path(root)) as play, launched() as browser:
        for officer, pages in ((EVERYTHING, places(play)), ("", OUTSIDE)):
            chosen = {n: p for n, p in pages.items() if not wanted or any(w in n for w in wanted)}
            for place in taken(browser, play.centre, chosen, officer):
                sys.stdout.write(f"{place.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

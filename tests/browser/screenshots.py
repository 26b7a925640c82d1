"""`make screenshots`: every page with the demo's story, in both languages, both schemes and two widths.

Arguments are parts of names: `make screenshots ARGS=releases` takes those pages alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from khien.app.demo.cast import Player
from khien.model.words import Language
from tests.browser.chromium import PROGRAM, WHY_NOT, launched
from tests.browser.places import Shown, by_seat, places
from tests.browser.reader import DESKTOP, PHONE, Reader, Seat, reading
from tests.browser.story import played
from tests.house.reading import ROOT

FOLDER = ROOT / "screenshots"
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def taken(browser: Browser, player: Player, seat: Seat, pages: Sequence[Shown]) -> Iterator[Path]:
    """Take them, one after the other; gives where each lies."""
    for language, dark in product(LANGUAGES, (False, True)):
        scheme = "dark" if dark else "light"
        with reading(browser, player, seat, language=language, dark=dark) as reader:
            for page in pages:
                reader.open(page.address)
                name = f"{page.name}.png"
                yield _shot(reader, DESKTOP, f"{language}-{scheme}-{DESKTOP[0]}/{name}")
                yield _shot(reader, PHONE, f"{language}-{scheme}-{PHONE[0]}/{name}")


def _shot(reader: Reader, size: tuple[int, int], name: str) -> Path:
    place = FOLDER / name
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
        every = [p for p in places(play) if not wanted or any(one in p.name for one in wanted)]
        for seat, pages in by_seat(every):
            _say(taken(browser, play.centre, seat, pages))
    return 0


def _say(taken_now: Iterable[Path]) -> None:
    for place in taken_now:
        sys.stdout.write(f"{place.relative_to(ROOT)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make docs`: write the reference and the glossary, run the README's tour, follow every link."""

from __future__ import annotations

import sys

from docs.generate import console, glossary, tour
from docs.generate.links import broken_links
from docs.generate.reference import PAGES, REFERENCE, ROOT


def main() -> int:
    """Write, check, and answer with the exit status: 1 when a link is broken."""
    for name, written in PAGES.items():
        (REFERENCE / name).write_text(written(), "utf-8")
    console.PAGE.write_text(console.written(console.PAGE.read_text("utf-8")), "utf-8")
    glossary.PAGE.write_text(glossary.written(), "utf-8")
    for page in tour.PAGES:
        tour.rewrite(page)
    broken = broken_links(ROOT)
    for line in broken:
        sys.stderr.write(f"broken link: {line}\n")
    return 1 if broken else 0


sys.exit(main())

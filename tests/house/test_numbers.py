"""A number agrees with what it counts, in every sentence of the catalogue and on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import khien
from khien.model.words import WORDS

TEMPLATES = Path(khien.__file__).parent / "web" / "templates"
MANY = (
    "attributes|bytes|characters|claims|columns|days|digits|entries|events|feeds|files|hits|hours|"
    "indicators|items|keys|leaves|lines|messages|minutes|months|objects|officers|opinions|parties|"
    "partners|queries|releases|requests|rows|seconds|sightings|sources|times|values|versions|weeks|words|years"
)
COUNTED = re.compile(rf"\{{(\w+)\}}(?: (?:different|new|earlier|other))? (?:{MANY}|are)\b")
TOLD = re.compile(r"\{%-?\s*trans\b([^%]*)%\}(.*?)\{%-?\s*endtrans", re.DOTALL)
SHOWN = re.compile(rf"\{{\{{ (\w+) \}}\}}(?: (?:different|new|earlier|other))? (?:{MANY}|are)\b")
NEVER_ONE = {
    ("exchange.batch-too-large", "count"),  # more than a limit
    ("exchange.too-large", "limit_bytes"),
    ("foresight.burst.description", "seen"),  # five at least
    ("foresight.first.description", "parties"),  # two at least
    ("foresight.first.description-new", "parties"),
    ("history.full", "most_bytes"),
    ("import.folder-too-big", "detail"),
    ("intake.line-too-long", "detail"),
    ("objects.too-many-chosen", "limit"),
    ("people.password-long", "detail"),
    ("people.password-plain", "detail"),
    ("people.password-short", "detail"),
    ("people.search-name", "longest"),
    ("stix.fine-precision", "detail"),  # four at least
    ("stix.too-large", "detail"),
    ("taxii.too-many-objects", "count"),
    ("warning.long", "detail"),
    ("watch.too-large", "detail"),
}
"""Holes for a number that is always more than one: limits of the house, and what is over one."""
LIMITS = {
    ("account/_new_password.html", "least"),
    ("partners/list.html", "days"),  # thirty
    ("partners/one.html", "days"),
    ("releases/dry_run.html", "asked"),  # said where more than a page is there
    ("releases/dry_run.html", "most"),
    ("watch/hits.html", "most"),
    ("watch/hunt.html", "seen"),
    ("watch/page.html", "most"),
    ("watch/result.html", "hits"),
}
"""The same on pages."""


def _sentences() -> Iterator[tuple[str, str]]:
    for code, both in WORDS.items():
        yield from ((code, found[1]) for found in COUNTED.finditer(both.en))


def _pages() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        for told in TOLD.finditer(path.read_text("utf-8")):
            if "pluralize" not in told[2]:
                name = str(path.relative_to(TEMPLATES))
                yield from ((name, found[1]) for found in SHOWN.finditer(told[2]))


def test_what_a_sentence_counts_can_be_one() -> None:
    """`1 MiB are free` is no sentence: the hole brings what follows its number, for one and for many."""
    assert set(_sentences()) - NEVER_ONE == set()


def test_what_a_page_counts_can_be_one() -> None:
    """`half of it every 1 days` is none: what counts has `pluralize`."""
    assert set(_pages()) - LIMITS == set()


def test_what_can_never_be_one_is_still_there() -> None:
    """An exception that nothing needs any more goes."""
    assert set(_sentences()) >= NEVER_ONE
    assert set(_pages()) >= LIMITS

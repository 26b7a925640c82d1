"""Every page of the console as an address with real content behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from khien.app.demo.play import Play
from khien.web.console import DOORS

# Doors that answer with something else than a page of their own: streams, files, parts of a page.
NO_PAGES: frozenset[str] = frozenset()

# What stands in the holes of an address. A door that is not named here has no holes.
EXAMPLES: Mapping[str, Callable[[Play], list[str]]] = {}


def shown() -> list[str]:
    """Paths of the doors that show a page."""
    return [door.path for door in DOORS if door.method == "GET" and door.path not in NO_PAGES]


def places(play: Play) -> dict[str, str]:
    """Address by name, for every page with content of the play; the name may be one of a file."""
    found: dict[str, str] = {}
    for path in shown():
        filled = EXAMPLES[path](play) if path in EXAMPLES else [path]
        for number, address in enumerate(filled):
            name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "now"
            found[f"{name}-{number + 1}" if number else name] = address
    return found

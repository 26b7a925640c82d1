"""Every page of the console as an address with real content behind it, and who looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from khien.app.demo.play import ABROAD, Play
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rules import State
from khien.people.sessions import Stage
from khien.web.console import DOORS
from tests.browser.reader import STRANGER, Seat


@dataclass(frozen=True, slots=True)
class Shown:
    """One page; `name` can be one of a file."""

    name: str
    address: str
    seat: Seat


# Doors that answer with something else than a page of their own: streams, files, parts of a page.
NO_PAGES = {
    "/account/totp/qr.svg",
    "/setup",  # only on a node without officers: test_signing_in.py
}

SEATS: Mapping[str, Seat] = {
    "/welcome": STRANGER,
    "/sign-in": STRANGER,
    "/sign-in/second": Seat("hoa", Stage.PASSWORD),
    "/sign-in/factor": Seat(stage=Stage.PASSWORD),
}


def _releases(*states: State) -> Callable[[Play], list[str]]:
    """One release of the centre in each of these states."""

    def found(play: Play) -> list[str]:
        with play.centre.node.store.read() as tx:
            listed = release_rows.listed(tx)
        return [next(one.id for one in listed if one.state is state) for state in states]

    return found


def _recalled(play: Play) -> list[str]:
    """An object that everybody gave back, and one of which a partner has not said so."""
    with play.centre.node.store.read() as tx:
        listed = release_rows.listed(tx)
    under_way = next(one.object_id for one in listed if one.state is State.RECALLING)
    return [play.recalled, under_way]


# What stands in the hole of an address. A door that is not named here has none.
EXAMPLES: Mapping[str, Callable[[Play], list[str]]] = {
    "/releases/{id}": _releases(State.HELD, State.REFUSED, State.ACCEPTED, State.RECALLING),
    "/recalls/{id}": _recalled,
    "/administration/officers/{name}": lambda _: ["hoa"],
    "/partners/{name}": lambda _: [ABROAD],
}

# Pages that show more when they are asked something.
ASKED: Mapping[str, tuple[str, ...]] = {
    "/releases": ("?state=all",),
    "/releases/dry-run": (f"?partner={ABROAD}",),
}


def shown() -> list[str]:
    """Paths of the doors that show a page."""
    return [door.path for door in DOORS if door.method == "GET" and door.path not in NO_PAGES]


def places(play: Play) -> list[Shown]:
    """Every page, with content of the play."""
    found: list[Shown] = []
    for path in shown():
        values = EXAMPLES[path](play) if path in EXAMPLES else [""]
        addresses = [re.sub(r"\{\w+\}", value, path) for value in values]
        addresses += [path + query for query in ASKED.get(path, ())]
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "now"
        for number, address in enumerate(addresses, start=1):
            called = name if number == 1 else f"{name}-{number}"
            found.append(Shown(called, address, SEATS.get(path, Seat())))
    return [Shown("front", "/", STRANGER), *found]


def by_seat(found: list[Shown]) -> list[tuple[Seat, list[Shown]]]:
    """The pages, by who looks at them: each needs a window of its own."""
    seats = dict.fromkeys(page.seat for page in found)
    return [(seat, [page for page in found if page.seat == seat]) for seat in seats]

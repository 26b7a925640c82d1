"""Two nodes with an agreement in force, the first of them with its console: for pages about crossings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.applications import Starlette

from khien.exchange.arrivals import rows
from khien.exchange.releases.rows import Release
from khien.web import site_of
from tests.exchange.nodes import AMBER, Clock, Party, World, new_world
from tests.exchange.notes import deliver
from tests.web.console.conftest import Browser, browser_for, signed_in


@dataclass
class Border:
    """The nodes, and the console of the first, `us`."""

    world: World
    us: Party
    them: Party
    site: Starlette

    @property
    def clock(self) -> Clock:
        """The clock of both nodes."""
        return self.world.clock

    def as_(self, who: str, language: str = "en") -> Browser:
        """The browser of one of our officers (see `nodes.OFFICERS`), confirmed just now."""
        return signed_in(self.us.node, browser_for(self.site, language), who, self.clock.now)

    def held(self, value: str = "", **more: object) -> Release:
        """A release of ours that wants two officers with the role `release`."""
        content = self.us.indicator(value, object_marking_refs=[AMBER], **more)
        made = self.us.publish(*self.us.bring(content))
        return next(one for one in made if one.object_id == content["id"])

    def sent(self, value: str = "", **more: object) -> Release:
        """A release of ours that arrived."""
        content = self.us.indicator(value, **more)
        made = self.us.publish(*self.us.bring(content))
        self.world.run()
        return next(one for one in made if one.object_id == content["id"])

    def stopped(self, content: Mapping[str, Any] | None = None) -> str:
        """The id of an arrival from them that waits: what everybody visits is no indicator."""
        given = self.them.indicator("google.com") if content is None else content
        (arrival,) = deliver(self.them, self.us, given)
        assert arrival.outcome == "quarantined", (arrival.outcome, arrival.reason)
        return arrival.id

    def outcome(self, arrival_id: str) -> str:
        """What became of an arrival."""
        with self.us.node.store.read() as tx:
            (found,) = rows.named(tx, arrival_id)
        return found.outcome


def new_border(folder: Path) -> Border:
    """Both nodes, opened; close the world afterwards."""
    world = new_world(folder, "vn-ncc", "asean-cert")
    us = world["vn-ncc"]
    return Border(world, us, world["asean-cert"], site_of(us.node))


def notice(browser: Browser, answer: Response) -> str:
    """Where a change leads, and the page there: its notice is in it."""
    assert answer.status_code == 303, answer.text[:3000]
    return browser.get(answer.headers["location"]).text

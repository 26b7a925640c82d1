"""What the steps of the demo know of each other, and how they check what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from khien.app.demo.cast import Player
from khien.app.demo.inputs import Inputs
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.model.errors import KhienError
from khien.watch.desk import MatchResult

WAIT_S = 90.0  # for anything to cross, on a slow machine
CENTRE, ABROAD, OPERATOR = "vn-ncc", "asean-cert", "viet-telecom"


class StepError(KhienError):
    """Something that a step did is not as it must be; `what` names it."""

    code, exit_status, http_status = "demo.not-so", 1, 500

    def __init__(self, what: str) -> None:
        super().__init__(what=what)


class Told(NamedTuple):
    """What a step has to say: the code of its sentence, and the facts for the holes."""

    code: str
    facts: Mapping[str, object]


@dataclass(slots=True)
class Play:
    """What the steps know of each other."""

    players: dict[str, Player]
    inputs: Inputs
    objects: dict[str, tuple[str, ...]] = field(default_factory=dict)  # group → object ids
    releases: list[Release] = field(default_factory=list)
    matched: MatchResult | None = None
    recalled: str = ""
    proofs: int = 0

    @property
    def centre(self) -> Player:
        """The national centre, which shares."""
        return self.players[CENTRE]

    @property
    def partners(self) -> list[Player]:
        """The two who receive."""
        return [self.players[ABROAD], self.players[OPERATOR]]

    @property
    def is_own(self) -> bool:
        """Whether the input is a file of the user's, of which nothing can be expected."""
        return self.inputs.groups[0].key == "own"


def check(truth: object, what: str) -> None:
    """Go on only if it is so."""
    if not truth:
        raise StepError(what)


def current(play: Play) -> list[Release]:
    """The releases of this run as they stand now."""
    with play.centre.node.store.read() as tx:
        found = release_rows.some(tx, [r.id for r in play.releases])
    return [found[r.id] for r in play.releases]

"""What the pages show: the demo's story with the package's own sample, on three running nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from khien.app.bookkeeping import verified
from khien.app.demo import inputs
from khien.app.demo.cast import started
from khien.app.demo.play import Play
from khien.app.demo.steps import STEPS
from khien.model.agreement import Role
from khien.model.words import Language
from khien.people import factors
from khien.people.officers import add_officer
from khien.web.console.ledger import VERIFY

EVERYTHING = "bao"  # has every role, so every button is there; sets up a second factor


@contextmanager
def played(root: Path, language: Language = "vi") -> Iterator[Play]:
    """The nodes, with everything that the demo did behind them; they run until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "_shared", lambda: None)
        sample = inputs.find_inputs(None)
    with started(root, language) as players:
        play = Play(players, sample)
        for _, step in STEPS:
            step(play)
        for player in players.values():
            with player.node.store.write() as tx:
                roles = [role.value for role in Role]
                made = add_officer(
                    tx, EVERYTHING, roles=roles, display="Bảo", now=player.node.clock()
                )
                factors.offer_totp(tx, factors.factor_key(player.home), made.name)
        _verified(play)
        yield play


def _verified(play: Play) -> None:
    """A full verification of the centre's ledger, begun and ended."""
    node = play.centre.node
    node.works.start(VERIFY, node.ledger.origin, EVERYTHING, lambda told: verified(node, told))
    node.works.wait(60)

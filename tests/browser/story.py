"""What the pages show: the demo's story with the package's own sample, on three running nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from khien.app.demo import inputs
from khien.app.demo.cast import started
from khien.app.demo.play import Play
from khien.app.demo.steps import STEPS
from khien.model.agreement import Role
from khien.model.words import Language
from khien.people.officers import add_officer

EVERYTHING = "bao"  # an officer with every role, who sees every button


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
                add_officer(tx, EVERYTHING, roles=roles, display="Bảo", now=player.node.clock())
        yield play

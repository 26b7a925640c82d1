"""Every step of the demo checks what it claims: break it behind its back, and it says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from khien.app.demo import handover, inputs, steps
from khien.app.demo.cast import Player, started
from khien.app.demo.inputs import find_inputs
from khien.app.demo.play import CENTRE, OPERATOR, Play, StepError, Told, current
from khien.app.demo.steps import STEPS
from khien.app.demo.summary import lines_of
from khien.exchange.receipts.desk import proofs_of
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.model.errors import KhienError, ProofError
from tests.app.demo.test_inputs import GOOD

Patch = pytest.MonkeyPatch


@contextmanager
def _broken(name: str, instead: object, where: Any = steps) -> Iterator[None]:  # noqa: ANN401 -- any place
    with Patch.context() as patch:
        patch.setattr(where, name, instead)
        patch.setattr(steps, "WAIT_S", 0.3)
        patch.setattr(handover, "WAIT_S", 0.3)
        yield


def _fails(play: Play, step: Callable[[Play], Told], words: str) -> None:
    with pytest.raises(StepError) as caught:
        step(play)
    assert words in str(caught.value.facts["what"])


def _without_signatures(
    current: Callable[[Play], list[Release]],
) -> Callable[[Play], list[Release]]:
    return lambda play: [replace(release, signed=False) for release in current(play)]


def _forged(real: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The proofs, with another outcome in the receipt."""

    def forged(*arguments: Any) -> dict[str, Any]:  # noqa: ANN401 -- passed on
        document = real(*arguments)
        for proof in document["proofs"]:
            if proof.get("receipt"):
                proof["receipt"]["payload"]["outcome"] = "read"
        return document

    return forged


def test_a_file_of_ones_own_may_hold_what_one_officer_decides(tmp_path: Path) -> None:
    """A name that many people use waits for one officer, what is above TLP:GREEN for two: both are approved."""
    clear, amber = (
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    )
    told = [("google.com", clear), ("c2.example", amber)]
    objects = [
        {"type": "indicator", "spec_version": "2.1", "pattern_type": "stix",
         "id": f"indicator--8b5a1c1e-1111-4111-8111-00000000000{number}",
         "created": "2026-11-01T00:00:00.000Z", "modified": "2026-11-01T00:00:00.000Z",
         "valid_from": "2026-11-01T00:00:00Z", "object_marking_refs": [marking],
         "pattern": f"[domain-name:value = '{name}']"}
        for number, (name, marking) in enumerate(told)
    ]  # fmt: skip
    file = tmp_path / "own.json"
    bundle = {"type": "bundle", "id": "bundle--8b5a1c1e-1111-4111-8111-000000000009"}
    file.write_text(json.dumps(bundle | {"objects": objects}))
    with started(tmp_path, "en") as players:
        play = Play(players, find_inputs(file))
        for step in (steps.enrol, steps.agree, steps.bring_in, steps.publish):
            step(play)

        approved = steps.approve(play)

        held = {r.id for r in play.releases if r.state is State.HELD}
        assert approved.facts["count"] == len(held) > 1
        assert all(r.state is not State.HELD for r in current(play))


def test_each_step_notices_what_is_wrong(tmp_path: Path, monkeypatch: Patch) -> None:
    """One real play of the sample; before or after each step, something that it claims is made untrue."""
    monkeypatch.setattr(inputs, "_shared", lambda: None)
    with started(tmp_path, "en") as players:
        play = Play(players, find_inputs(None))
        steps.enrol(play)
        phrases = iter("abcdefgh")
        with _broken("_phrase", lambda _, __: next(phrases)), pytest.raises(KhienError):
            steps.enrol(play)

        with _broken("_in_force", lambda _, __: False):
            _fails(play, steps.agree, "in force on every side")
        steps.agree(play)

        steps.bring_in(play)
        steps.publish(play)
        held = play.releases
        play.releases = [replace(r, state=State.CLEARED) for r in held]
        with _broken("Publication", lambda *_: None), _no_new_releases(play):
            _fails(play, steps.publish, "the gate answers held")
        play.releases = held

        steps.approve(play)
        with _broken("current", lambda _: held):
            _fails(play, steps.deliver, "every delivery is answered")
        steps.deliver(play)
        with _broken("current", _without_signatures(current)):
            _fails(play, steps.deliver, "every receipt is signed")
        with _broken("_has", lambda _, __: False):
            _fails(play, steps.deliver, "has what it accepted")
        steps.deliver(play)

        with _broken("planted", lambda log, _: inputs.planted(log, [])):
            _fails(play, steps.watch, "every planted query is a hit")
        with _broken("_shared_domains", lambda _: []):
            _fails(play, steps.watch, "domains to look for")
        with _broken("_has", lambda _, __: True), _silent_operator(play):
            _fails(play, steps.watch, "knows what was acted on")
        told = steps.watch(play)
        assert told.code == "demo.watch"

        with _broken("_watches", lambda _, __: False):
            _fails(play, steps.recall, "watches for")
        steps.recall(play)
        with _broken("_watches", lambda _, __: True), _quiet_recall(play):
            _fails(play, steps.recall, "is out of the index")

        with _broken("proofs_of", _forged(proofs_of)), pytest.raises(ProofError):
            steps.prove(play)
        with _broken("_check_receipts", lambda _, __: 0):
            _fails(play, steps.prove, "receipts to check")

        with _broken("_all_in", lambda *_: False, handover):
            _fails(play, handover.hand_over, "the centre answers")
        assert steps.prove(play).facts["proofs"] == play.proofs > 0
        _check_summary(play)


@contextmanager
def _silent_operator(play: Play) -> Iterator[None]:
    """The operator tells nobody what it acted on."""

    class Desk:
        @staticmethod
        def tell(*_: object) -> int:
            return 0

    yield from _with_node(play, OPERATOR, receipts=Desk())


@contextmanager
def _no_new_releases(play: Play) -> Iterator[None]:
    """Publishing gives nothing new."""

    class Desk:
        @staticmethod
        def publish(_: object) -> list[Release]:
            return []

    yield from _with_node(play, CENTRE, releases=Desk())


@contextmanager
def _quiet_recall(play: Play) -> Iterator[None]:
    """Recalling does nothing."""

    class Desk:
        @staticmethod
        def recall(*_: object) -> None:
            return None

    with _broken("_is_back", lambda _: True):
        yield from _with_node(play, CENTRE, recalls=Desk())


def _with_node(play: Play, name: str, **desks: Any) -> Iterator[None]:  # noqa: ANN401 -- stand-ins
    player = play.players[name]
    real = player.node
    player.node = replace(real, **desks)
    try:
        yield
    finally:
        player.node = real


def _check_summary(play: Play) -> None:
    """The table says of each group and partner what became of all of it."""
    lines = lines_of(play)

    assert len(lines) == 6
    assert all(n.have + n.waiting + n.refused + n.recalled == n.objects for n in lines)
    assert sum(n.recalled for n in lines if n.partner == OPERATOR) == 1
    assert all(n.waiting_for for n in lines if n.waiting)
    assert all(n.refused_for for n in lines if n.refused)


def _played(players: dict[str, Player], file: Path) -> dict[str, Told]:
    play = Play(players, find_inputs(file))
    # What is left for the next shift waits for a partner without a network: the next file would too.
    left_out = {"enrol", "agree", "hand-over"}
    return {name: step(play) for name, step in STEPS if name not in left_out}


def test_a_users_file_of_each_format_crosses(tmp_path: Path, monkeypatch: Patch) -> None:
    """STIX, MISP, a table and a list; also one that only stays at home, for there is nothing to claim."""
    monkeypatch.setattr(inputs, "_shared", lambda: None)  # the sample's log is shorter
    (tmp_path / "homes").mkdir()
    with started(tmp_path / "homes", "en") as players:
        begin = Play(players, find_inputs(None))
        steps.enrol(begin)
        steps.agree(begin)
        for name, body in GOOD.items():
            (tmp_path / name).write_bytes(body)
            told = _played(players, tmp_path / name)
            # The operator's agreement is too narrow for what the report holds.
            seen = "demo.watch-nothing" if name == "report.json" else "demo.watch"
            assert told["watch"].code == seen, name
            assert told["recall"].code == "demo.recall", name

        secret = tmp_path / "secret.json"
        secret.write_text(RED, "utf-8")
        told = _played(players, secret)
        assert told["publish"].facts == {"cleared": 0, "held": 0, "refused": 2}
        assert told["recall"].code == "demo.recall-nothing"


RED = """{"type": "bundle", "id": "bundle--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c02", "objects": [{
"type": "indicator", "spec_version": "2.1", "id": "indicator--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c03",
"created": "2026-11-01T00:00:00.000Z", "modified": "2026-11-01T00:00:00.000Z",
"pattern": "[domain-name:value = 'red.example']", "pattern_type": "stix", "valid_from": "2026-11-01T00:00:00Z",
"object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}]}"""

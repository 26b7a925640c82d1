"""Tests of `gate.serving`: what a machine may have."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from khien.gate import Serving, Use, refusals
from khien.model.agreement import Purpose
from khien.model.marking import Pap, Tlp

PLAIN = Serving(
    tlp=Tlp.GREEN,
    pap=None,
    unknown=(),
    exercise=False,
    purposes=None,
    own_assets=False,
    ceiling=Tlp.AMBER,
    use=Use.BLOCK,
)
DEFENCE, INVESTIGATION = Purpose.NETWORK_DEFENCE, Purpose.INVESTIGATION


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"tlp": Tlp.AMBER}, []),
        ({"tlp": Tlp.AMBER_STRICT}, ["list.above-ceiling"]),
        ({"tlp": Tlp.RED, "ceiling": Tlp.RED}, ["list.red"]),
        ({"unknown": ("marking-definition--1",)}, ["list.marking-unknown"]),
        ({"pap": Pap.GREEN}, []),
        ({"pap": Pap.AMBER}, ["list.pap"]),
        ({"pap": Pap.AMBER, "use": Use.DETECT}, []),
        ({"pap": Pap.RED, "use": Use.DETECT}, ["list.pap"]),
        ({"pap": Pap.RED, "use": Use.SEARCH}, []),
        ({"exercise": True}, ["list.exercise"]),
        ({"purposes": frozenset({DEFENCE, INVESTIGATION})}, []),
        ({"purposes": frozenset({INVESTIGATION})}, ["list.purpose"]),
        ({"purposes": frozenset()}, ["list.purpose"]),
        ({"own_assets": True}, ["list.own"]),
        (
            {"tlp": Tlp.RED, "pap": Pap.RED, "own_assets": True},
            ["list.red", "list.above-ceiling", "list.pap", "list.own"],
        ),
    ],
)
def test_every_rule_is_asked(changes: dict[str, object], codes: list[str]) -> None:
    """Markings, PAP, exercise, the origin's purposes and our own networks: each no is named."""
    assert [one.code for one in refusals(replace(PLAIN, **changes))] == codes


def test_each_reason_says_what_it_is_about() -> None:
    """Levels, markings and uses are named, so that a person can mend them."""
    worst = replace(
        PLAIN,
        tlp=Tlp.RED,
        pap=Pap.RED,
        unknown=("one", "two"),
        exercise=True,
        purposes=frozenset(),
        own_assets=True,
        ceiling=Tlp.GREEN,
    )

    assert [(one.code, one.detail) for one in refusals(worst)] == [
        ("list.marking-unknown", "one, two"),
        ("list.red", "block"),
        ("list.above-ceiling", "TLP:RED > TLP:GREEN"),
        ("list.pap", "PAP:RED > PAP:GREEN"),
        ("list.exercise", "block"),
        ("list.purpose", "network-defence"),
        ("list.own", "block"),
    ]
    for purpose in (Purpose.NETWORK_DEFENCE, Purpose.EARLY_WARNING, Purpose.FRAUD_PREVENTION):
        assert refusals(replace(PLAIN, purposes=frozenset({purpose}))) == ()

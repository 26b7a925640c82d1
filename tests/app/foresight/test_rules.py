"""What a draft is worth, and when there is a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khien.app.foresight.rules import (
    HOLDS,
    URGENCY,
    Draft,
    Finding,
    Matter,
    State,
    Step,
    Why,
    severity_of,
    step,
)
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.warning import CERTAINTIES, SEVERITIES, URGENCIES

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WHY = Why(seen=20, expected=2.5, days=56, parties=("a", "b"), new_countries=("TH",))
FOUND = Finding(Matter.BURST, (ObjectId("indicator--1"),), Tlp.GREEN, WHY)
DRAFT = Draft("draft--1", FOUND, State.OPEN, NOW, NOW, NOW + timedelta(days=2))


def why(**change: object) -> Why:
    """The numbers, some of them others."""
    return Why(**{name: getattr(WHY, name) for name in Why.__struct_fields__} | change)


@pytest.mark.parametrize(
    ("matter", "numbers", "severity"),
    [
        (Matter.BURST, why(seen=24), "moderate"),
        (Matter.BURST, why(seen=25), "severe"),
        (Matter.FIRST, why(parties=("a", "b", "c")), "moderate"),
        (Matter.FIRST, why(parties=("a", "b", "c", "d")), "severe"),
        (Matter.SPREAD, why(new_countries=("TH", "LA"), new_sectors=("energy",)), "moderate"),
        (Matter.SPREAD, why(new_countries=("TH", "LA"), new_sectors=("energy", "water")), "severe"),
    ],
)
def test_severity_is_by_the_numbers(matter: Matter, numbers: Why, severity: str) -> None:
    """Ten times the usual, four parties, four new places; extreme is for a person to say."""
    assert severity_of(matter, numbers) == severity
    assert replace(DRAFT, finding=replace(FOUND, matter=matter, why=numbers)).severity == severity


@pytest.mark.parametrize(
    ("parties", "certainty"),
    [((), "possible"), (("a",), "possible"), (("a", "b"), "likely"), (("a", "b", "c"), "observed")],
)
def test_certainty_is_by_who_saw_it(parties: tuple[str, ...], certainty: str) -> None:
    """One party alone may err; three are taken for observed."""
    assert replace(DRAFT, finding=replace(FOUND, why=why(parties=parties))).certainty == certainty


def test_every_matter_has_its_words_and_its_end() -> None:
    """The words are CAP's, and nothing stands for ever."""
    urgencies = {Matter.BURST: "immediate", Matter.FIRST: "expected", Matter.SPREAD: "expected"}
    assert {matter: URGENCY[matter] for matter in Matter} == urgencies
    assert {matter: HOLDS[matter].days for matter in Matter} == {
        Matter.BURST: 2,
        Matter.FIRST: 3,
        Matter.SPREAD: 7,
    }
    assert DRAFT.urgency in URGENCIES
    assert DRAFT.severity in SEVERITIES
    assert DRAFT.certainty in CERTAINTIES
    assert FOUND.key == "burst indicator--1"


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        (None, {}, Step.DRAFT),
        (DRAFT, {}, Step.LEAVE),
        (DRAFT, {"seen": 21}, Step.UPDATE),
        (DRAFT, {"seen": 19}, Step.LEAVE),
        (DRAFT, {"parties": ("a", "b", "c"), "seen": 1}, Step.UPDATE),
        (DRAFT, {"new_countries": ("TH", "LA")}, Step.UPDATE),
        (DRAFT, {"new_sectors": ("water",)}, Step.UPDATE),
        (replace(DRAFT, state=State.DISMISSED), {"seen": 99}, Step.LEAVE),
        (replace(DRAFT, state=State.TAKEN), {"seen": 99}, Step.LEAVE),
        (replace(DRAFT, state=State.DISMISSED, until=NOW), {}, Step.DRAFT),
        (replace(DRAFT, until=NOW), {}, Step.DRAFT),
        (replace(DRAFT, state=State.LAPSED), {}, Step.DRAFT),
    ],
)
def test_one_matter_has_one_draft(
    before: Draft | None, change: dict[str, object], expected: Step
) -> None:
    """It is updated when it grows; what an officer closed stays closed until it would have ended."""
    assert step(before, replace(FOUND, why=why(**change)), NOW) is expected


def test_a_stricter_marking_always_counts() -> None:
    """Numbers or not: a draft is never marked lower than what it is about."""
    assert step(DRAFT, replace(FOUND, tlp=Tlp.AMBER), NOW) is Step.UPDATE
    assert step(DRAFT, replace(FOUND, tlp=Tlp.CLEAR), NOW) is Step.LEAVE

"""Every STIX 2.1 case of the OASIS matcher, and each one where we answer otherwise, with its clause."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.model.patterns import PatternError, matches, observed_in
from tests.shared import shared

NOT_A_TIME = (
    "§9.6.1: a value that is not of the constant's type (here: no RFC 3339 timestamp) is not equal to it and"
    " neither earlier nor later; the OASIS matcher gives up with an error instead"
)
EDGE = (
    "§9.5.1: the latest observation must not be equal to or later than the earliest plus the window; the"
    " OASIS matcher counts the end of the window in"
)

DIFFERENCES: dict[str, tuple[bool | None, str]] = {
    "obs-21c00fd8c9 [test:string = t'1965-07-19T22:41:38Z']": (False, NOT_A_TIME),
    "obs-21c00fd8c9 [test:string != t'1965-07-19T22:41:38Z']": (True, NOT_A_TIME),
    "obs-21c00fd8c9 [test:string > t'1965-07-19T22:41:38Z']": (False, NOT_A_TIME),
    **{
        f"obs-f7e08f37bb [event:bad_ts[{number}] = t'1996-07-11T09:17:10Z']": (False, NOT_A_TIME)
        for number in range(6)
    },
    "obs-b39a2b341f [person:name > 'aaron'] REPEATS 5 TIMES WITHIN 1 SECONDS": (False, EDGE),
    "obs-d8821b4e98 ([person:name='alice'] AND [person:name='bob']) WITHIN 1 SECONDS": (
        False,
        EDGE,
    ),
    "obs-b51a34b80d ([person:name='alice'] AND [person:name='bob']) WITHIN 2 SECONDS": (
        False,
        EDGE,
    ),
}
"""Case → what we answer (None: the pattern is refused), and why. Nothing else differs."""


def cases() -> list[dict[str, Any]]:
    """The cases of STIX 2.1, with their observations in place."""
    observations = json.loads(shared("stix-patterns/match-observations.json").read_text())
    lines = shared("stix-patterns/match-cases.jsonl").read_text().splitlines()
    read = [json.loads(line) for line in lines]
    return [
        {
            **case,
            "objects": [one for b in observations[case["observations"]] for one in b["objects"]],
        }
        for case in read
        if case["stix_version"] == "2.1"
    ]


def answer(case: dict[str, Any]) -> bool | None:
    """What we say of a case: whether it matches, or None when the pattern is refused."""
    try:
        return matches(case["pattern"], observed_in(case["objects"])) is not None
    except PatternError:
        return None


def test_every_case_is_answered_as_listed() -> None:
    """All 209 cases are answered as the OASIS matcher answers, except for those that are listed."""
    found = {
        f"{case['observations']} {case['pattern']}": answer(case)
        for case in cases()
        if answer(case) != case["matched"]
    }

    assert found == {name: answered for name, (answered, _why) in DIFFERENCES.items()}
    assert len(cases()) == 209


@pytest.mark.parametrize("gap", ["0.999999", "1"])
def test_the_edge_of_a_window_is_outside(gap: str) -> None:
    """Two observations a second apart are not within one second; a microsecond less, and they are."""
    seconds = "00" if gap != "1" else "01"
    second = f"2026-01-01T00:00:{seconds}{'.999999' if gap != '1' else ''}Z"
    times = ("2026-01-01T00:00:00Z", second)
    objects: list[dict[str, Any]] = [
        {
            "type": "observed-data",
            "id": f"observed-data--{number}",
            "number_observed": 1,
            "first_observed": at,
            "last_observed": at,
            "object_refs": ["url--1"],
        }
        for number, at in enumerate(times)
    ]
    objects.append({"type": "url", "id": "url--1", "value": "x"})

    found = matches("[url:value = 'x'] REPEATS 2 TIMES WITHIN 1 SECONDS", observed_in(objects))

    assert (found is not None) is (gap != "1")

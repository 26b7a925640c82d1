"""Which indicators may count: each PAP level, on logs and on live traffic, and the score."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.decision import Allowed, Refusal
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Pap, Tlp
from khien.model.words import say
from khien.watch.handling import Handling, Use, counts, handling_of

STATEMENT = ObjectId("marking-definition--11111111-1111-4111-8111-111111111111")


def handling(pap: Pap | None = None, score: int | None = None) -> Handling:
    """A sample."""
    return Handling("asean-cert", Tlp.GREEN, pap, score)


@pytest.mark.parametrize(
    ("pap", "use", "may"),
    [
        (Pap.RED, Use.LOGS, True),
        (Pap.RED, Use.LIVE, False),
        (Pap.AMBER, Use.LOGS, True),
        (Pap.AMBER, Use.LIVE, True),
        (Pap.GREEN, Use.LOGS, True),
        (Pap.GREEN, Use.LIVE, True),
        (Pap.CLEAR, Use.LOGS, True),
        (Pap.CLEAR, Use.LIVE, True),
        (None, Use.LOGS, True),
        (None, Use.LIVE, True),
    ],
)
def test_what_each_level_allows(pap: Pap | None, use: Use, *, may: bool) -> None:
    """PAP:RED is for logs that were written before; all else may meet live traffic too."""
    verdict = counts(handling(pap), use)

    assert isinstance(verdict, Allowed) is may
    if isinstance(verdict, Refusal):
        for language in ("en", "vi"):
            assert verdict.detail in say(verdict.code, language, {"detail": verdict.detail})


@pytest.mark.parametrize(
    ("score", "above", "may"),
    [(None, 0, True), (0, 0, True), (None, 50, False), (50, 50, False), (51, 50, True)],
)
def test_the_score_has_to_exceed_what_is_chosen(
    score: int | None, above: int, *, may: bool
) -> None:
    """Where a score is asked for, one that is not stated is not enough."""
    verdict = counts(handling(score=score), Use.LOGS, above)

    assert verdict == (Allowed() if may else Refusal("watch.score", str(above)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, (Tlp.AMBER_STRICT, None, None)),
        ({"confidence": 70}, (Tlp.AMBER_STRICT, None, 70)),
        ({"confidence": True}, (Tlp.AMBER_STRICT, None, None)),
        ({"confidence": 101}, (Tlp.AMBER_STRICT, None, None)),
        ({"confidence": "high"}, (Tlp.AMBER_STRICT, None, None)),
        ({"labels": ["PAP:AMBER"]}, (Tlp.AMBER_STRICT, Pap.AMBER, None)),
        ({"object_marking_refs": [TLP_2_IDS[Tlp.CLEAR]]}, (Tlp.CLEAR, None, None)),
        ({"object_marking_refs": [STATEMENT]}, (Tlp.CLEAR, Pap.GREEN, None)),
        ({"object_marking_refs": ["marking-definition--unknown"]}, (Tlp.RED, Pap.RED, None)),
    ],
)
def test_what_an_indicator_says(content: dict[str, Any], expected: tuple[object, ...]) -> None:
    """Marking and score are read from it; a marking that nobody can read counts as PAP:RED."""
    definitions = {
        STATEMENT: {
            "id": STATEMENT,
            "name": "TLP:CLEAR",
            "definition_type": "statement",
            "definition": {"statement": "PAP:GREEN"},
        }
    }

    found = handling_of(content, "asean-cert", definitions)

    assert (found.tlp, found.pap, found.score) == expected
    assert found.source == "asean-cert"

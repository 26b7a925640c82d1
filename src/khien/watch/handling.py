"""Whether an indicator may count: who told it, how it is marked, how sure its source is. Pure.

PAP says what may be done with it (MISP PAP v3):

| level | what it allows | here |
|---|---|---|
| RED | only passive actions on logs; not to be used on the network | logs that were written before |
| AMBER | passive checks beside it, monitoring | logs, and live traffic |
| GREEN, CLEAR | active actions; anything | logs, and live traffic |

The watch itself never acts: it looks, and tells. Without a PAP nothing is forbidden, as at the gate. A
marking that nobody here can read may say anything, so it counts as RED.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp, marking_of


class Use(StrEnum):
    """What an indicator is matched against."""

    LOGS = "logs"  # written before: files, standard input, history
    LIVE = "live"  # as it happens: growing files and sockets


MOST: Final[Mapping[Use, Pap]] = {Use.LOGS: Pap.RED, Use.LIVE: Pap.AMBER}
"""The strictest PAP under which a use is allowed."""

_SCORES = range(101)  # STIX 2.1 §3.2, confidence


@dataclass(frozen=True, slots=True)
class Handling:
    """What decides whether an indicator counts. `source` is empty for our own, `score` None: unsaid.

    `pap` None: nothing is said, and nothing forbidden.
    """

    source: str
    tlp: Tlp
    pap: Pap | None
    score: int | None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def handling_of(
    content: Mapping[str, Any],
    source: str,
    definitions: Mapping[ObjectId, Mapping[str, Any]],
) -> Handling:
    """Read it from an indicator; whatever cannot be read makes it stricter."""
    marking = marking_of(content, definitions)
    score = content.get("confidence")
    is_score = isinstance(score, int) and not isinstance(score, bool) and score in _SCORES
    pap = Pap.RED if marking.unknown else marking.pap
    return Handling(source, marking.whole, pap, score if is_score else None)


def stricter(handling: Handling, pap: Pap | None) -> Handling:
    """The same, under the PAP of whoever passed it on where that is the stricter one."""
    if pap is None or (handling.pap is not None and not handling.pap < pap):
        return handling
    return replace(handling, pap=pap)


def counts(handling: Handling, use: Use, above: int = 0) -> Verdict:
    """Whether an indicator may count.

    Args:
        handling: what is known of it.
        use: what it is matched against.
        above: the score that it has to exceed; 0 asks for none.
    """
    if handling.pap is not None and handling.pap > MOST[use]:
        return Refusal("watch.pap", f"{handling.pap.label} > {MOST[use].label}")
    if above and (handling.score is None or handling.score <= above):
        return Refusal("watch.score", str(above))
    return Allowed()

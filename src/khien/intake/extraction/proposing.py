"""From candidates to the STIX 2.1 graph that an analyst is shown and corrects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khien.intake.extraction.candidates import Candidate
from khien.intake.extraction.document import Document
from khien.intake.wishes import Wish


def propose(
    document: Document, candidates: Sequence[Candidate], wish: Wish
) -> tuple[dict[str, Any], ...]:
    """Make a report, indicators, observables, named things and relationships of the candidates given.

    What the analyst struck out is left out of `candidates` by the caller. Ids are those that the
    same document and wish always give, so that a second reading gives the same objects.
    """
    return ()

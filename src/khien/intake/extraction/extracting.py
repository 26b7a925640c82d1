"""One pass over a document: every value and name in it, in order of place."""

from __future__ import annotations

from collections.abc import Callable

from khien.intake.extraction.candidates import Candidate
from khien.intake.extraction.document import Document
from khien.intake.extraction.naming import NO_NAMES, Names


def nobody(_domain: str) -> bool:
    """No domain is popular: for callers that hold no lists."""
    return False


def extract(
    document: Document, names: Names = NO_NAMES, *, popular: Callable[[str], bool] = nobody
) -> tuple[Candidate, ...]:
    """Find every value and name that the document holds, in order of place, none over another.

    Args:
        document: what to read.
        names: the names that the node holds.
        popular: whether a domain (or any value that warninglists hold) is one that many people
            use; `popular("google.com")`.
    """
    return ()

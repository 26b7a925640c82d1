"""The list of checks: each with the section that it reads, and what the client must be able to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.conformance.subject import Subject

Run = Callable[[Subject], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of the standard, or of good sense where the section begins with RFC.

    `level` is MUST, SHOULD or OWN: what we demand of ourselves beyond the standard.
    """

    name: str
    section: str
    level: str
    needs: frozenset[str]
    run: Run

    @property
    def promise(self) -> str:
        """What holds when it passes."""
        return (self.run.__doc__ or "").partition("\n")[0]


CHECKS: dict[str, Check] = {}


def check(section: str, *needs: str, level: str = "MUST") -> Callable[[Run], Run]:
    """Add a function to the list.

    Args:
        section: of TAXII 2.1, or another document's.
        needs: read, write, delete; or `other:none` where a collection of that kind must be there.
        level: MUST, SHOULD or OWN.
    """

    def add(run: Run) -> Run:
        assert run.__name__ not in CHECKS
        CHECKS[run.__name__] = Check(run.__name__, section, level, frozenset(needs), run)
        return run

    return add

"""Small observations for the tests of patterns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from khien.model.patterns import Observed

START = datetime(2026, 1, 1, tzinfo=UTC)


def seen(
    *objects: dict[str, Any], at: float | None = 0, until: float | None = None, times: int = 1
) -> Observed:
    """Objects that were seen `at` seconds after the start, perhaps `until` later, so many times."""
    scene = {one["id"]: one for one in objects if "id" in one}
    first = None if at is None else START + timedelta(seconds=at)
    last = first if until is None else START + timedelta(seconds=until)
    return Observed(f"seen-{at}", first, last, objects, scene, times)


def named(name: str, at: float | None = 0, until: float | None = None, times: int = 1) -> Observed:
    """A domain name that was seen."""
    return seen({"type": "domain-name", "value": name}, at=at, until=until, times=times)

"""Times as they stand in objects, read without complaint."""

from __future__ import annotations

from datetime import datetime

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant


def instant_of(value: object) -> datetime | None:
    """The instant that a STIX timestamp names; None for anything else."""
    try:
        return parse_instant(value) if isinstance(value, str) else None
    except MalformedError:
        return None

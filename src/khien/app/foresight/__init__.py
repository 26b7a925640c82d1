"""What the node foresees from sightings: drafts of warnings, which an officer sends or dismisses."""

from khien.app.foresight.desk import (
    Foreseen,
    Lookout,
    dismiss,
    draft,
    foresee,
    open_drafts,
    take,
)
from khien.app.foresight.rules import Draft, Matter, State, Why
from khien.app.foresight.saying import said_of

__all__ = [
    "Draft",
    "Foreseen",
    "Lookout",
    "Matter",
    "State",
    "Why",
    "dismiss",
    "draft",
    "foresee",
    "open_drafts",
    "said_of",
    "take",
]

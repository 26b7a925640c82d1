"""What a door of the console is. `groups.DOORS` lists them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from starlette.responses import Response

from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

Handler: TypeAlias = Callable[[Visit], Response]


class Body(Enum):
    """What may be sent to a door, and how much of it in bytes."""

    FORM = 1024 * 1024
    FILE = 64 * 1024 * 1024  # logs to match, reports to import


@dataclass(frozen=True, slots=True)
class Door:
    """One thing that a person can do or see.

    Attributes:
        method: GET shows, POST changes.
        path: as Starlette writes it, `/releases/{id}/approve`.
        permit: what the officer needs.
        handler: answers; may block, runs in a thread.
        fresh: the session must have been confirmed within the last minutes.
        body: what may be sent.
    """

    method: Literal["GET", "POST"]
    path: str
    permit: Permit
    handler: Handler
    fresh: bool = False
    body: Body = Body.FORM

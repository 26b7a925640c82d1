"""Every door of the console, group by group. What is not here does not exist."""

from __future__ import annotations

from typing import Final

from khien.web.console import (
    account,
    administration,
    now,
    objects,
    passkeys,
    releases,
    signing_in,
)
from khien.web.console.doors import Door

DOORS: Final[tuple[Door, ...]] = (
    *now.DOORS,
    *objects.DOORS,
    *releases.DOORS,
    *signing_in.DOORS,
    *passkeys.DOORS,
    *account.DOORS,
    *administration.DOORS,
)

"""Every door of the console, group by group. What is not here does not exist."""

from __future__ import annotations

from typing import Final

from khien.web.console import (
    account,
    administration,
    arrivals,
    exports,
    feeds,
    foreseen,
    help,
    hunts,
    ledger,
    now,
    objects,
    oidc,
    partners,
    passkeys,
    releases,
    signing_in,
    warninglists,
    warnings,
    watch,
)
from khien.web.console.doors import Door

DOORS: Final[tuple[Door, ...]] = (
    *now.DOORS,
    *objects.DOORS,
    *releases.DOORS,
    *arrivals.DOORS,
    *feeds.DOORS,
    *partners.DOORS,
    *watch.DOORS,
    *hunts.DOORS,
    *exports.DOORS,
    *warninglists.DOORS,
    *warnings.DOORS,
    *foreseen.DOORS,
    *ledger.DOORS,
    *signing_in.DOORS,
    *passkeys.DOORS,
    *oidc.DOORS,
    *account.DOORS,
    *administration.DOORS,
    *help.DOORS,
)

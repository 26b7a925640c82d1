"""The rooms of the console, in the order of the navigation."""

from __future__ import annotations

from typing import Final

from khien.web.console.permits import Permit


def N_(text: str) -> str:  # noqa: N802 -- what gettext's tools look for
    """Mark a text for translation; it is translated where it is shown."""
    return text


ROOMS: Final = (
    ("/", N_("Now"), Permit.READ),
    ("/objects", N_("Objects"), Permit.READ),
    ("/releases", N_("Releases"), Permit.READ),
    ("/arrivals", N_("Arrivals"), Permit.READ),
    ("/feeds", N_("Feeds"), Permit.READ),
    ("/partners", N_("Partners"), Permit.READ),
    ("/watch", N_("Watch"), Permit.READ),
    ("/warnings", N_("Warnings"), Permit.READ),
    ("/ledger", N_("Ledger"), Permit.READ),
    ("/administration", N_("Administration"), Permit.AUDIT),
    ("/help", N_("Help"), Permit.READ),
)

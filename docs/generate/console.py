"""The tables of docs/console.md: which role may do what, and every door with what it asks."""

from __future__ import annotations

import inspect
from pathlib import Path

from docs.generate.tables import code, table

from khien.model.agreement import Role
from khien.web.console import DOORS
from khien.web.console.doors import Door
from khien.web.console.permits import PERMITS, Permit

PAGE = Path(__file__).resolve().parents[1] / "console.md"
BEGIN, END = "<!-- written by `make docs` -->\n", "<!-- end of what `make docs` writes -->"
MEANS = {
    Permit.OPEN: "signing in, the front page; needs no session",
    Permit.PENDING: "the second factor, once the password was given",
    Permit.SIGNED: "one's own account",
    Permit.READ: "reading everything but administration",
    Permit.TRIAGE: "deciding on what waits in quarantine",
    Permit.WRITE: "objects, notes, sightings, imports",
    Permit.PUBLISH: "publishing objects to partners",
    Permit.APPROVE: "approving a release; the agreement says whose yes counts",
    Permit.DECIDE: "refusing a release, recalling, asking for stricter handling",
    Permit.PARTNERS: "enrolling and revoking partners, attaching agreements",
    Permit.SIGN: "signing agreements",
    Permit.WATCH: "matching logs, early warnings",
    Permit.VERIFY: "recomputing the ledger",
    Permit.ADMINISTER: "officers, roles, tokens, settings",
    Permit.AUDIT: "reading the administrative log, sessions, settings",
}


def console_tables() -> str:
    """Both tables, as they stand between the marks of the page."""
    roles = list(Role)
    permits = [
        [code(one.value), MEANS[one], *("yes" if role in PERMITS[one] else "–" for role in roles)]
        for one in Permit
    ]
    heads = ["permit", "for", *(role.value for role in roles)]
    doors = [_row(door) for door in sorted(DOORS, key=lambda door: (door.path, door.method))]
    return "\n\n".join(
        [
            "## Roles",
            table(heads, permits),
            "## Doors",
            table(["path", "method", "permit", "confirmation", "what it does"], doors),
        ]
    )


def written(page: str) -> str:
    """The page with its tables as they are today."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{console_tables()}\n\n{END}{after}"


def _row(door: Door) -> list[str]:
    what = (inspect.getdoc(door.handler) or "").partition("\n")[0]
    return [
        code(door.path), door.method, code(door.permit.value), "yes" if door.fresh else "", what,
    ]  # fmt: skip

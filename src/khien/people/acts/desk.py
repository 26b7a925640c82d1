"""Note administrative acts, and show that the ledger speaks of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from khien.model.canonical import content_sha256
from khien.people.acts import rows
from khien.people.acts.rows import Act, Deed

__all__ = ["Act", "Deed", "acts", "commitment", "newest", "note"]


def note(
    tx: Connection, deed: Deed, subject: str, detail: Iterable[str], now: datetime, *, by: str = ""
) -> Act:
    """Write an act into the register, in the transaction in which it is done.

    Args:
        tx: the open write transaction.
        deed: what was done.
        subject: the officer's sign-in name, or the name of the token, certificate or node.
        detail: the roles or scopes that it has from now on; of a certificate its partner and hash.
        now: the instant.
        by: the officer who did it in the console; empty where a command did it.
    """
    salt = secrets.token_hex(32)
    act = Act(f"act--{uuid4()}", deed, subject, tuple(sorted(detail)), salt, now, by)
    rows.add(tx, act)
    return act


def acts(tx: Connection) -> list[Act]:
    """The whole register, oldest first."""
    return rows.every(tx)


def newest(tx: Connection, after: str, limit: int) -> list[Act]:
    """A page of the register, newest first: at the top, or what came before the act `after`."""
    return rows.page(tx, after, limit)


def commitment(act: Act) -> str:
    """What the ledger keeps of an act: SHA-256 of its canonical JSON with the salt, in hex."""
    content: dict[str, object] = {
        "id": act.id,
        "what": act.deed.value,
        "subject": act.subject,
        "detail": list(act.detail),
        "salt": act.salt,
    }
    if act.by:  # leaves from before there was a console have none
        content["by"] = act.by
    return content_sha256(content)

"""Open, use, confirm and close sessions.

A session ends by itself: after an hour without use, at the end of a shift, when its officer is
disabled, and when the officer's roles or password change, by whatever door that happens.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from khien.model.ids import OfficerName
from khien.people.sessions import rows, rules
from khien.people.sessions.rules import Session, Stage


def open_session(
    tx: Connection, officer: OfficerName, now: datetime, *, stage: Stage, agent: str
) -> tuple[Session, str]:
    """Sign a browser in.

    Args:
        tx: the open write transaction.
        officer: an officer who exists.
        now: the instant.
        stage: OPEN only where both factors were given, as a passkey with verification does.
        agent: what the browser says it is; kept shortened.

    Returns:
        The session, and the secret for its cookie, which is kept nowhere else.
    """
    rows.forget(tx, now - rules.LONGEST)
    secret = secrets.token_urlsafe(rules.SECRET_BYTES)
    new = Session(
        id=f"session--{uuid4()}",
        officer=officer,
        stage=stage,
        created=now,
        seen=now,
        ends=rules.ends_at(stage, now, now),
        confirmed=now if stage is Stage.OPEN else None,
        agent=rules.short_agent(agent),
        notice="",
    )
    rows.insert(tx, new, rules.hash_secret(secret))
    return new, secret


def session_of(tx: Connection, token: str, now: datetime) -> Session | None:
    """The session that a secret belongs to; None where it is unknown, over, closed or not sealed.

    What is compared is a hash, in the database; the secret itself is compared nowhere, and every
    wrong one takes the same path.
    """
    found = rows.find_by_hash(tx, rules.hash_secret(token))
    return found if found is not None and rules.is_live(found, now) else None


def touch(tx: Connection, session: Session, now: datetime) -> Session:
    """Note that a session is in use; `use_is_news` says when that is worth a row."""
    rows.write_seen(tx, session.id, now)
    return replace(session, seen=now, ends=rules.ends_at(session.stage, session.created, now))


def advance(tx: Connection, session: Session, now: datetime) -> tuple[Session, str]:
    """The second factor was given: the session is open, under a new secret.

    The secret from before opens nothing any more, so who planted or read it gains nothing.
    """
    secret = secrets.token_urlsafe(rules.SECRET_BYTES)
    opened = replace(
        session,
        stage=Stage.OPEN,
        seen=now,
        ends=rules.ends_at(Stage.OPEN, session.created, now),
        confirmed=now,
    )
    rows.write_advanced(tx, opened, rules.hash_secret(secret))
    return opened, secret


def confirm(tx: Connection, session: Session, now: datetime) -> Session:
    """Both factors were given again in an open session."""
    rows.write_confirmed(tx, session.id, now)
    return replace(session, confirmed=now)


def close_session(tx: Connection, session_id: str, now: datetime) -> None:
    """From now on the session opens nothing. One that is unknown or closed stays as it is."""
    rows.write_closed(tx, session_id, now)


def close_all(tx: Connection, officer: OfficerName, now: datetime) -> None:
    """Sign an officer out everywhere."""
    rows.write_all_closed(tx, officer, now)


def sessions_of(tx: Connection, officer: OfficerName | None) -> tuple[Session, ...]:
    """The sessions of an officer, or of all where it is None, the last used first.

    Those that ran out by themselves are among them: `is_live` tells.
    """
    return rows.standing(tx, officer)


def leave_notice(tx: Connection, session_id: str, text: str) -> None:
    """Keep what the next page says once."""
    rows.write_notice(tx, session_id, text)


def take_notice(tx: Connection, session_id: str) -> str:
    """What was left for this page, which nobody is told again."""
    left = rows.notice_of(tx, session_id)
    if left:
        rows.write_notice(tx, session_id, "")
    return left

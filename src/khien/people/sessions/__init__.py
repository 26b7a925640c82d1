"""Sessions of the console: who is signed in, how far, and until when. They live in the database."""

from khien.people.sessions.desk import (
    advance,
    close_all,
    close_session,
    confirm,
    leave_notice,
    open_session,
    session_of,
    sessions_of,
    take_notice,
    touch,
)
from khien.people.sessions.rules import Session, Stage, is_fresh, is_live, use_is_news

__all__ = [
    "Session",
    "Stage",
    "advance",
    "close_all",
    "close_session",
    "confirm",
    "is_fresh",
    "is_live",
    "leave_notice",
    "open_session",
    "session_of",
    "sessions_of",
    "take_notice",
    "touch",
    "use_is_news",
]

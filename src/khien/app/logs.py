"""What a node writes about itself while it runs: JSON lines on stderr, events and fields only."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress

import structlog

LEVEL = "KHIEN_LOG"
LEVELS = ("debug", "info", "warning", "error")


def configure_logs() -> None:
    """Write events from `KHIEN_LOG` upwards, `warning` without it, one JSON object a line."""
    wanted = os.environ.get(LEVEL, "warning").lower()
    level = logging.getLevelNamesMapping()[wanted.upper() if wanted in LEVELS else "WARNING"]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Teller(sys.stderr),
        cache_logger_on_first_use=False,
    )


class _Teller(structlog.WriteLogger):
    """Says what can be said: a full disk must not end the thread that wants to say that it is full."""

    def msg(self, message: str) -> None:
        """Write one line, if it can be written."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg

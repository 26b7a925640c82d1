"""What a running node keeps in order without being asked: its revocation list, and what its server shows.

The list of its own authority is renewed long before it ends. A certificate or key for TLS that was put in
place of the one before is shown from the next handshake on; revocation lists are read anew with every
request anyhow (`people.certificates.revocations`).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import structlog

from khien.app.certifying import list_is_due, renew_list
from khien.app.hunting import NewHunts, purge_due
from khien.app.reading.desk import purge_due as purge_readings
from khien.app.secured import load_shown, tls_faults
from khien.app.wiring import Node
from khien.model.errors import KhienError

EVERY = timedelta(minutes=1)  # between two looks

log = structlog.get_logger()

Change: TypeAlias = Callable[[ssl.SSLContext], None]
_Marks: TypeAlias = tuple[tuple[int, int, int] | None, ...]


class Upkeep:
    """The looks of one running node.

    Args:
        node: the node.
        change: brings a change of how TLS is spoken to the thread that speaks it. None: this node
            does not speak TLS itself.
    """

    def __init__(self, node: Node, change: Callable[[Change], object] | None) -> None:
        self._node, self._change = node, change
        self._new_hunts = NewHunts(node)
        self._looked: datetime | None = None
        self._shown = self._marks()

    def look(self) -> None:
        """Do what is due, new hunts at once and the rest once a minute; never why anything else fails."""
        self._new_hunts.look()
        now = self._node.clock()
        if self._looked is not None and self._looked <= now < self._looked + EVERY:
            return
        self._looked = now
        self._renew(now)
        self._purge()
        if self._change is not None:
            self._take_up(self._change, now)

    def _renew(self, now: datetime) -> None:
        try:
            if list_is_due(self._node, now):
                renew_list(self._node)
                log.info("list.renewed")
        except (KhienError, OSError) as error:
            log.error("list.failed", error=getattr(error, "code", type(error).__name__))

    def _purge(self) -> None:
        try:
            gone = purge_due(self._node)
            if gone:
                log.info("history.purged", days=len(gone))
            readings = purge_readings(self._node)
            if readings:
                log.info("readings.purged", count=readings)
        except (KhienError, OSError) as error:
            log.error("history.failed", error=getattr(error, "code", type(error).__name__))

    def _take_up(self, change: Callable[[Change], object], now: datetime) -> None:
        marks = (
            self._marks()
        )  # older than what is read, so a change in between is seen the next time
        if marks == self._shown:
            return
        home, settings = self._node.home, self._node.settings
        faults = list(tls_faults(home, settings, now))
        if faults:  # perhaps half of a pair is written; what was shown before is shown on
            log.warning("tls.unusable", code=faults[0][1])
            return

        def shown(context: ssl.SSLContext) -> None:
            try:
                load_shown(context, home, settings)
            except OSError as error:  # changed meanwhile; the next look sees it
                log.warning("tls.unusable", code=type(error).__name__)
                return
            self._shown = marks
            log.info("tls.renewed")

        change(shown)

    def _marks(self) -> _Marks:
        tls = self._node.settings.tls
        names = [name for name in (tls.certificate, tls.key, *tls.client_ca) if name]
        return tuple(_mark(self._node.home / name) for name in names)


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

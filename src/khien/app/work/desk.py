"""Start long work in a thread of this process, and tell how far it is from any process."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, Final
from uuid import uuid4

import structlog

from khien.app.work import rows
from khien.app.work.rules import State, Work, standing
from khien.model.errors import ConflictError, KhienError, NotFoundError
from khien.store import Store

KEPT: Final = timedelta(days=30)
TOLD_EVERY_S: Final = 0.5
MOST_AT_ONCE: Final = 2  # in one process; pages and partners want the processor too

Told = Callable[[int, int], None]
"""How far it is: steps done, steps in all."""

log = structlog.get_logger()


class Works:
    """The long work of one node."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._threads: list[Thread] = []

    def start(
        self,
        kind: str,
        title: str,
        officer: str,
        run: Callable[[Told], Mapping[str, Any]],
        *,
        so_far: Callable[[], Mapping[str, Any]] = dict,
    ) -> str:
        """Begin, and come back at once.

        Args:
            kind: what sort of work; the page of the work shows its result by this.
            title: what people call it.
            officer: who wanted it.
            run: does it; gets a function to tell how far it is; its answer, as JSON, is the result.
            so_far: what there is of the result until then; asked by the thread of `run`, each time that it is
                noted how far it is.

        Returns:
            The id, for `found`.

        Raises:
            ConflictError: too much runs already.
        """
        self._threads = [one for one in self._threads if one.is_alive()]
        if len(self._threads) >= MOST_AT_ONCE:
            raise ConflictError(kind, "work.too-much")
        now = self._clock()
        new = Work(
            f"work--{uuid4()}", kind, title, officer, State.RUNNING, now, now, 0, 0, "", {}
        )  # fmt: skip
        with self._store.write() as tx:
            rows.forget(tx, now - KEPT)
            rows.add(tx, new)
        thread = Thread(target=self._run, args=(new.id, run, so_far), name=new.id, daemon=True)
        self._threads.append(thread)
        thread.start()
        return new.id

    def found(self, work_id: str, kind: str = "") -> Work:
        """How a piece of work stands.

        Args:
            work_id: which.
            kind: of what kind it has to be; empty for any.

        Raises:
            NotFoundError: there is none of that id and kind.
        """
        with self._store.read() as tx:
            known = rows.one(tx, work_id)
        if known is None or kind not in {"", known.kind}:
            raise NotFoundError("work", work_id)
        return replace(known, state=standing(known, self._clock()))

    def newest(self, *kinds: str, limit: int = 10) -> list[Work]:
        """The newest work of these kinds."""
        now = self._clock()
        with self._store.read() as tx:
            return [replace(w, state=standing(w, now)) for w in rows.newest(tx, kinds, limit)]

    def wait(self, seconds: float) -> None:
        """Give what runs some time to end; for tests, and for a node that stops."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(
        self,
        work_id: str,
        run: Callable[[Told], Mapping[str, Any]],
        so_far: Callable[[], Mapping[str, Any]],
    ) -> None:
        last = [-TOLD_EVERY_S]

        def told(done: int, total: int) -> None:
            if time.monotonic() - last[0] >= TOLD_EVERY_S:
                last[0] = time.monotonic()
                with self._store.write() as tx:
                    rows.go_on(tx, work_id, done, total, so_far(), self._clock())

        state, code, result = State.DONE, "", {}
        try:
            result = dict(run(told))
        except KhienError as error:
            state, code = State.FAILED, error.code
            result = {name: str(value) for name, value in error.facts.items()}
        except Exception as error:  # noqa: BLE001 -- its text may hold content; its kind is noted
            log.error("work.failed", error=type(error).__name__)
            state, code = State.FAILED, "work.failed"
        with suppress(KhienError), self._store.write() as tx:
            rows.end(tx, work_id, state, code, result, self._clock())

"""Why a feed is not added, not fetched, or asks."""

from __future__ import annotations

from collections.abc import Sequence

from khien.exchange.wire import PeerRefusedError
from khien.model.decision import Refusal
from khien.model.errors import (
    ConflictError,
    KhienError,
    MalformedError,
    RefusedError,
    UnreachableError,
)


class FeedAddressError(MalformedError):
    """The address of a feed is none that we go to."""

    code = "feed.address"

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address[:200], why, why=why)


class FeedStateError(ConflictError):
    """The feed is in a state in which this cannot happen."""

    code = "feed.not-now"

    def __init__(self, name: str, state: str) -> None:
        super().__init__(name, state)
        self.facts = {"feed": name, "state": f"feed-state.{state}"}


class NameInUseError(ConflictError):
    """A feed, a partner or this node itself is called so where sources are named."""

    code = "feed.name-in-use"

    def __init__(self, name: str) -> None:
        super().__init__(name, "in use")
        self.facts = {"name": name}


class FeedDoubtError(RefusedError):
    """What came makes us doubt; nothing of it was kept, and a person decides."""

    code = "feed.asks"

    def __init__(self, name: str, doubts: tuple[Refusal, ...]) -> None:
        super().__init__(name, doubts)
        self.facts = {"feed": name, "reasons": "; ".join(f"{d.code} {d.detail}" for d in doubts)}


class FeedFullError(KhienError):
    """The feed has brought what it may bring in a day."""

    code, exit_status, http_status = "feed.day-full", 3, 429

    def __init__(self, name: str, per_day: int) -> None:
        super().__init__(feed=name, per_day=per_day)


class FeedUnreachableError(UnreachableError):
    """The source of a feed does not answer, too slowly, or with too much."""

    code = "feed.unreachable"

    def __init__(self, feed: str, why: str) -> None:
        super().__init__(feed, why)
        self.facts = {"feed": feed, "why": why}


class RedirectError(KhienError):
    """The server sends us elsewhere; a feed goes only where it was told."""

    code, exit_status, http_status = "feed.elsewhere", 3, 502

    def __init__(self, feed: str, place: str) -> None:
        super().__init__(feed=feed, place=place[:200])


class FolderError(KhienError):
    """The folder of a feed, or a file in it, cannot be read."""

    code, exit_status, http_status = "feed.folder", 4, 502

    def __init__(self, feed: str, why: str) -> None:
        super().__init__(feed=feed, why=why)


class CollectionError(KhienError):
    """The TAXII server of a feed has no collection of that name to read; or several, and none was named."""

    code, exit_status, http_status = "feed.collection", 6, 404

    def __init__(self, feed: str, found: Sequence[str]) -> None:
        super().__init__(feed=feed, found=", ".join(found)[:500] or "–")


class FeedRefusedError(PeerRefusedError):
    """The source of a feed answers with a no; `status` is its HTTP status."""

    code = "feed.source-refuses"

    def __init__(self, feed: str, status: int) -> None:
        self.status, self.why = status, ""
        KhienError.__init__(self, feed=feed, status=status)

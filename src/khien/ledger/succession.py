"""When a ledger lost its end: how that is noticed, and under which name it goes on.

A node that was restored from an older backup has fewer leaves than its partners cosigned. To append
there would give one size two roots. So it stands still (`Hold`), and goes on under a new origin, whose
first leaf says what was lost. The tree goes on; no checkpoint is ever signed twice for one size.

A node that was lost whole, and made anew under its old name, has another key and an empty ledger. A
partner that cosigned the lost one cosigns no second tree under that origin (`FORMER`): so this ledger,
too, goes on under a new one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from khien.model.errors import KhienError, MalformedError, ProofError

RESTORED = "ledger.restored"
BEHIND = "ledger.behind"
RESTARTED = "ledger.restarted"  # the alarm at the partners
FORMER = "ledger.former"  # a checkpoint of a ledger with our name that we never signed
ANEW = "ledger-anew"  # of a partner whose former keys an officer ended: the `what` of a leaf

_EPOCH = re.compile(r"(?P<head>.+)/(?P<epoch>[1-9][0-9]{8,10})/(?P<name>[^/]+)", re.ASCII)


class Standing(StrEnum):
    """How a checkpoint of ours that a partner keeps stands to the ledger that we have."""

    AGREES = "agrees"
    BEHIND = "behind"  # the partner knows more leaves than we have
    FORMER = "former"  # of a ledger with our name, signed with a key that we never had
    FORKED = "forked"  # the same size has another root here


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing is appended. `size` is what is known elsewhere, `note` the proof of it."""

    code: str
    partner: str
    size: int
    note: str


class LedgerHeldError(KhienError):
    """Nothing may be written into the ledger until an admin resumes it; so nothing crosses."""

    code, exit_status, http_status = "ledger.held", 7, 503

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class LedgerBehindError(ProofError):
    """A partner holds a checkpoint that we signed, of more leaves than we have."""

    code = "ledger.behind"

    def __init__(self, partner: str, size: int, known: int) -> None:
        super().__init__(f"ledger of {size}", f"{partner} knows {known}")
        self.facts = {"partner": partner, "size": size, "known": known}


class LedgerMovedError(KhienError):
    """The ledger went on under a new origin while this process ran under the one before."""

    code, exit_status, http_status = "ledger.moved", 7, 503

    def __init__(self, origin: str) -> None:
        super().__init__(origin=origin)


class FormerLedgerError(ProofError):
    """A partner keeps a checkpoint of a ledger with our name that we never signed: no tree continues it."""

    code = FORMER

    def __init__(self, origin: str, detail: str) -> None:
        super().__init__(origin, detail)
        self.facts = {"origin": origin, "detail": detail}


def base_of(origin: str) -> str:
    """The first origin of a ledger, by any that it has had."""
    found = _EPOCH.fullmatch(origin)
    return origin if found is None else f"{found['head']}/{found['name']}"


def origin_since(base: str, epoch: int) -> str:
    """The origin under which a ledger went on: `khien-ledger/vn/1795312800/vn-ncc`.

    The short name stays last, since a node's key is known by it.

    Args:
        base: the first origin.
        epoch: when it went on, in seconds since 1970. A number from a counter could come again on a
            node that forgot that it had counted; a second never does.

    Raises:
        MalformedError: no such instant.
    """
    head, _, name = base.rpartition("/")
    origin = f"{head}/{epoch}/{name}"
    if epoch_of(base, origin) != epoch:
        raise MalformedError("ledger epoch", "seconds since 1970, at least nine digits")
    return origin


def epoch_of(base: str, origin: str) -> int | None:
    """Since when an origin is that of the ledger `base`, 0 for the first; None: another ledger's.

    `base` may be any origin of the ledger: a node that is enrolled later shows the one of that day.
    """
    base = base_of(base)
    if origin == base:
        return 0
    found = _EPOCH.fullmatch(origin)
    if found is None or base_of(origin) != base:
        return None
    return int(found["epoch"])

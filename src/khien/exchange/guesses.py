"""Guessing tokens: each wrong one is remembered, and after a few the next must wait, longer each time.

A secret has 256 bits, so nobody guesses it; the wait keeps the noise down and makes it seen. Who
guesses from one address never shuts out who comes from another, nor who came in before with the
right secret: that one is recognised even behind the same proxy.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from khien.model.errors import KhienError

FREE_A_NAME = 20  # wrong secrets from one address for one name before it has to wait
FREE_AN_ADDRESS = 100  # the same whatever the names are
FIRST_WAIT = timedelta(seconds=1)  # doubled with each wrong one after it
LONGEST_WAIT = timedelta(minutes=5)
FORGET_AFTER = timedelta(minutes=30)  # without a wrong one
MOST_PLACES = 10_000  # addresses and names remembered; the oldest is forgotten first, some 3 MB
MOST_GOOD = 10_000  # right secrets recognised, by their hash
NAME_CHARACTERS = 64
DOUBLINGS = 16  # more make no difference to the longest wait

Place = tuple[str, str | None]  # an address, with a name or, for all of them together, None


class GuessingError(KhienError):
    """Too many wrong secrets came from there; this one was not even looked at."""

    code, exit_status, http_status = "exchange.guessing", 9, 429

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s=wait_s)


@dataclass(frozen=True, slots=True)
class _Missed:
    count: int
    last: datetime
    until: datetime


class Guesses:
    """Who guessed how often, within a bound of memory. Threads may share it."""

    def __init__(self) -> None:
        self._missed: OrderedDict[Place, _Missed] = OrderedDict()  # the longest ago first
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._turn = Lock()

    def allow(self, source: str, name: str, secret: str, now: datetime) -> None:
        """Let somebody try a secret.

        Args:
            source: the address that it comes from.
            name: that it is for, '' where none is given.
            secret: remembered only as a hash, and only once it was right.
            now: the instant of the request.

        Raises:
            GuessingError: this address must wait first.
        """
        with self._turn:
            if _mark(name, secret) in self._good:
                return
            found = [self._missed[one] for one in _places(source, name) if one in self._missed]
            until = max((one.until for one in found), default=now)
        if until > now:
            raise GuessingError(ceil((until - now).total_seconds()))

    def missed(self, source: str, name: str, secret: str, now: datetime) -> None:
        """The secret was wrong, or is not right any more."""
        with self._turn:
            self._good.pop(_mark(name, secret), None)
            for place in _places(source, name):
                free = FREE_AN_ADDRESS if place[1] is None else FREE_A_NAME
                self._missed[place] = _once_more(self._missed.pop(place, None), free, now)
            while len(self._missed) > MOST_PLACES:
                self._missed.popitem(last=False)

    def hit(self, source: str, name: str, secret: str) -> None:
        """The secret was right. What this address got wrong under other names still counts."""
        mark = _mark(name, secret)
        with self._turn:
            self._good[mark] = None
            self._good.move_to_end(mark)
            self._missed.pop(_places(source, name)[0], None)
            while len(self._good) > MOST_GOOD:
                self._good.popitem(last=False)


def _once_more(before: _Missed | None, free: int, now: datetime) -> _Missed:
    if before is None or now - before.last > FORGET_AFTER:
        return _Missed(1, now, now)
    count = before.count + 1
    if count <= free:
        return _Missed(count, now, now)
    wait = min(FIRST_WAIT * 2 ** min(count - free - 1, DOUBLINGS), LONGEST_WAIT)
    return _Missed(count, now, now + wait)


def _places(source: str, name: str) -> tuple[Place, Place]:
    address = _network(source)
    return (address, name[:NAME_CHARACTERS]), (address, None)


def _network(source: str) -> str:
    """An address; of IPv6 the /64 that one customer has, so that changing the rest helps nobody."""
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if address.version == 4:
        return source
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))


def _mark(name: str, secret: str) -> bytes:
    return hashlib.sha256(f"{name}:{secret}".encode("utf-8", "surrogatepass")).digest()

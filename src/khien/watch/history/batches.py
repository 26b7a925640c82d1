"""From observations to a batch: which of their values are kept, and what stands for the client."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import compress
from typing import Final

import numpy as np
import pyarrow as pa

from khien.model.instants import to_microseconds
from khien.model.patterns import IndicatorValue, ValueKind, network_of
from khien.watch.clients import normal
from khien.watch.history.columns import DAY_S, Array, Batch, Label, Rows
from khien.watch.history.orders import Shelf, place
from khien.watch.logs import Observation

# Addresses that only ever name a machine inside: RFC 1918, RFC 6598, RFC 1122, RFC 3927; RFC 4193, RFC 4291.
_INSIDE: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
            *("127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
        ),
    )
)
_ADDRESSES: Final = frozenset({ValueKind.IPV4, ValueKind.IPV6})
_REMEMBERED: Final = 65_536
LONGEST_ANSWER: Final = 40
_AHEAD_S: Final = DAY_S  # a line from further in the future is from a clock that is wrong


@dataclass(frozen=True, slots=True)
class Window:
    """Which seconds are kept: from `first` until before `last`. `now` stands for a time that is not there."""

    first: int
    last: int
    now: int

    @classmethod
    def ending(cls, now: datetime, days: int) -> Window:
        """As many days as the law allows, today included."""
        second = int(now.timestamp())
        return cls((second // DAY_S - days + 1) * DAY_S, second + _AHEAD_S, second)

    def holds(self, seconds: Array, reasons: Counter[str]) -> Array:
        """Which of many seconds are kept; the others are counted."""
        early, late = seconds < self.first, seconds >= self.last
        reasons["history.too-old"] += int(early.sum())
        reasons["history.future"] += int(late.sum())
        return ~(early | late)


class Own:
    """What is ours, and so never stands plainly in the history."""

    def __init__(self, networks: Iterable[str] = (), domains: Iterable[str] = ()) -> None:
        """Args: networks and domains of this node's settings."""
        found = [network for text in networks if (network := network_of(text)) is not None]
        self.is_known = bool(found)
        self._networks = (*_INSIDE, *found)
        self._domains = tuple(domains)
        self.holds = lru_cache(_REMEMBERED)(self._holds)

    def is_kept(self, value: IndicatorValue, client: str) -> bool:
        """Whether a value may stand in the history.

        No address of ours does; nor, where nobody said which addresses are ours, that of the machine
        that asked; nor a mail address below a domain of ours.
        """
        if value.kind in _ADDRESSES:
            return not self.holds(value.value) and (self.is_known or value.value not in _of(client))
        if value.kind is ValueKind.EMAIL:
            domain = value.value.rpartition("@")[2]
            return not any(f".{domain}".endswith(f".{own}") for own in self._domains)
        return True

    def holds_numbers(self, numbers: Array) -> Array:
        """Which of many IPv4 addresses are ours, by their numbers."""
        found = np.zeros(len(numbers), bool)
        for network in self._networks:
            if network.version == 4:
                found |= numbers & int(network.netmask) == int(network.network_address)
        return found

    def _holds(self, text: str) -> bool:
        address = ipaddress.ip_address(text)
        return any(address.version == n.version and address in n for n in self._networks)


@lru_cache(_REMEMBERED)
def _of(client: str) -> frozenset[str]:
    """The address of a client as values have it; both, where one is in the other's clothes."""
    text = normal(client)
    try:
        mapped = getattr(ipaddress.ip_address(text), "ipv4_mapped", None)  # RFC 4291 §2.5.5.2
    except ValueError:
        mapped = None
    return frozenset({text} if mapped is None else {text, str(mapped)})


@dataclass(slots=True)
class _Gathered:
    keys: list[str] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


MOST_TIMES: Final = 2**31 - 1  # that one row says it was seen: passive DNS sums up


def batch_of(
    observations: Sequence[Observation], own: Own, window: Window, reasons: Counter[str]
) -> Batch:
    """Everything that is kept of some observations; lines outside the window are counted."""
    gathered: dict[Shelf, _Gathered] = {}
    clients: dict[str, int] = {}
    labels: dict[Label, int] = {}
    seconds = [_second(one.at) if one.at else window.now for one in observations]
    inside = window.holds(np.array(seconds, np.int64), reasons).tolist()
    for one, second in compress(zip(observations, seconds, strict=True), inside):
        who = clients.setdefault(one.client, len(clients)) if one.client else -1
        label = labels.setdefault((one.log, one.answer[:LONGEST_ANSWER]), len(labels))
        for value in one.values:
            if own.is_kept(value, one.client):
                shelf, key = place(value)
                rows = gathered.setdefault(shelf, _Gathered())
                rows.keys.append(key)
                rows.seconds.append(second)
                rows.clients.append(who)
                rows.labels.append(label)
                rows.counts.append(min(one.count, MOST_TIMES))
    shelves = {shelf: _rows(rows) for shelf, rows in gathered.items()}
    return Batch(shelves, list(clients), list(labels), len(observations))


def _second(at: datetime) -> int:
    return to_microseconds(at) // 1_000_000


def _rows(rows: _Gathered) -> Rows:
    encoded = pa.array(rows.keys).dictionary_encode()
    return Rows(
        encoded.dictionary,
        encoded.indices.to_numpy(),
        np.array(rows.seconds, np.int64),
        np.array(rows.clients, np.int64),
        np.array(rows.labels, np.int64),
        np.array(rows.counts, np.int32),
    )

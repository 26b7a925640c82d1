"""The machines that asked: their groups, and the pseudonyms that may stand in for their addresses.

Addresses stay at home. What has to tell two clients apart elsewhere gets a keyed hash, which nobody
without the key of that month can turn back or link to another month's.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from khien.model.errors import MalformedError
from khien.model.patterns import address_of, network_of
from khien.model.patterns.values import Network

KEY_BYTES: Final = 32
SHOWN_BYTES: Final = 8  # 64 bits, so that no two of a country's clients are one
NO_GROUP: Final = ""
_REMEMBERED = 65_536  # addresses
# An IPv4 address as it is always written; to recognise it is ten times quicker than to read it.
_DOTTED: Final = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)


class GroupError(MalformedError):
    """A client group is not written as `NAME=NETWORK,NETWORK…`."""

    code = "watch.group"

    def __init__(self, item: str) -> None:
        super().__init__(item, "NAME=NETWORK")


class ClientGroups:
    """Which group a client belongs to: that of the smallest network around its address."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        """Args: written: each `NAME=NETWORK,NETWORK…`; raises `GroupError`."""
        found = [(network, name) for one in written for network, name in _group(one)]
        self._networks = sorted(found, key=lambda one: -one[0].prefixlen)
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def _of(self, client: str) -> str:
        found = address_of(client)
        if found is None or "/" in found.value:
            return NO_GROUP
        address = ipaddress.ip_address(found.value)
        # An address of one family is in no network of the other.
        return next((name for network, name in self._networks if address in network), NO_GROUP)


def stand_in(key: bytes, client: str) -> bytes:
    """What stands for a client in normal form wherever its address may not: 64 bits of an HMAC-SHA-256.

    Sightings take the key of a month, the history that of its files (`history.clients`).
    """
    return hmac.digest(key, client.encode(), "sha256")[:SHOWN_BYTES]


def normal(client: str) -> str:
    """A client's address as it is written everywhere; what is no address in lower case."""
    if _DOTTED.fullmatch(client):
        return client
    try:
        return str(ipaddress.ip_address(client.strip()))
    except ValueError:
        return client.strip().lower()


class Pseudonyms:
    """Keyed stand-ins for clients, with a key for each month in a folder of the node's home."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: made when the first key is; a month's file removed is a month forgotten."""
        self._folder = folder
        self._keys: dict[str, bytes] = {}

    def of(self, client: str, at: datetime) -> str:
        """The stand-in for this client in the month of `at`, as hexadecimal digits."""
        return stand_in(self._key(f"{at:%Y-%m}"), normal(client)).hex()

    def _key(self, month: str) -> bytes:
        if month not in self._keys:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{month}.key"
            if not path.exists():
                fresh = self._folder / f".{month}.{secrets.token_hex(8)}"
                fresh.touch(mode=0o600)
                fresh.write_bytes(secrets.token_bytes(KEY_BYTES))
                try:
                    path.hardlink_to(fresh)  # of two at once the first is the key
                except FileExistsError:
                    pass
                finally:
                    fresh.unlink()
            self._keys[month] = path.read_bytes()
        return self._keys[month]


def _group(written: str) -> list[tuple[Network, str]]:
    name, _, listed = written.partition("=")
    networks = [network_of(one) for one in listed.split(",")]
    if not name.strip() or None in networks:
        raise GroupError(written)
    return [(network, name.strip()) for network in networks if network is not None]

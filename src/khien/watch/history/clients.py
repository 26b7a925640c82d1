"""Who asked: a keyed pseudonym in place of the address, so that the history holds no plain one.

The secret is this node's own and stays in the folder of the history. After a rotation the same client
has another pseudonym; secrets that no file needs any more are forgotten with the purge.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from khien.model.reasons import reason_of
from khien.watch.clients import normal, stand_in
from khien.watch.history.failures import BrokenHistoryError
from khien.watch.history.manifest import Step, replace_file

FILE: Final = "clients.keys.json"
SECRET_BYTES: Final = 32
_REMEMBERED: Final = 250_000  # addresses; then the memory of them begins anew
_GROUP_BITS: Final = {4: 24, 6: 48}  # of an address that a group keeps


class Clients(StrEnum):
    """What the history keeps of who asked."""

    PSEUDONYM = "pseudonym"  # one for each address
    GROUP = "group"  # one for each /24 or /48
    NONE = "none"


class Secret(msgspec.Struct, frozen=True):
    """One secret; `id` stands with the files that were made under it."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Secret({self.id})"


def read_secrets(folder: Path) -> tuple[Secret, ...]:
    """Every secret that a file may need, the newest last; none before the first telemetry.

    Raises:
        BrokenHistoryError: the file cannot be read.
    """
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=tuple[Secret, ...])
    except FileNotFoundError:
        return ()
    except (msgspec.DecodeError, OSError) as error:
        raise BrokenHistoryError(FILE, reason_of(error)) from error


def write_secrets(folder: Path, secrets: Sequence[Secret], step: Step) -> None:
    """Keep these and no others."""
    replace_file(folder / FILE, msgspec.json.encode(secrets), step)


@dataclass(slots=True)
class Pseudonyms:
    """Makes the pseudonym of a client, as a signed number."""

    secret: Secret
    mode: Clients
    _known: dict[str, int | None]

    def __init__(self, secret: Secret, mode: Clients) -> None:
        """Args: secret: of today. mode: what is kept at all."""
        self.secret, self.mode, self._known = secret, mode, {}

    def of(self, clients: Iterable[str]) -> list[int | None]:
        """One a client, in order; None where nothing is kept of it."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        known = self._known
        return [known[c] if c in known else known.setdefault(c, self._make(c)) for c in clients]

    def _make(self, client: str) -> int | None:
        if not client or self.mode is Clients.NONE:
            return None
        text = group_of(client) if self.mode is Clients.GROUP else normal(client)
        return int.from_bytes(stand_in(self.secret.secret, text), "big", signed=True)


def group_of(client: str) -> str:
    """The network around an address that stands for it; what is no address stands for itself."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    return str(ipaddress.ip_network(f"{client}/{_GROUP_BITS[address.version]}", strict=False))

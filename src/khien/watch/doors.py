"""Where lines may come in: how an address is written, and why it has to be on this machine. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from khien.model.errors import MalformedError

Kind: TypeAlias = Literal["tcp", "udp", "unix"]

_ADDRESS = re.compile(r"(tcp|udp)://(\[[0-9A-Fa-f:]+\]|[0-9.]+):([0-9]{1,5})", re.ASCII)
_UNIX = "unix:"
_PORTS = range(65_536)
_PATH_BYTES = 90  # a socket's path has room for 108 (unix(7)), and the home stands before it


class DoorError(MalformedError):
    """The place to listen on is not written as one, or is not on this machine.

    Syslog has neither sender nor secret, so only what runs on this machine may bring lines; what
    comes from others comes through a relay here, which knows them.
    """

    code = "watch.door"

    def __init__(self, item: str) -> None:
        super().__init__(item, "tcp://127.0.0.1:PORT")


@dataclass(frozen=True, slots=True)
class Door:
    """One place to listen on: an address with its port, or the path of a socket."""

    kind: Kind
    host: str
    port: int = 0

    def __str__(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"unix:{self.host}" if self.kind == "unix" else f"{self.kind}://{shown}:{self.port}"


def read_door(text: str) -> Door:
    """Read `tcp://127.0.0.1:5514`, `udp://[::1]:5514` or `unix:PATH`; port 0 leaves it to the system.

    Raises:
        DoorError: it is none of these, or not on this machine.
    """
    if text.startswith(_UNIX):
        path = text.removeprefix(_UNIX)
        if not path or not path.isprintable() or len(path.encode()) > _PATH_BYTES:
            raise DoorError(text)
        return Door("unix", path)
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found[3]) not in _PORTS:
        raise DoorError(text)
    try:
        address = ipaddress.ip_address(found[2].strip("[]"))
    except ValueError as error:
        raise DoorError(text) from error
    if not address.is_loopback:
        raise DoorError(text)
    return Door("tcp" if found[1] == "tcp" else "udp", str(address), int(found[3]))

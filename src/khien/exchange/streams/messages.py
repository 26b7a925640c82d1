"""What a stream promises, whichever broker is behind it, and where that broker may be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias

from khien.model.errors import KhienError, MalformedError

Kind: TypeAlias = Literal["nats", "kafka"]


@dataclass(frozen=True, slots=True)
class Message:
    """Some lines of a log. `place` names the message in its stream for good, whoever reads it, however often.

    `handle` is what the broker's client knows it by, `behind` how many wait after it, where that is known.
    """

    place: str
    name: str
    body: bytes
    handle: Any
    behind: int = 0


class Stream(Protocol):
    """One consumer of a group. One task at a time.

    At least once: a message that was not settled, because its consumer ended or lost its connection, is handed
    out again, to any consumer of the group. Messages of one place in order are not promised.
    """

    async def take(self, wait_s: float) -> Sequence[Message]:
        """Messages that wait, some at once; none when nothing came for so long.

        Raises:
            BrokerError: the broker cannot be asked.
        """

    async def settle(self, messages: Sequence[Message]) -> None:
        """What they told is kept by now: they are not to be handed out again.

        Raises:
            BrokerError: the broker cannot be told; they will come again.
        """

    async def close(self) -> None:
        """Leave the group; what was not settled goes to others."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a stream is: the kind of broker, its address, what is read of it, and as which group.

    `settings` are the client's own, secrets among them; they come from a file.
    """

    kind: Kind
    address: str
    subject: str
    group: str
    settings: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def hosts(self) -> str:
        """The address without what may be a name and a password."""
        return ",".join(_host(one) for one in self.address.split(","))

    def check(self) -> None:
        """Raises: AddressError, GroupError: the address or the group is none that the kind of broker knows."""
        form = _FORMS[self.kind]
        for one in self.address.split(","):
            if not (found := form.fullmatch(one.strip())) or int(found["port"] or 0) > _MOST_PORT:
                scheme, there, _ = one.strip().partition("//")
                raise AddressError(self.kind, f"{scheme}{there}" * bool(there) + _host(one))
        if not self.group.strip() or (self.kind == "nats" and not _DURABLE.fullmatch(self.group)):
            raise GroupError(self.group)


_HOST: Final = r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)"
_FORMS: Final[Mapping[Kind, re.Pattern[str]]] = {
    "nats": re.compile(rf"(nats|tls)://([^@/\s]*@)?{_HOST}(:(?P<port>\d{{1,5}}))?/?"),
    "kafka": re.compile(rf"{_HOST}(:(?P<port>\d{{1,5}}))?"),
}
_DURABLE: Final = re.compile(r"[^\s.*>/\\]+")  # what JetStream takes as the name of a consumer
_MOST_PORT: Final = 65_535


class AddressError(MalformedError):
    """What should be a broker's address is none; a name and password in it are not shown."""

    code = "stream.address"

    def __init__(self, kind: Kind, address: str) -> None:
        rule = "HOST:PORT" if kind == "kafka" else "nats://HOST:PORT or tls://HOST:PORT"
        super().__init__(address, rule, kind=kind)


class GroupError(MalformedError):
    """A group has no name, or one that the broker does not take."""

    code = "stream.group"

    def __init__(self, group: str) -> None:
        super().__init__(group, self.code)


class BrokerError(KhienError):
    """The broker cannot be reached, or does not do what is asked of it; carries what its client said."""

    code, exit_status, http_status = "stream.broker", 4, 502

    def __init__(self, broker: str, why: str) -> None:
        super().__init__(broker=broker, why=why)


class BrokerAwayError(BrokerError):
    """Nobody answers where the broker should be, or it does not let us in; carries what its client said last."""

    code = "stream.away"

    def __init__(self, broker: Broker, why: str) -> None:
        KhienError.__init__(self, kind=broker.kind, address=broker.hosts, why=why)


class NoStreamError(BrokerError):
    """The broker is there, and holds no stream or topic of that name."""

    code = "stream.absent"

    def __init__(self, broker: Broker) -> None:
        KhienError.__init__(self, kind=broker.kind, address=broker.hosts, subject=broker.subject)


class ClientSettingError(MalformedError):
    """The client cannot use a setting of ours; `why` never holds its value."""

    code = "stream.setting"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, self.code, name=name, why=why)


class NoClientError(KhienError):
    """The extra that speaks to this kind of broker is not installed."""

    code, exit_status, http_status = "stream.no-client", 8, 500

    def __init__(self, extra: str) -> None:
        super().__init__(extra=extra)


class PlainBrokerError(MalformedError):
    """A broker on another machine is to be spoken to without TLS."""

    code = "stream.plain"

    def __init__(self, address: str) -> None:
        hosts = ",".join(_host(one) for one in address.split(","))
        super().__init__(hosts, self.code, address=hosts)


class SettingsError(MalformedError):
    """A line of the file with the client's settings is not `name=value`."""

    code = "stream.settings"

    def __init__(self, line: int) -> None:
        super().__init__(str(line), "NAME=VALUE", line=line)


def read_settings(path: Path) -> dict[str, str]:
    """The settings of a broker's client: `name=value` on each line, `#` begins a comment.

    Raises:
        SettingsError: a line is neither.
    """
    found = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise SettingsError(number)
        found[name.strip()] = value.strip()
    return found


def is_here(address: str) -> bool:
    """Whether every host of `nats://HOST:PORT,…` or `HOST:PORT,…` is this machine."""
    return all(_is_loopback(_host(one)) for one in address.split(","))


def _host(address: str) -> str:
    return address.rpartition("//")[2].rpartition("@")[2].strip()


def _is_loopback(host: str) -> bool:
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def client_of(module: str, extra: str) -> Any:  # noqa: ANN401 -- a module of an extra
    """The client's module.

    Raises:
        NoClientError: it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise NoClientError(extra) from error

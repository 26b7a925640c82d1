"""NATS JetStream: a durable consumer that every process of a group pulls from."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from khien.exchange.streams.messages import (
    Broker,
    BrokerAwayError,
    BrokerError,
    ClientSettingError,
    Message,
    NoStreamError,
    PlainBrokerError,
    client_of,
    is_here,
)

AT_ONCE: Final = 16
"""Messages that one request asks for; with a megabyte each a consumer holds some tens of megabytes."""

_TIMEOUT_S = 10.0
_PING_S = 10  # and two without an answer mean that nobody is there any more
_FILES = ("user_credentials", "nkeys_seed")
_TEXTS = ("user", "password", "token")
_ABSENT = ("NotFoundError", "ServiceUnavailableError")  # the latter: JetStream is not switched on
_TLS = ("tls_ca", "tls_certificate", "tls_key")
_MOST_WAITING = "max_ack_pending"


class JetStream:
    """A `Stream` on NATS JetStream.

    The stream that holds the subject has to be there; the group's consumer is made when it is not. A message
    goes to another consumer when it was not settled for `ack_wait_s`.
    """

    def __init__(self, connection: Any, puller: Any, broker: Broker) -> None:  # noqa: ANN401
        self._connection, self._puller, self._broker = connection, puller, broker
        self._errors = client_of("nats.errors", "nats")

    @classmethod
    async def open(cls, broker: Broker, ack_wait_s: float) -> JetStream:
        """Connect, and join the group.

        Raises:
            AddressError, GroupError: no address or group of NATS.
            NoClientError: nats-py is not installed.
            PlainBrokerError: another machine without TLS.
            ClientSettingError: a setting cannot be used.
            BrokerError: it cannot be reached, or holds no such subject.
        """
        broker.check()
        connection = client_of("nats.aio.client", "nats").Client()
        _check(broker.settings)
        waiting, tls = _most_waiting(broker), _tls(broker)
        if not is_here(broker.address) and tls is None and "tls://" not in broker.address:
            raise PlainBrokerError(broker.address)
        given = {
            name: broker.settings[name] for name in (*_FILES, *_TEXTS) if name in broker.settings
        }
        said: list[str] = []

        async def note(error: Exception) -> None:
            """What goes wrong later is raised where something is asked for."""
            name = type(error).__name__
            said.append(name if name != "Error" else str(error))  # what the server itself said

        try:
            if tls is not None:
                _insist(connection)
            # The client waits for ever for a connection that ended while TLS was agreed on.
            async with asyncio.timeout(_TIMEOUT_S * len(broker.address.split(","))):
                await connection.connect(
                    broker.address.split(","),
                    tls=tls,
                    connect_timeout=_TIMEOUT_S,
                    allow_reconnect=True,
                    max_reconnect_attempts=3,
                    ping_interval=_PING_S,
                    max_outstanding_pings=2,
                    error_cb=note,
                    **given,
                )
        except ModuleNotFoundError as error:
            raise ClientSettingError("/".join(_FILES), str(error.name)) from error
        except Exception as error:
            raise BrokerAwayError(broker, *said[:1] or [type(error).__name__]) from error
        # From here on a connection that is lost is said to be; the client would go on for a while, and say nothing.
        connection.options["allow_reconnect"] = False
        config = client_of("nats.js.api", "nats").ConsumerConfig(
            ack_wait=ack_wait_s, max_ack_pending=waiting
        )
        try:
            puller = await connection.jetstream(timeout=_TIMEOUT_S).pull_subscribe(
                broker.subject, durable=broker.group, config=config
            )
        except Exception as error:
            await connection.close()
            name = type(error).__name__
            if name in _ABSENT:
                raise NoStreamError(broker) from error
            raise BrokerError(str(broker), name) from error
        return cls(connection, puller, broker)

    async def take(self, wait_s: float) -> Sequence[Message]:
        """See `Stream`."""
        try:
            found = await self._puller.fetch(AT_ONCE, timeout=wait_s)
        except (TimeoutError, self._errors.TimeoutError):
            return ()
        except self._errors.Error as error:
            raise BrokerError(str(self._broker), type(error).__name__) from error
        return [self._message(one) for one in found]

    async def settle(self, messages: Sequence[Message]) -> None:
        """See `Stream`."""
        try:
            await asyncio.gather(*(one.handle.ack() for one in messages))
            await self._connection.flush(timeout=_TIMEOUT_S)
        except self._errors.Error as error:
            raise BrokerError(str(self._broker), type(error).__name__) from error

    async def close(self) -> None:
        """See `Stream`."""
        await self._connection.close()

    def _message(self, one: Any) -> Message:  # noqa: ANN401 -- the client's
        about = one.metadata
        place = f"nats:{about.stream}:{about.sequence.stream}"
        body, one.data = (
            one.data,
            b"",
        )  # it waits to be settled, perhaps for long; its lines need not
        return Message(place, one.subject, body, one, about.num_pending)


def _check(settings: Mapping[str, str]) -> None:
    unknown = settings.keys() - {*_FILES, *_TLS, *_TEXTS, _MOST_WAITING}
    if unknown:  # a misspelt one would be a wish that nobody heard
        raise ClientSettingError(min(unknown), "KeyError")
    for name in (*_FILES, *_TLS):
        if name in settings and not Path(settings[name]).is_file():
            raise ClientSettingError(name, "FileNotFoundError")


def _most_waiting(broker: Broker) -> int:
    try:
        return int(broker.settings.get(_MOST_WAITING, "100000"))
    except ValueError as error:
        raise ClientSettingError(_MOST_WAITING, "int") from error


def _insist(connection: Any) -> None:  # noqa: ANN401 -- the client's
    """Let nothing be sent without TLS: the client alone uses it only where the server asks for it in the clear."""
    take, refusal = connection._process_info, client_of("nats.errors", "nats")

    async def looked_at(info: Mapping[str, object], initial_connection: bool = False) -> None:  # noqa: FBT001, FBT002 -- as the client calls it
        if initial_connection and not info.get("tls_required"):
            raise refusal.SecureConnRequiredError
        await take(info, initial_connection)

    connection._process_info = looked_at


def _tls(broker: Broker) -> Any:  # noqa: ANN401 -- ssl.SSLContext
    given = [broker.settings.get(name) for name in _TLS]
    if not any(given) and "tls://" not in broker.address:
        return None
    try:
        context = client_of("ssl", "nats").create_default_context(cafile=given[0])
        if given[1]:
            context.load_cert_chain(given[1], given[2])
    except OSError as error:  # of SSL too
        raise ClientSettingError("/".join(_TLS), "PEM") from error
    return context

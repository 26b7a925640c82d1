"""Kafka: a member of a consumer group, with librdkafka below."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
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
"""Messages that are taken at once."""

_TIMEOUT_S = 10.0
_SAFE = ("ssl", "sasl_ssl")
_PROPERTY = re.compile(r'configuration property:? "([\w.]+)"')


class Kafka:
    """A `Stream` on Kafka, or whatever speaks its protocol.

    Offsets are committed by `settle` alone: of each partition up to the first message that is not settled yet.
    """

    def __init__(self, consumer: Any, broker: Broker) -> None:  # noqa: ANN401 -- the client's
        self._consumer, self._broker = consumer, broker
        self._client = client_of("confluent_kafka", "kafka")
        self._down = ""  # what the client said since a message came last
        self._open: dict[tuple[str, int], dict[int, bool]] = {}  # by offset, in order: settled?

    @classmethod
    async def open(cls, broker: Broker) -> Kafka:
        """Join the group.

        Raises:
            AddressError, GroupError: no address or group of Kafka.
            NoClientError: confluent-kafka is not installed.
            PlainBrokerError: another machine without TLS.
            ClientSettingError: librdkafka knows no such setting, or not such a value of it.
            BrokerError: it cannot be reached, or has no such topic.
        """
        broker.check()
        client = client_of("confluent_kafka", "kafka")
        safe = broker.settings.get("security.protocol", "").lower() in _SAFE
        if not safe and not is_here(broker.address):
            raise PlainBrokerError(broker.address)
        own = {
            "bootstrap.servers": broker.address,
            "group.id": broker.group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "log_level": 0,
        }
        stream: list[Kafka] = []

        def note(error: Any) -> None:  # noqa: ANN401 -- the client's
            """It goes on by itself, for ever and in silence; that nobody is there any more is raised where we ask."""
            if stream and error.code() == client.KafkaError._ALL_BROKERS_DOWN:
                stream[0]._down = error.name()

        try:
            consumer = client.Consumer({**broker.settings, **own, "error_cb": note})
        except client.KafkaException as error:
            raise ClientSettingError(_setting(error), _said(error)) from error
        try:
            await asyncio.to_thread(_look, consumer, broker)
        except client.KafkaException as error:
            raise BrokerAwayError(broker, _said(error)) from error
        made = cls(consumer, broker)
        stream.append(made)
        consumer.subscribe(
            [broker.subject], on_assign=made._joined, on_revoke=made._left, on_lost=made._left
        )
        return made

    async def take(self, wait_s: float) -> Sequence[Message]:
        """See `Stream`."""
        first = await asyncio.to_thread(self._consumer.consume, 1, wait_s)
        if first:
            self._down = ""
        elif self._down:
            raise BrokerError(str(self._broker), self._down)
        more = await asyncio.to_thread(self._consumer.consume, AT_ONCE - 1, 0) if first else []
        return [self._message(one) for one in (*first, *more) if not self._is_end(one)]

    async def settle(self, messages: Sequence[Message]) -> None:
        """See `Stream`."""
        for one in messages:
            topic, partition, offset = one.handle
            if offset in self._open.get((topic, partition), {}):
                self._open[topic, partition][offset] = True
        ready = [
            self._client.TopicPartition(*where, until)
            for where, waiting in self._open.items()
            if (until := _settled(waiting)) is not None
        ]
        if not ready:
            return
        try:
            await asyncio.to_thread(self._consumer.commit, offsets=ready, asynchronous=False)
        except self._client.KafkaException as error:
            raise BrokerError(str(self._broker), _said(error)) from error

    async def close(self) -> None:
        """See `Stream`."""
        await asyncio.to_thread(self._consumer.close)

    def _is_end(self, one: Any) -> bool:  # noqa: ANN401 -- the client's
        error = one.error()
        if error is None:
            return False
        if error.code() == self._client.KafkaError._PARTITION_EOF:
            return True
        raise BrokerError(str(self._broker), error.name())

    def _message(self, one: Any) -> Message:  # noqa: ANN401 -- the client's
        handle = (one.topic(), one.partition(), one.offset())
        self._open.setdefault(handle[:2], {})[handle[2]] = False
        return Message("kafka:{}:{}:{}".format(*handle), one.topic(), one.value() or b"", handle)

    def _joined(self, _: object, partitions: Sequence[Any]) -> None:
        for one in partitions:
            self._open.pop((one.topic, one.partition), None)

    _left = _joined


def _settled(waiting: dict[int, bool]) -> int | None:
    """The offset after the last one before which all are settled; these are forgotten."""
    until = None
    for offset in list(waiting):
        if not waiting[offset]:
            break
        until = offset + 1
        del waiting[offset]
    return until


def _look(consumer: Any, broker: Broker) -> None:  # noqa: ANN401 -- the client's
    known = consumer.list_topics(broker.subject, timeout=_TIMEOUT_S).topics
    error = known[broker.subject].error
    if error is None:
        return
    if error.name() == "UNKNOWN_TOPIC_OR_PART":
        raise NoStreamError(broker)
    raise BrokerError(str(broker), error.name())


def _setting(error: Any) -> str:  # noqa: ANN401 -- KafkaException holds a KafkaError
    """The name of the setting that was refused; what else was said may hold a secret."""
    found = _PROPERTY.search(str(error))
    return found[1] if found else "--config"


def _said(error: Any) -> str:  # noqa: ANN401 -- KafkaException holds a KafkaError
    return str(error.args[0].name()) if hasattr(error.args[0], "name") else type(error).__name__

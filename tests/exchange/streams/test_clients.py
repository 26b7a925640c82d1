"""What the streams ask of their clients, with clients of ours; `tests/interop/scaling` has the real ones."""

# ruff: noqa: ANN401 -- what foreign clients take and give
from __future__ import annotations

import asyncio
import ssl
from types import SimpleNamespace
from typing import Any

import pytest

from khien.exchange.streams import (
    AddressError,
    Broker,
    BrokerAwayError,
    BrokerError,
    ClientSettingError,
    Message,
    NoStreamError,
    PlainBrokerError,
)
from khien.exchange.streams import jetstream as nats_stream
from khien.exchange.streams import kafka as kafka_stream
from khien.model.words import say

HERE = Broker("nats", "nats://127.0.0.1:1", "dns", "khien", {"user": "a", "password": "b"})
AWAY = Broker("nats", "nats://broker.example:1", "dns", "khien", {})
KAFKA = Broker("kafka", "127.0.0.1:1", "dns", "khien", {"session.timeout.ms": "6000"})


class _NatsError(Exception):
    """The root of the client's errors."""


class _SlowError(_NatsError):
    """Nothing came."""


class _SecureError(_NatsError):
    """TLS is asked for, and not there."""


class _Sent:
    """A message, as nats-py has them."""

    def __init__(self, number: int) -> None:
        self.subject, self.data, self.acked = "dns.a", b"lines", False
        self.metadata = SimpleNamespace(
            stream="DNS", sequence=SimpleNamespace(stream=number), num_pending=9
        )

    async def ack(self) -> None:
        """It is settled."""
        self.acked = True


class _Nats:
    """nats-py: a connection, its JetStream, and the group's consumer in one."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.given: dict[str, Any] = {}
        self.options: dict[str, Any] = {"allow_reconnect": True}
        self.closed = False
        self.said: Exception | None = None  # before it gives up
        self.heard: list[tuple[object, ...]] = []
        self.errors = SimpleNamespace(
            Error=_NatsError, TimeoutError=_SlowError, SecureConnRequiredError=_SecureError
        )

    def module(self, name: str, _: str) -> Any:
        """What is imported."""
        if name == "ssl":
            return ssl
        config = SimpleNamespace(ConsumerConfig=lambda **given: self.given.update(given))
        client = SimpleNamespace(Client=lambda: self)
        return {
            "nats.aio.client": client,
            "nats.errors": self.errors,
            "nats.js.api": config,
        }[name]

    async def _process_info(self, *said: object) -> None:
        """What the server says of itself, before anything is said to it."""
        self.heard.append(said)

    async def connect(self, servers: list[str], **given: object) -> Any:
        """The connection."""
        self.given |= {"servers": servers, **given}
        if self.said is not None:
            await self.given["error_cb"](self.said)
        return self._answer()

    def jetstream(self, **_: object) -> _Nats:
        """JetStream."""
        return self

    async def pull_subscribe(self, *_: object, **__: object) -> Any:
        """The consumer."""
        return self._answer()

    async def fetch(self, *_: object, **__: object) -> Any:
        """Messages."""
        return self._answer()

    async def flush(self, **_: object) -> None:
        """Acknowledgements are out."""
        self._answer()

    async def close(self) -> None:
        """The end."""
        self.closed = True

    def _answer(self) -> Any:
        answer = self.answers.pop(0) if self.answers else self
        if isinstance(answer, Exception):
            raise answer
        return answer


def _open(monkeypatch: pytest.MonkeyPatch, client: _Nats, broker: Broker = HERE) -> Any:
    monkeypatch.setattr(nats_stream, "client_of", client.module)
    return asyncio.run(nats_stream.JetStream.open(broker, 8.0))


def test_messages_of_nats_are_named_by_their_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Place, lines and what waits behind; settling acknowledges, and its lines are not held meanwhile."""
    sent = _Sent(7)
    client = _Nats()
    stream = _open(monkeypatch, client)
    client.answers = [[sent], _SlowError()]

    (message,) = asyncio.run(stream.take(0.1))
    assert (message.place, message.name, message.body, message.behind) == (
        *("nats:DNS:7", "dns.a"),
        *(b"lines", 9),
    )
    assert asyncio.run(stream.take(0.1)) == ()
    asyncio.run(stream.settle([message]))
    asyncio.run(stream.close())
    assert (sent.acked, sent.data, client.closed) == (True, b"", True)
    assert (client.given["ack_wait"], client.given["user"], client.given["tls"]) == (8.0, "a", None)


def test_a_lost_broker_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is reached for, joined, asked, and told; what was opened is closed."""
    for answers in ((OSError(),), (None, _NatsError())):
        client = _Nats(*answers)
        client.answers = [client if one is None else one for one in answers]
        with pytest.raises(BrokerError):
            _open(monkeypatch, client)
        assert client.closed is (len(answers) == 2)
    client = _Nats()
    stream = _open(monkeypatch, client)
    for ask in (stream.take(0.1), stream.settle([])):
        client.answers = [_NatsError()]
        with pytest.raises(BrokerError):
            asyncio.run(ask)


def test_what_is_wrong_with_nats_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there, no such stream; and an address is shown without the password in it."""
    client = _Nats(OSError())
    client.said = type("Error", (_NatsError,), {})("Authorization Violation")
    there = Broker("nats", "nats://me:secret@127.0.0.1:1", "dns", "khien", {})
    with pytest.raises(BrokerAwayError) as away:
        _open(monkeypatch, client, there)
    assert away.value.facts == {
        "kind": "nats",
        "address": "127.0.0.1:1",
        "why": "Authorization Violation",
    }
    client = _Nats()
    client.answers = [client, type("NotFoundError", (_NatsError,), {})()]
    with pytest.raises(NoStreamError):
        _open(monkeypatch, client)
    assert client.closed


def test_a_client_that_waits_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that is not trusted leaves nats-py waiting; what it said by then is told."""

    class Stuck(_Nats):
        async def connect(self, servers: list[str], **given: object) -> Any:
            """Never, as after a handshake that failed."""
            self.answers.append(None)
            await super().connect(servers, **given)
            await asyncio.Event().wait()

    client = Stuck()
    client.said = ssl.SSLCertVerificationError("a certificate")
    monkeypatch.setattr(nats_stream, "_TIMEOUT_S", 0.01)

    with pytest.raises(BrokerAwayError) as away:
        _open(monkeypatch, client)

    assert away.value.facts["why"] == "SSLCertVerificationError"
    assert "is not trusted here" in say(away.value.code, "en", away.value.facts)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "127.0.0.1:1"])
def test_an_address_is_looked_at_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """What is no address of NATS is no broker that cannot be reached; the same for Kafka."""
    with pytest.raises(AddressError):
        _open(monkeypatch, _Nats(), Broker("nats", address, "dns", "khien", {}))
    with pytest.raises(AddressError):
        asyncio.run(kafka_stream.Kafka.open(Broker("kafka", f"x://{address}", "dns", "khien", {})))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"max_ack_pending": "many"}, "max_ack_pending"),
        ({"tls_cafile": "x"}, "tls_cafile"),
        ({"user_credentials": "nowhere"}, "user_credentials"),
        ({"tls_ca": __file__}, "tls_ca/tls_certificate/tls_key"),
        ({"password": "x"}, "user_credentials/nkeys_seed"),
    ],
)
def test_a_setting_that_nats_cannot_use_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], name: str
) -> None:
    """A number that is none, a file that is absent or holds no certificate, keys without their package."""
    client = _Nats(ModuleNotFoundError(name="nkeys"))
    with pytest.raises(ClientSettingError) as error:
        _open(monkeypatch, client, Broker("nats", "nats://127.0.0.1:1", "dns", "khien", given))
    assert error.value.facts["name"] == name


def test_another_machine_needs_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither kind of broker is spoken to in the clear beyond this machine."""
    with pytest.raises(PlainBrokerError):
        _open(monkeypatch, _Nats(), AWAY)
    monkeypatch.setattr(kafka_stream, "client_of", lambda *_: _Kafka())
    with pytest.raises(PlainBrokerError):
        asyncio.run(
            kafka_stream.Kafka.open(Broker("kafka", "broker.example:1", "dns", "khien", {}))
        )
    client = _Nats()
    _open(monkeypatch, client, Broker("nats", "tls://broker.example:1", "dns", "khien", {}))
    assert client.given["tls"].verify_mode is ssl.CERT_REQUIRED


def test_nothing_is_said_to_a_server_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stands between us and the broker cannot talk us out of it; that comes before name and password."""
    client = _Nats()
    _open(monkeypatch, client, Broker("nats", "tls://broker.example:1", "dns", "khien", {}))
    asyncio.run(client._process_info({"tls_required": True}, True))
    asyncio.run(client._process_info({}, False))  # news of a server that was let in
    assert client.heard == [({"tls_required": True}, True), ({}, False)]
    for said in ({}, {"tls_required": False}, {"tls_available": True}):
        with pytest.raises(_SecureError):
            asyncio.run(client._process_info(said, True))
    assert len(client.heard) == 2


class _KafkaError(Exception):
    """The client's."""


class _Kafka:
    """confluent-kafka: module and consumer in one."""

    KafkaException = _KafkaError
    KafkaError = SimpleNamespace(_PARTITION_EOF=-191, _ALL_BROKERS_DOWN=-187)

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        self.committed: list[tuple[str, int, int]] = []
        self.topic: Any = SimpleNamespace(error=None)
        self.lost = False
        self.refused: Any = None  # what the client says of the settings

    def Consumer(self, given: dict[str, Any]) -> _Kafka:  # noqa: N802 -- the client's name
        """The consumer."""
        self.given = given
        if self.refused:
            raise _KafkaError(self.refused)
        return self

    def TopicPartition(self, *where: Any) -> Any:  # noqa: N802 -- the client's name
        """An offset."""
        return where

    def list_topics(self, topic: str, **_: object) -> Any:
        """The topics."""
        if self.lost:
            raise _KafkaError(SimpleNamespace(name=lambda: "_TRANSPORT"))
        return SimpleNamespace(topics={topic: self.topic})

    def subscribe(self, _: object, on_assign: Any, **__: object) -> None:
        """The group shares the partitions out."""
        self.share = on_assign

    def consume(self, most: int, _: float) -> list[Any]:
        """Messages."""
        some, self.waiting = self.waiting[:most], self.waiting[most:]
        return some

    def commit(self, offsets: Any, **_: object) -> None:
        """What is settled."""
        if self.lost:
            raise _KafkaError(SimpleNamespace(name=lambda: "_TRANSPORT"))
        self.committed += offsets

    def close(self) -> None:
        """The end."""
        self.lost = True


def _record(offset: int, error: Any = None) -> Any:
    return SimpleNamespace(
        error=lambda: error,
        topic=lambda: "dns",
        partition=lambda: 1,
        offset=lambda: offset,
        value=lambda: b"lines" if offset else None,
    )


def _kafka(monkeypatch: pytest.MonkeyPatch) -> tuple[_Kafka, Any]:
    client = _Kafka()
    monkeypatch.setattr(kafka_stream, "client_of", lambda *_: client)
    return client, asyncio.run(kafka_stream.Kafka.open(KAFKA))


def test_kafka_commits_up_to_the_first_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are settled in any order; the offset never passes one that is not settled."""
    client, stream = _kafka(monkeypatch)
    end = SimpleNamespace(code=lambda: -191, name=lambda: "_PARTITION_EOF")
    client.waiting = [*map(_record, range(3)), _record(3, end)]
    messages: list[Message] = list(asyncio.run(stream.take(0.1)))

    assert [one.place for one in messages] == [f"kafka:dns:1:{n}" for n in range(3)]
    assert [one.body for one in messages] == [b"", b"lines", b"lines"]
    asyncio.run(stream.settle(messages[1:2]))
    assert client.committed == []
    asyncio.run(stream.settle(messages[:1]))
    assert client.committed == [("dns", 1, 2)]
    client.share(None, [SimpleNamespace(topic="dns", partition=1)])
    asyncio.run(stream.settle(messages[2:]))  # somebody else's by now
    assert client.committed == [("dns", 1, 2)]
    assert client.given["enable.auto.commit"] is False
    assert asyncio.run(stream.take(0.1)) == []


def test_a_lost_kafka_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is asked, and told; and when it has no such topic."""
    client, stream = _kafka(monkeypatch)
    client.waiting = [_record(1)]
    messages = asyncio.run(stream.take(0.1))
    asyncio.run(stream.close())
    with pytest.raises(BrokerError):
        asyncio.run(stream.settle(messages))
    client.waiting = [
        _record(2, SimpleNamespace(code=lambda: -1, name=lambda: "_ALL_BROKERS_DOWN"))
    ]
    with pytest.raises(BrokerError):
        asyncio.run(stream.take(0.1))
    other = _Kafka()
    monkeypatch.setattr(kafka_stream, "client_of", lambda *_: other)
    for name, expected in (("UNKNOWN_TOPIC_OR_PART", NoStreamError), ("OTHER", BrokerError)):
        other.topic = SimpleNamespace(error=SimpleNamespace(name=lambda name=name: name))
        with pytest.raises(expected):
            asyncio.run(kafka_stream.Kafka.open(KAFKA))
    other.lost = True
    with pytest.raises(BrokerAwayError):
        asyncio.run(kafka_stream.Kafka.open(KAFKA))


def test_a_client_that_is_silent_for_ever_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of Kafka its own note that nobody answers, until something comes; of NATS no new tries behind our back."""
    client, stream = _kafka(monkeypatch)
    down = SimpleNamespace(code=lambda: -187, name=lambda: "_ALL_BROKERS_DOWN")
    client.given["error_cb"](SimpleNamespace(code=lambda: -195, name=lambda: "_TRANSPORT"))
    assert asyncio.run(stream.take(0.1)) == []  # one of several
    client.given["error_cb"](down)
    client.waiting = [_record(1)]
    assert len(asyncio.run(stream.take(0.1))) == 1  # it was back before we asked
    client.given["error_cb"](down)
    with pytest.raises(BrokerError):
        asyncio.run(stream.take(0.1))
    nats = _Nats()
    _open(monkeypatch, nats)
    assert nats.options["allow_reconnect"] is False


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('Invalid value "secret" for configuration property "sasl.mechanism"', "sasl.mechanism"),
        ('No such configuration property: "a.b"', "a.b"),
        ("something else", "--config"),
    ],
)
def test_a_setting_that_kafka_cannot_use_is_named(
    monkeypatch: pytest.MonkeyPatch, said: str, name: str
) -> None:
    """By its name, never with its value."""
    client = _Kafka()
    client.refused = said
    monkeypatch.setattr(kafka_stream, "client_of", lambda *_: client)
    with pytest.raises(ClientSettingError) as error:
        asyncio.run(kafka_stream.Kafka.open(KAFKA))
    assert error.value.facts["name"] == name

"""Where a broker may be, and how its client's settings are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.exchange.streams import AddressError, Broker, GroupError, NoClientError, read_settings
from khien.exchange.streams.messages import Kind, SettingsError, client_of, is_here
from khien.model.words import say


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("nats://127.0.0.1:4222", True),
        ("nats://user:word@localhost:4222,nats://[::1]:4223", True),
        ("127.0.0.1:9092", True),
        ("nats://127.0.0.1:4222,nats://192.0.2.1:4222", False),
        ("broker.example:9092", False),
        ("localhost.example:9092", False),
    ],
)
def test_which_brokers_are_on_this_machine(address: str, here: bool) -> None:
    """All of them have to be; a name is none of ours unless it is localhost."""
    assert is_here(address) is here


def test_settings_stand_in_a_file(tmp_path: Path) -> None:
    """One on each line; a line that is none is named by its number, never shown."""
    file = tmp_path / "kafka.conf"
    file.write_text("# ours\n\nsasl.password = a=b \nsecurity.protocol=SSL\n")
    assert read_settings(file) == {"sasl.password": "a=b", "security.protocol": "SSL"}
    file.write_text("secret\n")
    with pytest.raises(SettingsError) as caught:
        read_settings(file)
    assert "secret" not in str(caught.value)


def test_an_extra_that_is_absent_is_named() -> None:
    """The error says what to install."""
    with pytest.raises(NoClientError) as caught:
        client_of("no_such_client", "nats")
    assert caught.value.facts == {"extra": "nats"}


def test_a_broker_names_itself_without_its_address() -> None:
    """What is shown of it holds no password."""
    assert str(Broker("nats", "nats://a:b@localhost", "dns.*", "khien", {})) == "nats:dns.*"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("nats", "nats://127.0.0.1:4222"),
        ("nats", "tls://me:secret@broker.example"),
        ("nats", "nats://localhost:4222, nats://[::1]:4223/"),
        ("kafka", "broker-1.example:9093,192.0.2.1"),
    ],
)
def test_an_address_of_its_kind_is_taken(kind: Kind, address: str) -> None:
    """As documented: NATS with nats:// or tls://, Kafka with host and port alone; several with commas."""
    Broker(kind, address, "dns", "khien", {}).check()


@pytest.mark.parametrize(
    ("kind", "address", "shown"),
    [
        ("nats", "http://127.0.0.1:4222", "http://127.0.0.1:4222"),
        ("nats", "127.0.0.1:4222", "127.0.0.1:4222"),
        ("nats", "nats://", "nats://"),
        ("nats", "nats://127.0.0.1:port", "nats://127.0.0.1:port"),
        ("nats", "nats://127.0.0.1:65536", "nats://127.0.0.1:65536"),
        ("nats", "nats://127.0.0.1:4222,ws://me:secret@192.0.2.1:1", "ws://192.0.2.1:1"),
        ("kafka", "nats://127.0.0.1:9092", "nats://127.0.0.1:9092"),
        ("kafka", "127.0.0.1:9092,", ""),
    ],
)
def test_an_address_of_another_kind_is_refused(kind: Kind, address: str, shown: str) -> None:
    """Named with its rule, and without the password in it."""
    with pytest.raises(AddressError) as caught:
        Broker(kind, address, "dns", "khien", {}).check()

    told = say(caught.value.code, "en", caught.value.facts)
    assert told.startswith(f"“{shown}” is no address of a broker of {kind}: it has to be ")
    assert "HOST:PORT" in told
    assert "MÁY:CỔNG" in say(caught.value.code, "vi", caught.value.facts)


@pytest.mark.parametrize(("kind", "group"), [("nats", "a b"), ("nats", "a.b"), ("kafka", " ")])
def test_a_group_needs_a_name_that_the_broker_takes(kind: Kind, group: str) -> None:
    """Without a name NATS would make a consumer that nobody shares and that ends with the process."""
    with pytest.raises(GroupError):
        Broker(kind, f"{'nats://' * (kind == 'nats')}127.0.0.1:1", "dns", group, {}).check()

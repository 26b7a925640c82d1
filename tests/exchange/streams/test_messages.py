"""Where a broker may be, and how its client's settings are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.exchange.streams import Broker, NoClientError, read_settings
from khien.exchange.streams.messages import SettingsError, client_of, is_here


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

"""Brokers that an operator already has: lines come in messages, shared out among the consumers of a group.

`messages` says what a stream promises and where a broker may be; `jetstream` and `kafka` speak to one. Their
clients are extras, `khien[nats]` and `khien[kafka]`, and are read only when a stream is opened.
"""

from khien.exchange.streams.messages import (
    AddressError,
    Broker,
    BrokerAwayError,
    BrokerError,
    ClientSettingError,
    GroupError,
    Message,
    NoClientError,
    NoStreamError,
    PlainBrokerError,
    Stream,
    read_settings,
)

__all__ = [
    "AddressError",
    "Broker",
    "BrokerAwayError",
    "BrokerError",
    "ClientSettingError",
    "GroupError",
    "Message",
    "NoClientError",
    "NoStreamError",
    "PlainBrokerError",
    "Stream",
    "read_settings",
]

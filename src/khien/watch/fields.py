"""Which columns of a log name something that can be looked up, and how each is read.

A column is known by its name alone, in any log: Zeek's names, written with dots or underscores,
and the names that CSV exports usually have. A column that is not here is not looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias

from khien.model.instants import from_microseconds
from khien.model.patterns import (
    IndicatorValue,
    ValueKind,
    address_of,
    hash_of,
    host_of,
    value_of,
)

Record: TypeAlias = Mapping[str, tuple[str, ...]]
"""One line of a log: normalised column name → its texts; a set or vector has several, unset none."""

_Values: TypeAlias = tuple[IndicatorValue, ...]
_REMEMBERED = 65_536  # texts; logs repeat the same names and addresses all the time
# Beyond any date; keeps an absurd exponent from being computed.
_SECONDS_LIMIT = Decimal(10) ** 15
# As seconds this is the year 5138, so a larger number is milliseconds.
_MILLISECONDS_FROM = Decimal(10) ** 11
_BRACKETED = re.compile(r"<([^<>]*)>")


def column(name: str) -> str:
    """A column's name in the form in which the tables below have it."""
    return name.strip().lower().replace(".", "_").replace(" ", "_").replace("-", "_")


@lru_cache(maxsize=_REMEMBERED)
def _address(text: str) -> _Values:
    found = address_of(text)
    return () if found is None or found.kind is ValueKind.CIDR else (found,)


@lru_cache(maxsize=_REMEMBERED)
def _host(text: str) -> _Values:
    named = _address(text)
    if named:
        return named
    found = value_of(ValueKind.DOMAIN, text)
    return () if found is None else (found,)


@lru_cache(maxsize=_REMEMBERED)
def _url(text: str) -> _Values:
    found = value_of(ValueKind.URL, text) or value_of(ValueKind.URL, f"http://{text}")
    if found is None:
        return ()
    host = host_of(found)
    return (found,) if host is None else (found, host)


def _digest(text: str) -> _Values:
    found = hash_of(text.replace(":", ""))
    return () if found is None else (found,)


def _email(text: str) -> _Values:
    bracketed = _BRACKETED.search(text)
    found = value_of(ValueKind.EMAIL, bracketed[1] if bracketed else text)
    return () if found is None else (found,)


_READERS: Mapping[str, Callable[[str], _Values]] = (
    dict.fromkeys(
        (
            *("id_orig_h", "id_resp_h", "tx_hosts", "rx_hosts", "x_originating_ip"),
            *("data_channel_orig_h", "data_channel_resp_h"),
            *("src", "dst", "src_ip", "dst_ip", "dest_ip", "source_ip", "destination_ip"),
            *("ip", "addr", "address", "client", "client_ip", "server_ip", "remote_ip"),
        ),
        _address,
    )
    | dict.fromkeys(
        (
            *("query", "answers", "host", "server_name", "request_host", "request_name"),
            *("domain", "hostname", "fqdn", "qname", "rrname", "sni", "answer"),
        ),
        _host,
    )
    | dict.fromkeys(
        (
            *("md5", "sha1", "sha256", "sha512", "hash", "fingerprint"),
            *("cert_chain_fps", "client_cert_chain_fps"),
        ),
        _digest,
    )
    | dict.fromkeys(("mailfrom", "from", "sender", "email"), _email)
    | {"url": _url}
)
_CLIENTS = ("id_orig_h", "client_ip", "client", "src_ip", "source_ip", "src")
_ANSWERS = ("rcode_name", "rcode")
_TIMES = ("ts", "time", "timestamp", "datetime", "date")


def known(columns: Iterable[str]) -> bool:
    """Whether at least one of the columns can be looked up."""
    return any(name in _READERS for name in columns)


def values_in(record: Record) -> _Values:
    """Everything in the record that can be looked up, each once.

    A text that is not of its column's kind (a NetBIOS name in `query`, say) has no value: no
    indicator could name it.
    """
    found: dict[IndicatorValue, None] = {}
    for name, texts in record.items():
        reader = _READERS.get(name)
        if reader is not None:
            for text in texts:
                found.update(dict.fromkeys(reader(text)))
    for text in _requested(record):
        found.update(dict.fromkeys(_url(text)))
    return tuple(found)


def client_in(record: Record) -> str:
    """The address of the machine that asked, or empty; it is personal and leaves only by agreement."""
    for name in _CLIENTS:
        for text in record.get(name, ()):
            return text
    return ""


def answer_in(record: Record) -> str:
    """The code that a DNS server answered with, as the log writes it, or empty."""
    for name in _ANSWERS:
        for text in record.get(name, ()):
            return text
    return ""


def instant_in(record: Record) -> datetime | None:
    """When it happened, or None when the record has no time.

    Seconds or milliseconds since 1970, or ISO 8601; without an offset it counts as UTC.

    Raises:
        ValueError: there is a time, but it cannot be read.
    """
    for name in _TIMES:
        for text in record.get(name, ()):
            return _instant(text)
    return None


def _instant(text: str) -> datetime:
    try:
        number = Decimal(text)
    except InvalidOperation:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    if not number.is_finite() or not -_SECONDS_LIMIT < number < _SECONDS_LIMIT:
        raise ValueError(text)
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return from_microseconds(int(seconds * 1_000_000))
    except OverflowError as error:  # before the year 1, or after 9999
        raise ValueError(text) from error


def _requested(record: Record) -> Iterator[str]:
    """The URL of a Zeek http record, which has it in pieces: host, port and URI."""
    hosts, uris = record.get("host", ()), record.get("uri", ())
    method = next(iter(record.get("method", ())), "")
    if not hosts or not uris:
        return
    host, uri = hosts[0], uris[0]
    if "://" in uri:  # a request to a proxy names the whole URL
        yield uri
    elif method != "CONNECT":
        port = next(iter(record.get("id_resp_p", ())), "80")
        bracketed = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
        bare = ":" not in bracketed.rpartition("]")[2]
        yield f"http://{bracketed}{f':{port}' if bare and port != '80' else ''}{uri}"

"""In which order the history keeps each kind of value, so that what is hunted together lies together.

A shelf holds values of one order. On it each value has a key, and keys are compared as text:

- names by their labels from the right, each followed by a dot (`com.example.www.`), so a domain and
  every name below it are one range;
- addresses by number (`4c0000201`: family, then the number in hexadecimal), so a network is one range;
- URLs by the key of their host, then scheme, user, port and path, so that a beginning is one range;
- hashes by their digits; mail addresses by the key of their domain, then `@` and the local part;
- all else by kind and text.

Pure; the keys are part of the format on disk.
"""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from khien.model.patterns import IndicatorValue, ValueKind


class Shelf(StrEnum):
    """Values that share an order, and so files."""

    NAMES = "names"
    ADDRESSES = "addresses"
    URLS = "urls"
    HASHES = "hashes"
    MAILS = "mails"
    OTHERS = "others"


class Span(NamedTuple):
    """Every key from `low` until before `high` on one shelf."""

    shelf: Shelf
    low: str
    high: str


_HASHES: Final = {
    ValueKind.MD5: 32,
    ValueKind.SHA1: 40,
    ValueKind.SHA256: 64,
    ValueKind.SHA512: 128,
}
_KIND_OF_LENGTH: Final = {length: kind for kind, length in _HASHES.items()}
_LONGEST: Final = 900  # characters of a key; a footer holds two of each row group
_CUT: Final = "\x1f"
_BEGINNING: Final = "url-prefix"  # a kind of value that says only how a URL begins
_URLS: Final = frozenset({ValueKind.URL.value, _BEGINNING})
_LAST: Final = "\U0010ffff"
_AFTER_DOT: Final = "/"  # the character after "." in ASCII, so `com.example/` ends `com.example.*`


def place(value: IndicatorValue) -> tuple[Shelf, str]:
    """The shelf and the key of one value that was seen."""
    match value.kind:
        case ValueKind.DOMAIN:
            return Shelf.NAMES, _name_key(value.value)
        case ValueKind.IPV4 | ValueKind.IPV6:
            return Shelf.ADDRESSES, _address_key(ipaddress.ip_address(value.value))
        case kind if kind in _URLS:
            return Shelf.URLS, _url_key(value.value)
        case ValueKind.EMAIL:
            local, _, domain = value.value.rpartition("@")
            return Shelf.MAILS, _bounded(f"{_name_key(domain)}@{local}")
        case kind if kind in _HASHES:
            return Shelf.HASHES, value.value
        case _:
            return Shelf.OTHERS, _bounded(f"{value.kind} {value.value}")


def span_of(value: IndicatorValue) -> Span:
    """Every key that an indicator's value touches: a domain with all below it, a network whole."""
    if value.kind is ValueKind.CIDR:
        network = ipaddress.ip_network(value.value)
        low, high = _address_key(network[0]), _address_key(network[-1])
        return Span(Shelf.ADDRESSES, low, high + "\0")
    shelf, key = place(value)
    if value.kind is ValueKind.DOMAIN:
        return Span(shelf, key, key[:-1] + _AFTER_DOT)
    # A URL that ends in `/` names a place: whoever visits something in it was there.
    is_place = value.value.endswith("/") and "?" not in value.value
    if str(value.kind) == _BEGINNING or (shelf is Shelf.URLS and is_place):
        return Span(shelf, key, key + _LAST)
    return Span(shelf, key, key + "\0")


def value_at(shelf: Shelf, key: str) -> IndicatorValue:
    """The value that has this key; the way back from `place`. What was cut says so at its end."""
    match shelf:
        case Shelf.NAMES:
            return IndicatorValue(ValueKind.DOMAIN, _name_of(key))
        case Shelf.ADDRESSES:
            return _address_value(key)
        case Shelf.URLS:
            return IndicatorValue(ValueKind.URL, _url_of(key))
        case Shelf.HASHES:
            return IndicatorValue(_KIND_OF_LENGTH[len(key)], key)
        case Shelf.MAILS:
            domain, _, local = _shown(key).partition("@")
            return IndicatorValue(ValueKind.EMAIL, f"{local}@{_name_of(domain)}")
        case Shelf.OTHERS:
            kind, _, text = _shown(key).partition(" ")
            return IndicatorValue(ValueKind(kind), text)


def _bounded(key: str) -> str:
    """A key of bounded length: the rest of a longer one is its digest, so equal ones stay equal."""
    if len(key) <= _LONGEST:
        return key
    return f"{key[:_LONGEST]}{_CUT}{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _shown(key: str) -> str:
    """A key as people see it: without the digest of what was cut."""
    kept, cut, _ = key.partition(_CUT)
    return f"{kept}…" if cut else kept


def _name_key(name: str) -> str:
    return ".".join(name.split(".")[::-1]) + "."


def _name_of(key: str) -> str:
    return ".".join(key[:-1].split(".")[::-1])


def _address_key(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    return f"4{int(address):08x}" if address.version == 4 else f"6{int(address):032x}"


def _address_value(key: str) -> IndicatorValue:
    number = int(key[1:], 16)
    if key[0] == "4":
        return IndicatorValue(ValueKind.IPV4, str(ipaddress.IPv4Address(number)))
    return IndicatorValue(ValueKind.IPV6, str(ipaddress.IPv6Address(number)))


def _url_key(url: str) -> str:
    """Host key, scheme, user, port, then path and query; a URL in normal form has no blank."""
    scheme, _, rest = url.partition("://")
    end = next((i for i, sign in enumerate(rest) if sign in "/?"), len(rest))
    user, at, where = rest[:end].rpartition("@")
    in_brackets = where.find("]") + 1  # of an IPv6 address; its colons begin no port
    host, colon, port = where[in_brackets:].partition(":")
    key = _host_key(where[1 : in_brackets - 1] if in_brackets else host)
    site = _bounded(" ".join((key, scheme, user + at, colon + port)))
    return f"{site} {_bounded(rest[end:])}"


def _url_of(key: str) -> str:
    site, _, path = key.rpartition(" ")
    host, scheme, user, port = (*_shown(site).split(" "), "", "", "")[:4]
    name = _name_of(host) if host.endswith(".") else _bracketed(_address_value(host).value)
    return f"{scheme}://{user}{name}{port}{_shown(path)}"


def _host_key(host: str) -> str:
    try:
        return _address_key(ipaddress.ip_address(host))
    except ValueError:
        return _name_key(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host

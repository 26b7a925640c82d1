"""What a host is by itself, whatever a text says of it: looked up, a state's, reserved, for examples, or made to deceive."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

from khien.intake.domain_names import parse_domain
from khien.intake.extraction.agreeing import HOSTED
from khien.intake.extraction.cues import ANALYSIS, LIBRARIES, RESOLVERS
from khien.intake.extraction.look_alikes import brand_of
from khien.intake.extraction.page import Spot
from khien.intake.extraction.suffixes import registrable

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_RESERVED_NAMES: Final = (
    ".example",
    ".test",
    ".invalid",
    ".localhost",
    "example.com",
    "example.net",
    "example.org",
)  # RFC 2606
# `gov.vn`, `gov.uk`, `gouv.fr`, `gob.mx`, `go.th`; `.gov` and `.mil` belong to the United States.
_OF_STATES: Final = re.compile(
    r"(?:^|\.)(?:(?:gov|gob|gouv|mil)(?:\.[a-z]{2})?|go\.(?:th|id|jp|kr|ke|tz|ug)|europa\.eu|int)\Z"
)
_DOCUMENTATION: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)  # RFC 5737, RFC 3849


@lru_cache(maxsize=16_384)
def known_host(host: str) -> tuple[str, bool]:
    """The reason for which a host is benign by itself, and whether that holds only where nobody disarmed it."""
    if _is_looked_up(host):
        return "extraction.reference", True
    if _OF_STATES.search(host):
        return "extraction.state", True
    if _is_special(host):
        return "extraction.reserved", False
    return "", False


def _is_special(host: str) -> bool:
    """Addresses of nobody in particular: private, loopback, multicast, unspecified."""
    network = _network(host)
    if network is None or _is_documentation(network):
        return False
    address = network.network_address
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if mapped is not None:  # RFC 4291 §2.5.5.2: a machine of IPv4
        return _is_special(str(mapped))
    return bool(address.is_multicast or address.is_reserved or not address.is_global)


def is_example(host: str) -> bool:
    """Whether a host is kept for examples and documentation (RFC 2606, 5737, 3849)."""
    network = _network(host)
    return host.endswith(_RESERVED_NAMES) if network is None else _is_documentation(network)


@lru_cache(maxsize=16_384)
def _network(host: str) -> _Network | None:
    if not (host[0].isdigit() or ":" in host):
        return None
    try:
        return ipaddress.ip_network(host)
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def _is_documentation(network: _Network) -> bool:
    return any(network.version == one.version and network.overlaps(one) for one in _DOCUMENTATION)


@lru_cache(maxsize=16_384)
def deceives(host: str) -> bool:
    """Whether a name was made to be taken for a brand's, or mixes scripts within a label."""
    name = parse_domain(host)
    return name is not None and bool(name.mixed or brand_of(name))


def _is_looked_up(host: str) -> bool:
    """Services where analysts look things up, and resolvers that everybody asks."""
    return (
        host in RESOLVERS or host in LIBRARIES or registrable(host) in ANALYSIS or host in ANALYSIS
    )


def host_of(spot: Spot) -> str:
    """The host of a find: of a URL or a mailbox too; empty for what has none."""
    if spot.kind == "url":
        rest = spot.value.partition("://")[2] or spot.value
        rest = rest.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
        return rest.strip("[]") if rest.startswith("[") else rest.partition(":")[0]
    if spot.kind == "email":
        return spot.value.rpartition("@")[2]
    return spot.value if spot.kind in HOSTED else ""

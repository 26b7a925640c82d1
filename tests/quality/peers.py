"""Two other extractors, for the bench only. Where they are absent their columns are left out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from tests.quality.scoring import Found, plain

Peer = Callable[[str], Found]

_IOC_FINDER = {
    "domains": "domain", "ipv4s": "ipv4", "ipv6s": "ipv6", "ipv4_cidrs": "cidr", "urls": "url", "email_addresses": "email",
    "md5s": "md5", "sha1s": "sha1", "sha256s": "sha256", "sha512s": "sha512", "cves": "cve", "file_paths": "file-path",
    "registry_key_paths": "registry-key", "asns": "asn", "mac_addresses": "mac", "user_agents": "user-agent",
    "bitcoin_addresses": "coin", "monero_addresses": "coin", "phone_numbers": "phone", "ssdeeps": "ssdeep",
}  # fmt: skip
_IOC_SEARCHER = {
    "fqdn": "domain", "ip4": "ipv4", "ip6": "ipv6", "ip4Net": "cidr", "url": "url", "email": "email", "md5": "md5", "sha1": "sha1",
    "sha256": "sha256", "cve": "cve", "bitcoin": "coin", "ethereum": "coin", "monero": "coin", "phoneNumber": "phone", "iban": "iban",
    "ttp": "attack-id", "onionAddress": "domain", "tron": "coin", "ripple": "coin", "litecoin": "coin", "dogecoin": "coin",
    "zcash": "coin", "dashcoin": "coin", "bitcoincash": "coin", "cardano": "coin",
}  # fmt: skip


def peers() -> dict[str, Peer]:
    """Each peer that is installed, by its name."""
    found: dict[str, Peer] = {}
    for name, make in (("ioc-finder", _ioc_finder), ("iocsearcher", _iocsearcher)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed (`quality` group): its columns are left out")  # noqa: T201 - a report
    return found


def _ioc_finder() -> Peer:
    module: Any = importlib.import_module("ioc_finder")

    def find(text: str) -> Found:
        read = module.find_iocs(text)
        return frozenset(
            plain(kind, str(value))
            for name, kind in _IOC_FINDER.items()
            for value in read.get(name, ())
        )

    return find


def _iocsearcher() -> Peer:
    searcher: Any = importlib.import_module("iocsearcher.searcher").Searcher()

    def find(text: str) -> Found:
        read = searcher.search_data(text)
        return frozenset(
            plain(_IOC_SEARCHER[one.name], str(one.value))
            for one in read
            if one.name in _IOC_SEARCHER
        )

    return find

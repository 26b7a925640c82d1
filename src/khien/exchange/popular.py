"""Names so popular that an indicator on one would block more good traffic than bad.

An indicator on a domain also hits everything below it. So it is poison when a popular name equals
it or lies below it, or when it is a public suffix: `vn`, `com.vn`. It is not when it lies below a
popular name that many people share (`somebody.example-hosting.com`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from publicsuffixlist import PSLFILE, PublicSuffixList

from khien.model.errors import MalformedError
from khien.model.patterns import (
    Evaluator,
    IndicatorValue,
    Observed,
    ValueKind,
    host_of,
    in_normal_form,
    parse_pattern,
)

WIDEST_IPV4, WIDEST_IPV6 = 16, 32  # prefix lengths; a wider network is a person's decision
MOST_ASKED = 10_000  # of the names of a node, about which a whole pattern is asked
_SHOWN = 200  # characters of a pattern
_SCHEMES = ("http", "https")
# Addresses that resolvers of the whole world use; facts published by their operators.
RESOLVERS = (
    "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "208.67.222.222",
    "208.67.220.220", "2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888",
    "2001:4860:4860::8844", "2620:fe::fe",
)  # fmt: skip
# Addresses that mean something else in every network (RFC 6890): own machines, neighbours, groups.
LOCAL = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
)  # fmt: skip
# Every machine has empty files.
EMPTY_FILES = frozenset(
    hashlib.new(name, b"", usedforsecurity=False).hexdigest()
    for name in ("md5", "sha1", "sha256", "sha512")
)
# Names on which much of Vietnam's and the world's daily traffic depends.
NAMES = (
    "apple.com", "baomoi.com", "bing.com", "chinhphu.vn", "cloudflare.com", "dichvucong.gov.vn",
    "facebook.com", "fbcdn.net", "github.com", "gmail.com", "google.com", "google.com.vn",
    "gov.vn", "gstatic.com", "instagram.com", "microsoft.com", "office.com", "outlook.com",
    "shopee.vn", "telegram.org", "tiktok.com", "tuoitre.vn", "viber.com", "vietcombank.com.vn",
    "vietnamplus.vn", "vneid.gov.vn", "vnexpress.net", "whatsapp.com", "wikipedia.org",
    "windows.com", "windowsupdate.com", "youtube.com", "zalo.me", "zaloapp.com", "zing.vn",
)  # fmt: skip


_KEPT = tuple(ip_network(one) for one in (*RESOLVERS, *LOCAL))


@cache  # a tenth of a second to read; most commands never ask it
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _above_suffixes() -> frozenset[str]:
    """What stands directly above some public suffix: of nearly every name this tells that it is none."""
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    rules = [line.split()[0].lstrip("!") for line in lines if line.strip() and line[:2] != "//"]
    above = {rule.partition(".")[2] for rule in rules}
    return frozenset(above | {name.encode("idna").decode() for name in above if name})


class Popular:
    """The popular names and addresses of one node.

    Args:
        names: domain names besides the built-in ones, in lower case.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(NAMES) | frozenset(names)
        # Every parent of a popular name: an indicator on a parent hits the name.
        self._parents = {
            name.split(".", place)[place]
            for name in self._names
            for place in range(1, name.count(".") + 1)
        }

        self._known = self._names | self._parents

    @cached_property
    def _above(self) -> frozenset[str]:
        return _above_suffixes()

    @cached_property
    def mark(self) -> str:
        """Another one for other names."""
        return hashlib.sha256("\n".join(sorted(self._names)).encode()).hexdigest()[:16]

    def hit_by(self, values: Sequence[IndicatorValue]) -> tuple[str, ...]:
        """The values that would hit something popular, as they are written, each once."""
        return tuple(dict.fromkeys(v.value[:_SHOWN] for v in values if self.hits(v)))

    def _fulfils(self, text: str) -> bool:
        """Whether a part of a pattern holds for something popular: `[domain-name:value LIKE '%']`."""
        try:
            evaluator = Evaluator(in_normal_form(parse_pattern(text)))
        except MalformedError:
            return False  # it is never evaluated
        try:
            return bool(evaluator.sight(self._seen).leaves)
        except MalformedError:
            return True  # who knows; a person looks

    @cached_property
    def _seen(self) -> Observed:
        """Popular names, their sites, and resolvers, as if they were seen."""
        names = [*NAMES, *islice(sorted(self._names.difference(NAMES)), MOST_ASKED)]
        objects = [{"type": "domain-name", "value": name} for name in names]
        objects += [{"type": "url", "value": f"{s}://{n}/"} for n in names for s in _SCHEMES]
        for one in RESOLVERS:
            objects.append({"type": "ipv6-addr" if ":" in one else "ipv4-addr", "value": one})
        return Observed("popular", None, None, tuple(objects))

    def hits(self, value: IndicatorValue) -> bool:
        """Whether one value would hit something popular."""
        if value.kind is ValueKind.PATTERN:
            return self._fulfils(value.value)
        if value.kind is ValueKind.EMAIL:
            return False  # one mailbox, however popular its provider
        if value.kind in (ValueKind.URL, ValueKind.URL_PREFIX) and not _is_whole_site(value.value):
            return False
        host = host_of(value)
        if host is None:
            return value.value in EMPTY_FILES
        if host.kind is ValueKind.DOMAIN:
            return self.hits_name(host.value)
        return _covers_much(ip_network(host.value))

    def hits_name(self, name: str) -> bool:
        """As `hits`, for a domain name in its normal form."""
        if name in self._known:
            return True
        parent = name.partition(".")[2]
        if parent and parent not in self._above:
            return False
        return _suffixes().is_public(name, accept_unknown=True)


def _is_whole_site(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _covers_much(network: IPv4Network | IPv6Network) -> bool:
    if network.version == 4:
        is_wide = network.prefixlen < WIDEST_IPV4
    else:
        is_wide = network.prefixlen < WIDEST_IPV6
    return is_wide or any(network.version == one.version and network.overlaps(one) for one in _KEPT)

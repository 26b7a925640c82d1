"""Names so popular that an indicator on one would block more good traffic than bad.

An indicator on a domain also hits everything below it. So it is poison when a popular name equals
it or lies below it, or when it is a public suffix: `vn`, `com.vn`. It is not when it lies below a
popular name that many people share (`somebody.example-hosting.com`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from khien.model.patterns import IndicatorValue, ValueKind

WIDEST_IPV4, WIDEST_IPV6 = 16, 32  # prefix lengths; a wider network is a person's decision
# Addresses that resolvers of the whole world use; facts published by their operators.
RESOLVERS = ("1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "208.67.222.222")
# Names on which much of Vietnam's and the world's daily traffic depends.
NAMES = (
    "apple.com", "baomoi.com", "bing.com", "chinhphu.vn", "cloudflare.com", "dichvucong.gov.vn",
    "facebook.com", "fbcdn.net", "github.com", "gmail.com", "google.com", "google.com.vn",
    "gov.vn", "gstatic.com", "instagram.com", "microsoft.com", "office.com", "outlook.com",
    "shopee.vn", "telegram.org", "tiktok.com", "tuoitre.vn", "viber.com", "vietcombank.com.vn",
    "vietnamplus.vn", "vneid.gov.vn", "vnexpress.net", "whatsapp.com", "wikipedia.org",
    "windows.com", "windowsupdate.com", "youtube.com", "zalo.me", "zaloapp.com", "zing.vn",
)  # fmt: skip


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
        self._suffixes = PublicSuffixList()

    def hit_by(self, values: Sequence[IndicatorValue]) -> tuple[str, ...]:
        """The values that would hit something popular, as they are written."""
        return tuple(value.value for value in values if self._hits(value))

    def _hits(self, value: IndicatorValue) -> bool:
        match value.kind:
            case ValueKind.DOMAIN:
                return self._domain(value.value)
            case ValueKind.URL:
                parts = urlsplit(value.value)
                return parts.path in {"", "/"} and not parts.query and self._url(parts.hostname)
            case ValueKind.IPV4 | ValueKind.IPV6:
                address = ip_address(value.value)
                return value.value in RESOLVERS or address.is_loopback or address.is_unspecified
            case ValueKind.CIDR:
                network = ip_network(value.value, strict=False)
                widest = WIDEST_IPV4 if network.version == 4 else WIDEST_IPV6
                return network.prefixlen < widest or self._holds_resolver(value.value)
            case _:
                return False

    def _domain(self, name: str) -> bool:
        is_suffix = self._suffixes.publicsuffix(name, accept_unknown=True) == name
        return is_suffix or name in self._names or name in self._parents

    def _url(self, host: str | None) -> bool:
        return host is not None and self._domain(host)

    @staticmethod
    def _holds_resolver(network: str) -> bool:
        net = ip_network(network, strict=False)
        return net.version == 4 and any(ip_address(r) in net for r in RESOLVERS)

"""The values that can be looked up: how each kind is written so that equal things are equal."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import msgspec


class ValueKind(StrEnum):
    """What a value names."""

    DOMAIN = "domain"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    CIDR = "cidr"
    URL = "url"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"
    EMAIL = "email"
    URL_PREFIX = "url-prefix"
    JA3 = "ja3"
    JA3S = "ja3s"
    JA4 = "ja4"
    PATTERN = "pattern"  # a whole pattern: what no single value says; `observing` evaluates it


class IndicatorValue(msgspec.Struct, frozen=True, gc=False):  # many are made for each line of a log
    """A value in its normal form; make it with `value_of`, so that two spellings are one value."""

    kind: ValueKind
    value: str


Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

# RFC 1035 §2.3.4 lengths; underscores stand in real names (RFC 8552 §1.1).
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A name that is its own normal form, as nearly all are; it does not end in digits alone.
_NORMAL_NAME = re.compile(rf"(?:{_LABEL.pattern}\.)*(?![0-9]+\Z){_LABEL.pattern}")
_NAME_CHARACTERS = 253
_MAPPED_BITS = 96  # in front of the IPv4 address in `::ffff:0:0/96`
_TEXT_CHARACTERS = 300  # a name as written, with blanks around it
_DIGITS = frozenset("0123456789")
_ALL_DIGITS = re.compile(r"[0-9]+")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # what IDNA takes for a full stop (RFC 3490 §3.1)
# RFC 3986 §3: scheme, authority, then path with query; a fragment never reaches a server.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]+)([^#\s]*)(?:#.*)?", re.DOTALL)
# Sources often leave out the scheme: host with a dot, port or not, then a path.
_WITHOUT_SCHEME = re.compile(r"[^/?#\s:@.]+(?:\.[^/?#\s:@.]+)+(?::[0-9]+)?/.*", re.DOTALL)
_AUTHORITY = re.compile(r"(?:(.*)@)?(\[[^\]@]*\]|[^:@\[\]]*)(?::([0-9]*))?")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_DEFAULT_PORTS = {("http", "80"), ("https", "443"), ("ftp", "21")}
_HASH_KINDS = {32: ValueKind.MD5, 40: ValueKind.SHA1, 64: ValueKind.SHA256, 128: ValueKind.SHA512}
_HEX = re.compile(r"[0-9a-f]+")
# FoxIO's JA4: protocol, version, SNI, two counts, ALPN; then two cut SHA-256.
_JA4 = re.compile(r"[a-z][0-9a-z]{2}[a-z][0-9]{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}")


def value_of(kind: ValueKind, text: str) -> IndicatorValue | None:
    """The value in its normal form, or None when the text is not of this kind.

    - domain: lower case, A-labels (RFC 5890) for what is not ASCII, no trailing dot
    - ipv4, ipv6: as RFC 5952 writes them; a range of one address is that address, and
      `::ffff:192.0.2.1` is the ipv4 address in it
    - cidr: the network with its host bits cleared
    - url: scheme and host lower case, no default port, no fragment, `/` for an empty path,
      percent-encoded where it is not ASCII;
      `bad.example/x`, as sources write it, is taken for `http://bad.example/x`
    - hashes: lower case, of the right length
    - email: lower case, the domain as above
    - url-prefix: how a url begins, host and first `/` included, written as a url is
    - ja3, ja3s: an MD5; ja4: its three parts; lower case
    - pattern: as it is written
    """
    normal = _NORMAL_FORMS[kind](text)
    if normal is not None:
        return IndicatorValue(kind, normal)
    # RFC 4291 §2.5.5.2: an IPv4 address in IPv6's clothes is that address.
    return value_of(ValueKind.IPV4, text) if kind is ValueKind.IPV6 and ":" in text else None


def address_of(text: str) -> IndicatorValue | None:
    """An address or a range in CIDR form as ipv4, ipv6 or cidr; None when it is neither."""
    network = network_of(text)
    if network is None:
        return None
    if network.num_addresses > 1:
        return IndicatorValue(ValueKind.CIDR, str(network))
    kind = ValueKind.IPV4 if network.version == 4 else ValueKind.IPV6
    return IndicatorValue(kind, str(network.network_address))


def hash_of(text: str) -> IndicatorValue | None:
    """A hash whose algorithm its length tells; None when it is none of the four."""
    kind = _HASH_KINDS.get(len(text))
    return None if kind is None else value_of(kind, text)


def host_of(value: IndicatorValue) -> IndicatorValue | None:
    """The domain or address that a url or email stands on; a domain or address is its own host.

    None for a hash. The checks for own and popular domains ask this.
    """
    match value.kind:
        case ValueKind.URL | ValueKind.URL_PREFIX:
            found = _URL.fullmatch(value.value)
            authority = _AUTHORITY.fullmatch(found[2]) if found else None
            name = authority[2] if authority else ""
            return address_of(name.strip("[]")) or value_of(ValueKind.DOMAIN, name)
        case ValueKind.EMAIL:
            return value_of(ValueKind.DOMAIN, value.value.rpartition("@")[2])
        case ValueKind.DOMAIN | ValueKind.IPV4 | ValueKind.IPV6 | ValueKind.CIDR:
            return value
        case _:
            return None


def network_of(text: str) -> Network | None:
    """An address or a range as a network, host bits cleared; None for anything else, and for zones.

    An IPv4 address or range within IPv6 (`::ffff:192.0.2.1`) is the IPv4 one: both name the same hosts.
    """
    address, slash, prefix = text.strip().partition("/")
    if "%" in address or (slash and not (prefix.isascii() and prefix.isdigit())):
        return None
    if ":" not in address and address[:1] not in _DIGITS:
        return None  # a name, most often: the library takes longer to say so
    try:
        found = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    mapped = getattr(found.network_address, "ipv4_mapped", None)  # RFC 4291 §2.5.5.2
    if mapped is None or found.prefixlen < _MAPPED_BITS:
        return found
    return ipaddress.IPv4Network((mapped, found.prefixlen - _MAPPED_BITS))


def _domain(text: str) -> str | None:
    if len(text) > _TEXT_CHARACTERS:
        return None  # Punycode takes quadratic time, so absurd lengths are refused first
    if len(text) <= _NAME_CHARACTERS and _NORMAL_NAME.fullmatch(text):
        return text
    labels = _DOTS.split(text.strip())
    if len(labels) > 1 and not labels[-1]:
        labels.pop()  # the root: `example.com.` is `example.com`
    ascii_labels = [_a_label(label) for label in labels]
    name = ".".join(ascii_labels)
    named = all(_LABEL.fullmatch(label) for label in ascii_labels)
    # RFC 3696 §2: a top-level name is not all digits, so an address is never taken for a name.
    if not named or len(name) > _NAME_CHARACTERS or _ALL_DIGITS.fullmatch(ascii_labels[-1]):
        return None
    return name


def _a_label(label: str) -> str:
    if label.isascii():
        return label.lower()
    try:
        return label.encode("idna").decode("ascii").lower()  # RFC 3490 ToASCII
    except UnicodeError:
        return ""


def _address(version: int) -> Callable[[str], str | None]:
    def normal(text: str) -> str | None:
        network = network_of(text)
        single = network is not None and network.version == version and network.num_addresses == 1
        return str(network.network_address) if network is not None and single else None

    return normal


def _cidr(text: str) -> str | None:
    network = network_of(text)
    return None if network is None else str(network)


def _url(text: str) -> str | None:
    whole = text.strip()
    found = _URL.fullmatch(f"http://{whole}" if _WITHOUT_SCHEME.fullmatch(whole) else whole)
    authority = _AUTHORITY.fullmatch(found[2]) if found else None
    if found is None or authority is None:
        return None
    scheme, (user, name, port) = found[1].lower(), authority.groups()
    host = _host(name)
    if host is None:
        return None
    # RFC 3986 §6.2.2.1 and §6.2.3: what may be written in two ways without a difference.
    place = f"{user}@{host}" if user is not None else host
    if port and (scheme, port) not in _DEFAULT_PORTS:
        place += f":{port}"
    path = found[3] if found[3].startswith("/") else "/" + found[3]
    path = _PERCENT.sub(lambda octet: octet[0].upper(), path)
    return f"{scheme}://{place}" + _NOT_ASCII.sub(_percent_encoded, path)


def _url_prefix(text: str) -> str | None:
    # A host that is cut (`http://bad.exa`) begins names of others too: its `/` has to be there.
    whole = text.strip()
    found = _URL.fullmatch(whole)
    return _url(whole) if found and found[3].startswith("/") and "#" not in whole else None


def _ja4(text: str) -> str | None:
    lower = text.strip().lower()
    return lower if _JA4.fullmatch(lower) else None


def _percent_encoded(character: re.Match[str]) -> str:
    octets = character[0].encode("utf-8", "surrogatepass")  # RFC 3987 §3.1
    return "".join(f"%{octet:02X}" for octet in octets)


def _host(name: str) -> str | None:
    network = network_of(name.strip("[]"))
    if network is not None:
        address = str(network.network_address)
        return f"[{address}]" if network.version == 6 else address
    return _domain(name)


def _digest(digits: int) -> Callable[[str], str | None]:
    def normal(text: str) -> str | None:
        lower = text.strip().lower()
        return lower if len(lower) == digits and _HEX.fullmatch(lower) else None

    return normal


def _email(text: str) -> str | None:
    local, at, domain = text.strip().rpartition("@")
    name = _domain(domain)
    if not at or not local or any(character.isspace() for character in local) or name is None:
        return None
    return f"{local.lower()}@{name}"


_NORMAL_FORMS: dict[ValueKind, Callable[[str], str | None]] = {
    ValueKind.DOMAIN: _domain,
    ValueKind.IPV4: _address(4),
    ValueKind.IPV6: _address(6),
    ValueKind.CIDR: _cidr,
    ValueKind.URL: _url,
    ValueKind.MD5: _digest(32),
    ValueKind.SHA1: _digest(40),
    ValueKind.SHA256: _digest(64),
    ValueKind.SHA512: _digest(128),
    ValueKind.EMAIL: _email,
    ValueKind.URL_PREFIX: _url_prefix,
    ValueKind.JA3: _digest(32),
    ValueKind.JA3S: _digest(32),
    ValueKind.JA4: _ja4,
    ValueKind.PATTERN: lambda text: text.strip() or None,
}

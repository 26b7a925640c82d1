"""One written indicator: what kind it is, its clean form, and what had to be changed to get there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from khien.intake.domain_names import DomainName, parse_domain
from khien.intake.reporting import Remark

HASH_KINDS: Final = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}  # hex digits
KINDS: Final = ("domain", "ipv4", "ipv6", "cidr", "url", "email", *HASH_KINDS.values())

_LONGEST_CHARS: Final = 16_384  # twice what servers take as a URL (RFC 9110 §4.1 asks for 8000)
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_URL: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"  # RFC 3986 §3.1
    r"(?P<user>[^/?#@\s]*@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#:@\s\[\]]+)"
    r"(?P<port>:[0-9]{0,5})?"
    r"(?P<rest>[/?#].*)?",
    re.DOTALL,
)
_HOST_AND_MORE: Final = re.compile(
    r"(?P<host>[^/?#:@\s\[\]]+)(?P<port>:[0-9]{1,5})?(?P<rest>[/?#].*)?"
)
_EMAIL: Final = re.compile(
    r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([^@\s]+)"
)  # RFC 5321 §4.5.3.1
_NOT_IN_URL: Final = re.compile(r"[\x00-\x20\x7f]")  # RFC 3986 §2
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

# How people write addresses so that nobody clicks them. A host may hold `hxxp` as a part of its name.
_DEFANGED: Final = re.compile(
    r"(?<![0-9a-z-])hxxp(?=s?[:\[({/\\])|h\*\*p|meow://|\[:\]|\[://\]|\[/\]|\[\.\]?|\(\.\)|\{\.\}|\\\.|[\[({] ?dot ?[\])}]|[\[({] ?(?:at|@) ?[\])}]|\.\]",
    re.IGNORECASE,
)
# What nearly every line of a list is: clean as it stands, in ASCII, with nothing that could be undone. In a
# path no brackets, stars or backslashes; what else could hide there are `_TRAPS`.
_CLEAN: Final = re.compile(
    r"(?P<md5>[0-9a-f]{32})|(?P<sha1>[0-9a-f]{40})|(?P<sha256>[0-9a-f]{64})"
    r"|(?P<ipv4>(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!\Z)|\Z)){4})"
    r"|(?P<url>https?://)?(?:[a-z0-9_-]{1,63}\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}"
    r"(?(url)(?::[0-9]{0,5})?(?:[/?#][!-'+-Z^-z|~]*)?)"
)
_TRAPS: Final = ("xxp", "meow", "xn--")
_CLEAN_CHARS: Final = 253  # of a name (RFC 1035 §2.3.4), so none in a text as long is longer
_AT: Final = re.compile(r"[\[({] ?(?:at|@) ?[\])}]", re.IGNORECASE)
_BRACKETED_ADDRESS: Final = re.compile(r"\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]")


@dataclass(frozen=True, slots=True)
class Observed:
    """A value in its clean form. `changes` say what was changed, `warnings` what is remarkable.

    `alternatives` are further values that the writer may as well have meant (`https://` beside `http://`).
    """

    kind: str
    value: str
    changes: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    alternatives: tuple[str, ...] = ()


def observe(written: str) -> Observed | None:
    """Read one written indicator of any known kind, or None when it is none.

    Never guesses a host out of a path: `host/path` is a URL, and `/path` alone is nothing.
    """
    text = written.strip()
    if not text or len(text) > _LONGEST_CHARS:
        return None
    found = as_it_stands(text)
    if found is not None:
        return found
    if not text.isprintable() and _CONTROL.search(text):
        return None
    clean = refang(text)
    found = _of_any_kind(clean)
    if found is None or clean == text:
        return found
    return replace(found, changes=(Remark("intake.defanged", "", text[:200]), *found.changes))


def observe_url(written: str) -> Observed | None:
    """Read what holds `://` and so can be nothing but a URL, or None when it is none."""
    found = as_it_stands(written)
    if found is not None and found.kind == "url":
        return found
    if len(written) > _LONGEST_CHARS or _CONTROL.search(written):
        return None
    return _url(refang(written))


def as_it_stands(text: str) -> Observed | None:
    """What the long way says of the same text, where it has nothing to change or remark; None says nothing."""
    found = _CLEAN.fullmatch(text) if len(text) <= _CLEAN_CHARS else None
    if found is None:
        return None
    lower = text.lower()
    if any(trap in lower for trap in _TRAPS):
        return None
    return Observed(found.lastgroup or "domain", text)


def refang(text: str) -> str:
    """Undo defanging: `hxxp`, `[.]`, `(dot)`, `[at]`, `[:]` and the like."""
    if not _DEFANGED.search(text):
        return text
    return _DEFANGED.sub(_plain_form, text)


def _plain_form(found: re.Match[str]) -> str:
    written = found[0].lower()
    if written in {"hxxp", "h**p"}:
        return "http"
    if written == "meow://":
        return "http://"
    if _AT.fullmatch(written):
        return "@"
    return {"[:]": ":", "[://]": "://", "[/]": "/", "[": "["}.get(written, ".")


def _of_any_kind(text: str) -> Observed | None:
    for read in _READERS:
        found = read(text)
        if found is not None:
            return found
    return None


def _hash(text: str) -> Observed | None:
    kind = HASH_KINDS.get(len(text))
    if kind is None or _HEX.fullmatch(text) is None:
        return None
    return Observed(kind, text.lower())


def _address(text: str) -> Observed | None:
    if text[0] not in "0123456789abcdefABCDEF:[":
        return None
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" not in bare and not bare[-1:].isdigit():  # a name that begins like an address
        return None
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if "%" in bare:  # a zone index means something on one host only (RFC 4007 §11)
        return None
    return Observed(f"ipv{address.version}", str(address))


def _network(text: str) -> Observed | None:
    if "/" not in text or text[0] not in "0123456789abcdefABCDEF:":
        return None
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if network.prefixlen == network.max_prefixlen:
        return Observed(f"ipv{network.version}", str(network.network_address))
    if network.prefixlen == 0:  # every address there is: no indicator
        return None
    changes: tuple[Remark, ...] = ()
    if str(network).split("/", maxsplit=1)[0] != str(ipaddress.ip_address(text.split("/")[0])):
        changes = (Remark("intake.host-bits", "", str(network)),)
    return Observed("cidr", str(network), changes)


def _url(text: str) -> Observed | None:
    parts = _URL.fullmatch(text)
    if parts is None:
        return None
    host = _host(parts["host"])
    if host is None:
        return None
    rest, changes = _plain_rest(parts["rest"] or "")
    user, port = parts["user"] or "", parts["port"] or ""
    value = f"{parts['scheme'].lower()}://{user}{host.value}{port}{rest}"
    return Observed("url", value, (*host.changes, *changes), host.warnings)


def _host(text: str) -> Observed | None:
    if text.startswith("["):
        found = _address(text)
        return None if found is None else replace(found, value=f"[{found.value}]")
    return _address(text) or _domain(text)


def _plain_rest(rest: str) -> tuple[str, tuple[Remark, ...]]:
    """Percent-encode what a URL may not hold as it stands (RFC 3987 §3.1)."""
    if rest.isascii() and not _NOT_IN_URL.search(rest):
        return rest, ()
    encoded = "".join(
        c if c.isascii() and not _NOT_IN_URL.match(c) else "".join(f"%{b:02X}" for b in c.encode())
        for c in rest
    )
    return encoded, (Remark("intake.percent-encoded", "", rest[:200]),)


def _email(text: str) -> Observed | None:
    found = _EMAIL.fullmatch(text.removeprefix("mailto:"))
    host = None if found is None else _domain(found[2])
    if found is None or host is None:
        return None
    return Observed("email", f"{found[1]}@{host.value}", host.changes, host.warnings)


def _domain(text: str) -> Observed | None:
    changes: list[Remark] = []
    bare = text.removeprefix("*")
    if bare.startswith("."):
        # Matching a domain takes its subdomains along, so the star says nothing more.
        bare = bare[1:]
        changes.append(Remark("intake.wildcard", "", text[:200]))
    name = parse_domain(bare)
    if name is None:
        return None
    if name.unicode and not bare.isascii():
        changes.append(Remark("intake.idn", "", bare[:200]))
    return Observed("domain", name.name, tuple(changes), _domain_warnings(name))


def _domain_warnings(name: DomainName) -> tuple[Remark, ...]:
    warnings: list[Remark] = []
    if name.mixed:
        warnings.append(Remark("intake.mixed-script", "", f"{name.name} ({name.mixed})"))
    if name.reads_like:
        warnings.append(Remark("intake.confusable", "", f"{name.name} ~ {name.reads_like}"))
    return tuple(warnings)


def _host_with_more(text: str) -> Observed | None:
    """Read `host:port` (the port is dropped and said) and `host/path` (a URL without its scheme)."""
    parts = _HOST_AND_MORE.fullmatch(text)
    host = None if parts is None else _host(parts["host"])
    if parts is None or host is None:
        return None
    if not parts["rest"] or parts["rest"] == "/":
        dropped = Remark("intake.port-dropped", "", text[:200])
        return replace(host, changes=(*host.changes, dropped))
    if host.kind != "domain" and parts["rest"][1:].isdigit():
        return None  # a range that is none, such as 0.0.0.0/0
    rest, changes = _plain_rest(parts["rest"])
    end = f"{host.value}{parts['port'] or ''}{rest}"
    assumed = Remark("intake.scheme-assumed", "", text[:200])
    return Observed(
        "url",
        f"http://{end}",
        (*host.changes, *changes, assumed),
        host.warnings,
        (f"https://{end}",),
    )


_READERS: Final[tuple[Callable[[str], Observed | None], ...]] = (
    _hash,
    _address,
    _network,
    _domain,
    _url,
    _email,
    _host_with_more,
)

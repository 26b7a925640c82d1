"""Lists for sensors: Suricata rules and datasets, and Zeek's Intelligence framework."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Final

from khien.exchange.lists.entry import ADDRESSES, HASHES, PRINTS, About, Entry, Form, Line
from khien.model.decision import Refusal
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind, network_of

K = ValueKind
FIRST_SID: Final = 100_000_000
OF_ONE: Final = 16  # numbers of rules for the values of one version
LONGEST_CONTENT: Final = 255  # bytes that Suricata takes in one `content`
_LAST_SID = 2**32 - 1
_LAST_PORT = 2**16 - 1

# ---- Suricata rules

_PLAIN = re.compile(r"[^A-Za-z0-9._~/=?&%@-]")
_SITE = re.compile(r"http://(?:[^/@]*@)?([^/:@\[\]]+|\[[^\]]+\])(?::([0-9]{1,9}))?(/.*)")


def _rule(entry: Entry, _: About) -> str | Refusal:
    sid = FIRST_SID + entry.seq * OF_ONE + entry.place
    if entry.place >= OF_ONE or sid > _LAST_SID:
        return Refusal("list.no-number", entry.value)
    match = _RULES[entry.kind](entry.value)
    if isinstance(match, Refusal):
        return match
    protocol, there, options = match
    told = f'msg:"KHIEN {entry.object_id}"; '
    return f"alert {protocol} any any -> {there} ({told}{options}sid:{sid}; rev:1;)"


_Match = tuple[str, str, str]


def _content(text: str) -> str:
    """A `content` that holds the text and nothing else: what means something there is written as hex."""
    return f'content:"{_PLAIN.sub(lambda found: f"|{ord(found[0]):02X}|", text)}"; '


def _dns(name: str) -> _Match:
    return "dns", "any any", f"dns.query; dotprefix; {_content('.' + name)}endswith; nocase; "


def _address(text: str) -> _Match:
    network = network_of(text)
    there = f"[{text}]" if network is not None and network.version == 6 else text
    return "ip", f"{there} any", ""


def _site(text: str) -> _Match | Refusal:
    return _http(text, f"bsize:{_length(text)}; ")


def _beginning(text: str) -> _Match | Refusal:
    return _http(text, "")


def _length(text: str) -> int:
    found = _SITE.fullmatch(text)
    return len(found[3]) if found else 0


def _http(text: str, end: str) -> _Match | Refusal:
    found = _SITE.fullmatch(text)
    if found is None:  # inside TLS nobody sees the path
        return Refusal("list.encrypted", text)
    host, port, path = found[1], found[2] or "any", found[3]
    if port != "any" and not 0 < int(port) <= _LAST_PORT:
        return Refusal("list.no-port", text)
    if max(len(host), len(path)) > LONGEST_CONTENT:
        return Refusal("list.too-long", text)
    options = (
        f"http.host; {_content(host)}bsize:{len(host)}; http.uri.raw; {_content(path)}startswith; "
    )
    return "http", f"any {port}", options + end


def _print_of(buffer: str, protocol: str = "tls") -> Callable[[str], _Match]:
    return lambda text: (protocol, "any any", f"{buffer}; {_content(text)}")


_RULES: Final[Mapping[ValueKind, Callable[[str], _Match | Refusal]]] = {
    K.DOMAIN: _dns,
    **dict.fromkeys(ADDRESSES, _address),
    K.URL: _site,
    K.URL_PREFIX: _beginning,
    K.JA3: _print_of("ja3.hash"),
    K.JA3S: _print_of("ja3s.hash"),
}


def _rules_head(about: About) -> str:
    return f"# {about.title} of {about.node}, {about.at:%Y-%m-%dT%H:%M:%SZ}, {about.serial}\n"


SURICATA: Final = Form("suricata", "text/plain", "rules", frozenset(_RULES), _rule, _rules_head)

# ---- Suricata datasets: nothing but values, one a line, texts as base64


def _encoded(entry: Entry, _: About) -> str:
    return b64encode(entry.value.encode()).decode()


def _encoded_site(entry: Entry, about: About) -> str | Refusal:
    if _SITE.fullmatch(entry.value) is None:  # as in a rule: whoever is to find it has to see it
        return Refusal("list.encrypted", entry.value)
    return _encoded(entry, about)


def _bare(entry: Entry, _: About) -> str:
    return entry.value


def _dataset(name: str, kinds: frozenset[ValueKind], line: Line = _bare) -> Form:
    narrows = {K.DOMAIN: "list.not-below"} if K.DOMAIN in kinds else {}
    return Form(f"dataset-{name}", "text/plain", "lst", kinds, line, narrows=narrows)


DATASETS: Final = (
    _dataset("domain", frozenset({K.DOMAIN}), _encoded),
    _dataset("url", frozenset({K.URL}), _encoded_site),
    _dataset("ip", frozenset({K.IPV4, K.IPV6})),
    _dataset("md5", frozenset({K.MD5})),
    _dataset("sha256", frozenset({K.SHA256})),
    _dataset("ja3", PRINTS - {K.JA4, K.JA3S}, _encoded),
)

# ---- Zeek

_SHOWN: Final = tuple(tlp.label for tlp in Tlp)
_ZEEK: Final[Mapping[ValueKind, str]] = {
    K.DOMAIN: "DOMAIN",
    K.IPV4: "ADDR",
    K.IPV6: "ADDR",
    K.CIDR: "SUBNET",
    K.URL: "URL",
    K.EMAIL: "EMAIL",
    **dict.fromkeys(HASHES - {K.SHA512}, "FILE_HASH"),
}


def _intel(entry: Entry, about: About) -> str | Refusal:
    value = entry.value
    if entry.kind is K.URL:
        # Zeek's URLs have no scheme, and nobody's name and password before the host.
        host, slash, path = value.partition("://")[2].partition("/")
        value = f"{host.rpartition('@')[2]}{slash}{path}"
    # Zeek reads `\x09` as a tab, and `-` alone as nothing; `#` begins no line of ours.
    value = value.replace("\\", "\\x5c")
    if value.startswith("#"):
        return Refusal("list.unwritable", entry.value)
    note = f"{entry.object_id} {_SHOWN[entry.tlp.rank]}"
    return f"{value}\tIntel::{_ZEEK[entry.kind]}\t{about.node}\t{note}"


def _intel_head(_: About) -> str:
    return "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n"


ZEEK: Final = Form(
    "zeek", "text/tab-separated-values", "dat", frozenset(_ZEEK), _intel, _intel_head,
    narrows={K.DOMAIN: "list.not-below", K.URL: "list.no-scheme"},
)  # fmt: skip

"""The mapping table of MISP attribute types: what each says as a pattern and as an observable.

A type that is not here becomes a note, so that nothing is lost. Composite types (`a|b`) hold two
values. MISP core format: attribute types; STIX 2.1 §6 for the observables, §9 for the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid5

from khien.intake.creation import NAMESPACE
from khien.intake.observed import HASH_KINDS, Observed, observe
from khien.intake.pattern_text import HASH_PATHS, comparison, equals, key_step, quoted
from khien.intake.reporting import Remark
from khien.model.canonical import canonical_json
from khien.model.stix import deterministic_id, new_id
from khien.model.stix.identifiers import CONTRIBUTING
from khien.model.stix.known_extensions import (
    BANK_ACCOUNT,
    CRYPTOCURRENCY_WALLET,
    PAYMENT_CARD,
    PHONE_NUMBER,
)

Sco = dict[str, Any]


@dataclass(frozen=True)  # no slots: the observables are remembered in the instance
class Reading:
    """One attribute in STIX terms.

    `comparisons` each suffice to recognise it; `graph` is what was observed, or makes it for the few
    who ask. A `weak` comparison (a file's name, its size) is left out beside a strong one.
    """

    comparisons: tuple[str, ...] = ()
    graph: tuple[Sco, ...] | Callable[[], tuple[Sco, ...]] = ()
    remarks: tuple[Remark, ...] = ()
    weak: bool = False

    @cached_property
    def observables(self) -> tuple[Sco, ...]:
        """One connected graph, the thing itself first."""
        return self.graph if isinstance(self.graph, tuple) else self.graph()


Reader = Callable[[str], Reading | None]

HASH_NAMES: Final[Mapping[str, str]] = {
    # STIX 2.1 §10.9 hash-algorithm-ov where it has a name; else the name that the field uses.
    "md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512",
    "sha3-256": "SHA3-256", "sha3-512": "SHA3-512", "ssdeep": "SSDEEP", "tlsh": "TLSH",
    "sha224": "SHA-224", "sha384": "SHA-384", "sha512/224": "SHA-512-224",
    "sha512/256": "SHA-512-256", "sha3-224": "SHA3-224", "sha3-384": "SHA3-384",
    "imphash": "IMPHASH", "impfuzzy": "IMPFUZZY", "authentihash": "AUTHENTIHASH",
    "pehash": "PEHASH", "vhash": "VHASH", "cdhash": "CDHASH", "telfhash": "TELFHASH",
}  # fmt: skip
_ADDRESSES: Final = frozenset({"ipv4", "ipv6", "cidr"})
_SCO_TYPES: Final[Mapping[str, str]] = {
    "domain": "domain-name", "url": "url", "email": "email-addr",
    "ipv4": "ipv4-addr", "ipv6": "ipv6-addr",
}  # fmt: skip
_HIVES: Final[Mapping[str, str]] = {
    "HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER", "HKCR": "HKEY_CLASSES_ROOT",
    "HKU": "HKEY_USERS", "HKCC": "HKEY_CURRENT_CONFIG",
}  # fmt: skip
_FRAUD_EXTENSIONS: Final[Mapping[str, str]] = {
    "phone-number": PHONE_NUMBER,
    "bank-account": BANK_ACCOUNT,
    "payment-card": PAYMENT_CARD,
    "cryptocurrency-wallet": CRYPTOCURRENCY_WALLET,
}
_SEPARATORS: Final = re.compile(r"[\s().+-]")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")  # ISO 13616-1
_PORTS: Final = range(65536)
_MAX_AS: Final = 2**32 - 1  # RFC 6793
_OWN: Final = "observable"


def identified(content: Sco) -> Sco:
    """Give an observable its id: STIX's own where its properties allow, else one of ours.

    Ours has the form of a version 4, which STIX 2.1 §2.9 asks for where nothing else identifies.
    """

    def ours() -> UUID:
        body = canonical_json(content).decode()
        return UUID(bytes=uuid5(NAMESPACE, f"{_OWN}\n{body}").bytes, version=4)

    kind = content["type"]  # of a type that nobody here knows, STIX says nothing of its ids
    is_known = kind in CONTRIBUTING
    object_id = deterministic_id(content, otherwise=ours) if is_known else new_id(kind, ours())
    return {"type": content["type"], "spec_version": "2.1", "id": object_id, **content}


def named_sco(observed: Observed) -> Sco:
    """The observable that a value of `observed.KINDS` is."""
    if observed.kind in HASH_PATHS:
        name = HASH_NAMES[observed.kind]
        return identified({"type": "file", "hashes": {name: observed.value}})
    family = "ipv6" if ":" in observed.value else "ipv4"
    kind = family if observed.kind == "cidr" else observed.kind
    return identified({"type": _SCO_TYPES[kind], "value": observed.value})


def _observed(*kinds: str) -> Reader:
    """A type whose values `observe` reads; another kind than the type says is taken, and said."""

    def read(value: str) -> Reading | None:
        found = observe(value)
        if found is None:
            return None
        remarks = (*found.changes, *found.warnings)
        if found.kind not in kinds:
            remarks = (Remark("intake.type-mismatch", "value", found.kind), *remarks)
        values = (found.value, *found.alternatives)
        comparisons = tuple(comparison(found.kind, each) for each in values)
        return Reading(comparisons, lambda: (named_sco(found),), remarks)

    return read


def _hash(kind: str) -> Reader:
    name = HASH_NAMES[kind]

    def read(value: str) -> Reading | None:
        digest = value.strip()
        expected = {known: digits for digits, known in HASH_KINDS.items()}.get(kind)
        found = observe(digest)
        if expected is not None and (found is None or found.kind != kind):
            return None
        digest = digest.lower() if expected is not None else digest
        content = {"type": "file", "hashes": {name: digest}}
        path = f"file:hashes.{key_step(name)}"
        return Reading((equals(path, digest),), lambda: (identified(content),))

    return read


def _text(path: str, content: Callable[[str], Sco] | None = None, *, weak: bool = False) -> Reader:
    """A type that is one property; `content` makes the observable, where there is one."""

    def read(value: str) -> Reading:
        def graph() -> tuple[Sco, ...]:
            return () if content is None else (identified(content(value)),)

        return Reading((equals(path, value),), graph, weak=weak)

    return read


def _property(sco_type: str, name: str, *, weak: bool = False) -> Reader:
    return _text(f"{sco_type}:{name}", lambda value: {"type": sco_type, name: value}, weak=weak)


def _certificate(kind: str) -> Reader:
    name = HASH_NAMES[kind]

    def read(value: str) -> Reading | None:
        found = observe(value.replace(":", ""))
        if found is None or found.kind != kind:
            return None
        sco = identified({"type": "x509-certificate", "hashes": {name: found.value}})
        return Reading((equals(f"x509-certificate:hashes.{key_step(name)}", found.value),), (sco,))

    return read


def _autonomous_system(value: str) -> Reading | None:
    digits = value.strip().upper().removeprefix("AS").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) > _MAX_AS:
        return None
    sco = identified({"type": "autonomous-system", "number": int(digits)})
    return Reading((f"autonomous-system:number = {int(digits)}",), (sco,))


def _account(service: str) -> Reader:
    def read(value: str) -> Reading:
        sco = identified({"type": "user-account", "account_type": service, "account_login": value})
        pattern = (
            f"{equals('user-account:account_type', service)} AND "
            f"{equals('user-account:account_login', value)}"
        )
        return Reading((pattern,), (sco,))

    return read


def _mac(value: str) -> Reading:
    plain = value.strip().lower().replace("-", ":")  # STIX 2.1 §6.9: lower case, colons
    sco = identified({"type": "mac-addr", "value": plain})
    return Reading((equals("mac-addr:value", plain),), (sco,))


def _email_header(name: str) -> Reader:
    return _text(f"email-message:additional_header_fields.{quoted(name)}")


def _email_address(path: str) -> Reader:
    read_address = _observed("email")

    def read(value: str) -> Reading | None:
        found = read_address(value)
        address = found.observables[0] if found else {}
        if found is None or address["type"] != "email-addr":
            return None
        return replace(found, comparisons=(equals(path, address["value"]),))

    return read


def _registry_key(value: str) -> Reading:
    key, remarks = _whole_hive(value)
    sco = identified({"type": "windows-registry-key", "key": key})
    return Reading((equals("windows-registry-key:key", key),), (sco,), remarks)


def _whole_hive(key: str) -> tuple[str, tuple[Remark, ...]]:
    """A key with its hive written out (STIX 2.1 §6.17: HKLM must not stand for it)."""
    hive, slash, rest = key.partition("\\")
    whole = _HIVES.get(hive.strip().upper())
    if whole is None:
        return key, ()
    return f"{whole}{slash}{rest}", (Remark("intake.hive", "value", hive),)


def _registry_value(value: str) -> Reading:
    written, _, data = value.partition("|")
    key, remarks = _whole_hive(written)
    sco = identified({"type": "windows-registry-key", "key": key, "values": [{"data": data}]})
    pattern = (
        f"{equals('windows-registry-key:key', key)} AND "
        f"{equals('windows-registry-key:values[*].data', data)}"
    )
    return Reading((pattern,), (sco,), remarks)


def _named_file(hash_kind: str) -> Reader:
    """`filename|hash`: recognised by the hash; the name stays in the observable and the title."""
    read_hash = _hash(hash_kind)

    def read(value: str) -> Reading | None:
        name, _, digest = value.rpartition("|")
        found = read_hash(digest)
        if found is None or not name:
            return None
        hashes = found.observables[0]["hashes"]
        sco = identified({"type": "file", "hashes": hashes, "name": name})
        return replace(found, graph=(sco,))

    return read


def _domain_and_address(value: str) -> Reading | None:
    name, _, address = value.partition("|")
    domain, ip = observe(name), observe(address)
    if domain is None or ip is None or domain.kind != "domain" or ip.kind not in _ADDRESSES:
        return None
    target = named_sco(ip)
    source = {"type": "domain-name", "value": domain.value, "resolves_to_refs": [target["id"]]}
    return Reading(
        (comparison("domain", domain.value), comparison(ip.kind, ip.value)),
        (identified(source), target),
        (*domain.changes, *domain.warnings),
    )


def _host_and_port(direction: str) -> Reader:
    """`ip|port`: the port stays in the observable and the title; the pattern is about the host."""

    def read(value: str) -> Reading | None:
        written, _, digits = value.rpartition("|")
        host = observe(written)
        port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else -1
        if host is None or host.kind not in {*_ADDRESSES, "domain"} or port not in _PORTS:
            return None
        end = named_sco(host)
        traffic = {
            "type": "network-traffic",
            f"{direction}_ref": end["id"],
            f"{direction}_port": port,
            # STIX 2.1 §6.12 wants a protocol; only the network layer is certain here.
            "protocols": ["ipv6" if host.kind != "domain" and ":" in host.value else "ipv4"],
        }
        dropped = Remark("intake.port-dropped", "value", str(port))
        remarks = (*host.changes, *host.warnings, dropped)
        return Reading((comparison(host.kind, host.value),), (identified(traffic), end), remarks)

    return read


def _fraud(sco_type: str, name: str, clean: Callable[[str], str | None]) -> Reader:
    """An observable of the fraud extensions (stix2extensions 65c8f86)."""

    def read(value: str) -> Reading | None:
        plain = clean(value)
        if plain is None:
            return None
        extensions = {_FRAUD_EXTENSIONS[sco_type]: {"extension_type": "new-sco"}}
        sco = identified({"type": sco_type, name: plain, "extensions": extensions})
        return Reading((equals(f"{sco_type}:{name}", plain),), (sco,))

    return read


def _digits(fewest: int, most: int) -> Callable[[str], str | None]:
    def clean(value: str) -> str | None:
        plain = _SEPARATORS.sub("", value)
        fits = plain.isascii() and plain.isdigit() and fewest <= len(plain) <= most
        return plain if fits else None

    return clean


def _iban(value: str) -> str | None:
    plain = _SEPARATORS.sub("", value).upper()
    return plain if _IBAN.fullmatch(plain) else None


def _wallet(value: str) -> str | None:
    return value if value.isascii() and value.isalnum() else None


READERS: Final[Mapping[str, Reader]] = {
    "domain": _observed("domain"),
    "onion-address": _observed("domain"),
    "hostname": _observed("domain"),
    "ip-dst": _observed(*_ADDRESSES),
    "ip-src": _observed(*_ADDRESSES),
    "url": _observed("url"),
    "uri": _observed("url"),
    "link": _observed("url"),
    "email": _observed("email"),
    "target-email": _observed("email"),
    "whois-registrant-email": _observed("email"),
    "dns-soa-email": _observed("email"),
    "email-src": _email_address("email-message:from_ref.value"),
    "email-dst": _email_address("email-message:to_refs[*].value"),
    "email-reply-to": _email_header("Reply-To"),
    "email-x-mailer": _email_header("X-Mailer"),
    "email-thread-index": _email_header("Thread-Index"),
    "email-subject": _text("email-message:subject", lambda v: _message("subject", v)),
    "email-body": _text("email-message:body", lambda v: _message("body", v)),
    "email-message-id": _text("email-message:message_id"),
    "email-attachment": _text(
        "email-message:body_multipart[*].body_raw_ref.name",
        lambda v: {"type": "file", "name": v},
    ),
    "domain|ip": _domain_and_address,
    "ip-dst|port": _host_and_port("dst"),
    "ip-src|port": _host_and_port("src"),
    "hostname|port": _host_and_port("dst"),
    "filename": _property("file", "name", weak=True),
    "mime-type": _property("file", "mime_type", weak=True),
    "mutex": _property("mutex", "name"),
    "regkey": _registry_key,
    "regkey|value": _registry_value,
    "windows-service-name": _text("process:extensions.'windows-service-ext'.service_name"),
    "windows-service-displayname": _text("process:extensions.'windows-service-ext'.display_name"),
    "user-agent": _text(
        "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
    ),
    "http-method": _text("network-traffic:extensions.'http-request-ext'.request_method", weak=True),
    "ja3-fingerprint-md5": _text("network-traffic:extensions.'tls-ext'.ja3"),
    "AS": _autonomous_system,
    "mac-address": _mac,
    "mac-eui-64": _mac,
    "github-username": _account("github"),
    "twitter-id": _account("twitter"),
    "x509-fingerprint-md5": _certificate("md5"),
    "x509-fingerprint-sha1": _certificate("sha1"),
    "x509-fingerprint-sha256": _certificate("sha256"),
    "phone-number": _fraud("phone-number", "value", _digits(7, 15)),  # ITU-T E.164
    "whois-registrant-phone": _fraud("phone-number", "value", _digits(7, 15)),
    "iban": _fraud("bank-account", "iban", _iban),
    "cc-number": _fraud("payment-card", "value", _digits(12, 19)),  # ISO/IEC 7812-1
    **{coin: _fraud("cryptocurrency-wallet", "value", _wallet) for coin in ("btc", "dash", "xmr")},
    **{kind: _hash(kind) for kind in HASH_NAMES},
    **{f"filename|{kind}": _named_file(kind) for kind in HASH_NAMES},
}
"""Attribute type → how its value reads."""


def _message(name: str, value: str) -> Sco:
    return {"type": "email-message", "is_multipart": False, name: value}


PATTERN_LANGUAGES: Final[Mapping[str, str]] = {
    **{kind: kind for kind in ("yara", "sigma", "snort", "suricata")},
    "stix2-pattern": "stix",
}
"""Attribute type whose value is itself a pattern → `pattern_type` (STIX 2.1 §10.17)."""

"""STIX values as MISP attributes write them: the mapping table of `misp_values`, read backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from khien.intake.misp_values import HASH_NAMES
from khien.model.patterns import ValueKind

Content = Mapping[str, Any]

# MISP core format: describeTypes names the default category of each type.
_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "Network activity": (
        "domain", "ip-dst", "url", "AS", "mac-address", "ja3-fingerprint-md5", "snort", "suricata",
    ),
    "Payload delivery": ("md5", "sha1", "sha256", "sha512", "filename"),
    "Payload installation": ("yara", "sigma", "stix2-pattern"),
    "Persistence mechanism": ("regkey",),
    "Artifacts dropped": ("mutex",),
    "Financial fraud": ("btc", "iban", "cc-number"),
    "External analysis": ("vulnerability",),
    "Attribution": ("campaign-name", "threat-actor"),
    "Person": ("phone-number",),
    "Social network": ("email",),
}  # fmt: skip
CATEGORY_OF: Final[Mapping[str, str]] = {
    kind: name for name, kinds in _CATEGORIES.items() for kind in kinds
}
"""Type of an attribute → its category where nothing says another; `OTHER` for the rest."""
OTHER: Final = "Other"

TYPES_OF_KIND: Final[Mapping[ValueKind, str]] = {
    ValueKind.DOMAIN: "domain",
    ValueKind.IPV4: "ip-dst",
    ValueKind.IPV6: "ip-dst",
    ValueKind.CIDR: "ip-dst",
    ValueKind.URL: "url",
    ValueKind.EMAIL: "email",
    ValueKind.MD5: "md5",
    ValueKind.SHA1: "sha1",
    ValueKind.SHA256: "sha256",
    ValueKind.SHA512: "sha512",
    ValueKind.JA3: "ja3-fingerprint-md5",
}
_TYPE_OF_HASH: Final = {name: kind for kind, name in HASH_NAMES.items()}
_PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "domain-name": ("domain", "value"),
    "ipv4-addr": ("ip-dst", "value"),
    "ipv6-addr": ("ip-dst", "value"),
    "url": ("url", "value"),
    "email-addr": ("email", "value"),
    "mutex": ("mutex", "name"),
    "mac-addr": ("mac-address", "value"),
    "windows-registry-key": ("regkey", "key"),
    "phone-number": ("phone-number", "value"),
    "bank-account": ("iban", "iban"),
    "payment-card": ("cc-number", "value"),
    "cryptocurrency-wallet": ("btc", "value"),
    "user-account": ("text", "account_login"),
}
# Of several observables the one that the type speaks about; a value may be of another kind than its type.
_LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("domain", "hostname", "onion-address"), ("domain-name",)),
    **dict.fromkeys(("ip-dst", "ip-src"), ("ipv4-addr", "ipv6-addr")),
    **dict.fromkeys(("url", "uri", "link"), ("url",)),
    **dict.fromkeys(("email", "email-src", "email-dst", "target-email"), ("email-addr",)),
}
_FRAUD_KINDS: Final = {
    "phone-number": "phone-number", "whois-registrant-phone": "phone-number",
    "iban": "bank-account", "cc-number": "payment-card",
    **dict.fromkeys(("btc", "dash", "xmr"), "cryptocurrency-wallet"),
}  # fmt: skip


def value_in(kind: str, graph: Sequence[Content], used: set[tuple[str, str]]) -> str | None:
    """The value that an attribute of this type has in the observables that were made of it.

    `used` holds what was taken, so that two attributes of one type find two values; two that say the same
    share one.
    """
    by_id = {sco["id"]: sco for sco in graph}
    likely, again = _LIKELY.get(kind, ()), None
    for sco in sorted(graph, key=lambda one: one["type"] not in likely):
        value = _value(kind, sco, by_id)
        if value is not None and (kind, sco["id"]) not in used:
            used.add((kind, sco["id"]))
            return value
        again = again or value
    return again


def _value(kind: str, sco: Content, by_id: Mapping[str, Content]) -> str | None:
    if sco["type"] == "file":
        return _of_file(kind, sco)
    if sco["type"] == "x509-certificate":
        digest = sco.get("hashes", {}).get(HASH_NAMES.get(kind.removeprefix("x509-fingerprint-")))
        return digest if kind.startswith("x509") else None
    if "|" in kind:
        return _of_two(kind, sco, by_id)
    return _of_one(kind, sco)


def _of_file(kind: str, sco: Content) -> str | None:
    name, hashes = sco.get("name"), sco.get("hashes", {})
    if kind in {"filename", "email-attachment", "attachment"}:
        return name
    if kind == "malware-sample" and name is not None:
        return f"{name}|{hashes['MD5']}" if "MD5" in hashes else name
    digest: str | None = hashes.get(HASH_NAMES.get(kind.removeprefix("filename|")))
    if digest is None or not kind.startswith("filename|"):
        return digest
    return None if name is None else f"{name}|{digest}"


def _of_two(kind: str, sco: Content, by_id: Mapping[str, Content]) -> str | None:
    if kind == "domain|ip" and sco["type"] == "domain-name":
        ends = [by_id[ref]["value"] for ref in sco.get("resolves_to_refs", ()) if ref in by_id]
        return f"{sco['value']}|{ends[0]}" if ends else None
    if kind.endswith("|port") and sco["type"] == "network-traffic":
        side = "src" if kind.startswith("ip-src") else "dst"
        end = by_id.get(sco.get(f"{side}_ref", ""))
        return None if end is None else f"{end['value']}|{sco.get(f'{side}_port')}"
    if kind == "regkey|value" and sco["type"] == "windows-registry-key":
        data = [one["data"] for one in sco.get("values", ()) if "data" in one]
        return f"{sco['key']}|{data[0]}" if data else None
    return None


def _of_one(kind: str, sco: Content) -> str | None:
    if sco["type"] == "autonomous-system":
        return f"AS{sco['number']}" if kind == "AS" else None
    if sco["type"] == "email-message":
        return sco.get(kind.removeprefix("email-"))
    if sco["type"] not in _PLAIN or sco["type"] != _FRAUD_KINDS.get(kind, sco["type"]):
        return None
    value = sco.get(_PLAIN[sco["type"]][1])
    return value if isinstance(value, str) else None


def attributes_of(sco: Content) -> list[tuple[str, str]]:
    """Type and value of every attribute that an observable gives when nothing says how it came."""
    kind = sco["type"]
    if kind == "autonomous-system":
        return [("AS", f"AS{sco['number']}")]
    if kind == "file":
        found = [
            (_TYPE_OF_HASH[name], digest)
            for name, digest in sco.get("hashes", {}).items()
            if name in _TYPE_OF_HASH
        ]
        return found + ([("filename", sco["name"])] if "name" in sco else [])
    if kind not in _PLAIN:
        return []
    named, member = _PLAIN[kind]
    value = sco.get(member)
    return [(named, value)] if isinstance(value, str) else []

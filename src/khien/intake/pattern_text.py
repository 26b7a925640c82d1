"""Writes STIX patterns: every value quoted, whatever it holds (STIX 2.1 §9.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# STIX 2.1 §10.9 hash-algorithm-ov; a name with a hyphen is quoted in a path (§9.6.3).
HASH_PATHS: Final = {
    "md5": "hashes.MD5",
    "sha1": "hashes.'SHA-1'",
    "sha256": "hashes.'SHA-256'",
    "sha512": "hashes.'SHA-512'",
}
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATHS: Final = {
    "domain": "domain-name:value",
    "ipv4": "ipv4-addr:value",
    "ipv6": "ipv6-addr:value",
    "url": "url:value",
    "email": "email-addr:value",
    "ja3": "network-traffic:extensions.'tls-ext'.ja3",
    **{kind: f"file:{path}" for kind, path in HASH_PATHS.items()},
}


def quoted(value: str) -> str:
    """A string constant: backslash and apostrophe escaped with a backslash (STIX 2.1 §9.2)."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def key_step(name: str) -> str:
    """One step of an object path: quoted where the grammar asks for it (STIX 2.1 §9.6.3)."""
    return name if _PLAIN_KEY.fullmatch(name) else quoted(name)


def equals(path: str, value: str) -> str:
    """One comparison, without its brackets."""
    return f"{path} = {quoted(value)}"


def comparison(kind: str, value: str) -> str:
    """The comparison that a value of one of `observed.KINDS` makes.

    A range compares with ISSUBSET, so that each address in it matches (STIX 2.1 §9.6.1).
    """
    if kind == "cidr":
        family = "ipv6-addr" if ":" in value else "ipv4-addr"
        return f"{family}:value ISSUBSET {quoted(value)}"
    return equals(_PATHS[kind], value)


def any_of(comparisons: Iterable[str]) -> str:
    """A pattern that any one observation of the values fulfils.

    Each comparison stands in brackets of its own, because they may be about different types; that
    is also the form from which an index can take every value.
    """
    return " OR ".join(f"[{one}]" for one in dict.fromkeys(comparisons))

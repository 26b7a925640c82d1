"""Values: addresses, hashes, outside references, vocabulary words, letters that look alike."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.marking_rules import is_language_tag
from khien.model.stix.vocabularies import USES, VOCABULARIES

_HEXADECIMAL: Final = {
    "MD5": 32,
    "SHA-1": 40,
    "SHA-256": 64,
    "SHA-512": 128,
    "SHA3-256": 64,
    "SHA3-512": 128,
}  # digits
_DIGITS: Final = re.compile(r"[0-9a-fA-F]+\Z")
_OTHER_HASHES: Final = {
    "SSDEEP": re.compile(r"[a-zA-Z0-9/+:.]{1,256}\Z"),
    "TLSH": re.compile(r"(?:T1)?[a-zA-Z0-9]{70}\Z"),
}
_HASH_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{3,250}\Z")  # STIX 2.1 §2.7
_CVE: Final = re.compile(r"CVE-[0-9]{4}-(?:0[0-9]{3}|[1-9][0-9]{3,})\Z")
_CAPEC: Final = re.compile(r"CAPEC-[0-9]+\Z")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]*\Z")  # RFC 3986 §4.3
_MAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+\Z")  # RFC 5322 §3.4.1, the addr-spec alone
_PREFIX: Final = re.compile(r"/(?:0|[1-9][0-9]{0,2})\Z")
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)\Z")  # RFC 1034 §3.5, RFC 5890; `_` is in use
_COUNTRY: Final = re.compile(r"[A-Z]{2}\Z")  # ISO 3166-1 alpha-2
_MEDIA_TYPE: Final = re.compile(
    r"[a-z]+/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*(?:\s*;.*)?\Z"
)  # RFC 6838 §4.2
_HIVE: Final = re.compile(r"(?:HKLM|HKCC|HKCR|HKCU|HKU)(?:\\|\Z)", re.IGNORECASE)  # STIX 2.1 §6.17

# Values that people read as names; where letters of two scripts meet in one word, someone may be misled.
NAMES: Final = ("value", "name", "account_login", "user_id", "display_name")
_SCRIPTS: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})  # look alike
# Beside Latin and its marks: where there is none of these, nothing is mixed.
_FOREIGN: Final = re.compile("[^\x00-\u036f\u1e00-\u1eff]")
_WORD: Final = re.compile(r"[^\W_]+")


def is_uri(text: str) -> bool:
    """Whether a reference to something outside may have this as its `url` (STIX 2.1 §2.5)."""
    return _URI.match(text) is not None


def hashes_hold(hashes: Mapping[str, str], path: str) -> Iterator[Finding]:
    """Each hash has its algorithm's length and letters (STIX 2.1 §2.7)."""
    for name, value in hashes.items():
        here = f"{path}.{name[:250]}"
        if name in _HEXADECIMAL:
            if len(value) != _HEXADECIMAL[name] or _DIGITS.match(value) is None:
                yield Finding("stix.hash", here, name)
        elif name in _OTHER_HASHES:
            if _OTHER_HASHES[name].match(value) is None:
                yield Finding("stix.hash", here, name)
        elif _HASH_NAME.match(name) is None:
            yield Finding("stix.key-name", here)
        else:
            yield Finding("stix.hash-unknown", here)


def external_references_hold(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each reference says more than its source, and CVE and CAPEC ids are written as such (§2.5)."""
    for index, reference in enumerate(content.get("external_references", ())):
        path = f"external_references.[{index}]"
        source, number = reference["source_name"], reference.get("external_id")
        if not reference.keys() & {"description", "url", "external_id"}:
            yield Finding("stix.external-reference", path, "description | url | external_id")
        form = {"cve": _CVE, "capec": _CAPEC}.get(source)
        if form is not None and (number is None or form.match(number) is None):
            yield Finding("stix.external-reference", f"{path}.external_id", source)
        elif form is None and number is not None and (_CVE.match(number) or _CAPEC.match(number)):
            yield Finding("stix.external-reference", f"{path}.source_name", "cve | capec")
        if "url" in reference and not is_uri(reference["url"]):
            yield Finding("stix.external-reference", f"{path}.url", "RFC 3986")
        yield from hashes_hold(reference.get("hashes", {}), f"{path}.hashes")


def words_are_suggested(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Words of open vocabularies are among the suggested ones (STIX 2.1 §10)."""
    for name, vocabulary in USES.get(content["type"], {}).items():
        value = content.get(name, ())
        words = [value] if isinstance(value, str) else value
        if not VOCABULARIES[vocabulary].issuperset(words):
            yield Finding("stix.vocabulary", name, vocabulary)


def names_are_plain(content: Mapping[str, Any]) -> Iterator[Finding]:
    """No word of a name or value mixes letters of scripts that look alike (Unicode TR39 §5.2)."""
    for name in NAMES:
        value = content.get(name)
        if isinstance(value, str) and not value.isascii() and mixes_scripts(value):
            yield Finding("stix.confusable", name)


def mixes_scripts(text: str) -> bool:
    """Whether one word holds letters of two scripts that have look-alikes, such as Latin and Cyrillic."""
    if _FOREIGN.search(text) is None:
        return False
    return any(
        len({unicodedata.name(letter, "").partition(" ")[0] for letter in word} & _SCRIPTS) > 1
        for word in _WORD.findall(text)
    )


def _is_ip(value: str, family: Callable[[str], object]) -> bool:
    slash = value.find("/")
    if slash >= 0 and _PREFIX.match(value, slash) is None:
        return False
    try:
        family(value)
    except ValueError:
        return False
    return True


def is_ipv4(value: str) -> bool:
    """One IPv4 address or CIDR block; host bits may be set (STIX 2.1 §6.8)."""
    return _is_ip(value, ipaddress.IPv4Interface)


def is_ipv6(value: str) -> bool:
    """One IPv6 address or CIDR block; host bits may be set (STIX 2.1 §6.9)."""
    return _is_ip(value, ipaddress.IPv6Interface)


def is_domain(value: str) -> bool:
    """A domain name by its shape: labels of 1 to 63, 253 in all, ASCII or IDN (RFC 1034, RFC 5890)."""
    name = value.removesuffix(".")
    return len(name) <= 253 and all(_LABEL.match(label) for label in name.split("."))


# A MUST of the type's own section: the property, the check, the code when it fails.
CHECKED: Final[Mapping[str, tuple[tuple[str, Callable[[str], object], str], ...]]] = {
    "ipv4-addr": (("value", is_ipv4, "stix.syntax"),),
    "ipv6-addr": (("value", is_ipv6, "stix.syntax"),),
    "email-addr": (("value", _MAIL.match, "stix.syntax"),),
    "windows-registry-key": (("key", lambda key: _HIVE.match(key) is None, "stix.syntax"),),
    "domain-name": (("value", is_domain, "stix.syntax"),),
    "location": (("country", _COUNTRY.match, "stix.value"),),
    "file": (("mime_type", _MEDIA_TYPE.match, "stix.value"),),
}


def values_hold(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Values are written as their type asks."""
    for name, check, code in CHECKED.get(content["type"], ()):
        if name in content and not check(content[name]):
            yield Finding(code, name)
    if content["type"] == "software":
        for index, tag in enumerate(content.get("languages", ())):
            if not is_language_tag(tag):
                yield Finding("stix.language-tag", f"languages.[{index}]")
    if content["type"] == "language-content":
        for tag in content.get("contents", {}):
            if not is_language_tag(tag):
                yield Finding("stix.language-tag", f"contents.{tag[:250]}")
    if "hashes" in content and content["type"] in {"artifact", "file", "x509-certificate"}:
        yield from hashes_hold(content["hashes"], "hashes")

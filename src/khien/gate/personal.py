"""Personal data in an object: what kind, and where. Never the value itself.

It is meant to stop a duty officer who did not see it, not a person who hides it; what it finds waits
for a lawyer, so it would rather find too much than too little, but hashes, ids and times are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

IDENTITY_CONTACT = "extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
"""The identity contact extension (OASIS common object repository)."""

EMAIL = "email"
PHONE = "phone"
BANK_ACCOUNT = "bank-account"
PAYMENT_CARD = "payment-card"
USER_ACCOUNT = "user-account"
NATIONAL_ID = "national-id"
PERSON = "person"
CONTACT = "contact"

KINDS = (EMAIL, PHONE, BANK_ACCOUNT, PAYMENT_CARD, USER_ACCOUNT, NATIONAL_ID, PERSON, CONTACT)
"""Every kind that is looked for."""


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One place with personal data. `path` is a STIX selector; a key that is personal itself is `*`."""

    kind: str
    path: str


# STIX types that are personal data by themselves (STIX 2.1 §6.5, §6.16; standards.md §5.7).
_TYPES: Mapping[str, str] = {
    "email-addr": EMAIL,
    "phone-number": PHONE,
    "bank-account": BANK_ACCOUNT,
    "payment-card": PAYMENT_CARD,
    "user-account": USER_ACCOUNT,
}
# Properties that hold ids, hashes and codes: a number in them is nobody's.
_CODES = frozenset(
    {
        "id",
        "type",
        "spec_version",
        "hashes",
        "payload_bin",
        "granular_markings",
        "object_marking_refs",
        "extension_type",
        "pattern_type",
        "pattern_version",
        "mime_type",
    }
)
_CODE_ENDINGS = ("_ref", "_refs", "_hex", "_bin")


def personal_data_in(content: Mapping[str, Any]) -> tuple[PersonalDatum, ...]:
    """Find personal data in a decoded STIX object, each kind once a place, in the object's order.

    Found by type (`email-addr`, `phone-number`, `bank-account`, `payment-card`, `user-account`, an
    identity of a person), by property (`contact_information`, the identity contact extension), by
    what a pattern compares, and in every text: e-mail addresses, telephone numbers (E.164 and
    Vietnamese), Vietnamese identity numbers, IBAN and bank account numbers.
    """
    found: dict[PersonalDatum, None] = {}
    waiting: list[tuple[str, object]] = [("", content)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            found.update(dict.fromkeys(_of_object(path, value)))
        elif isinstance(value, str):
            found.update((PersonalDatum(kind, path), None) for kind in _kinds_in(value))
        waiting += reversed(list(_inside(path, value)))
    return tuple(found)


def _inside(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _CODES and not str(key).endswith(_CODE_ENDINGS):
                yield _below(path, _safe(str(key))), part
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield _below(path, f"[{index}]"), part


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _safe(key: str) -> str:
    return "*" if any(_kinds_in(key)) else key


def _of_object(path: str, value: Mapping[Any, Any]) -> Iterator[PersonalDatum]:
    kind = _TYPES.get(str(value.get("type")))
    if kind is not None:
        yield PersonalDatum(kind, _below(path, "type"))
    if value.get("type") == "identity" and value.get("identity_class") == "individual":
        yield PersonalDatum(PERSON, _below(path, "identity_class"))
    contact = value.get("contact_information")
    if isinstance(contact, str) and contact.strip():
        yield PersonalDatum(CONTACT, _below(path, "contact_information"))
    extensions = value.get("extensions")
    if isinstance(extensions, Mapping) and IDENTITY_CONTACT in extensions:
        yield PersonalDatum(CONTACT, _below(path, f"extensions.{IDENTITY_CONTACT}"))
    for key in value:
        for found in _kinds_in(str(key)):
            yield PersonalDatum(found, _below(path, "*"))
    pattern = value.get("pattern")
    for compared in _COMPARED.findall(pattern) if isinstance(pattern, str) else ():
        yield PersonalDatum(_TYPES[compared], _below(path, "pattern"))


_COMPARED = re.compile(rf"\b({'|'.join(_TYPES)}):")

_Judge: TypeAlias = Callable[[re.Match[str]], bool]


def _always(_: re.Match[str]) -> bool:
    return True


def _is_iban(found: re.Match[str]) -> bool:
    """ISO 7064 mod 97-10, as ISO 13616 asks: the first four characters last, letters from 10."""
    plain = found[0].replace(" ", "")
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_dialled(found: re.Match[str]) -> bool:
    """ITU-T E.164: at most fifteen digits with the country code; fewer than eight reach nobody abroad."""
    return 8 <= sum(c.isdigit() for c in found[0]) <= 15


# What looks like a number and is none: UUIDs, hashes, times, and whatever follows a host in a URL.
_NOBODYS = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])"
    r"|\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?"
)
_URL_PATH = re.compile(r"(?<=://)([^\s/?#'\"<>]*)[^\s'\"<>]*")

# In texts that are lower case and without diacritics, so "Căn cước" is "can cuoc".
_EMAIL = re.compile(
    r"[a-z0-9][a-z0-9.!#$%&*+/=?^_`{|}~-]{0,63}@(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}"
)
_NUMBERS: tuple[tuple[str, re.Pattern[str], _Judge], ...] = (
    # E.164 as people write it, with the plus sign.
    (PHONE, re.compile(r"(?<![\w+])\+\d[\d ().-]{6,22}\d(?!\w)"), _is_dialled),
    # Vietnamese numbering plan: mobile 0 or 84, then 3 5 7 8 9 and eight digits; land line 02 and nine.
    (
        PHONE,
        re.compile(r"(?<![\w.,/:+-])(?:0|84[ .-]?)[35789](?:[ .-]?\d){8}(?![\w/]|[.-]\d)"),
        _always,
    ),
    (PHONE, re.compile(r"(?<![\w.,/:+-])(?:0|84[ .-]?)2(?:[ .-]?\d){9}(?![\w/]|[.-]\d)"), _always),
    # Căn cước: twelve digits, the first three a province from 001 to 096; CMND: nine digits. Without
    # a word before them they could be anything.
    (
        NATIONAL_ID,
        re.compile(
            r"(?:cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh|citizen|national id|identity card|id card"
            r"|id number)\D{0,40}(?<!\d)(?:0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}|\d{3}[ .]?\d{3}[ .]?\d{3})(?!\d)"
        ),
        _always,
    ),
    # ISO 13616: fifteen (Norway) to thirty-four characters.
    (BANK_ACCOUNT, re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}(?!\w)"), _is_iban),
    (
        BANK_ACCOUNT,
        re.compile(
            r"(?<!\w)(?:stk|so tk|tai khoan|so the|bank account|account (?:number|no)|acct|a/c)"
            r"(?!\w)\D{0,40}(?<!\d)\d(?:[ .-]?\d){5,18}(?!\d)"
        ),
        _always,
    ),
)


def _kinds_in(text: str) -> Iterator[str]:
    folded = _folded(text)
    if _EMAIL.search(folded):
        yield EMAIL
    if not any(c.isdigit() for c in folded):
        return
    plain = _URL_PATH.sub(r"\1", _NOBODYS.sub(" ", folded))
    seen: set[str] = set()
    for kind, pattern, judge in _NUMBERS:
        if kind not in seen and any(map(judge, pattern.finditer(plain))):
            seen.add(kind)
            yield kind


_SPACES = {ord(c): " " for c in map(chr, range(128)) if c.isspace()}


def _folded(text: str) -> str:
    """Lower case, without diacritics, đ as d, every digit and space a plain one."""
    if text.isascii():
        return text.lower().translate(_SPACES)
    parts = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() else " " if c.isspace() else c
        for c in parts
        if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )

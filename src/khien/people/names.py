"""How officers, tokens and partners are named: short, lower-case, the same on every keyboard."""

from __future__ import annotations

import re

from khien.model.countries import COUNTRIES
from khien.model.errors import ConflictError, MalformedError

MAX_NAME = 63  # characters, as in a DNS label (RFC 1035 §2.3.4)
NAME_RULE = "a lower-case name: a-z and 0-9, joined by single dots or hyphens"
PARTY_RULE = "a lower-case name: a-z and 0-9, joined by single hyphens"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*", re.ASCII)
_PARTY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)


class NameTakenError(ConflictError):
    """The name is in use, or was: a name is never given twice, since the ledger names it."""

    code = "people.name-taken"

    def __init__(self, name: str) -> None:
        super().__init__(name, "exists already")
        self.facts = {"name": name}


class CountryError(MalformedError):
    """There is no such country."""

    code = "people.country"

    def __init__(self, text: str) -> None:
        super().__init__("country", "ISO 3166-1 alpha-2", given=text[:40])


def is_name(text: str) -> bool:
    """Whether the text can be a name here; it decides nothing but the shape."""
    return len(text) <= MAX_NAME and _NAME.fullmatch(text) is not None


def check_name(text: str, item: str) -> str:
    """The text, if it can be a name.

    Args:
        text: for example `duty-1` or `ca.truc`.
        item: what the error should call it, e.g. `officer name`.

    Raises:
        MalformedError: empty, longer than 63 characters, or with other letters.
    """
    if not is_name(text):
        raise MalformedError(item, NAME_RULE)
    return text


def check_party_name(text: str, item: str = "partner name") -> str:
    """The text, if a node can be called so: as a name, but without dots, as agreements write it.

    Raises:
        MalformedError: empty, longer than 63 characters, or with other letters.
    """
    if len(text) > MAX_NAME or _PARTY.fullmatch(text) is None:
        raise MalformedError(item, PARTY_RULE)
    return text


def check_country(text: str) -> str:
    """The text, if it is the ISO 3166-1 alpha-2 code of a country, e.g. `VN`.

    Raises:
        CountryError: it is none, or in small letters.
    """
    if text not in COUNTRIES:
        raise CountryError(text)
    return text

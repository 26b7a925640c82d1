"""How officers, tokens and partners are named: short, lower-case, the same on every keyboard."""

from __future__ import annotations

import re

from khien.model.errors import MalformedError

MAX_NAME = 64  # characters
NAME_RULE = "a lower-case name: a-z and 0-9, joined by single dots or hyphens"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def is_name(text: str) -> bool:
    """Whether the text can be a name here; it decides nothing but the shape."""
    return len(text) <= MAX_NAME and _NAME.fullmatch(text) is not None


def check_name(text: str, item: str) -> str:
    """The text, if it can be a name.

    Args:
        text: for example `asean-cert` or `nguyen.van.an`.
        item: what the error should call it, e.g. `partner name`.

    Raises:
        MalformedError: empty, longer than 64 characters, or with other letters.
    """
    if not is_name(text):
        raise MalformedError(item, NAME_RULE)
    return text


def check_country(text: str) -> str:
    """The text, if it has the shape of an ISO 3166-1 alpha-2 code, e.g. `VN`.

    Raises:
        MalformedError: not two capital letters.
    """
    if _COUNTRY.fullmatch(text) is None:
        raise MalformedError("country", "ISO 3166-1 alpha-2")
    return text

"""Text that every database keeps as it is: without U+0000, for which PostgreSQL has no place.

What people and partners write is refused where it holds one, on either database; where the text is only
shown, as the path to what is wrong in a refused object, the character is shown as what cannot be shown.
"""

from __future__ import annotations

from typing import Final

from khien.model.errors import MalformedError

NUL: Final = "\0"
RULE: Final = "text without NUL (U+0000)"


def keepable(text: str, item: str) -> str:
    """The text, if it can be kept.

    Raises:
        MalformedError: it holds a NUL.
    """
    if NUL in text:
        raise MalformedError(item, RULE)
    return text


def shown(text: str) -> str:
    """The text with U+FFFD in the place of each NUL."""
    return text.replace(NUL, "\ufffd")


def holds_nul(value: object) -> bool:
    """Whether any text in a JSON value holds a NUL, keys included."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(NUL in key or holds_nul(inner) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(map(holds_nul, value))

"""One sentence in the two languages of the house."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["en", "vi"]


class Both(NamedTuple):
    """The same sentence twice; both have the same `{holes}`, named after an error's `facts`."""

    en: str
    vi: str

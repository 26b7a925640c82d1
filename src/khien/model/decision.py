"""What a rule answers: yes, or no with a reason that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct


class Allowed(Struct, frozen=True):
    """The rule has nothing against it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rule is against it.

    `code` is the key that logs, the ledger and both languages use; `detail` names the object,
    party or paper at fault, and never holds content above TLP:CLEAR.
    """

    code: str
    detail: str


Verdict: TypeAlias = Allowed | Refusal

"""What a rule answers: yes, no, or not before these people have said yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from khien.gate.questions import Question
from khien.model.agreement import Role
from khien.model.decision import Allowed, Refusal


@dataclass(frozen=True, slots=True)
class Need:
    """So many more officers, each different, in one of these roles, must approve."""

    roles: tuple[Role, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The rule is against it until people have approved; `needs` is never empty."""

    code: str
    detail: str
    needs: tuple[Need, ...]


Reply: TypeAlias = Allowed | Refusal | Waiting


class Outcome(Enum):
    """The answer to one rule in one word."""

    ALLOWED = "allowed"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of the gate.

    `code` is the key of its sentence in `model/words/gate.py`; `source` names the clause, standard or
    agreement that it comes from; `ask` answers, and a refusal or wait carries the same code.
    """

    code: str
    source: str
    ask: Callable[[Question], Reply]


class Answer(Struct, frozen=True):
    """One rule's answer to one question, for people and for the ledger."""

    rule: str
    source: str
    outcome: Outcome
    detail: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        """What fills the hole of the rule's sentence."""
        return {"detail": self.detail or "–"}


NO_AGREEMENT = "gate.agreement-missing"
"""The detail of every rule that could not read an agreement: it points to the rule that says so."""

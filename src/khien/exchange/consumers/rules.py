"""What a list is to hold, and what a consumer is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from msgspec import Struct

from khien.exchange.consumers.errors import (
    ChoiceError,
    NoFormError,
    OwnChoiceError,
    UnfitError,
    UnfitKindError,
)
from khien.exchange.lists.forms import CARRIED, REPORTS, SERVED
from khien.exchange.lists.plain import COLUMNS, CSV
from khien.exchange.lists.resolving import ACTIONS, RPZ
from khien.gate import Use as Use  # who chooses a list stands above the gate, and may not ask it
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind, value_of

CEILINGS: Final = tuple(one.value for one in Tlp if one < Tlp.RED)
"""RED is for named persons, and a machine is none."""
LONGEST_ZONE: Final = 100  # characters; what is left of a name is for those in the zone
MOST_DAYS: Final = 36_525


class Choice(Struct, frozen=True, kw_only=True):
    """What a list is to hold.

    Attributes:
        kinds: of values; none named: all that the form can carry.
        ceiling: the strictest TLP in it.
        use: what its reader does with it, which PAP may forbid.
        above: the score that an indicator has to exceed; 0 asks for none.
        days: an indicator that came longer ago is left out; 0: however long.
        popular: whether names stay on which much good traffic depends.
        columns: of CSV; none named: the usual ones.
        zone: of RPZ.
        action: of RPZ.
    """

    kinds: tuple[ValueKind, ...] = ()
    ceiling: Tlp = Tlp.GREEN
    use: Use = Use.BLOCK
    above: int = 0
    days: int = 0
    popular: bool = False
    columns: tuple[str, ...] = ()
    zone: str = "rpz.khien"
    action: str = "nxdomain"


_USUAL: Final = Choice()
_ONLY_FOR: Final = {"columns": CSV.name, "zone": RPZ.name, "action": RPZ.name}
_CALLED: Final = {"kinds": "kind", "days": "age"}  # where a person says it otherwise


@dataclass(frozen=True, slots=True)
class Consumer:
    """A machine that fetches lists with a token of the same name; `partner` None: one of our own."""

    name: str
    partner: str | None
    forms: tuple[str, ...]
    choice: Choice
    made: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    last_used: datetime | None = None


def checked(choice: Choice) -> Choice:
    """The choice, if all of it can be.

    Raises:
        ChoiceError: naming what cannot.
    """
    zone = value_of(ValueKind.DOMAIN, choice.zone)
    if zone is None or zone.value != choice.zone or len(choice.zone) > LONGEST_ZONE:
        raise ChoiceError("zone", choice.zone, "a domain name, lower case")
    _among("ceiling", [choice.ceiling.value], CEILINGS)
    _among("action", [choice.action], ACTIONS)
    _among("columns", choice.columns, COLUMNS)
    if len(set(choice.columns)) < len(choice.columns):
        raise ChoiceError("columns", ",".join(choice.columns), "each once")
    if not 0 <= choice.above < 100:
        raise ChoiceError("above", str(choice.above), "0–99")
    if not 0 <= choice.days <= MOST_DAYS:
        raise ChoiceError("days", str(choice.days), f"0–{MOST_DAYS}")
    return choice


def fitting(choice: Choice, forms: Sequence[str]) -> Choice:
    """The choice, if the forms have a use for all of it: what is left unused in silence misleads.

    Of several forms one has to know an option, and a kind; but none may be left without any kind.

    Raises:
        UnfitError: an option is for other forms.
        UnfitKindError: a kind, or a form that holds none of the kinds.
    """
    for name, known in _ONLY_FOR.items():
        if getattr(choice, name) != getattr(_USUAL, name) and known not in forms:
            raise UnfitError(name, forms, [known])
    if REPORTS in forms and choice.ceiling not in {_USUAL.ceiling, Tlp.CLEAR}:
        raise UnfitError("ceiling", forms, SERVED)
    asked = frozenset(choice.kinds)
    held = [kind for form in forms for kind in CARRIED[form]]
    if unheld := [kind for kind in choice.kinds if kind not in held]:
        raise UnfitKindError(unheld, ", ".join(forms), sorted(set(held)))
    for form in forms if asked else ():
        if not asked & CARRIED[form]:
            raise UnfitKindError(choice.kinds, form, list(CARRIED[form]))
    return choice


def unchosen(choice: Choice, consumer: Consumer) -> Choice:
    """The consumer's own choice, if nothing else was chosen beside it.

    Raises:
        OwnChoiceError: naming what was.
    """
    names = Choice.__struct_fields__
    said = [name for name in names if getattr(choice, name) != getattr(_USUAL, name)]
    if said:
        raise OwnChoiceError(consumer.name, [_CALLED.get(name, name) for name in said])
    return consumer.choice


def checked_forms(names: Iterable[str]) -> tuple[str, ...]:
    """The forms, each once, if a consumer can fetch all of them.

    Raises:
        NoFormError: none is named.
        ChoiceError: one is named that nobody fetches.
    """
    found = tuple(dict.fromkeys(names))
    if not found:
        raise NoFormError
    _among("format", found, SERVED)
    return found


def over(consumer: Consumer, now: datetime) -> Verdict:
    """Whether a consumer still gets anything."""
    if consumer.revoked is not None:
        return Refusal("people.token-revoked", consumer.name)
    if consumer.expires is not None and now >= consumer.expires:
        return Refusal("people.token-expired", consumer.name)
    return Allowed()


def _among(name: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    for value in values:
        if value not in allowed:
            raise ChoiceError(name, value, ", ".join(allowed))

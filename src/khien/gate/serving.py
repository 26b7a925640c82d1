"""May a machine have this: a consumer of lists, of our own or at a partner. Pure.

A consumer acts without asking a person, so it is asked what it does with a list. PAP says what may be
done with an indicator (MISP PAP v3): RED only what nobody outside can notice, such as a search in logs
that were written before; AMBER passive looking at live traffic; GREEN also blocking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from khien.model.agreement import Purpose
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.marking import Pap, Tlp


class Use(StrEnum):
    """What a consumer does with a list."""

    BLOCK = "block"  # a resolver, a firewall: others notice
    DETECT = "detect"  # looks at live traffic, and tells
    SEARCH = "search"  # looks through what was written before


MOST: Final[Mapping[Use, Pap]] = {
    Use.BLOCK: Pap.GREEN,
    Use.DETECT: Pap.AMBER,
    Use.SEARCH: Pap.RED,
}
"""The strictest PAP under which a use is allowed (MISP PAP v3)."""

DEFENCE: Final = frozenset(
    {Purpose.NETWORK_DEFENCE, Purpose.EARLY_WARNING, Purpose.FRAUD_PREVENTION}
)
"""Purposes that a list for a machine serves."""


class Serving(Struct, frozen=True, kw_only=True):
    """Everything that is asked before an indicator stands in a consumer's list.

    Attributes:
        tlp: the level of the whole object, never looser than when it came in or than was asked since.
        pap: the strictest PAP on it; None where none is said.
        unknown: markings that nobody here can read.
        exercise: whether it was made in or for an exercise.
        purposes: of the agreement under which it came in; None for our own.
        own_assets: whether it touches our own networks or domains.
        ceiling: of the consumer.
        use: what the consumer does with it.
    """

    tlp: Tlp
    pap: Pap | None
    unknown: tuple[str, ...]
    exercise: bool
    purposes: frozenset[Purpose] | None
    own_assets: bool
    ceiling: Tlp
    use: Use


def refusals(asked: Serving) -> tuple[Refusal, ...]:
    """Every reason against it; empty only when every rule was asked and allowed it."""
    verdicts = [rule(asked) for rule in _RULES]
    return tuple(one for one in verdicts if isinstance(one, Refusal))


def _readable(asked: Serving) -> Verdict:
    # STIX 2.1 §7.2: what cannot be read cannot be kept to.
    if asked.unknown:
        return Refusal("list.marking-unknown", ", ".join(asked.unknown))
    return Allowed()


def _for_machines(asked: Serving) -> Verdict:
    # FIRST TLP 2.0: RED is for the eyes of named persons, and a machine is none.
    return Refusal("list.red", asked.use.value) if asked.tlp >= Tlp.RED else Allowed()


def _below_ceiling(asked: Serving) -> Verdict:
    if asked.tlp > asked.ceiling:
        return Refusal("list.above-ceiling", f"{asked.tlp.label} > {asked.ceiling.label}")
    return Allowed()


def _permitted_action(asked: Serving) -> Verdict:
    most = MOST[asked.use]
    if asked.pap is not None and asked.pap > most:
        return Refusal("list.pap", f"{asked.pap.label} > {most.label}")
    return Allowed()


def _no_exercise(asked: Serving) -> Verdict:
    return Refusal("list.exercise", asked.use.value) if asked.exercise else Allowed()


def _purpose_of_origin(asked: Serving) -> Verdict:
    # UNTOC art. 18(19): what was given for another purpose is not used for this one.
    if asked.purposes is not None and not asked.purposes & DEFENCE:
        return Refusal("list.purpose", Purpose.NETWORK_DEFENCE.value)
    return Allowed()


def _not_ours(asked: Serving) -> Verdict:
    return Refusal("list.own", asked.use.value) if asked.own_assets else Allowed()


_RULES: Final[tuple[Callable[[Serving], Verdict], ...]] = (
    _readable,
    _for_machines,
    _below_ceiling,
    _permitted_action,
    _no_exercise,
    _purpose_of_origin,
    _not_ours,
)

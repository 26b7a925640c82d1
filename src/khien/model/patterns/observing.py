"""Evaluate patterns on observations (STIX 2.1 §9): which of them make a pattern true?

`[…]` is fulfilled by one observation in which one object fulfils the comparisons. Observations that are
joined by AND or FOLLOWEDBY, or asked for by REPEATS, are different ones; observed data that says
`number_observed` 3 counts as three. An observation that took a while counts as seen at any instant
between its first and its last, for each operator on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from khien.model.instants import to_microseconds
from khien.model.patterns.choosing import Chooser, Sight
from khien.model.patterns.comparing import Holds, holding
from khien.model.patterns.observed import Observed
from khien.model.patterns.parser import parse_pattern
from khien.model.patterns.plans import plans_of
from khien.model.patterns.sufficient import value_at
from khien.model.patterns.syntax import (
    AllOf,
    AnyOf,
    Comparison,
    ComparisonExpression,
    Constant,
    Membership,
    ObjectPath,
    Observation,
    ObservationExpression,
    Operator,
    Pattern,
    Qualified,
    Text,
)
from khien.model.patterns.values import IndicatorValue, ValueKind, value_of

# The kinds of value as which a text of an object of this type can be looked up.
_ANCHORS: Final[Mapping[str, tuple[ValueKind, ...]]] = {
    "domain-name": (ValueKind.DOMAIN,),
    "ipv4-addr": (ValueKind.IPV4,),
    "ipv6-addr": (ValueKind.IPV6,),
    "url": (ValueKind.URL,),
    "email-addr": (ValueKind.EMAIL,),
}


@dataclass(frozen=True, slots=True)
class Clue:
    """Something without which no comparison of an expression holds: a text in it, or an object's type.

    `text` is the text itself; where it is None, an object of the type will do.
    """

    object_type: str
    text: str | None = None


class Evaluator:
    """One pattern, ready to be asked. Threads may share it."""

    def __init__(self, pattern: Pattern) -> None:
        """Args: the pattern.

        Raises:
            PatternError: it repeats something, or has something within, no times.
            ExpressionError: a regular expression that cannot be answered in linear time.
            PatternLimitError: it asks for more than is looked for.
        """
        expressions: list[ComparisonExpression] = []

        def number(observation: Observation) -> int:
            expressions.append(observation.expression)
            return len(expressions) - 1

        self._plans = plans_of(pattern.expression, number)
        self._holds: Final[tuple[Holds, ...]] = tuple(map(holding, expressions))
        self.clues: Final = frozenset(
            clue for expression in expressions for clue in clues_of(expression)
        )
        self.is_timed: Final = any(plan.is_timed for plan in self._plans)
        """Whether it matters when something was seen; then what has no time cannot fulfil it."""
        self.least: Final = min(plan.wanted for plan in self._plans)
        """How many observations it takes at least."""
        self.is_single: Final = all(plan.wanted == 1 for plan in self._plans)
        """Whether one observation is enough, and more than one never needed."""

    def sight(self, observed: Observed) -> Sight:
        """What one observation is to this pattern: enough to choose by, and small enough to be kept.

        Raises:
            PatternLimitError: the observation holds too much to be searched.
        """
        leaves = frozenset(
            number
            for number, holds in enumerate(self._holds)
            if any(holds(one, observed.scene) for one in observed.objects)
        )
        first = None if observed.first is None else to_microseconds(observed.first)
        last = None if observed.last is None else to_microseconds(observed.last)
        return Sight(first, last, observed.times, leaves)

    def among(self, sights: Sequence[Sight]) -> tuple[int, ...] | None:
        """The positions of observations that fulfil the pattern together, or None.

        Raises:
            PatternLimitError: it takes too many steps to know.
        """
        chooser = Chooser(sights)
        found = (chooser.choose(plan) for plan in self._plans)
        return next((chosen for chosen in found if chosen is not None), None)

    def matches(self, observations: Sequence[Observed]) -> tuple[Observed, ...] | None:
        """Observations that fulfil the pattern together, in their order; None when none do.

        Raises:
            PatternLimitError: it takes too many steps to know.
        """
        chosen = self.among([self.sight(one) for one in observations])
        return None if chosen is None else tuple(observations[place] for place in chosen)


def matches(
    pattern: Pattern | str, observations: Iterable[Observed]
) -> tuple[Observed, ...] | None:
    """Observations that fulfil a pattern together, in their order; None when none do.

    For one question; who asks a pattern more than once keeps an `Evaluator`.

    Raises:
        PatternError: the text is no pattern, or repeats something, or has something within, no times.
        ExpressionError: a regular expression that cannot be answered in linear time.
        PatternLimitError: it asks for more than is looked for, or takes too many steps.
    """
    parsed = parse_pattern(pattern) if isinstance(pattern, str) else pattern
    return Evaluator(parsed).matches(tuple(observations))


def clues_of(expression: ComparisonExpression) -> frozenset[Clue]:
    """Clues of which an observation shows one at least whenever an object in it fulfils the expression.

    An observation without any of them need not be looked at. Texts are preferred to types.
    """
    match expression:
        case AllOf(operands=operands):
            return min(map(clues_of, operands), key=_cost)
        case AnyOf(operands=operands):
            return frozenset().union(*map(clues_of, operands))
        case Membership(path=path, constants=constants, negated=False):
            return _texts_or_type(path, constants)
        case Comparison(path=path, operator=Operator.EQUAL, constant=constant, negated=False):
            return _texts_or_type(path, (constant,))
        case _:
            return frozenset((Clue(expression.path.object_type),))


def clues_in(observed: Observed) -> set[Clue]:
    """Every clue that an observation shows: the types of its objects, and every text that they lead to."""
    types = {str(one.get("type")) for one in observed.objects}
    texts: set[str] = set()
    waiting: list[Any] = list(observed.objects)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and value not in texts:
            texts.add(value)
            waiting += [observed.scene[value]] if value in observed.scene else []
    return {Clue(one, text) for one in types for text in (None, *texts)}


def anchors_of(clues: Iterable[Clue]) -> tuple[IndicatorValue, ...] | None:
    """The clues as values that can be looked up; None when one of them is none.

    What shows none of these values need not be looked at.
    """
    anchors: list[IndicatorValue] = []
    for clue in clues:
        kinds = _ANCHORS.get(clue.object_type, ()) if clue.text is not None else ()
        found = [value_of(kind, clue.text) for kind in kinds if clue.text is not None]
        known = [value for value in found if value is not None]
        if not known:
            return None
        anchors += known
    return tuple(anchors)


def in_normal_form(pattern: Pattern) -> Pattern:
    """The pattern with every value that can be looked up as `value_of` writes it.

    For observations that are made of such values, as those of log lines are.
    """
    return Pattern(_normal_observed(pattern.expression))


def _normal_observed(expression: ObservationExpression) -> ObservationExpression:
    match expression:
        case Observation():
            return Observation(_normal(expression.expression))
        case Qualified():
            return replace(expression, expression=_normal_observed(expression.expression))
        case _:
            return replace(expression, operands=tuple(map(_normal_observed, expression.operands)))


def _normal(expression: ComparisonExpression) -> ComparisonExpression:
    match expression:
        case AllOf() | AnyOf():
            return replace(expression, operands=tuple(map(_normal, expression.operands)))
        case Membership():
            constants = tuple(_normal_constant(expression.path, c) for c in expression.constants)
            return replace(expression, constants=constants)
        case Comparison(operator=Operator.EQUAL | Operator.NOT_EQUAL):
            constant = _normal_constant(expression.path, expression.constant)
            return replace(expression, constant=constant)
        case Comparison(operator=Operator.LIKE, path=path, constant=Text(text)) if _is_folded(path):
            return replace(expression, constant=Text(text.lower()))
        case _:
            return expression


def _is_folded(path: ObjectPath) -> bool:
    """Whether values there are in lower case in their normal form; of a URL only a part is."""
    return any(value_at(path, Text(one)) for one in ("x.example", "a@x.example", "0" * 32))


def _normal_constant(path: ObjectPath, constant: Constant) -> Constant:
    value = value_at(path, constant)
    return constant if value is None else Text(value.value)


def _texts_or_type(path: ObjectPath, constants: Sequence[Constant]) -> frozenset[Clue]:
    texts = [constant.value for constant in constants if isinstance(constant, Text)]
    # Octets are written in another way where they are seen.
    if len(texts) < len(constants) or str(path.steps[-1]).strip("'").endswith(("_hex", "_bin")):
        return frozenset((Clue(path.object_type),))
    return frozenset(Clue(path.object_type, text) for text in texts)


def _cost(clues: frozenset[Clue]) -> tuple[int, int]:
    return sum(clue.text is None for clue in clues), len(clues)

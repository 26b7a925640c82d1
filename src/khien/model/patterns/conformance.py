"""What the grammar of patterns allows but a clause of the standard forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khien.model.patterns.syntax import (
    AllOf,
    AnyOf,
    Comparison,
    ComparisonExpression,
    Constant,
    Existence,
    Key,
    Membership,
    ObjectPath,
    Observation,
    ObservationExpression,
    Operator,
    Pattern,
    Qualified,
    Qualifier,
    Real,
    Repeats,
    StartStop,
    Text,
    Whole,
    Within,
)
from khien.model.patterns.values import network_of

# STIX 2.1 §10.8 hash-algorithm-ov; hexadecimal digits of each. SSDEEP and TLSH have no fixed length.
_HASH_DIGITS = {
    "MD5": 32,
    "SHA1": 40,
    "SHA256": 64,
    "SHA512": 128,
    "SHA3256": 64,
    "SHA3512": 128,
}
_HEX = re.compile(r"[0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken clause. `detail` names path or qualifier, never a compared constant."""

    code: str
    position: int
    detail: str


def faults(pattern: Pattern) -> tuple[Fault, ...]:
    """Every clause that a grammatical pattern breaks, from left to right; empty when it conforms.

    Codes: `pattern.repeats`, `pattern.within`, `pattern.start-stop`, `pattern.qualifier-twice`,
    `pattern.types-joined`, `pattern.set-mixed`, `pattern.subnet`, `pattern.hash`.

    Source: STIX 2.1 §9.5, §9.5.1, §9.6.1, and §10.8 for the length of hashes.
    """
    expression = pattern.expression
    only = expression.expression if isinstance(expression, Observation) else None
    if (
        isinstance(only, Comparison)
        and only.operator is Operator.EQUAL
        and len(only.path.steps) == 1
    ):
        return ()  # one property equals one constant: what most patterns say, and no clause minds
    found = _observation_faults(expression)
    return tuple(sorted(found, key=lambda fault: fault.position))


def comparisons_of(
    expression: ComparisonExpression,
) -> Iterator[Comparison | Membership | Existence]:
    """Each single comparison in the expression, from left to right."""
    if isinstance(expression, AllOf | AnyOf):
        for operand in expression.operands:
            yield from comparisons_of(operand)
    else:
        yield expression


def observations_of(expression: ObservationExpression) -> Iterator[Observation]:
    """Each `[…]` in the expression, from left to right."""
    match expression:
        case Observation():
            yield expression
        case Qualified():
            yield from observations_of(expression.expression)
        case _:
            for operand in expression.operands:
                yield from observations_of(operand)


def _observation_faults(expression: ObservationExpression) -> Iterator[Fault]:
    match expression:
        case Observation():
            yield from _type_faults(expression.expression)
            for comparison in comparisons_of(expression.expression):
                yield from _comparison_faults(comparison)
        case Qualified():
            yield from _observation_faults(expression.expression)
            yield from _qualifier_faults(expression.qualifiers)
        case _:
            for operand in expression.operands:
                yield from _observation_faults(operand)


def _qualifier_faults(qualifiers: tuple[Qualifier, ...]) -> Iterator[Fault]:
    kinds: set[type] = set()
    for qualifier in qualifiers:
        # §9.5.1: not more than one qualifier of a particular type. Parentheses start a new expression.
        if type(qualifier) in kinds:
            yield Fault("pattern.qualifier-twice", qualifier.position, str(qualifier))
        kinds.add(type(qualifier))
        code = _qualifier_code(qualifier)
        if code:
            yield Fault(code, qualifier.position, str(qualifier))


def _qualifier_code(qualifier: Qualifier) -> str:
    match qualifier:
        case Repeats(times=0):
            return "pattern.repeats"  # §9.5.1: x MUST be a positive integer
        case Within(seconds=0):
            return "pattern.within"  # §9.5.1: x MUST be positive
        case StartStop(start=start, stop=stop) if start.value >= stop.value:
            return "pattern.start-stop"  # §9.5.1: no time is >= x and < y
        case _:
            return ""


def _type_faults(expression: ComparisonExpression) -> Iterator[Fault]:
    # §9.5: all operands of AND MUST be satisfiable with the same object.
    match expression:
        case AllOf():
            if not _types(expression):
                paths = " AND ".join(str(c.path) for c in comparisons_of(expression))
                yield Fault("pattern.types-joined", expression.position, paths)
            else:
                for operand in expression.operands:
                    yield from _type_faults(operand)
        case AnyOf():
            for operand in expression.operands:
                yield from _type_faults(operand)
        case _:
            pass


def _types(expression: ComparisonExpression) -> frozenset[str]:
    """The object types that could fulfil the expression."""
    match expression:
        case AllOf():
            return frozenset.intersection(*(_types(operand) for operand in expression.operands))
        case AnyOf():
            return frozenset.union(*(_types(operand) for operand in expression.operands))
        case _:
            return frozenset((expression.path.object_type,))


def _comparison_faults(comparison: Comparison | Membership | Existence) -> Iterator[Fault]:
    constants: tuple[Constant, ...] = ()
    match comparison:
        case Membership():
            constants = comparison.constants
            kinds = {Whole if isinstance(c, Real) else type(c) for c in constants}
            if len(kinds) > 1:  # §9.6.1 IN: constants of homogeneous data type
                yield Fault("pattern.set-mixed", comparison.position, str(comparison.path))
        case Comparison(
            operator=Operator.IS_SUBSET | Operator.IS_SUPERSET, constant=Text() as text
        ):
            if network_of(text.value) is None:  # §9.6.1: a valid address or range in CIDR form
                yield Fault("pattern.subnet", text.position, str(comparison.path))
        case Comparison(operator=Operator.EQUAL | Operator.NOT_EQUAL):
            constants = (comparison.constant,)
        case _:
            pass
    digits = hash_digits(comparison.path)
    for constant in constants:
        if digits and isinstance(constant, Text) and not is_hex(constant.value, digits):
            yield Fault("pattern.hash", constant.position, str(comparison.path))


def hash_digits(path: ObjectPath) -> int:
    """How many hexadecimal digits the hash at the end of a path has; 0 where that is not fixed."""
    match path.steps[-2:]:
        case (Key(name="hashes"), Key(name=algorithm)):
            return _HASH_DIGITS.get(algorithm.upper().replace("-", ""), 0)
        case _:
            return 0


def is_hex(text: str, digits: int) -> bool:
    """Whether a text has just so many digits, all hexadecimal."""
    return len(text) == digits and _HEX.fullmatch(text) is not None

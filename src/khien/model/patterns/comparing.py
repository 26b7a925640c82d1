"""Whether one cyber-observable object fulfils a comparison expression (STIX 2.1 §9.6 and §9.7).

A path leads to values: none, one, or with `[*]` several; the comparison holds when it holds for one of
them. NOT turns the answer for each value round, so a property that is not there fulfils nothing, with
NOT or without. A value of another type than the constant is not equal to it, and neither less nor
greater (§9.6.1). Texts are compared by code point, as they are (§9.6.2); only LIKE and MATCHES bring
both sides to Unicode's form NFC first.
"""

from __future__ import annotations

import base64
import binascii
import operator
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant
from khien.model.patterns.machine import LONGEST_TEXT, machine_of
from khien.model.patterns.observed import Scene
from khien.model.patterns.pattern_error import PatternLimitError
from khien.model.patterns.syntax import (
    AllOf,
    AnyIndex,
    AnyOf,
    Base64Bytes,
    Comparison,
    ComparisonExpression,
    Constant,
    Existence,
    HexBytes,
    Index,
    Key,
    Membership,
    Moment,
    ObjectPath,
    Operator,
    Step,
    Text,
    Truth,
)
from khien.model.patterns.values import Network, network_of

Object: TypeAlias = Mapping[str, Any]
Holds: TypeAlias = Callable[[Object, Scene], bool]
"""Whether an object of a scene fulfils an expression."""

_Test: TypeAlias = Callable[[Any], bool]
_Order: TypeAlias = Callable[[Any, Any], bool]

_ORDERS: Final[dict[Operator, _Order]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}
_FRACTION = re.compile(r"\.(\d+)")
MOST_VALUES: Final = 10_000  # to which one path may lead in one object


def holding(expression: ComparisonExpression) -> Holds:
    """A function that answers whether an object fulfils the expression.

    Raises:
        ExpressionError, PatternLimitError: a regular expression in it is not answered.
    """
    match expression:
        case AllOf(operands=operands):
            parts = tuple(holding(operand) for operand in operands)
            return lambda seen, scene: all(part(seen, scene) for part in parts)
        case AnyOf(operands=operands):
            parts = tuple(holding(operand) for operand in operands)
            return lambda seen, scene: any(part(seen, scene) for part in parts)
        case Existence(path=path, negated=negated):
            return _existing(path, negated=negated)
        case Membership(path=path, constants=constants, negated=negated):
            tests = tuple(_compared(Operator.EQUAL, constant) for constant in constants)
            return _some(path, lambda value: any(test(value) for test in tests), negated=negated)
        case _ if expression.operator is Operator.NOT_EQUAL:
            equal = _compared(Operator.EQUAL, expression.constant)
            return _some(expression.path, equal, negated=not expression.negated)
        case _:
            return _some(expression.path, _test(expression), negated=expression.negated)


# ---- from an object to the values that a path leads to


def _some(path: ObjectPath, test: _Test, *, negated: bool) -> Holds:
    if len(path.steps) == 1 and isinstance(path.steps[0], Key):
        return _direct(path.object_type, path.steps[0].name, test, negated=negated)

    def holds(seen: Object, scene: Scene) -> bool:
        return seen.get("type") == path.object_type and any(
            test(value) is not negated for value in _values(path, seen, scene)
        )

    return holds


def _direct(object_type: str, name: str, test: _Test, *, negated: bool) -> Holds:
    """What most comparisons are: one property of the object itself."""
    is_binary = name.endswith(("_hex", "_bin"))
    check: _Test = (lambda value: test(_octets(name, value))) if is_binary else test

    def holds(seen: Object, _scene: Scene) -> bool:
        return seen.get("type") == object_type and name in seen and check(seen[name]) is not negated

    return holds


def _existing(path: ObjectPath, *, negated: bool) -> Holds:
    def holds(seen: Object, scene: Scene) -> bool:
        return (
            seen.get("type") == path.object_type
            and any(True for _ in _values(path, seen, scene)) is not negated
        )

    return holds


def _values(path: ObjectPath, seen: Object, scene: Scene) -> Iterator[Any]:
    values: list[Any] = [seen]
    name = ""
    for step in path.steps:
        if isinstance(step, Key):
            leads = name.endswith(("_ref", "_refs"))
            held = (_referred(value, scene) if leads else value for value in values)
            name = step.name
            values = [one[name] for one in held if isinstance(one, Mapping) and name in one]
        else:
            values = [
                one for value in values if isinstance(value, list) for one in _at(value, step)
            ]
        if len(values) > MOST_VALUES:
            raise PatternLimitError("values", MOST_VALUES)
    return (_octets(name, value) for value in values)


def _referred(value: object, scene: Scene) -> object:
    # STIX 2.1 §9.7.3: what follows a reference is about the object that it names.
    return scene.get(value) if isinstance(value, str) else value


def _at(value: list[Any], step: Step) -> list[Any]:
    if isinstance(step, AnyIndex):
        return value
    return value[step.number : step.number + 1] if isinstance(step, Index) else []


def _octets(name: str, value: object) -> object:
    """The bytes of a binary or hex property (STIX 2.1 §2.3 and §2.8), if they are some."""
    if not isinstance(value, str):
        return value
    try:
        if name.endswith("_hex"):
            return bytes.fromhex(value)
        return base64.b64decode(value, validate=True) if name.endswith("_bin") else value
    except (ValueError, binascii.Error):
        return None  # neither octets nor a text


# ---- one value against one constant


def _test(comparison: Comparison) -> _Test:
    constant = comparison.constant
    # The grammar gives these four a text.
    text = constant.value if isinstance(constant, Text) else ""
    match comparison.operator:
        case Operator.LIKE:
            return _like(_nfc(text))
        case Operator.MATCHES:
            return _matching(_nfc(text))
        case Operator.IS_SUBSET:
            return _within(text, _is_in)
        case Operator.IS_SUPERSET:
            return _within(text, lambda seen, meant: _is_in(meant, seen))
        case _:
            return _compared(comparison.operator, constant)


def _compared(order: Operator, constant: Constant) -> _Test:
    compare = _ORDERS[order]
    if isinstance(constant, Text):
        return _compared_text(compare, constant.value)
    kind, wanted = _constant(constant)

    def test(value: object) -> bool:
        found = _comparable(value, kind)
        return found is not None and compare(found, wanted)

    return test


def _compared_text(compare: _Order, wanted: str) -> _Test:
    octets = _latin(wanted)

    def test(value: object) -> bool:
        if isinstance(value, str):
            return compare(value, wanted)
        # §9.6.1: a text is compared with octets if each character is one.
        return isinstance(value, bytes) and octets is not None and compare(value, octets)

    return test


def _constant(constant: Constant) -> tuple[str, Any]:
    match constant:
        case Truth(value=truth):
            return "truth", truth
        case HexBytes(value=octets) | Base64Bytes(value=octets):
            return "octets", octets
        case Moment(text=text):
            return "moment", _moment(text)
        case _:
            return "number", constant.value


def _comparable(value: object, kind: str) -> object:
    """The value as one of this kind; None when it is none."""
    match kind, value:
        case "truth", bool():
            return value
        case "number", int() | float() if not isinstance(value, bool):
            return value
        case "octets", bytes():
            return value
        case "octets", str():
            return _latin(value)
        case "moment", str():
            return _moment(value)
        case _:
            return None


@lru_cache(maxsize=4_096)
def _moment(text: str) -> tuple[int, str] | None:
    """An instant as seconds and the digits behind the point: a microsecond is too coarse (§9.2)."""
    plain = text.replace(":60", ":59", 1) if text[16:19] == ":60" else text
    try:
        instant = parse_instant(plain)
    except MalformedError:
        return None
    digits = _FRACTION.search(text)
    whole = int(instant.replace(microsecond=0).timestamp()) + (plain != text)
    return whole, digits[1].rstrip("0") if digits else ""


def _latin(text: str) -> bytes | None:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _as_text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return _nfc(value) if isinstance(value, str) else None


def _like(wanted: str) -> _Test:
    def test(value: object) -> bool:
        text = _as_text(value)
        return text is not None and is_like(text, wanted)

    return test


def is_like(text: str, wanted: str) -> bool:
    """Whether a whole text is like `wanted`: `%` is any characters or none, `_` is just one.

    Takes no more steps than the product of both lengths.
    """
    at = place = 0
    back, restart = -1, 0  # behind the last `%`, and how far that one reaches
    while at < len(text):
        sign = wanted[place : place + 1]
        if sign == "%":
            back, restart, place = place + 1, at, place + 1
        elif sign and sign in ("_", text[at]):
            at, place = at + 1, place + 1
        elif back >= 0:
            restart += 1
            at, place = restart, back
        else:
            return False
    return not wanted[place:].strip("%")


def _matching(wanted: str) -> _Test:
    machine = machine_of(wanted)
    # What no octet can be makes the expression fit no octets; a class may still.
    binary = machine_of(wanted, octets=True)

    def test(value: object) -> bool:
        if isinstance(value, bytes):
            if len(value) > LONGEST_TEXT:
                raise PatternLimitError("text", LONGEST_TEXT)
            return binary.found_in(value.decode("latin-1"))
        return isinstance(value, str) and machine.found_in(_nfc(value))

    return test


def _within(text: str, contains: Callable[[Network, Network], bool]) -> _Test:
    meant = network_of(text)

    def test(value: object) -> bool:
        seen = _network(value) if isinstance(value, str) else None
        return seen is not None and meant is not None and contains(seen, meant)

    return test


_network = lru_cache(maxsize=4_096)(network_of)


def _is_in(inner: Network, outer: Network) -> bool:
    if inner.version != outer.version or inner.prefixlen < outer.prefixlen:
        return False
    beside = outer.max_prefixlen - outer.prefixlen
    return int(inner.network_address) >> beside == int(outer.network_address) >> beside

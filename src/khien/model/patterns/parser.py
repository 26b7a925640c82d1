"""Read the text of a STIX pattern into its tree, by recursive descent.

The grammar is the one of STIX 2.1 §9 and the OASIS grammar file that goes with it. Two things
differ on purpose: line feeds inside `b'…'` are allowed, because §9.2 says that they must be; and
constants that cannot exist (30 February, an integer beyond 2^53) are errors, because §9.4 says
that a pattern with an invalid constant matches nothing.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TypeVar

from khien.model.errors import MalformedError
from khien.model.instants import parse_instant
from khien.model.patterns.lexer import Token, tokens_of
from khien.model.patterns.pattern_error import PatternError
from khien.model.patterns.syntax import (
    KEYWORDS,
    AllOf,
    AnyIndex,
    AnyObserved,
    AnyOf,
    Base64Bytes,
    Comparison,
    ComparisonExpression,
    Constant,
    EachObserved,
    Existence,
    FollowedBy,
    HexBytes,
    Index,
    Key,
    Membership,
    Moment,
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
    Step,
    Text,
    Truth,
    Whole,
    Within,
)

NESTING_LIMIT = 48  # parentheses inside parentheses; real patterns need four
LONGEST = 262_144  # characters of a pattern; the longest of public feeds has some 10,000
REMEMBERED = 512  # characters: only short patterns are remembered, so that the memory has a bound
INTEGER_LIMIT = 2**53 - 1  # STIX 2.1 §2.11
_TIMESTAMP = "t'YYYY-MM-DDThh:mm:ssZ'"
_BASE64 = "b'base64'"
_HEX = "h'00'"
_CONSTANT = f"'…' 0 0.0 true false {_TIMESTAMP} {_BASE64} {_HEX}"
_OPERATORS = {operator.value: operator for operator in Operator} | {
    "==": Operator.EQUAL,
    "<>": Operator.NOT_EQUAL,
}
_ORDERING = (
    Operator.LESS,
    Operator.LESS_OR_EQUAL,
    Operator.GREATER,
    Operator.GREATER_OR_EQUAL,
)
_EQUALITY = (Operator.EQUAL, Operator.NOT_EQUAL)
_ESCAPE = re.compile(r"\\(['\\])")
_LEAP_SECOND = re.compile(r":60(?=[.Z])")

_T = TypeVar("_T")


def parse_pattern(text: str) -> Pattern:
    """Read a STIX 2.1 pattern. A STIX 2.0 pattern reads the same; 2.0 only lacks EXISTS.

    What the grammar allows but a clause forbids (WITHIN 0 SECONDS, STOP before START, …) is not an
    error here: `faults` finds it.

    Raises:
        PatternError: not in the grammar, an impossible constant, parentheses nested deeper than
            `NESTING_LIMIT`, or longer than `LONGEST`.

    Source: STIX 2.1 §9.
    """
    if len(text) > LONGEST:
        raise PatternError(LONGEST, f"≤ {LONGEST}", "")
    return _remembered(text) if len(text) <= REMEMBERED else _read(text)


@lru_cache(maxsize=2_048)  # judging, the index and the guards read the same pattern in turn
def _remembered(text: str) -> Pattern:
    return _read(text)


def _read(text: str) -> Pattern:
    plain = _PLAIN.fullmatch(text) if len(text) <= REMEMBERED else None
    if plain is not None and (path := path_of(plain[1])) is not None:
        constant = Text(plain[2], position=plain.start(2) - 1)
        comparison = Comparison(path, Operator.EQUAL, constant, position=1)
        return Pattern(Observation(comparison))
    reader = _Reader(tokens_of(text))
    expression = reader.observations()
    reader.take("", kind="end")
    return Pattern(expression)


# What nine of ten patterns look like: one property, one text without escapes.
_PLAIN = re.compile(r"\[([A-Za-z0-9_-]+:[A-Za-z0-9_.'-]+) ?= ?'([^'\\]*)'\]")


@lru_cache(maxsize=1_024)  # patterns are many, the paths in them few
def path_of(text: str) -> ObjectPath | None:
    """The path that stands behind the first bracket of a pattern; None if this text is no path."""
    try:
        reader = _Reader(tokens_of(f"[{text}"))
        reader.take("[")
        path = reader.path()
        reader.take("", kind="end")
    except PatternError:
        return None
    return path


class _Reader:
    """Walks once over the pieces of one pattern."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = iter(tokens)
        self._here = next(self._tokens)
        self._depth = 0

    # ---- the walk

    def _step(self) -> Token:
        token = self._here
        self._here = next(self._tokens, token)  # the last one, `end`, stays
        return token

    def _wrong(self, expected: str) -> PatternError:
        return PatternError(self._here.position, expected, self._here.text)

    def _at(self, text: str) -> bool:
        # Constants have a kind of their own, so a string 'AND' is never the word AND.
        return self._here.text == text and self._here.kind in ("word", "sign")

    def _skip(self, text: str) -> bool:
        met = self._at(text)
        if met:
            self._step()
        return met

    def take(self, text: str, kind: str = "") -> Token:
        """The next piece, which must be this word or sign, or of this kind."""
        if not (self._here.kind == kind if kind else self._at(text)):
            raise self._wrong(text or "AND OR FOLLOWEDBY WITHIN REPEATS START")
        return self._step()

    def _chain(self, operand: Callable[[], _T], joint: str) -> list[_T]:
        operands = [operand()]
        while self._skip(joint):
            operands.append(operand())
        return operands

    def _nested(self, inside: Callable[[], _T]) -> _T:
        self._depth += 1
        if self._depth > NESTING_LIMIT:
            raise self._wrong(f"( ≤ {NESTING_LIMIT}")
        self.take("(")
        found = inside()
        self.take(")")
        self._depth -= 1
        return found

    # ---- observation expressions, loosest joint first (STIX 2.1 §9.5.3)

    def observations(self) -> ObservationExpression:
        at = self._here.position
        operands = self._chain(self._either, "FOLLOWEDBY")
        return operands[0] if len(operands) == 1 else FollowedBy(tuple(operands), position=at)

    def _either(self) -> ObservationExpression:
        at = self._here.position
        operands = self._chain(self._both, "OR")
        return operands[0] if len(operands) == 1 else AnyObserved(tuple(operands), position=at)

    def _both(self) -> ObservationExpression:
        at = self._here.position
        operands = self._chain(self._qualified, "AND")
        return operands[0] if len(operands) == 1 else EachObserved(tuple(operands), position=at)

    def _qualified(self) -> ObservationExpression:
        at = self._here.position
        expression = self._observation()
        qualifiers: list[Qualifier] = []
        while (qualifier := self._qualifier()) is not None:
            qualifiers.append(qualifier)
        return Qualified(expression, tuple(qualifiers), position=at) if qualifiers else expression

    def _observation(self) -> ObservationExpression:
        if self._at("("):
            return self._nested(self.observations)
        at = self._here.position
        if not self._skip("["):
            raise self._wrong("[ (")
        expression = self._comparisons()
        if not self._skip("]"):
            raise self._wrong("AND OR ]")
        return Observation(expression, position=at)

    # ---- qualifiers (STIX 2.1 §9.5.1)

    def _qualifier(self) -> Qualifier | None:
        if self._here.kind != "word":
            return None
        at = self._here.position
        if self._skip("REPEATS"):
            times = self._positive(("integer",), "1")
            self.take("TIMES")
            return Repeats(int(times), position=at)
        if self._skip("WITHIN"):
            seconds = self._positive(("integer", "float"), "1 1.0")
            self.take("SECONDS")
            return Within(seconds, position=at)
        if self._skip("START"):
            start = self._moment()
            self.take("STOP")
            return StartStop(start, self._moment(), position=at)
        return None

    def _positive(self, kinds: tuple[str, ...], expected: str) -> int | float:
        # Zero is in the grammar; `faults` finds it.
        token = self._here
        if token.kind not in kinds or token.text.startswith("-"):
            raise self._wrong(expected)
        self._step()
        return _integer(token) if token.kind == "integer" else _float(token)

    def _moment(self) -> Moment:
        if self._here.kind != "t":
            # STIX 2.0 drafts wrote a plain string here; 2.0 and 2.1 as published want a timestamp.
            raise self._wrong(_TIMESTAMP)
        return _timestamp(self._step())

    # ---- comparison expressions (STIX 2.1 §9.6)

    def _comparisons(self) -> ComparisonExpression:
        at = self._here.position
        operands = self._chain(self._conjunction, "OR")
        return operands[0] if len(operands) == 1 else AnyOf(tuple(operands), position=at)

    def _conjunction(self) -> ComparisonExpression:
        at = self._here.position
        operands = self._chain(self._comparison, "AND")
        return operands[0] if len(operands) == 1 else AllOf(tuple(operands), position=at)

    def _comparison(self) -> ComparisonExpression:
        if self._at("("):
            return self._nested(self._comparisons)
        at = self._here.position
        negated = self._skip("NOT")
        if negated or self._at("EXISTS"):
            self.take("EXISTS")
            return Existence(self.path(), negated, position=at)
        path = self.path()
        negated = self._skip("NOT")
        if self._skip("IN"):
            return Membership(path, self._members(), negated, position=at)
        operator = _OPERATORS.get(self._here.text)
        if operator is None or self._here.kind not in ("word", "sign"):
            raise self._wrong(" ".join([*_OPERATORS, "IN"]))
        self._step()
        return Comparison(path, operator, self._operand(operator), negated, position=at)

    def _operand(self, operator: Operator) -> Constant:
        if operator in _EQUALITY:
            return self._constant()
        if operator in _ORDERING:
            if self._at("true") or self._at("false"):
                raise self._wrong(_CONSTANT.replace("true false ", ""))
            return self._constant()
        if self._here.kind != "string":
            raise self._wrong("'…'")
        return self._constant()

    def _members(self) -> tuple[Constant, ...]:
        self.take("(")
        if self._skip(")"):
            return ()
        members = self._chain(self._constant, ",")
        if not self._skip(")"):
            raise self._wrong(", )")
        return tuple(members)

    def _constant(self) -> Constant:
        token = self._here
        if token.kind == "word" and token.text in ("true", "false"):
            return Truth(self._step().text == "true", position=token.position)
        read = _CONSTANTS.get(token.kind)
        if read is None:
            raise self._wrong(_CONSTANT)
        return read(self._step())

    # ---- object paths (STIX 2.1 §9.7)

    def path(self) -> ObjectPath:
        token = self._here
        if token.kind != "word" or token.text in KEYWORDS:
            raise self._wrong("type:property ( EXISTS")
        self._step()
        self.take(":")
        steps: list[Step] = [self._key()]
        while True:
            if self._skip("."):
                steps.append(self._key())
            elif self._skip("["):
                steps.append(self._index())
            else:
                return ObjectPath(token.text, tuple(steps), position=token.position)

    def _key(self) -> Key:
        token = self._here
        if token.kind == "string":
            return Key(_unquoted(self._step()))
        if token.kind != "word" or token.text in KEYWORDS or "-" in token.text:
            raise self._wrong("property 'property'")  # a hyphen needs quotes, §9.7.1
        return Key(self._step().text)

    def _index(self) -> Step:
        step: Step = AnyIndex()
        if not self._skip("*"):
            step = Index(int(self._positive(("integer",), "0 *")))
        self.take("]")
        return step


def _unquoted(token: Token) -> str:
    inner = token.text[1:-1]
    return _ESCAPE.sub(r"\1", inner) if "\\" in inner else inner


def _integer(token: Token) -> int:
    # The length is looked at first: Python refuses to convert thousands of digits.
    if len(token.text) > len(str(-INTEGER_LIMIT)) or abs(int(token.text)) > INTEGER_LIMIT:
        expected = f"{-INTEGER_LIMIT} … {INTEGER_LIMIT}"
        raise PatternError(token.position, expected, token.text)
    return int(token.text)


def _float(token: Token) -> float:
    number = float(token.text)
    if math.isinf(number):
        raise PatternError(token.position, "IEEE 754", token.text)
    return number


def _timestamp(token: Token) -> Moment:
    text = token.text[2:-1]
    # RFC 3339 §5.7 allows second 60; it is the instant at which the next minute starts.
    plain, leap = _LEAP_SECOND.subn(":59", text)
    try:
        instant = parse_instant(plain) + timedelta(seconds=leap)
    except (MalformedError, OverflowError) as error:
        raise PatternError(token.position, _TIMESTAMP, token.text) from error
    return Moment(instant, text, position=token.position)


def _base64(token: Token) -> Base64Bytes:
    # STIX 2.1 §9.2: line feeds inside are ignored.
    text = re.sub(r"[\r\n]", "", token.text[2:-1])
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PatternError(token.position, _BASE64, token.text) from error
    if not octets:
        raise PatternError(token.position, _BASE64, token.text)
    return Base64Bytes(octets, position=token.position)


def _hex(token: Token) -> HexBytes:
    text = token.text[2:-1]
    if not re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", text):
        raise PatternError(token.position, _HEX, token.text)
    return HexBytes(bytes.fromhex(text), position=token.position)


_CONSTANTS: dict[str, Callable[[Token], Constant]] = {
    "string": lambda token: Text(_unquoted(token), position=token.position),
    "integer": lambda token: Whole(_integer(token), position=token.position),
    "float": lambda token: Real(_float(token), position=token.position),
    "t": _timestamp,
    "b": _base64,
    "h": _hex,
}

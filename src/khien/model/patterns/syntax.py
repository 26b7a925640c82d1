"""What a STIX pattern says, as a tree: frozen, comparable, and `str()` writes it back.

`position` counts characters from the start of the text that was parsed; it does not take part in
comparison, so two texts that say the same have equal trees.

Pattern
└── ObservationExpression   Observation | EachObserved | AnyObserved | FollowedBy | Qualified
    ├── Qualifier               Repeats | Within | StartStop
    └── ComparisonExpression    Comparison | Membership | Existence | AllOf | AnyOf
        ├── ObjectPath              Key | Index | AnyIndex
        └── Constant                Text | Whole | Real | Truth | HexBytes | Base64Bytes | Moment

Source: STIX 2.1 §9.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct

KEYWORDS = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "FOLLOWEDBY",
        "LIKE",
        "MATCHES",
        "ISSUPERSET",
        "ISSUBSET",
        "EXISTS",
        "LAST",
        "IN",
        "START",
        "STOP",
        "SECONDS",
        "WITHIN",
        "REPEATS",
        "TIMES",
        "true",
        "false",
    ]
)
"""Words that cannot be a bare object type or property name (OASIS pattern grammar)."""

_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Operator(StrEnum):
    """How one property is compared with one constant (STIX 2.1 §9.6.1)."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    LIKE = "LIKE"
    MATCHES = "MATCHES"
    IS_SUBSET = "ISSUBSET"
    IS_SUPERSET = "ISSUPERSET"


class Node(Struct, frozen=True, eq=False, kw_only=True):
    """A piece of a pattern and where it stands; pieces are equal when they say the same."""

    position: int = 0

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash((type(self), self._said()))

    def _said(self) -> tuple[Any, ...]:
        names = self.__struct_fields__
        return tuple(getattr(self, name) for name in names if name != "position")


# ---- constants (STIX 2.1 §9.2)


class Text(Node, frozen=True):
    """A string; `value` has its escapes resolved."""

    value: str

    def __str__(self) -> str:
        return _quoted(self.value)


class Whole(Node, frozen=True):
    """An integer, within ±(2^53 - 1) (STIX 2.1 §2.11)."""

    value: int

    def __str__(self) -> str:
        return str(self.value)


class Real(Node, frozen=True):
    """A finite float."""

    value: float

    def __str__(self) -> str:
        return _decimal(self.value)


class Truth(Node, frozen=True):
    """`true` or `false`."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


class HexBytes(Node, frozen=True):
    """Octets that were written as `h'…'`."""

    value: bytes

    def __str__(self) -> str:
        return f"h'{self.value.hex()}'"


class Base64Bytes(Node, frozen=True):
    """Octets that were written as `b'…'`."""

    value: bytes

    def __str__(self) -> str:
        return f"b'{base64.b64encode(self.value).decode()}'"


class Moment(Node, frozen=True):
    """A timestamp; `text` keeps the digits that a microsecond cannot hold."""

    value: datetime
    text: str

    def __str__(self) -> str:
        return f"t'{self.text}'"


Constant: TypeAlias = Text | Whole | Real | Truth | HexBytes | Base64Bytes | Moment


# ---- object paths (STIX 2.1 §9.7)


class Key(Struct, frozen=True):
    """A property, or a key of a dictionary."""

    name: str

    def __str__(self) -> str:
        bare = _BARE_KEY.fullmatch(self.name) and self.name not in KEYWORDS
        return self.name if bare else _quoted(self.name)


class Index(Struct, frozen=True):
    """One element of a list, counted from 0."""

    number: int

    def __str__(self) -> str:
        return f"[{self.number}]"


class AnyIndex(Struct, frozen=True):
    """Any element of a list: `[*]`."""

    def __str__(self) -> str:
        return "[*]"


Step: TypeAlias = Key | Index | AnyIndex


class ObjectPath(Node, frozen=True):
    """From an object's type to the property that is compared. The first step is always a `Key`.

    A key that ends in `_ref`, or in `_refs` followed by an index, leads to another object; the
    steps after it start there.
    """

    object_type: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        first, *rest = self.steps
        tail = "".join(f".{step}" if isinstance(step, Key) else str(step) for step in rest)
        return f"{self.object_type}:{first}{tail}"


# ---- comparison expressions (STIX 2.1 §9.6)


class Comparison(Node, frozen=True):
    """`path [NOT] operator constant`."""

    path: ObjectPath
    operator: Operator
    constant: Constant
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.path} {'NOT ' if self.negated else ''}{self.operator} {self.constant}"


class Membership(Node, frozen=True):
    """`path [NOT] IN (constant, …)`; the set may be empty."""

    path: ObjectPath
    constants: tuple[Constant, ...]
    negated: bool = False

    def __str__(self) -> str:
        members = ", ".join(str(constant) for constant in self.constants)
        return f"{self.path} {'NOT ' if self.negated else ''}IN ({members})"


class Existence(Node, frozen=True):
    """`[NOT] EXISTS path`."""

    path: ObjectPath
    negated: bool = False

    def __str__(self) -> str:
        return f"{'NOT ' if self.negated else ''}EXISTS {self.path}"


class AllOf(Node, frozen=True):
    """Comparisons joined by AND: all hold for the same object. Two operands or more."""

    operands: tuple[ComparisonExpression, ...]

    def __str__(self) -> str:
        return _joined(" AND ", self.operands, (AllOf, AnyOf))


class AnyOf(Node, frozen=True):
    """Comparisons joined by OR. Two operands or more."""

    operands: tuple[ComparisonExpression, ...]

    def __str__(self) -> str:
        return _joined(" OR ", self.operands, (AnyOf,))


ComparisonExpression: TypeAlias = Comparison | Membership | Existence | AllOf | AnyOf


# ---- qualifiers (STIX 2.1 §9.5.1)


class Repeats(Node, frozen=True):
    """`REPEATS times TIMES`."""

    times: int

    def __str__(self) -> str:
        return f"REPEATS {self.times} TIMES"


class Within(Node, frozen=True):
    """`WITHIN seconds SECONDS`."""

    seconds: int | float

    def __str__(self) -> str:
        number = self.seconds
        return f"WITHIN {number if isinstance(number, int) else _decimal(number)} SECONDS"


class StartStop(Node, frozen=True):
    """`START start STOP stop`: from `start`, and before `stop`."""

    start: Moment
    stop: Moment

    def __str__(self) -> str:
        return f"START {self.start} STOP {self.stop}"


Qualifier: TypeAlias = Repeats | Within | StartStop


# ---- observation expressions (STIX 2.1 §9.5)


class Observation(Node, frozen=True):
    """`[…]`: one observation in which one object fulfils the comparisons."""

    expression: ComparisonExpression

    def __str__(self) -> str:
        return f"[{self.expression}]"


class EachObserved(Node, frozen=True):
    """Joined by AND: every operand is fulfilled, each by different observations."""

    operands: tuple[ObservationExpression, ...]

    def __str__(self) -> str:
        return _joined(" AND ", self.operands, (EachObserved, AnyObserved, FollowedBy))


class AnyObserved(Node, frozen=True):
    """Joined by OR: one operand is fulfilled."""

    operands: tuple[ObservationExpression, ...]

    def __str__(self) -> str:
        return _joined(" OR ", self.operands, (AnyObserved, FollowedBy))


class FollowedBy(Node, frozen=True):
    """Joined by FOLLOWEDBY, from left to right: each operand not before the one on its left."""

    operands: tuple[ObservationExpression, ...]

    def __str__(self) -> str:
        return _joined(" FOLLOWEDBY ", self.operands, (FollowedBy,))


class Qualified(Node, frozen=True):
    """An expression and what stands behind it, from left to right. One qualifier or more."""

    expression: ObservationExpression
    qualifiers: tuple[Qualifier, ...]

    def __str__(self) -> str:
        compound = (EachObserved, AnyObserved, FollowedBy, Qualified)
        inner = _joined("", (self.expression,), compound)
        return " ".join([inner, *(str(qualifier) for qualifier in self.qualifiers)])


ObservationExpression: TypeAlias = Observation | EachObserved | AnyObserved | FollowedBy | Qualified


class Pattern(Struct, frozen=True):
    """A whole pattern. `str()` writes it in one line; parsing that gives an equal tree again."""

    expression: ObservationExpression

    def __str__(self) -> str:
        return str(self.expression)


def _joined(
    between: str,
    operands: Iterable[ComparisonExpression | ObservationExpression],
    in_parentheses: tuple[type, ...],
) -> str:
    return between.join(
        f"({operand})" if isinstance(operand, in_parentheses) else str(operand)
        for operand in operands
    )


def _quoted(text: str) -> str:
    # STIX 2.1 §9.2: only the apostrophe and the backslash are escaped.
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _decimal(number: float) -> str:
    # The grammar has no exponent and wants a digit behind the point.
    plain = format(Decimal(repr(number)), "f")
    return plain if "." in plain else plain + ".0"

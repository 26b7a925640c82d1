"""Which values make a pattern true on their own, and what in a pattern cannot be said that way.

An index can only answer "was this value seen?". So a value is taken from a pattern when seeing it
once fulfils the whole pattern, and never otherwise:

- a comparison with `=`, `IN`, or `ISSUBSET` that is not negated, on a property that holds such a
  value (`domain-name:value`, `file:hashes.MD5`, …);
- `url:value LIKE 'http://bad.example/x%'`, with that one wildcard, as the beginning of URLs;
- joined by OR, of comparisons or of observations: each side for itself;
- joined by AND or FOLLOWEDBY: nothing, because one side is not enough. Two exceptions: hashes of
  one object joined by AND name one content, so each is taken; and
  `x_ref.type = 'ipv4-addr' AND x_ref.value = '192.0.2.1'` says the same as its right side;
- WITHIN and REPEATS 1 change nothing for one observation; REPEATS n and START … STOP do.

An address in `network-traffic:src_ref` or `dst_ref` is taken too: the index does not know the
direction, and traffic with that machine in the other direction is worth the same look. So is one in
`email-message:to_refs[*]` or `cc_refs[*]`.

What is left out is listed with its reason, so nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from khien.model.patterns.conformance import comparisons_of, observations_of
from khien.model.patterns.glance import sole_comparison
from khien.model.patterns.parser import parse_pattern, path_of
from khien.model.patterns.pattern_error import PatternError
from khien.model.patterns.syntax import (
    AllOf,
    AnyObserved,
    AnyOf,
    Comparison,
    ComparisonExpression,
    Constant,
    EachObserved,
    Existence,
    FollowedBy,
    Key,
    Membership,
    ObjectPath,
    Observation,
    ObservationExpression,
    Operator,
    Pattern,
    Repeats,
    StartStop,
    Text,
)
from khien.model.patterns.values import (
    IndicatorValue,
    ValueKind,
    address_of,
    value_of,
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a pattern that no index can answer. `detail` holds paths, never compared values.

    Codes: `pattern.all-needed` (AND, FOLLOWEDBY), `pattern.qualified` (REPEATS n, START … STOP),
    `pattern.negated`, `pattern.operator`, `pattern.property` (not a value that is looked up),
    `pattern.value` (not of the kind that the property wants); for a whole object also
    `pattern.malformed`, `pattern.language` (not `pattern_type` stix) and `pattern.absent`.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an index can take from a pattern, each value once in its order, and what it cannot."""

    values: tuple[IndicatorValue, ...]
    left_out: tuple[LeftOut, ...]


_Part: TypeAlias = IndicatorValue | LeftOut

# (object type, property path before the last step when it is a reference) → kinds to try, in order
_ADDRESS = (ValueKind.IPV4, ValueKind.IPV6, ValueKind.CIDR)
_PROPERTIES: dict[str, tuple[ValueKind, ...]] = {
    "domain-name:value": (ValueKind.DOMAIN,),
    "ipv4-addr:value": _ADDRESS,
    "ipv6-addr:value": _ADDRESS,
    "url:value": (ValueKind.URL,),
    "artifact:url": (ValueKind.URL,),
    "email-addr:value": (ValueKind.EMAIL,),
    "email-message:from_ref.value": (ValueKind.EMAIL,),
    "email-message:sender_ref.value": (ValueKind.EMAIL,),
    "email-message:to_refs[*].value": (ValueKind.EMAIL,),
    "email-message:cc_refs[*].value": (ValueKind.EMAIL,),
    "network-traffic:src_ref.value": (*_ADDRESS, ValueKind.DOMAIN),
    "network-traffic:dst_ref.value": (*_ADDRESS, ValueKind.DOMAIN),
}
# STIX has no property for the fingerprint of a TLS handshake; the field writes it in these places.
_PROPERTIES |= {
    f"{path}.{name}": (kind,)
    for path in ("network-traffic:extensions.'tls-ext'", "network-traffic:extensions.'x-tls-ext'")
    for name, kind in (
        ("ja3", ValueKind.JA3),
        ("ja3_hash", ValueKind.JA3),
        ("ja3s", ValueKind.JA3S),
        ("ja3s_hash", ValueKind.JA3S),
        ("ja4", ValueKind.JA4),
    )
} | {
    f"{path}{name}": (kind,)
    for path in ("network-traffic:", "network-traffic:x_", "network-traffic:tls_")
    for name, kind in (
        ("ja3", ValueKind.JA3),
        ("ja3_hash", ValueKind.JA3),
        ("ja3s", ValueKind.JA3S),
        ("ja4", ValueKind.JA4),
    )
}
_HASHED_TYPES = ("file", "artifact", "x509-certificate")
_URL_PATHS = ("url:value", "artifact:url")
_ALGORITHMS = {
    "MD5": ValueKind.MD5,
    "SHA1": ValueKind.SHA1,
    "SHA256": ValueKind.SHA256,
    "SHA512": ValueKind.SHA512,
}
# What `x_ref.type` may be for the value behind `x_ref.value` to be of a kind.
_REFERENCED_TYPES = {
    ValueKind.DOMAIN: ("domain-name",),
    ValueKind.IPV4: ("ipv4-addr",),
    ValueKind.IPV6: ("ipv6-addr",),
    ValueKind.CIDR: ("ipv4-addr", "ipv6-addr"),
    ValueKind.EMAIL: ("email-addr",),
}


def indicator_values(pattern: Pattern) -> tuple[IndicatorValue, ...]:
    """The values each of which makes the pattern true on its own, in normal form, each once."""
    return read_pattern(pattern).values


def unindexed(pattern: Pattern) -> LeftOut | None:
    """Why `indicator_values` gives nothing for this pattern; None when it gives something.

    `read_pattern` also lists what was left out beside values that were taken.
    """
    reading = read_pattern(pattern)
    if reading.values:
        return None
    # Only the empty set, IN (), gives neither a value nor a reason: it matches nothing at all.
    return next(iter(reading.left_out), LeftOut("pattern.value", "IN ()"))


def read_pattern(pattern: Pattern) -> Reading:
    """What an index can take from the pattern, and what it cannot, each with its reason."""
    parts = list(dict.fromkeys(_observed(pattern.expression)))
    return Reading(
        tuple(part for part in parts if isinstance(part, IndicatorValue)),
        tuple(part for part in parts if isinstance(part, LeftOut)),
    )


def mentioned_values(pattern: Pattern) -> tuple[IndicatorValue, ...]:
    """Every value that the pattern names, sufficient or not, negated or not, each once.

    For the questions "does this speak of our own assets" and "of a popular domain", where a value
    under AND counts as much as any other.
    """
    parts = (
        part
        for observation in observations_of(pattern.expression)
        for comparison in comparisons_of(observation.expression)
        for part in _mentioned(comparison)
    )
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, IndicatorValue)))


def values_of(content: Mapping[str, Any]) -> tuple[IndicatorValue, ...]:
    """The values of an indicator (those that suffice alone) or of a cyber-observable object.

    Empty for every other type, and for an indicator in another language or that cannot be read;
    `read_object` says why.
    """
    return read_object(content).values


def mentions_of(content: Mapping[str, Any]) -> tuple[IndicatorValue, ...]:
    """Like `values_of`, but for an indicator every value that its pattern mentions."""
    pattern = _pattern_of(content) if content.get("type") == "indicator" else None
    return mentioned_values(pattern) if isinstance(pattern, Pattern) else values_of(content)


def watched_values_of(content: Mapping[str, Any]) -> tuple[IndicatorValue, ...]:
    """What the watch has to know of an indicator: its values, and where they do not say all the pattern.

    The pattern comes last, as a value of its own kind; whoever evaluates patterns asks it.
    """
    sole = _sole_value(content)
    if sole is not None:
        return (sole,)
    pattern = _pattern_of(content)
    if not isinstance(pattern, Pattern):
        return ()
    reading = read_pattern(pattern)
    text = str(content["pattern"])
    # A NUL cannot be kept as text, and is in nothing that is seen.
    if not reading.left_out or "\0" in text:
        return reading.values
    return (*reading.values, IndicatorValue(ValueKind.PATTERN, text.strip()))


def _sole_value(content: Mapping[str, Any]) -> IndicatorValue | None:
    """The value of a pattern that says no more than that; None where the pattern has to be read."""
    text = content.get("pattern")
    if content.get("pattern_type", "stix") != "stix" or not isinstance(text, str):
        return None
    sole = sole_comparison(text)
    kinds = _kinds_at(sole[0]) if sole is not None else ()
    return _of_kinds(kinds, sole[1]) if sole is not None and kinds else None


@lru_cache(maxsize=1_024)  # patterns are many, the paths in them few
def _kinds_at(text: str) -> tuple[ValueKind, ...]:
    path = path_of(text)
    return () if path is None else _kinds(path)


def read_object(content: Mapping[str, Any]) -> Reading:
    """What an index can take from a STIX object, and what it cannot, each with its reason."""
    if content.get("type") == "indicator":
        pattern = _pattern_of(content)
        return Reading((), (pattern,)) if isinstance(pattern, LeftOut) else read_pattern(pattern)
    parts = list(dict.fromkeys(_observable(content)))
    return Reading(
        tuple(part for part in parts if isinstance(part, IndicatorValue)),
        tuple(part for part in parts if isinstance(part, LeftOut)),
    )


def _pattern_of(content: Mapping[str, Any]) -> Pattern | LeftOut:
    language = content.get(
        "pattern_type", "stix"
    )  # STIX 2.0 knows no other and has no such property
    if language != "stix":
        return LeftOut("pattern.language", str(language)[:40])
    text = content.get("pattern")
    if not isinstance(text, str):
        return LeftOut("pattern.absent", "pattern")
    try:
        return parse_pattern(text)
    except PatternError as error:
        return LeftOut("pattern.malformed", f"{error.position}")


def _observable(content: Mapping[str, Any]) -> Iterator[_Part]:
    object_type = str(content.get("type", ""))
    for name, kinds in _PROPERTIES.items():
        owner, _, prop = name.partition(":")
        text = content.get(prop)
        if owner == object_type and isinstance(text, str):
            yield _of_kinds(kinds, text) or LeftOut("pattern.value", name)
    hashes = content.get("hashes")
    if object_type in _HASHED_TYPES and isinstance(hashes, Mapping):
        for algorithm, text in hashes.items():
            kind = _ALGORITHMS.get(str(algorithm).upper().replace("-", ""))
            path = f"{object_type}:hashes.{algorithm}"
            if kind is None:
                yield LeftOut("pattern.property", path)
            else:
                yield _of_kinds((kind,), str(text)) or LeftOut("pattern.value", path)


def _observed(expression: ObservationExpression) -> Iterator[_Part]:
    match expression:
        case Observation():
            yield from _compared(expression.expression)
        case AnyObserved():
            for operand in expression.operands:
                yield from _observed(operand)
        case EachObserved() | FollowedBy():
            paths = (_paths(o.expression) for o in observations_of(expression))
            yield LeftOut("pattern.all-needed", ", ".join(paths))
        case _:
            binding = [q for q in expression.qualifiers if _binds(q)]
            if binding:
                yield LeftOut("pattern.qualified", " ".join(str(q) for q in binding))
            else:
                yield from _observed(expression.expression)


def _binds(qualifier: object) -> bool:
    """Whether one observation of the value, at whatever time, may fail to fulfil it."""
    match qualifier:
        case Repeats(times=times):
            return times != 1
        case StartStop():
            return True
        case _:
            return False


def _compared(expression: ComparisonExpression) -> Iterator[_Part]:
    match expression:
        case AnyOf():
            for operand in expression.operands:
                yield from _compared(operand)
        case AllOf():
            yield from _conjunction(expression)
        case Existence():
            yield LeftOut("pattern.operator", str(expression.path))
        case _:
            yield from _single(expression)


def _conjunction(expression: AllOf) -> Iterator[_Part]:
    match _without_type_tests(expression):
        case [Comparison() | Membership() as only]:
            yield from _single(only)
        case _ if _is_one_content(expression):
            for operand in expression.operands:
                yield from _compared(operand)
        case _:
            yield LeftOut("pattern.all-needed", _paths(expression))


def _is_one_content(expression: AllOf) -> bool:
    """Whether every operand says that one hash of the same object is equal to one value."""
    paths = [
        operand.path
        for operand in expression.operands
        if isinstance(operand, Comparison)
        and operand.operator is Operator.EQUAL
        and not operand.negated
        and operand.path.steps[:-1] == (Key("hashes"),)
    ]
    return len(paths) == len(expression.operands) and len({p.object_type for p in paths}) == 1


def _without_type_tests(expression: AllOf) -> list[ComparisonExpression]:
    """The operands without those `x_ref.type = '…'` that follow from another one's values."""
    implied: dict[str, set[str]] = {}
    for operand in expression.operands:
        if isinstance(operand, Comparison | Membership):
            kinds = [part.kind for part in _single(operand) if isinstance(part, IndicatorValue)]
            types = [set(_REFERENCED_TYPES.get(kind, ())) for kind in kinds]
            if types:
                test = str(operand.path).removesuffix(".value") + ".type"
                implied[test] = set.intersection(*types)
    return [o for o in expression.operands if not _is_implied(o, implied)]


def _is_implied(operand: ComparisonExpression, implied: Mapping[str, set[str]]) -> bool:
    match operand:
        case Comparison(path=path, operator=Operator.EQUAL, constant=Text(value=t), negated=False):
            return t in implied.get(str(path), ())
        case _:
            return False


def _single(comparison: Comparison | Membership) -> Iterator[_Part]:
    path = comparison.path
    if comparison.negated:
        yield LeftOut("pattern.negated", str(path))
        return
    if isinstance(comparison, Comparison):
        beginning = _beginning(comparison)
        if beginning is not None:
            yield beginning
            return
        subset = comparison.operator is Operator.IS_SUBSET
        if not subset and comparison.operator is not Operator.EQUAL:
            yield LeftOut("pattern.operator", f"{path} {comparison.operator}")
            return
    for constant in _constants(comparison):
        yield _value(path, constant)


def _beginning(comparison: Comparison) -> IndicatorValue | None:
    """The beginning of URLs that a LIKE says, when its one wildcard is the `%` at the end (§9.6.1)."""
    if comparison.operator is not Operator.LIKE or str(comparison.path) not in _URL_PATHS:
        return None
    text = comparison.constant.value if isinstance(comparison.constant, Text) else ""
    literal = text.removesuffix("%")
    if literal == text or "%" in literal or "_" in literal:
        return None
    return value_of(ValueKind.URL_PREFIX, literal)


def _constants(comparison: Comparison | Membership | Existence) -> tuple[Constant, ...]:
    match comparison:
        case Comparison():
            return (comparison.constant,)
        case Membership():
            return comparison.constants
        case _:
            return ()


def _mentioned(comparison: Comparison | Membership | Existence) -> Iterator[_Part]:
    beginning = _beginning(comparison) if isinstance(comparison, Comparison) else None
    if beginning is not None:
        yield beginning
        return
    for constant in _constants(comparison):
        yield _value(comparison.path, constant)


def value_at(path: ObjectPath, constant: Constant) -> IndicatorValue | None:
    """The value that a constant is at the end of this path, if one that can be looked up belongs there."""
    part = _value(path, constant)
    return part if isinstance(part, IndicatorValue) else None


def _value(path: ObjectPath, constant: Constant) -> _Part:
    kinds = _kinds(path)
    if not kinds:
        return LeftOut("pattern.property", str(path))
    text = constant.value if isinstance(constant, Text) else ""
    return _of_kinds(kinds, text) or LeftOut("pattern.value", str(path))


def _kinds(path: ObjectPath) -> tuple[ValueKind, ...]:
    match path.steps:
        case (Key(name="hashes"), Key(name=algorithm)) if path.object_type in _HASHED_TYPES:
            kind = _ALGORITHMS.get(algorithm.upper().replace("-", ""))
            return () if kind is None else (kind,)
        case _:
            return _PROPERTIES.get(str(path), ())


def _of_kinds(kinds: tuple[ValueKind, ...], text: str) -> IndicatorValue | None:
    if kinds[0] in _ADDRESS:
        found = address_of(text)
        if found is not None or len(kinds) == len(_ADDRESS):
            return found
    return value_of(kinds[-1], text)


def _paths(expression: ComparisonExpression) -> str:
    return ", ".join(str(comparison.path) for comparison in comparisons_of(expression))

"""What was observed, from the comparison that says it: the observables of STIX 2.1 that make it true.

So one table of fields (`stix1_fields`) serves patterns and observations. Source: STIX 2.1 §6, §9.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final

from khien.intake.misp_values import Sco, identified
from khien.model.patterns.syntax import (
    AllOf,
    AnyIndex,
    AnyOf,
    Comparison,
    ComparisonExpression,
    Constant,
    HexBytes,
    Index,
    Key,
    Moment,
    Operator,
    Step,
)

Lead = tuple[tuple[str, ...], str]

_BY_EXTENSION: Final = {"icmp-ext": "icmp", "http-request-ext": "http"}
_ADDRESSES: Final = frozenset({"ipv4-addr:value", "ipv6-addr:value"})
_BY_END: Final = {"ipv4-addr": "ipv4", "ipv6-addr": "ipv6"}


def observed(expression: ComparisonExpression, leads: Iterable[Lead] = ()) -> list[Sco]:
    """The observables of a comparison, the things themselves before what they refer to.

    A choice between values of one property is a list: all of them were there. A choice between
    different properties, or what is compared otherwise than by `=`, says nothing of what was there.
    The first thing leads to `leads`: each a property that lists references, and an id.
    """
    things: list[dict[str, Any]] = []
    beside: list[Sco] = []
    for one in _seen(expression):
        steps = tuple(step for step in one.path.steps if not isinstance(step, Index))
        part = {"type": one.path.object_type, **_laid(steps, _plain(one.constant), beside)}
        if not any(_join(thing, part) for thing in things):
            things.append(part)
    for way, target in leads if things else ():
        led: Any = [target]
        for name in reversed(way):
            led = {name: led}
        _join(things[0], led)
    return [*(identified(_completed(thing)) for thing in things), *beside]


def _seen(expression: ComparisonExpression) -> Iterator[Comparison]:
    """Each comparison that says what was there."""
    if isinstance(expression, AllOf):
        for one in expression.operands:
            yield from _seen(one)
    elif isinstance(expression, AnyOf):
        found = [one for one in expression.operands if isinstance(one, Comparison)]
        paths = {str(one.path) for one in found}
        if len(found) == len(expression.operands) and (len(paths) == 1 or paths <= _ADDRESSES):
            for one in found:
                yield from _seen(one)
    elif isinstance(expression, Comparison) and _says_what(expression):
        yield expression


def _says_what(one: Comparison) -> bool:
    # A network is an address with its prefix (STIX 2.1 §6.10).
    return not one.negated and one.operator in {Operator.EQUAL, Operator.IS_SUBSET}


def _plain(constant: Constant) -> Any:  # noqa: ANN401 -- any JSON value
    if isinstance(constant, HexBytes):
        return constant.value.hex()
    return constant.text if isinstance(constant, Moment) else constant.value


def _laid(steps: tuple[Step, ...], value: object, beside: list[Sco]) -> Any:  # noqa: ANN401 -- any JSON value
    """The value at the end of a path, with the objects and lists that lead to it."""
    if not steps:
        return value
    step, *rest = steps
    inner = _laid(tuple(rest), value, beside)
    if isinstance(step, AnyIndex):
        return [inner]
    name = step.name if isinstance(step, Key) else ""
    if name.endswith("_ref"):
        inner = _referred(inner, beside)
    elif name.endswith("_refs"):
        inner = [_referred(one, beside) for one in inner]
    elif name == "request_header":  # STIX 2.1 §6.12.2: each header has a list of values
        inner = {header: [said] for header, said in inner.items()}
    return {name: inner}


def _referred(content: Mapping[str, Any], beside: list[Sco]) -> str:
    """An observable that another one refers to: its id; the observable itself stands beside."""
    sco = identified({"type": _type_of(content), **content})
    beside.append(sco)
    return str(sco["id"])


def _type_of(content: Mapping[str, Any]) -> str:
    value = str(content.get("value", ""))
    if "path" in content:
        return "directory"
    if "@" in value:
        return "email-addr"
    try:
        return f"ipv{ip_address(value.partition('/')[0]).version}-addr"
    except ValueError:
        return "domain-name"


def _join(thing: dict[str, Any], part: Mapping[str, Any]) -> bool:
    """Lay a part into a thing of which it says more; False where it contradicts it."""
    if not _agree(thing, part):
        return False
    for name, value in part.items():
        there = thing.get(name)
        if isinstance(there, dict):
            _join(there, value)
        elif isinstance(there, list):
            new = [one for one in value if not any(_is_joined(each, one) for each in there)]
            there += new
        else:
            thing[name] = value
    return True


def _is_joined(thing: object, part: object) -> bool:
    if isinstance(thing, dict) and isinstance(part, dict):
        return _join(thing, part)
    return thing == part


def _agree(thing: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    for name, value in part.items():
        there = thing.get(name, value)
        if isinstance(there, dict) and isinstance(value, dict):
            if not _agree(there, value):
                return False
        elif not isinstance(there, list) and there != value:
            return False
    return True


def _completed(thing: dict[str, Any]) -> dict[str, Any]:
    """With the properties that STIX asks for and no field says (§6.6, §6.12)."""
    if thing["type"] == "email-message":
        return {"is_multipart": False, **thing}
    if thing["type"] == "network-traffic" and "protocols" not in thing:
        ends = [str(thing.get(name, "")).partition("--")[0] for name in ("src_ref", "dst_ref")]
        named = [_BY_EXTENSION[one] for one in thing.get("extensions", {}) if one in _BY_EXTENSION]
        return {**thing, "protocols": named or [_BY_END[one] for one in ends if one in _BY_END][:1]}
    return thing

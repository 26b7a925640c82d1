"""Sigma rules, where an indicator's pattern speaks of what Sigma has a log source for.

A rule stands on one line, as JSON, which YAML 1.2 reads; so nothing in a value can become a key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_network
from typing import Any, Final

import msgspec

from khien.exchange.lists.entry import About, Entry, Form, Said, stable_uuid
from khien.model.decision import Refusal
from khien.model.errors import MalformedError
from khien.model.instants import from_microseconds
from khien.model.marking import Tlp
from khien.model.patterns import (
    AllOf,
    AnyObserved,
    AnyOf,
    Comparison,
    ComparisonExpression,
    Membership,
    Observation,
    ObservationExpression,
    Operator,
    Text,
    ValueKind,
    parse_pattern,
)

DAY_US: Final = 86_400_000_000
_DNS, _NET, _WEB = {"category": "dns"}, {"category": "firewall"}, {"category": "proxy"}
_FILE: Final = "Image"  # with its folder
_PROCESS = {"category": "process_creation", "product": "windows"}
_REGISTRY = {"category": "registry_event", "product": "windows"}

FIELDS: Final[Mapping[str, tuple[Mapping[str, str], str, str]]] = {
    "domain-name:value": (_DNS, "query", ""),
    "ipv4-addr:value": (_NET, "dst_ip", ""),
    "ipv6-addr:value": (_NET, "dst_ip", ""),
    "url:value": (_WEB, "c-uri", ""),
    "file:hashes.MD5": (_PROCESS, "Hashes", "contains"),
    "file:hashes.'SHA-1'": (_PROCESS, "Hashes", "contains"),
    "file:hashes.'SHA-256'": (_PROCESS, "Hashes", "contains"),
    "file:name": (_PROCESS, _FILE, "endswith"),
    "process:command_line": (_PROCESS, "CommandLine", ""),
    "process:name": (_PROCESS, _FILE, "endswith"),
    "windows-registry-key:key": (_REGISTRY, "TargetObject", ""),
}
"""Of a STIX path: the log source, the field in it, and how Sigma compares them unless told otherwise."""

_ADDRESSES: Final = {"ipv4-addr:value", "ipv6-addr:value"}
# What is the same in STIX, in JSON and in Sigma: no quotation mark, no backslash, no wildcard.
_BARE = re.compile(r"\[([^=\s]+) = '([ !#-&(-)+->@-\[\]-~]*)'\]")
_SHOWN: Final = {tlp.rank: f"TLP:{tlp.value.upper()}" for tlp in Tlp}
_TITLE: Final = 200  # characters
_IN_FOLDER: Final = "\\\\"  # one backslash, as Sigma writes it
_SPECIAL = re.compile(r"([\\*?])")


class _Told(Said, gc=False):
    """What of an indicator stands in a rule."""

    pattern: str = ""
    name: str = ""


class _Alone(msgspec.Struct, gc=False):
    """The same where something else of it is not what the standard says."""

    pattern: str
    name: str = ""


class _Rule(msgspec.Struct, gc=False, kw_only=True):
    """A rule as it stands in the list."""

    title: str
    id: str
    status: str = "experimental"
    description: str
    author: str
    date: str
    logsource: Mapping[str, str]
    detection: dict[str, Any]
    level: str = "high"


_alone = msgspec.json.Decoder(_Alone).decode
_encode = msgspec.json.Encoder().encode


def _beginning(source: Mapping[str, str], name: str, usual: str) -> str:
    field_name = f"{name}|{usual}" if usual else name
    return f'"logsource":{_encode(source).decode()},"detection":{{"part1":{{"{field_name}":'


_BEGINNINGS: Final = {
    path: _beginning(*found) for path, found in FIELDS.items() if found[1] != _FILE
}
"""Of a STIX path: what stands before the value in a rule."""


class _NoRuleError(Exception):
    """Sigma cannot say this; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Draft:
    """What the comparisons of one pattern need."""

    sources: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: str, modifier: str, value: str | list[str]) -> str:
        """Take one comparison; gives its name in the condition."""
        found = FIELDS.get(path)
        if found is None:
            raise _NoRuleError("list.sigma-path")
        source, name, usual = found
        if name == _FILE and not modifier:  # a whole file name, and not the end of another one
            value = (
                [_IN_FOLDER + v for v in value] if isinstance(value, list) else _IN_FOLDER + value
            )
        self.sources[tuple(sorted(source.items()))] = source
        part = f"part{len(self.parts) + 1}"
        how = modifier or usual
        self.parts[part] = {f"{name}|{how}" if how else name: value}
        return part


def _rule(entry: Entry, about: About) -> bytes | Refusal:
    said = entry.said if isinstance(entry.said, _Told) else _alone(entry.raw)
    bare = _BARE.fullmatch(said.pattern)
    begins = _BEGINNINGS.get(bare[1]) if bare is not None else None
    if bare is None or begins is None or (bare[1] in _ADDRESSES and "/" in bare[2]):
        return _worked_out(said, entry, about)
    # The same text as the long way gives, where there is nothing in the value that has to be escaped.
    between = _between(entry.tlp.rank, about.node, entry.added_us // DAY_US, begins)
    rest = (
        f',"id":"{stable_uuid(entry.object_id)}","status":"experimental",'
        f'"description":"{entry.object_id} {between}{bare[2]}{_END}'
    )
    return b'{"title":' + _encode(_title(said.name, entry)) + rest.encode()


_END: Final = '"},"condition":"part1"},"level":"high"}'


@cache
def _between(rank: int, node: str, day: int, begins: str) -> str:
    """What stands in a rule from the level to the value: the same for all that came on one day."""
    author = _encode(node).decode()
    return f'{_SHOWN[rank]}","author":{author},"date":"{_day(day)}",{begins}"'


def _worked_out(said: _Told | _Alone, entry: Entry, about: About) -> bytes | Refusal:
    try:
        source, detection = _detected(said.pattern)
    except _NoRuleError as error:
        return Refusal(error.code, entry.object_id)
    except MalformedError:
        return Refusal("list.sigma-path", entry.object_id)
    rule = _Rule(
        title=_title(said.name, entry),
        id=stable_uuid(entry.object_id),
        description=f"{entry.object_id} {_SHOWN[entry.tlp.rank]}",
        author=about.node,
        date=_day(entry.added_us // DAY_US),
        logsource=source,
        detection=detection,
    )
    return _encode(rule)


@cache
def _day(number: int) -> str:
    return f"{from_microseconds(number * DAY_US):%Y-%m-%d}"


def _title(name: str, entry: Entry) -> str:
    if 0 < len(name) <= _TITLE and name.isprintable() and "  " not in name and name == name.strip():
        return name  # as nearly all are
    text = " ".join((name or entry.object_id).split())[:_TITLE]
    return text if text.isprintable() else entry.object_id


def _detected(pattern: str) -> tuple[Mapping[str, str], dict[str, Any]]:
    """The log source and what is looked for in it."""
    draft = _Draft()
    condition = _observed(parse_pattern(pattern).expression, draft)
    if len(draft.sources) != 1:
        raise _NoRuleError("list.sigma-sources")
    (source,) = draft.sources.values()
    return source, {**draft.parts, "condition": condition}


def _observed(expression: ObservationExpression, draft: _Draft) -> str:
    match expression:
        case Observation(expression=inner):
            return _compared(inner, draft)
        case AnyObserved(operands=operands):
            return "(" + " or ".join(_observed(one, draft) for one in operands) + ")"
        case _:  # an order or a number of events is not what one line of a log shows
            raise _NoRuleError("list.sigma-several")


def _compared(expression: ComparisonExpression, draft: _Draft) -> str:
    match expression:
        case AllOf(operands=operands):
            return "(" + " and ".join(_compared(one, draft) for one in operands) + ")"
        case AnyOf(operands=operands):
            return "(" + " or ".join(_compared(one, draft) for one in operands) + ")"
        case Membership(path=path, constants=constants, negated=negated) if constants:
            name = _one_of(str(path), constants, draft)
            return f"not {name}" if negated else name
        case Comparison():
            return _comparison(expression, draft)
        case _:
            raise _NoRuleError("list.sigma-operator")


def _comparison(one: Comparison, draft: _Draft) -> str:
    path, is_not = str(one.path), one.negated
    match one.operator:
        case Operator.EQUAL | Operator.NOT_EQUAL:
            network = _network(path, one.constant)
            name = draft.add(path, "cidr" if network else "", network or _text(one.constant))
            is_not ^= one.operator is Operator.NOT_EQUAL
        case Operator.LIKE:
            name = draft.add(path, "", _like(one.constant))
        case Operator.MATCHES:
            name = draft.add(path, "re", _plain(one.constant))
        case Operator.IS_SUBSET:
            name = draft.add(path, "cidr", _network(path, one.constant) or _plain(one.constant))
        case _:
            raise _NoRuleError("list.sigma-operator")
    return f"not {name}" if is_not else name


def _one_of(path: str, constants: Sequence[object], draft: _Draft) -> str:
    networks = [one for one in (_network(path, constant) for constant in constants) if one]
    others = [_text(one) for one in constants if not _network(path, one)]
    names = [draft.add(path, "", others)] if others else []
    names += [draft.add(path, "cidr", networks)] if networks else []
    return names[0] if len(names) == 1 else "(" + " or ".join(names) + ")"


def _network(path: str, constant: object) -> str:
    """The network that an address with a length means (STIX 2.1 §6.8, §6.9); empty for all else."""
    text = constant.value if isinstance(constant, Text) else ""
    if path not in _ADDRESSES or "/" not in text:
        return ""
    try:  # pySigma takes no network in which a bit of a host is set
        return str(ip_network(text, strict=False))
    except ValueError:
        return ""


def _plain(constant: object) -> str:
    if not isinstance(constant, Text):
        raise _NoRuleError("list.sigma-operator")
    return _printable(constant.value)


def _printable(text: str) -> str:
    # What is not printable stands in no YAML text (YAML 1.2 §5.1).
    if not text.isprintable():
        raise _NoRuleError("list.unwritable")
    return text


def _text(constant: object) -> str:
    """A value in which nothing is a wildcard."""
    return _escaped(_plain(constant))


def _escaped(text: str) -> str:
    _printable(text)
    return _SPECIAL.sub(r"\\\1", text) if _SPECIAL.search(text) else text


def _like(constant: object) -> str:
    """`%` and `_` of STIX as `*` and `?` of Sigma."""
    return _text(constant).replace("%", "*").replace("_", "?")


SIGMA: Final = Form(
    "sigma", "application/yaml", "yml", frozenset(ValueKind), _rule, between="---\n",
    narrows={ValueKind.DOMAIN: "list.not-below"}, whole=True, said=_Told,
)  # fmt: skip

"""The form of an agreement: its fields from a document, a document from its fields, mistakes at fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from khien.app.terms import groups_of
from khien.model.agreement import Party
from khien.model.toml_lines import Mistake
from khien.web.console.visits import Visit

MOST_RULES: Final = 20
TEXTS: Final = (
    ("title", "title"),
    ("valid_from", "valid_from"),
    ("valid_until", "valid_until"),
    ("tlp_ceiling", "tlp_ceiling"),
    ("pap_ceiling", "pap_ceiling"),
    ("automatic_up_to", "automatic_up_to"),
    ("automatic_warnings", "automatic_warnings"),
    ("legal_basis.code", "basis_code"),
    ("legal_basis.text", "basis_text"),
    ("onward.mode", "onward_mode"),
    ("retention.days", "retention_days"),
    ("answer_hours.routine", "hours_routine"),
    ("answer_hours.urgent", "hours_urgent"),
    ("answer_hours.emergency", "hours_emergency"),
)
"""Key of the file and field of the form, where one text stands for one value."""
CHECKS: Final = (
    ("personal_data", "personal_data"),
    ("client_addresses", "client_addresses"),
    ("emergency.allowed", "emergency_allowed"),
    ("emergency.duty", "emergency_duty"),
)
LISTS: Final = (
    ("purposes", "purposes"),
    ("object_groups", "object_groups"),
    ("object_types", "object_types"),
    ("onward.partners", "onward_partners"),
    ("retention.types", "retention_types"),
)
RULE: Final = ("role", "count", "from_tlp", "types")
PERSONS: Final = ("persons_ours", "persons_theirs")
_FIELDS: Final = dict((*TEXTS, *CHECKS, *LISTS))
_NUMBERS: Final = {"retention_days", "hours_routine", "hours_urgent", "hours_emergency"}
_DAYS: Final = {"valid_from", "valid_until"}
_LINE: Final = re.compile(r"^(?:Line|Dòng) \d+: ")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form. `rules` are the approvals, each by the names in `RULE`."""

    texts: dict[str, str] = field(default_factory=dict)
    checks: set[str] = field(default_factory=set)
    lists: dict[str, list[str]] = field(default_factory=dict)
    rules: list[dict[str, str]] = field(default_factory=list)


def from_document(document: Mapping[str, Any], own: str) -> Filled:
    """The form for what a file says; what it lacks stays empty."""
    types = [one for one in _list(document.get("object_types")) if isinstance(one, str)]
    groups, single = groups_of(types)
    named = [one for one in _list(document.get("object_groups")) if isinstance(one, str)]
    kept = _at(document, "retention.types")
    spans = kept.items() if isinstance(kept, Mapping) else ()
    found = Filled(
        texts={name: _text(_at(document, key)) for key, name in TEXTS},
        checks={name for key, name in CHECKS if _at(document, key) is True},
        lists={
            "purposes": _texts(document.get("purposes")),
            "object_groups": [*dict.fromkeys([*named, *groups])],
            "object_types": single,
            "onward_partners": _texts(_at(document, "onward.partners")),
            "retention_types": [f"{name} = {days}" for name, days in spans],
        },
    )
    for one in _list(document.get("approvals")):
        if isinstance(one, Mapping):
            types_text = " ".join(_texts(one.get("types")))
            found.rules.append(
                {**{name: _text(one.get(name)) for name in RULE}, "types": types_text}
            )
    for party in _list(document.get("parties")):
        if isinstance(party, Mapping):
            place = PERSONS[0] if party.get("identity") == own else PERSONS[1]
            found.lists[place] = _texts(party.get("persons"))
    return found


def from_form(visit: Visit) -> Filled:
    """The form as it was typed."""
    rules = [
        {name: visit.text(f"approval_{row}_{name}") for name in RULE}
        for row in range(1, MOST_RULES + 1)
    ]
    lines = (*PERSONS, "retention_types")
    return Filled(
        texts={name: visit.text(name) for _, name in TEXTS},
        checks={name for _, name in CHECKS if visit.text(name) == "yes"},
        lists={
            "purposes": visit.texts("purposes"),
            "object_groups": visit.texts("object_groups"),
            "object_types": _words(visit.text("object_types")),
            "onward_partners": _words(visit.text("onward_partners")),
            **{name: _lines(visit.text(name)) for name in lines},
        },
        # A row without a role is one that was left empty; the order of the others stays.
        rules=[rule for rule in rules if rule["role"]],
    )


def to_document(filled: Filled, parties: Sequence[Party]) -> dict[str, Any]:
    """What the file says for such a form: what cannot be stays as it was typed, to be named."""
    document: dict[str, Any] = {}
    for key, name in TEXTS:
        if filled.texts.get(name):
            _put(document, key, _value(name, filled.texts[name]))
    for key, name in CHECKS:
        _put(document, key, name in filled.checks)
    for key, name in LISTS[:-1]:
        _put(document, key, filled.lists.get(name, []))
    spans = (line.partition("=") for line in filled.lists.get("retention_types", []))
    types = {name.strip(): _number(days.strip()) for name, _, days in spans}
    _put(document, "retention.types", types)
    document["approvals"] = [_rule(rule) for rule in filled.rules]
    document["parties"] = [
        {"name": party.name, "identity": party.identity, "persons": filled.lists.get(place, [])}
        for party, place in zip(parties, PERSONS, strict=True)
    ]
    return document


def at_fields(visit: Visit, mistakes: Iterable[Mistake]) -> dict[str, str]:
    """What is wrong, by the field that shows it; under '' what belongs to none."""
    found: dict[str, str] = {}
    for one in mistakes:
        said = _LINE.sub("", visit.say(one.code, one.holes))
        place = _field(one.key)
        told = said[:1].upper() + said[1:]
        found[place] = f"{found[place]} {told}" if place in found else told
    return found


def _field(key: str) -> str:
    rule = re.match(r"approvals\[(\d+)\]\.?(\w*)", key)
    if rule:
        return f"approval_{rule[1]}_{rule[2] or 'role'}"
    party = re.match(r"parties\[([12])\]\.persons", key)
    if party:
        return PERSONS[int(party[1]) - 1]
    plain = re.sub(r"\[\d+\]$", "", key)
    if plain.startswith("retention.types"):
        return "retention_types"
    return _FIELDS.get(plain, "")


def _rule(rule: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {"role": rule["role"], "types": _words(rule["types"])}
    if rule["count"]:
        made["count"] = _number(rule["count"])
    return made | ({"from_tlp": rule["from_tlp"]} if rule["from_tlp"] else {})


def _put(document: dict[str, Any], key: str, value: object) -> None:
    table, _, name = key.rpartition(".")
    (document.setdefault(table, {}) if table else document)[name] = value


def _at(document: Mapping[str, Any], key: str) -> object:
    found: object = document
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _value(name: str, text: str) -> object:
    if name in _NUMBERS:
        return _number(text)
    if name in _DAYS:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _list(value: object) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()


def _texts(value: object) -> list[str]:
    return [str(one) for one in _list(value)]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _words(text: str) -> list[str]:
    return [one for one in re.split(r"[\s,;]+", text) if one]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

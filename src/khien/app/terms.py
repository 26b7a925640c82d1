"""An agreement in plain language: every term as a sentence, in both languages, with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from khien.model.agreement import OBJECT_GROUPS, Agreement, ApprovalRule, OnwardMode, Party
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.words import WORDS, Language, say

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `key` is where it stands in the file; `words` is its sentence by language."""

    key: str
    words: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A list of codes, as the hole of a sentence: each is said in the language of the sentence."""

    codes: tuple[str, ...]


def in_words(agreement: Agreement, own: ObjectId) -> list[Term]:
    """Every term, in the order in which people read them.

    Args:
        agreement: the agreement.
        own: our identity, so that the sentences know which party is us.
    """
    return [
        Term(key, {language: _say(code, language, facts) for language in LANGUAGES})
        for key, code, facts in _told(agreement, own)
    ]


def groups_of(types: Iterable[str]) -> tuple[list[str], list[str]]:
    """The groups that are there whole, and the single types besides them."""
    held = set(types)
    groups = [name for name, members in OBJECT_GROUPS.items() if held.issuperset(members)]
    covered = {member for name in groups for member in OBJECT_GROUPS[name]}
    return groups, sorted(held - covered)


def _say(code: str, language: Language, facts: Facts) -> str:
    return say(code, language, {name: _fact(value, language) for name, value in facts.items()})


def _fact(value: object, language: Language) -> object:
    if isinstance(value, Said):
        return ", ".join(say(one, language, {}) if one in WORDS else one for one in value.codes)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if language == "vi" else f"{value.day} {value:%B %Y}"
    return value


def _told(agreement: Agreement, own: ObjectId) -> Iterator[tuple[str, str, Facts]]:
    yield from _parties(agreement, own)
    yield (
        "legal_basis",
        "term.basis",
        {
            "code": agreement.legal_basis.code,
            "text": agreement.legal_basis.text.rstrip("."),
        },
    )
    yield from _scope(agreement)
    yield from _handling(agreement)
    yield from _approvals(agreement)
    yield from _answers(agreement)


def _parties(agreement: Agreement, own: ObjectId) -> Iterator[tuple[str, str, Facts]]:
    parties = sorted(agreement.parties, key=lambda one: one.identity != own)
    names = {"one": parties[0].name, "other": parties[1].name}
    yield "parties", "term.parties", names
    yield (
        "validity",
        "term.validity",
        {
            "first": agreement.valid_from,
            "last": agreement.valid_until,
        },
    )
    for party in parties:
        yield (
            "parties.persons",
            _persons(party),
            {
                "name": party.name,
                "persons": ", ".join(party.persons),
            },
        )


def _persons(party: Party) -> str:
    return "term.persons" if party.persons else "term.no-persons"


def _scope(agreement: Agreement) -> Iterator[tuple[str, str, Facts]]:
    yield (
        "purposes",
        "term.purposes",
        {"purposes": Said(tuple(f"purpose.{one.value}" for one in agreement.purposes))},
    )
    groups, single = groups_of(agreement.object_types)
    yield (
        "object_types",
        "term.types",
        {
            "types": Said((*(f"group.{name}" for name in groups), *single)),
            "count": len(agreement.object_types),
        },
    )
    yield "tlp_ceiling", "term.tlp", {"tlp": agreement.tlp_ceiling.label}
    yield "pap_ceiling", "term.pap", {"pap": agreement.pap_ceiling.label}
    personal = "term.personal" if agreement.personal_data else "term.no-personal"
    yield "personal_data", personal, {}
    clients = "term.clients" if agreement.client_addresses else "term.no-clients"
    yield "client_addresses", clients, {}


def _handling(agreement: Agreement) -> Iterator[tuple[str, str, Facts]]:
    codes = {
        OnwardMode.NONE: "term.onward-none",
        OnwardMode.NAMED: "term.onward-named",
        OnwardMode.SAME_TERMS: "term.onward-same-terms",
    }
    yield "onward", codes[agreement.onward.mode], {"partners": ", ".join(agreement.onward.partners)}
    yield "retention.days", "term.retention", {"days": agreement.retention.days}
    for name, days in sorted(agreement.retention.types.items()):
        yield f"retention.types.{name}", "term.retention-type", {"type": name, "days": days}


def _approvals(agreement: Agreement) -> Iterator[tuple[str, str, Facts]]:
    if agreement.automatic_up_to is None:
        yield "automatic_up_to", "term.no-automatic", {}
    else:
        yield "automatic_up_to", "term.automatic", {"tlp": agreement.automatic_up_to.label}
    if agreement.automatic_warnings is None:
        yield "automatic_warnings", "term.no-automatic-warnings", {}
    else:
        certainty = Said((f"certainty.{agreement.automatic_warnings.value}",))
        yield "automatic_warnings", "term.automatic-warnings", {"certainty": certainty}
    for number, rule in enumerate(agreement.approvals, start=1):
        yield (
            f"approvals[{number}]",
            _approval(rule),
            {
                "count": rule.count,
                "role": Said((f"role.{rule.role.value}",)),
                "tlp": rule.from_tlp.label,
                "types": ", ".join(rule.types),
            },
        )
    if not agreement.emergency.allowed:
        yield "emergency", "term.no-emergency", {}
    else:
        duty = "term.emergency-duty" if agreement.emergency.duty else "term.emergency"
        yield "emergency", duty, {}


def _approval(rule: ApprovalRule) -> str:
    if rule.from_tlp is Tlp.CLEAR:
        return "term.approval-always-types" if rule.types else "term.approval-always"
    return "term.approval-types" if rule.types else "term.approval"


def _answers(agreement: Agreement) -> Iterator[tuple[str, str, Facts]]:
    hours = agreement.answer_hours
    yield (
        "answer_hours",
        "term.answers",
        {
            "routine": hours.routine,
            "urgent": hours.urgent,
            "emergency": hours.emergency,
        },
    )

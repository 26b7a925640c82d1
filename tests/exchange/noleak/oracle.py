"""May a partner see this, now? The rules once more, short and slow, sharing no code with the gate.

It reads agreements as TOML, as people wrote them, and knows the markings of an object from the recipe
by which the test made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

TLP = ("clear", "green", "amber", "amber+strict", "red")
PAP = ("clear", "green", "amber", "red")
AMBER, STRICT, RED = 2, 3, 4

GROUP_OF = {
    "indicator": "indicators",
    "malware": "knowledge",
    "note": "reports",
    "domain-name": "observables",
    "email-addr": "observables",
    "identity": "context",
    "marking-definition": "context",
    "relationship": "context",
}
ROLES = {
    "an": "analyst", "lan": "release", "son": "release", "minh": "lawyer", "duc": "duty",
    "ha": "admin", "thu": "auditor",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """One version of one object, and what whoever made it knows of it.

    `level` and `pap` are ranks in TLP and PAP; `parts` are texts in it with the rank of each; `needs`
    are marking definitions without which nobody can read its marking.
    """

    id: str
    type: str
    version: str
    content: Mapping[str, Any]
    title: str
    creator: str = ""
    author: str = ""
    level: int = STRICT
    pap: int = -1
    parts: tuple[tuple[str, int], ...] = ()
    needs: tuple[str, ...] = ()
    personal: bool = False
    accuses_us: bool = False
    exercise: bool = False
    revoked: bool = False


@dataclass(frozen=True)
class Came:
    """How an object came to us: from whom, how strictly, and under which agreement."""

    partner: str
    level: int
    terms: Mapping[str, Any]


@dataclass(frozen=True)
class Yes:
    """An officer's yes to the release."""

    officer: str
    at: datetime
    emergency: bool


@dataclass(frozen=True)
class Case:
    """One version before the eyes of one partner, and everything that people and the past said of it."""

    thing: Thing
    partner: str
    partner_identity: str
    is_active: bool
    terms: Mapping[str, Any] | None
    purpose: str
    now: datetime
    author: str = ""
    recipients: Sequence[str] = ()
    came: Came | None = None
    yeses: Sequence[Yes] = ()
    handled: int = 0
    unreadable: bool = False
    withdrawn: bool = False
    had_before: bool = False

    @property
    def level(self) -> int:
        """The strictest of all that anybody ever said about it."""
        said = [self.thing.level, self.handled, *(rank for _, rank in self.thing.parts)]
        return max([*said, self.came.level] if self.came else said)


def in_force(
    concluded: Sequence[tuple[datetime, Mapping[str, Any]]], now: datetime
) -> Mapping[str, Any] | None:
    """The newest of those that both signed and that have begun, unless it has ended."""
    today = now.astimezone(UTC).date()
    begun = [one for one in concluded if one[1]["valid_from"] <= today]
    if not begun:
        return None
    _, newest = max(begun, key=lambda one: one[0])
    return newest if today <= newest["valid_until"] else None


def objections(case: Case) -> list[str]:
    """Everything that speaks against it; nothing of it may be seen unless this is empty."""
    if not case.is_active or case.terms is None:
        return ["no partner or no agreement"]
    return [why for why, is_fine in _demands(case, case.terms) if not is_fine]


def _demands(case: Case, terms: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    thing, level = case.thing, case.level
    yield "type", GROUP_OF[thing.type] in terms["object_groups"]
    yield "purpose", case.purpose in terms["purposes"]
    yield "unreadable marking", not case.unreadable
    yield "ceiling", level <= TLP.index(terms["tlp_ceiling"])
    yield "pap", thing.pap <= PAP.index(terms["pap_ceiling"])
    yield "exercise", not thing.exercise
    yield "out of use", not case.withdrawn
    yield "revoked where nobody had it", not thing.revoked or case.had_before
    yield "red to persons", level < RED or _is_addressed(case, terms)
    by = {ROLES[yes.officer] for yes in _counted(case)}
    yield "personal", not thing.personal or (terms["personal_data"] and "lawyer" in by)
    yield "our own", not thing.accuses_us or bool(by & {"release", "admin"})
    yield "approvals", _is_approved(case, terms)
    if case.came is not None:
        yield from _originator(case, case.came, terms)


def _originator(case: Case, came: Came, terms: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    given = came.terms["onward"]
    named = given["mode"] == "named" and bool(
        {case.partner, case.partner_identity} & set(given["partners"])
    )
    same = given["mode"] == "same-terms" and terms["onward"]["mode"] in {"none", "same-terms"}
    yield "echo", case.partner != came.partner and case.partner_identity != case.thing.creator
    yield "onward", named or same
    yield "their purpose", case.purpose in came.terms["purposes"]
    yield "strict stays", case.level < STRICT
    yield "amber onward", case.level < AMBER or named
    yield "personal onward", not case.thing.personal or named


def _is_addressed(case: Case, terms: Mapping[str, Any]) -> bool:
    known = {
        person
        for party in terms["parties"]
        if party["identity"] == case.partner_identity
        for person in party.get("persons", [])
    }
    return bool(case.recipients) and set(case.recipients) <= known


def _counted(case: Case) -> list[Yes]:
    """An author's yes and an auditor's do not count."""
    author = case.thing.author or case.author
    return [y for y in case.yeses if y.officer != author and ROLES[y.officer] != "auditor"]


def _is_approved(case: Case, terms: Mapping[str, Any]) -> bool:
    seats = _seats(case, terms)
    yeses = _counted(case)
    officers = sorted({yes.officer for yes in yeses})
    if not seats or (len(officers) > 1 and _all_seated(seats, officers)):
        return True
    return any(_opens_alone(yes, terms, case.now) for yes in yeses)


def _seats(case: Case, terms: Mapping[str, Any]) -> list[str]:
    """The roles that must say yes, each as often as it must."""
    automatic = terms.get("automatic_up_to")
    counts: dict[str, int] = {}
    for rank in range(case.level + 1):
        asked = {
            rule["role"]: rule["count"]
            for rule in terms.get("approvals", [])
            if TLP.index(rule.get("from_tlp", "clear")) <= rank
        }
        if not asked and (automatic is None or rank > TLP.index(automatic)):
            asked = {"release": 2}
        for role, count in asked.items():
            counts[role] = max(count, counts.get(role, 0))
    return [role for role, count in counts.items() for _ in range(count)]


def _all_seated(seats: Sequence[str], officers: Sequence[str]) -> bool:
    return any(
        all(ROLES[officer] == seat for officer, seat in zip(chosen, seats, strict=True))
        for chosen in permutations(officers, len(seats))
    )


def _opens_alone(yes: Yes, terms: Mapping[str, Any], now: datetime) -> bool:
    emergency = terms["emergency"]
    roles = {"release", "lawyer"} | ({"duty"} if emergency.get("duty") else set())
    is_meant = yes.emergency and emergency["allowed"] and ROLES[yes.officer] in roles
    return is_meant and now < yes.at + timedelta(hours=24)

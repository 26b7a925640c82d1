"""Which officers must have said yes, and which yes counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from khien.gate import (
    REVIEW_WITHIN,
    Approval,
    Clearance,
    Cleared,
    Held,
    Need,
    clear,
    counted,
    decide,
)
from khien.gate.answers import Rule, Waiting
from khien.gate.approving import APPROVERS, review_due
from khien.model.agreement import ApprovalRule, Emergency, Role
from khien.model.marking import Marking, Tlp
from tests.gate.specimens import NOW, against, answer_of, asked, came, said_yes, under

AMBER = Marking(Tlp.AMBER)
MINH, HOA = said_yes("minh"), said_yes("hoa")
THU = said_yes("thu", Role.LAWYER)
ALONE = said_yes("minh", emergency=True)
ONE_RELEASE = under(approvals=(ApprovalRule(role=Role.RELEASE, count=1),))
RULE = "gate.approvals-missing"


@pytest.mark.parametrize(
    ("approvals", "missing"),
    [
        ((), "2 × release"),
        ((MINH,), "1 × release"),
        ((MINH, THU), "1 × release"),
        ((MINH, MINH), "1 × release"),
        ((MINH, said_yes("minh", Role.LAWYER)), "1 × release"),
        ((MINH, said_yes("lan")), "1 × release"),
        ((MINH, said_yes("hoa", reason=" \n")), "1 × release"),
        ((MINH, said_yes("hoa", reason="")), "1 × release"),
        ((MINH, said_yes("hoa", sha256="b" * 64)), "1 × release"),
        ((MINH, said_yes("hoa", release="release--other")), "1 × release"),
        ((MINH, said_yes("hoa", at=NOW + timedelta(microseconds=1))), "1 × release"),
        ((MINH, said_yes("hoa", Role.DUTY)), "1 × release"),
        ((said_yes("an", Role.AUDITOR), said_yes("ba", Role.AUDITOR)), "2 × release"),
    ],
)
def test_a_yes_that_does_not_count(approvals: tuple[Approval, ...], missing: str) -> None:
    """One officer twice, the author, no reason, another version, the future: the release still waits."""
    assert against(asked(marking=AMBER, approvals=approvals)) == [("waiting", RULE, missing)]


def test_two_different_officers_open_it() -> None:
    """Two release officers who are not the author open it, also with a yes given this instant."""
    question = asked(marking=AMBER, approvals=(MINH, said_yes("hoa", at=NOW)))

    assert against(question) == []


def test_approvals_are_counted_by_time() -> None:
    """What counts is listed from the first yes to the last, in whatever order it was kept."""
    later = said_yes("minh", Role.LAWYER, at=NOW)
    question = asked(approvals=(later, said_yes("lan"), MINH))

    assert counted(question) == (MINH, later)


@pytest.mark.parametrize(
    ("approvals", "missing"),
    [
        ((MINH, said_yes("minh", Role.LAWYER)), "1 × lawyer"),
        ((said_yes("minh", Role.LAWYER), MINH), "1 × lawyer"),
        ((MINH, said_yes("minh", Role.LAWYER), said_yes("thu", Role.LAWYER)), ""),
        ((MINH, said_yes("minh", Role.LAWYER), HOA), ""),
        ((said_yes("minh", Role.ANALYST), MINH, THU), ""),
        ((said_yes("hoa", Role.LAWYER), HOA, MINH, said_yes("an", Role.DUTY)), ""),
        ((said_yes("an", Role.DUTY), said_yes("ba", Role.DUTY)), "1 × release, 1 × lawyer"),
    ],
)
def test_an_officer_of_two_roles_takes_one_seat(
    approvals: tuple[Approval, ...], missing: str
) -> None:
    """He counts once, in the role that helps most; two seats need two people."""
    rules = (
        ApprovalRule(role=Role.RELEASE, count=1),
        ApprovalRule(role=Role.LAWYER, count=1),
    )
    found = against(asked(agreement=under(approvals=rules), approvals=approvals))

    assert found == ([("waiting", RULE, missing)] if missing else [])


def test_three_seats_are_filled_by_moving_round() -> None:
    """Who sits where another could only sit moves on, however many must move."""
    rules = tuple(ApprovalRule(role=r, count=1) for r in (Role.RELEASE, Role.LAWYER, Role.ADMIN))
    approvals = (
        said_yes("an", Role.RELEASE),
        said_yes("an", Role.LAWYER),
        said_yes("ba", Role.LAWYER),
        said_yes("ba", Role.ADMIN),
        said_yes("chi", Role.RELEASE),
    )

    assert against(asked(agreement=under(approvals=rules), approvals=approvals)) == []
    assert against(asked(agreement=under(approvals=rules), approvals=approvals[:4])) == [
        ("waiting", RULE, "1 × admin")
    ]


@pytest.mark.parametrize("role", list(Role))
def test_an_auditor_never_approves(role: Role) -> None:
    """Every role may say yes where it is asked, except the one that checks those who did."""
    agreement = under(approvals=(ApprovalRule(role=role, count=2),))
    question = asked(agreement=agreement, approvals=(said_yes("an", role), said_yes("ba", role)))

    assert (against(question) == []) is (role in APPROVERS)
    assert (role in APPROVERS) is (role is not Role.AUDITOR)


TERMS: dict[str, tuple[dict[str, Any], Marking, str]] = {
    "one is never enough": (
        {"approvals": ONE_RELEASE.terms.approvals},
        AMBER,
        "1 × release, 1 × any",
    ),
    "no rule, nothing automatic": (
        {"approvals": (), "automatic_up_to": None},
        Marking(Tlp.CLEAR),
        "2 × release",
    ),
    "no rule, above automatic": ({"approvals": ()}, AMBER, "2 × release"),
    "the highest count of several rules": (
        {
            "approvals": (
                ApprovalRule(role=Role.RELEASE, count=3),
                ApprovalRule(role=Role.RELEASE, count=2),
            )
        },
        AMBER,
        "3 × release",
    ),
    "roles add up": (
        {
            "approvals": (
                ApprovalRule(role=Role.RELEASE, count=1),
                ApprovalRule(role=Role.LAWYER, count=1),
            )
        },
        AMBER,
        "1 × release, 1 × lawyer",
    ),
    "a rule counts below automatic too": (
        {"approvals": (ApprovalRule(role=Role.RELEASE, count=2, types=("indicator",)),)},
        Marking(Tlp.CLEAR),
        "2 × release",
    ),
    "a stricter level needs what a looser one needs": (
        {
            "approvals": (ApprovalRule(role=Role.LAWYER, count=2, from_tlp=Tlp.AMBER_STRICT),),
            "automatic_up_to": Tlp.GREEN,
        },
        Marking(Tlp.AMBER_STRICT),
        "2 × release, 2 × lawyer",
    ),
    "an automatic level adds nothing to a stricter one": (
        {
            "approvals": (ApprovalRule(role=Role.LAWYER, count=2, from_tlp=Tlp.AMBER),),
            "automatic_up_to": Tlp.GREEN,
        },
        Marking(Tlp.AMBER_STRICT),
        "2 × lawyer",
    ),
    "a rule for a stricter level leaves the default": (
        {"approvals": (ApprovalRule(role=Role.LAWYER, count=2, from_tlp=Tlp.RED),)},
        AMBER,
        "2 × release",
    ),
}


@pytest.mark.parametrize(("terms", "marking", "missing"), TERMS.values(), ids=TERMS)
def test_what_the_agreement_asks_for(terms: dict[str, Any], marking: Marking, missing: str) -> None:
    """The agreement's counts hold by level and type, and two different officers always."""
    everybody = "/".join(role.value for role in APPROVERS)
    found = against(asked(agreement=under(**terms), marking=marking))

    assert found == [("waiting", RULE, missing.replace("any", everybody))]


@pytest.mark.parametrize(
    ("terms", "level"),
    [
        ({"approvals": ()}, Tlp.GREEN),
        ({"approvals": ()}, Tlp.CLEAR),
        ({"approvals": (), "automatic_up_to": Tlp.AMBER}, Tlp.AMBER),
        ({"approvals": (ApprovalRule(role=Role.RELEASE, count=2, from_tlp=Tlp.AMBER),)}, Tlp.GREEN),
        ({"approvals": (ApprovalRule(role=Role.RELEASE, count=2, types=("report",)),)}, Tlp.GREEN),
    ],
)
def test_a_machine_may_release_what_both_agreed(terms: dict[str, Any], level: Tlp) -> None:
    """Up to the agreed level, and where no rule asks, no officer is needed."""
    assert against(asked(agreement=under(**terms), marking=Marking(level))) == []


def test_the_second_officer_may_have_any_approving_role() -> None:
    """Where one role is asked for once, somebody else of any approving role is the second."""
    question = asked(agreement=ONE_RELEASE, approvals=(MINH, said_yes("an", Role.DUTY)))

    assert against(question) == []
    assert answer_of(asked(agreement=ONE_RELEASE, approvals=(MINH,)), RULE).needs == (
        Need(APPROVERS, 1),
    )
    assert answer_of(asked(agreement=ONE_RELEASE, approvals=(THU,)), RULE).needs == (
        Need((Role.RELEASE,), 1),
    )


def test_the_level_at_reception_asks_for_approval_too() -> None:
    """What came in as AMBER is approved as AMBER, whatever it says today."""
    question = asked(origin=came(tlp=Tlp.AMBER), marking=Marking(Tlp.CLEAR))

    assert ("waiting", RULE, "2 × release") in against(question)


EMERGENCIES: dict[str, tuple[Approval, Emergency, bool]] = {
    "a release officer": (ALONE, Emergency(allowed=True), True),
    "a lawyer": (said_yes("thu", Role.LAWYER, emergency=True), Emergency(allowed=True), True),
    "a duty officer, not agreed": (
        said_yes("an", Role.DUTY, emergency=True),
        Emergency(allowed=True),
        False,
    ),
    "a duty officer, agreed": (
        said_yes("an", Role.DUTY, emergency=True),
        Emergency(allowed=True, duty=True),
        True,
    ),
    "an admin": (said_yes("an", Role.ADMIN, emergency=True), Emergency(allowed=True), False),
    "no emergency path agreed": (ALONE, Emergency(allowed=False), False),
    "duty without the path": (
        said_yes("an", Role.DUTY, emergency=True),
        Emergency(allowed=False, duty=True),
        False,
    ),
    "an ordinary yes": (MINH, Emergency(allowed=True), False),
    "the author": (said_yes("lan", emergency=True), Emergency(allowed=True), False),
    "the last instant": (
        said_yes("minh", emergency=True, at=NOW - REVIEW_WITHIN + timedelta(microseconds=1)),
        Emergency(allowed=True),
        True,
    ),
    "a review overdue": (
        said_yes("minh", emergency=True, at=NOW - REVIEW_WITHIN),
        Emergency(allowed=True),
        False,
    ),
}


@pytest.mark.parametrize(("approval", "emergency", "opens"), EMERGENCIES.values(), ids=EMERGENCIES)
def test_the_emergency_path(approval: Approval, emergency: Emergency, *, opens: bool) -> None:
    """One release officer or lawyer opens a release alone if that was agreed; a review is then due."""
    question = asked(marking=AMBER, agreement=under(emergency=emergency), approvals=(approval,))
    decision = decide(question)

    assert isinstance(decision, Cleared) is opens
    if isinstance(decision, Cleared):
        assert decision.clearance.review_due == approval.at + timedelta(hours=24)


def test_no_review_is_due_when_enough_have_approved() -> None:
    """An emergency yes that was not needed leaves nothing to review."""
    question = asked(marking=AMBER, approvals=(ALONE, HOA))

    assert clear(question).review_due is None
    assert clear(asked(approvals=(ALONE,))).review_due is None
    assert clear(asked()).review_due is None


def test_the_emergency_path_does_not_replace_the_lawyer() -> None:
    """Personal data wait for a lawyer in an emergency too; a lawyer who opens it alone is enough."""
    facts: dict[str, Any] = {"marking": AMBER, "personal": ("phone",)}
    lawyer = said_yes("thu", Role.LAWYER, emergency=True)

    assert against(asked(**facts, approvals=(ALONE,))) == [
        ("waiting", "gate.personal-needs-lawyer", "phone")
    ]
    assert against(asked(**facts, approvals=(lawyer,))) == []


def test_what_is_missing_is_told_once() -> None:
    """Held names each kind of officer once, with the largest number that any rule asks for."""
    question = asked(
        marking=AMBER,
        personal=("email",),
        own_assets=1,
        malicious=True,
        agreement=under(approvals=(ApprovalRule(role=Role.LAWYER, count=2),)),
    )
    decision = decide(question)

    assert isinstance(decision, Held)
    assert decision.needs == (
        Need((Role.LAWYER,), 2),
        Need((Role.RELEASE, Role.ADMIN), 1),
    )
    assert [answer.rule for answer in decision.answers] == [
        "gate.personal-needs-lawyer",
        "gate.own-assets",
        RULE,
    ]


def test_the_larger_need_wins_in_either_order() -> None:
    """A smaller need that is asked for later does not shrink the larger one."""
    question = asked(
        personal=("email",), agreement=under(approvals=(ApprovalRule(role=Role.LAWYER, count=1),))
    )
    decision = decide(question)

    assert isinstance(decision, Held)
    assert decision.needs == (Need((Role.LAWYER,), 1), Need(APPROVERS, 1))


def test_a_need_that_is_asked_for_twice_is_told_once() -> None:
    """Two rules that wait for the same kind of officer make one need."""
    question = asked(
        personal=("email",), agreement=under(approvals=(ApprovalRule(role=Role.LAWYER, count=3),))
    )
    decision = decide(question)

    assert isinstance(decision, Held)
    assert [answer.needs for answer in decision.answers] == [
        (Need((Role.LAWYER,), 1),),
        (Need((Role.LAWYER,), 3),),
    ]
    assert decision.needs == (Need((Role.LAWYER,), 3),)


def test_the_largest_need_comes_first_or_last() -> None:
    """Summing up keeps the largest number, wherever it stands."""

    def waits(missing: int) -> Rule:
        answer = Waiting("gate.own-assets", "y", (Need((Role.LAWYER,), missing),))
        return Rule("gate.own-assets", "a test", lambda _: answer)

    rules = (waits(1), waits(3), waits(2))
    decision = decide(asked(), rules)

    assert isinstance(decision, Held)
    assert decision.needs == (Need((Role.LAWYER,), 3),)


def test_no_review_where_people_are_missing_and_nobody_opened_it() -> None:
    """What is held has no review due, and nothing breaks in asking."""
    assert review_due(asked(marking=AMBER)) is None


def test_clearances_without_an_emergency_have_no_review() -> None:
    """An ordinary clearance says plainly that no review is due."""
    assert isinstance(clear(asked()), Clearance)

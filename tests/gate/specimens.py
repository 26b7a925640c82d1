"""One question to which the gate says yes, and ways to change a fact of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from khien.gate import (
    Answer,
    Approval,
    From,
    Outcome,
    Own,
    Question,
    Receiver,
    SignedAgreement,
    explain,
)
from khien.model.agreement import (
    Agreement,
    AnswerHours,
    ApprovalRule,
    Emergency,
    LegalBasis,
    Onward,
    OnwardMode,
    Party,
    Purpose,
    Retention,
    Role,
)
from khien.model.ids import ObjectId, OfficerName, PartnerName, ReleaseId
from khien.model.marking import Marking, Pap, Tlp

US = ObjectId("identity--11111111-1111-4111-8111-111111111111")
THEM = ObjectId("identity--22222222-2222-4222-8222-222222222222")
SOURCE = ObjectId("identity--33333333-3333-4333-8333-333333333333")
RELEASE = ReleaseId("release--44444444-4444-4444-8444-444444444444")
INDICATOR = ObjectId("indicator--55555555-5555-4555-8555-555555555555")
SHA256 = "a" * 64
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

AGREEMENT = Agreement(
    title="Exchange of warnings",
    parties=(
        Party(name="vn-ncc", identity=US, persons=("Officer One",)),
        Party(name="asean-cert", identity=THEM, persons=("Officer Two",)),
    ),
    legal_basis=LegalBasis(code="UNCC-41", text="24/7 network"),
    purposes=(Purpose.NETWORK_DEFENCE, Purpose.EXERCISE),
    tlp_ceiling=Tlp.RED,
    pap_ceiling=Pap.AMBER,
    personal_data=True,
    client_addresses=False,
    onward=Onward(mode=OnwardMode.SAME_TERMS),
    retention=Retention(days=365),
    answer_hours=AnswerHours(routine=72, urgent=24, emergency=4),
    emergency=Emergency(allowed=True),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    object_types=("indicator", "marking-definition", "report"),
    automatic_up_to=Tlp.GREEN,
    approvals=(
        ApprovalRule(role=Role.RELEASE, count=2, from_tlp=Tlp.AMBER),
        ApprovalRule(role=Role.LAWYER, count=1, types=("report",)),
    ),
)
RECEIVER = Receiver(name=PartnerName("asean-cert"), identity=THEM)

PLAIN = Question(
    release=RELEASE,
    us=US,
    object_id=INDICATOR,
    object_type="indicator",
    version="2026-11-20T00:00:00.000Z",
    sha256=SHA256,
    marking=Marking(Tlp.GREEN),
    origin=Own(),
    author=OfficerName("lan"),
    receiver=RECEIVER,
    agreement=SignedAgreement(terms=AGREEMENT, by_us=True, by_them=True),
    purpose=Purpose.NETWORK_DEFENCE,
    now=NOW,
)


def asked(**facts: Any) -> Question:  # noqa: ANN401 -- any fact of a question
    """The plain question with these facts instead."""
    return replace(PLAIN, **facts)


def under(**terms: Any) -> SignedAgreement:  # noqa: ANN401 -- any term of an agreement
    """The plain agreement with these terms instead, signed by both."""
    return SignedAgreement(terms=replace(AGREEMENT, **terms), by_us=True, by_them=True)


def came(**facts: Any) -> From:  # noqa: ANN401 -- any fact of an origin
    """Something that a third party sent us as GREEN, under its own terms, to hand on likewise."""
    plain = From(
        partner=PartnerName("viet-telecom"),
        source=SOURCE,
        tlp=Tlp.GREEN,
        onward=Onward(mode=OnwardMode.SAME_TERMS),
        purposes=frozenset({Purpose.NETWORK_DEFENCE}),
    )
    return replace(plain, **facts)


def named(*partners: str) -> Onward:
    """Onward sharing to these alone."""
    return Onward(mode=OnwardMode.NAMED, partners=partners)


def said_yes(officer: str, role: Role = Role.RELEASE, **facts: Any) -> Approval:  # noqa: ANN401
    """An approval of the plain question's version, an hour before it is asked."""
    plain = Approval(
        officer=OfficerName(officer),
        role=role,
        reason="seen, harmless to sources",
        at=NOW - timedelta(hours=1),
        release=RELEASE,
        sha256=SHA256,
    )
    return replace(plain, **facts)


def against(question: Question) -> list[tuple[str, str, str]]:
    """Every answer that is not a yes: outcome, rule, detail."""
    return [
        (answer.outcome.value, answer.rule, answer.detail)
        for answer in explain(question)
        if answer.outcome is not Outcome.ALLOWED
    ]


def answer_of(question: Question, rule: str) -> Answer:
    """One rule's answer."""
    return next(answer for answer in explain(question) if answer.rule == rule)

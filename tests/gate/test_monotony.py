"""A stricter fact never opens what was closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from khien.gate import Cleared, Held, Question, Refused, SignedAgreement, decide
from khien.model.agreement import ApprovalRule, Emergency, Onward, OnwardMode, Purpose, Role
from khien.model.marking import GranularTlp, Marking, Pap, Tlp
from tests.gate.specimens import AGREEMENT, NOW, RECEIVER, THEM, asked, came, named, said_yes

ONWARD = (
    Onward(mode=OnwardMode.NONE),
    Onward(mode=OnwardMode.SAME_TERMS),
    named("other"),
    named(THEM),
)
YES = st.builds(
    said_yes,
    st.sampled_from(["lan", "minh", "hoa"]),
    st.sampled_from(list(Role)),
    emergency=st.booleans(),
    reason=st.sampled_from(["seen", ""]),
    at=st.sampled_from([NOW, NOW - timedelta(hours=30)]),
)
TERMS = st.builds(
    lambda **terms: replace(AGREEMENT, **terms),
    tlp_ceiling=st.sampled_from(list(Tlp)),
    automatic_up_to=st.sampled_from([None, Tlp.GREEN, Tlp.AMBER]),
    personal_data=st.booleans(),
    onward=st.sampled_from(ONWARD),
    approvals=st.lists(
        st.builds(
            ApprovalRule,
            role=st.sampled_from([Role.RELEASE, Role.LAWYER, Role.DUTY]),
            count=st.integers(1, 2),
            from_tlp=st.sampled_from(list(Tlp)),
            types=st.sampled_from([(), ("indicator",), ("report",)]),
        ),
        max_size=2,
    ).map(tuple),
    emergency=st.builds(Emergency, allowed=st.booleans(), duty=st.booleans()),
)
QUESTIONS = st.builds(
    asked,
    marking=st.builds(Marking, st.sampled_from(list(Tlp)), pap=st.sampled_from([None, *Pap])),
    origin=st.one_of(
        st.just(asked().origin),
        st.builds(came, tlp=st.sampled_from(list(Tlp)), onward=st.sampled_from(ONWARD)),
    ),
    agreement=st.builds(
        SignedAgreement, terms=TERMS, by_us=st.just(value=True), by_them=st.just(value=True)
    ),
    purpose=st.sampled_from([Purpose.NETWORK_DEFENCE, Purpose.EXERCISE]),
    author=st.sampled_from([None, "lan"]),
    approvals=st.lists(YES, max_size=4).map(tuple),
    recipients=st.sampled_from([frozenset(), frozenset({"Officer Two"})]),
    personal=st.sampled_from([(), ("email",)]),
    own_assets=st.integers(0, 1),
    malicious=st.booleans(),
    exercise=st.booleans(),
)


def openness(question: Question) -> int:
    """2 cleared, 1 held, 0 refused."""
    decision = decide(question)
    return {Cleared: 2, Held: 1, Refused: 0}[type(decision)]


def _marking(question: Question, **facts: Any) -> Question:  # noqa: ANN401
    old = question.marking
    known = {"tlp": old.tlp, "pap": old.pap, "granular": old.granular, "unknown": old.unknown}
    return replace(question, marking=Marking(**(known | facts)))


def _terms(question: Question, **terms: Any) -> Question:  # noqa: ANN401
    signed = question.agreement
    assert signed is not None
    return replace(question, agreement=replace(signed, terms=replace(signed.terms, **terms)))


def stricter(question: Question) -> list[Question]:
    """The question with one fact made stricter, in every way we can think of."""
    signed = question.agreement
    assert signed is not None
    marking = question.marking
    return [
        *(_marking(question, tlp=tlp) for tlp in Tlp if tlp > marking.tlp),
        *(_marking(question, pap=pap) for pap in Pap if marking.pap is None or pap > marking.pap),
        _marking(question, granular=(GranularTlp("name", Tlp.RED),)),
        _marking(question, unknown=("marking-definition--x",)),
        replace(question, personal=("email", "phone")),
        replace(question, malicious=True, own_assets=question.own_assets + 1),
        replace(question, revoked=True),
        replace(question, recipients=question.recipients | {"Stranger"}),
        replace(question, approvals=()),
        *(
            replace(question, approvals=question.approvals[:n] + question.approvals[n + 1 :])
            for n in range(len(question.approvals))
        ),
        replace(question, author=question.author or "minh"),
        replace(question, object_type="malware"),
        replace(question, sha256="b" * 64),
        replace(question, now=NOW + timedelta(days=400)),
        replace(question, receiver=replace(RECEIVER, revoked=True)),
        replace(question, agreement=None),
        replace(question, agreement=replace(signed, by_us=False)),
        replace(question, agreement=replace(signed, by_them=False)),
        _terms(question, personal_data=False),
        _terms(question, tlp_ceiling=Tlp.CLEAR),
        _terms(question, purposes=()),
        _terms(question, object_types=()),
        _terms(question, emergency=Emergency(allowed=False)),
    ]


@given(QUESTIONS)
def test_a_stricter_fact_never_opens(question: Question) -> None:
    """Making one fact stricter never turns refused into held or cleared, or held into cleared."""
    before = openness(question)

    assert [q for q in stricter(question) if openness(q) > before] == []


@given(QUESTIONS)
def test_what_came_from_a_partner_is_never_freer_than_our_own(question: Question) -> None:
    """An object that is not ours opens nothing that the same object of ours would not."""
    before = openness(replace(question, origin=asked().origin))

    assert openness(question) <= before or question.origin == asked().origin

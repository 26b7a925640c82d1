"""Asking every rule, and summing the answers up."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec.structs import replace

from khien.gate import (
    RULES,
    Answer,
    Cleared,
    Held,
    Need,
    Outcome,
    Question,
    Refused,
    Rule,
    clear,
    decide,
    explain,
    question_of_payload,
    question_payload,
)
from khien.gate.answers import Reply, Waiting
from khien.model.agreement import Role
from khien.model.canonical import content_sha256
from khien.model.decision import Allowed, Refusal
from khien.model.errors import RefusedError
from khien.model.marking import GranularTlp, Iep, Marking, Pap, Tlp
from khien.model.words import WORDS, Language, say
from tests.gate.specimens import NOW, PLAIN, RECEIVER, RELEASE, asked, came, named, said_yes

AMBER = asked(marking=Marking(Tlp.AMBER))
REVOKED = asked(receiver=replace(RECEIVER, revoked=True), object_type="malware")


def test_a_clearance_names_the_question_and_every_rule() -> None:
    """Years later, the ledger can say what was asked, when, and by which rules."""
    clearance = clear(PLAIN)

    assert clearance.release == RELEASE
    assert clearance.question_sha256 == content_sha256(question_payload(PLAIN))
    assert clearance.rules == tuple(rule.code for rule in RULES)
    assert clearance.now == NOW
    assert decide(PLAIN) == Cleared(clearance)


def test_a_missing_agreement_is_one_reason_beside_the_others() -> None:
    """The officer reads the cause, not every rule that would have read the agreement."""
    bare = asked(agreement=None, receiver=replace(RECEIVER, revoked=True))

    assert decide(bare) == Refused(
        (
            Refusal("gate.partner-revoked", "asean-cert"),
            Refusal("gate.agreement-missing", "asean-cert"),
        )
    )


def test_rules_that_only_point_elsewhere_still_refuse() -> None:
    """Where only a rule that read the agreement is asked, its own refusal stands."""
    (ceiling,) = (rule for rule in RULES if rule.code == "gate.tlp-ceiling")

    assert decide(asked(agreement=None), [ceiling]) == Refused(
        (Refusal("gate.tlp-ceiling", "gate.agreement-missing"),)
    )


def test_every_refusal_is_reported_in_rule_order() -> None:
    """The officer mends everything in one round."""
    refusals = (
        Refusal("gate.partner-revoked", "asean-cert"),
        Refusal("gate.type-not-agreed", "malware"),
    )
    with pytest.raises(RefusedError) as caught:
        clear(REVOKED)

    assert caught.value.subject == RELEASE
    assert caught.value.refusals == refusals
    assert decide(REVOKED) == Refused(refusals)


def test_held_is_no_clearance() -> None:
    """Who asks for a clearance while people must still approve is refused, with what is missing."""
    with pytest.raises(RefusedError) as caught:
        clear(AMBER)

    assert caught.value.subject == RELEASE
    assert caught.value.refusals == (Refusal("gate.approvals-missing", "2 × release"),)
    held = decide(AMBER)
    assert isinstance(held, Held)
    assert held.needs == (Need((Role.RELEASE,), 2),)


def test_refused_wins_over_held() -> None:
    """Nobody is asked to approve what would be refused anyway."""
    decision = decide(asked(marking=Marking(Tlp.AMBER), object_type="malware"))

    assert decision == Refused((Refusal("gate.type-not-agreed", "malware"),))


def test_a_gate_without_rules_refuses() -> None:
    """Silence is a no: an empty rule list opens nothing."""
    assert decide(PLAIN, ()) == Refused((Refusal("gate.no-rules", RELEASE),))
    with pytest.raises(RefusedError):
        clear(PLAIN, ())


def test_the_table_of_rules_is_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking the table away closes the gate; there is no second list."""
    monkeypatch.setattr("khien.gate.asking.RULES", ())

    assert isinstance(decide(PLAIN), Refused)


def test_a_gate_of_other_rules_has_no_review() -> None:
    """A clearance by other rules than ours, without an agreement, says no review is due."""
    rules = (Rule("gate.echo", "a test", lambda _: Allowed()),)

    assert clear(asked(agreement=None), rules).review_due is None


def test_a_rule_that_breaks_is_a_no() -> None:
    """An exception inside a rule refuses under the rule's code and names only its kind; so does no answer at all."""

    def broken(_: Question) -> Reply:
        raise KeyError("secret content")

    rule = Rule("gate.echo", "a test", broken)

    mute = Rule("gate.own-assets", "a test", lambda _: None)  # type: ignore[arg-type,return-value]

    assert explain(PLAIN, (rule,)) == (Answer("gate.echo", "a test", Outcome.REFUSED, "KeyError"),)
    assert decide(PLAIN, (rule, mute)) == Refused(
        (Refusal("gate.echo", "KeyError"), Refusal("gate.own-assets", "AttributeError"))
    )


def test_explain_tells_every_rule_and_changes_nothing() -> None:
    """Each rule answers with its code, its source, its outcome and what is at fault."""
    rules = (
        Rule("gate.echo", "clause 1", lambda _: Allowed()),
        Rule("gate.no-rules", "clause 2", lambda _: Refusal("gate.no-rules", "x")),
        Rule(
            "gate.own-assets",
            "clause 3",
            lambda _: Waiting("gate.own-assets", "y", (Need((Role.ADMIN,), 1),)),
        ),
    )

    assert explain(PLAIN, rules) == (
        Answer("gate.echo", "clause 1", Outcome.ALLOWED),
        Answer("gate.no-rules", "clause 2", Outcome.REFUSED, "x"),
        Answer("gate.own-assets", "clause 3", Outcome.WAITING, "y", (Need((Role.ADMIN,), 1),)),
    )
    assert explain(PLAIN) == explain(PLAIN)


LANGUAGES: tuple[Language, ...] = ("en", "vi")


def test_every_rule_has_a_code_of_its_own_a_source_and_a_sentence() -> None:
    """A person can read each rule in both languages, with or without something at fault."""
    codes = [rule.code for rule in RULES]

    assert len(codes) == len(set(codes)) > 20
    assert all(rule.source.strip() for rule in RULES)
    for answer in (*explain(PLAIN), *explain(asked(agreement=None))):
        for language in LANGUAGES:
            said = say(answer.rule, language, answer.facts)
            assert answer.detail in WORDS or answer.detail in said  # a code is told in words
            assert "–" not in said
    assert explain(PLAIN)[0].facts == {"detail": "–"}
    assert {code for code in WORDS if code.startswith("gate.")} >= set(codes)


def test_a_rule_answers_under_its_own_code() -> None:
    """Whatever a rule says no to, the code is the rule's."""
    questions = (
        asked(agreement=None, personal=("email",), malicious=True, own_assets=1),
        asked(origin=came(onward=named("x")), personal=("email",), marking=Marking(Tlp.RED)),
    )
    for question in questions:
        for rule in RULES:
            reply = rule.ask(question)
            assert isinstance(reply, Allowed) or reply.code == rule.code


def test_a_question_can_be_kept_and_asked_again() -> None:
    """Written down as JSON and read back, a question is the same and gets the same answers."""
    iep = Iep(PLAIN.object_id, "i", "n", Tlp.AMBER, "none", "may", "may", "may", "must", "a", "b")
    marking = Marking(
        Tlp.AMBER,
        declared=True,
        pap=Pap.GREEN,
        ieps=(iep,),
        statements=(PLAIN.object_id,),
        granular=(GranularTlp("name", Tlp.RED),),
    )
    question = asked(
        origin=came(onward=named("b", "a")),
        marking=marking,
        approvals=(said_yes("minh", emergency=True),),
        recipients=frozenset({"B", "A"}),
    )
    kept = json.loads(json.dumps(question_payload(question)))

    assert question_of_payload(kept) == question
    assert explain(question_of_payload(kept)) == explain(question)
    assert question_of_payload(question_payload(PLAIN)) == PLAIN
    assert content_sha256(kept) != content_sha256(question_payload(PLAIN))


def test_what_is_no_question_is_not_read() -> None:
    """A kept question that lacks a fact is an error, not a question with a default."""
    payload = question_payload(PLAIN)
    del payload["agreement"]

    with pytest.raises(msgspec.ValidationError):
        question_of_payload(payload)


def test_the_payload_does_not_depend_on_the_order_of_sets() -> None:
    """Two nodes write the same question the same way."""
    one = asked(recipients=frozenset({"A", "B", "C"}))

    assert question_payload(one)["recipients"] == ["A", "B", "C"]


@pytest.mark.parametrize("name", ["indicator", "x-đ", "x-\U0001f600"])
def test_a_clearance_names_its_question(name: str) -> None:
    """The address of a question is that of the payload that is kept, whatever an agreement names."""
    assert PLAIN.agreement is not None
    terms = PLAIN.agreement.terms
    kept = replace(terms.retention, types={name: 3, "x-\uffee": 4})
    signed = replace(PLAIN.agreement, terms=replace(terms, retention=kept))
    question = replace(PLAIN, agreement=signed)

    assert clear(question).question_sha256 == content_sha256(question_payload(question))

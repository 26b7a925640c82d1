"""Ask every rule; clear the release, hold it for people, or refuse it for every reason at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from khien.gate import approving
from khien.gate.answers import NO_AGREEMENT, Answer, Need, Outcome, Rule, Waiting
from khien.gate.questions import Question
from khien.gate.rulebook import RULES
from khien.model.canonical import content_sha256
from khien.model.decision import Allowed, Refusal
from khien.model.errors import RefusedError
from khien.model.ids import ReleaseId


@dataclass(frozen=True, slots=True)
class Clearance:
    """Proof that every rule was asked and none refused. Only `clear` makes one.

    Attributes:
        release: what may leave.
        question_sha256: content address of the question as asked (`question_payload`).
        rules: the codes of the rules that were asked, in order.
        now: when.
        review_due: by when a release that one officer opened alone must be reviewed; else None.
    """

    release: ReleaseId
    question_sha256: str
    rules: tuple[str, ...]
    now: datetime
    review_due: datetime | None


@dataclass(frozen=True, slots=True)
class Cleared:
    """It may leave."""

    clearance: Clearance


@dataclass(frozen=True, slots=True)
class Held:
    """No rule refuses, but people must approve first; `answers` are the rules that wait."""

    needs: tuple[Need, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not leave, whoever approves it."""

    refusals: tuple[Refusal, ...]


Decision: TypeAlias = Cleared | Held | Refused


def explain(question: Question, rules: Iterable[Rule] | None = None) -> tuple[Answer, ...]:
    """Every rule's answer, in the order of the rules; changes nothing.

    Args:
        question: all facts.
        rules: what to ask instead of `RULES`; for tests.
    """
    asked = RULES if rules is None else rules
    return tuple(
        next(iter(_against((rule,), question)), Answer(rule.code, rule.source, Outcome.ALLOWED))
        for rule in asked
    )


def decide(question: Question, rules: Iterable[Rule] | None = None) -> Decision:
    """Clear, hold or refuse. Refused wins over held; a gate without rules refuses."""
    asked = RULES if rules is None else tuple(rules)
    against = _against(asked, question)
    refused = [answer for answer in against if answer.outcome is Outcome.REFUSED]
    waiting = tuple(answer for answer in against if answer.outcome is Outcome.WAITING)
    if refused:
        # Where there is no agreement, that is the reason; the rules that read it only repeat it.
        roots = [answer for answer in refused if answer.detail != NO_AGREEMENT] or refused
        return Refused(tuple(Refusal(answer.rule, answer.detail) for answer in roots))
    if not asked:
        return Refused((Refusal("gate.no-rules", question.release),))
    if waiting:
        return Held(_together(waiting), waiting)
    return Cleared(
        Clearance(
            release=question.release,
            question_sha256=_address(question),
            rules=tuple([rule.code for rule in asked]),
            now=question.now,
            review_due=approving.review_due(question),
        )
    )


def clear(question: Question, rules: Iterable[Rule] | None = None) -> Clearance:
    """Ask every rule, then clear the release or refuse it for every reason at once.

    Returns:
        The clearance that a carrier demands and the ledger keeps.

    Raises:
        RefusedError: a rule said no or waits for people, or there was no rule to ask.
    """
    decision = decide(question, rules)
    if isinstance(decision, Cleared):
        return decision.clearance
    if isinstance(decision, Refused):
        raise RefusedError(question.release, decision.refusals)
    waits = tuple(Refusal(answer.rule, answer.detail) for answer in decision.answers)
    raise RefusedError(question.release, waits)


def question_payload(question: Question) -> dict[str, Any]:
    """The question as a JSON value: kept beside the clearance, so that it can be asked again."""
    return dict(msgspec.json.decode(_encode(question)))


_encode = msgspec.json.Encoder(order="sorted").encode  # numbers in a question are whole and small


def _address(question: Question) -> str:
    # The only keys in a question that nobody here has named; RFC 8785 sorts keys as UTF-16.
    types = () if question.agreement is None else question.agreement.terms.retention.types
    if not all(map(str.isascii, types)):
        return content_sha256(question_payload(question))
    return hashlib.sha256(_encode(question)).hexdigest()


def question_of_payload(payload: dict[str, Any]) -> Question:
    """Read a kept question back; asking it again gives the same answers.

    Raises:
        msgspec.ValidationError: not a question.
    """
    return msgspec.convert(payload, Question)


def _against(rules: Iterable[Rule], question: Question) -> list[Answer]:
    """The answers of those rules that do not allow it; every rule is asked."""
    against = []
    for rule in rules:
        try:
            reply = rule.ask(question)
            if not isinstance(reply, Allowed):
                against.append(_written(rule, reply))
        except Exception as error:  # noqa: BLE001 -- a rule that breaks is a no, never a yes
            name = type(error).__name__
            against.append(Answer(rule.code, rule.source, Outcome.REFUSED, name))
    return against


def _written(rule: Rule, reply: Refusal | Waiting) -> Answer:
    if isinstance(reply, Waiting):
        return Answer(rule.code, rule.source, Outcome.WAITING, reply.detail, reply.needs)
    return Answer(rule.code, rule.source, Outcome.REFUSED, reply.detail)


def _together(waiting: Iterable[Answer]) -> tuple[Need, ...]:
    """What all waiting rules need, the same need once, the largest number of it."""
    most: dict[tuple[object, ...], Need] = {}
    for need in (need for answer in waiting for need in answer.needs):
        known = most.get(need.roles, need)
        most[need.roles] = max(known, need, key=lambda one: one.missing)
    return tuple(most.values())

"""What the agreement with the receiver and the terms of the originator allow."""

from __future__ import annotations

from khien.gate.answers import NO_AGREEMENT
from khien.gate.questions import From, Question
from khien.model.agreement import Onward, OnwardMode
from khien.model.decision import Allowed, Refusal, Verdict


def partner_stands(q: Question) -> Verdict:
    """A partner that was struck off gets nothing."""
    return Refusal("gate.partner-revoked", q.receiver.name) if q.receiver.revoked else Allowed()


def agreement_exists(q: Question) -> Verdict:
    """Without an agreement there is nothing to cross under."""
    if q.agreement is None:
        return Refusal("gate.agreement-missing", q.receiver.name)
    return Allowed()


def agreement_signed(q: Question) -> Verdict:
    """An agreement binds when both have signed the same content."""
    if q.agreement is None:
        return Refusal("gate.agreement-unsigned", NO_AGREEMENT)
    signatures = ((q.us, q.agreement.by_us), (q.receiver.name, q.agreement.by_them))
    missing = [name for name, signed in signatures if not signed]
    return Refusal("gate.agreement-unsigned", ", ".join(missing)) if missing else Allowed()


def agreement_with_receiver(q: Question) -> Verdict:
    """An agreement opens a way between its own two parties only."""
    if q.agreement is None:
        return Refusal("gate.agreement-other-party", NO_AGREEMENT)
    if q.agreement.terms.is_between(q.us, q.receiver.identity):
        return Allowed()
    return Refusal("gate.agreement-other-party", q.receiver.identity)


def clients_agreed(q: Question) -> Verdict:
    """What tells our clients apart crosses only under an agreement that says so."""
    if q.agreement is None:
        return Refusal("gate.clients-not-agreed", NO_AGREEMENT)
    if not q.clients or q.agreement.terms.client_addresses:
        return Allowed()
    return Refusal("gate.clients-not-agreed", q.receiver.name)


def agreement_in_force(q: Question) -> Verdict:
    """Too early and too late are both closed."""
    if q.agreement is None:
        return Refusal("gate.agreement-not-in-force", NO_AGREEMENT)
    terms = q.agreement.terms
    if terms.is_valid_at(q.now):
        return Allowed()
    span = f"{terms.valid_from.isoformat()}/{terms.valid_until.isoformat()}"
    return Refusal("gate.agreement-not-in-force", span)


def type_agreed(q: Question) -> Verdict:
    """Only the kinds of objects that both wrote down."""
    if q.agreement is None:
        return Refusal("gate.type-not-agreed", NO_AGREEMENT)
    if q.agreement.terms.covers(q.object_type):
        return Allowed()
    return Refusal("gate.type-not-agreed", q.object_type)


def purpose_agreed(q: Question) -> Verdict:
    """Only for what both wrote down."""
    if q.agreement is None:
        return Refusal("gate.purpose-not-agreed", NO_AGREEMENT)
    if q.purpose in q.agreement.terms.purposes:
        return Allowed()
    return Refusal("gate.purpose-not-agreed", q.purpose.value)


def no_echo(q: Question) -> Verdict:
    """What a partner gave us, or made, is not handed back to it as ours to give."""
    if not isinstance(q.origin, From):
        return Allowed()
    if q.receiver.name == q.origin.partner or q.receiver.identity == q.origin.source:
        return Refusal("gate.echo", q.receiver.name)
    return Allowed()


def onward_allowed(q: Question) -> Verdict:
    """What came from a partner goes only where its terms at the reception let it go."""
    if q.agreement is None:
        return Refusal("gate.onward-terms", NO_AGREEMENT)
    if not isinstance(q.origin, From):
        return Allowed()
    given, offered = q.origin.onward, q.agreement.terms.onward
    if lets_on(given, q.receiver.name, q.receiver.identity, offered):
        return Allowed()
    return Refusal("gate.onward-terms", f"{q.origin.partner}: {given.mode.value}")


def lets_on(given: Onward, name: str, identity: str, offered: Onward) -> bool:
    """Whether what was received under the terms `given` may go to this party, to which we offer `offered`.

    Same terms: the next receiver may hand on under the same terms, or not at all.
    """
    no_wider = offered.mode in {OnwardMode.NONE, OnwardMode.SAME_TERMS}
    return given.names(name, identity) or (given.mode is OnwardMode.SAME_TERMS and no_wider)


def purpose_of_origin(q: Question) -> Verdict:
    """No other use than the originator agreed to, however many hands it has passed."""
    if not isinstance(q.origin, From) or q.purpose in q.origin.purposes:
        return Allowed()
    return Refusal("gate.origin-purpose", f"{q.origin.partner}: {q.purpose.value}")

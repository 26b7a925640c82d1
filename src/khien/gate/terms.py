"""What the agreement with the receiver and the terms of the originator allow."""

from __future__ import annotations

from khien.gate.answers import NO_AGREEMENT, agreed, rule
from khien.gate.questions import From, Question
from khien.model.agreement import Agreement, Onward, OnwardMode


@rule("gate.partner-revoked", "partner list")
def partner_stands(q: Question) -> str | None:
    """A partner that was struck off gets nothing."""
    return q.receiver.name if q.receiver.revoked else None


@rule("gate.agreement-missing", "DESIGN.md: deny by default")
def agreement_exists(q: Question) -> str | None:
    """Without an agreement there is nothing to cross under."""
    return q.receiver.name if q.agreement is None else None


@rule("gate.agreement-unsigned", "agreement: signatures")
def agreement_signed(q: Question) -> str | None:
    """An agreement binds when both have signed the same content."""
    if q.agreement is None:
        return NO_AGREEMENT
    missing = [
        name
        for name, signed in ((q.us, q.agreement.by_us), (q.receiver.name, q.agreement.by_them))
        if not signed
    ]
    return ", ".join(missing) or None


@agreed("gate.agreement-other-party", "agreement: parties")
def agreement_with_receiver(q: Question, terms: Agreement) -> str | None:
    """An agreement opens a way between its own two parties only."""
    return None if terms.is_between(q.us, q.receiver.identity) else q.receiver.identity


@agreed("gate.agreement-not-in-force", "agreement: valid_from, valid_until")
def agreement_in_force(q: Question, terms: Agreement) -> str | None:
    """Too early and too late are both closed."""
    span = f"{terms.valid_from.isoformat()}/{terms.valid_until.isoformat()}"
    return None if terms.is_valid_at(q.now) else span


@agreed("gate.type-not-agreed", "agreement: object_types, object_groups")
def type_agreed(q: Question, terms: Agreement) -> str | None:
    """Only the kinds of objects that both wrote down."""
    return None if terms.covers(q.object_type) else q.object_type


@agreed("gate.purpose-not-agreed", "agreement: purposes; UNTOC art. 18(19)")
def purpose_agreed(q: Question, terms: Agreement) -> str | None:
    """Only for what both wrote down."""
    return None if q.purpose in terms.purposes else q.purpose.value


@rule("gate.echo", "agreement: onward")
def no_echo(q: Question) -> str | None:
    """What a partner gave us, or made, is not handed back to it as ours to give."""
    if not isinstance(q.origin, From):
        return None
    is_back = q.receiver.name == q.origin.partner or q.receiver.identity == q.origin.source
    return q.receiver.name if is_back else None


@agreed("gate.onward-terms", "agreement with the originator: onward")
def onward_allowed(q: Question, terms: Agreement) -> str | None:
    """What came from a partner goes only where its terms at the reception let it go."""
    if not isinstance(q.origin, From):
        return None
    given = q.origin.onward
    match given.mode:
        case OnwardMode.NAMED if given.names(q.receiver.name, q.receiver.identity):
            return None
        case OnwardMode.SAME_TERMS if _no_wider(terms.onward, given):
            return None
    return f"{q.origin.partner}: {given.mode.value}"


def _no_wider(offered: Onward, given: Onward) -> bool:
    """Same terms: the next receiver may hand on under the same terms or not at all."""
    return offered.mode in {OnwardMode.NONE, given.mode}


@rule("gate.origin-purpose", "UNTOC art. 18(19); agreement with the originator: purposes")
def purpose_of_origin(q: Question) -> str | None:
    """No other use than the originator agreed to, however many hands it has passed."""
    if not isinstance(q.origin, From) or q.purpose in q.origin.purposes:
        return None
    return f"{q.origin.partner}: {q.purpose.value}"

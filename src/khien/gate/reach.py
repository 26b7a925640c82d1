"""How far markings let an object go (FIRST TLP 2.0, MISP PAP v3, STIX 2.1 §7.2)."""

from __future__ import annotations

from khien.gate.answers import NO_AGREEMENT
from khien.gate.questions import From, Question
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.marking import TLP_OF_ID, Tlp


def marking_known(q: Question) -> Verdict:
    """What cannot be read cannot be kept to."""
    if q.marking.unknown:
        return Refusal("gate.marking-unknown", ", ".join(q.marking.unknown))
    return Allowed()


def no_tlp_object(q: Question) -> Verdict:
    """Everybody has the TLP objects; a copy could only lie."""
    return Refusal("gate.tlp-object", q.object_id) if q.object_id in TLP_OF_ID else Allowed()


def red_to_named_persons(q: Question) -> Verdict:
    """RED goes to persons, by name, whom the agreement or the partner's entry lists."""
    if q.tlp < Tlp.RED:
        return Allowed()
    known = set(q.receiver.persons)
    if q.agreement is not None:
        known |= q.agreement.terms.persons_of(q.receiver.identity)
    strangers = q.recipients - known
    if q.recipients and not strangers:
        return Allowed()
    return Refusal("gate.red-needs-name", ", ".join(sorted(strangers)) or q.receiver.name)


def strict_stays_inside(q: Question) -> Verdict:
    """What came in as AMBER+STRICT or RED was meant for us alone."""
    if isinstance(q.origin, From) and q.tlp >= Tlp.AMBER_STRICT:
        return Refusal("gate.strict-stays-inside", q.tlp.label)
    return Allowed()


def amber_to_clients(q: Question) -> Verdict:
    """What came in as AMBER reaches our clients; only the source's own list makes a partner one."""
    if not isinstance(q.origin, From) or q.tlp < Tlp.AMBER:
        return Allowed()
    if q.origin.onward.names(q.receiver.name, q.receiver.identity):
        return Allowed()
    return Refusal("gate.amber-clients-only", q.receiver.name)


def below_tlp_ceiling(q: Question) -> Verdict:
    """Nothing stricter than the ceiling crosses."""
    if q.agreement is None:
        return Refusal("gate.tlp-ceiling", NO_AGREEMENT)
    ceiling = q.agreement.terms.tlp_ceiling
    if q.tlp > ceiling:
        return Refusal("gate.tlp-ceiling", f"{q.tlp.label} > {ceiling.label}")
    return Allowed()


def below_pap_ceiling(q: Question) -> Verdict:
    """What calls for less than the receiver may do is not told to him."""
    if q.agreement is None:
        return Refusal("gate.pap-ceiling", NO_AGREEMENT)
    pap, ceiling = q.marking.pap, q.agreement.terms.pap_ceiling
    if pap is not None and pap > ceiling:
        return Refusal("gate.pap-ceiling", f"{pap.label} > {ceiling.label}")
    return Allowed()

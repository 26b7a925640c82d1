"""How far markings let an object go (FIRST TLP 2.0, MISP PAP v3, STIX 2.1 §7.2)."""

from __future__ import annotations

from khien.gate.answers import agreed, rule
from khien.gate.questions import From, Question
from khien.model.agreement import Agreement
from khien.model.marking import TLP_OF_ID, Tlp


@rule("gate.marking-unknown", "STIX 2.1 §7.2")
def marking_known(q: Question) -> str | None:
    """What cannot be read cannot be kept."""
    return ", ".join(q.marking.unknown) or None


@rule("gate.tlp-object", "STIX 2.1 Best Practices Guide: TLP marking objects are not sent")
def no_tlp_object(q: Question) -> str | None:
    """Everybody has the TLP objects; a copy could only lie."""
    return q.object_id if q.object_id in TLP_OF_ID else None


@rule("gate.red-needs-name", "FIRST TLP 2.0: RED")
def red_to_named_persons(q: Question) -> str | None:
    """RED goes to persons, by name, whom the agreement or the partner's entry lists."""
    if q.tlp < Tlp.RED:
        return None
    agreed_persons = (
        frozenset() if q.agreement is None else q.agreement.terms.persons_of(q.receiver.identity)
    )
    strangers = q.recipients - q.receiver.persons - agreed_persons
    if q.recipients and not strangers:
        return None
    return ", ".join(sorted(strangers)) or q.receiver.name


@rule("gate.strict-stays-inside", "FIRST TLP 2.0: RED, AMBER+STRICT")
def strict_stays_inside(q: Question) -> str | None:
    """What came in as AMBER+STRICT or RED was meant for us alone."""
    stays = isinstance(q.origin, From) and q.tlp >= Tlp.AMBER_STRICT
    return q.tlp.label if stays else None


@rule("gate.amber-clients-only", "FIRST TLP 2.0: AMBER")
def amber_to_clients(q: Question) -> str | None:
    """What came in as AMBER reaches our clients; only the source's own list makes a partner one."""
    if not isinstance(q.origin, From) or q.tlp < Tlp.AMBER:
        return None
    is_client = q.origin.onward.names(q.receiver.name, q.receiver.identity)
    return None if is_client else q.receiver.name


@agreed("gate.tlp-ceiling", "agreement: tlp_ceiling")
def below_tlp_ceiling(q: Question, terms: Agreement) -> str | None:
    """Nothing stricter than the ceiling crosses."""
    over = q.tlp > terms.tlp_ceiling
    return f"{q.tlp.label} > {terms.tlp_ceiling.label}" if over else None


@agreed("gate.pap-ceiling", "agreement: pap_ceiling; MISP PAP v3")
def below_pap_ceiling(q: Question, terms: Agreement) -> str | None:
    """Who must not act may not be told what calls for less than he would do."""
    pap = q.marking.pap
    if pap is None or pap <= terms.pap_ceiling:
        return None
    return f"{pap.label} > {terms.pap_ceiling.label}"

"""Every rule of the gate, with its code and the clause that it comes from, in one table."""

from __future__ import annotations

from khien.gate import approving, fences, reach, terms
from khien.gate.answers import Rule

RULES: tuple[Rule, ...] = (
    Rule("gate.partner-revoked", "list of partners", terms.partner_stands),
    Rule("gate.agreement-missing", "deny by default", terms.agreement_exists),
    Rule("gate.agreement-unsigned", "agreement: signatures", terms.agreement_signed),
    Rule("gate.agreement-other-party", "agreement: parties", terms.agreement_with_receiver),
    Rule(
        "gate.agreement-not-in-force",
        "agreement: valid_from, valid_until",
        terms.agreement_in_force,
    ),
    Rule("gate.type-not-agreed", "agreement: object_types, object_groups", terms.type_agreed),
    Rule("gate.purpose-not-agreed", "agreement: purposes", terms.purpose_agreed),
    Rule("gate.marking-unknown", "STIX 2.1 §7.2", reach.marking_known),
    Rule(
        "gate.tlp-object",
        "STIX 2.1 Best Practices Guide: TLP marking objects are not sent",
        reach.no_tlp_object,
    ),
    Rule("gate.red-needs-name", "FIRST TLP 2.0: RED", reach.red_to_named_persons),
    Rule(
        "gate.strict-stays-inside",
        "FIRST TLP 2.0: RED, AMBER+STRICT",
        reach.strict_stays_inside,
    ),
    Rule("gate.amber-clients-only", "FIRST TLP 2.0: AMBER", reach.amber_to_clients),
    Rule("gate.tlp-ceiling", "agreement: tlp_ceiling", reach.below_tlp_ceiling),
    Rule("gate.pap-ceiling", "agreement: pap_ceiling; MISP PAP v3", reach.below_pap_ceiling),
    Rule("gate.echo", "agreement with the originator: onward", terms.no_echo),
    Rule("gate.onward-terms", "agreement with the originator: onward", terms.onward_allowed),
    Rule(
        "gate.origin-purpose",
        "agreement with the originator: purposes; UNTOC art. 18(19)",
        terms.purpose_of_origin,
    ),
    Rule(
        "gate.personal-not-agreed",
        "agreement: personal_data; UN Convention against Cybercrime art. 36",
        approving.personal_agreed,
    ),
    Rule("gate.clients-not-agreed", "agreement: client_addresses", terms.clients_agreed),
    Rule(
        "gate.personal-onward",
        "UN Convention against Cybercrime art. 36: prior authorisation of the sender",
        approving.personal_onward,
    ),
    Rule(
        "gate.exercise-fence",
        "HSEEP: exercise traffic is kept apart from real traffic",
        fences.exercise_fence,
    ),
    Rule("gate.revoked-unshared", "STIX 2.1 §3.6", fences.revoked_only_where_shared),
    Rule(
        "gate.personal-needs-lawyer",
        "Law 91/2025/QH15 on personal data; UN Convention against Cybercrime art. 36",
        approving.lawyer_saw_personal,
    ),
    Rule("gate.own-assets", "list of own networks and domains", approving.own_assets_cleared),
    Rule("gate.warninglist", "warninglists; popular names", approving.warninglists_cleared),
    Rule(
        "gate.approvals-missing",
        "agreement: approvals, automatic_up_to, emergency",
        approving.approved,
    ),
)
"""In the order in which people read the answers. All are asked, always."""

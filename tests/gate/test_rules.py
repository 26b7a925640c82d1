"""Every rule of the gate as a table: what is the case, which facts, which answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from khien.gate import RULES, Own, Question, SignedAgreement
from khien.model.agreement import Onward, OnwardMode, Party, Purpose, Role
from khien.model.decision import Allowed, Refusal
from khien.model.ids import PartnerName
from khien.model.marking import TLP_1_IDS, TLP_2_IDS, GranularTlp, Marking, Pap, Tlp
from tests.gate.specimens import (
    AGREEMENT,
    INDICATOR,
    PLAIN,
    RECEIVER,
    SOURCE,
    THEM,
    US,
    against,
    asked,
    came,
    named,
    said_yes,
    under,
)

TWO_YES = (said_yes("minh"), said_yes("hoa"))
LAWYER_YES = (said_yes("thu", Role.LAWYER),)
AMBER = Marking(Tlp.AMBER)
STRICT = Marking(Tlp.AMBER_STRICT)
RED = Marking(Tlp.RED)
NOBODY = Onward(mode=OnwardMode.NONE)
REPLACED_PARTIES = (AGREEMENT.parties[0], Party(name="other", identity=SOURCE))

PASSES: dict[str, dict[str, Any]] = {
    "own, green, agreed": {},
    "no author: a machine made it": {"author": None},
    "own AMBER, approved by two": {"marking": AMBER, "approvals": TWO_YES},
    "own AMBER+STRICT goes to the partner's organisation": {
        "marking": STRICT,
        "approvals": TWO_YES,
    },
    "own RED, to a person named in the agreement": {
        "marking": RED,
        "recipients": frozenset({"Officer Two"}),
        "approvals": TWO_YES,
    },
    "own RED, to a person of the partner's entry": {
        "marking": RED,
        "recipients": frozenset({"Liaison"}),
        "receiver": replace(RECEIVER, persons=frozenset({"Liaison"})),
        "approvals": TWO_YES,
    },
    "PAP at the ceiling": {"marking": Marking(Tlp.GREEN, pap=Pap.AMBER)},
    "TLP at the ceiling": {
        "agreement": under(tlp_ceiling=Tlp.GREEN),
    },
    "first day": {"now": datetime(2026, 1, 1, tzinfo=UTC)},
    "last second of the last day": {"now": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)},
    "received GREEN, handed on under the same terms": {"origin": came()},
    "received GREEN, to a receiver who may hand on to nobody": {
        "origin": came(),
        "agreement": under(onward=NOBODY),
    },
    "received GREEN, named by name": {"origin": came(onward=named("asean-cert"))},
    "received GREEN, named by identity": {"origin": came(onward=named(THEM))},
    "received AMBER, receiver named as a client": {
        "marking": AMBER,
        "origin": came(tlp=Tlp.AMBER, onward=named(THEM)),
        "approvals": TWO_YES,
    },
    "received AMBER, receiver named as a client by its name": {
        "marking": AMBER,
        "origin": came(tlp=Tlp.AMBER, onward=named("asean-cert")),
        "approvals": TWO_YES,
    },
    "clients told apart, as agreed": {
        "clients": True,
        "agreement": under(client_addresses=True),
    },
    "no client told apart": {"agreement": under(client_addresses=False)},
    "personal data, seen by a lawyer": {"personal": ("email",), "approvals": LAWYER_YES},
    "personal data from a partner that named the receiver's identity": {
        "personal": ("email",),
        "origin": came(onward=named(THEM)),
        "approvals": LAWYER_YES,
    },
    "personal data from a partner that named the receiver": {
        "personal": ("email",),
        "origin": came(onward=named("asean-cert")),
        "approvals": LAWYER_YES,
    },
    "own assets, seen by a release officer": {
        "own_assets": 1,
        "malicious": True,
        "approvals": (said_yes("minh"),),
    },
    "own assets, seen by an admin": {
        "own_assets": 1,
        "malicious": True,
        "approvals": (said_yes("minh", Role.ADMIN),),
    },
    "own assets in something that accuses nobody": {"own_assets": 1},
    "on a warninglist, and seen by a release officer": {
        "warninglists": ("popular",),
        "malicious": True,
        "approvals": TWO_YES,
    },
    "on a warninglist in something that accuses nobody": {"warninglists": ("popular",)},
    "something malicious that is not ours": {"malicious": True},
    "exercise object for the purpose of exercise": {
        "exercise": True,
        "purpose": Purpose.EXERCISE,
    },
    "exercise object over an exercise link": {
        "exercise": True,
        "purpose": Purpose.EXERCISE,
        "receiver": replace(RECEIVER, exercise=True),
    },
    "revocation of what was shared": {"revoked": True, "shared_before": True},
}

REFUSES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "partner struck off": (
        {"receiver": replace(RECEIVER, revoked=True)},
        [("gate.partner-revoked", "asean-cert")],
    ),
    "not signed by us": (
        {"agreement": SignedAgreement(terms=AGREEMENT, by_us=False, by_them=True)},
        [("gate.agreement-unsigned", US)],
    ),
    "not signed by them": (
        {"agreement": SignedAgreement(terms=AGREEMENT, by_us=True, by_them=False)},
        [("gate.agreement-unsigned", "asean-cert")],
    ),
    "signed by nobody": (
        {"agreement": SignedAgreement(terms=AGREEMENT, by_us=False, by_them=False)},
        [("gate.agreement-unsigned", f"{US}, asean-cert")],
    ),
    "agreement with somebody else": (
        {"agreement": under(parties=REPLACED_PARTIES)},
        [("gate.agreement-other-party", THEM)],
    ),
    "agreement between others": (
        {"us": SOURCE},
        [("gate.agreement-other-party", THEM)],
    ),
    "the day before": (
        {"now": datetime(2025, 12, 31, 23, 59, tzinfo=UTC)},
        [("gate.agreement-not-in-force", "2026-01-01/2026-12-31")],
    ),
    "the day after": (
        {"now": datetime(2027, 1, 1, tzinfo=UTC)},
        [("gate.agreement-not-in-force", "2026-01-01/2026-12-31")],
    ),
    "type out of scope": ({"object_type": "malware"}, [("gate.type-not-agreed", "malware")]),
    "purpose out of scope": (
        {"purpose": Purpose.INVESTIGATION},
        [("gate.purpose-not-agreed", "investigation")],
    ),
    "unknown marking": (
        {"marking": Marking(Tlp.GREEN, unknown=("marking-definition--x", "y"))},
        [("gate.marking-unknown", "marking-definition--x, y")],
    ),
    "RED to nobody": (
        {"marking": RED, "approvals": TWO_YES},
        [("gate.red-needs-name", "asean-cert")],
    ),
    "RED to strangers": (
        {
            "marking": RED,
            "approvals": TWO_YES,
            "recipients": frozenset({"Officer Two", "Zoe", "Abe"}),
        },
        [("gate.red-needs-name", "Abe, Zoe")],
    ),
    "RED to our own person at the partner": (
        {"marking": RED, "approvals": TWO_YES, "recipients": frozenset({"Officer One"})},
        [("gate.red-needs-name", "Officer One")],
    ),
    "a RED part in a GREEN object": (
        {
            "marking": Marking(Tlp.GREEN, granular=(GranularTlp("name", Tlp.RED),)),
            "approvals": TWO_YES,
        },
        [("gate.red-needs-name", "asean-cert")],
    ),
    "received AMBER+STRICT": (
        {
            "origin": came(tlp=Tlp.AMBER_STRICT, onward=named(THEM)),
            "marking": STRICT,
            "approvals": TWO_YES,
        },
        [("gate.strict-stays-inside", "TLP:AMBER+STRICT")],
    ),
    "received AMBER+STRICT, a later version says CLEAR": (
        {
            "origin": came(tlp=Tlp.AMBER_STRICT, onward=named(THEM)),
            "marking": Marking(Tlp.CLEAR),
            "approvals": TWO_YES,
        },
        [("gate.strict-stays-inside", "TLP:AMBER+STRICT")],
    ),
    "received RED, even to a named person": (
        {
            "origin": came(onward=named(THEM)),
            "marking": RED,
            "approvals": TWO_YES,
            "recipients": frozenset({"Officer Two"}),
        },
        [("gate.strict-stays-inside", "TLP:RED")],
    ),
    "received AMBER, same terms make no client": (
        {"origin": came(tlp=Tlp.AMBER), "marking": AMBER, "approvals": TWO_YES},
        [("gate.amber-clients-only", "asean-cert")],
    ),
    "received AMBER, somebody else is named": (
        {
            "origin": came(tlp=Tlp.AMBER, onward=named("other")),
            "marking": AMBER,
            "approvals": TWO_YES,
        },
        [
            ("gate.amber-clients-only", "asean-cert"),
            ("gate.onward-terms", "viet-telecom: named"),
        ],
    ),
    "above the TLP ceiling": (
        {"agreement": under(tlp_ceiling=Tlp.CLEAR)},
        [("gate.tlp-ceiling", "TLP:GREEN > TLP:CLEAR")],
    ),
    "above the PAP ceiling": (
        {"marking": Marking(Tlp.GREEN, pap=Pap.RED)},
        [("gate.pap-ceiling", "PAP:RED > PAP:AMBER")],
    ),
    "back to who sent it": (
        {"origin": came(partner=PartnerName("asean-cert"))},
        [("gate.echo", "asean-cert")],
    ),
    "back to who made it": ({"origin": came(source=THEM)}, [("gate.echo", "asean-cert")]),
    "received, onward to nobody": (
        {"origin": came(onward=NOBODY)},
        [("gate.onward-terms", "viet-telecom: none")],
    ),
    "received, a list without the mode opens nothing": (
        {"origin": came(onward=Onward(mode=OnwardMode.NONE, partners=("asean-cert",)))},
        [("gate.onward-terms", "viet-telecom: none")],
    ),
    "same terms, but the receiver could hand on to others": (
        {"origin": came(), "agreement": under(onward=named("other"))},
        [("gate.onward-terms", "viet-telecom: same-terms")],
    ),
    "received for another purpose": (
        {"origin": came(purposes=frozenset({Purpose.INVESTIGATION}))},
        [("gate.origin-purpose", "viet-telecom: network-defence")],
    ),
    "personal data, not agreed, one kind": (
        {"personal": ("email",), "agreement": under(personal_data=False), "approvals": LAWYER_YES},
        [("gate.personal-not-agreed", "email")],
    ),
    "personal data, not agreed": (
        {
            "personal": ("phone", "email", "phone"),
            "agreement": under(personal_data=False),
            "approvals": LAWYER_YES,
        },
        [("gate.personal-not-agreed", "email, phone")],
    ),
    "clients told apart, not agreed": (
        {"clients": True, "agreement": under(client_addresses=False)},
        [("gate.clients-not-agreed", "asean-cert")],
    ),
    "personal data of a partner, receiver not named": (
        {"personal": ("email",), "origin": came(), "approvals": LAWYER_YES},
        [("gate.personal-onward", "viet-telecom: email")],
    ),
    "exercise object for real": (
        {"exercise": True},
        [("gate.exercise-fence", "network-defence")],
    ),
    "exercise object for real over an exercise link": (
        {"exercise": True, "receiver": replace(RECEIVER, exercise=True)},
        [("gate.exercise-fence", "network-defence")],
    ),
    "real object for exercise": (
        {"purpose": Purpose.EXERCISE},
        [("gate.exercise-fence", "asean-cert")],
    ),
    "real object over an exercise link": (
        {"receiver": replace(RECEIVER, exercise=True)},
        [("gate.exercise-fence", "asean-cert")],
    ),
    "revocation of what was never shared": (
        {"revoked": True},
        [("gate.revoked-unshared", INDICATOR)],
    ),
}

WAITS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "AMBER without approval": ({"marking": AMBER}, [("gate.approvals-missing", "2 × release")]),
    "personal data without a lawyer": (
        {"personal": ("phone",), "approvals": TWO_YES},
        [("gate.personal-needs-lawyer", "phone")],
    ),
    "own assets without approval": (
        {"own_assets": 3, "malicious": True, "approvals": LAWYER_YES},
        [("gate.own-assets", "3")],
    ),
    "on a warninglist without approval": (
        {"warninglists": ("popular", "Public DNS"), "malicious": True, "approvals": LAWYER_YES},
        [("gate.warninglist", "popular, Public DNS")],
    ),
}


@pytest.mark.parametrize("facts", PASSES.values(), ids=PASSES)
def test_the_gate_opens(facts: dict[str, Any]) -> None:
    """What the agreement and the markings allow gets no objection at all."""
    assert against(asked(**facts)) == []


@pytest.mark.parametrize(("facts", "refusals"), REFUSES.values(), ids=REFUSES)
def test_the_gate_refuses(facts: dict[str, Any], refusals: list[tuple[str, str]]) -> None:
    """Each rule refuses on its own, names itself and what is at fault, and no other rule joins in."""
    assert against(asked(**facts)) == [("refused", *refusal) for refusal in refusals]


@pytest.mark.parametrize(("facts", "waits"), WAITS.values(), ids=WAITS)
def test_the_gate_waits(facts: dict[str, Any], waits: list[tuple[str, str]]) -> None:
    """What people may open waits for them, and says for what."""
    assert against(asked(**facts)) == [("waiting", *wait) for wait in waits]


def test_every_rule_has_a_case_that_stops() -> None:
    """No rule is in the table of rules without a case here in which it says no."""
    cases = [*REFUSES.values(), *WAITS.values()]
    stopping = {code for _, answers in cases for code, _ in answers}
    elsewhere = {"gate.agreement-missing", "gate.tlp-object"}

    assert {rule.code for rule in RULES} == stopping | elsewhere


@pytest.mark.parametrize("marking_id", [*TLP_1_IDS.values(), *TLP_2_IDS.values()])
def test_tlp_objects_are_never_sent(marking_id: str) -> None:
    """Everybody has the TLP marking objects; none leaves as ours."""
    question = asked(object_id=marking_id, object_type="marking-definition")

    assert against(question) == [("refused", "gate.tlp-object", marking_id)]


def test_a_tlp_object_is_refused_under_the_code_of_its_rule() -> None:
    """The rule about TLP objects says so under its own code."""
    (rule,) = (rule for rule in RULES if rule.code == "gate.tlp-object")
    marking_id = TLP_2_IDS[Tlp.RED]

    assert rule.ask(asked(object_id=marking_id)) == Refusal("gate.tlp-object", marking_id)


def test_without_an_agreement_everything_that_needs_one_refuses() -> None:
    """No agreement opens nothing, and each rule that would have read it points to that."""
    found = against(asked(agreement=None, personal=("email",)))
    pointing = [code for _, code, detail in found if detail == "gate.agreement-missing"]

    assert found[0] == ("refused", "gate.agreement-missing", "asean-cert")
    assert pointing == [
        "gate.agreement-unsigned",
        "gate.agreement-other-party",
        "gate.agreement-not-in-force",
        "gate.type-not-agreed",
        "gate.purpose-not-agreed",
        "gate.tlp-ceiling",
        "gate.pap-ceiling",
        "gate.onward-terms",
        "gate.personal-not-agreed",
        "gate.clients-not-agreed",
        "gate.approvals-missing",
    ]
    assert ("waiting", "gate.personal-needs-lawyer", "email") in found


@pytest.mark.parametrize("facts", [facts for facts, _ in (*REFUSES.values(), *WAITS.values())])
def test_each_rule_answers_under_its_own_code(facts: dict[str, Any]) -> None:
    """The code in a rule's answer is the one under which the table lists it."""
    replies = [(rule.code, rule.ask(asked(**facts))) for rule in RULES]

    assert [r.code for code, r in replies if not isinstance(r, Allowed) and r.code != code] == []


def test_each_rule_alone_refuses_without_an_agreement() -> None:
    """A rule that would have read the agreement answers under its own code when there is none."""
    question = asked(agreement=None, personal=("email",))
    for rule in RULES:
        reply = rule.ask(question)
        assert isinstance(reply, Allowed) or reply.code == rule.code


def test_red_without_an_agreement_still_asks_for_a_name() -> None:
    """The rule on names reads the partner's own entry when there is no agreement."""
    question = asked(
        agreement=None,
        marking=RED,
        recipients=frozenset({"Liaison"}),
        receiver=replace(RECEIVER, persons=frozenset({"Liaison"})),
    )

    assert "gate.red-needs-name" not in {code for _, code, _ in against(question)}
    assert "gate.red-needs-name" in {
        code for _, code, _ in against(replace(question, receiver=RECEIVER))
    }


def test_validity_counts_days_in_utc() -> None:
    """An agreement ends with the UTC day, wherever the asker's clock stands."""
    late = datetime.fromisoformat("2027-01-01T06:59:00+07:00")

    assert against(asked(now=late)) == []
    assert against(asked(now=late.replace(hour=7))) != []


def test_received_means_no_looser_than_received() -> None:
    """The level that counts is the stricter of today's marking and the one at the reception."""
    looser = asked(origin=came(tlp=Tlp.AMBER), marking=Marking(Tlp.CLEAR))
    stricter = asked(origin=came(tlp=Tlp.CLEAR), marking=AMBER)

    assert looser.tlp is Tlp.AMBER
    assert stricter.tlp is Tlp.AMBER
    assert asked(origin=Own(), marking=AMBER).tlp is Tlp.AMBER


def test_the_plain_question_stays_plain() -> None:
    """The table changes one thing at a time: the specimen it starts from is cleared."""
    assert isinstance(PLAIN, Question)
    assert PLAIN.agreement == under()
    assert AGREEMENT.valid_until == date(2026, 12, 31)

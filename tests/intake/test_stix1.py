"""Tests of khien.intake.stix1 and stix1_observables: packages of STIX 1.x."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

import pytest

from khien.intake import Intake
from khien.intake.failures import XmlError
from khien.intake.limits import Limits
from khien.intake.plain_xml import parse_xml
from khien.intake.stix1_links import relation
from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import REFUSED, assert_ours, codes, of_type, read
from tests.intake.stix1_packages import indicator, package, properties
from tests.shared import shared

# Where our answer has another shape than the elevator's, and why.
OTHER_SHAPE: Final = {
    "icmp_observable": "traffic without an end is none (STIX 2.1 §6.12)",
    "network-connection-with-object-reference": "the request alone, without an end, is no traffic; its body is not carried",
    "observable_composition": "what contains `foo` was not observed to be `foo`, a mutex without a name is none",
    "kill-chain": "an indicator without a pattern is none (STIX 2.1 §4.7)",
    "malicious-email-indicator-with-addresses": "a TTP that only has a title is none, so nothing leads to it",
    "snort-test-mechanism": "a TTP that only has a title is none, so nothing leads to it",
}
_BESIDE: Final = frozenset({"marking-definition"})


def test_indicators_carry_their_words_and_what_they_indicate() -> None:
    """Kinds, confidence, time, rules in other languages, malware that stands inside."""
    inside = "<Indicated_TTP><TTP id='t'><Behavior><Malware_Instance><Name>Zeus</Name><Type>Remote Access</Type></Malware_Instance></Behavior></TTP></Indicated_TTP>"
    other = "<Indicated_TTP><TTP idref='unknown'/></Indicated_TTP>"
    words = "<Type>IP Watchlist</Type><Confidence><Value>High</Value></Confidence><Valid_Time_Position><Start_Time>2026-01-01T00:00:00Z</Start_Time></Valid_Time_Position>"
    rule = "<Test_Mechanisms><Test_Mechanism xsi:type='y:YaraTestMechanismType'><Rule>rule x {}</Rule></Test_Mechanism></Test_Mechanisms>"
    ioc = "<Test_Mechanisms><Test_Mechanism><ioc><definition/></ioc></Test_Mechanism></Test_Mechanisms>"
    intake = package(indicator(rule, words + inside + other))

    (one,) = of_type(intake, "indicator")
    assert (one["pattern"], one["pattern_type"], one["indicator_types"], one["confidence"], one["valid_from"]) == (
        "rule x {}", "yara", ["ip-watchlist"], 85, "2026-01-01T00:00:00.000Z",
    )  # fmt: skip
    assert of_type(intake, "malware")[0]["malware_types"] == ["remote-access"]
    assert [r["relationship_type"] for r in of_type(intake, "relationship")] == ["indicates"]
    assert codes(package(indicator(ioc))) == [(REFUSED, "intake.stix1-part")]


def test_every_other_part_has_its_object() -> None:
    """Holes, techniques, infrastructure, victims, actors, actions, campaigns, incidents, and who says so."""
    name = "<Identity><Name>Bank</Name></Identity>"
    address = properties("AddressObjectType", "<Address_Value>192.0.2.1</Address_Value>")
    body = (
        "<Exploit_Targets><Exploit_Target id='e'><Vulnerability><CVE_ID>CVE-2026-0001</CVE_ID></Vulnerability></Exploit_Target></Exploit_Targets>"
        "<TTPs><TTP id='a'><Title>Lure</Title><Attack_Pattern capec_id='CAPEC-98'/></TTP><TTP id='b'><Attack_Pattern capec_id='98'/></TTP>"
        f"<TTP id='c'><Resources><Infrastructure><Title>C2</Title>{address}</Infrastructure></Resources></TTP>"
        f"<TTP id='d'><Victim_Targeting>{name}</Victim_Targeting></TTP><TTP id='f'><Title>Empty</Title></TTP></TTPs>"
        f"<Threat_Actors><Threat_Actor id='t'><Title>Bear</Title>{name}</Threat_Actor></Threat_Actors>"
        "<Campaigns><Campaign id='k'><Title>Storm</Title><Status>x</Status></Campaign></Campaigns>"
        "<Incidents><Incident id='n'><Title>Breach</Title></Incident></Incidents>"
        "<Courses_Of_Action><Course_Of_Action id='z'><Title>Block</Title></Course_Of_Action></Courses_Of_Action>"
        f"<Observables><Observable id='q'/>{address}</Observables><Related_Packages/>"
    )
    header = (
        "<STIX_Header><Title>Report</Title><Marking_Structure color='AMBER'/><Information_Source><Identity>"
        "<NameElement>ACME</NameElement></Identity></Information_Source></STIX_Header>"
    )
    intake = package(body, header)

    assert Counter(v.type for v in intake.versions) == Counter(
        {"identity": 3, "vulnerability": 1, "attack-pattern": 2, "infrastructure": 1, "ipv4-addr": 1, "relationship": 2,
         "threat-actor": 1, "campaign": 1, "incident": 1, "course-of-action": 1, "observed-data": 1, "report": 1}
    )  # fmt: skip
    assert {tuple(v.content["object_marking_refs"]) for v in intake.versions} == {
        (TLP_2_IDS[Tlp.AMBER],)
    }
    assert [e.item for e in intake.entries if e.outcome.value == REFUSED] == ["f", "q"]
    assert "Related_Packages" in {e.item for e in intake.entries}
    assert set(of_type(intake, "report")[0]["object_refs"]) >= {
        v.id for v in intake.versions if v.type != "report"
    }


def test_a_package_without_a_title_has_no_report() -> None:
    """A header that names nobody and nothing gives nothing."""
    intake = package(indicator(properties("MutexObjectType", "<Name>m</Name>")), "<STIX_Header/>")

    assert [v.type for v in intake.versions] == ["indicator"]
    with pytest.raises(XmlError):
        read("<!DOCTYPE a><STIX_Package/>")


def test_the_published_idioms_have_the_elevators_shape_or_a_reason() -> None:
    """Types and numbers of objects and relationships, not ids: 38 of 44 agree; each other one has its reason here."""
    different = set()
    paths = sorted(shared("stix/stix1-idioms").glob("*.stix1.xml"))
    for path in paths:
        name = path.name.removesuffix(".stix1.xml")
        wanted = json.loads((path.parent / f"{name}.stix21.json").read_text())["objects"]
        intake = read(path.read_bytes())
        assert_ours(intake)
        ours = Counter(v.type for v in intake.versions if v.type not in _BESIDE)
        if ours != Counter(one["type"] for one in wanted if one["type"] not in _BESIDE):
            different.add(name)

    assert different == set(OTHER_SHAPE)
    assert len(paths) - len(different) == 38


def test_an_openioc_definition_inside_is_a_pattern_and_a_broken_part_stands_for_nothing() -> None:
    """The mechanism's tree is read; a number that STIX refuses refuses its part alone."""
    term = "<IndicatorItem xmlns='x'><Context search='FileItem/FileName'/><Content>a</Content></IndicatorItem>"
    ioc = (
        "<Test_Mechanisms><Test_Mechanism><ioc xmlns='x'><definition><Indicator>"
        f"{term}</Indicator></definition></ioc></Test_Mechanism></Test_Mechanisms>"
    )
    hole = "<Exploit_Target><Vulnerability><CVE_ID>none</CVE_ID></Vulnerability></Exploit_Target>"
    broken = f"<Exploit_Targets>{hole}</Exploit_Targets>"
    action = "<Courses_Of_Action><Course_Of_Action timestamp='9999-99' id='z'/></Courses_Of_Action>"

    assert of_type(package(indicator(ioc)), "indicator")[0]["pattern"] == "[file:name = 'a']"
    assert codes(package(broken + action))[0] == (REFUSED, "stix.external-reference")


# --- words, markings, relations


def test_what_has_no_property_stands_in_the_text() -> None:
    """Of every part; who worked on it does not."""
    body = (
        "<Observables><Pool>x</Pool></Observables><Campaigns><Campaign id='k'><Title>Storm</Title><Description>Rain</Description><Status>Ongoing</Status>"
        "<Contact><Identity><Name>Jane</Name></Identity></Contact></Campaign></Campaigns>"
        "<Courses_Of_Action><Course_Of_Action id='z'><Title>Block</Title><Cost><Value>Low</Value></Cost><Parameter_Observables>"
        f"{properties('MutexObjectType', '<Name>m</Name>')}</Parameter_Observables></Course_Of_Action></Courses_Of_Action>"
        "<Incidents><Incident id='n'><Victim><Specification><PartyName><PersonName><NameElement>Jane</NameElement></PersonName></PartyName>"
        "</Specification></Victim></Incident></Incidents>"
    )
    intake = package(body)

    (campaign,), (action,) = of_type(intake, "campaign"), of_type(intake, "course-of-action")
    assert campaign["description"] == "Rain\n\nStatus: Ongoing"
    assert action["description"] == "Parameter Observables: [mutex:name = 'm']\n\nCost / Value: Low"
    (person,) = of_type(intake, "identity")
    assert person["identity_class"] == "individual"
    assert "Jane" not in str([campaign, action, of_type(intake, "incident")])
    remarks = {
        (one.code, one.path or one.detail) for entry in intake.entries for one in entry.remarks
    }
    assert {("intake.stix1-in-text", "Status"), ("intake.stix1-in-text", "Cost / Value"),
            ("intake.stix1-field", "Campaign")} <= remarks  # fmt: skip


def test_parts_lead_to_each_other() -> None:
    """In the direction of STIX 2.1; what is named and is not here is told."""
    body = (
        "<TTPs><TTP id='t'><Title>T</Title><Behavior><Malware><Malware_Instance><Name>A</Name><Name>B</Name></Malware_Instance></Malware>"
        "<Attack_Patterns><Attack_Pattern capec_id='T1059.001'/><Attack_Pattern capec_id='none'><Title>P</Title></Attack_Pattern></Attack_Patterns>"
        "</Behavior><Victim_Targeting><Targeted_Information>Cards</Targeted_Information></Victim_Targeting>"
        "<Exploit_Targets><Exploit_Target><Exploit_Target idref='e'/></Exploit_Target></Exploit_Targets></TTP>"
        "<TTP id='v'><Title>V</Title><Victim_Targeting/></TTP></TTPs>"
        "<Exploit_Targets><Exploit_Target id='e'><Vulnerability><Title>H</Title><OSVDB_ID>1</OSVDB_ID></Vulnerability>"
        "<Potential_COAs><Potential_COA><Course_Of_Action idref='z'/></Potential_COA></Potential_COAs></Exploit_Target>"
        "<Exploit_Target id='w'><Weakness/></Exploit_Target></Exploit_Targets>"
        "<Courses_Of_Action><Course_Of_Action id='z'><Title>Z</Title></Course_Of_Action></Courses_Of_Action>"
        "<Campaigns><Campaign id='k'><Title>K</Title><Related_TTPs><Related_TTP><Relationship>Uses it</Relationship><TTP idref='t'/></Related_TTP>"
        "<Related_TTP><TTP idref='nowhere'/></Related_TTP></Related_TTPs><Attribution><Attributed_Threat_Actor><Threat_Actor idref='a'/>"
        "</Attributed_Threat_Actor></Attribution></Campaign></Campaigns>"
        "<Threat_Actors><Threat_Actor id='a'><Associated_Campaigns><Associated_Campaign><Campaign idref='k'/></Associated_Campaign>"
        "</Associated_Campaigns><Observed_TTPs><Observed_TTP><TTP idref='gone'/></Observed_TTP></Observed_TTPs></Threat_Actor></Threat_Actors>"
        + indicator(properties("MutexObjectType", "<Name>m</Name>"), "<Suggested_COAs><Suggested_COA><Course_Of_Action idref='z'/>"
                    "</Suggested_COA></Suggested_COAs><Related_Campaigns><Related_Campaign><Campaign idref='k'/></Related_Campaign>"
                    "</Related_Campaigns>")
    )  # fmt: skip
    intake = package(body)
    types = {v.id: v.type for v in intake.versions}

    said = {
        (types[r["source_ref"]], r["relationship_type"], types[r["target_ref"]])
        for r in of_type(intake, "relationship")
    }
    assert said == {
        ("malware", "targets", "identity"), ("attack-pattern", "targets", "identity"),
        ("malware", "targets", "vulnerability"), ("attack-pattern", "targets", "vulnerability"),
        ("course-of-action", "mitigates", "vulnerability"), ("course-of-action", "investigates", "indicator"),
        ("campaign", "uses", "malware"), ("campaign", "uses", "attack-pattern"), ("campaign", "targets", "identity"),
        ("campaign", "attributed-to", "threat-actor"), ("indicator", "indicates", "campaign"),
    }  # fmt: skip
    assert of_type(intake, "malware")[0]["aliases"] == ["B"]
    assert "Uses it" in {r.get("description") for r in of_type(intake, "relationship")}
    links = [one["external_references"][0] for one in of_type(intake, "attack-pattern")[:1]]
    assert links == [{"source_name": "mitre-attack", "external_id": "T1059.001"}]
    missing = [
        (entry.item, one.detail)
        for entry in intake.entries
        for one in entry.remarks
        if one.code == "intake.stix1-link"
    ]
    assert missing == [("a Observed_TTPs", "gone"), ("k Related_TTPs", "nowhere")]
    refused = {entry.item for entry in intake.entries if entry.outcome.value == REFUSED}
    assert refused == {"v", "w"}


def test_how_parts_are_related() -> None:
    """Pairs that no idiom shows."""
    assert relation("infrastructure", "vulnerability") == ("has", False)
    assert relation("campaign", "indicator") == ("indicates", True)
    assert relation("threat-actor", "campaign") == ("attributed-to", True)
    assert relation("incident", "malware") == ("related-to", False)


def test_an_indicator_says_when_where_and_how_often() -> None:
    """Its end, its phases by id or name, and its sightings; a phase that nobody defines is told."""
    lm = "kill_chain_id='stix:TTP-af3e707f-2fb9-49e5-8c37-14026ca0a5ff'"
    said = (
        "<Valid_Time_Position><End_Time>2026-03-01T00:00:00Z</End_Time></Valid_Time_Position><Kill_Chain_Phases>"
        f"<Kill_Chain_Phase {lm} phase_id='stix:TTP-79a0e041-9d5f-49bb-ada4-8322622b162d'/>"
        "<Kill_Chain_Phase kill_chain_id='c' phase_id='p'/><Kill_Chain_Phase kill_chain_id='nowhere'/></Kill_Chain_Phases>"
        "<Sightings><Sighting/><Sighting/></Sightings><Confidence><Value>Sure</Value></Confidence>"
    )
    chains = "<TTPs><Kill_Chains><Kill_Chain id='c' name='Own Chain'><Kill_Chain_Phase phase_id='p' name='First Step'/></Kill_Chain></Kill_Chains></TTPs>"
    intake = package(indicator(properties("MutexObjectType", "<Name>m</Name>"), said) + chains)

    (one,), (seen,) = of_type(intake, "indicator"), of_type(intake, "sighting")
    assert one["valid_until"] == "2026-03-01T00:00:00.000Z"
    assert [tuple(phase.values()) for phase in one["kill_chain_phases"]] == [
        ("lockheed-martin-cyber-kill-chain", "delivery"), ("Own Chain", "First Step"),
    ]  # fmt: skip
    assert (seen["count"], seen["sighting_of_ref"]) == (2, one["id"])
    assert one["description"] == "Confidence / Value: Sure"
    assert "Kill_Chain_Phase" in {r.detail for r in intake.entries[0].remarks}


def test_markings_never_get_lost() -> None:
    """Terms of use are a statement on everything; a marking that nobody can read closes everything."""
    mutex = indicator(properties("MutexObjectType", "<Name>m</Name>"))

    def marked(inner: str) -> Intake:
        return package(
            mutex,
            f"<STIX_Header><Handling><Marking>{inner}</Marking></Handling><Tool>x</Tool></STIX_Header>",
        )

    terms = "<Marking_Structure xsi:type='x:T'><Terms_Of_Use>Only you</Terms_Of_Use></Marking_Structure>"
    stated = marked(terms * 2 + "<Marking_Structure idref='x'/>")
    closed = marked(
        "<Marking_Structure xsi:type='x:ISAMarkingsType'><Identifier>1</Identifier></Marking_Structure>"
    )

    (statement,), (one,) = of_type(stated, "marking-definition"), of_type(stated, "indicator")
    assert statement["definition"] == {"statement": "Only you"}
    assert one["object_marking_refs"] == [statement["id"]]
    assert of_type(closed, "indicator")[0]["object_marking_refs"] == [TLP_2_IDS[Tlp.RED]]
    assert ("skipped", "intake.stix1-marking") in codes(closed)
    assert "STIX_Header / Tool" in {entry.item for entry in stated.entries}


def test_who_it_is_and_where() -> None:
    """Sectors by the words of STIX 2.1; a place without a country is none."""
    body = (
        "<TTPs><TTP id='t'><Victim_Targeting><Identity><Specification><OrganisationInfo IndustryType='Energy Sector, Own Kind,'/>"
        "<Addresses><Address><AdministrativeArea><NameElement>X</NameElement></AdministrativeArea></Address>"
        "<Address><Country><NameElement NameCode='VN'/></Country></Address></Addresses></Specification></Identity>"
        "</Victim_Targeting></TTP></TTPs>"
    )
    intake = package(body)

    assert of_type(intake, "identity")[0]["sectors"] == ["energy", "own-kind"]
    assert [one["country"] for one in of_type(intake, "location")] == ["VN"]


def test_openioc_that_stix_cannot_say_is_kept_as_it_is() -> None:
    """In its own language, which nothing here matches; that is said."""
    term = "<IndicatorItem xmlns='x'><Context search='No/Such' a='&lt;'/><Content xsi:type='t'>a &amp; b</Content></IndicatorItem>"
    ioc = f"<Test_Mechanisms><Test_Mechanism><ioc xmlns='x'><definition><Indicator>{term}</Indicator></definition></ioc></Test_Mechanism></Test_Mechanisms>"
    intake = package(indicator(ioc))

    (one,) = of_type(intake, "indicator")
    assert one["pattern_type"] == "openioc"
    again = parse_xml("again", one["pattern"], Limits())
    assert [leaf.text for leaf in again.leaves()] == ["a & b"]
    assert again.namespace == "x"
    assert codes(intake) == [("changed", "intake.stix1-openioc")]


def test_nothing_of_a_part_is_read_and_dropped() -> None:
    """Every rule of a mechanism, a title that names nothing, a summary, and where a number is from."""
    mechanism = "<Test_Mechanism xsi:type='y:SnortTestMechanismType'><Rule>one</Rule><Rule>two</Rule><Efficacy>Low</Efficacy></Test_Mechanism>"
    body = (
        indicator(
            f"<Test_Mechanisms>{mechanism}</Test_Mechanisms>",
            "<Short_Description>Brief</Short_Description>",
        )
        + "<TTPs><TTP id='t'><Title>Own title</Title><Behavior><Malware><Malware_Instance><Name>Zeus</Name></Malware_Instance></Malware></Behavior></TTP></TTPs>"
        "<Incidents><Incident id='n'><External_ID source='Desk'>7</External_ID></Incident></Incidents>"
        "<Exploit_Targets><Exploit_Target id='e'><Title>Hole</Title><Vulnerability><CVE_ID>CVE-2026-0001</CVE_ID></Vulnerability></Exploit_Target></Exploit_Targets>"
    )
    intake = package(body)

    (one,) = of_type(intake, "indicator")
    assert one["pattern"] == "one\ntwo"
    assert set(one["description"].splitlines()) == {
        "Short Description: Brief", "Test Mechanisms / Test Mechanism / Efficacy: Low",
    }  # fmt: skip
    assert of_type(intake, "malware")[0]["description"] == "Title: Own title"
    assert of_type(intake, "incident")[0]["description"] == "External ID (Desk): 7"
    assert of_type(intake, "vulnerability")[0]["name"] == "Hole"


def test_an_indicator_counts_from_its_own_day() -> None:
    """Without a time of validity from when it was written, so that an old one is no new one."""
    written = indicator(properties("MutexObjectType", "<Name>m</Name>")).replace(
        "id='i'", "id='i' timestamp='2014-05-08T09:00:00Z'"
    )

    (one,) = of_type(package(written), "indicator")
    assert (one["valid_from"], one["created"]) == ("2014-05-08T09:00:00.000Z",) * 2

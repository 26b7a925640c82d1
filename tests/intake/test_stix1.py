"""Tests of khien.intake.stix1 and stix1_observables: packages of STIX 1.x."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

import pytest

from khien.intake import Intake
from khien.intake.failures import XmlError
from khien.model.marking import TLP_2_IDS, Tlp
from tests.intake.samples import REFUSED, all_codes, assert_ours, codes, of_type, read
from tests.shared import shared

# Where our answer has another shape than the elevator's, and why.
OTHER_SHAPE: Final = {
    "file-and-directory": "the path of a file that was observed is not carried, and said",
    "icmp_observable": "traffic without an end is none (STIX 2.1 §6.12)",
    "network-socket-observable": "a socket says which end is whose in a pattern alone",
    "network-connection-with-object-reference": "answers of HTTP and references to other objects are not read",
    "malicious-email-indicator-with-addresses": "the addresses of a mail that was observed stand without the mail",
    "observable_composition": "what contains `foo` was not observed to be `foo`, a mutex without a name is none",
    "resolve_to": "what a name resolves to is observed by itself, and does not narrow the indicator",
    "ioc-indicator": "the OpenIOC definition is read as a pattern, and has a term without counterpart",
    "kill-chain": "an indicator without a pattern is none (STIX 2.1 §4.7)",
    "issue-162": "a vulnerability that is written twice is there twice, an identity that has no name is not",
    "taxii-regression-test-11": "a sighting without what was seen is not carried",
    "victim-targeting": "information that is targeted is no identity",
}
_BESIDE: Final = frozenset({"relationship", "location", "marking-definition"})


def package(body: str, header: str = "") -> Intake:
    """A package with these parts."""
    spaces = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    intake = read(
        f'<STIX_Package {spaces} id="p" timestamp="2026-01-02T00:00:00Z">{header}{body}</STIX_Package>'
    )
    assert_ours(intake)
    return intake


def properties(kind: str, inner: str, more: str = "") -> str:
    """An observable with one object."""
    return f'<Observable><Object><Properties xsi:type="x:{kind}" {more}>{inner}</Properties></Object></Observable>'


def indicator(inner: str, more: str = "") -> str:
    """An indicator of it."""
    return f"<Indicators><Indicator id='i'><Title>T</Title>{more}{inner}</Indicator></Indicators>"


@pytest.mark.parametrize(
    ("kind", "inner", "more", "pattern"),
    [
        ("AddressObjectType", "<Address_Value>192.0.2.1</Address_Value>", 'category="ipv4-addr"', "[ipv4-addr:value = '192.0.2.1']"),
        ("AddressObjectType", "<Address_Value>192.0.2.1##comma##192.0.2.2</Address_Value>", "",
         "[(ipv4-addr:value = '192.0.2.1' OR ipv4-addr:value = '192.0.2.2')]"),
        ("AddressObjectType", "<Address_Value>a@evil.example</Address_Value>", 'category="e-mail"', "[email-addr:value = 'a@evil.example']"),
        ("URIObjectType", "<Value>http://evil.example/</Value>", 'type="URL"', "[url:value = 'http://evil.example/']"),
        ("URIObjectType", "<Value>evil.example</Value>", 'type="Domain Name"', "[domain-name:value = 'evil.example']"),
        ("FileObjectType", f"<Hashes><Hash><Type>MD5</Type><Simple_Hash_Value>{'a' * 32}</Simple_Hash_Value></Hash></Hashes><File_Name>a</File_Name>", "",
         f"[file:hashes.MD5 = '{'a' * 32}' AND file:name = 'a']"),
        ("WindowsRegistryKeyObjectType", "<Hive>HKEY_USERS</Hive><Key>a</Key>", "", "[windows-registry-key:key = 'HKEY_USERS\\\\a']"),
        ("WindowsRegistryKeyObjectType", "<Key>HKEY_USERS\\a</Key>", "", "[windows-registry-key:key = 'HKEY_USERS\\\\a']"),
        ("ProductObjectType", "<Product>Word</Product><Version>1</Version>", "", "[software:name = 'Word' AND software:version = '1']"),
        ("MutexObjectType", "<Name>m</Name>", "", "[mutex:name = 'm']"),
        ("MutexObjectType", "<Name condition='Contains'>m</Name>", "", "[mutex:name LIKE '%m%']"),
        ("MutexObjectType", "<Name condition='StartsWith'>a_b</Name>", "", "[mutex:name MATCHES '^a_b']"),
        ("MutexObjectType", "<Name condition='DoesNotEqual'>m</Name>", "", "[mutex:name != 'm']"),
        ("MutexObjectType", "<Name condition='EndsWith' apply_condition='ALL'>a##comma##b</Name>", "",
         "[(mutex:name LIKE '%a' AND mutex:name LIKE '%b')]"),
        ("FileObjectType", "<Size_In_Bytes condition='GreaterThan'>7</Size_In_Bytes>", "", "[file:size > 7]"),
        ("NetworkPacketObjectType", "<Internet_Layer><ICMPv6><ICMPv6_Header><Type>80</Type></ICMPv6_Header></ICMPv6></Internet_Layer>",
         "", "[network-traffic:extensions.'icmp-ext'.icmp_type_hex = h'80']"),
        ("NetworkSocketObjectType", "<Options><SO_BROADCAST>true</SO_BROADCAST><IP_TTL/></Options><Protocol>UDP</Protocol>", "",
         "[network-traffic:protocols[*] = 'udp' AND network-traffic:extensions.'socket-ext'.options.SO_BROADCAST = 1]"),
        ("NetworkConnectionObjectType", "<Destination_Socket_Address><IP_Address><Address_Value>192.0.2.1</Address_Value></IP_Address>"
         "</Destination_Socket_Address>", "", "[ipv4-addr:value = '192.0.2.1']"),
        ("NetworkConnectionObjectType", "<Destination_Socket_Address><IP_Address><Address_Value>192.0.2.1</Address_Value></IP_Address>"
         "<Port><Port_Value>80</Port_Value></Port></Destination_Socket_Address>", "",
         "[network-traffic:dst_port = 80 AND network-traffic:dst_ref.value = '192.0.2.1']"),
        ("NetworkConnectionObjectType", "<Destination_Socket_Address><Hostname><Hostname_Value>a.example</Hostname_Value></Hostname>"
         "</Destination_Socket_Address>", "", "[domain-name:value = 'a.example']"),
        ("X509CertificateObjectType", "<Certificate><Validity><Not_After>2026-01-02T00:00:00Z</Not_After></Validity></Certificate>", "",
         "[x509-certificate:validity_not_after = t'2026-01-02T00:00:00.000Z']"),
        ("HTTPSessionObjectType", "<HTTP_Request_Response><HTTP_Client_Request><HTTP_Request_Header><Parsed_Header>"
         "<User_Agent>x</User_Agent></Parsed_Header></HTTP_Request_Header></HTTP_Client_Request></HTTP_Request_Response>", "",
         "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x']"),
    ],
)  # fmt: skip
def test_an_object_becomes_a_pattern(kind: str, inner: str, more: str, pattern: str) -> None:
    """All that one object says holds of one thing; a list in a field is a choice."""
    intake = package(indicator(properties(kind, inner, more)))

    assert [one["pattern"] for one in of_type(intake, "indicator")] == [pattern]


@pytest.mark.parametrize(
    "inner",
    [
        properties("MemoryObjectType", "<x/>"), properties("URIObjectType", "<Value>two words</Value>"),
        "", "<Observable/>",
        properties("MutexObjectType", "<Name condition='FitsPattern'>m</Name>"),
        properties("MutexObjectType", "<Name apply_condition='NONE' condition='Contains'>m</Name>"),
        properties("ASObjectType", "<Number condition='GreaterThan'>1</Number>"),
        properties("FileObjectType", "<Size_In_Bytes condition='Contains'>7</Size_In_Bytes>"),
        properties("FileObjectType", "<Size_In_Bytes>many</Size_In_Bytes>"),
        properties("X509CertificateObjectType", "<Certificate><Validity><Not_After>soon</Not_After></Validity></Certificate>"),
        properties("FileObjectType", "<Hash><Type>MD5</Type></Hash>"),
        f"<Observable><Observable_Composition operator='AND'>{properties('MutexObjectType', '<Name>m</Name>')}"
        f"{properties('MemoryObjectType', '')}</Observable_Composition></Observable>",
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_by_name(inner: str) -> None:
    """A part of AND that is not understood takes the whole along."""
    assert codes(package(indicator(inner))) == [(REFUSED, "intake.stix1-part")]


def test_a_field_that_is_left_out_is_named() -> None:
    """In a pattern, and of what was observed also what only a pattern can say."""
    said = "<File_Name>a</File_Name><Size_In_Bytes>7</Size_In_Bytes><Device_Path>b</Device_Path>"
    in_pattern = package(indicator(properties("FileObjectType", said)))
    observed = package(f"<Observables>{properties('FileObjectType', said)}</Observables>")

    assert of_type(in_pattern, "indicator")[0]["pattern"] == "[file:name = 'a' AND file:size = 7]"
    assert [one.detail for one in in_pattern.entries[0].remarks] == ["Device_Path"]
    assert [one.detail for one in observed.entries[0].remarks] == ["Device_Path", "Size_In_Bytes"]


def test_observables_are_joined_by_their_operator() -> None:
    """References to observables of the package are followed, and those are not told twice."""
    listed = properties("MutexObjectType", "<Name>a</Name>").replace(
        "<Observable", '<Observable id="o"', 1
    )
    both = f"<Observable idref='o'/>{properties('MutexObjectType', '<Name>b</Name>')}"
    composed = f"<Observable><Observable_Composition>{both}</Observable_Composition></Observable>"
    intake = package(f"<Observables>{listed}</Observables>" + indicator(composed))

    assert (
        of_type(intake, "indicator")[0]["pattern"] == "([mutex:name = 'a'] OR [mutex:name = 'b'])"
    )
    assert not of_type(intake, "observed-data")
    assert "intake.stix1-inside" in all_codes(intake)


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
    """Types of objects, not ids: 32 of 44 agree; each other one has its reason here."""
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
    assert len(paths) - len(different) == 32


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

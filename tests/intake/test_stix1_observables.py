"""Tests of khien.intake.stix1_observables, stix1_observed and stix1_patterns: what CybOX says, in STIX 2.1."""

from __future__ import annotations

import pytest

from khien.intake.stix1_observed import observed
from khien.model.patterns.parser import parse_pattern
from khien.model.patterns.syntax import Observation
from tests.intake.samples import REFUSED, all_codes, codes, of_type
from tests.intake.stix1_packages import indicator, package, properties, related


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
         "[mutex:name LIKE '%a' AND mutex:name LIKE '%b']"),
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
    said = "<File_Name>a</File_Name><Size_In_Bytes condition='GreaterThan'>7</Size_In_Bytes><Device_Path>b</Device_Path>"
    in_pattern = package(indicator(properties("FileObjectType", said)))
    observed = package(f"<Observables>{properties('FileObjectType', said)}</Observables>")

    assert of_type(in_pattern, "indicator")[0]["pattern"] == "[file:name = 'a' AND file:size > 7]"
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


# --- what was observed


@pytest.mark.parametrize(
    ("kind", "inner", "more", "things"),
    [
        ("FileObjectType", "<File_Path>C:\\Windows\\a.dll</File_Path><Size_In_Bytes>7</Size_In_Bytes>", "",
         [{"type": "file", "name": "a.dll", "size": 7, "parent_directory_ref": 1}, {"type": "directory", "path": "C:\\Windows"}]),
        ("FileObjectType", "<File_Name>a</File_Name><File_Path>/opt/</File_Path>", "",
         [{"type": "file", "name": "a", "parent_directory_ref": 1}, {"type": "directory", "path": "/opt"}]),
        ("FileObjectType", "<File_Path>/a</File_Path>", "",
         [{"type": "file", "name": "a", "parent_directory_ref": 1}, {"type": "directory", "path": "/"}]),
        ("FileObjectType", "<File_Path>a</File_Path>", "", [{"type": "file", "name": "a"}]),
        ("FileObjectType", f"<Hashes><Hash><Type>MD5</Type></Hash><Hash><Type>MD5</Type><Simple_Hash_Value>{'a' * 32}##comma##{'b' * 32}"
         "</Simple_Hash_Value></Hash></Hashes>", "",
         [{"type": "file", "hashes": {"MD5": "a" * 32}}, {"type": "file", "hashes": {"MD5": "b" * 32}}]),
        ("EmailMessageObjectType", "<Header><To><Recipient><Address_Value>a@evil.example</Address_Value></Recipient><Recipient>"
         "<Address_Value>b@evil.example</Address_Value></Recipient></To><From><Address_Value>c@evil.example</Address_Value></From></Header>", "",
         [{"type": "email-message", "is_multipart": False, "from_ref": 1, "to_refs": [2, 3]},
          {"type": "email-addr", "value": "c@evil.example"}, {"type": "email-addr", "value": "a@evil.example"},
          {"type": "email-addr", "value": "b@evil.example"}]),
        ("AddressObjectType", "<Address_Value>192.0.2.1##comma##2001:db8::/32</Address_Value>", "",
         [{"type": "ipv4-addr", "value": "192.0.2.1"}, {"type": "ipv6-addr", "value": "2001:db8::/32"}]),
        ("NetworkConnectionObjectType", "<Source_Socket_Address><Hostname><Hostname_Value>a.example</Hostname_Value></Hostname></Source_Socket_Address>"
         "<Destination_Socket_Address><IP_Address><Address_Value>2001:db8::1</Address_Value></IP_Address></Destination_Socket_Address>", "",
         [{"type": "network-traffic", "src_ref": 1, "dst_ref": 2, "protocols": ["ipv6"]},
          {"type": "domain-name", "value": "a.example"}, {"type": "ipv6-addr", "value": "2001:db8::1"}]),
        ("HTTPSessionObjectType", "<x/>", "", []),
        ("NetworkConnectionObjectType", "<Destination_Socket_Address><IP_Address><Address_Value>192.0.2.1</Address_Value></IP_Address>"
         "</Destination_Socket_Address><Layer7_Connections><HTTP_Session><HTTP_Request_Response><HTTP_Client_Request><HTTP_Request_Header>"
         "<Parsed_Header><Host>a</Host></Parsed_Header></HTTP_Request_Header><HTTP_Request_Line><HTTP_Method>GET</HTTP_Method><Value>/</Value></HTTP_Request_Line></HTTP_Client_Request></HTTP_Request_Response></HTTP_Session>"
         "</Layer7_Connections>", "",
         [{"type": "network-traffic", "dst_ref": 1, "protocols": ["http"],
           "extensions": {"http-request-ext": {"request_method": "GET", "request_value": "/", "request_header": {"Host": ["a"]}}}}, {"type": "ipv4-addr", "value": "192.0.2.1"}]),
        ("WindowsRegistryKeyObjectType", "<Hive>HKEY_USERS</Hive><Key>a</Key><Values><Value><Name>n</Name><Data>b</Data></Value></Values>", "",
         [{"type": "windows-registry-key", "key": "HKEY_USERS\\a", "values": [{"name": "n", "data": "b"}]}]),
        ("X509CertificateObjectType", "<Certificate><Serial_Number>1</Serial_Number><Validity><Not_After>2026-01-02T00:00:00Z</Not_After></Validity></Certificate>",
         "", [{"type": "x509-certificate", "serial_number": "1", "validity_not_after": "2026-01-02T00:00:00.000Z"}]),
        ("FileObjectType", "<File_Name apply_condition='ANY'>a##comma##b</File_Name>", "",
         [{"type": "file", "name": "a"}, {"type": "file", "name": "b"}]),
    ],
)  # fmt: skip
def test_an_object_becomes_what_was_observed(
    kind: str, inner: str, more: str, things: list[dict[str, object]]
) -> None:
    """All that one object says is of one thing; what it refers to stands beside, once. A number is a place."""
    intake = package(f"<Observables>{properties(kind, inner, more)}</Observables>")
    found = [dict(v.content) for v in intake.versions if v.type != "observed-data"]
    places = {one["id"]: place for place, one in enumerate(found)}

    def plain(value: object) -> object:
        if isinstance(value, list):
            return [plain(one) for one in value]
        return places.get(value, value) if isinstance(value, str) else value

    shown = [
        {k: plain(v) for k, v in one.items() if k not in {"id", "spec_version"}} for one in found
    ]
    assert shown == things


@pytest.mark.parametrize(
    "pattern",
    ["EXISTS file:name", "file:name IN ('a')", "file:name = 'a' OR file:size = 7", "file:name = 'a' OR EXISTS file:name",
     "file:name NOT = 'a'", "file:name LIKE 'a%'"],
)  # fmt: skip
def test_what_only_a_pattern_can_say_was_not_observed(pattern: str) -> None:
    """A choice between properties, a part of a name, or that there is one."""
    expression = parse_pattern(f"[{pattern}]").expression

    assert isinstance(expression, Observation)
    assert observed(expression.expression) == []


def test_an_archive_holds_its_files() -> None:
    """In a pattern by a path, observed by a reference; its own digests are not theirs."""
    digests = f"<Hashes><Hash><Type>MD5</Type><Simple_Hash_Value>{'a' * 32}</Simple_Hash_Value></Hash></Hashes>"
    inner = f"<File_Name>a.zip</File_Name><Archived_File>{digests}</Archived_File><Archived_File><x/></Archived_File>"
    archive = properties("ArchiveFileObjectType", inner)
    (one,) = of_type(package(indicator(archive)), "indicator")
    outer, contained = of_type(package(f"<Observables>{archive}</Observables>"), "file")

    assert one["pattern"] == (
        f"[file:name = 'a.zip' AND file:extensions.'archive-ext'.contains_refs[*].hashes.MD5 = '{'a' * 32}']"
    )
    assert (outer["name"], contained["hashes"]) == ("a.zip", {"MD5": "a" * 32})
    assert outer["extensions"] == {"archive-ext": {"contains_refs": [contained["id"]]}}


def test_related_objects_belong_to_the_pattern() -> None:
    """A resolution is a path of the name, anything else an observation of its own; nothing falls away in silence."""
    address = "<Properties xsi:type='x:AddressObjectType'><Address_Value>192.0.2.1</Address_Value></Properties>"
    mac = "<Properties xsi:type='x:AddressObjectType' category='mac'><Address_Value>02:00:00:00:00:01</Address_Value></Properties>"

    def pattern(body: str) -> list[str]:
        return [one["pattern"] for one in of_type(package(body), "indicator")]

    domain = "[domain-name:value = 'a.example'"
    assert pattern(indicator(related("Resolved_To", address))) == [
        f"{domain} AND domain-name:resolves_to_refs[*].value = '192.0.2.1']"
    ]
    assert pattern(indicator(related("Contains", address))) == [
        f"({domain}] AND [ipv4-addr:value = '192.0.2.1'])"
    ]
    assert pattern(indicator(related("Resolved_To", mac))) == [
        f"({domain}] AND [mac-addr:value = '02:00:00:00:00:01'])"
    ]
    either = address.replace("192.0.2.1", "192.0.2.1##comma##192.0.2.2")
    assert pattern(indicator(related("Resolved_To", either))) == [
        f"{domain} AND (domain-name:resolves_to_refs[*].value = '192.0.2.1' OR domain-name:resolves_to_refs[*].value = '192.0.2.2')]"
    ]
    unknown = package(indicator(related("Resolved_To", "", "idref='nowhere'")))
    assert codes(unknown) == [(REFUSED, "intake.stix1-part")]
    assert unknown.entries[0].detail == "nowhere"


def test_what_a_name_resolves_to_was_observed_too() -> None:
    """Inside or by reference, each once; of a package that names it in a pattern it is told there."""
    address = "<Properties xsi:type='x:AddressObjectType'><Address_Value>192.0.2.1</Address_Value></Properties>"
    there = f"<Observable id='e'><Object id='o'>{address}</Object></Observable>"
    named = related("Resolved_To", "", "idref='o'")
    beside = package(f"<Observables>{named}{there}</Observables>")
    inside = package(f"<Observables>{related('Related_To', address)}</Observables>")
    told = package(
        f"<Observables>{named}{there}</Observables>" + indicator("<Observable idref='d'/>")
    )
    nowhere = related("Resolved_To", "", "idref='nowhere'")
    lost = package(f"<Observables>{nowhere}</Observables>")

    (name,), (found,) = of_type(beside, "domain-name"), of_type(beside, "ipv4-addr")
    assert name["resolves_to_refs"] == [found["id"]]
    assert [len(one["object_refs"]) for one in of_type(beside, "observed-data")] == [1, 1]
    assert [len(one["object_refs"]) for one in of_type(inside, "observed-data")] == [2]
    assert not of_type(told, "observed-data")
    assert codes(lost) == [("changed", "intake.stix1-part")]


def test_an_absence_is_no_presence() -> None:
    """What must not be there (`negate`) cannot be said, so nothing is said."""
    mutex = properties("MutexObjectType", "<Name>m</Name>")
    denied = mutex.replace("<Observable", "<Observable negate='true'", 1)

    for body in (indicator(mutex).replace("id='i'", "id='i' negate='true'"), indicator(denied)):
        intake = package(body)
        assert codes(intake) == [(REFUSED, "intake.stix1-part")]
        assert intake.entries[0].detail == "negate"


def test_a_list_longer_than_a_pattern_is_refused() -> None:
    """By name, as what cannot be said."""
    names = "##comma##".join(f"{n:060}" for n in range(4_000))

    assert codes(package(indicator(properties("MutexObjectType", f"<Name>{names}</Name>")))) == [
        (REFUSED, "intake.stix1-part")
    ]

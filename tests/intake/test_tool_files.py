"""Tests of khien.intake.zeek_intel, suricata_rules and zone_file: files that tools load."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khien.intake import Intake
from khien.intake.failures import UnknownFormatError
from tests.intake.samples import (
    CHANGED,
    KEPT,
    REFUSED,
    SKIPPED,
    WISH,
    assert_ours,
    codes,
    of_type,
    read,
)

ZEEK = """#separator \\x09
#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url

evil.example\tIntel::DOMAIN\tours\tC2\thttps://news.example/a
192.0.2.1\tIntel::ADDR\t-\t-\t-
evil.example/path\tIntel::URL\tours\t-\t-
192.0.2.0/24\tIntel::SUBNET\t-\t-\tsome page
{md5}\tIntel::FILE_HASH\tours
192.0.2.9\tIntel::DOMAIN
mimikatz\tIntel::SOFTWARE\tours
two words\tIntel::DOMAIN
#close
""".replace("{md5}", "a" * 32)


def values(intake: Intake) -> list[str]:
    """The names of the indicators."""
    return [one["name"] for one in of_type(intake, "indicator")]


def test_a_zeek_intel_file_is_read_by_its_fields() -> None:
    """Value, description and source of each line; what is no indicator here is refused."""
    intake = read(ZEEK)

    assert_ours(intake)
    assert intake.format == "zeek"
    assert [code for _, code in codes(intake)] == [
        "intake.comment", "intake.columns", "intake.kept", "intake.kept", "intake.scheme-assumed", "intake.kept", "intake.kept",
        "intake.type-mismatch", "intake.kind-not-carried", "intake.not-an-indicator", "intake.comment",
    ]  # fmt: skip
    first, *_ = of_type(intake, "indicator")
    assert first["description"] == "C2"
    assert first["external_references"] == [
        {"source_name": "ours", "url": "https://news.example/a"}
    ]
    assert of_type(intake, "indicator")[3]["external_references"] == [
        {"source_name": "sample", "description": "some page"}
    ]


RULES = r"""
# a comment
alert ip [192.0.2.1,198.51.100.0/24,!203.0.113.1,$HOME_NET] any -> any any (msg:"C2 list"; reference:url,news.example/x; reference:cve,2026-0001; reference:bugtraq,7; classtype:trojan; sid:1; rev:1;)
alert dns any any -> any any (msg:"a \"b\""; dns.query; content:"evil.example"; nocase; sid:2;)
alert http any any -> any any (http.host; content:"evil.example"; http.uri; content:"/gate.php"; sid:3;)
alert http any any -> any any (content:"old|2e|example"; http_host; content:"/x"; http_uri; sid:4;)
alert tls any any -> any any (ja3.hash; content:"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; sid:5;)
alert http any any -> any any (http.host; content:"evil.example"; http.uri; content:"gate"; sid:6;)
alert dns any any -> any any (dns.query; content:"a.example"; content:"b.example"; sid:7;)
alert dns any any -> any any (dns.query; content:!"good.example"; sid:8;)
alert tcp any any -> any any (content:"|de ad be|"; sid:9;)
alert tls any any -> any any (tls.sni; content:"evil.example"; pcre:"/x/"; sid:10;)
alert tcp any any -> any any (msg:"nothing"; sid:11;)
alert dns any any -> any any (dns.query; content:"two words"; sid:12;)
alert http any any -> any any (http.host; content:"x.example"; file.data; content:"y"; sid:13;)
pass ip 192.0.2.8 any -> any any (sid:14;)
# alert ip 192.0.2.7 any -> any any (sid:15;)
alert nonsense
alert tcp any any -> any any (msg:"nothing"; sid:11;)
alert tcp any any -> any any (content:bare; sid:16;)
alert ip any any -> \
  192.0.2.44 any (msg:"long"; sid:17;)
"""


def test_rules_give_the_values_that_they_compare_and_else_themselves() -> None:
    """Addresses, whole domains and URLs; a rule that needs more than one thing is kept as it is."""
    intake = read(RULES)

    assert_ours(intake)
    assert intake.format == "suricata"
    found = of_type(intake, "indicator")
    plain = [one["name"] for one in found if one["pattern_type"] == "stix"]
    assert plain == [
        "192.0.2.1", "198.51.100.0/24", "evil.example", "http://evil.example/gate.php",
        "http://old.example/x", "a" * 32, "192.0.2.44",
    ]  # fmt: skip
    whole = [one["pattern"] for one in found if one["pattern_type"] == "suricata"]
    assert [rule.rpartition("sid:")[2] for rule in whole] == [
        "6;)", "7;)", "8;)", "9;)", "10;)", "11;)", "12;)", "13;)", "16;)",
    ]  # fmt: skip
    assert "'tls-ext'.ja3" in found[5]["pattern"]
    assert found[0]["description"] == "C2 list"
    assert found[0]["labels"] == ["suricata:classtype=trojan"]
    assert [r.get("url", r.get("external_id", r.get("description"))) for r in found[0]["external_references"]] == [
        "sid:1", "https://news.example/x", "CVE-2026-0001", "bugtraq: 7",
    ]  # fmt: skip
    assert [code for _, code in codes(intake)][-6:] == [
        "intake.rule-pass", "intake.rule-off", "intake.rule-unread", "intake.duplicate",
        "intake.rule-whole", "intake.kept",
    ]  # fmt: skip


def test_a_rule_that_is_held_or_revoked_gives_nothing_new() -> None:
    """As with every list: read again it is unchanged, taken back it stays so."""
    rule = 'alert tcp any any -> any any (msg:"x"; pcre:"/x/"; sid:1;)\n'
    first = read(rule).versions[0]
    held = {first.id: first.content}
    gone = {first.id: {**first.content, "revoked": True}}

    assert codes(read(rule, replace(WISH, known=held))) == [(SKIPPED, "intake.unchanged")]
    assert codes(read(rule, replace(WISH, known=gone))) == [(SKIPPED, "intake.revoked-here")]


ZONE = """; ours
$TTL 300
$ORIGIN rpz.example.
@ IN SOA ns.example. admin.example. (
  1 2 3
  4 5 ) ; end
  IN NS ns.example.
evil.example CNAME . ; phishing
*.evil.example 60 IN CNAME .
other.example.rpz.example. CNAME *.
walled.example A 192.0.2.77
good.example CNAME rpz-passthru.
24.0.2.0.192.rpz-ip CNAME rpz-drop.
128.1.zz.db8.2001.rpz-ip CNAME .
48.zz.1.db8.2001.rpz-ip CNAME .
x.rpz-ip CNAME .
32.1.2.0.192.rpz-client-ip CNAME .
ns.bad.example.rpz-nsdname CNAME .
evil.example WHAT .
/ CNAME .
"""


def test_a_response_policy_zone_is_read_record_by_record() -> None:
    """Names and addresses to block; passes, and rules about clients and name servers, are no indicators."""
    intake = read(ZONE)

    assert_ours(intake)
    assert intake.format == "rpz"
    assert values(intake) == [
        "evil.example", "other.example", "walled.example", "192.0.2.0/24", "2001:db8::1", "2001:db8:1::/48",
    ]  # fmt: skip
    assert [(o, c.removeprefix("intake.")) for o, c in codes(intake)] == [
        (SKIPPED, "comment"), (SKIPPED, "zone-own"), (SKIPPED, "zone-own"), (SKIPPED, "zone-own"),
        (SKIPPED, "zone-own"), (SKIPPED, "zone-own"), (KEPT, "kept"), (SKIPPED, "duplicate"), (KEPT, "kept"),
        (CHANGED, "zone-answer"), (SKIPPED, "zone-pass"), (KEPT, "kept"), (KEPT, "kept"), (KEPT, "kept"),
        (REFUSED, "not-an-indicator"), (REFUSED, "kind-not-carried"), (REFUSED, "kind-not-carried"),
        (REFUSED, "zone-unread"), (REFUSED, "not-an-indicator"),
    ]  # fmt: skip
    assert of_type(intake, "indicator")[0]["description"] == "phishing"


@pytest.mark.parametrize(
    "zone", ["a.example. SOA x\na.example. NS x\nb.example.a.example. CNAME .\n"]
)
def test_a_zone_without_an_origin_takes_it_from_its_authority(zone: str) -> None:
    """Names are what stands before the zone's own name."""
    intake = read(zone)

    assert values(intake) == ["b.example"]
    assert codes(intake)[2][0] in {KEPT, CHANGED}


@pytest.mark.parametrize(
    "zone",
    [
        # As BIND writes its zones out: the origin moves, the zone does not.
        "$ORIGIN .\n$TTL 5\nrpz.x.example IN SOA a. b. 1 2 3 4 5\n NS a.\n$ORIGIN rpz.x.example.\nb.example CNAME .\n"
        "$ORIGIN example.rpz.x.example.\nc CNAME .\nelse.example. CNAME .\n",
        "$ORIGIN rpz.x.example\n@ SOA a. b. 1 2 3 4 5\nrpz.x.example. NS a.\nb.example CNAME .\n"
        "$ORIGIN example\nc CNAME .\nelse.example. CNAME .\n",
    ],
)
def test_an_origin_that_moves_stays_within_the_zone(zone: str) -> None:
    """A name is read below its origin and said without the zone; what is outside of the zone is refused."""
    intake = read(zone)

    assert values(intake) == ["b.example", "c.example"]
    assert codes(intake)[-1] == (REFUSED, "intake.zone-outside")


def test_a_zone_of_the_root_has_no_end_to_take_away() -> None:
    """Below `.` every name is whole."""
    intake = read("$ORIGIN .\n@ SOA a. b. 1 2 3 4 5\nb.example CNAME .\n")

    assert values(intake) == ["b.example"]


@pytest.mark.parametrize(
    "options",
    ['msg:"x"; content:"open; sid:1;', 'msg:"x"; pcre:"/x/"; sid:1', 'content:"a\\"; sid:1;'],
)
def test_a_rule_that_suricata_would_not_take_is_refused(options: str) -> None:
    """A quote that is never closed, an option without its end: nothing of it can be given on."""
    whole = 'alert tcp any any -> any any (msg:"y"; pcre:"/y;\\"z/"; sid:2;)\n'

    intake = read(whole + f"alert tcp any any -> any any ({options})\n")

    assert [code for _, code in codes(intake)] == ["intake.rule-whole", "intake.rule-unread"]


def test_what_a_tool_file_says_beside_its_values_is_named() -> None:
    """Columns, ports and exceptions that no indicator can say are in the report, or keep the rule whole."""
    zeek = read(
        "#fields\tmeta.do_notice\tindicator\tindicator_type\nT\ta.example\\x2fb\tIntel::URL\n"
    )
    rules = read(
        "alert tcp any any -> 192.0.2.1 443 (flow:to_server; sid:1;)\r\n"
        "alert ip [192.0.2.0/24, ![192.0.2.7]] any -> any any (sid:2;)\r\n"
        "alert ip [198.51.100.1,!2001:db8::/32,!nothing] any -> any any (sid:3;)\r\n"
        "alert ip 192.0.2.9 any -> any any (ttl:1; reference:url,two words; sid:4;)\r\n"
        'alert dns any any -> any any (dns.query; content:"b.example"; \\\r\n sid:5;)\r\n'
        "alert ip any any -> 192.0.2.10 any (sid:6;) \\\r\n"
    )

    assert codes(zeek)[0] == (CHANGED, "intake.columns")
    assert values(zeek) == ["http://a.example/b"]
    assert [code for _, code in codes(rules)] == [
        "intake.port-dropped", "intake.rule-whole", "intake.kept", "intake.rule-whole", "intake.kept", "intake.kept",
    ]  # fmt: skip
    assert rules.entries[-1].item == "line 7"


def test_options_of_a_rule_that_are_not_carried_are_named() -> None:
    """Its version stands beside its number; what only steers an engine is left out, by name."""
    rule = (
        'alert dns any any -> any any (msg:"m"; dns.query; content:"evil.example"; flow:established; '
        "metadata:tag x; sid:1; rev:3;)"
    )
    intake = read(rule)

    (one,) = of_type(intake, "indicator")
    assert one["external_references"][0] == {
        "source_name": "sample", "external_id": "sid:1", "description": "rev:3",
    }  # fmt: skip
    assert [(r.code, r.detail) for r in intake.entries[0].remarks] == [
        ("intake.rule-left", "flow: established"), ("intake.rule-left", "metadata: tag x"),
    ]  # fmt: skip


def test_a_file_of_nothing_but_blanks_or_brackets_costs_no_time() -> None:
    """What made an expression try every way to read it is refused at once."""
    for text in ("\n" * 50_000, " " * 50_000, "alert tcp " + "(sid " * 10_000):
        with pytest.raises(UnknownFormatError):
            read(text)
    hard = 'alert tcp any any -> any any (msg:"' + '"a"' * 5_000 + ")"

    assert codes(read(hard, replace(WISH, format="suricata"))) == [(REFUSED, "intake.rule-unread")]


def test_escapes_of_a_zone_are_letters_or_no_name() -> None:
    r"""`\097` is an a; a dot within a label is no name of a machine; what stands elsewhere is refused."""
    zone = read(
        "@ SOA a. b. 1 2 3 4 5\n\\097.example CNAME .\na\\.b.example CNAME .\nc\\999.example CNAME .\n"
        "t.example CNAME rpz-tcp-only.\n$INCLUDE other\n"
    )

    assert values(zone) == ["a.example"]
    assert [code for _, code in codes(zone)][2:] == [
        "intake.not-an-indicator", "intake.not-an-indicator", "intake.zone-pass", "intake.zone-unread",
    ]  # fmt: skip


def test_what_is_said_of_a_rule_is_said_once() -> None:
    """A rule with several addresses and one port names the port once."""
    rule = 'drop ip any any -> [192.0.2.1,198.51.100.0/24] 443 (msg:"Bad"; metadata: a b; sid:2; rev:1;)'

    (entry,) = read(rule).entries

    assert [(one.code, one.detail) for one in entry.remarks] == [
        ("intake.port-dropped", "443"),
        ("intake.rule-left", "metadata: a b"),
    ]

"""Tests of khien.intake.misp_attributes, misp_values and misp_frame."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from khien.intake.misp_values import PATTERN_LANGUAGES, READERS
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.patterns import mentioned_values, parse_pattern
from tests.intake.samples import (
    CHANGED,
    KEPT,
    NODE,
    REFUSED,
    SKIPPED,
    WISH,
    all_codes,
    assert_ours,
    attribute,
    codes,
    event,
    of_type,
    read,
)
from tests.shared import shared

HELD = "indicator--5a539660-0000-4a9c-9535-2fc50a016255"
ONE, SEEN = "5a539660-0000-4a9c-9535-2fc50a016201", "5a539660-0000-4a9c-9535-2fc50a016202"
MD5, SHA1, SHA256 = "a" * 32, "b" * 40, "c" * 64
REG = r"HKLM\Software\Evil"


@pytest.mark.parametrize(
    ("kind", "value", "pattern"),
    [
        ("domain", "evil.example", "[domain-name:value = 'evil.example']"),
        ("onion-address", "evil.onion", "[domain-name:value = 'evil.onion']"),
        ("ip-dst", "192.0.2.1", "[ipv4-addr:value = '192.0.2.1']"),
        ("ip-src", "2001:db8::/32", "[ipv6-addr:value ISSUBSET '2001:db8::/32']"),
        ("url", "http://evil.example/it's", r"[url:value = 'http://evil.example/it\'s']"),
        (
            "uri",
            "evil.example/x",
            "[url:value = 'http://evil.example/x'] OR [url:value = 'https://evil.example/x']",
        ),
        ("md5", MD5.upper(), f"[file:hashes.MD5 = '{MD5}']"),
        ("imphash", MD5, f"[file:hashes.IMPHASH = '{MD5}']"),
        ("filename", r"C:\a.exe", r"[file:name = 'C:\\a.exe']"),
        ("filename|sha256", f"a|b.exe|{SHA256}", f"[file:hashes.'SHA-256' = '{SHA256}']"),
        (
            "domain|ip",
            "evil.example|192.0.2.1",
            "[domain-name:value = 'evil.example'] OR [ipv4-addr:value = '192.0.2.1']",
        ),
        ("ip-dst|port", "192.0.2.1|443", "[ipv4-addr:value = '192.0.2.1']"),
        ("hostname|port", "evil.example|443", "[domain-name:value = 'evil.example']"),
        ("regkey", REG, r"[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\Software\\Evil']"),
        (
            "regkey|value",
            "X|it|1",
            "[windows-registry-key:key = 'X' AND windows-registry-key:values[*].data = 'it|1']",
        ),
        ("mutex", "m", "[mutex:name = 'm']"),
        ("AS", "as64496", "[autonomous-system:number = 64496]"),
        ("mac-address", "00-00-5E-00-53-01", "[mac-addr:value = '00:00:5e:00:53:01']"),
        ("email-src", "a@evil.example", "[email-message:from_ref.value = 'a@evil.example']"),
        ("email-dst", "a@evil.example", "[email-message:to_refs[*].value = 'a@evil.example']"),
        (
            "ja3-fingerprint-md5",
            "a" * 32,
            f"[network-traffic:extensions.'tls-ext'.ja3 = '{'a' * 32}']",
        ),
        ("email-subject", "Hi", "[email-message:subject = 'Hi']"),
        (
            "email-reply-to",
            "a@evil.example",
            "[email-message:additional_header_fields.'Reply-To' = 'a@evil.example']",
        ),
        (
            "user-agent",
            "Evil/1",
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'Evil/1']",
        ),
        (
            "github-username",
            "ann",
            "[user-account:account_type = 'github' AND user-account:account_login = 'ann']",
        ),
        (
            "x509-fingerprint-sha1",
            ":".join(["BB"] * 20),
            f"[x509-certificate:hashes.'SHA-1' = '{SHA1}']",
        ),
        ("phone-number", "+84 (90) 123-4567", "[phone-number:value = '84901234567']"),
        ("iban", "de89 3704 0044 0532 0130 00", "[bank-account:iban = 'DE89370400440532013000']"),
        ("cc-number", "4111 1111 1111 1111", "[payment-card:value = '4111111111111111']"),
        ("btc", "1Evil", "[cryptocurrency-wallet:value = '1Evil']"),
        ("stix2-pattern", "[url:value = 'http://x.example/']", "[url:value = 'http://x.example/']"),
    ],
)
def test_attributes_for_detection_become_indicators(kind: str, value: str, pattern: str) -> None:
    """Each mapped type has its pattern, and the indicator keeps the value as its name."""
    intake = read(event(Attribute=[attribute(kind, value, comment="seen")]))

    [indicator] = of_type(intake, "indicator")
    assert indicator["pattern"] == pattern
    assert (indicator["name"], indicator["description"]) == (value, "seen")
    assert f'misp:type="{kind}"' in indicator["labels"]
    assert_ours(intake)


@pytest.mark.parametrize(
    ("kind", "value", "types"),
    [
        ("domain", "evil.example", ["domain-name"]),
        ("ip-dst", "192.0.2.0/24", ["ipv4-addr"]),
        ("filename|md5", f"a.exe|{MD5}", ["file"]),
        ("domain|ip", "evil.example|192.0.2.1", ["domain-name", "ipv4-addr"]),
        ("ip-src|port", "2001:db8::1|53", ["network-traffic", "ipv6-addr"]),
        ("hostname|port", "evil.example|53", ["network-traffic", "domain-name"]),
        ("email-src", "a@evil.example", ["email-addr"]),
        ("email-body", "Hi", ["email-message"]),
        ("email-attachment", "a.doc", ["file"]),
        ("regkey", REG, ["windows-registry-key"]),
        ("regkey|value", REG + "|1", ["windows-registry-key"]),
        ("mutex", "m", ["mutex"]),
        ("AS", "64496", ["autonomous-system"]),
        ("mac-address", "00:00:5e:00:53:01", ["mac-addr"]),
        ("github-username", "ann", ["user-account"]),
        ("x509-fingerprint-md5", MD5, ["x509-certificate"]),
        ("phone-number", "84901234567", ["phone-number"]),
        ("iban", "DE89370400440532013000", ["bank-account"]),
        ("xmr", "4Evil", ["cryptocurrency-wallet"]),
        ("vhash", "0150566", ["file"]),
    ],
)
def test_other_attributes_become_observed_data(kind: str, value: str, types: list[str]) -> None:
    """What is not for detection is what was seen: observables under one observed-data."""
    one = attribute(
        kind, value, to_ids=False, first_seen="2026-01-01T00:00:00+00:00", comment="seen"
    )

    intake = read(event(Attribute=[one]))

    assert [v.type for v in intake.versions] == ["observed-data", *types, "report"]
    [data] = of_type(intake, "observed-data")
    assert data["first_observed"] == data["last_observed"] == "2026-01-01T00:00:00.000Z"
    assert data["external_references"][0]["description"] == "seen"
    assert_ours(intake)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", "words", "intake.kept"),
        ("comment", "words", "intake.kept"),
        ("cookie", "a=b", "intake.misp-as-note"),
        ("user-agent", "Evil/1", "intake.misp-as-note"),
        ("domain", "no domain", "intake.misp-value"),
        ("md5", "abc", "intake.misp-value"),
        ("sha256", MD5, "intake.misp-value"),
        ("filename|md5", "a.exe|abc", "intake.misp-value"),
        ("filename|md5", f"|{MD5}", "intake.misp-value"),
        ("domain|ip", "evil.example", "intake.misp-value"),
        ("domain|ip", "192.0.2.1|evil.example", "intake.misp-value"),
        ("ip-dst|port", "192.0.2.1|99999", "intake.misp-value"),
        ("ip-dst|port", "192.0.2.1|abc", "intake.misp-value"),
        ("ip-dst|port", f"{MD5}|1", "intake.misp-value"),
        ("email-src", "evil.example", "intake.misp-value"),
        ("email-src", "words", "intake.misp-value"),
        ("x509-fingerprint-sha1", MD5, "intake.misp-value"),
        ("AS", "ASX", "intake.misp-value"),
        ("AS", "99999999999", "intake.misp-value"),
        ("phone-number", "123", "intake.misp-value"),
        ("iban", "x", "intake.misp-value"),
        ("btc", "1 2", "intake.misp-value"),
        ("mime-type", "text/plain", "intake.misp-as-note"),
    ],
)
def test_what_has_no_counterpart_is_kept_as_a_note(kind: str, value: str, code: str) -> None:
    """Nothing is dropped: type, value and comment stand in a note about the report."""
    one = attribute(kind, value, to_ids=False, comment="why", uuid="u")

    intake = read(event(Attribute=[one]))

    [note] = of_type(intake, "note")
    assert note["content"] == f"{kind}: {value}\n\nwhy"
    assert codes(intake)[0] == (KEPT if code == "intake.kept" else CHANGED, code)
    assert intake.entries[0].objects == (note["id"],)
    assert_ours(intake)


def test_a_pattern_that_cannot_be_read_is_kept_as_a_note() -> None:
    """STIX refuses the indicator; the words stay, and the report says which rule it was."""
    intake = read(event(Attribute=[attribute("stix2-pattern", "[broken")]))

    assert [v.type for v in intake.versions] == ["note", "report"]
    assert codes(intake)[0] == (CHANGED, "stix.pattern")


def test_an_attribute_that_stix_refuses_altogether_is_refused() -> None:
    """A control character that STIX forbids even in a note refuses the attribute."""
    intake = read(event(Attribute=[attribute("text", "a\x01b")]))

    assert codes(intake) == [(REFUSED, "stix.control-character"), (KEPT, "intake.kept")]


@pytest.mark.parametrize("kind", [*PATTERN_LANGUAGES])
def test_patterns_of_other_languages_are_indicators(kind: str) -> None:
    """A YARA, Sigma, Snort or Suricata rule travels in its own language."""
    value = "[url:value = 'x']" if kind == "stix2-pattern" else "rule x { condition: true }"

    [indicator] = of_type(
        read(event(Attribute=[attribute(kind, value, to_ids=False)])), "indicator"
    )

    assert indicator["pattern_type"] == PATTERN_LANGUAGES[kind]
    assert ("pattern_version" in indicator) is (kind == "stix2-pattern")


def test_types_with_an_object_of_their_own() -> None:
    """Vulnerabilities, campaigns and actors are named objects."""
    intake = read(
        event(
            Attribute=[
                attribute("vulnerability", "CVE-2026-0001", comment="bad", to_ids=False),
                attribute("vulnerability", "heartache", to_ids=False),
                attribute("campaign-name", "Example", to_ids=False),
                attribute("threat-actor", "Example Group", to_ids=False),
            ]
        )
    )

    cve, other = of_type(intake, "vulnerability")
    assert cve["external_references"] == [{"source_name": "cve", "external_id": "CVE-2026-0001"}]
    assert "external_references" not in other
    assert [of_type(intake, t)[0]["name"] for t in ("campaign", "threat-actor")] == [
        "Example",
        "Example Group",
    ]
    assert_ours(intake)


@pytest.mark.parametrize(
    ("kind", "value", "data", "types", "code"),
    [
        ("attachment", "a.pdf", "JVBERg==", ["observed-data", "file", "artifact"], "intake.kept"),
        ("attachment", "a.pdf", "", ["observed-data", "file"], "intake.misp-without-content"),
        ("attachment", "a.pdf", "no base64!", ["observed-data", "file"], "intake.misp-value"),
        (
            "malware-sample",
            f"a.exe|{MD5}",
            "UEsFBg==",
            ["indicator", "observed-data", "file", "artifact"],
            "intake.kept",
        ),
    ],
)
def test_stored_files(kind: str, value: str, data: str, types: list[str], code: str) -> None:
    """A file is named and hashed, its bytes an artifact; a sample stays locked in its archive."""
    intake = read(event(Attribute=[attribute(kind, value, data=data)]))

    assert [v.type for v in intake.versions] == [*types, "report"]
    assert codes(intake)[0][1] == code
    for artifact in of_type(intake, "artifact"):
        assert ("decryption_key" in artifact) is (kind == "malware-sample")
    assert_ours(intake)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (attribute("domain", "evil.example", deleted=True), (SKIPPED, "intake.misp-deleted")),
        (attribute("domain", "evil.example", deleted="1"), (SKIPPED, "intake.misp-deleted")),
        (attribute("domain", " "), (REFUSED, "intake.misp-no-value")),
        ({"value": "x"}, (REFUSED, "intake.misp-no-value")),
        ({"type": "domain", "value": True}, (REFUSED, "intake.misp-no-value")),
        ("x", (REFUSED, "intake.not-an-object")),
        (attribute("url", "evil.example"), (CHANGED, "intake.type-mismatch")),
        (attribute("domain", "xn--80ak6aa92e.example"), (KEPT, "intake.kept")),
        (attribute("AS", 64496), (KEPT, "intake.kept")),
        (attribute("domain", "evil.example", to_ids="1"), (KEPT, "intake.kept")),
        (attribute("domain", "evil.example", Tag=[{}]), (CHANGED, "intake.misp-tag")),
    ],
)
def test_an_attribute_has_one_outcome(element: Any, expected: tuple[str, str]) -> None:  # noqa: ANN401
    """Deleted, empty, malformed and renamed attributes are each said for what they are."""
    assert codes(read(event(Attribute=[element])))[0] == expected


def test_a_value_of_another_type_is_taken_for_what_it_is() -> None:
    """A hash that is filed as a domain becomes a file, and the report says so."""
    intake = read(event(Attribute=[attribute("domain", MD5, to_ids=False)]))

    assert codes(intake)[0] == (CHANGED, "intake.type-mismatch")
    assert of_type(intake, "file")[0]["hashes"] == {"MD5": MD5}


def test_the_wish_sets_the_confidence() -> None:
    """MISP has none of its own, so the importer may say how sure it is."""
    body = event(Attribute=[attribute("domain", "evil.example")])

    intake = read(body, replace(WISH, confidence=60, labels=("feed",)))

    [indicator] = of_type(intake, "indicator")
    assert (indicator["confidence"], indicator["labels"][0]) == (60, "feed")


def test_warnings_do_not_make_a_change() -> None:
    """A look-alike name is kept, with its warning."""
    intake = read(event(Attribute=[attribute("domain", "xn--80ak6aa92e.example")]))

    assert "intake.confusable" in all_codes(intake)


def test_clusters_of_an_attribute_are_related_to_it() -> None:
    """An indicator that is tagged with malware indicates it; other objects are related."""
    tags = [
        {"name": 'misp-galaxy:mitre-malware="Worm"'},
        {"name": 'misp-galaxy:mitre-malware="Worm"'},
        {"name": 'misp-galaxy:country="viet nam"'},
    ]
    galaxy = [{"type": "mitre-malware", "GalaxyCluster": [{"value": "Worm"}]}]

    intake = read(
        event(
            Attribute=[
                attribute("domain", "evil.example", Tag=tags, Galaxy=galaxy),
                attribute("domain", "seen.example", Tag=tags, to_ids=False),
                attribute("link", "https://news.example/", Tag=tags, to_ids=False),
            ]
        )
    )

    assert [r["relationship_type"] for r in of_type(intake, "relationship")] == [
        "indicates",
        "related-to",
    ]
    assert len(of_type(intake, "malware")) == 1
    assert_ours(intake)


def test_a_shared_observable_carries_the_stricter_marking() -> None:
    """Two attributes of one value: the observable may go no further than the stricter allows."""
    elements = [
        attribute("domain", "evil.example", to_ids=False, Tag=[{"name": tag}])
        for tag in ("tlp:green", "tlp:red", "tlp:green")
    ]

    intake = read(event(Attribute=elements))

    [name] = of_type(intake, "domain-name")
    assert name["object_marking_refs"] == [TLP_2_IDS[Tlp.RED]]


def test_sightings_become_sightings_and_opinions() -> None:
    """Seen is a sighting, a false positive an opinion; expiry and strays are said."""
    sightings = [
        {"type": "0", "date_sighting": "1767500000", "uuid": "s1"},
        {"type": "0", "uuid": "s2"},
        {"type": "1", "date_sighting": "1767500000", "uuid": "s3"},
        {"type": "2", "date_sighting": "1767500000", "uuid": "s4"},
        "x",
    ]

    intake = read(
        event(
            Attribute=[
                attribute("domain", "evil.example", Sighting=sightings),
                attribute("text", "words", Sighting={"type": "0"}),
            ]
        )
    )

    first, _ = of_type(intake, "sighting")
    assert first["sighting_of_ref"] == of_type(intake, "indicator")[0]["id"]
    assert first["last_seen"] == "2026-01-04T04:13:20.000Z"
    assert of_type(intake, "opinion")[0]["opinion"] == "strongly-disagree"
    assert [c for _, c in codes(intake)] == [
        "intake.kept",
        "intake.kept",
        "intake.kept",
        "intake.kept",
        "intake.misp-sighting",
        "intake.not-an-object",
        "intake.kept",
        "intake.misp-sighting",
        "intake.kept",
    ]
    assert_ours(intake)


def test_every_type_of_misp_is_accounted_for() -> None:
    """All 194 attribute types of the format give objects, and none crashes on an odd value."""
    described = json.loads(shared("misp/core/describeTypes.json").read_bytes())
    types = described["result"]["types"]

    intake = read(event(Attribute=[attribute(kind, "odd|value") for kind in types]))

    assert len(intake.entries) == len(types) + 1
    assert intake.counts.refused == 0
    assert intake.counts.skipped == 0
    assert set(READERS) - set(types) == {"filename|cdhash", "filename|telfhash"}
    assert_ours(intake)


# Where we write a pattern on purpose that names other values: docs/reference/intake.md says why.
OTHERWISE = {"email-header"}


def test_patterns_name_the_values_that_misp_stix_names() -> None:
    """The documented pairs of misp-stix and ours can be looked up by the same values."""
    pairs = json.loads(shared("misp/misp-stix-mapping/misp_attributes_to_stix21.json").read_bytes())
    compared = 0
    for kind, pair in pairs.items():
        elements = pair["MISP"] if isinstance(pair["MISP"], list) else [pair["MISP"]]
        objects = pair["STIX"] if isinstance(pair["STIX"], list) else [pair["STIX"]]
        theirs = [o["pattern"] for o in objects if o["type"] == "indicator"]
        intake = read(event(Attribute=[{**e, "to_ids": True} for e in elements]))
        ours = [i["pattern"] for i in of_type(intake, "indicator") if i["pattern_type"] == "stix"]
        if ours and kind not in OTHERWISE:
            compared += 1
            expected = {value for text in theirs for value in mentioned_values(parse_pattern(text))}
            assert {v for text in ours for v in mentioned_values(parse_pattern(text))} == expected
    assert compared > 20


@pytest.mark.parametrize(("value", "made"), [(MD5, "file"), ("news.example", "domain-name")])
def test_a_link_that_is_no_address_of_a_page_is_what_its_value_is(value: str, made: str) -> None:
    """A report cites pages only; anything else is kept as observed, and the report stands."""
    intake = read(event(Attribute=[attribute("link", value, to_ids=False)]))

    assert codes(intake)[0] == (CHANGED, "intake.type-mismatch")
    assert len(of_type(intake, made)) == len(of_type(intake, "report")) == 1
    assert_ours(intake)


@pytest.mark.parametrize(
    ("orgc", "comment", "value", "revoked", "lands"),
    [
        (NODE.partition("--")[2], HELD, "bad.example", False, True),
        (NODE.partition("--")[2], HELD, "other.example", False, False),
        (NODE.partition("--")[2], HELD, "bad.example", True, False),
        (NODE.partition("--")[2], HELD.replace("5", "6"), "bad.example", False, False),
        (NODE.partition("--")[2], "seen", "bad.example", False, False),
        ("00000000-0000-4000-8000-000000000001", HELD, "bad.example", False, False),
        (None, HELD, "bad.example", False, False),
    ],
)
def test_a_value_of_our_own_list_lands_on_the_indicator_that_it_was_written_of(
    orgc: str | None,
    comment: str,
    value: str,
    revoked: bool,
    lands: bool,
) -> None:
    """Only where the event is ours and the indicator is held, in force, and has that very value."""
    held = {
        "type": "indicator", "id": HELD, "pattern_type": "stix", "pattern": "[domain-name:value = 'bad.example']",
        **({"revoked": True} if revoked else {}),
    }  # fmt: skip
    wish = replace(WISH, known={ObjectId(HELD): held})
    own = {} if orgc is None else {"Orgc": {"name": "vn-ncc", "uuid": orgc}}
    seen = {"date_sighting": "1767600000", "type": "0", "uuid": SEEN}
    one = attribute("domain", value, uuid=ONE, comment=comment, Sighting=[seen])

    intake = read(event(**own, Attribute=[one]), wish)

    by_item = {entry.item: entry for entry in intake.entries}
    assert (by_item[ONE].code == "intake.misp-ours") is lands
    assert (by_item[ONE].objects == (HELD,)) is lands
    assert len(of_type(intake, "indicator")) == (0 if lands else 1)
    (sighting,) = of_type(intake, "sighting")
    assert (sighting["sighting_of_ref"] == HELD) is lands
    (report,) = of_type(intake, "report")
    assert (HELD in report["object_refs"]) is lands

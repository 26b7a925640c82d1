"""Addresses, hashes, outside references, vocabulary words, letters that look alike."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.stix.registry import REGISTRY
from khien.model.stix.value_rules import is_domain, is_ipv4, is_ipv6, mixes_scripts
from khien.model.stix.vocabularies import USES, VOCABULARIES
from tests.model.stix.samples import codes, sample

MD5, SHA256 = "0" * 32, "0" * 64


def reference(**own: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON value
    """A tool with one external reference."""
    return sample("tool", external_references=[{"source_name": "a", "description": "d"} | own])


CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("all good hashes", sample("file", hashes={
        "MD5": MD5, "SHA-1": "a" * 40, "SHA-256": SHA256, "SHA-512": "F" * 128, "SHA3-256": SHA256, "SHA3-512": "0" * 128,
        "SSDEEP": "3:abc+/:d", "TLSH": "T1" + "A" * 70,
    }), []),
    ("a short MD5", sample("file", hashes={"MD5": "00"}), [("stix.hash", "hashes.MD5")]),
    ("a SHA-256 of letters", sample("file", hashes={"SHA-256": "g" * 64}), [("stix.hash", "hashes.SHA-256")]),
    ("a bad SSDEEP", sample("artifact", hashes={"SSDEEP": "a b"}), [("stix.hash", "hashes.SSDEEP")]),
    ("an unlisted algorithm", sample("file", hashes={"MD6": "00"}), [("stix.hash-unknown", "hashes.MD6")]),
    ("an impossible algorithm", sample("file", hashes={"MD": "00"}), [("stix.key-name", "hashes.MD")]),
    ("a plain reference", reference(), []),
    ("a source alone", sample("tool", external_references=[{"source_name": "a"}]), [("stix.external-reference", "external_references.[0]")]),
    ("a CVE", reference(source_name="cve", external_id="CVE-2024-12345"), []),
    ("a CVE with too many noughts", reference(source_name="cve", external_id="CVE-2024-00123"), [("stix.external-reference", "external_references.[0].external_id")]),
    ("a CVE without number", reference(source_name="cve"), [("stix.external-reference", "external_references.[0].external_id")]),
    ("a CAPEC", reference(source_name="capec", external_id="CAPEC-163"), []),
    ("a CAPEC of another source", reference(external_id="CAPEC-163"), [("stix.external-reference", "external_references.[0].source_name")]),
    ("another number", reference(external_id="T1059"), []),
    ("no URL", reference(url="example.com"), [("stix.external-reference", "external_references.[0].url")]),
    ("a reference's hash", reference(url="https://example.com", hashes={"MD5": "0"}), [("stix.hash", "external_references.[0].hashes.MD5")]),
    ("a stranger's part", reference(x_more=1), [("stix.unknown-property", "external_references.[0].x_more")]),
    ("an address that is none", sample("ipv4-addr", value="999.0.0.1"), [("stix.syntax", "value")]),
    ("an IPv6 that is none", sample("ipv6-addr", value="2001:db8::g"), [("stix.syntax", "value")]),
    ("a mail address with a name", sample("email-addr", value="A <a@example.com>"), [("stix.syntax", "value")]),
    ("a short hive", sample("windows-registry-key", key="hklm\\Run"), [("stix.syntax", "key")]),
    ("a long hive", sample("windows-registry-key", key="HKLMX\\Run"), []),
    ("a domain that is none", sample("domain-name", value="a..example"), [("stix.syntax", "value")]),
    ("a country in words", sample("location", country="Vietnam"), [("stix.value", "country")]),
    ("a region without country", sample("location", country=..., region="south-eastern-asia"), []),
    ("a media type", sample("file", mime_type="application/x-msdownload; a=b"), []),
    ("no media type", sample("file", mime_type="exe"), [("stix.value", "mime_type")]),
    ("languages of software", sample("software", languages=["vi", "?"]), [("stix.language-tag", "languages.[1]")]),
    ("a translation to nowhere", sample("language-content", contents={"v": {"name": "x"}}), [("stix.language-tag", "contents.v")]),
    ("a URL without scheme", sample("url", value="www.example.com"), [("stix.syntax", "value")]),
    ("a MAC in capitals", sample("mac-addr", value="00:00:5E:00:53:01"), [("stix.syntax", "value")]),
    ("payload that is no base64", sample("artifact", payload_bin="a"), [("stix.syntax", "payload_bin")]),
    ("Cyrillic in a domain", sample("domain-name", value="ехаmple.com"), [("stix.confusable", "value")]),
    ("all Cyrillic", sample("domain-name", value="пример.example"), []),
    ("a Vietnamese name", sample("identity", name="Cục An toàn thông tin"), []),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_values(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Each value is written as its type asks, or the place is named."""
    assert codes(content) == expected


@pytest.mark.parametrize("owner", sorted(USES))
def test_words_outside_a_vocabulary_are_a_finding_and_words_inside_are_not(owner: str) -> None:
    """Every property with an open vocabulary is looked at, and every suggested word passes."""
    definition = REGISTRY[owner].definition
    for name, vocabulary in USES[owner].items():
        many = "Many" in definition.__annotations__[name]
        for word in VOCABULARIES[vocabulary]:
            inside = sample(owner, **{name: [word] if many else word})
            assert {code for code, _ in codes(inside)} <= {"stix.pattern"}
        outside = sample(owner, **{name: ["strange"] if many else "strange"})
        assert codes(outside) == [("stix.vocabulary", name)]


def test_addresses_and_blocks() -> None:
    """Blocks may have host bits; prefixes have no leading nought."""
    assert all(map(is_ipv4, ("192.0.2.1", "192.0.2.1/24", "0.0.0.0/0", "192.0.2.1/32")))
    assert not any(map(is_ipv4, ("192.0.2.1/", "192.0.2.1/33", "192.0.2.1/01", "192.0.2", "::1")))
    assert all(map(is_ipv6, ("::1", "2001:db8::/32", "2001:db8::1/128")))
    assert not any(map(is_ipv6, ("::1/129", "::1/03", "192.0.2.1")))


def test_domains() -> None:
    """Labels of 1 to 63, 253 in all, no hyphen at an edge; underscores and IDN are in use."""
    good = ("a.example", "_dmarc.a.example", "ví-dụ.example", "example.", "xn--v-d-9zc.example")
    bad = ("", "-a.example", "a-.example", "a b.example", f"{'a' * 64}.example", "a." * 127 + "aa")

    assert all(map(is_domain, good))
    assert not any(map(is_domain, bad))


def test_scripts_mix_within_a_word_only() -> None:
    """Two words of two scripts are a bilingual name; one word of two scripts is a trap."""
    assert mixes_scripts("pаypal")
    assert not mixes_scripts("Москва Moscow Αθήνα")

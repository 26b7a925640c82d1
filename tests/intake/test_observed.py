"""Tests of khien.intake.observed and khien.intake.domain_names."""

from __future__ import annotations

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.intake import observed
from khien.intake.domain_names import DomainName, parse_domain
from khien.intake.observed import KINDS, observe, observe_url
from khien.intake.pattern_text import any_of, comparison
from khien.model.patterns import parse_pattern


@pytest.mark.parametrize(
    ("written", "kind", "value", "changes"),
    [
        ("Example.COM", "domain", "example.com", []),
        ("example.com.", "domain", "example.com", []),
        ("_dmarc.example.com", "domain", "_dmarc.example.com", []),
        ("evil[.]example", "domain", "evil.example", ["intake.defanged"]),
        ("evil[.example", "domain", "evil.example", ["intake.defanged"]),
        ("evil(dot)example", "domain", "evil.example", ["intake.defanged"]),
        ("*.evil.example", "domain", "evil.example", ["intake.wildcard"]),
        (".evil.example", "domain", "evil.example", ["intake.wildcard"]),
        ("lừađảo.example", "domain", "xn--lao-wqa4698ajma.example", ["intake.idn"]),
        ("例え。example", "domain", "xn--r8jz45g.example", ["intake.idn"]),
        ("192.0.2.1", "ipv4", "192.0.2.1", []),
        ("192.0.2[.]1", "ipv4", "192.0.2.1", ["intake.defanged"]),
        ("192.0.2.1:443", "ipv4", "192.0.2.1", ["intake.port-dropped"]),
        ("192.0.2.1/", "ipv4", "192.0.2.1", ["intake.port-dropped"]),
        ("192.0.2.1/32", "ipv4", "192.0.2.1", []),
        ("2001:DB8::1", "ipv6", "2001:db8::1", []),
        ("[2001:db8::1]", "ipv6", "2001:db8::1", []),
        ("2001:db8::/32", "cidr", "2001:db8::/32", []),
        ("192.0.2.9/24", "cidr", "192.0.2.0/24", ["intake.host-bits"]),
        ("hxxps://evil.example/A", "url", "https://evil.example/A", ["intake.defanged"]),
        ("HTTP://Evil.Example:80", "url", "http://evil.example:80", []),
        ("http[:]//evil.example/", "url", "http://evil.example/", ["intake.defanged"]),
        ("http[://]evil.example[/]", "url", "http://evil.example/", ["intake.defanged"]),
        ("meow://evil.example/", "url", "http://evil.example/", ["intake.defanged"]),
        ("http://u:p@evil.example/", "url", "http://u:p@evil.example/", []),
        ("http://[2001:db8::1]:80/x", "url", "http://[2001:db8::1]:80/x", []),
        ("http://evil.example/a b", "url", "http://evil.example/a%20b", ["intake.percent-encoded"]),
        ("http://evil.example/đ", "url", "http://evil.example/%C4%91", ["intake.percent-encoded"]),
        ("http://đ.example/", "url", "http://xn--fea.example/", ["intake.idn"]),
        ("evil.example/x", "url", "http://evil.example/x", ["intake.scheme-assumed"]),
        ("a@evil.example", "email", "a@evil.example", []),
        ("a[at]evil[.]example", "email", "a@evil.example", ["intake.defanged"]),
        ("mailto:a@evil.example", "email", "a@evil.example", []),
        ("D41D8CD98F00B204E9800998ECF8427E", "md5", "d41d8cd98f00b204e9800998ecf8427e", []),
        ("a" * 40, "sha1", "a" * 40, []),
        ("a" * 64, "sha256", "a" * 64, []),
        ("a" * 128, "sha512", "a" * 128, []),
    ],
)
def test_a_value_is_read_and_its_changes_are_said(
    written: str, kind: str, value: str, changes: list[str]
) -> None:
    """Every spelling of the field comes down to one form; what had to be changed is named."""
    found = observe(written)

    assert found is not None
    assert (found.kind, found.value) == (kind, value)
    assert [change.code for change in found.changes] == changes


@pytest.mark.parametrize(
    "written",
    [
        "", "  ", "localhost", "hello world", "/path/only", "a" * 33, "g" * 32, "0.0.0.0/0", "::/0",
        "192.0.2.256", "192.0.2.1/99", "fe80::1%eth0", "a@b@evil.example", "a@localhost",
        "http://", "http://localhost/", "http://local host/", "http://[2001:db8::zz]/", "evil.example\x00", "evil\u202e.example",
        "-", "x..example", "a" * 64 + ".example", ("a" * 60 + ".") * 5 + "example", "☃.example",
        "đ" * 1200 + ".example", "evil.example:", "[Adblock Plus 2.0]", "1.2.3", "a.123", "http://a.example/" + "x" * 20_000,
        "đ/x",
    ],
)  # fmt: skip
def test_what_is_no_indicator_is_none(written: str) -> None:
    """Words, paths, local names, whole address spaces and hidden characters are no indicators."""
    assert observe(written) is None


@pytest.mark.parametrize(
    ("written", "warnings"),
    [
        ("paypаl.example", ["intake.mixed-script", "intake.confusable"]),  # а is Cyrillic
        ("xn--80ak6aa92e.example", ["intake.confusable"]),  # аррӏе
        ("việt.example", ["intake.confusable"]),
        ("пример.example", []),
        ("例えabc.example", []),
        ("xn--a-ecp.example", []),
        ("xn--99999999999.example", []),
        ("example.com", []),
    ],
)
def test_names_that_deceive_the_eye_are_named(written: str, warnings: list[str]) -> None:
    """Mixed scripts and look-alikes of ASCII names are warnings, not changes."""
    found = observe(written)

    assert found is not None
    assert [warning.code for warning in found.warnings] == warnings


def test_a_name_knows_what_it_reads_like() -> None:
    """The look-alike of a Cyrillic name is spelled out."""
    assert parse_domain("аррӏе.com") == DomainName("xn--80ak6aa92e.com", True, "", "apple.com")


@pytest.mark.parametrize(
    "name", ["lừađảo.example", "cốccốc.vn", "faß.example", "пример.example", "例え.example", "đ.vn"]
)
def test_names_become_what_idna_says(name: str) -> None:
    """The A-labels are those of the idna package with the mapping of UTS 46."""
    found = parse_domain(name.upper() if "ß" not in name else name)

    assert found is not None
    assert found.name == idna.encode(name, uts46=True).decode()


def test_a_url_without_scheme_stands_for_both() -> None:
    """`host/path` is watched under http and https, and never as its host alone."""
    found = observe("Portal.example:8080/login")

    assert found is not None
    assert found.value == "http://portal.example:8080/login"
    assert found.alternatives == ("https://portal.example:8080/login",)


def test_what_holds_a_scheme_is_read_as_a_url_only() -> None:
    """A URL is read at once, as the slower way reads it, and what holds a control sign is none."""
    assert observe_url("hxxps://a[.]vn/x") is not None
    assert observe_url("https://a.vn/x") == observe("https://a.vn/x")
    assert observe_url("https://a.vn/\x85") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[a-z0-9\[\].:/@%-]{1,40}", fullmatch=True))
def test_whatever_is_read_makes_a_pattern(written: str) -> None:
    """No text crashes the reader, and what it takes is a valid pattern in its clean form."""
    found = observe(written)

    if found is not None:
        assert found.kind in KINDS
        parse_pattern(any_of([comparison(found.kind, found.value)]))
        again = observe(found.value)
        assert again is not None
        assert (again.kind, again.value, again.changes) == (found.kind, found.value, ())


@settings(max_examples=300, deadline=None)
@given(
    st.from_regex(observed._CLEAN, fullmatch=True)
    | st.sampled_from(
        [
            "http://a.example/hXXp://b",
            "http://a.example/?meow://",
            "http://xn--bcher-kva.example/",
            "xn--bcher-kva.example",
            "hxxp.example",
            "1.2.3.256",
            "0" * 63 + "." + "a" * 63,
            "http://a.example:99999/%20'\"",
        ]
    )
)
def test_what_is_cleanas_it_stands_is_what_the_long_way_says(text: str) -> None:
    """The quick look at a value never says anything else than the readers that ask every rule."""
    quick = observed.as_it_stands(text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(observed, "as_it_stands", lambda _: None)
        assert quick in (None, observe(text))


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("thxxpmail.example.com", "domain", "thxxpmail.example.com"),
        ("https://thxxpmail.example.com/", "url", "https://thxxpmail.example.com/"),
        ("hxxp.example.com", "domain", "hxxp.example.com"),
        ("hxxps.example.com", "domain", "hxxps.example.com"),
        ("my-hxxp.example.com", "domain", "my-hxxp.example.com"),
        ("hxxps[://]hxxp.example.com/", "url", "https://hxxp.example.com/"),
        (
            "http://a.example.com/?u=hxxp://b.example.com/",
            "url",
            "http://a.example.com/?u=http://b.example.com/",
        ),
        ("HXXP(:)//a.example.com", None, None),
    ],
)
def test_a_name_that_holds_hxxp_is_that_name(
    written: str, kind: str | None, value: str | None
) -> None:
    """Only a scheme is restored: whoever blocks another host than the one that was named blocks the wrong one."""
    found = observe(written)

    assert (None if found is None else (found.kind, found.value)) == (
        None if kind is None else (kind, value)
    )

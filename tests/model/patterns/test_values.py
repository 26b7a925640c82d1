"""Two spellings of the same thing are one value, and what is not of a kind is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.patterns import (
    IndicatorValue,
    ValueKind,
    address_of,
    hash_of,
    host_of,
    network_of,
    value_of,
)

HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("domain", "Example.COM.", "example.com"),
        ("domain", " example.com ", "example.com"),
        ("domain", "_dmarc.example.com", "_dmarc.example.com"),
        ("domain", "bücher.example", "xn--bcher-kva.example"),
        ("domain", "lừađảo.example", "xn--lao-wqa4698ajma.example"),
        ("domain", "XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("domain", "例え。example", "xn--r8jz45g.example"),
        ("domain", "a" * 63 + ".example", "a" * 63 + ".example"),
        ("domain", "a" * 64 + ".example", None),
        ("domain", ".".join(["a" * 63] * 4), None),
        ("domain", "ü" * 64 + ".example", None),
        ("domain", "ü" * 9000 + ".example", None),
        ("domain", ".".join(["a" * 63] * 3 + ["b" * 61]), ".".join(["a" * 63] * 3 + ["b" * 61])),
        ("domain", ".".join(["a" * 63] * 3 + ["b" * 62]), None),
        ("domain", "example.", "example"),
        ("domain", "a..example", None),
        ("domain", ".", None),
        ("domain", "", None),
        ("domain", "-a.example", None),
        ("domain", "example[.]com", None),
        ("domain", "192.0.2.1", None),
        ("domain", "http://example.com", None),
        ("ipv4", "192.0.2.1", "192.0.2.1"),
        ("ipv4", "192.0.2.1/32", "192.0.2.1"),
        ("ipv4", "192.0.2.0/24", None),
        ("ipv4", "192.0.02.1", None),
        ("ipv4", "2001:db8::1", None),
        ("ipv6", "2001:0DB8:0:0::1", "2001:db8::1"),
        ("ipv6", "2001:db8::1/128", "2001:db8::1"),
        ("ipv6", "fe80::1%eth0", None),
        ("ipv6", "192.0.2.1", None),
        ("cidr", "192.0.2.77/24", "192.0.2.0/24"),
        ("cidr", "2001:DB8::1/32", "2001:db8::/32"),
        ("cidr", "192.0.2.0/255.255.255.0", None),
        ("cidr", "192.0.2.0/", None),
        ("cidr", "example.com", None),
        ("url", "HTTP://Example.COM", "http://example.com/"),
        ("url", "https://example.com:443/A%2fb?Q=%c3#top", "https://example.com/A%2Fb?Q=%C3"),
        ("url", "https://example.com:8443/", "https://example.com:8443/"),
        ("url", "http://example.com:/", "http://example.com/"),
        ("url", "http://user:pw@example.com?q", "http://user:pw@example.com/?q"),
        ("url", "http://[2001:DB8::1]:81/x", "http://[2001:db8::1]:81/x"),
        ("url", "http://192.0.2.1/x", "http://192.0.2.1/x"),
        ("url", "http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("url", "http://user@@example.com/", "http://user@@example.com/"),
        ("url", "Example.com/X", "http://example.com/X"),
        ("url", "192.0.2.1:81/x", "http://192.0.2.1:81/x"),
        ("url", "http://a.example/\ud800", "http://a.example/%ED%A0%80"),
        ("domain", "\ud800.example", None),
        ("url", "example.com", None),
        ("url", "mailto:a@example.com/x", None),
        ("url", "/x/example.com", None),
        ("url", "http:///x", None),
        ("url", "http://a..example/x", None),
        ("url", "http://exa mple.com/", None),
        ("url", "http://example.com:x/", None),
        ("url", "hxxp[:]//example.com/", None),
        ("url", "http://example[.]com/", None),
        ("md5", HEX.upper() * 2, HEX * 2),
        ("sha1", HEX * 2 + "01234567", HEX * 2 + "01234567"),
        ("sha256", HEX * 4, HEX * 4),
        ("sha512", HEX * 8, HEX * 8),
        ("md5", HEX, None),
        ("md5", "g" + (HEX * 2)[1:], None),
        ("email", "Ann@Bücher.Example", "ann@xn--bcher-kva.example"),
        ("email", '"a@b"@example.com', '"a@b"@example.com'),
        ("email", "example.com", None),
        ("email", "@example.com", None),
        ("email", "a b@example.com", None),
        ("email", "a@192.0.2.1", None),
    ],
)
def test_each_kind_has_one_form(kind: str, text: str, normal: str | None) -> None:
    """A value takes its normal form, which is its own normal form again, or is refused."""
    found = value_of(ValueKind(kind), text)

    assert (found and found.value) == normal
    assert found is None or value_of(found.kind, found.value) == found


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("192.0.2.1", "ipv4", "192.0.2.1"),
        ("2001:db8::1/128", "ipv6", "2001:db8::1"),
        ("192.0.2.9/31", "cidr", "192.0.2.8/31"),
        ("::FFFF:192.0.2.1", "ipv4", "192.0.2.1"),
        ("::ffff:c000:201", "ipv4", "192.0.2.1"),
        ("::ffff:192.0.2.9/127", "cidr", "192.0.2.8/31"),
        ("::ffff:0:0/95", "cidr", "::fffe:0:0/95"),
        ("2001:db8::/64", "cidr", "2001:db8::/64"),
    ],
)
def test_addresses_tell_their_kind(text: str, kind: str, value: str) -> None:
    """An address is ipv4 or ipv6, and a range of more than one address is a cidr."""
    assert address_of(text) == IndicatorValue(ValueKind(kind), value)


def test_what_is_no_address() -> None:
    """A name is neither an address nor a network."""
    assert address_of("example.com") is None
    assert network_of("example.com") is None


@pytest.mark.parametrize(
    ("digits", "kind"), [(32, "md5"), (40, "sha1"), (64, "sha256"), (128, "sha512")]
)
def test_hashes_tell_their_algorithm(digits: int, kind: str) -> None:
    """The length of a hash says which of the four it is."""
    assert hash_of("A" * digits) == IndicatorValue(ValueKind(kind), "a" * digits)
    assert hash_of("A" * (digits - 1)) is None


@pytest.mark.parametrize(
    ("kind", "text", "host"),
    [
        ("url", "http://u:p@www.example.com:81/x", ("domain", "www.example.com")),
        ("url", "http://[2001:db8::1]/", ("ipv6", "2001:db8::1")),
        ("url", "http://[::ffff:192.0.2.1]/", ("ipv4", "192.0.2.1")),
        ("ipv6", "::ffff:192.0.2.1", ("ipv4", "192.0.2.1")),
        ("url", "http://192.0.2.1:81", ("ipv4", "192.0.2.1")),
        ("email", "a@example.com", ("domain", "example.com")),
        ("email", '"a@b"@example.com', ("domain", "example.com")),
        ("domain", "example.com", ("domain", "example.com")),
        ("cidr", "192.0.2.0/24", ("cidr", "192.0.2.0/24")),
        ("md5", HEX * 2, None),
        ("url-prefix", "http://Bad.example/x", ("domain", "bad.example")),
        ("ja3", HEX * 2, None),
    ],
)
def test_hosts(kind: str, text: str, host: tuple[str, str] | None) -> None:
    """A url and an e-mail address stand on a domain or an address, a hash on none."""
    value = value_of(ValueKind(kind), text)
    assert value is not None

    found = host_of(value)

    assert (found and (found.kind.value, found.value)) == host


def test_a_url_not_in_normal_form_has_no_host() -> None:
    """A value that was not made by `value_of` is answered with none, not with a guess."""
    assert host_of(IndicatorValue(ValueKind.URL, "not a url")) is None


JA4_TEXT = "t13d1516h2_8daaf6152771_e5627efa2ab1"


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("url-prefix", "HTTP://Bad.example:80/X%3a", "http://bad.example/X%3A"),
        ("url-prefix", " http://bad.example/ ", "http://bad.example/"),
        ("url-prefix", "http://bad.example", None),
        ("url-prefix", "http://bad.example?x", None),
        ("url-prefix", "http://bad.example/x#y", None),
        ("url-prefix", "bad.example/x", None),
        ("url-prefix", "http://a b/x", None),
        ("ja3", "A" * 32, "a" * 32),
        ("ja3", "771,4865-4866,0-23,29,0", None),
        ("ja3s", "b" * 32, "b" * 32),
        ("ja4", JA4_TEXT.upper(), JA4_TEXT),
        ("ja4", "t13d1516h2_8daaf6152771", None),
    ],
)
def test_beginnings_and_fingerprints(kind: str, text: str, normal: str | None) -> None:
    """The beginning of a URL has its whole host, and a fingerprint all of its parts."""
    found = value_of(ValueKind(kind), text)

    assert (found and found.value) == normal


@given(
    st.sampled_from(list(ValueKind)),
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"https?://[A-Za-z.]{1,9}(:[0-9]{1,3})?/[a-z%/?é]{0,9}", fullmatch=True),
        st.ip_addresses().map(str),
        st.from_regex(r"[A-Fa-f0-9]{32}", fullmatch=True),
    ),
)
@settings(max_examples=200, deadline=None)
def test_a_normal_form_is_its_own(kind: ValueKind, text: str) -> None:
    """Whatever was read once is read again as the same value: kept rows stay what they are."""
    found = value_of(kind, text)

    assert found is None or value_of(kind, found.value) == found


@given(st.text("ab9_-.A", max_size=12))
def test_a_name_in_normal_form_is_known_at_a_glance(text: str) -> None:
    """The quick way and the way label by label, which a blank in front asks for, say the same."""
    assert value_of(ValueKind.DOMAIN, text) == value_of(ValueKind.DOMAIN, f" {text}")

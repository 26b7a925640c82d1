"""Keys: what is hunted together lies together, and every key leads back to its value."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.patterns import IndicatorValue, ValueKind, value_of
from khien.watch.history.orders import Shelf, Span, place, span_of, value_at

LABEL = st.text("ab-_09", min_size=1, max_size=5)
NAME = st.lists(LABEL, min_size=1, max_size=4).map(".".join).map(lambda name: f"{name}.com")
NAMED = NAME.map(lambda name: value_of(ValueKind.DOMAIN, name)).filter(bool)
ADDRESS = st.ip_addresses()


def _holds(span: Span, value: IndicatorValue) -> bool:
    shelf, key = place(value)
    return shelf is span.shelf and span.low <= key < span.high


@given(NAMED, NAMED)
def test_a_domain_holds_itself_and_all_below_it(one: IndicatorValue, other: IndicatorValue) -> None:
    """And nothing beside it, whatever signs a label has."""
    below = f".{other.value}".endswith(f".{one.value}")

    assert _holds(span_of(one), other) == below


@given(ADDRESS, ADDRESS, st.integers(0, 32))
def test_a_network_holds_its_addresses(
    first: ipaddress.IPv4Address | ipaddress.IPv6Address,
    seen: ipaddress.IPv4Address | ipaddress.IPv6Address,
    bits: int,
) -> None:
    """Numerically, and within its family alone."""
    network = ipaddress.ip_network(f"{first}/{bits}", strict=False)
    value = IndicatorValue(ValueKind(f"ipv{seen.version}"), str(seen))

    inside = seen.version == network.version and seen in network
    assert _holds(span_of(IndicatorValue(ValueKind.CIDR, str(network))), value) == inside


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("domain", "www.evil.example"),
        ("domain", "example"),
        ("ipv4", "192.0.2.1"),
        ("ipv6", "2001:db8::1"),
        ("url", "http://evil.example/"),
        ("url", "https://user:pass@evil.example:8443/a/b?c=d:e@f"),
        ("url", "http://192.0.2.1/x"),
        ("url", "http://[2001:db8::1]:81/x"),
        ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("email", "a.b@evil.example"),
    ],
)
def test_a_key_leads_back_to_its_value(kind: str, text: str) -> None:
    """And an indicator of the same value holds it."""
    value = value_of(ValueKind(kind), text)
    assert value is not None

    assert value_at(*place(value)) == value
    assert _holds(span_of(value), value)


def test_a_url_lies_with_its_host() -> None:
    """URLs of one site are neighbours, whatever their scheme and port."""
    keys = [
        place(IndicatorValue(ValueKind.URL, url))[1]
        for url in ("https://a.example/x", "http://b.example/", "http://a.example:81/y")
    ]

    assert sorted(keys) == [keys[2], keys[0], keys[1]]


def test_a_place_holds_what_is_in_it() -> None:
    """A URL that ends in a slash is a beginning, of the same scheme, host and port."""
    place_ = IndicatorValue(ValueKind.URL, "http://a.example/x/")
    inside = [
        _holds(span_of(place_), IndicatorValue(ValueKind.URL, url))
        for url in (
            "http://a.example/x/",
            "http://a.example/x/y?z",
            "http://a.example/x",
            "https://a.example/x/y",
        )
    ]

    assert inside == [True, True, False, False]


def test_a_long_url_keeps_its_difference() -> None:
    """A key is bounded; two long URLs that differ at their ends do not become one."""
    one, other = (
        IndicatorValue(ValueKind.URL, "http://a.example/" + "x" * 3_000 + end) for end in "ab"
    )

    assert len(place(one)[1]) < 1_000
    assert not _holds(span_of(one), other)
    assert value_at(*place(one)).value.startswith("http://a.example/xxx")
    assert value_at(*place(one)).value.endswith("…")


def test_what_is_none_of_these_has_a_shelf_too() -> None:
    """A kind that is not known here is found by its exact text."""
    value = IndicatorValue(ValueKind.CIDR, "192.0.2.0/24")

    assert place(value) == (Shelf.OTHERS, "cidr 192.0.2.0/24")
    assert value_at(*place(value)) == value

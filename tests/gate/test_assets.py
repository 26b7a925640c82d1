"""Our own networks and domains in what we would call malicious."""

from __future__ import annotations

from typing import Any

import pytest

from khien.gate import OwnAssets, own_assets_in
from khien.model.errors import MalformedError

OWN = OwnAssets(
    domains=("ncc.example", "Portal.Gov.Example."),
    networks=("192.0.2.0/24", "2001:db8:1::/48", "203.0.113.9"),
)


def touched(content: dict[str, Any], own: OwnAssets = OWN) -> list[str]:
    """The values that touch our own."""
    return [value.value for value in own_assets_in(content, own)]


def indicator(pattern: str, **facts: Any) -> dict[str, Any]:  # noqa: ANN401 -- any property
    """An indicator with this pattern."""
    return {"type": "indicator", "pattern_type": "stix", "pattern": pattern, **facts}


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("[domain-name:value = 'ncc.example']", ["ncc.example"]),
        ("[domain-name:value = 'MAIL.ncc.example']", ["mail.ncc.example"]),
        ("[domain-name:value = 'gov.example']", ["gov.example"]),
        ("[domain-name:value = 'portal.gov.example']", ["portal.gov.example"]),
        ("[domain-name:value = 'other.gov.example']", []),
        ("[domain-name:value = 'notncc.example']", []),
        ("[url:value = 'https://ncc.example/login']", ["https://ncc.example/login"]),
        ("[url:value = 'http://192.0.2.7/']", ["http://192.0.2.7/"]),
        ("[ipv4-addr:value = '192.0.2.255']", ["192.0.2.255"]),
        ("[ipv4-addr:value = '198.51.100.1']", []),
        ("[ipv4-addr:value = '203.0.113.9']", ["203.0.113.9"]),
        ("[ipv4-addr:value = '203.0.113.8']", []),
        ("[ipv4-addr:value ISSUBSET '192.0.0.0/16']", ["192.0.0.0/16"]),
        ("[ipv6-addr:value = '2001:db8:1::5']", ["2001:db8:1::5"]),
        ("[ipv6-addr:value = '2001:db8:2::5']", []),
        ("[file:hashes.MD5 = '5d41402abc4b2a76b9719d911017c592']", []),
        ("[domain-name:value = 'x.test' AND ipv4-addr:value = '192.0.2.1']", ["192.0.2.1"]),
        ("[domain-name:value != 'ncc.example']", ["ncc.example"]),
    ],
)
def test_patterns_that_hit_our_own(pattern: str, values: list[str]) -> None:
    """A value below, at, or above one of our domains, or within or around one of our networks, counts."""
    assert touched(indicator(pattern)) == values


def test_other_languages_and_titles_are_read_too() -> None:
    """A rule in another language, a name or an alias cannot carry our address past the officer."""
    snort = 'alert tcp any any -> 192.0.2.7/32 443 (content:"https://mail.ncc.example/x")'

    assert touched(indicator(snort, pattern_type="snort")) == [
        "192.0.2.7",
        "https://mail.ncc.example/x",
    ]
    assert touched({"type": "infrastructure", "name": "C2 at ncc.example."}) == ["ncc.example"]
    assert touched({"type": "infrastructure", "name": "(-192.0.2.7:)"}) == ["192.0.2.7"]
    assert touched({"type": "infrastructure", "aliases": ["x", "ncc.example/a", 5]}) == [
        "ncc.example"
    ]
    assert touched({"type": "infrastructure", "name": "[2001:db8:1::7]:443"}) == ["2001:db8:1::7"]


def test_observables_are_read() -> None:
    """A cyber-observable object is its own value."""
    assert touched({"type": "domain-name", "value": "ncc.example"}) == ["ncc.example"]
    assert touched({"type": "ipv4-addr", "value": "198.51.100.1"}) == []


def test_being_named_as_a_source_is_no_accusation() -> None:
    """Our name in a description, a reference or a plain word is not a value."""
    content = indicator(
        "[domain-name:value = 'evil.test']",
        name="ncc example 5",
        description="seen by ncc.example",
        external_references=[{"source_name": "x", "url": "https://ncc.example/report"}],
    )

    assert touched(content) == []


def test_each_value_is_told_once() -> None:
    """The same value in pattern and name is one value."""
    content = indicator("[domain-name:value = 'ncc.example']", name="ncc.example ncc.example")

    assert touched(content) == ["ncc.example"]


def test_who_owns_nothing_is_never_touched() -> None:
    """An empty list of assets finds nothing, and two equal lists are equal."""
    assert touched(indicator("[domain-name:value = 'ncc.example']"), OwnAssets()) == []
    assert touched({"type": "ipv4-addr", "value": "192.0.2.1"}, OwnAssets(networks=("192.0.2.1",)))
    assert OwnAssets(domains=("a.test",)) == OwnAssets(domains=("a.test",))
    assert OwnAssets(domains=("a.test",)) != OwnAssets(domains=("b.test",))


def test_domains_alone_are_ours_with_all_that_is_below_and_above() -> None:
    """Who names no network is protected all the same, and a parent of our domain counts too."""
    own = OwnAssets(domains=("portal.gov.example",))

    said = ["portal.gov.example", "a.portal.gov.example", "gov.example", "other.gov.example"]
    assert [bool(touched({"type": "domain-name", "value": name}, own)) for name in said] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("assets", "item", "rule"),
    [
        ({"domains": ("no domain",)}, "no domain", "a domain name of our own"),
        ({"networks": ("192.0.2.0/33",)}, "192.0.2.0/33", "a network or address of our own"),
    ],
)
def test_a_typo_in_our_own_list_is_an_error(
    assets: dict[str, tuple[str, ...]], item: str, rule: str
) -> None:
    """What cannot be read would protect nothing, so it is named."""
    with pytest.raises(MalformedError) as caught:
        OwnAssets(**assets)

    assert (caught.value.item, caught.value.rule) == (item, rule)

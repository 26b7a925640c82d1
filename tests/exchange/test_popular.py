"""Tests of `exchange.popular`: indicators that would block more good traffic than bad."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from khien.exchange.popular import Popular
from khien.model.patterns import IndicatorValue, ValueKind, mentions_of, value_of
from tests.shared import shared

POPULAR = Popular(["our-customer.example"])


def hit(kind: ValueKind, text: str) -> bool:
    """Whether one value would hit something popular."""
    value = value_of(kind, text)
    assert value is not None
    return bool(POPULAR.hit_by([value]))


@pytest.mark.parametrize(
    ("kind", "text", "popular"),
    [
        (ValueKind.DOMAIN, "google.com", True),
        (ValueKind.DOMAIN, "GOOGLE.com.", True),
        (ValueKind.DOMAIN, "somebody.google.com", False),
        (ValueKind.DOMAIN, "gov.vn", True),
        (ValueKind.DOMAIN, "com.vn", True),
        (ValueKind.DOMAIN, "vn", True),
        (ValueKind.DOMAIN, "our-customer.example", True),
        (ValueKind.DOMAIN, "bad.example.com", False),
        (ValueKind.URL, "https://google.com", True),
        (ValueKind.URL, "https://google.com/bad.exe", False),
        (ValueKind.URL, "https://google.com/?q=bad", False),
        (ValueKind.URL_PREFIX, "https://google.com/", True),
        (ValueKind.URL_PREFIX, "https://google.com/bad", False),
        (ValueKind.URL, "http://8.8.8.8/", True),
        (ValueKind.URL, "http://[2001:4860:4860::8888]/", True),
        (ValueKind.IPV4, "8.8.8.8", True),
        (ValueKind.IPV4, "8.8.8.9", False),
        (ValueKind.IPV4, "127.0.0.1", True),
        (ValueKind.IPV4, "0.0.0.1", True),
        (ValueKind.IPV4, "192.168.1.1", True),
        (ValueKind.IPV4, "198.51.100.1", False),
        (ValueKind.IPV6, "::1", True),
        (ValueKind.IPV6, "::", True),
        (ValueKind.IPV6, "fe80::1", True),
        (ValueKind.IPV6, "2001:db8::1", False),
        (ValueKind.CIDR, "8.8.8.0/24", True),
        (ValueKind.CIDR, "198.51.100.0/24", False),
        (ValueKind.CIDR, "198.51.0.0/15", True),
        (ValueKind.CIDR, "198.51.0.0/16", False),
        (ValueKind.CIDR, "0.0.0.0/0", True),
        (ValueKind.CIDR, "2001:db8::/32", False),
        (ValueKind.CIDR, "2001:d00::/24", True),
        (ValueKind.EMAIL, "somebody@gmail.com", False),
        (ValueKind.MD5, hashlib.md5(b"", usedforsecurity=False).hexdigest(), True),
        (ValueKind.SHA256, hashlib.sha256(b"").hexdigest(), True),
        (ValueKind.SHA256, hashlib.sha256(b"x").hexdigest(), False),
    ],
)
def test_what_is_popular(kind: ValueKind, text: str, popular: bool) -> None:
    """Names and all that is above them, suffixes, resolvers, local and wide ranges, empty files."""
    assert hit(kind, text) is popular


def test_a_value_that_names_nothing_hits_nothing() -> None:
    """A value that was not made by the model is passed over."""
    assert POPULAR.hit_by([IndicatorValue(ValueKind.URL, "no url")]) == ()


def test_every_value_of_a_pattern_is_looked_at() -> None:
    """A popular name does not hide behind AND, NOT or a second observation."""
    pattern = (
        "[domain-name:value = 'bad.example.com' AND url:value != 'https://google.com/']"
        " FOLLOWEDBY [ipv4-addr:value = '8.8.8.8']"
    )
    content = {"type": "indicator", "pattern": pattern, "pattern_type": "stix"}

    assert POPULAR.hit_by(mentions_of(content)) == ("https://google.com/", "8.8.8.8")


def test_each_value_is_named_once() -> None:
    """The reason lists a popular value once."""
    value = IndicatorValue(ValueKind.DOMAIN, "google.com")

    assert POPULAR.hit_by([value, value]) == ("google.com",)


def test_a_list_of_popular_names_is_all_popular() -> None:
    """Every name of a list that a node gives waits for a person, and what is above it too."""
    names = shared("benign/tranco-vn.txt").read_text("utf-8").split()
    popular = Popular(names)

    values = [value_of(ValueKind.DOMAIN, name) for name in names]
    missed = [v.value for v in values if v is not None and not popular.hit_by([v])]

    assert len(names) > 1000
    assert missed == []


def test_threat_lists_mostly_pass() -> None:
    """The guard is no wall: nearly all names of a real threat list pass."""
    lines = shared("ioc/vn/hostsVN-threat-VN.txt").read_text("utf-8").splitlines()
    words = [line.split()[-1] for line in lines if line and not line.startswith("#")]
    values = [v for word in words if (v := value_of(ValueKind.DOMAIN, word)) is not None]

    waiting = [v for v in values if POPULAR.hit_by([v])]

    assert len(values) > 1000
    assert len(waiting) < len(values) / 100


def test_public_suffixes_of_vietnam_are_popular() -> None:
    """Every suffix of the list's vn section stands for a whole country's names."""
    text = gzip.decompress(shared("benign/public_suffix_list.dat.gz").read_bytes()).decode()
    suffixes = [one for one in text.splitlines() if one.endswith(".vn") and one[0] not in "*!/"]

    known = [one for one in suffixes if hit(ValueKind.DOMAIN, one)]

    assert len(suffixes) > 20
    assert len(known) > len(suffixes) * 0.9  # the list that is built in may be some months older


@pytest.mark.parametrize(
    ("pattern", "popular"),
    [
        ("[domain-name:value LIKE '%']", True),
        ("[domain-name:value LIKE 'google.%']", True),
        ("[domain-name:value MATCHES 'customer']", True),
        ("[domain-name:value != 'bad.example']", True),
        ("[url:value MATCHES '^https?://[^/]+/$']", True),
        ("[ipv4-addr:value > '1']", True),
        ("[file:size > 5] AND [domain-name:value LIKE '%.vn']", True),
        ("[domain-name:value LIKE '%.bad.example']", False),
        ("[url:value LIKE '%/login.php']", False),
        ("[file:size > 5]", False),
        ("[domain-name:value MATCHES '(?=x)']", False),
        ("nonsense", False),
    ],
)
def test_a_pattern_that_would_hit_anybody_is_popular(pattern: str, *, popular: bool) -> None:
    """A whole pattern is asked about popular names; one that is never evaluated hits nobody."""
    assert bool(POPULAR.hit_by([IndicatorValue(ValueKind.PATTERN, pattern)])) is popular


def test_a_pattern_that_cannot_be_asked_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """If asking a pattern about popular names takes too long, a person looks; only its beginning is shown."""
    monkeypatch.setattr("khien.model.patterns.machine.MOST_STEPS", 3)
    pattern = f"[domain-name:value MATCHES '(z|y)*x{'v' * 300}']"

    assert POPULAR.hit_by([IndicatorValue(ValueKind.PATTERN, pattern)]) == (pattern[:200],)


def test_every_public_suffix_is_known_as_one() -> None:
    """The quick look leaves out no rule of the list, and names below them are not taken for suffixes."""
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    rules = [line.split()[0] for line in lines if line.strip() and not line.startswith("//")]
    plain = [one.encode("idna").decode() for one in rules if one[0] not in "!*"]
    popular, library = Popular(), PublicSuffixList()

    assert len(plain) > 5_000
    assert [one for one in plain if not popular.hits_name(one)] == []
    for one in ("a.ck", "www.ck", "x.kobe.jp", "city.kobe.jp", "evil.example", "x.github.io", "zz"):
        assert popular.hits_name(one) is library.is_public(one, accept_unknown=True)

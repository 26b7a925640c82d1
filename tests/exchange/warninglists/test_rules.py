"""Tests of `exchange.warninglists.rules`: the five kinds of MISP's warninglists."""

from __future__ import annotations

import re

import pytest

from khien.exchange.warninglists.rules import Kind, Warninglists, compiled_regex
from khien.model.patterns import IndicatorValue, ValueKind

D, U, I4, I6, C, M = (
    ValueKind.DOMAIN, ValueKind.URL, ValueKind.IPV4, ValueKind.IPV6, ValueKind.CIDR, ValueKind.MD5
)  # fmt: skip


def _lists() -> Warninglists:
    return Warninglists(
        [
            (
                "nets",
                Kind.CIDR,
                ["9.9.9.7/24", "2001:db8::/32", "198.51.100.7", "198.51.100.8", "nonsense"],
            ),
            (
                "exact",
                Kind.STRING,
                ["Login.Example", "d41d8cd98f00b204e9800998ecf8427e", "203.0.113.9"],
            ),
            ("hosts", Kind.HOSTNAME, ["cdn.example.", "a.b.example"]),
            ("parts", Kind.SUBSTRING, ["sinkhole", ""]),
            ("regex", Kind.REGEX, [r"/^mail\d+\.example$/i", "(a+)+$", "["]),
        ]
    )


@pytest.mark.parametrize(
    ("kind", "value", "named"),
    [
        (I4, "9.9.9.9", ("nets",)),
        (I4, "9.9.10.9", ()),
        (I4, "198.51.100.7", ("nets",)),
        (I4, "203.0.113.9", ("exact",)),
        (I6, "2001:db8::1", ("nets",)),
        (C, "9.9.0.0/16", ("nets",)),  # it holds what is listed
        (C, "9.9.9.128/25", ("nets",)),
        (C, "10.0.0.0/8", ()),
        (D, "login.example", ("exact",)),
        (D, "www.login.example", ()),
        (U, "http://login.example/x", ("exact",)),
        (C, "198.51.100.6/31", ("nets",)),
        (C, "198.51.100.8/31", ("nets",)),
        (D, "cdn.example", ("hosts",)),
        (D, "x.cdn.example", ("hosts",)),
        (D, "xcdn.example", ()),
        (D, "b.example", ()),
        (U, "https://x.cdn.example/path", ("hosts",)),
        (U, "http://9.9.9.9/x", ("nets",)),
        (D, "my-sinkhole.example", ("parts",)),
        (D, "mail7.example", ("regex",)),
        (D, "mail.example", ()),
        (M, "d41d8cd98f00b204e9800998ecf8427e", ("exact",)),
        (M, "0" * 32, ()),
    ],
)
def test_a_value_is_found_in_its_lists(kind: ValueKind, value: str, named: tuple[str, ...]) -> None:
    """Each kind at its border."""
    assert _lists().naming([IndicatorValue(kind, value)]) == named


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("/a/", "a"),
        ("/a/b/i", "a/b"),
        ("/mail/imsux", "mail"),
        ("/a", "/a"),
        ("a/", "a/"),
        ("/a/X", "/a/X"),
        ("x" * 300, "x" * 300),
    ],
)
def test_an_expression_stands_between_its_slashes(entry: str, text: str) -> None:
    """Without them it is all of the entry; it is found in any case."""
    found = compiled_regex(entry)

    assert found is not None
    assert (found.pattern, bool(found.flags & re.IGNORECASE)) == (text, True)


def test_all_lists_are_named_once() -> None:
    """However many values are on them, and whichever of the values."""
    named = ["a.cdn.example", "sinkhole.cdn.example", "mail7.example", "good.example"]
    values = [IndicatorValue(D, name) for name in named]

    assert _lists().naming(values) == ("hosts", "parts", "regex")


@pytest.mark.parametrize(
    ("kind", "entry", "is_empty"),
    [
        *(
            (kind, entry, False)
            for kind, entry in zip(Kind, ["192.0.2.0/24", *"abcd"], strict=True)
        ),
        (Kind.CIDR, "nonsense", True),
        (Kind.SUBSTRING, " ", True),
        (Kind.REGEX, "[", True),
    ],
)
def test_lists_that_mean_nothing_are_empty(kind: Kind, entry: str, is_empty: bool) -> None:
    """One entry of any kind that can be used is enough to be asked."""
    assert Warninglists([("some", kind, [entry])]).is_empty is is_empty
    assert Warninglists([("none", kind, [])]).is_empty is True


def test_there_is_a_measure_of_slow_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each value is compared with one by one is kept to so many."""
    monkeypatch.setattr("khien.exchange.warninglists.rules.MOST_SUBSTRINGS", 1)
    monkeypatch.setattr("khien.exchange.warninglists.rules.MOST_REGEXES", 1)
    lists = Warninglists(
        [("s", Kind.SUBSTRING, ["one", "two"]), ("r", Kind.REGEX, ["three", "four"])]
    )

    found = [
        lists.naming([IndicatorValue(D, f"{x}.example")]) for x in ("one", "two", "three", "four")
    ]
    assert found == [("s",), (), ("r",), ()]


@pytest.mark.parametrize("text", ["", "//", "(", "(x*)*", r"(a)\1", "(?P<n>a)(?P=n)", "x" * 301])
def test_an_expression_that_could_run_for_ever_is_not_taken(text: str) -> None:
    """Nor one that is none."""
    assert compiled_regex(text) is None

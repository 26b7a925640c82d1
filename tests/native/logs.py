"""Logs made by chance: plain lines, and every kind of line that is not."""

from __future__ import annotations

from hypothesis import strategies as st

from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, indicator, value

WATCHED = (
    *(
        ("domain", one)
        for one in ("bad.example", "x.y.worse.test", "single", "xn--bcher-kva.example")
    ),
    *(
        ("domain", one)
        for one in ("co.uk", "a-very-long-label-that-fills-the-window.of-names.example")
    ),
    *(("ipv4", one) for one in ("10.9.8.7", "255.255.255.255", "192.0.2.1")),
    *(
        ("cidr", one)
        for one in ("198.51.100.0/24", "10.128.0.0/9", "203.0.113.64/26", "2001:db8::/32")
    ),
    *(("ipv6", one) for one in ("2001:db9::1", "::1")),
)


def fill(index: IndicatorIndex, *kinds: str) -> None:
    """Put the watched values in, or those of some kinds; each is an indicator of its own."""
    for number, (kind, text) in enumerate(WATCHED):
        if not kinds or kind in kinds:
            index.add(indicator(number), 1, [value(kind, text)], EARLIER)


def fill_others(index: IndicatorIndex) -> None:
    """Values of kinds that have columns of their own."""
    others = [
        (ValueKind.MD5, "0" * 31 + "a"),
        (ValueKind.SHA256, "ab" * 32),
        (ValueKind.EMAIL, "who@bad.example"),
        (ValueKind.URL, "http://bad.example/x"),
        (ValueKind.URL, "https://files.test:8443/a?b"),
        (ValueKind.URL, "http://192.0.2.7/in/"),
        (ValueKind.URL_PREFIX, "http://files.test/begins"),
        (ValueKind.JA3, "f" * 32),
    ]
    for number, (kind, text) in enumerate(others, start=100):
        index.add(indicator(number), 1, [IndicatorValue(kind, text)], EARLIER)


_labels = st.sampled_from(
    [
        "a",
        "b9",
        "x",
        "y",
        "-",
        "a-",
        "",
        "WWW",
        "bad",
        "Bad",
        "worse",
        "test",
        "example",
        "EXAMPLE",
        "single",
        "uk",
        "co",
        "0",
        "l" * 63,
        "l" * 64,
        "1" * 40,
        "_dmarc",
        "bücher",
        "xn--bcher-kva",
        "café",
    ]
)
names = st.builds(
    lambda labels, end: ".".join(labels) + end,
    st.lists(_labels, min_size=1, max_size=7),
    st.sampled_from(
        ["", "", "", ".", "..", " ", "\\x2e", "\x00", "\u3002", ":80", ".:1", ":a", ":1:2"]
    ),
)
near = st.builds(
    lambda before, one: before + one[1],
    st.sampled_from(["", "www.", "a.b.", "x", ".", "-", " ", "A."]),
    st.sampled_from(WATCHED),
)
addresses = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.integers(0, 255).map(lambda last: f"198.51.{100 + last % 2}.{last}"),
    st.sampled_from(
        [
            "10.9.8.7",
            "10.9.8.07",
            "10.9.8.7/32",
            "10.9.8.0/24",
            "::ffff:10.9.8.7",
            "2001:DB8::",
            "2001:db8::%1",
            "[::1]",
            "10.9.8.7:53",
            "[2001:db8::]:53",
            "[10.9.8.7]",
            "1.2.3",
            "256.1.1.1",
            " 10.9.8.7",
            "10.200.0.1",
            "0x0a.9.8.7",
            "2001:db8",
            ":",
            "::",
            "-",
            "(empty)",
            "",
        ]
    ),
)
digests = st.one_of(
    st.sampled_from(
        [
            "0" * 31 + "A",
            "AB" * 32,
            ":".join(["ab"] * 32),
            "f" * 32,
            "ab" * 20,
            "g" * 32,
            "-",
            "",
            "ab cd",
            "é",
        ]
    ),
    st.text("0123456789abcdefABCDEF", min_size=30, max_size=34),
)
_sites = st.one_of(
    names,
    addresses,
    st.sampled_from(["bad.example", "Files.TEST", "192.0.2.7", "files.test.", "user@files.test"]),
)
_ports = st.sampled_from(["", "", "", ":80", ":8443", ":", ":x", ":080", ":123456"])
_paths = st.sampled_from(
    [
        "",
        "/",
        "/x",
        "/X",
        "/in/deep",
        "/begins-here",
        "/a?b",
        "?b",
        "#f",
        "/x#f",
        "/ü",
        "/a b",
        "/%2f",
        "//",
    ]
)
urls = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["http://", "HTTP://", "https://", "", "ftp://", "://"]),
        _sites,
        _ports,
        _paths,
    ),
    st.sampled_from(["-", "", "http://", "https:///", "about:blank"]),
)
pieces = st.one_of(_paths, urls)
mails = st.sampled_from(
    [
        "who@bad.example",
        "Who <who@bad.example>",
        "x@www.bad.example, y@other.test",
        "nobody",
        "",
        "-",
        "<>",
        "a@[10.9.8.7]",
    ]
)
subjects = st.sampled_from(
    ["CN=bad.example,O=x", "O=y/CN=www.bad.example", "CN=*.bad.example", "O=none", "", "-"]
)
times = st.one_of(
    st.integers(0, 4_000_000_000).map(str),
    st.integers(0, 4_000_000_000).map(lambda s: f"{s}.123456"),
    st.sampled_from(
        [
            "1591367999.305988",
            "1591367999.30598x",
            "-",
            "",
            "nan",
            "1e9",
            "99999999999999999",
            "2026-02-29T00:00:00",
            "-1",
            "2026-11-22T12:00:00Z",
            "2026-11-22T25:00:00Z",
            "2026-11-22T12:00:00+07:00",
            "2026-11-30T12:00:00.5+0700",
            "2026-11-31T12:00:00-0530",
            "1700000000123",
            "0x1",
            "१२३",
        ]
    ),
)
hosts = st.one_of(names, near, addresses, st.just("-"), st.just("(empty)"), st.text(max_size=12))
several = st.lists(hosts, max_size=3).map(",".join)
free = st.one_of(
    st.text(max_size=8), st.sampled_from(["", "-", "NOERROR", '"', "a\tb", "\r", "\x0b", "\x85"])
)
odd_bytes = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"",
            b" ",
            b"\t\t",
            b"\r",
            b"#",
            b"#close",
            b"{",
            b"{}",
            b"[]",
            b"null",
            b"\xff" * 70,
            b"x" * 70_000,
        ]
    ),
)
ends = st.sampled_from([b"\n", b"\n", b"\n", b"\r\n", b"\r\r\n", b"\n\n", b"\n \n"])


def lined(rows: st.SearchStrategy[bytes], head: bytes) -> st.SearchStrategy[bytes]:
    """A log with that head: rows, now and then an odd one, and a last line that may lack its end."""
    line = st.builds(bytes.__add__, st.one_of(rows, rows, rows, rows, odd_bytes), ends)
    last = st.one_of(st.just(b""), rows, odd_bytes)
    return st.builds(
        lambda lines, end: head + b"".join(lines) + end, st.lists(line, max_size=14), last
    )

"""A hunt answers what a scan of everything would."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.patterns import IndicatorValue, ValueKind, hash_of, value_of
from khien.watch import Unreadable, read_log
from khien.watch.history import Answer, Bounds, Kept
from tests.watch.history.samples import (
    HEAD,
    NOW,
    domain,
    history,
    hunted,
    keep,
    needs_columns,
    scanned,
)

pytestmark = needs_columns

LABELS = st.sampled_from(["a", "b", "www", "evil", "evil-too", "e_1", "xn--bcher-kva", "0", "9x"])
NAMES = st.builds(
    lambda labels, top: ".".join([*labels, top]),
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(["example", "vn", "com"]),
)
ODD = st.sampled_from(
    [
        "EVIL.Example.",
        "bücher.example",
        "-",
        "(empty)",
        "a b",
        "",
        "..",
        "\\x41.example",
        "#x",
        "1.2.3.4",
        "_",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "10.0.0.1",
        "198.51.100.7",
        "198.51.100.8",
        "203.0.113.9",
        "2001:db8::1",
        "2001:DB8:0::2",
        "x",
        "-",
    ]
)
TIMES = st.sampled_from(["0.5", "3600.999999", "86399.9", "86400.0", "200000.25", "1e3", "-", "?"])
LINES = st.tuples(
    TIMES, ADDRESSES, ADDRESSES, NAMES | ODD, st.lists(ADDRESSES | NAMES, max_size=3)
).map(
    lambda line: "\t".join(
        [
            f"{NOW.timestamp() - float(line[0]):.6f}" if line[0][0].isdigit() else line[0],
            *line[1:4],
            "NOERROR",
            ",".join(line[4]) or "(empty)",
        ]
    )
)
JUNK = st.sampled_from(
    ["", "   ", "one column", "#close\t2026", "\x00", "a\tb\tc\td\te\tf\tg", "\r"]
)
LOGS = st.lists(LINES | JUNK, max_size=25).map(lambda lines: HEAD + "\n".join(lines).encode())
VALUES = st.lists(
    NAMES.map(domain)
    | st.sampled_from(["198.51.100.7", "203.0.113.9"]).map(
        lambda a: IndicatorValue(ValueKind.IPV4, a)
    )
    | st.sampled_from(["2001:db8::1"]).map(lambda a: IndicatorValue(ValueKind.IPV6, a))
    | st.sampled_from(["198.51.100.0/24", "0.0.0.0/0", "2001:db8::/32", "203.0.113.8/31"]).map(
        lambda a: IndicatorValue(ValueKind.CIDR, a)
    )
    | st.sampled_from(["example", "vn", "evil.example"]).map(domain),
    max_size=8,
    unique=True,
)


def _accounted(kept: Kept, name: str, log: bytes) -> None:
    """Every line is kept, or counted with the reference's reason."""
    lines = list(read_log(name, log.split(b"\n")))
    lost = Counter(line.code for line in lines if isinstance(line, Unreadable))
    reasons = {code: many for code, many in kept.reasons.items() if code.startswith("watch.")}

    assert (kept.lines, reasons) == (len(lines) - lost.total(), lost)


def _shown(answers: dict[str, Answer]) -> dict[str, tuple[object, ...]]:
    return {
        text: (one.count, one.first_seen, one.last_seen, len(one.days))
        for text, one in answers.items()
    }


CELLS = st.sampled_from(
    [
        "http://evil.example/a?b=c", "https://u@WWW.evil.example:8443/x", "http://[2001:db8::1]/", "http://203.0.113.9",
        "bad.example/x", "d41d8cd98f00b204e9800998ecf8427e", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "Bob <bob@evil.example>", "ann@own.example", "www.evil.example", "", " ", "http://e.example/" + "a" * 2_000,
        "http://evil.example/a", "http://evil.example/a\0", "http://evil.example/a\1", "http://evil.example/aé",
    ]
)  # fmt: skip
TABLES = st.lists(
    st.lists(CELLS | NAMES, min_size=4, max_size=4).map(",".join)
    | st.sampled_from(["a,b", '"x","http://evil.example/a?b=c",,', '"broken', "é,,,"]),
    max_size=15,
).map(lambda rows: "\n".join(["url,hash,from,domain", *rows]).encode())
ASKED = [
    "http://evil.example/a?b=c", "https://u@www.evil.example:8443/x", "http://[2001:db8::1]/", "http://bad.example/x",
    "http://e.example/" + "a" * 2_000, "http://evil.example/a", "http://evil.example/a\0", "http://evil.example/",
]  # fmt: skip


@given(TABLES)
@settings(deadline=None, max_examples=20)
def test_urls_hashes_and_mail_addresses_are_found(log: bytes) -> None:
    """Each on its own shelf, in CSV with and without quotes, as the reference finds them."""
    from khien.watch.history.batches import Own  # noqa: PLC0415 -- needs the extra

    urls = [value for url in ASKED if (value := value_of(ValueKind.URL, url))]
    hashes = [found for text in ("d41d8cd98f00b204e9800998ecf8427e",) if (found := hash_of(text))]
    mails = [IndicatorValue(ValueKind.EMAIL, f"{who}.example") for who in ("bob@evil", "ann@own")]
    values = [*urls, *hashes, *mails, domain("example")]
    with tempfile.TemporaryDirectory() as folder:
        into = history(Path(folder), Bounds(domains=("own.example",)))
        _accounted(keep(into, log, "web.csv"), "web.csv", log)

        assert _shown(hunted(into, values)) == scanned(
            [("web.csv", log)], values, Own((), ("own.example",)).is_kept
        )


CELL = (
    st.text("aé\\", max_size=3) | NAMES | ADDRESSES | st.none() | st.integers(0, 9) | st.booleans()
)
OBJECTS = st.lists(
    st.fixed_dictionaries(
        {"query": NAMES},
        optional={
            "ts": st.sampled_from([NOW.timestamp() - 0.25, NOW.timestamp() - 90_000.5, "soon", int(NOW.timestamp()) - 5])
            | st.floats(NOW.timestamp() - 1e6, NOW.timestamp()),
            "id.orig_h": ADDRESSES,
            "id": st.fixed_dictionaries({"resp_h": ADDRESSES}),
            "answers": st.lists(NAMES | ADDRESSES | CELL, max_size=3) | CELL,
            "rcode_name": st.sampled_from(["NOERROR", None]),
            "_path": st.sampled_from(["dns", "dns", None]),
            "host": CELL,
        },
    ).map(json.dumps)
    | st.sampled_from(["{}", "[]", "{", '{"query":"a.example"} {"query":"b.example"}', "", '{"query":"a.vn","query":"b.vn"}']),
    max_size=12,
).map(lambda lines: "\n".join(lines).encode())  # fmt: skip
ZEEK = st.lists(
    st.fixed_dictionaries(
        {
            "ts": st.floats(NOW.timestamp() - 1e6, NOW.timestamp()),
            "id.orig_h": ADDRESSES,
            "query": NAMES,
            "answers": st.lists(NAMES | ADDRESSES, max_size=3),
            "_path": st.just("dns"),
        }
    ).map(json.dumps),
    max_size=12,
).map(lambda lines: "\n".join(lines).encode())


@given(OBJECTS | ZEEK, VALUES)
@settings(deadline=None, max_examples=30)
def test_json_lines_say_the_same(log: bytes, values: list[IndicatorValue]) -> None:
    """Whatever stands in the objects, columns give what the reference gives line by line."""
    from khien.watch.history.batches import Own  # noqa: PLC0415 -- needs the extra

    with tempfile.TemporaryDirectory() as folder:
        into = history(Path(folder))
        _accounted(keep(into, log, "dns.json"), "dns.json", log)

        assert _shown(hunted(into, values)) == scanned([("dns.json", log)], values, Own().is_kept)


@given(st.lists(LOGS, min_size=1, max_size=3), VALUES, st.booleans())
@settings(deadline=None, max_examples=25)
def test_a_hunt_finds_what_a_scan_finds(
    logs: list[bytes], values: list[IndicatorValue], own: bool
) -> None:
    """Count, first and last time and days are those of the reference index over every line."""
    from khien.watch.history.batches import Own  # noqa: PLC0415 -- needs the extra

    networks = ("198.51.100.8/32",) if own else ()
    with tempfile.TemporaryDirectory() as folder:
        into = history(Path(folder), Bounds(networks=networks))
        for log in logs:
            _accounted(keep(into, log), "dns.log", log)

        assert _shown(hunted(into, values)) == scanned(
            [("dns.log", log) for log in logs], values, Own(networks).is_kept
        )

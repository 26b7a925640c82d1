"""What is read in columns is what the reference reads."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch import Observation, read_log
from khien.watch.fields import values_in
from tests.watch.history.samples import NOW, needs_columns

pytestmark = needs_columns

TEXTS = st.sampled_from(
    [
        *("a.example", "WWW.a.example", "a.example.", "x", "1.2.3", f"{'e' * 64}.example", "a_b.example"),
        *("198.51.100.7", "010.1.1.1", "256.1.1.1", "2001:db8::1", "::ffff:198.51.100.7"),
        *("a" * 32, "B" * 32, "c" * 40, "d" * 64, "e" * 128, "f" * 33, "aa:" * 15 + "aa"),
        *("http://a.example/x?y=z", "https://a.example/", "https://a.example", "HTTP://a.example/", "ftp://a.example/"),
        *("http://a.example:80/x", "http://a.example/%3a", "http://a.example/#f", "http://u@a.example/", "a.example/x"),
        *("http://198.51.100.7/a", "http://a.example/'\"~,", "http://a.example/" + "p" * 700, "http://x/"),
        *("Bob <b@evil.example>", "t13d1516h2_8daaf6152771_e5627efa2ab1", "10 mx.example"),
    ]
) | st.text("ab./:-_@1", max_size=20)  # fmt: skip
COLUMNS = ("query", "answers", "src_ip", "sha256", "url", "mailfrom", "ja3", "ja4", "subject")


@pytest.mark.parametrize("column", COLUMNS)
@given(st.lists(TEXTS, max_size=20, unique=True))
@settings(deadline=None, max_examples=20)
def test_a_form_tells_what_the_reference_says(column: str, texts: list[str]) -> None:
    """Of each text of any column: its keys are those of its values, or it is left to the reference."""
    import pyarrow as pa  # noqa: PLC0415 -- needs the extra

    from khien.watch.history.orders import place  # noqa: PLC0415
    from khien.watch.history.plain import meant_by  # noqa: PLC0415

    found, odd = meant_by(column, pa.array(texts, pa.string()))
    for number, text in enumerate(texts):
        if odd[number]:
            continue
        keys = {
            (o.shelf, o.keys[int(o.places[number])].as_py()) for o in found if o.places[number] >= 0
        }
        assert keys == {place(value) for value in values_in({column: (text,)})}


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "ts": st.floats(NOW.timestamp() - 1e5, NOW.timestamp()),
            "id.orig_h": st.sampled_from(["10.0.0.1", "198.51.100.7", "::ffff:198.51.100.7"]),
        },
        optional={
            "id.resp_h": st.sampled_from(["198.51.100.7", "192.0.2.4", "2001:db8::1"]),
            "id.resp_p": st.sampled_from([80, 8080]),
            "method": st.sampled_from(["GET", "CONNECT"]),
            "host": st.sampled_from(["a.example", "2001:db8::1", "[::1]", "a.example:81", "198.51.100.7"]),
            "uri": st.sampled_from(["/", "/x?y", "http://p.example/q", "p.example:443", "/a b", "*", "", True]),
        },
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip
HEAD = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n"
    b"#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tmethod\thost\turi\n"
    b"#types\ttime\taddr\taddr\tport\tstring\tstring\tstring\n"
)
SEEN: dict[str, object] = {"ts": 1795248800.0, "id.orig_h": "10.0.0.1"}
NAMES = ("ts", "id.orig_h", "id.resp_h", "id.resp_p", "method", "host", "uri")


@given(RECORDS, st.booleans(), st.booleans())
@example([SEEN | {"host": "a.example", "uri": "/"}, SEEN | {"uri": "http://p.example/q"}], True, False)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_requests_are_put_together_in_columns(
    records: list[dict[str, object]], is_json: bool, is_known: bool
) -> None:
    """Host, port and URI become the URL that the reference makes of them; clients are left out as it does."""
    from khien.watch.history.batches import Own, Window, batch_of  # noqa: PLC0415
    from khien.watch.history.keeping import Count, Intake  # noqa: PLC0415

    lines = [
        json.dumps(one) if is_json else "\t".join(str(one.get(n, "-")) for n in NAMES)
        for one in records
    ]
    log = (b"" if is_json else HEAD) + "\n".join(lines).encode()
    own, window = Own(("192.0.2.0/24",) if is_known else ()), Window.ending(NOW, 90)

    def shown(batch: Any) -> Counter[tuple[object, ...]]:  # noqa: ANN401 -- of the extra
        found = Counter[tuple[object, ...]]()
        for shelf, rows in batch.shelves.items():
            for code, second, who in zip(rows.codes, rows.seconds, rows.clients, strict=True):
                found[shelf, rows.keys[int(code)].as_py(), int(second), int(who) >= 0] += 1
        return found

    read = Intake(own, window, Count()).batches("http.log", BytesIO(log))
    seen = [one for one in read_log("http.log", log.split(b"\n")) if isinstance(one, Observation)]
    assert sum(map(shown, read), Counter()) == shown(batch_of(seen, own, window, Counter()))


def test_a_client_in_other_clothes_is_not_kept() -> None:
    """Where nobody said what is ours, neither form of the address of the machine that asked is a value."""
    from khien.watch.history.batches import Own  # noqa: PLC0415

    plain = IndicatorValue(ValueKind.IPV4, "198.51.100.7")
    assert not Own().is_kept(plain, "::ffff:198.51.100.7")
    assert Own().is_kept(plain, "2001:db8::1")

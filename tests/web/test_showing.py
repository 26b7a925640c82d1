"""How facts are written on pages: times, numbers, and what came from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.app.zones import UTC as ZONE_UTC
from khien.app.zones import zone_of
from khien.model.words import Language
from khien.web import showing

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Reader:
    """For whom a page is written."""

    language: Language = "en"
    zone: ZoneInfo = ZONE_UTC
    now: datetime = NOW

    def say(self, code: str, facts: Any = None) -> str:  # noqa: ANN401 -- as `Reader` of showing
        """The code and its facts."""
        return f"{code} {facts}"


def context(reader: Reader) -> Any:  # noqa: ANN401 -- what filters need of jinja2's context
    """What a template gives to a filter."""
    return {"visit": reader}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\x00b\x1b[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("line\nand\ttab", "line\nand\ttab"),
        ("\u2028\u2029\ud800\ue000", "⟨U+2028⟩⟨U+2029⟩⟨U+D800⟩⟨U+E000⟩"),
        ("Tiếng Việt, e\u0301", "Tiếng Việt, e\u0301"),
        (5, "5"),
    ],
)
def test_what_is_invisible_is_named(value: object, shown: str) -> None:
    """Controls, bidi controls, zero widths, surrogates: the eye sees that they are there."""
    assert showing.plain(value) == shown


@given(st.text(max_size=300))
def test_nothing_invisible_remains(text: str) -> None:
    """No character that turns or hides text is left, whatever came."""
    import unicodedata  # noqa: PLC0415

    for shown in (showing.plain(text), showing.defang(text), showing.prose(text)):
        kinds = {unicodedata.category(c) for c in shown if c not in "\n\t"}
        assert not kinds & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def test_what_is_long_ends() -> None:
    """A value of a megabyte does not make a page of one."""
    assert showing.plain("x" * 10**6) == "x" * showing.LONGEST + "…"
    assert showing.plain("xyz", 2) == "xy…"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://evil.example/a.b", "hxxps://evil[.]example/a[.]b"),
        ("HTTP://EVIL.EXAMPLE", "HxxP://EVIL[.]EXAMPLE"),
        ("evil[.]example", "evil[.]example"),
        ("a@b.example", "a[@]b[.]example"),
        ("10.0.0.1", "10[.]0[.]0[.]1"),
    ],
)
def test_nobody_clicks_by_accident(value: str, shown: str) -> None:
    """Addresses are written so that no program takes them for one."""
    assert showing.defang(value) == shown


def test_prose_stays_readable() -> None:
    """Addresses within a text are defanged, numbers and the rest are not."""
    text = (
        "Costs 3.5 million. See https://evil.example/x or mail a@b.example; javascript:alert(1)."
        " It ends with https://evil.example/y. (Or http://evil.example/z)."
    )

    shown = showing.prose(text)

    assert "3.5 million. See hxxps://evil[.]example/x" in shown
    assert "a[@]b[.]example" in shown
    assert "javascript[:]alert" in shown
    assert shown.endswith("hxxps://evil[.]example/y. (Or hxxp://evil[.]example/z).")


def test_a_file_is_no_address() -> None:
    """A name that ends like a document leads nowhere; one that could be a host, or has more to it, does."""
    assert showing.prose("11-drop.txt, báo-cáo.PDF") == "11-drop.txt, báo-cáo.PDF"
    text = "evil.example.txt x.zip https://evil.example/a.txt a@b.txt"
    assert showing.prose(text) == (
        "evil[.]example[.]txt x[.]zip hxxps://evil[.]example/a[.]txt a[@]b[.]txt"
    )


def test_sums_and_telephones_are_no_addresses() -> None:
    """Money and telephone numbers with dots stay as they are written; an address beside them does not."""
    text = (
        "Chuyển 1.250.000.000 đồng rồi 1.250.100.200đ, gọi 84.912.345.678 hoặc 0912.345.678;"
        " cost 1.100.100.100 USD; máy chủ 203.0.113.7. Xong 203.0.113.255:8080"
    )

    shown = showing.prose(text)

    assert shown == text.replace("203.0.113.7.", "203[.]0[.]113[.]7.").replace(
        "203.0.113.255", "203[.]0[.]113[.]255"
    )


def test_numbers_are_written_as_people_do() -> None:
    """Separators of the language, for whole numbers and for others."""
    assert [showing.number(1234567, one) for one in ("en", "vi")] == ["1,234,567", "1.234.567"]
    assert [showing.number(1234.56, one) for one in ("en", "vi")] == ["1,234.6", "1.234,6"]
    assert [showing.number(one, "vi") for one in (90.0, 0.04)] == ["90", "0"]
    assert showing._number(context(Reader("vi")), 1000) == "1.000"


@pytest.mark.parametrize(
    ("value", "en", "vi"),
    [
        (1e-9, "1·10⁻⁹", "1·10⁻⁹"),
        (1.24e-12, "1.2·10⁻¹²", "1,2·10⁻¹²"),
        (0.05, "0.05", "0,05"),
        (0.0, "0", "0"),
        (2.0, "2.0", "2,0"),
        (1234.56, "1,234.6", "1.234,6"),
    ],
)
def test_a_chance_is_written_as_people_do(value: float, en: str, vi: str) -> None:
    """As small as it may be: no `1e-09`, and the comma where Vietnamese has one."""
    assert [showing.small(value, one) for one in ("en", "vi")] == [en, vi]


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("UTC", "en", '22 Nov 2026 08:00<span class="zone"> UTC</span>'),
        ("Asia/Ho_Chi_Minh", "vi", '22/11/2026 15:00<span class="zone"> UTC+7</span>'),
        ("Asia/Kathmandu", "en", '22 Nov 2026 13:45<span class="zone"> UTC+5:45</span>'),
        ("America/St_Johns", "en", '22 Nov 2026 04:30<span class="zone"> UTC−3:30</span>'),
    ],
)
def test_an_instant_says_its_zone(zone: str, language: Language, shown: str) -> None:
    """In the reader's zone, with the offset; the machine's form is UTC."""
    written = showing.moment(NOW, Reader(language, ZoneInfo(zone)))

    assert written == f'<time datetime="2026-11-22T08:00:00Z">{shown}</time>'


def test_what_is_no_instant_is_text() -> None:
    """A time from outside that is none is shown as it came, harmless; nothing is a dash."""
    see = context(Reader())

    assert showing._moment(see, None) == showing._moment(see, "") == "–"
    assert showing._moment(see, "<b>\u202e") == "&lt;b&gt;⟨U+202E⟩"
    assert "08:00" in showing._moment(see, "2026-11-22T08:00:00Z")
    assert showing._ago(see, "never") == "–"


@pytest.mark.parametrize(
    ("apart", "en", "vi"),
    [
        (timedelta(0), "just now", "vừa xong"),
        (timedelta(minutes=5), "5 min ago", "5 phút trước"),
        (timedelta(days=2, hours=4, minutes=9), "2 d 4 h ago", "2 ngày 4 giờ trước"),
        (timedelta(hours=-3), "in 3 h", "còn 3 giờ"),
    ],
)
def test_how_long_ago(apart: timedelta, en: str, vi: str) -> None:
    """In the two largest units, before and after now."""
    assert showing._ago(context(Reader("en")), NOW - apart) == en
    assert showing._ago(context(Reader("vi")), NOW - apart) == vi


def test_durations() -> None:
    """Seconds or a timedelta; nothing is nought, never negative."""
    see = context(Reader())

    assert showing._duration(see, 3_661.0) == "1 h 1 min"
    assert showing._duration(see, timedelta(seconds=-5)) == "under 1 s"
    assert showing._say(see, "a.code", {"x": 1}) == "a.code {'x': 1}"


def test_the_zone_of_a_reader() -> None:
    """The officer's own, else the country's, else UTC; a name that is none is UTC."""

    def named(zone: str) -> Any:  # noqa: ANN401 -- an officer, as far as `zone_of` looks
        return type("Officer", (), {"zone": zone})()

    assert zone_of(None, "VN").key == "Asia/Ho_Chi_Minh"
    assert zone_of(named("Asia/Tokyo"), "VN").key == "Asia/Tokyo"
    assert zone_of(named(""), "US") is zone_of(None, "") is ZONE_UTC
    assert zone_of(named("No/Where"), "VN") is zone_of(named("../etc"), "VN") is ZONE_UTC

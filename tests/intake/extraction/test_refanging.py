"""Tests of khien.intake.extraction.refanging."""

from __future__ import annotations

import time

import pytest

from khien.intake.extraction import Document, Entry, Names, extract
from khien.intake.extraction.refanging import clean


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hxxps[:]//evil[.]com/a", "https://evil.com/a"),
        (
            "hXXp://a h**p://b hxtp://c h__p://d fxp://e mhxxp://f xp://g",
            "http://a http://b http://c http://d ftp://e mhxxp://f xp://g",
        ),
        ("meow://x MEOWS://y homeow://z", "http://x httpS://y homeow://z"),
        (
            "evil(.)com evil{.}com evil<.>com evil[dot]com evil (dot) com evil [chấm] vn",
            "evil.com evil.com evil.com evil.com evil.com evil.vn",
        ),
        ("youla [ . ] ru/7", "youla.ru/7"),
        ("bad[.com bad.]com bad.)com a[.]", "bad.com bad.com bad.com a[.]"),
        ("[.] at start, x [.] .", "[.] at start, x [.] ."),
        ("user[at]evil[.]com user(@)b.vn user [còng] c.vn", "user@evil.com user@b.vn user@c.vn"),
        ("1.2.3[.]4 a[/]b a[\\\\]b hxxp[://]c[.]d", "1.2.3.4 a/b a//b http://c.d"),
        ("http:\\\\evil.com http: //a.b x:// y.z", "http://evil.com http://a.b x:// y.z"),
        (
            "evil\\.com hxxp://a\\.b\\.com C:\\Users\\.ssh\\x \\.y",
            "evil.com http://a.b.com C:\\Users\\.ssh\\x \\.y",
        ),
        (
            "evil dot com, www dot evil dot com, evil chấm vn, evil . com, the dot matrix",
            "evil.com, www.evil.com, evil.vn, evil.com, the dot matrix",
        ),
        (
            "user at evil dot com; available at evil.com,  . com",
            "user@evil.com; available at evil.com,  . com",
        ),
        ("ev\u200bil。vn a．b \ufeffx\u3042", "evil.vn a.b x\u3042"),
        ("vie\u0323\u0302t.vn", "việt.vn"),
        ("foo\\_bar.dll C:\\a\\_b.dll x\\_ \\_y", "foo_bar.dll C:\\a\\_b.dll x\\_ \\_y"),
        ("45 . 77 . 12 .34 and 1 . 2", "45.77.12.34 and 1 . 2"),
        ("a[.] [.]com", "a.[.]com"),
        ("nothing at all", "nothing at all"),
    ],
)
def test_text_is_read_as_it_was_meant(written: str, meant: str) -> None:
    """Every usual way of disarming is undone, and what only looks like one is left alone."""
    assert clean(written).text == meant


def test_the_way_back() -> None:
    """Each character of the clean text knows where it stood, and whether somebody disarmed it."""
    page = clean("x hxxp://evil[.]com y")

    assert page.text[2:17] == "http://evil.com"
    assert [page.back(place) for place in (0, 2, 9, 14, 16, 18)] == [0, 2, 9, 16, 18, 20]
    assert page.was_defanged(2, 17)
    assert not page.was_defanged(17, 19)


HOSTILE = {
    "a": "a" * 16_000,
    "a.": "a." * 16_000,
    "1.": "1." * 16_000,
    "[.]": "[.]" * 16_000,
    "a@": "a@" * 16_000,
    ":": ":" * 16_000,
    "is": "is " * 16_000,
    "encrypts the": "encrypts the " * 16_000,
    "communicated": "communicated with c2 " * 16_000,
    "giả mạo": "ứng dụng giả mạo " * 16_000,
    "block:": "- block a.b:\n" * 16_000,
    "regards": "regards\n" * 16_000,
    "a is": "a.vn is fake is " * 16_000,
    "sha1 ab": "sha1 " + "ab " * 16_000,
    "sha1: a": "sha1: ab cd\n" * 16_000,
    "hxxp:\\": "hxxp:\\\\a\\" * 16_000,
    "https://a/b/": "https://a.vn/b/\n" * 16_000,
    "mã độc mới": "mã độc mới " * 16_000,
    "a:": "a:" * 16_000,
    "\\a": "\\a" * 16_000,
    "a\\_": "a\\_" * 16_000,
    "Abcdef malware": "Abcdef malware " * 16_000,
    "\\": "\\" * 16_000,
    "/a": "/a" * 16_000,
    "a b\\": "a b\\" * 16_000,
    "1 ": "1 " * 16_000,
    "(": "(" * 16_000,
    "://": "://" * 16_000,
    "http://": "http://" * 16_000,
    "f": "f" * 16_000,
    "dot": " dot" * 16_000,
    "mutex": "mutex " * 16_000,
    "Mozilla": "Mozilla/5.0 (" * 16_000,
    "user-agent": "User-Agent: " * 16_000,
    "2020": "2020-" * 16_000,
    "May": "May 20 " * 16_000,
    "cpe": "cpe:2.3:a:" * 16_000,
    "Nguyễn": "Nguyễn Văn " * 16_000,
    "Công ty": "Công ty " * 16_000,
    "STK": "STK " * 16_000,
    "STK 1": "STK 12345678 Vietcombank " * 16_000,
    "name": "Big Bad " * 16_000,
    "](": "](./a" * 16_000,
    "`": "`a.exe" * 16_000,
    "|": "|a.exe " * 16_000,
    "\n": "https://a.vn/-\n" * 16_000,
    "brandname": "brandname A, " * 16_000,
}


def _seconds(text: str) -> float:
    """The quicker of two: what else the process does (its garbage, say) is no matter of the text."""
    names = Names.of([Entry("Big Bad Wolf", "actor", "x")])
    took = []
    for _ in range(2):
        started = time.process_time()
        extract(Document(text), names)
        took.append(time.process_time() - started)
    return min(took)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_linear_time(name: str) -> None:
    """Twice the text never costs much more than twice the time, whatever it is made of."""
    text = HOSTILE[name][:16_000]
    small, large = _seconds(text[:4_000]), _seconds(text)

    assert large < 12 * small + 0.15

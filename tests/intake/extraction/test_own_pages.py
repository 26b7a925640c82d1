"""Tests of khien.intake.extraction.{own_pages,denials,linked}: what is somebody's own, and what is taken back."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Candidate, Document, Link, Part, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS
from khien.intake.extraction.linked import behind_links

_ONION = "http://lockbitapt2d73krlbewgv27tquljgxr33xbwwsp6rkyieto7u4ncead.onion"
_BOT = "https://api.telegram.org/bot123456:ABC/sendMessage"
_POPULAR = ("github.com", "t.me", "facebook.com", "api.telegram.org", "bank.vn", "mail.vn")

CASES: dict[str, list[str]] = {
    # nothing was seen, or it is not to be blocked
    "No malicious activity was seen from 45.77.12.10.": ["benign said-good"],
    "We found no evidence of phishing at good.net, no attacks from the hosting c2 1.2.3.5.": ["benign said-good", "malicious said-bad"],
    "Không ghi nhận tấn công nào từ 45.77.12.10.": ["benign said-good"],

    "These are our sinkhole and should NOT be blocked: 5.79.71.205, 5.79.71.225.": ["benign said-good", "benign said-good"],
    # disarmed, and taken back
    "đã gỡ bỏ evil-z[.]com khỏi danh sách vì báo nhầm (false positive)": ["benign said-good"],
    "evil-z[.]com was a false positive": ["benign said-good"],
    "evil-z[.]com; the other alert was a false positive": ["malicious defanged"],
    # called so by the very next word
    'Thông báo: khách hàng nhận tin từ brandname "ACB" và "Techcombank" giả mạo ngân hàng.': ["malicious said-bad"] * 2,
    # folders of every machine
    "The malware copies itself to %APPDATA%\\Microsoft\\ and C:\\Windows\\System32, then %TEMP%\\x.exe": [
        "benign system-file", "benign system-file", "malicious said-bad",
    ],
    # boxes that only their makers read
    f"Lừa đảo. Xem tại {_ONION} nhé": ["malicious crime-named"],
    f"visit {_ONION} now": ["unsure no-sign"],
    f"Chi tiết tại {_BOT}": ["unsure no-sign"],
    f"evil[.]com and {_BOT}": ["malicious defanged", "malicious crime-named"],
    # pages that anybody makes on a site that all use
    "Fb: facebook.com/someone88, t.me/someone88; www.facebook.com": ["unsure no-sign", "unsure no-sign", "benign popular"],
    "evil[.]com. Fb: facebook.com/someone88": ["malicious defanged", "unsure no-sign"],

}  # fmt: skip


def _popular(name: str) -> bool:
    return name.removeprefix("www.") in _POPULAR


def _told(found: tuple[Candidate, ...]) -> list[str]:
    return [
        f"{c.context} {c.why.removeprefix('extraction.')}"
        for c in found
        if c.kind in INDICATOR_KINDS
    ]


@pytest.mark.parametrize("text", CASES)
def test_whose_a_value_is_and_what_is_taken_back(text: str) -> None:
    """Every value of the text gets the context that a reader would give it, and says why."""
    assert _told(extract(Document(text), popular=_popular)) == CASES[text]


def test_who_sent_a_mail_is_no_footer() -> None:
    """Of a mail's header only the addressee is known; senders are unsure, unless their name deceives or all use it."""
    head = (
        "From: Ho tro <cskh@khuyen-mai.com>\nReply-To: hotro@mail.vn\nSender: a@vietc0mbank.top\n"
        "X-Originating-IP: [45.77.12.10]\nTo: nan@cty.vn\n"
    )
    document = Document(f"{head}\nXin chào", parts=(Part(0, len(head), "header"),))

    assert _told(extract(document, popular=_popular)) == [
        "unsure no-sign",
        "benign popular",
        "malicious look-alike",
        "unsure no-sign",
        "benign footer",
    ]


LINKS = {
    ("https://bank.vn/login", "http://other.top/a"): "malicious disguised",
    ("https://www.bank.vn", "https://bank.vn/a"): "benign popular",
    ("bấm vào đây", "http://other.top/a"): "unsure linked",
    ("https://host/x", "http://other.top/a"): "unsure linked",
    ("https://bank.vn/login", "https://click.publisher.vn/a"): "benign publisher",
}


@pytest.mark.parametrize(("words", "target"), LINKS)
def test_a_link_that_shows_another_site_deceives(words: str, target: str) -> None:
    """Where the words of a link are an address, and the click leads to another site, it is malicious."""
    document = Document(words, publisher="publisher.vn", links=(Link(0, len(words), target),))

    assert _told(tuple(behind_links(document, (), _popular))) == [LINKS[words, target]]

"""Tests of khien.intake.extraction.{contexts,cues}: what a document makes of its values."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Context, Document, Link, Part, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS

CASES: dict[str, list[str]] = {
    "evil[.]vn": ["defanged"],
    "Connect to 10.1.2.3, 127.0.0.1, 224.0.0.1 and fe80::1:2": ["reserved"] * 4,
    "C2 server 192.0.2.10 and 198.51.100.0/24": ["said-bad", "said-bad"],
    "version 1.2.3.4, phiên bản 5.6.7.8": ["version", "version"],
    "malware phones home to blog.publisher.vn": ["publisher"],
    "cmd.exe and C:\\Windows\\cmd.exe, readme.md": ["system-file"] * 3,
    "Unsubscribe: https://a.vn/x": ["footer"],
    "Contact us\ninfo@a.vn": ["footer"],
    "References\nhttps://a.vn/x\nhttps://b.vn/iocs": ["reference", "reference"],
    "Tài liệu được xây dựng từ các tài liệu tham khảo sau:\nhttps://a.vn": ["reference"],
    "https://a.vn[đây] đọc thêm": ["reference"],
    "[trang a.vn](https://a.vn), [lorem b.vn": ["reference", "reference", "no-sign"],
    "Report available at https://a.vn/x": ["reference"],
    "IoCs:\nbad.com\n1.2.3.4": ["listed", "listed"],
    "I. Indicators of compromise\nbad.com\nKhuyến nghị\nx.com": ["listed", "no-sign"],
    "the malware loads bad.com": ["said-bad"],
    "bad.com là tên miền giả mạo": ["said-bad"],
    "trang chính thức a.vn": ["said-good"],
    "Trang giả mạo bad.com khác trang chính thức good.com": ["said-bad", "said-good"],
    "popular.com and https://www.popular.com/x": ["popular", "popular"],
    "the official popular.com; malware asks popular.com": ["popular", "popular"],
    "popular[.]com is official": ["popular"],
    "popular[.]com sends malware": ["defanged"],
    "md5 4ec503be252d765ea37621a629afdaa6": ["no-sign"],
    "FooBar malware.\n\n4ec503be252d765ea37621a629afdaa6": ["hash"],
    "Vụ lừa đảo.\n\nSTK 0123456789 ACB": ["crime-named"],
    "evil[.]vn, then\n\nevil.vn, other.vn\n\nmalware at https://c.vn/x": [
        "defanged",
        "defanged",
        "no-sign",
        "reference",
    ],
    "malware asks a.com, b.com và c.com\n- 1.2.3.4\n\nother: d.com of e.com": ["said-bad"] * 3
    + ["no-sign"] * 3,
    "malware asks a.com\n\na long way of other words\n\nd.com": ["said-bad", "no-sign"],
    "CVE-2024-1135 a.com": ["no-sign"],
    "plain.com": ["no-sign"],
    "Danh sách tên miền lừa đảo:\nx.com, http://y.com.": ["listed", "listed"],
    "http://user@x.com/ http://[2001:db9::1:1]/": ["no-sign", "no-sign"],
    "vpn 999.999.999.999/24 300.com": ["no-sign"],
}


@pytest.mark.parametrize("text", CASES)
def test_each_context_has_its_reason(text: str) -> None:
    """Every value of the text gets the context that a reader would give it, and says why."""
    document = Document(text, publisher="publisher.vn")
    found = extract(document, popular=lambda name: name.endswith("popular.com"))

    assert [c.why.removeprefix("extraction.") for c in found if c.kind in INDICATOR_KINDS] == CASES[
        text
    ]


def test_the_reader_of_a_file_knows_its_parts() -> None:
    """What stands in a footer or among references is benign there, unless it was disarmed."""
    text = "body.com | foot.com | evil[.]com | ref.com | tail.com"
    places = {word: text.index(word) for word in ("foot.com", "evil", "ref.com")}
    parts = (
        Part(places["foot.com"], places["ref.com"] - 3, "footer"),
        Part(places["ref.com"], places["ref.com"] + 7, "references"),
    )
    found = extract(Document(text, parts=parts, links=(Link(0, 4, "https://x.vn"),)))

    reasons = [c.why.partition(".")[2] for c in found]
    assert reasons == ["no-sign", "footer", "defanged", "reference", "no-sign"]


def test_names_and_terms_are_not_judged() -> None:
    """Only values are malicious or benign."""
    found = extract(Document("CVE-2024-1135 in Việt Nam"))

    assert {(c.context, c.why) for c in found} == {(Context.UNSURE, "extraction.not-judged")}


def test_the_language_is_told_by_its_letters() -> None:
    """Where nobody said the language, the letters do: 01/02/2020 is a day only in Vietnamese."""
    assert [
        c.value for c in extract(Document("Được biết ngày 01/02/2020")) if c.kind == "date"
    ] == ["2020-02-01"]
    assert extract(Document("known 01/02/2020")) == ()

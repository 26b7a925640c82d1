"""Tests of khien.intake.extraction.{methods,pretending}."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Document, extract

DESCRIBED = {
    "The actors sent e-mails with malicious attachments.": ["T1566"],
    "A scheduled task starts rundll32; the loader uses rundll32.exe": ["T1053", "T1218"],
    "It injects itself into explorer.exe and takes screenshots.": ["T1055", "T1113"],
    "Strings are base64-encoded; it decrypts the payload.": ["T1027", "T1140"],
    "The sample checks for virtual machines and disables Windows Defender.": ["T1497", "T1562"],
    "It exfiltrates the stolen files and deletes shadow copies.": ["T1041", "T1490"],
    "lure " + "then " * 60 + "a lure, malicious emails": ["T1566"],
    "Scheduled maintenance of the service; users open files and send emails about the report.": [],
    "Our anti-phishing emails and anti-phishing attacks.": [],
    "We capture your feedback; the process is documented in the archive.": [],
}


@pytest.mark.parametrize("text", DESCRIBED)
def test_techniques_are_known_by_their_description(text: str) -> None:
    """What a sentence says that malware does is the technique that ATT&CK describes, and everyday words are none."""
    found = extract(Document(text, language="en"))

    assert [one.note for one in found if one.kind == "technique"] == DESCRIBED[text]


PRETENDED = {
    "Đối tượng mạo danh nhân viên Điện lực thành phố gọi điện.": ["impersonating-company"],
    "Chúng giả mạo website của Tổng cục Thuế để lừa người dân.": ["impersonating-authority"],
    "Cảnh giác ứng dụng VssID giả mạo trên mạng.": ["impersonating-authority"],
    "They posed as officers of a bank.": ["impersonating-bank"],
    "They posed as guests. A bank was closed.": [],
    "Trang web này giả mạo nội dung.": [],
    "Tác giả làm việc cho ngân hàng.": [],
}


@pytest.mark.parametrize("text", PRETENDED)
def test_who_is_pretended_to_be_says_the_crime(text: str) -> None:
    """The one that a verb of pretending means, in the same clause, gives the crime its name."""
    found = extract(Document(text))

    assert [one.value for one in found if one.value.startswith("impersonating")] == PRETENDED[text]


def test_ranges_of_a_page_are_searched_apart() -> None:
    """What stands far from every sign is passed by, and what stands beside one is found wherever it is."""
    filler = ("Văn bản bình thường không có gì. " * 4 + "\n") * 12
    text = f"{filler}User-Agent: evil/1.0\n{filler}CVE-2021-44228\n{filler}User-Agent: evil/2.0\n"

    found = extract(Document(text))

    assert [(one.kind, one.value) for one in found] == [
        ("user-agent", "evil/1.0"), ("cve", "CVE-2021-44228"), ("user-agent", "evil/2.0"),
    ]  # fmt: skip

"""Tests of khien.intake.extraction.{methods,pretending}."""

from __future__ import annotations

import gzip
import json

import pytest

from khien.intake.extraction import Document, extract, methods_table, methods_vietnamese
from tests.shared import shared

DESCRIBED = {
    "The actors sent e-mails with malicious attachments.": ["T1566.001"],
    "A scheduled task starts rundll32; the loader uses rundll32.exe": ["T1053.005", "T1218.011"],
    "It injects itself into explorer.exe and takes screenshots.": ["T1055", "T1113"],
    "Strings are base64-encoded; it decrypts the payload.": ["T1027", "T1140"],
    "The sample checks for virtual machines and disables Windows Defender.": ["T1497", "T1562"],
    "It exfiltrates the stolen files and deletes shadow copies.": ["T1041", "T1490"],
    "lure " + "then " * 60 + "a lure, malicious emails": ["T1566"],
    "Scheduled maintenance of the service; users open files and send emails about the report.": [],
    "Our anti-phishing emails and anti-phishing attacks.": [],
    "We capture your feedback; the process is documented in the archive.": [],
    "The loader side-loads a malicious DLL, beacons to its C2 server over HTTPS and copies\nitself to other hosts.": [
        "T1574.001",
        "T1071.001",
        "T1570",
    ],
    "Người dùng mở tệp và bật macro, mã độc tiêm vào tiến trình rồi chụp màn hình.": [
        "T1204",
        "T1059.005",
        "T1055",
        "T1113",
    ],
    "Ma doc danh cap mat khau luu trong trinh duyet; khong ro ly do.": ["T1555"],
}


@pytest.mark.parametrize("text", DESCRIBED)
def test_techniques_are_known_by_their_description(text: str) -> None:
    """What a sentence says that malware does is the technique that ATT&CK describes, and everyday words are none."""
    found = extract(Document(text, language="en"))

    assert [one.note for one in found if one.kind == "technique"] == DESCRIBED[text]


def test_numbers_and_names_are_those_of_attack() -> None:
    """Each technique that can be described has a number in force of ATT&CK 18.1, and its name there."""
    path = shared("attack/enterprise-attack-18.1.stix20.json.gz")
    held = {
        one["external_references"][0]["external_id"]: one["name"]
        for one in json.loads(gzip.decompress(path.read_bytes()))["objects"]
        if one["type"] == "attack-pattern"
        and not (one.get("revoked") or one.get("x_mitre_deprecated"))
    }
    rows = f"{methods_table.METHODS}\n{methods_vietnamese.METHODS}".splitlines()
    named = {tuple(row.split(" | ", 2)[:2]) for row in rows if row.startswith("T")}

    assert named - held.items() == {("T1660", "Phishing")}  # of the matrix for mobile devices
    assert len(named) > 150


DENIED = {
    "This is not a phishing campaign.": ["phishing"],
    "Courses on ransomware, phishing and DDoS.": ["ransomware", "phishing", "ddos"],
    "No evidence of process injection or a cron job was found.": ["Process Injection", "Scheduled Task/Job"],
    "Our ransomware protection prevents credential theft.": [
        "ransomware", "Credentials from Password Stores",
    ],
    "We saw no evidence of lateral movement, data exfiltration or a cron job.": [
        "Exfiltration Over C2 Channel", "Scheduled Task/Job",
    ],
    "Khóa tập huấn về phòng chống lừa đảo trực tuyến và mã độc.": ["phishing", "malware"],
    "It not only encrypts files and uses XMRig; lừa đảo trên không gian mạng lừa đảo trực tuyến.": [],
}  # fmt: skip


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_or_taught_is_benign(text: str) -> None:
    """A deed that a text says was none, teaches or protects against proposes nothing, and says why."""
    found = extract(Document(text))

    assert [one.value for one in found if one.why == "extraction.denied"] == DENIED[text]
    assert all(one.context == "benign" for one in found if one.why == "extraction.denied")


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

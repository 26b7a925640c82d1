"""Tests of what is found: khien.intake.extraction.{addresses,paths,tokens,codes,numbers,coin_checks}."""

from __future__ import annotations

from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from khien.intake.extraction import Document, extract
from khien.intake.extraction.candidates import KINDS, TERM_KINDS
from khien.intake.extraction.suffixes import registrable

CASES: dict[str, list[tuple[str, str]]] = {
    # URLs
    "see hxxps[:]//evil[.]com/a, and (https://x.vn/a(b)) now": [("url", "https://evil.com/a"), ("url", "https://x.vn/a(b)")],
    "[text](https://a.vn/b) https://w.com[WLS]": [("url", "https://a.vn/b"), ("url", "https://w.com")],
    "URLhttp://a.vn/x **https://b.vn/y**": [("url", "http://a.vn/x"), ("url", "https://b.vn/y")],
    "http:// and x:// and bbb:// mailbox://a.vn and http://- http://a.1/": [],
    "xhttps://[2001:db8:5::7]:8080/z": [("url", "https://[2001:db8:5::7]:8080/z")],
    "https://a.vn/dai-\nphan-hai/het.html roi": [("url", "https://a.vn/dai-phan-hai/het.html")],
    "https://a.vn/x?id=\nhttp://b.vn": [("url", "https://a.vn/x?id="), ("url", "http://b.vn")],
    "http://a.vn/x\nsecond-line/here": [("url", "http://a.vn/x")],
    "evil.com/path evil.com:8080/x evil.com:8080, evil.com/ a.vn/1 zalo.me/0987654321": [("url", "evil.com/path"), ("url", "evil.com:8080/x"), ("domain", "evil.com"), ("domain", "evil.com"), ("domain", "a.vn"), ("url", "zalo.me/0987654321")],
    "https://a.vn/b](x": [("url", "https://a.vn/b")],
    "1.2.3.4/br/mp1a and http://xn--vietcombnk-0za.vn/": [("ipv4", "1.2.3.4"), ("url", "http://xn--vietcombnk-0za.vn/")],
    # Markdown and AsciiDoc targets on the same site
    "[a](./b/index.md) ![x](images/y.png) [m](mailto:ab@c.vn) link:samples.sha1[`x`] link:https://a.vn/x[y]": [("email", "ab@c.vn"), ("url", "https://a.vn/x")],
    # E-mail
    "user[at]evil{.}com, info@x.vn; a.b@c.local @here x@y .@z.vn": [("email", "user@evil.com"), ("email", "info@x.vn"), ("email", "a.b@c.local"), ("domain", "z.vn")],
    # Addresses
    "1.2.3[.]4:8080 10.0.0.0/8 1.2.3.4/33 300.1.1.1 1.2.3 5.6.7.8/0 -9.9.9.9 1.2.3.4.5": [
        ("ipv4", "1.2.3.4"), ("cidr", "10.0.0.0/8"), ("ipv4", "1.2.3.4"), ("ipv4", "5.6.7.8"),
    ],
    "2001:db8::1 [2001:db8:1::5]:80 2001:db8::/32 12:30:45 std::string ::1 dead::beef:cafe x2001:db8::1 2001:db8::zz": [
        ("ipv6", "2001:db8::1"), ("ipv6", "2001:db8:1::5"), ("cidr", "2001:db8::/32"), ("ipv6", "dead::beef:cafe"),
    ],
    "aa:bb:cc:dd:ee:ff AA-BB-CC-DD-EE-FF 1aa:bb:cc:dd:ee:ff 2001:db8:: a::b": [("mac", "aa:bb:cc:dd:ee:ff"), ("mac", "aa:bb:cc:dd:ee:ff"), ("ipv6", "2001:db8::")],
    "AS 23434 ASN53453 ASN4294967295 AS 2019 xAS1234": [("asn", "AS23434"), ("asn", "AS53453")],
    "AS1234. CVE-2024-1709.vn CVE-2024-1708/1709/2024, -46806, 28252": [("asn", "AS1234"), ("cve", "CVE-2024-1709"), ("cve", "CVE-2024-1708"), ("cve", "CVE-2024-1709")],
    "NH: ACB\nSố tài khoản: 12345678\n\nSố tài khoản: 87654321\nNH: BIDV": [("bank-account", "ACB:12345678"), ("bank-account", "BIDV:87654321")],
    "a (x).docx \"b (y).docx\" a.zip and c.app or d.app": [("file-name", "b (y).docx"), ("file-name", "a.zip"), ("file-name", "c.app"), ("domain", "d.app")],
    # Domains, and what only looks like one
    "vietcombànk.vn ngânhàng-việt.vn evil.zip evil[.]zip foo.local www.a.com. bare.onion": [
        ("domain", "xn--vietcombnk-o4a.vn"), ("domain", "xn--ngnhng-vit-k4av1160h.vn"), ("file-name", "evil.zip"), ("domain", "evil.zip"),
        ("host-name", "foo.local"), ("domain", "www.a.com"), ("domain", "bare.onion"),
    ],
    "ASP.NET Node.js end.The word.In a.b.c.d.e com.android.phone this.name window.open(x) $x.vn =y.vn call.me(": [("domain", "y.vn")],
    "tệp update.pl, allegro.pl, www.main.py and a.b.so lib.1.so -a-.vn EVIL.COM": [
        ("file-name", "update.pl"), ("domain", "allegro.pl"), ("domain", "www.main.py"), ("domain", "a.b.so"), ("file-name", "lib.1.so"), ("domain", "a-.vn"), ("domain", "evil.com"),
    ],
    "_._ ._.vn com.vn file.read %2Fevil.com %2Fa.pdf": [("domain", "evil.com"), ("file-name", "a.pdf")],
    # Hashes
    "4EC503BE252D765EA37621A629AFDAA6 d41d8cd98f00b204e9800998ecf8427e.exe 00000000000000000000000000000000": [
        ("md5", "4ec503be252d765ea37621a629afdaa6"), ("file-name", "d41d8cd98f00b204e9800998ecf8427e.exe"),
    ],
    "3072:Lk7dfjDKJFslkd/+sd:aKLJd8 10:00000000:1111": [("ssdeep", "3072:Lk7dfjDKJFslkd/+sd:aKLJd8")],
    "tx 8691f4cac0542ed1d1ae6c47bd5926e39d7911d9148e6ef64060c6ff5e245898": [("coin-transaction", "btc:8691f4cac0542ed1d1ae6c47bd5926e39d7911d9148e6ef64060c6ff5e245898")],
    "0xe000ea1eaea92bc736d97a34bed331f0da4788b4c88368b3e277c82fdd7def7b": [("coin-transaction", "eth:0xe000ea1eaea92bc736d97a34bed331f0da4788b4c88368b3e277c82fdd7def7b")],
    f"no digest {'abcdefghij' * 4} {'0123456789' * 3} 1": [],
    "sha1: bfa70f85 8fc2f555 53940704 5991618b 98eb4ea8 add; md5 of 1a 2b": [("sha1", "bfa70f858fc2f555539407045991618b98eb4ea8")],
    # Paths and keys
    "C:\\Windows\\evil.exe and %APPDATA%\\Roaming\\my folder\\a b.exe, then `C:\\Program Files\\X Y\\z.dll`.": [
        ("file-path", "C:\\Windows\\evil.exe"), ("file-path", "%APPDATA%\\Roaming\\my folder\\a b.exe"), ("file-path", "C:\\Program Files\\X Y\\z.dll"),
    ],
    "\\\\server\\share\\x.doc DOMAIN\\user a\\path \\path\\to\\file.exe ..\\Publications \\\\.\\C:\\Test \\\\?\\C:\\Test\\Foo \\\\.\\pipe\\ab": [
        ("file-path", "\\\\server\\share\\x.doc"), ("file-path", "\\path\\to\\file.exe"), ("file-path", "..\\Publications"),
        ("file-path", "\\\\.\\C:\\Test"), ("file-path", "\\\\?\\C:\\Test\\Foo"), ("file-path", "\\\\.\\pipe\\ab"),
    ],
    "\\u0004\\u0005 \\n \\_clypes.pyw \\x41 \\": [("file-name", "_clypes.pyw")],
    "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run and HKCU\\\\Software\\\\X": [("registry-key", "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run"), ("registry-key", "HKCU\\Software\\X")],
    "/etc/passwd /opt/.x/y.sh ~/documents ../directory ./a/file.pdf and/or 1/2 km/h /index1.html /a/file/path /12/13 /x": [
        ("file-path", "/etc/passwd"), ("file-path", "/opt/.x/y.sh"), ("file-path", "~/documents"), ("file-path", "../directory"), ("file-path", "./a/file.pdf"),
        ("file-path", "/index1.html"), ("file-path", "/a/file/path"),
    ],
    "`~/Library/Application Support/x.plist` (C:\\a.exe) C:\\x(1).exe `D:\\q C:\\a b c d e f g.exe": [("file-path", "~/Library/Application Support/x.plist"), ("file-path", "C:\\a.exe"), ("file-path", "C:\\x(1).exe"), ("file-path", "D:\\q"), ("file-path", "C:\\a"), ("file-name", "g.exe")],
    "“Báo cáo tài chính.docx” setup_v1.2.exe invoice.pdf.exe *.docx a.exe( Win32/NukeSped.KT A.O end.Data 1.7z _.-": [
        ("file-name", "Báo cáo tài chính.docx"), ("file-name", "setup_v1.2.exe"), ("file-name", "invoice.pdf.exe"), ("malware", "NukeSped"), ("file-name", "1.7z"),
    ],
    "| hash | Bao cao 08.docx | x |\nhe said \"x.exe\" `y.dll` \"a\" b.exe\"": [("file-name", "Bao cao 08.docx"), ("file-name", "x.exe"), ("file-name", "y.dll"), ("file-name", "b.exe")],
    "Global\\MyMutex, xGlobal\\no and mutex named \"abc-123\"; CreateMutexA(\"xyz_mtx\") mutex: bare-one": [
        ("mutex", "Global\\MyMutex"), ("mutex", "abc-123"), ("mutex", "xyz_mtx"), ("mutex", "bare-one"),
    ],
    "=== Mutexes\n\n- `one-mutex`\n- `two-mutex`\n\nmutants\nMUTEX": [("mutex", "one-mutex"), ("mutex", "two-mutex")],
    "User-Agent: MyBot/1.0\nMozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36\nuser agent: none\nCookie: sid=12ab; x": [
        ("user-agent", "MyBot/1.0"), ("user-agent", "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36"), ("cookie", "sid=12ab"),
    ],
    # Catalogues and dates
    "CVE-2024-1135 CVE–2021–26855 CVE-19999-0000 CVE-2022-000012 xCVE-2024-1135 CWE-79 CAPEC-110 CWE-9999 TA0111 T1566.001 T1566-x": [
        ("cve", "CVE-2024-1135"), ("cve", "CVE-2021-26855"), ("cwe", "CWE-79"), ("capec", "CAPEC-110"), ("attack-id", "TA0111"), ("attack-id", "T1566.001"),
    ],
    "cpe:2.3:a:appcheap:app_builder:3.9.2:*:*:*:*:wordpress:*:* cpe:2.3:a:microsoft cpe:/a:apache:http_server:2.4": [
        ("cpe", "cpe:2.3:a:appcheap:app_builder:3.9.2:*:*:*:*:wordpress:*:*"), ("cpe", "cpe:/a:apache:http_server:2.4"),
    ],
    "June 02, 2020; 2 June 2020; May 2021; 2020-06-02; 31/12/2020; 12/31/2020; 01/02/2020; 01.02.2020; 2020-13-01; x2020; 3 May 4 2020; /2020": [
        ("date", "2020-06-02"), ("date", "2020-06-02"), ("date", "2021-05"), ("date", "2020-06-02"), ("date", "2020-12-31"), ("date", "2020-12-31"), ("date", "2020-02-01"),
    ],
    # Numbers
    "DE29100500001061045672 GB94BARC10201530093459 GB95BARC10201530093459 XX94BARC10201530093459 xDE29100500001061045672": [("iban", "DE29100500001061045672"), ("iban", "GB94BARC10201530093459")],
    "5555555555554444 4242 4242 4242 4242 3530 1113 3330 0003, 376654224631002; 1.5555555555554444 2222222222222222 4111111111111": [
        ("payment-card", "5555555555554444"), ("payment-card", "4242424242424242"), ("payment-card", "376654224631002"),
    ],
    "ring +442083661177, 0044 20836 61177, +4420836, +44 (0)20 8366 1177, +999123456789, $0912345678": [("phone", "+442083661177"), ("phone", "+442083661177"), ("phone", "+442083661177")],
}  # fmt: skip

VIETNAMESE: dict[str, list[tuple[str, str]]] = {
    "gọi 0912 345 678 hoặc 0912.345.678, (+84) 24 3640 4421, 024.3640.4421, +84-912-345-678, 84912345678": [
        ("phone", "+84912345678"), ("phone", "+84912345678"), ("phone", "+842436404421"), ("phone", "+842436404421"), ("phone", "+84912345678"), ("phone", "+84912345678"),
    ],
    "điện thoại 84912345678; mã 84912345678; +84 (0) 912 345 678; +84112345678; 1900 1234; 19001234567; 1900123": [("phone", "+84912345678"), ("phone", "+84912345678"), ("phone", "+8419001234")],
    "CCCD 0912345678, MST: 0312345678, ngày 09.11.2024 và 05-07-2021, (0912345678": [("date", "2024-11-09"), ("date", "2021-07-05"), ("phone", "+84912345678")],
    "IP 103.45.67.89 0912345678": [("ipv4", "103.45.67.89"), ("phone", "+84912345678")],
    "STK 0123456789 Vietcombank; số tài khoản 19036812345678 ngân hàng Techcombank; MB Bank 0987654321; tài khoản 1234567890123 tại ngân hàng Quân đội": [
        ("bank-account", "VCB:0123456789"), ("bank-account", "TCB:19036812345678"), ("bank-account", "MB:0987654321"), ("bank-account", "MB:1234567890123"),
    ],
    "0123456789 (BIDV), 01234567 VIB, ACB mua 0123456789 cổ phiếu; 12345678901234567890 ACB; 123456x ACB": [("bank-account", "BIDV:0123456789")],
    "STK: 0123456789, tài khoản 12345678, TK 1234567": [("bank-account", ":0123456789")],
    "tài khoản. Nộp 0123456789 Vietcombank hay VIB": [("bank-account", "VCB:0123456789")],
    "điện thoại 0912345678 Vietcombank": [("phone", "+84912345678")],
    "vào số 6720418830 BIDV, gọi số 6720418831 rồi hỏi BIDV; tài khoản 102938475610 tại MB: cho thuê": [("bank-account", "BIDV:6720418830"), ("bank-account", "MB:102938475610")],
    "Detectives named cupfinal.com, then the file named command.com": [("domain", "cupfinal.com")],
    "0899 512 340 – 21.450 cuộc\n0899 512 347 - 19.022 cuộc\n12345 67 – 21.450": [("phone", "+84899512340"), ("phone", "+84899512347")],
    "Sender \"TollPay\" again, sender “TELNORD”; sender \"Foo\" <foo@a.vn>, sender \"a dozen signs\"": [("brandname", "TollPay"), ("brandname", "TELNORD"), ("email", "foo@a.vn")],
    "A message from KITEMOBILE came; cho qua gửi từ TTDICHVU nội dung; tin gửi ra mang tên VCB-Thongbao; tin hiện tên VCB-DIGI; tin gửi từ CSIRT nay": [
        ("brandname", "KITEMOBILE"), ("brandname", "TTDICHVU"), ("brandname", "VCB-Thongbao"), ("brandname", "VCB-DIGI"),
    ],
    "Call +44 1632 960 777 (24h), link la abc-hotro . click dung bam": [("phone", "+441632960777"), ("domain", "abc-hotro.click")],
    "brandname \"VIETCOMBANK\", \"ACB\" và EVNCSKH; tin nhắn từ SMS; Sender ID: BoCongAn. brandname giả": [
        ("brandname", "VIETCOMBANK"), ("brandname", "ACB"), ("brandname", "EVNCSKH"), ("brandname", "BoCongAn"),
    ],
    "ngày 12 tháng 5 năm 2023, 12/5/2023, tháng 5/2023, tháng 6 năm 2024, 31/02/2025": [("date", "2023-05-12"), ("date", "2023-05-12"), ("date", "2023-05"), ("date", "2024-06")],
    "ông Nguyễn Văn An và Trần Thị Bình (SN 1990), Lê Lợi, tên xNguyễn Văn Bé; xCục An; Công ty TNHH Sao Mai và": [("person", "Nguyễn Văn An"), ("person", "Trần Thị Bình"), ("date", "1990"), ("organisation", "Công ty TNHH Sao Mai")],
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_values_are_found_and_nothing_else(text: str) -> None:
    """Each text gives exactly its values, in order of place."""
    assert [(c.kind, c.value) for c in extract(Document(text, language="en"))] == CASES[text]


@pytest.mark.parametrize("text", VIETNAMESE)
def test_values_in_vietnamese_are_found_and_nothing_else(text: str) -> None:
    """Each Vietnamese text gives exactly its values, in order of place."""
    found = extract(Document(text, language="vi"))

    assert [(c.kind, c.value) for c in found if c.kind not in TERM_KINDS] == VIETNAMESE[text]


@pytest.mark.parametrize(
    "address",
    [
        "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "btc:3Cwgr2g7vsi1bXDUkpEnVoRLA9w4FZfC69",
        "btc:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "btc:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "eth:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "bch:bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        "zec:t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd",
        "trx:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "xrp:rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
        "doge:DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
        "ltc:LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
        "dash:XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
        "xmr:888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
    ],
)
def test_coin_addresses_are_told_by_their_checksum(address: str) -> None:
    """An address is found with its coin; with one sign changed it is none, and nothing else either."""
    written = address.partition(":")[2]
    last = "2" if written[-1] != "2" else "3"
    broken = written[:-1] + (last if not written.startswith("0x") else "f")

    assert [(c.kind, c.value, c.personal) for c in extract(Document(written))] == [
        ("coin", address, True)
    ]
    mixed = written.startswith("0x") and written != written.lower()
    found = [c for c in extract(Document(broken)) if c.kind == "coin"]
    assert found == [] or (not mixed and written.startswith("0x"))


@pytest.mark.parametrize(
    "written",
    [
        "0xzzAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x1111111111111111111111111111111111111111",
        "bitcoincash:qbm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        "bc1Qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "bc1bar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "0A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "0" + "4" * 10 + "A" * 84,
        "z" * 94 + "1",
        "abcdefghijklmnopqrstuvwxyz",
        "r" + "h" * 30 + "1",
        "A1b2" * 20,
    ],
)
def test_what_only_looks_like_an_address_is_none(written: str) -> None:
    """Wrong letters, wrong lengths and mixed case give no coin."""
    assert [c for c in extract(Document(written)) if c.kind.startswith("coin")] == []


def test_the_registered_domain_is_the_list_s() -> None:
    """Below every rule of the public suffix list, the domain that somebody registered is as the list has it."""
    known = PublicSuffixList(accept_unknown=False, only_icann=True)
    rules = [line.strip() for line in Path(PSLFILE).read_text("utf-8").splitlines()]
    names = [rule.lstrip("*!.") for rule in rules if rule and not rule.startswith("//")]
    names += [f"{below}.{name}" for name in names[::7] for below in ("a", "c.b.a")]

    wrong = [name for name in names if registrable(name) != (known.privatesuffix(name) or "")]
    assert wrong == []
    assert registrable("194.26.29.1") == registrable("2001:db8::1") == ""


def test_every_kind_is_listed_once() -> None:
    """The kinds that callers may count on are all different."""
    assert len(set(KINDS)) == len(KINDS)


def test_a_place_points_at_what_was_written() -> None:
    """Offsets count the document's own characters, disarmed, hidden and decomposed ones included."""
    text = "\u200bXem hxxps[:]//vi\u0065\u0323\u0302t[.]vn/a và gọi 0912\u00a0 345 678; evil[.]vn\u200b."
    found = extract(Document(text))

    assert [text[c.start : c.end] for c in found] == [c.raw for c in found]
    assert found[0].raw == "hxxps[:]//vi\u0065\u0323\u0302t[.]vn/a"
    assert found[0].value == "https://xn--vit-l9z.vn/a" or found[0].value.startswith("https://xn--")


def test_personal_data_are_marked_at_once() -> None:
    """A person's mailbox, telephone and account are personal; an office's mailbox and a hotline are not."""
    text = "lan.nguyen@a.vn, hotro@a.vn, 0912 345 678, 1900 1234, STK 0123456789 ACB"

    assert [c.personal for c in extract(Document(text))] == [True, False, True, False, True]


def test_a_port_and_a_look_alike_are_noted() -> None:
    """What a person should know beside the value stands in the note."""
    text = "1.2.3.4:8080 vietcombànk.vn [2001:db8:0:1::1]:99 vietcombаnk.vn 0912345678901 BIDV"
    found = extract(Document(f"{text} vietcornbank.com bidv.com"))

    notes = ["port 8080", "vietcombank.vn", "port 99", "vietcombank.vn", "BIDV", "vietcombank", ""]
    assert [c.note for c in found] == notes


def test_an_apostrophe_opens_no_file_name() -> None:
    """What follows `it's` is no quoted name, and a name ends before its own apostrophe."""
    found = extract(Document("it's shown that evil tool.exe's icon is old"))

    assert [one.value for one in found if one.kind == "file-name"] == ["tool.exe"]

"""What a text tells of a value from further away: whose contact it is, heads of columns, the rest of a table, a sentence below."""

from __future__ import annotations

from hashlib import sha256

import pytest

from khien.intake.extraction import Document, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS
from khien.model.words import WORDS

M, B, U = "malicious", "benign", "unsure"


def told(text: str, language: str = "vi") -> dict[str, str]:
    """The context of every value that a text holds."""
    found = extract(Document(text, language="vi" if language == "vi" else "en"))
    assert all(one.why in WORDS for one in found)
    return {one.value: one.context.value for one in found if one.kind in INDICATOR_KINDS}


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        # a number of the criminals, and one of those who help, in one line with an account
        (
            "Số tài khoản 1023456789 Vietcombank của đối tượng lừa đảo, hotline 0899 123 456 hướng dẫn nạn nhân nạp tiền.",
            {"VCB:1023456789": M, "+84899123456": M},
        ),
        (
            "STK lừa đảo 0123456789012 MB, khách hàng cần hỗ trợ gọi hotline 1900 545 426.",
            {"MB:0123456789012": M, "+841900545426": B},
        ),
        (
            "Kẻ gian lập fanpage giả, để lại hotline 0867 111 222 và Zalo 0867 111 223 để nạn nhân liên hệ.",
            {"+84867111222": M, "+84867111223": M},
        ),
        (
            "Nạn nhân được yêu cầu liên hệ số 0899 888 777 để nhận tiền hoàn.",
            {"+84899888777": M},
        ),
        ("Không gọi lại số 1900 3439 của đối tượng.", {"+8419003439": M}),
        (
            "Đây là trang lừa đảo, chị gọi ngay 1900 545 415 để khóa thẻ.",
            {"+841900545415": B},
        ),
        # words that introduce a contact say nothing of the wallet before them
        (
            "Thư tống tiền: gửi BTC vào 16W32P9WxFh7qkgESnGQgtAzDd1MC3J9FJ rồi liên hệ unlock@raicaxanh.cyou.",
            {"btc:16W32P9WxFh7qkgESnGQgtAzDd1MC3J9FJ": M, "unlock@raicaxanh.cyou": M},
        ),
        # in prose before a value only its own clause counts
        (
            "Unlike the real page at https://www.office.com, the page at https://office.brass-otter.icu/x steals passwords.",
            {"https://www.office.com": B, "https://office.brass-otter.icu/x": M},
        ),
    ],
)
def test_whose_contact_it_is(text: str, contexts: dict[str, str]) -> None:
    """A hotline of the criminals is malicious, one for victims is not, and neither tells of what stands beside it."""
    assert told(text, "en" if text.isascii() else "vi") == contexts


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        (
            "Trang thật\tTrang giả\nacb-vn.com.vn\tacb-login.top\nabc.vn\tabc-otp.top\n",
            {"acb-vn.com.vn": B, "acb-login.top": M, "abc.vn": B, "abc-otp.top": M},
        ),
        (
            "| Máy nạn nhân | Nguồn |\n|---|---|\n| 91.92.240.17 | otter-lab.top |\n",
            {"91.92.240.17": U, "otter-lab.top": B},
        ),
        (
            "+------+---------+\n| Malicious host | Note |\n+------+---------+\n| otter-lab.top | a |\n| otter-den.top | b |\n",
            {"otter-lab.top": M, "otter-den.top": M},
        ),
        # a row within a table heads nothing
        # far in a long row nobody counts cells
        ("| Official | a |\n| " + "m " * 1_100 + "xy.top | b |\n", {"xy.top": U}),
    ],
)
def test_the_head_of_a_column_tells_of_its_cells(text: str, contexts: dict[str, str]) -> None:
    """Heads say which cells are the criminals' and which the real ones; a victims' column says neither."""
    assert told(text) == contexts


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        (
            "Loại | Giá trị\nDomain | xau[.]top\nDomain | te[.]top\nDomain | x-y.top\n",
            {"xau.top": M, "te.top": M, "x-y.top": M},
        ),
    ],
)
def test_a_row_goes_with_its_table(text: str, contexts: dict[str, str]) -> None:
    """A mutex or key in a table of malicious values is malicious, a host where all the others are."""
    assert told(text) == contexts


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        (
            "Từ: Thuế <hoan@raica-x.sbs>\nĐến: ketoan@raica-y.vn\n\nTải tại https://raica-z.sbs/a\n\nThư trên là thư lừa đảo.",
            {"hoan@raica-x.sbs": U, "ketoan@raica-y.vn": B, "https://raica-z.sbs/a": M},
        ),
        (
            "SMS: vào raica-z.sbs ngay\nLH 0563 998 877\nCả hai đều là tin giả mạo.",
            {"raica-z.sbs": M, "+84563998877": M},
        ),
        ("Tin: vao raica-z.sbs. Day la tin nhan lua dao.", {"raica-z.sbs": M}),
        (
            "Mail from a@raica-z.sbs\n\nPay at raica-y.sbs.\n\nPlease block the sender.",
            {"a@raica-z.sbs": M, "raica-y.sbs": M},
        ),
    ],
)
def test_a_sentence_below_speaks_of_what_stands_above(text: str, contexts: dict[str, str]) -> None:
    """*Thư trên là thư lừa đảo*: sender and links are bad, whom it was sent to is not; a denial or a heading ends it."""
    assert told(text, "en" if text.isascii() and "lua" not in text else "vi") == contexts


def test_a_name_made_to_be_mistaken_needs_no_other_sign() -> None:
    """A brand with another letter, or scripts that are mixed, deceive by themselves; a name with marks does not."""
    found = told(
        "Seen: techcọmbank-vn.com, vietinbаnk.info, vietc0mbank.top and bưuđiện.top.", "en"
    )

    assert found == {
        "xn--techcmbank-vn-7w2g.com": M,
        "xn--vietinbnk-6yh.info": M,
        "vietc0mbank.top": M,
        "xn--buin-1ua66gr30m.top": U,
    }


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        # taken back, or disowned, right behind
        (
            "Phát hiện quét cổng từ 203.0.113.7: máy kiểm thử của Trung tâm, bỏ qua.",
            {"203.0.113.7": B},
        ),
        (
            "A correction: an earlier version of this malware report gave a.example.com as the gang's.",
            {"a.example.com": B},
        ),
        # answered below
        ("Is a.example.com yours?\nNo, it is a scam.", {"a.example.com": M}),
        ("Có chặn a.example.com không anh?\nĐể anh xem.", {"a.example.com": M}),
        ("Trang a.example.com sao rồi?\nKhông phải lừa đảo em nhé.", {"a.example.com": B}),
        # what to do instead
        # what somebody was made to do
        ("Hắn giả danh nhân viên hỗ trợ, dùng a.example.com.", {"a.example.com": M}),
        # the sentence before, and the tool of those who studied it
        ("Your files are encrypted. Proof: x@a.example.com", {"x@a.example.com": M}),
        (
            "We analysed the malware with Ghidra (https://ghidra.example.com).",
            {"https://ghidra.example.com": B},
        ),
        (
            "Bà N. đã chuyển 400 triệu đồng tới tài khoản 107800001111 của VietinBank.",
            {"ICB:107800001111": M},
        ),
        ("Chỉ dấu (nguồn: CERT đối tác): a.example.com", {"a.example.com": M}),
        (
            "Lừa đảo qua https://a.example.com/x rồi.\n\nx@a.example.com",
            {"https://a.example.com/x": M, "x@a.example.com": M},
        ),
        # whose mailbox
        ("The network's mailbox: abuse@a.net", {"abuse@a.net": B}),
        ("Kẻ gian phát tán thư rác, log gửi về: x@a.net", {"x@a.net": M}),
        # lists
        (
            "# C2\n203[.]0[.]113[.]9\n# do not block\n203[.]0[.]113[.]10\n",
            {"203.0.113.9": M, "203.0.113.10": B},
        ),
        ("BÓC PHỐT sàn này!!!\n- Web: a.example.com\n", {"a.example.com": M}),
        ("Block a[.]example[.]com (203.0.113.11).", {"a.example.com": M, "203.0.113.11": M}),
        # the words of a name say nothing of its neighbour; who speaks is not what is spoken of
        (
            "See fake-login.example.org, then a.example.com",
            {"fake-login.example.org": B, "a.example.com": B},
        ),
        ("Theo VNCERT, biến thể mới nhận lệnh từ a.example.com.", {"a.example.com": M}),
        # a number of a new sentence is no account
        ("Không thu qua tài khoản cá nhân. Số 0588 111 000 là của kẻ gian.", {"+84588111000": M}),
    ],
)
def test_more_ways_to_tell(text: str, contexts: dict[str, str]) -> None:
    """What is taken back, answered, advised or disowned, and what the sentence before names."""
    assert told(text) == contexts


def test_a_clean_copy_is_told_by_its_words() -> None:
    """A digest is benign where the text calls the file in front of it legitimate."""
    clean, bad = sha256(b"clean").hexdigest(), sha256(b"bad").hexdigest()
    text = f"The malware is {bad}. {clean} is harmless and clean, a false positive."

    assert told(text, "en") == {clean: B, bad: M}

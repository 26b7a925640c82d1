"""Names that the making of a file tore apart, and offices that are no victims."""

from __future__ import annotations

import pytest

from khien.intake.extraction import Document, extract


def found(text: str, *kinds: str) -> list[str]:
    """The values of these kinds, in order."""
    read = extract(Document(text, language="vi"))
    return [one.value for one in read if one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trang techc ọ mbank.net giả", ["xn--techcmbank-cx3e.net"]),
        ("Trang vietc ọ mb ạ nk.com giả", ["xn--vietcmbnk-676dwr.com"]),
        ("Trang techcọ mbank.net và techc ọmbank.net", ["xn--techcmbank-cx3e.net"] * 2),
        ("Trang vietc о mbank.com giả", ["xn--vietcmbank-ivi.com"]),
        ("Vào https://techc ọ mbank.net/login ngay", ["https://xn--techcmbank-cx3e.net/login"]),
        ("Vào techc ọ mbank.net/login ngay", ["xn--techcmbank-cx3e.net/login"]),
        ("vào techc ở mbank.net", ["xn--techcmbank-z23e.net"]),
        # words by themselves
        ("khách hàng ở mbank.net", ["mbank.net"]),
        ("Vietcombank ở mbank.net", ["mbank.net"]),
        ("ở mbank.net", ["mbank.net"]),
        ("là mbank.net", ["mbank.net"]),
        ("Zürich mbank.net", ["mbank.net"]),
        ("name ọmbank.net", ["xn--mbank-181b.net"]),
        ("a_b ọmbank.net", ["xn--mbank-181b.net"]),
        ("(ọ mbank.net", []),  # the tail of something that is not there
        ("ọ mbank.net", []),
        ("techc ọ mbank.nottld", []),
        ("b ạ b ạ b ạ b ạ b ạ nk.com", ["xn--bbbbnk-wc8bbbb.com"]),
    ],
)
def test_a_torn_name_is_read_as_one(text: str, names: list[str]) -> None:
    """The letter from another font belongs to the name around it; the tail alone is no name."""
    assert found(text, "domain", "url") == names


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("BỘ CÔNG AN\nCÔNG AN TỈNH A\n\nThông báo về trường học", ["education"]),
        ("Kính gửi\n\n" + "Một dòng.\n" * 200 + "GIÁM ĐỐC CÔNG AN TỈNH", []),
        ("Một dòng.\n" * 200 + "TẤN CÔNG VÀO CÔNG AN", ["emergency-services"]),
        ("TẤN CÔNG BỆNH VIỆN", ["healthcare"]),
        ("BỆNH VIỆN a bị tấn công", ["healthcare"]),
        ("Ngân hàng TMCP Quân đội và ngân hàng Xây dựng", ["financial-services"] * 2),
        ("Military Commercial Joint Stock Bank", ["financial-services"]),
        ("Nhóm này tấn công quân đội.", ["defense"]),
        ("Nhóm này tấn công Bộ Quốc phòng.", ["defense"]),
        ("Bộ Quốc phòng bị xâm nhập từ tháng 3.", ["defense"]),
        ("Bộ Y tế khuyến cáo. Sở Giáo dục cho biết.", []),
        ("Bị tấn công, hãy trình báo công an.", []),
        ("Họ tấn công mạng. Công an cho biết", []),
        ("Police and law enforcement were targeted.", ["emergency-services"]),
        (
            "Ngân hàng cho biết; the bank in the energy sector",
            ["financial-services"] * 2 + ["energy"],
        ),
    ],
)
def test_an_office_that_writes_is_no_victim(text: str, sectors: list[str]) -> None:
    """Letterheads, signatures and offices that only speak give no sector; whom somebody is after does."""
    assert found(text, "sector") == sectors


@pytest.mark.parametrize(
    ("text", "crimes"),
    [
        ("đầu tư sàn chứng khoán quốc tế giả", ["fake-investment"]),
        ("giả mạo sàn giao dịch", ["fake-investment"]),
        ("lập sàn ngoại hối rồi đánh sập", ["fake-investment"]),
        ("san chung khoan lua dao", ["fake-investment"]),
        ("a fake crypto trading platform", ["fake-investment"]),
        ("sàn thương mại điện tử giả mạo", []),
        ("sàn chứng khoán thành phố", []),
        ("Zalo của chị bị chiếm đoạt", ["account-takeover"]),
    ],
)
def test_crimes_are_told_in_more_ways_than_a_list_holds(text: str, crimes: list[str]) -> None:
    """A floor that is none, and an account that somebody took."""
    assert found(text, "crime") == crimes

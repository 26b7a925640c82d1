"""Sentences about STIX patterns, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "pattern.malformed": Both(
        "Not a STIX pattern: at character {position}, “{found}” stands where {expected} is expected.",
        "Không phải mẫu STIX hợp lệ: tại ký tự {position} gặp “{found}”, lẽ ra phải là {expected}.",
    ),
    # not evaluated
    "pattern.expression": Both(
        "The regular expression is not evaluated: at character {position}, “{found}” is wrong, or cannot be answered in linear time.",
        "Không đánh giá biểu thức chính quy này: tại ký tự {position}, “{found}” sai cú pháp hoặc không thể xử lý trong thời gian tuyến tính.",
    ),
    "pattern.limit": Both(
        "The pattern is not evaluated: it asks for more than is allowed ({limited}, at most {most}).",
        "Không đánh giá mẫu này: vượt giới hạn cho phép ({limited}, tối đa {most}).",
    ),
    "observed.malformed": Both(
        "The observed data {item} cannot be compared with patterns; see {rule}.",
        "Không thể đối chiếu dữ liệu quan sát {item} với các mẫu; xem {rule}.",
    ),
    # faults: grammatical, but against a clause of the standard
    "pattern.repeats": Both(
        "{detail}: the number of repeats must be positive.",
        "{detail}: số lần lặp phải lớn hơn 0.",
    ),
    "pattern.within": Both(
        "{detail}: the number of seconds must be positive.",
        "{detail}: số giây phải lớn hơn 0.",
    ),
    "pattern.start-stop": Both(
        "{detail}: STOP must be later than START.",
        "{detail}: thời điểm STOP phải sau START.",
    ),
    "pattern.qualifier-twice": Both(
        "{detail}: the same kind of qualifier stands twice behind one expression.",
        "{detail}: một biểu thức không được mang hai điều kiện cùng loại.",
    ),
    "pattern.types-joined": Both(
        "{detail}: no single object can fulfil this AND, because the object types differ.",
        "{detail}: không đối tượng nào thỏa được phép AND này vì các loại đối tượng khác nhau.",
    ),
    "pattern.set-mixed": Both(
        "{detail}: the values of IN are of different types.",
        "{detail}: các giá trị trong IN không cùng kiểu.",
    ),
    "pattern.subnet": Both(
        "{detail}: ISSUBSET and ISSUPERSET need an address or a range in CIDR form.",
        "{detail}: ISSUBSET và ISSUPERSET cần một địa chỉ IP hoặc dải địa chỉ dạng CIDR.",
    ),
    "pattern.hash": Both(
        "{detail}: the hash does not have the length or the characters of its algorithm.",
        "{detail}: mã băm sai độ dài hoặc có ký tự không thuộc thuật toán đã nêu.",
    ),
    # what an index cannot take from a pattern
    "pattern.all-needed": Both(
        "Not in the index: several things must hold together ({detail}).",
        "Không đưa vào chỉ mục: nhiều điều kiện phải đồng thời đúng ({detail}).",
    ),
    "pattern.qualified": Both(
        "Not in the index: bound to number or time ({detail}).",
        "Không đưa vào chỉ mục: có ràng buộc về số lần hoặc thời gian ({detail}).",
    ),
    "pattern.negated": Both(
        "Not in the index: it asks for what is not there ({detail}).",
        "Không đưa vào chỉ mục: điều kiện phủ định ({detail}).",
    ),
    "pattern.operator": Both(
        "Not in the index: this kind of comparison cannot be looked up ({detail}).",
        "Không đưa vào chỉ mục: không tra cứu được phép so sánh này ({detail}).",
    ),
    "pattern.property": Both(
        "Not in the index: this property is not looked up ({detail}).",
        "Không đưa vào chỉ mục: thuộc tính này không được tra cứu ({detail}).",
    ),
    "pattern.value": Both(
        "Not in the index: the value is not of the kind that the property holds ({detail}).",
        "Không đưa vào chỉ mục: giá trị không đúng loại mà thuộc tính yêu cầu ({detail}).",
    ),
    "pattern.language": Both(
        "Not in the index: the pattern is written in another language ({detail}).",
        "Không đưa vào chỉ mục: mẫu viết bằng ngôn ngữ khác ({detail}).",
    ),
    "pattern.absent": Both(
        "Not in the index: the indicator has no pattern ({detail}).",
        "Không đưa vào chỉ mục: chỉ báo không có mẫu ({detail}).",
    ),
}

"""The machine's words within a sentence: details of the gate's answers, where its rules come from, what is not here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from khien.model.words.both import Both, filled, table

_KINDS: Final = """
bank-account | bank account | tài khoản ngân hàng
contact | contact | thông tin liên hệ
email | e-mail address | địa chỉ thư điện tử
national-id | identity number | số định danh cá nhân
payment-card | payment card | thẻ thanh toán
person | person | cá nhân
phone | telephone number | số điện thoại
user-account | user account | tài khoản người dùng
"""
_MODES: Final = """
none | to nobody | không cho ai
named | to those named only | chỉ cho bên được nêu tên
same-terms | on the same terms | theo cùng điều khoản
"""
_SOURCES: Final = """
partner-revoked | list of partners | danh sách đối tác
agreement-missing | deny by default | mặc định là không cho
agreement-unsigned | agreement: signatures | thỏa thuận: signatures
agreement-other-party | agreement: parties | thỏa thuận: parties
agreement-not-in-force | agreement: valid_from, valid_until | thỏa thuận: valid_from, valid_until
type-not-agreed | agreement: object_types, object_groups | thỏa thuận: object_types, object_groups
purpose-not-agreed | agreement: purposes | thỏa thuận: purposes
tlp-object | STIX 2.1 Best Practices Guide: TLP marking objects are not sent | STIX 2.1 Best Practices Guide: không gửi đối tượng nhãn TLP
tlp-ceiling | agreement: tlp_ceiling | thỏa thuận: tlp_ceiling
pap-ceiling | agreement: pap_ceiling; MISP PAP v3 | thỏa thuận: pap_ceiling; MISP PAP v3
echo | agreement with the originator: onward | thỏa thuận với bên tạo: onward
onward-terms | agreement with the originator: onward | thỏa thuận với bên tạo: onward
origin-purpose | agreement with the originator: purposes; UNTOC art. 18(19) | thỏa thuận với bên tạo: purposes; UNTOC, Điều 18(19)
personal-not-agreed | agreement: personal_data; UN Convention against Cybercrime art. 36 | thỏa thuận: personal_data; Công ước Hà Nội, Điều 36
personal-onward | UN Convention against Cybercrime art. 36: prior authorisation of the sender | Công ước Hà Nội, Điều 36: bên gửi đồng ý trước
exercise-fence | HSEEP: exercise traffic is kept apart from real traffic | HSEEP: tách nội dung diễn tập khỏi nội dung thật
personal-needs-lawyer | Law 91/2025/QH15 on personal data; UN Convention against Cybercrime art. 36 | Luật 91/2025/QH15 về dữ liệu cá nhân; Công ước Hà Nội, Điều 36
own-assets | list of own networks and domains | danh sách mạng và tên miền của ta
approvals-missing | agreement: approvals, automatic_up_to, emergency | thỏa thuận: approvals, automatic_up_to, emergency
"""
_THINGS: Final = """
address-of-partner | address of partner | địa chỉ của đối tác
agreement | agreement | thỏa thuận
arrival | arrival | thông tin đến
batch | batch | lô nạp
certificate | certificate | chứng thư
checkpoint | checkpoint | điểm niêm
code | code | mã
collection | collection | bộ sưu tập
consumer | consumer | máy nhận
api-root | API root | gốc API
entry-bundle | bundle of entries | gói mục ghi
status | status | trạng thái
tile | tile | mảnh băm
database | database | cơ sở dữ liệu
crossing | crossing | lượt qua biên
draft | draft | bản nháp
event | event | sự kiện
feed | feed | nguồn tin
identity | identity | danh tính
invitation | invitation | thư mời
key-of-partner | key of partner | khóa của đối tác
list | list | danh sách
mapping | mapping | ánh xạ cột
node-key | key of the node | khóa của nút
object | object | đối tượng
officer | officer | cán bộ
page | page | trang
partner | partner | đối tác
partner-key | key of a partner | khóa của đối tác
provider | provider | nhà cung cấp đăng nhập
reading | document under review | văn bản rà soát
release | release | bản phát hành
saved-search | saved search | tìm kiếm đã lưu
session | session | phiên đăng nhập
signed-agreement | signed agreement | thỏa thuận đã ký
token | token | mã truy cập
version | version | phiên bản
warning | warning | cảnh báo
warninglist | warninglist | danh sách cảnh giác
work | work | việc đang chạy
"""
_PERMITS: Final = """
open | signing in | đăng nhập
pending | the second factor | yếu tố xác thực thứ hai
signed | one's own account | tài khoản của mình
read | reading | đọc
triage | deciding on arrivals | quyết định về thông tin đến
write | writing objects | viết đối tượng
publish | publishing | công bố
approve | approving releases | duyệt phát hành
decide | refusing and recalling | từ chối và thu hồi
partners | enrolling partners | kết nạp đối tác
sign | signing agreements | ký thỏa thuận
watch | matching logs, warnings | đối chiếu nhật ký, cảnh báo
verify | verifying the ledger | kiểm tra sổ cái
administer | administration | quản trị
audit | reading the administration | đọc phần quản trị
"""

_CACAO: Final = """
required-3-1 | required (§3.1) | bắt buộc phải có (§3.1)
a-type-of-agent-7 | a type of agent (§7) | phải là một loại tác nhân (§7)
steps-by-their-ids-3-1 | steps by their ids (§3.1) | các bước theo mã định danh (§3.1)
a-step-of-the-workflow-3-1 | a step of the workflow (§3.1) | phải là một bước của quy trình (§3.1)
a-step-of-the-workflow-4-1 | a step of the workflow (§4.1) | phải là một bước của quy trình (§4.1)
a-type-of-step-4 | a type of step (§4) | phải là một loại bước (§4)
required-in-a-step-of-this-type-4 | required in a step of this type (§4) | bắt buộc phải có ở loại bước này (§4)
not-beside-on-success-or-on-failure-4-1 | not beside on_success or on_failure (§4.1) | không đi cùng on_success hoặc on_failure (§4.1)
"""

_XARF: Final = """
required | required | bắt buộc phải có
required-for-messaging | required in a report about messages | bắt buộc trong báo cáo về thư, tin nhắn
required-for-content | required in a report about phishing pages | bắt buộc trong báo cáo về trang lừa đảo
"""

WORDS: dict[str, Both] = {
    "gate-detail.gate.agreement-missing": Both("there is no agreement", "chưa có thỏa thuận"),
    **table("personal-kind", _KINDS),
    **table("onward-mode", _MODES),
    **table("gate-source", _SOURCES),
    **table("thing", _THINGS),
    **table("cacao-why", _CACAO),
    **table("xarf-why", _XARF),
    **table("permit", _PERMITS),
}

_FAMILIES: Final = {
    "gate.approvals-missing": "role",
    "gate.exercise-fence": "purpose",
    "gate.onward-terms": "onward-mode",
    "gate.origin-purpose": "purpose",
    "gate.personal-needs-lawyer": "personal-kind",
    "gate.personal-not-agreed": "personal-kind",
    "gate.personal-onward": "personal-kind",
    "gate.purpose-not-agreed": "purpose",
    "gate.type-not-agreed": "stix-type",
}
"""Which words stand in the detail of a rule; those of the others are values, and say themselves."""
_PLACED: Final = "json-why"
"""What stands after the line and column where it was found."""
NAMED: Final = {
    "cli.file": {"why": "system"},
    "khien.not-found": {"kind": "thing"},
    "console.forbidden": {"permit": "permit"},
    "document.attachment-left": {"detail": "document-why"},
    "document.part-refused": {"detail": "document-why"},
    "document.too-much": {"unit": "document-unit"},
    "document.unknown": {"seen": "document-why"},
    "intake.cacao-rule": {"detail": "cacao-why"},
    "intake.xarf-rule": {"detail": "xarf-why"},
    "intake.unknown-format": {"seen": "look"},
    "export.no-manifest": {"why": "rule"},
    "export.tampered": {"why": "rule"},
    "feed.folder": {"why": "rule"},
    "intake.json-surrogate": {"detail": _PLACED},
    "intake.json-syntax": {"detail": _PLACED},
    "intake.json-too-deep": {"detail": _PLACED},
    "intake.no-list": {"detail": "json-kind"},
    "backup.broken": {"why": "rule"},
    "document.broken": {"detail": "rule"},
    "feed.address": {"why": "rule"},
    "history.broken": {"why": "rule"},
    "intake.too-big": {"unit": "rule"},
    "intake.unreadable": {"item": "item", "rule": "rule"},
    "khien.conflict": {"rule": "rule"},
    "ledger.entry": {"item": "item", "rule": "rule"},
    "list.choice": {"name": "item", "allowed": "rule"},
    "pattern.limit": {"limited": "rule"},
    "peer.unreachable": {"why": "rule"},
    "people.certificate-refused": {"reason": "over-why"},
    "people.token-over": {"reason": "over-why"},
    "people.key-file-open": {"mode": "rule"},
    "proof.broken": {"what": "item", "why": "rule"},
    "proof.unknown-signer": {"what": "item"},
    "reading.reader-failed": {"how": "rule"},
    "settings.list": {"why": "rule"},
    "store.crowded": {"fault": "rule"},
    "store.unreachable": {"why": "rule"},
    "warninglist.broken": {"item": "item", "rule": "rule"},
    "watch.file": {"why": "rule"},
    "doctor.feed-asks": {"why": "doubt"},
    "doctor.reader": {"walls": "wall"},
    "doctor.reader-open": {"missing": "wall"},
    "intake.xml": {"what": "rule"},
    "export.unsealed": {"why": "rule"},
    "feed.unreachable": {"why": "rule"},
    "document.passed-over": {"path": "page-part"},
    "document.page-empty": {"path": "item"},
    "document.page-unreadable": {"path": "item", "detail": "rule"},
    "store.disk": {"fault": "rule"},
    "input.malformed": {"item": "item", "rule": "rule"},
    "list.not-written": {"why": "system"},
    "peer.refused": {"why": "http-why"},
    "reading.choice": {"kind": "reading-kind"},
    "reading.objectless": {"kind": "reading-kind"},
    "settings.not-text": {"why": "system"},
    "settings.tls-file": {"why": "system"},
    "stream.address": {"rule": "rule"},
    "stream.away": {"why": "stream-why"},
    "stream.broker": {"why": "stream-why"},
    "stream.lost": {"why": "stream-why"},
    "stream.waits": {"why": "stream-why"},
    "stream.setting": {"why": "stream-why"},
    "watch.door-taken": {"why": "system"},
    "watch.snapshot": {"why": "snapshot-why"},
    "watch.spark-option": {"rule": "rule"},
    "wire.no-room": {"why": "system"},
}
"""Sentences with holes that words of ours fill: each hole, and which words."""
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_EMPTY: Final = re.compile(r"(?:; [^;:]+)?: –\.$")
_IN_BRACKETS: Final = re.compile(r" \((?:HTTP )?–\)")
_LAST_UNKNOWN: Final = re.compile(r"(?<=\.) [^.:]*: –$")
_END_UNKNOWN: Final = re.compile(r": –$")
_LISTED: Final = {"wall", "doubt"}
"""What stands several times, with commas between."""
_SHAPED: Final = {"rule", "item", "look", _PLACED}
_CLASS: Final = re.compile(r"[A-Z]\w*(?:Error|Exception)")
"""How a library names its failures; such a name tells a person nothing."""
_NUMBER: Final = re.compile(r"\d+")
_HOLES: Final = "ab"
NOTHING: Final = "–"


def key_of(text: str) -> str:
    """What the words for a text of an error stand under: its letters and digits, hyphens between."""
    return _BETWEEN.sub("-", text.lower()).strip("-")


def _placed(family: str, text: str) -> tuple[str, str]:
    """The place before a text, or nothing; and what it says."""
    if family != _PLACED:
        return "", text
    place, space, said = text.partition(" ")
    return place + space, said


def reason(family: str, text: str, word: Callable[[str], str | None]) -> str:
    """What an error says was wrong, as a person reads it; a text without words of ours stays as it is.

    Words for the whole text come first; then for its shape with numbers in it, or with a name at its
    end; then for what stands before its colon. `word` gives what a code of one word says, or None.
    """
    place, said = _placed(family, text)
    key = key_of(said)
    # What the operating system says may stand in place of any rule of ours.
    if whole := word(f"{family}.{key}") or word(f"system.{key}"):
        return place + whole
    if family != "item" and _CLASS.fullmatch(said):
        return word("rule.fault") or text
    if family in _LISTED:
        return ", ".join(word(f"{family}.{one}") or one for one in said.split(", "))
    if family not in _SHAPED:
        return text
    if shape := word(f"counted.{_shape_of(said)}"):
        return place + filled(shape, dict(zip(_HOLES, _NUMBER.findall(said), strict=False)))
    head, _, last = said.rpartition(" ")
    if shape := word(f"named.{_shape_of(head)}"):
        return filled(shape, dict(zip(_HOLES, [*_NUMBER.findall(head), last], strict=False)))
    head, colon, rest = said.partition(": ")
    known = word(f"{family}.{key_of(head)}") if colon else None
    return f"{known}: {rest}" if known else text


def _shape_of(text: str) -> str:
    return key_of(_NUMBER.sub("n", text))


def in_words(code: str, detail: str, word: Callable[[str], str | None]) -> str:
    """The detail as a person reads it. `word` gives what a code of one word says, or None.

    A partner's name before the last colon stays as it is.
    """
    if whole := word(f"gate-detail.{detail}"):
        return whole
    if (family := _FAMILIES.get(code)) is None:
        return detail
    name, colon, rest = detail.rpartition(": ")
    told = _NAME.sub(lambda found: word(f"{family}.{found[0]}") or found[0], rest)
    return f"{name}{colon}{told}"


def without_unknown(sentence: str) -> str:
    """A sentence without the brackets, and without the end, in which only a dash would stand."""
    return _END_UNKNOWN.sub(".", _LAST_UNKNOWN.sub("", _IN_BRACKETS.sub("", sentence)))


def without_hole(sentence: str) -> str:
    """A sentence that has nothing to name at its end: it ends before the colon."""
    return _EMPTY.sub(".", sentence)

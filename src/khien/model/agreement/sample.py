"""An agreement to start from: every key, explained in both languages."""

from __future__ import annotations

import textwrap
from datetime import date

from khien.model.agreement.scope import OBJECT_GROUPS
from khien.model.agreement.terms import Party, Purpose

_TEXT = """\
# An agreement between two parties. Both keep a file with the same content, and both sign it.
# Thỏa thuận giữa hai bên. Mỗi bên giữ một tệp có cùng nội dung và cả hai cùng ký.

# What people call it. / Tên gọi của thỏa thuận.
title = {title}

# First and last day on which it opens anything (UTC).
# Ngày đầu và ngày cuối thỏa thuận có hiệu lực (UTC).
valid_from = {valid_from}
valid_until = {valid_until}

# What the content may be used for; nothing else.
# Mục đích sử dụng được phép; ngoài ra không được dùng vào việc khác.
# {all_purposes}
purposes = {purposes}

# Which objects may cross: groups of STIX types. What is signed is always the list of types.
# Loại đối tượng được chuyển, theo nhóm. Nội dung được ký luôn là danh sách đầy đủ các loại.
{groups}
object_groups = ["knowledge", "indicators", "reports", "sightings", "context", "observables"]
# Single STIX types besides the groups; a party's own types begin with x-.
# Từng loại STIX ngoài các nhóm trên; loại riêng của một bên bắt đầu bằng x-.
object_types = ["incident"]

# Nothing stricter crosses: clear, green, amber, amber+strict, red (red needs persons, see below).
# Mức TLP cao nhất được chuyển (mức red phải có tên người nhận, xem bên dưới).
tlp_ceiling = "amber+strict"
# Nothing with a stricter Permissible Actions Protocol crosses: clear, green, amber, red.
# Mức PAP cao nhất được chuyển.
pap_ceiling = "amber"

# May personal data cross (each time only after a lawyer has approved)?
# Có được chuyển dữ liệu cá nhân không (mỗi lần đều phải có pháp chế duyệt)?
personal_data = true
# May sightings tell the addresses of one's own clients?
# Bản ghi nhận có được kèm địa chỉ của khách hàng không?
client_addresses = false

# Up to this TLP a release that no rule under [[approvals]] asks about needs no officer.
# A level above it about which no rule speaks needs two release officers; a stricter level needs
# whatever a looser one does. Left out: nothing leaves without officers.
# Đến mức TLP này, bản phát hành không thuộc quy tắc [[approvals]] nào thì không cần người duyệt.
# Mức cao hơn mà không có quy tắc nào thì cần hai cán bộ phát hành; mức chặt hơn cần ít nhất những gì
# mức lỏng hơn cần. Bỏ khóa này: không gì được chuyển đi khi chưa có người duyệt.
automatic_up_to = "green"
# From this certainty on (observed, likely, possible) a warning that a node drafted from sightings goes
# to the other party by itself. Left out: an officer sends each. Every other term holds as ever.
# Từ mức chắc chắn này (observed, likely, possible), cảnh báo do nút tự soạn từ các ghi nhận được gửi cho
# bên kia mà không chờ cán bộ. Bỏ khóa này: mỗi cảnh báo đều do cán bộ gửi. Các điều khoản khác vẫn giữ.
# automatic_warnings = "observed"

# Why this exchange is lawful. / Căn cứ pháp lý.
[legal_basis]
# A short code: UNCC-41 is article 41 of the UN Convention against Cybercrime.
# Mã ngắn: UNCC-41 là điều 41 Công ước Liên hợp quốc về chống tội phạm mạng.
code = "UNCC-41"
# The words of the lawyers. / Lời của bộ phận pháp chế.
text = "UN Convention against Cybercrime, art. 41 (24/7 network), within the limits of domestic law."

# May the receiver hand it on? These terms stay with what was received for ever.
# Bên nhận có được chuyển tiếp không? Điều khoản này theo nội dung đã nhận mãi mãi.
[onward]
# none: to nobody; named: to the partners below; same-terms: to whoever accepts these terms.
# none: không cho ai; named: chỉ các bên dưới đây; same-terms: bên nào chấp nhận cùng điều khoản.
mode = "none"
# Node names or STIX identities, with "named" only. AMBER and personal data go on to these only.
# Tên nút hoặc danh tính STIX, chỉ dùng với "named". AMBER và dữ liệu cá nhân chỉ đi tiếp đến đây.
partners = []

# How long the receiver may keep it. / Bên nhận được lưu trong bao lâu.
[retention]
# Days. / Số ngày.
days = 365
# Days for single types. / Số ngày cho từng loại.
types = {{ indicator = 180 }}

# Within how many hours a request is answered. / Thời hạn trả lời yêu cầu, tính bằng giờ.
[answer_hours]
routine = 72
urgent = 24
emergency = 4

# The emergency path; a review is due within 24 hours. It replaces neither the lawyer for personal
# data nor the officer for own assets.
# Đường khẩn cấp; phải rà soát lại trong 24 giờ. Không thay pháp chế duyệt dữ liệu cá nhân, không thay
# cán bộ duyệt tài sản của chính mình.
[emergency]
# May one release officer or lawyer open a release alone?
# Một cán bộ phát hành hoặc pháp chế có được tự mình mở phát hành không?
allowed = true
# May a duty officer too? / Cán bộ trực ban cũng được không?
duty = false

# Who must approve. Where anybody must, at least two different officers do, and never the author.
# Ai phải duyệt. Đã cần duyệt thì luôn cần ít nhất hai người khác nhau, không bao giờ là người soạn.
[[approvals]]
# In which role; an auditor never approves. / Theo vai trò nào; kiểm toán viên không bao giờ duyệt.
role = "release"
# How many different officers. / Bao nhiêu cán bộ khác nhau.
count = 2
# From this TLP upwards; left out: always. / Từ mức TLP này trở lên; bỏ trống: mọi mức.
from_tlp = "amber"
# For these types; empty: for all. / Cho các loại này; để trống: mọi loại.
types = []

[[approvals]]
role = "lawyer"
count = 1
from_tlp = "clear"
types = ["incident"]

# The two parties: node name, STIX identity, and the persons who may be given TLP:RED.
# Hai bên: tên nút, danh tính STIX và những người được nhận TLP:RED.
{parties}"""

_PARTY = """\
[[parties]]
# Short name of the node. / Tên ngắn của nút.
name = {name}
# STIX identity of the node. / Danh tính STIX của nút.
identity = {identity}
# Who may be given TLP:RED, by name. / Những người được nhận TLP:RED, nêu đích danh.
persons = {persons}
"""


def sample_agreement(
    ours: Party, theirs: Party, title: str, valid_from: date, valid_until: date
) -> str:
    """A valid, commented agreement as TOML text, to be changed by hand before anyone signs it."""
    purposes = (Purpose.NETWORK_DEFENCE, Purpose.EARLY_WARNING, Purpose.INCIDENT_RESPONSE)
    parties = (
        _PARTY.format(
            name=quoted(party.name),
            identity=quoted(party.identity),
            persons=_list(party.persons),
        )
        for party in (ours, theirs)
    )
    return _TEXT.format(
        title=quoted(title),
        valid_from=valid_from.isoformat(),
        valid_until=valid_until.isoformat(),
        all_purposes=", ".join(one.value for one in Purpose),
        groups="\n".join(map(_group, OBJECT_GROUPS)),
        purposes=_list(tuple(one.value for one in purposes)),
        parties="\n".join(parties),
    )


def _group(name: str) -> str:
    return textwrap.fill(
        f"{name}: {', '.join(OBJECT_GROUPS[name])}",
        width=100,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_on_hyphens=False,
    )


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


def quoted(text: str) -> str:
    """A TOML basic string (TOML 1.0, String)."""
    plain = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return (
        '"'
        + "".join(
            plain.get(char)
            or (f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) == 127 else char)
            for char in text
        )
        + '"'
    )

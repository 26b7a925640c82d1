"""An agreement to start from: every key, explained in both languages."""

from __future__ import annotations

from datetime import date

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

# Which objects may cross: groups, single STIX types, or both.
# Loại đối tượng được chuyển: theo nhóm, theo từng loại STIX, hoặc cả hai.
object_groups = ["knowledge", "indicators", "reports", "sightings", "context", "observables"]
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
# Without this key every release needs two release officers.
# Đến mức TLP này, bản phát hành không thuộc quy tắc [[approvals]] nào thì không cần người duyệt.
# Nếu bỏ khóa này, mọi bản phát hành đều cần hai cán bộ phát hành duyệt.
automatic_up_to = "green"

# Why this exchange is lawful. / Căn cứ pháp lý.
[legal_basis]
code = "UNCC-41"
text = "UN Convention against Cybercrime, art. 41 (24/7 network), within the limits of domestic law."

# May the receiver hand it on: "none", "named" (with partners = [...]), "same-terms".
# Bên nhận có được chuyển tiếp không: không, chỉ các bên nêu tên, hoặc theo cùng điều kiện.
[onward]
mode = "none"

# How many days the receiver may keep it; types has the exceptions.
# Bên nhận được lưu bao nhiêu ngày; types là các ngoại lệ.
[retention]
days = 365
types = {{ indicator = 180 }}

# Within how many hours a request is answered. / Thời hạn trả lời yêu cầu, tính bằng giờ.
[answer_hours]
routine = 72
urgent = 24
emergency = 4

# May one release officer or lawyer (with duty = true: a duty officer too) open a release alone?
# A review is then due within 24 hours.
# Một cán bộ phát hành hoặc pháp chế (duty = true: cả trực ban) có được tự mình mở phát hành không?
# Khi đó phải rà soát lại trong vòng 24 giờ.
[emergency]
allowed = true
duty = false

# Who must approve: so many officers of this role, from this TLP upwards, for these types (none: all).
# At least two different officers, and never the author, whatever stands here.
# Ai phải duyệt: số cán bộ theo vai trò, từ mức TLP nào, cho loại đối tượng nào (để trống: mọi loại).
# Luôn cần ít nhất hai người khác nhau và không bao giờ là người soạn.
[[approvals]]
role = "release"
count = 2
from_tlp = "amber"

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
name = {name}
identity = {identity}
persons = {persons}
"""


def sample_agreement(
    ours: Party, theirs: Party, title: str, valid_from: date, valid_until: date
) -> str:
    """A valid, commented agreement as TOML text, to be changed by hand before anyone signs it."""
    purposes = (Purpose.NETWORK_DEFENCE, Purpose.EARLY_WARNING, Purpose.INCIDENT_RESPONSE)
    parties = (
        _PARTY.format(
            name=_quoted(party.name),
            identity=_quoted(party.identity),
            persons=_list(party.persons),
        )
        for party in (ours, theirs)
    )
    return _TEXT.format(
        title=_quoted(title),
        valid_from=valid_from.isoformat(),
        valid_until=valid_until.isoformat(),
        all_purposes=", ".join(one.value for one in Purpose),
        purposes=_list(tuple(one.value for one in purposes)),
        parties="\n".join(parties),
    )


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _quoted(text: str) -> str:
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

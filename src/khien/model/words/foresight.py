"""Sentences about drafts of warnings, in both languages.

What begins with `foresight.` becomes the text of a warning; it names no party.
"""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "foresight.burst.headline": Both(
        "Burst of sightings: {title}", "Ghi nhận tăng đột biến: {title}"
    ),
    "foresight.burst.event": Both("burst of sightings", "ghi nhận tăng đột biến"),
    "foresight.burst.description": Both(
        "{title} was seen {seen} times within a day; {expected} would be usual, by the {days:day/days}"
        " before. Parties that saw it: {parties}.",
        "{title} được ghi nhận {seen} lần trong một ngày; mức bình thường là {expected}, tính theo"
        " {days} ngày trước đó. Số bên ghi nhận: {parties}.",
    ),
    "foresight.burst.instruction": Both(
        "Look for it in current traffic, block it where that is lawful, and report sightings.",
        "Rà soát trong lưu lượng hiện tại, chặn nếu pháp luật cho phép, và báo lại ghi nhận.",
    ),
    "foresight.first.headline": Both(
        "Seen for the first time: {title}", "Lần đầu ghi nhận: {title}"
    ),
    "foresight.first.event": Both("first sightings", "ghi nhận lần đầu"),
    "foresight.first.description": Both(
        "{title}, which nobody had reported in the {days:day/days} before that are known here, was reported by"
        " {parties} parties within 24 hours, with {seen:sighting/sightings}.",
        "{title} chưa được bên nào báo trong {days} ngày trước đó mà nút này biết, nay {parties} bên báo"
        " trong vòng 24 giờ, với {seen} lượt ghi nhận.",
    ),
    "foresight.first.description-new": Both(
        "{title} was reported by {parties} parties within 24 hours, with {seen:sighting/sightings}. Whether anybody"
        " had reported it before is not known: the node that warns has kept records only since today.",
        "{parties} bên báo về {title} trong vòng 24 giờ, với {seen} lượt ghi nhận. Chưa rõ trước đó đã có bên nào"
        " báo hay chưa: nút cảnh báo mới lưu dữ liệu từ hôm nay.",
    ),
    "foresight.first.instruction": Both(
        "Look for it in current and past traffic and report sightings, also that there are none.",
        "Rà soát trong lưu lượng hiện tại và trước đây, báo lại ghi nhận, kể cả khi không có.",
    ),
    "foresight.spread.headline": Both("Spreading: {title}", "Đang lan rộng: {title}"),
    "foresight.spread.event": Both("spreading campaign", "chiến dịch đang lan rộng"),
    "foresight.spread.description": Both(
        "Within {within:day/days}, indicators of {title} were reported from places that it had not"
        " reached before: countries: {countries}, sectors: {sectors}. Parties that saw it: {parties}.",
        "Trong {within} ngày, chỉ báo của {title} được ghi nhận ở những nơi trước đó chưa có: số quốc"
        " gia: {countries}, số lĩnh vực: {sectors}. Số bên ghi nhận: {parties}.",
    ),
    "foresight.spread.instruction": Both(
        "Who is in the area below should look for all of its indicators and check the ways in.",
        "Các bên trong phạm vi nêu dưới đây cần rà soát toàn bộ chỉ báo và kiểm tra đường xâm nhập.",
    ),
    "matter.burst": Both("burst", "tăng đột biến"),
    "matter.first": Both("seen for the first time", "lần đầu ghi nhận"),
    "matter.spread": Both("spreading", "đang lan rộng"),
    "draft-step.drafted": Both("drafted", "đã soạn nháp"),
    "draft-step.updated": Both("draft updated", "đã cập nhật bản nháp"),
    "draft-step.known": Both("known already", "đã biết"),
    "draft.closed": Both(
        "it was taken over or dismissed, or has lapsed",
        "bản nháp đã được tiếp nhận, đã bị bác hoặc đã hết hạn",
    ),
    "draft.no-reason": Both(
        "Say why this is no matter for a warning; the administrative log keeps it.",
        "Hãy nêu lý do không cần cảnh báo; nhật ký quản trị sẽ lưu lý do này.",
    ),
    "told.draft-dismissed": Both(
        "The draft is dismissed; the administrative log says why.",
        "Đã bác bản nháp; lý do được lưu trong nhật ký quản trị.",
    ),
    "told.foreseen": Both(
        "{sightings:sighting/sightings} looked at, {tested:indicator/indicators} tested for a burst: {found} found,"
        " {drafted} drafted. Sent by the node itself: {sent}; `khien watch warning list` shows the drafts, as the room Warnings does.",
        "Đã xem {sightings} ghi nhận, kiểm định đột biến {tested} chỉ báo: phát hiện {found}, soạn nháp"
        " {drafted}. Nút tự gửi: {sent}; xem bản nháp bằng `khien watch warning list` hoặc ở mục Cảnh báo.",
    ),
    "told.foreseen-cut": Both(
        "There are more sightings than one look reads: only the newest count, and the past is shorter.",
        "Số ghi nhận vượt quá một lượt xem: chỉ tính các ghi nhận mới nhất, nên quá khứ xét ngắn hơn.",
    ),
    "told.foreseen-left": Both(
        "{left:finding more was/findings more were} too many to draft at once; the next look takes them up.",
        "Còn {left} phát hiện chưa soạn vì quá nhiều; lượt xem sau sẽ xử lý.",
    ),
}

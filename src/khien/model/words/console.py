"""Sentences of the console that belong to no single room, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "console.signed-out": Both(
        "Sign in first.",
        "Hãy đăng nhập trước.",
    ),
    "console.forbidden": Both(
        "None of your roles may do this ({permit}). An administrator can say who may.",
        "Vai trò của bạn không được làm việc này ({permit}). Quản trị viên cho biết ai có quyền.",
    ),
    "console.foreign-request": Both(
        "This request did not come from a page of this node, or its page was too old. Open the page again.",
        "Yêu cầu này không xuất phát từ trang của nút, hoặc trang đã quá cũ. Hãy mở lại trang.",
    ),
}

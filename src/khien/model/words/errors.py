"""Sentences about failures that every room shares, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "khien.error": Both("Something failed.", "Có lỗi xảy ra."),
    "input.malformed": Both(
        "{item} cannot be read: it breaks the rule “{rule}”.",
        "Không đọc được {item}: trái với quy tắc “{rule}”.",
    ),
    "gate.refused": Both(
        "{subject} may not leave: {reasons}.",
        "{subject} không được phép chuyển đi: {reasons}.",
    ),
    "peer.unreachable": Both(
        "{peer} did not answer ({why}); what was to cross stays in the outbox.",
        "{peer} không trả lời ({why}); nội dung cần chuyển vẫn nằm trong hộp gửi.",
    ),
    "proof.broken": Both(
        "The proof for {what} does not hold: {why}.",
        "Bằng chứng cho {what} không đúng: {why}.",
    ),
    "khien.not-found": Both("There is no {kind} {name} here.", "Ở đây không có {kind} {name}."),
    "khien.conflict": Both("{item}: {rule}.", "{item}: {rule}."),
    "settings.invalid": Both("{file}, line {line}: {mistake}.", "{file}, dòng {line}: {mistake}."),
    "people.sign-in": Both(
        "The name {name} and the secret do not go together.",
        "Tên {name} và mật khẩu không khớp.",
    ),
}

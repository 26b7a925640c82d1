"""How the help of a command is put together: what it does, and how it can end."""

from __future__ import annotations

from khien.model.words.both import Both

STATUSES = {
    0: Both("done", "xong"),
    1: Both("failed", "thất bại"),
    2: Both("what was given cannot be read", "không đọc được dữ liệu đưa vào"),
    3: Both("a rule said no", "bị một quy tắc từ chối"),
    4: Both("the other node did not answer, or said no", "nút bên kia không trả lời hoặc từ chối"),
    5: Both("a proof does not hold", "bằng chứng không đúng"),
    6: Both("there is no such thing here", "không có đối tượng này"),
    7: Both(
        "not possible from this state, or exists already",
        "trạng thái hiện tại không cho phép, hoặc đã tồn tại",
    ),
    8: Both("the settings or the key cannot be used", "không dùng được thiết lập hoặc khóa"),
    9: Both("the sign-in failed", "đăng nhập không thành công"),
}


def verb(en: str, vi: str, *statuses: int) -> Both:
    """The help of a command: what it does, then the exit statuses that it can end with."""
    ends = sorted({0, 2, *statuses})
    return Both(
        f"{en}\n\n\b\nExit status:\n" + "\n".join(f"  {n} {STATUSES[n].en}" for n in ends),
        f"{vi}\n\n\b\nMã thoát:\n" + "\n".join(f"  {n} {STATUSES[n].vi}" for n in ends),
    )

"""Sentences about documents that become text, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both, table

WORDS: dict[str, Both] = {
    "document.unreadable": Both(
        "{item} cannot be read as a document: {rule}.",
        "Không đọc được {item} như một văn bản: {rule}.",
    ),
    "document.too-much": Both(
        "{item} is over a limit for documents (at most {limit} {unit}); nothing of it was taken.",
        "{item} vượt giới hạn đối với văn bản (nhiều nhất {limit} {unit}); không lấy phần nào.",
    ),
    "document.no-text": Both(
        "{item} holds no text; perhaps its pages are pictures. Have it recognised (OCR) first.",
        "{item} không có chữ; có thể các trang là ảnh. Hãy nhận dạng chữ (OCR) trước.",
    ),
    "document.encrypted": Both(
        "{item} opens with a password only; save a copy without one and bring that.",
        "{item} chỉ mở được bằng mật khẩu; hãy lưu một bản không có mật khẩu rồi nhập bản đó.",
    ),
    "document.broken": Both(
        "{item} breaks its format ({rule}): {detail}.",
        "{item} sai định dạng ({rule}): {detail}.",
    ),
    "document.doctype": Both(
        "{item} holds XML with a document type, which could grow without end; it is refused.",
        "{item} chứa XML có khai báo kiểu văn bản (DTD), có thể phình ra vô hạn; tệp bị từ chối.",
    ),
    "document.unknown": Both(
        "{item} looks like {seen}; documents that can be read: {known}.",
        "{item} có vẻ là {seen}; các loại văn bản đọc được: {known}.",
    ),
    "document.extra": Both(
        "To read {item}, install {extra}.",
        "Để đọc {item}, hãy cài {extra}.",
    ),
    "document.part-refused": Both(
        "This attachment gives no text ({detail}); its SHA-256 is {path}.",
        "Tệp đính kèm này không cho văn bản ({detail}); mã SHA-256 là {path}.",
    ),
    "document.passed-over": Both(
        "Parts of the page were passed over, as a reader does: {path} ({detail:time/times}).",
        "Một số phần của trang được bỏ qua như người đọc vẫn làm: {path} ({detail} lần).",
    ),
    "document.deleted": Both(
        "Text that was deleted while changes were tracked was left out ({path:piece/pieces}); it is not part of the document.",
        "Bỏ qua phần chữ đã xóa khi theo dõi thay đổi ({path} đoạn); phần này không thuộc văn bản.",
    ),
    "document.hidden": Both(
        "Hidden text was left out ({path:piece/pieces}): nobody sees it who opens the document.",
        "Bỏ qua phần chữ ẩn ({path} đoạn): người mở văn bản không nhìn thấy.",
    ),
    "document.page-unreadable": Both(
        "What stands on {path} cannot be read ({detail}); the other pages were.",
        "Không đọc được {path} ({detail}); các trang khác vẫn được đọc.",
    ),
    "document.page-empty": Both(
        "There is no text on {path}{detail}; perhaps it is a picture.",
        "Không có chữ nào ở {path}{detail}; có thể là ảnh.",
    ),
    "document.part-unread": Both(
        "{detail} was not read: a picture, a macro or a file within the file.",
        "{detail} không được đọc: đó là ảnh, macro hoặc tệp nằm trong tệp.",
    ),
    "document.form-unread": Both(
        "The mail says the same text in several forms; only the richest was read, not {path} ({detail:time/times}).",
        "Thư có cùng một nội dung ở nhiều dạng; chỉ đọc dạng đầy đủ nhất, không đọc {path} ({detail} lần).",
    ),
    "document.headers-unread": Both(
        "{detail:header/headers} of the mail not read: {path}.",
        "Có {detail} trường tiêu đề của thư không được đọc: {path}.",
    ),
    **table(
        "document-why",
        """
too-much | over a limit for documents | vượt giới hạn đối với văn bản
no-text | no text in it | không có chữ
encrypted | opens with a password only | chỉ mở được bằng mật khẩu
broken | breaks its format | sai định dạng
doctype | XML with a document type | XML có khai báo kiểu văn bản (DTD)
extra | its reader is not installed | chưa cài bộ đọc
old-office | an old Office file (OLE) | tệp Office đời cũ (OLE)
rtf | an RTF file | tệp RTF
picture | a picture | ảnh
program | a program | chương trình
archive | an archive | tệp nén
empty | an empty file | tệp rỗng
binary | binary content | dữ liệu nhị phân
""",
    ),
    **table(
        "document-unit",
        """
bytes | bytes | byte
characters | characters | ký tự
pages | pages | trang
parts | parts | phần
levels | levels | cấp lồng nhau
""",
    ),
}

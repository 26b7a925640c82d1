"""Why a whole file, or one JSON text in it, cannot be read.

MalformedError
└── UnreadableError          the room's root               intake.unreadable
    ├── TooBigError          more bytes or items than allowed   intake.too-big
    ├── BrokenGzipError      a gzip body that ends early or lies  intake.gzip
    ├── NotTextError         not UTF-8                     intake.not-utf8
    ├── UnknownFormatError   no known format               intake.unknown-format
    ├── WarninglistError     says what is no threat, and holds no objects   intake.warninglist
    ├── XmlError             XML that is broken, too deep, or has a document type   intake.xml
    ├── NoColumnsError       a table without a value column   intake.no-value-column
    └── JsonError            strict JSON                   intake.json-syntax
        ├── DuplicateKeyError  intake.json-duplicate-key
        ├── NumberError        intake.json-number
        ├── NulError           intake.json-nul
        ├── SurrogateError     intake.json-surrogate
        └── TooDeepError       intake.json-too-deep
"""

from __future__ import annotations

from typing import ClassVar

from khien.model.errors import MalformedError


class UnreadableError(MalformedError):
    """The file as a whole cannot be read; nothing of it was taken."""

    code = "intake.unreadable"


class TooBigError(UnreadableError):
    """More bytes or items than the limit; `unit` is `bytes` or `items`."""

    code, exit_status, http_status = "intake.too-big", 2, 413

    def __init__(self, item: str, limit: int, unit: str) -> None:
        self.limit = limit
        super().__init__(item, f"at most {limit} {unit}", limit=limit, unit=unit)


class BrokenGzipError(UnreadableError):
    """The body starts like gzip and cannot be unpacked (RFC 1952)."""

    code = "intake.gzip"

    def __init__(self, item: str) -> None:
        super().__init__(item, "RFC 1952 gzip")


class NotTextError(UnreadableError):
    """The body is not UTF-8 text; `position` is the offset of the first bad byte, from 0."""

    code = "intake.not-utf8"

    def __init__(self, item: str, position: int) -> None:
        super().__init__(item, "UTF-8 text", position=position)


class UnknownFormatError(UnreadableError):
    """No reader knows this; `seen` says what it looks like, `known` what can be read."""

    code = "intake.unknown-format"

    def __init__(self, item: str, seen: str, known: tuple[str, ...]) -> None:
        super().__init__(item, "a known format", seen=seen, known=", ".join(known))


class WarninglistError(UnreadableError):
    """A warninglist: it says what is no threat, so it holds no objects and is kept elsewhere."""

    code = "intake.warninglist"

    def __init__(self, item: str) -> None:
        super().__init__(item, "objects or indicators; a warninglist has neither")


class NoColumnsError(UnreadableError):
    """A table in which no column holds indicators; `columns` lists its header."""

    code = "intake.no-value-column"

    def __init__(self, item: str, columns: str) -> None:
        super().__init__(item, "a column with indicator values", columns=columns)


class XmlError(UnreadableError):
    """The text is no XML that is safe to read; `what` says why, `detail` where."""

    code = "intake.xml"

    def __init__(self, item: str, what: str, detail: str) -> None:
        super().__init__(item, f"XML 1.0 without a document type: {what}", what=what, detail=detail)


class JsonError(UnreadableError):
    """The text is not strict JSON; line and column count from 1, in characters."""

    code = "intake.json-syntax"
    clause: ClassVar[str] = "RFC 8259 JSON"

    def __init__(self, item: str, line: int, column: int, detail: str) -> None:
        self.line, self.column = line, column
        self.detail = f"{line}:{column} {detail}"
        super().__init__(item, self.clause, line=line, column=column, path=item, detail=self.detail)


class DuplicateKeyError(JsonError):
    """One object names the same member twice; which one counts would be a guess."""

    code, clause = "intake.json-duplicate-key", "RFC 7493 §2.3 unique names"


class NumberError(JsonError):
    """NaN, Infinity, or a number that a double cannot hold."""

    code, clause = "intake.json-number", "RFC 7493 §2.2 numbers"


class NulError(JsonError):
    """A string holds U+0000, which databases and logs cut or refuse."""

    code, clause = "intake.json-nul", "no U+0000 in strings"


class SurrogateError(JsonError):
    """A string holds half a surrogate pair, so it has no UTF-8 form."""

    code, clause = "intake.json-surrogate", "RFC 7493 §2.1 no lone surrogates"


class TooDeepError(JsonError):
    """More levels of arrays and objects than the limit."""

    code, clause = "intake.json-too-deep", "a limit on nesting"

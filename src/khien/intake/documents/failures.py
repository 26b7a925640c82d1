"""Why a document, or a part of one, gives no text.

UnreadableError                  a file as a whole             intake.unreadable
└── DocumentError                the root of the documents     document.unreadable
    ├── TooMuchError             over a limit                  document.too-much
    ├── NoTextError              nothing but pictures          document.no-text
    ├── EncryptedError           a password is needed          document.encrypted
    ├── BrokenDocumentError      not what it begins like       document.broken
    ├── DoctypeError             XML that declares entities    document.doctype
    ├── UnknownDocumentError     no reader knows it            document.unknown
    └── NoReaderError            the extra is not installed    document.extra
"""

from __future__ import annotations

from collections.abc import Mapping

from khien.intake.failures import UnreadableError
from khien.model.errors import MalformedError


class DocumentError(UnreadableError):
    """The document cannot be read; nothing of it was taken."""

    code = "document.unreadable"


class TooMuchError(DocumentError):
    """More than a limit allows; `unit` is a code of `document-unit`: bytes, characters, pages, parts, levels."""

    code, exit_status, http_status = "document.too-much", 2, 413

    def __init__(self, item: str, limit: int, unit: str) -> None:
        super().__init__(item, f"at most {limit} {unit}", limit=limit, unit=unit)


class NoTextError(DocumentError):
    """There is no text in it; perhaps its pages are pictures."""

    code = "document.no-text"

    def __init__(self, item: str) -> None:
        super().__init__(item, "text")


class EncryptedError(DocumentError):
    """It opens with a password only."""

    code = "document.encrypted"

    def __init__(self, item: str) -> None:
        super().__init__(item, "no password")


class BrokenDocumentError(DocumentError):
    """It begins like its format and then breaks it; `detail` says where."""

    code = "document.broken"

    def __init__(self, item: str, rule: str, detail: str) -> None:
        super().__init__(item, rule, detail=detail[:200])


class DoctypeError(DocumentError):
    """XML with a document type: entities could grow without bound, or name files."""

    code = "document.doctype"

    def __init__(self, item: str) -> None:
        super().__init__(item, "XML without a document type")


class UnknownDocumentError(DocumentError):
    """No reader knows it; `seen` says what it looks like, `known` what can be read."""

    code = "document.unknown"

    def __init__(self, item: str, seen: str, known: tuple[str, ...]) -> None:
        super().__init__(item, "a known format", seen=seen, known=", ".join(known))


class NoReaderError(DocumentError):
    """The package that reads this format is not installed; `extra` names what to install."""

    code, exit_status, http_status = "document.extra", 8, 501

    def __init__(self, item: str, extra: str) -> None:
        super().__init__(item, extra, extra=extra)


def revived(code: str, facts: Mapping[str, object]) -> DocumentError:
    """An error of this room as it was raised in another process, of its code and facts."""
    kinds = {one.code: one for one in DocumentError.__subclasses__()}
    kind = kinds.get(code, DocumentError)
    error = kind.__new__(kind)
    rest = {name: value for name, value in facts.items() if name not in ("item", "rule")}
    MalformedError.__init__(error, str(facts.get("item", "")), str(facts.get("rule", code)), **rest)
    return error

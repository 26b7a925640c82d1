"""Why a reading cannot be made, changed or ended.

KhienError
├── ReaderTooSlowError    the reader was ended: time      reading.too-slow
├── ReaderMemoryError     the reader was ended: memory    reading.too-large
├── ReaderFailedError     the reader died                 reading.reader-failed
└── MalformedError
    ├── ChoiceError       a correction that is none       reading.choice
    └── ObjectlessError   taken, and STIX has no object   reading.objectless
"""

from __future__ import annotations

from khien.model.errors import KhienError, MalformedError


class ReaderTooSlowError(KhienError):
    """The document took more time than a reader may have; nothing of it was taken."""

    code, exit_status, http_status = "reading.too-slow", 2, 413

    def __init__(self, item: str, seconds: int) -> None:
        super().__init__(item=item, seconds=seconds)


class ReaderMemoryError(KhienError):
    """The document took more memory than a reader may have; nothing of it was taken."""

    code, exit_status, http_status = "reading.too-large", 2, 413

    def __init__(self, item: str, megabytes: int) -> None:
        super().__init__(item=item, megabytes=megabytes)


class ReaderFailedError(KhienError):
    """The reader died, or answered what makes no sense; `how` is its end, never its words."""

    code, exit_status, http_status = "reading.reader-failed", 2, 422

    def __init__(self, item: str, how: str) -> None:
        super().__init__(item=item, how=how)


class ChoiceError(MalformedError):
    """A corrected value is none of its kind; nothing of the reading was changed."""

    code, http_status = "reading.choice", 422

    def __init__(self, value: str, kind: str) -> None:
        super().__init__(value[:200], kind, kind=kind)


class ObjectlessError(MalformedError):
    """A value of a kind that STIX has no object for cannot be taken; nothing of the reading was changed."""

    code, http_status = "reading.objectless", 422

    def __init__(self, value: str, kind: str) -> None:
        super().__init__(value[:200], kind, kind=kind)

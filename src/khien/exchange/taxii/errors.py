"""Why a TAXII request as a whole is answered with no."""

from __future__ import annotations

from khien.model.errors import KhienError


class NotAcceptableError(KhienError):
    """The client accepts no media type that this server has (TAXII 2.1 §3.1)."""

    code, exit_status, http_status = "taxii.not-acceptable", 2, 406

    def __init__(self, accept: str) -> None:
        super().__init__(accept=accept[:100])


class MediaTypeError(KhienError):
    """The body is not of TAXII's media type (TAXII 2.1 §5.5)."""

    code, exit_status, http_status = "taxii.media-type", 2, 415

    def __init__(self, content_type: str) -> None:
        super().__init__(content_type=content_type[:100])


class CodingError(KhienError):
    """The body is packed in a way that this server does not unpack (RFC 9110 §15.5.16)."""

    code, exit_status, http_status = "taxii.content-coding", 2, 415

    def __init__(self, coding: str) -> None:
        super().__init__(coding=coding[:100])


class EnvelopeError(KhienError):
    """The body is no TAXII envelope with objects in it (TAXII 2.1 §3.7, §5.5)."""

    code, exit_status, http_status = "taxii.envelope", 2, 422

    def __init__(self, why: str) -> None:
        super().__init__(why=why[:200])


class TooManyObjectsError(KhienError):
    """More objects at once than this partner may ever bring; its bytes would have been few enough.

    So it is not 413, which TAXII 2.1 §4.2.1 keeps for bodies above `max_content_length`.
    """

    code, exit_status, http_status = "taxii.too-many-objects", 2, 422

    def __init__(self, count: int) -> None:
        super().__init__(count=count)

"""How much one document may hold before it is turned away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from khien.intake.limits import MEBIBYTE


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Ceilings of one document; each one that bites is named in the refusal.

    `max_bytes` counts what came, `max_unpacked_bytes` one part of an archive after unpacking,
    `max_chars` the text of one document. `max_parts` counts attachments of a mail or entries of an
    archive, `max_depth` mails within mails, the outermost being 1.
    """

    max_bytes: int = 64 * MEBIBYTE
    max_unpacked_bytes: int = 96 * MEBIBYTE
    max_chars: int = 5_000_000
    max_pages: int = 2_000
    max_parts: int = 2_000
    max_depth: int = 4


DOCUMENT_LIMITS: Final = DocumentLimits()

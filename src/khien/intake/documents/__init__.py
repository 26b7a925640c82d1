"""From bytes to documents: text, Markdown, HTML, PDF, DOCX, e-mail. Pure: no store, no network, no clock.

`read_document` is the one door. Whoever calls it with an untrusted file does so in a process of its own.
"""

from khien.intake.documents.failures import DocumentError, UnknownDocumentError, revived
from khien.intake.documents.limits import DOCUMENT_LIMITS, DocumentLimits
from khien.intake.documents.opening import read_document
from khien.intake.documents.paper import Paper, Papers
from khien.intake.documents.recognising import CERTAIN, KINDS, is_data, kind_of

__all__ = [
    "CERTAIN",
    "DOCUMENT_LIMITS",
    "KINDS",
    "DocumentError",
    "DocumentLimits",
    "Paper",
    "Papers",
    "UnknownDocumentError",
    "is_data",
    "kind_of",
    "read_document",
    "revived",
]

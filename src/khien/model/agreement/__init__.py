"""The rules between us and one partner, as a text file that both parties sign.

The file is TOML, written by lawyers and release officers (docs/reference/agreement.md has every
key). `agreement_payload` is the canonical content that both sign. An agreement that cannot be read,
is not signed by both or is not valid today opens nothing; the gate sees to that.
"""

from khien.model.agreement.reading import (
    AgreementError,
    agreement_of_payload,
    agreement_payload,
    parse_agreement,
)
from khien.model.agreement.sample import sample_agreement
from khien.model.agreement.scope import KNOWN_TYPES, OBJECT_GROUPS
from khien.model.agreement.terms import (
    Agreement,
    AnswerHours,
    ApprovalRule,
    Certainty,
    Emergency,
    LegalBasis,
    Onward,
    OnwardMode,
    Party,
    Purpose,
    Retention,
    Role,
)
from khien.model.agreement.writing import agreement_document, agreement_text

__all__ = [
    "KNOWN_TYPES",
    "OBJECT_GROUPS",
    "Agreement",
    "AgreementError",
    "AnswerHours",
    "ApprovalRule",
    "Certainty",
    "Emergency",
    "LegalBasis",
    "Onward",
    "OnwardMode",
    "Party",
    "Purpose",
    "Retention",
    "Role",
    "agreement_document",
    "agreement_of_payload",
    "agreement_payload",
    "agreement_text",
    "parse_agreement",
    "sample_agreement",
]

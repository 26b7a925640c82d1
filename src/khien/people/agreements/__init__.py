"""Agreements: the rules between us and each partner, signed by both, and the one in force."""

from khien.people.agreements.desk import (
    AgreementLine,
    AgreementRefusedError,
    SignatureTaken,
    UnsignedError,
    agreement,
    agreement_document,
    attest_paper,
    by_sha256,
    import_agreement,
    in_force,
    in_force_now,
    list_agreements,
    sign_agreement,
    take_signature,
)
from khien.people.agreements.rules import (
    AgreementState,
    Signature,
    SignedAgreement,
    StoredAgreement,
)

__all__ = [
    "AgreementLine",
    "AgreementRefusedError",
    "AgreementState",
    "Signature",
    "SignatureTaken",
    "SignedAgreement",
    "StoredAgreement",
    "UnsignedError",
    "agreement",
    "agreement_document",
    "attest_paper",
    "by_sha256",
    "import_agreement",
    "in_force",
    "in_force_now",
    "list_agreements",
    "sign_agreement",
    "take_signature",
]

"""What a client certificate is here, and whether it opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import PartnerName

ENDS_SOON = timedelta(days=30)  # time enough to have another one made and carried over
LIST_DAYS = 30  # RFC 5280 §5.1.2.5: by then the next revocation list must be there
LIST_RENEWED = timedelta(days=14)  # before its end; a running node does it
LIST_SOON = timedelta(days=7)  # by now it should have been: a person is told


class Reason(StrEnum):
    """Why a certificate is taken back: those of RFC 5280 §5.3.1 that fit here, as it spells them."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "keyCompromise"
    AFFILIATION_CHANGED = "affiliationChanged"
    SUPERSEDED = "superseded"
    CESSATION = "cessationOfOperation"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A client certificate that this node believes, as it is kept: never its key.

    `sha256` is that of its DER bytes, and is what is compared; `serial` is in hex. `partner` None: it
    brings one of the node's own tools to the door, and a token says which.
    """

    name: str
    sha256: str
    serial: str
    partner: PartnerName | None
    not_before: datetime
    not_after: datetime
    created: datetime
    revoked: datetime | None = None
    reason: Reason | None = None


def works(certificate: Certificate, now: datetime) -> Verdict:
    """Whether the certificate opens anything at an instant; both ends count (RFC 5280 §4.1.2.5)."""
    if certificate.revoked is not None and now >= certificate.revoked:
        return Refusal("people.certificate-revoked", certificate.name)
    if now > certificate.not_after:
        return Refusal("people.certificate-expired", certificate.name)
    if now < certificate.not_before:
        return Refusal("people.certificate-early", certificate.name)
    return Allowed()

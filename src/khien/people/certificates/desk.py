"""What is done with client certificates: believe, list, revoke, check."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection

from khien.model.decision import Refusal
from khien.model.errors import ConflictError, MalformedError, NotFoundError, SignInError
from khien.people.certificates import rows, rules
from khien.people.certificates.revocations import Revocations
from khien.people.certificates.rules import Certificate, Reason
from khien.people.names import NameTakenError, check_name
from khien.people.partners import PartnerRevokedError, active_partner

SHOWN = 16  # hex digits of a hash, enough to find the certificate that is meant


class CertificateKnownError(ConflictError):
    """The certificate is believed already, or was: it is never believed under a second name."""

    code = "people.certificate-known"

    def __init__(self, name: str) -> None:
        super().__init__(name, "exists already")
        self.facts = {"name": name}


class CertificateRefusedError(SignInError):
    """A certificate came by TLS, with its key, and opens nothing; so the reason may be named."""

    code = "people.certificate-refused"

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name)
        self.refusal = refusal
        self.facts = {"name": name, "reason": refusal.code, "detail": refusal.detail}


def read_certificate(content: bytes, item: str = "certificate") -> x509.Certificate:
    """A certificate in PEM.

    Args:
        content: what was given.
        item: what it is called, such as its file.

    Raises:
        MalformedError: it is none.
    """
    try:
        return x509.load_pem_x509_certificate(content)
    except ValueError as error:
        raise MalformedError(item, "one PEM certificate (RFC 7468 §5)") from error


def add_certificate(
    tx: Connection, given: x509.Certificate, name: str, now: datetime, partner: str | None = None
) -> Certificate:
    """Believe a client certificate from now on.

    Args:
        tx: the open write transaction.
        given: the certificate.
        name: what it is called here.
        now: the instant of adding.
        partner: the active partner that holds its key; None: a tool of this node.

    Raises:
        MalformedError: not a name.
        NameTakenError, CertificateKnownError: the name or the certificate is known, also where it has
            ended.
        NotFoundError, PartnerRevokedError: no such active partner.
    """
    checked = check_certificate_name(tx, name)
    digest = _sha256(given)
    known = rows.find_by_sha256(tx, digest)
    if known is not None:
        raise CertificateKnownError(known.name)
    new = Certificate(
        name=checked,
        sha256=digest,
        serial=f"{given.serial_number:x}",
        partner=None if partner is None else active_partner(tx, partner).name,
        not_before=given.not_valid_before_utc,
        not_after=given.not_valid_after_utc,
        created=now,
    )
    rows.insert_certificate(tx, new)
    return new


def check_certificate_name(tx: Connection, name: str) -> str:
    """The name, if a new certificate can have it.

    Raises:
        MalformedError, NameTakenError: it cannot.
    """
    checked = check_name(name, "certificate name")
    if rows.find_certificate(tx, checked) is not None:
        raise NameTakenError(checked)
    return checked


def list_certificates(tx: Connection) -> tuple[Certificate, ...]:
    """Every certificate, by name, those that are over too."""
    return rows.all_certificates(tx)


def revoke_certificate(tx: Connection, name: str, reason: Reason, now: datetime) -> Certificate:
    """From now on the certificate opens nothing. Twice is the same as once.

    Raises:
        NotFoundError: there is no such certificate.
    """
    found = rows.find_certificate(tx, name)
    if found is None:
        raise NotFoundError("certificate", name)
    if found.revoked is not None:
        return found
    rows.write_revoked(tx, name, reason, now)
    return replace(found, revoked=now, reason=reason)


def check_certificate(
    tx: Connection, der: bytes, now: datetime, revocations: Revocations
) -> Certificate:
    """The certificate that came by TLS, if it is in force at this instant.

    That whoever sent it holds its key, TLS has proved before (RFC 8446 §4.4.3).

    Args:
        tx: an open transaction.
        der: the certificate, as TLS gave it.
        now: the instant of the request, which may be long after the connection began.
        revocations: what the authorities took back.

    Raises:
        CertificateRefusedError: naming why it opens nothing.
    """
    given = x509.load_der_x509_certificate(der)
    digest = sha256(der).hexdigest()
    found = rows.find_by_sha256(tx, digest)
    if found is None:
        shown = digest[:SHOWN]
        raise CertificateRefusedError(shown, Refusal("people.certificate-unknown", shown))
    for verdict in (rules.works(found, now), revocations.judge(given, found.name, now)):
        if isinstance(verdict, Refusal):
            raise CertificateRefusedError(found.name, verdict)
    if found.partner is not None:
        _refuse_revoked(tx, found)
    return found


def _refuse_revoked(tx: Connection, found: Certificate) -> None:
    try:
        active_partner(tx, found.partner or "")
    except PartnerRevokedError as error:
        raise CertificateRefusedError(found.name, error.refusals[0]) from error


def _sha256(given: x509.Certificate) -> str:
    return sha256(given.public_bytes(Encoding.DER)).hexdigest()

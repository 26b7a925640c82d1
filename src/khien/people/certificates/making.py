"""Make certificates and revocation lists (X.509, RFC 5280). The clock and the key are given.

Keys are P-256, which every TLS 1.3 stack must know (RFC 8446 §9.1); a partner's request may also be
for Ed25519. What a request says beside its key is not believed: the authority decides on names.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID as Usage
from cryptography.x509.oid import NameOID

from khien.model.errors import MalformedError
from khien.people.certificates.rules import LIST_DAYS, Certificate, Reason

BACKDATED = timedelta(minutes=5)  # a partner's clock may be a little behind ours
AUTHORITY_DAYS, LEAF_DAYS = 3_650, 397
REQUEST_RULE = "a PEM certificate request (RFC 2986) for a P-256 or Ed25519 key, signed with it"

Key: TypeAlias = ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


@dataclass(frozen=True, slots=True, repr=False)
class Authority:
    """The certificate authority of this node. It never prints itself: it holds the key."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """The certificate, which is no secret."""
        return certificate_pem(self.certificate)


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A certificate or request with its private key, both in PEM. It never prints itself."""

    public: str
    private: str


def make_authority(title: str, country: str, now: datetime, days: int) -> Authority:
    """A new authority, which signs itself.

    Args:
        title: of the organisation; shown in the certificate.
        country: ISO 3166-1, two letters.
        now: the instant of making.
        days: how long it is valid.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, title[:64]),  # RFC 5280 A.1: ub
            x509.NameAttribute(NameOID.COMMON_NAME, f"{title[:48]} Khien CA"),
        ]
    )
    builder = _builder(name, name, key.public_key(), now, now + timedelta(days=days))
    certificate = (
        builder
        # §4.2.1.9: a CA, and none below it; §4.2.1.3: it signs certificates and lists, nothing else.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def make_server(authority: Authority, names: Sequence[str], now: datetime, days: int) -> Pair:
    """A key and certificate for a TLS server that is reached under these names or addresses.

    Raises:
        MalformedError: no name, or one that a certificate cannot hold.
    """
    if not names:
        raise MalformedError("server certificate", "at least one name or address (RFC 9525 §4.1)")
    key = ec.generate_private_key(ec.SECP256R1())
    alternatives = [_alternative(name) for name in names]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    public = _leaf(authority, subject, key.public_key(), alternatives, Usage.SERVER_AUTH, now, days)
    return Pair(certificate_pem(public), _private_pem(key))


def make_request(name: str) -> Pair:
    """A key, and a request for a client certificate that another authority may sign (RFC 2986)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    signed = request.sign(key, hashes.SHA256())
    return Pair(signed.public_bytes(serialization.Encoding.PEM).decode(), _private_pem(key))


def make_client(
    authority: Authority, request: str, name: str, identity: str, now: datetime, days: int
) -> x509.Certificate:
    """Sign a request as a client certificate.

    Args:
        authority: that signs.
        request: PEM; only its key is taken over.
        name: of the certificate, its common name.
        identity: of the partner, a STIX identity id; '' for a tool of ours.
        now: the instant of signing.
        days: how long it is valid; never longer than the authority.

    Raises:
        MalformedError: no such request.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    urn = f"urn:uuid:{identity.partition('--')[2]}"  # §4.2.1.6: a URI; RFC 9562 §4: of a UUID
    alternatives = [x509.UniformResourceIdentifier(urn)] if identity else []
    key = _key_of(request)
    return _leaf(authority, subject, key, alternatives, Usage.CLIENT_AUTH, now, days)


def make_list(
    authority: Authority, certificates: Iterable[Certificate], number: int, now: datetime
) -> str:
    """The revocation list (RFC 5280 §5), in PEM, with every certificate that was taken back.

    Args:
        authority: that signs.
        certificates: all of this node; those in force are left out.
        number: higher than that of every list before (§5.2.3).
        now: the instant of making.
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now)
        .next_update(now + timedelta(days=LIST_DAYS))
        .add_extension(_issuer_key(authority.key.public_key()), critical=False)  # §5.2.1
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for one in certificates:
        if one.revoked is not None:
            entry = x509.RevokedCertificateBuilder().serial_number(int(one.serial, 16))
            entry = entry.revocation_date(one.revoked)
            if one.reason not in {None, Reason.UNSPECIFIED}:  # §5.3.1: rather none than that
                flag = x509.CRLReason(x509.ReasonFlags(one.reason))
                entry = entry.add_extension(flag, critical=False)
            builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(authority.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def certificate_pem(certificate: x509.Certificate) -> str:
    """The certificate as PEM (RFC 7468)."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def private_pem(authority: Authority) -> str:
    """The authority's key as PEM, unencrypted: for the file that only its owner can read."""
    return _private_pem(authority.key)


def _leaf(
    authority: Authority,
    subject: x509.Name,
    key: PublicKey,
    alternatives: Sequence[x509.GeneralName],
    usage: x509.ObjectIdentifier,
    now: datetime,
    days: int,
) -> x509.Certificate:
    end = min(now + timedelta(days=days), authority.certificate.not_valid_after_utc)
    builder = (
        _builder(subject, authority.certificate.subject, key, now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)  # §4.2.1.12
        .add_extension(_issuer_key(authority.key.public_key()), critical=False)  # §4.2.1.1
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(authority.key, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())  # §4.1.2.2: 159 random bits in 20 octets
        .not_valid_before(now - BACKDATED)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)  # §4.2.1.2
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_key(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        pass
    try:
        return x509.DNSName(name)
    except ValueError as error:
        raise MalformedError("server name", "RFC 5280 §4.2.1.6 dNSName: ASCII") from error


def _key_of(request: str) -> PublicKey:
    try:
        read = x509.load_pem_x509_csr(request.encode())
        key = read.public_key()
        is_signed = read.is_signature_valid
    except (ValueError, TypeError) as error:
        raise MalformedError("certificate request", REQUEST_RULE) from error
    if is_signed and isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, ec.SECP256R1):
            return key
    elif is_signed and isinstance(key, ed25519.Ed25519PublicKey):
        return key
    raise MalformedError("certificate request", REQUEST_RULE)


def _private_pem(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()

"""Whether what a channel to a partner's server is made of can be used; nothing is believed yet."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from khien.model.errors import MalformedError

MAX_PEM = 65_536  # characters; a chain of a few certificates has some thousands
CA_RULE = f"certificates of authorities in PEM (RFC 7468 §5), at most {MAX_PEM} characters"
PAIR_RULE = "a certificate in PEM, and the private key that belongs to it, unencrypted"


def check_authorities(pem: str) -> str:
    """The text, if it is empty or holds certificates.

    Raises:
        MalformedError: it is neither.
    """
    if pem:
        try:
            found = x509.load_pem_x509_certificates(pem[: MAX_PEM + 1].encode())
        except ValueError as error:
            raise MalformedError("authority", CA_RULE) from error
        if len(pem) > MAX_PEM or not all(map(is_authority, found)):
            raise MalformedError("authority", CA_RULE)
    return pem


def check_pair(certificate: str, private_key: str) -> None:
    """Nothing, if both are empty or belong to each other.

    Raises:
        MalformedError: one is missing, cannot be read, or belongs to another.
    """
    if not certificate and not private_key:
        return
    try:
        shown = x509.load_pem_x509_certificates(certificate.encode())[0].public_key()
        held = load_pem_private_key(private_key.encode(), None).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise MalformedError("certificate and key", PAIR_RULE) from error
    if shown != held:
        raise MalformedError("certificate and key", PAIR_RULE)


def is_authority(certificate: x509.Certificate) -> bool:
    """RFC 5280 §4.2.1.9: what may not sign certificates is no anchor of a chain."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False

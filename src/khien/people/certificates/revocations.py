"""Revocation lists in a file, read again as soon as the file changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from khien.model.decision import Allowed, Refusal, Verdict

_LIST = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)
_Mark: TypeAlias = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files held when they were read; `mark` tells whether they are still the same."""

    mark: _Mark
    authorities: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]


class Revocations:
    """Which certificates their authorities took back. Without a list in force, none is good.

    Args:
        authorities: PEM files of the authorities that are believed.
        lists: PEM files with their revocation lists.
    """

    def __init__(self, authorities: Sequence[Path], lists: Sequence[Path]) -> None:
        self._authorities, self._lists = tuple(authorities), tuple(lists)
        self._named = ", ".join(path.name for path in lists)
        self._read: _Read | None = None

    def judge(self, certificate: x509.Certificate, name: str, now: datetime) -> Verdict:
        """Whether a certificate is one of theirs and was not taken back, by a list in force.

        Args:
            certificate: as it came by TLS.
            name: what to call it in a refusal.
            now: the instant of the request.
        """
        try:
            read = self._current()
        except (OSError, ValueError):
            return Refusal("people.list-missing", self._named)
        issuer = next((one for one in read.authorities if _issued(one, certificate)), None)
        if issuer is None:
            return Refusal("people.certificate-foreign", name)
        found = newest(read.lists, issuer)
        if found is None:
            return Refusal("people.list-missing", self._named)
        following = found.next_update_utc
        if following is None or now > following:  # RFC 5280 §5.1.2.5: there must be one
            return Refusal("people.list-stale", f"{following:%Y-%m-%d}" if following else "–")
        if found.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            return Refusal("people.certificate-revoked", name)
        return Allowed()

    def _current(self) -> _Read:
        mark = tuple(_mark(path) for path in (*self._authorities, *self._lists))
        if self._read is None or self._read.mark != mark:
            # The mark is older than what is read, so a change in between is seen the next time.
            authorities = tuple(
                one
                for path in self._authorities
                for one in x509.load_pem_x509_certificates(path.read_bytes())
            )
            lists = tuple(one for path in self._lists for one in lists_in(path.read_bytes()))
            self._read = _Read(mark, authorities, lists)
        return self._read


def lists_in(content: bytes) -> Iterator[x509.CertificateRevocationList]:
    """The revocation lists in a PEM file.

    Raises:
        ValueError: one of them cannot be read.
    """
    for found in _LIST.finditer(content):
        yield x509.load_pem_x509_crl(found[0])


def newest(
    lists: tuple[x509.CertificateRevocationList, ...], issuer: x509.Certificate
) -> x509.CertificateRevocationList | None:
    """The newest list that an authority signed and that we can understand; None: there is none."""
    signed = [one for one in lists if _lists_for(issuer, one)]
    return max(signed, key=lambda one: (one.last_update_utc, number_of(one)), default=None)


def number_of(found: x509.CertificateRevocationList) -> int:
    """The number of a list (RFC 5280 §5.2.3); 0 where it has none."""
    try:
        return found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return 0


def _lists_for(issuer: x509.Certificate, found: x509.CertificateRevocationList) -> bool:
    # RFC 5280 §5.2: a list with a critical extension that is not understood must not be used.
    if found.issuer != issuer.subject or any(one.critical for one in found.extensions):
        return False
    try:
        return found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # any kind; TypeError if it cannot sign
    except (TypeError, UnsupportedAlgorithm):
        return False


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _mark(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size

"""The node's own certificate authority, as files.

HOME/keys/authority.json   key and certificate; mode 0600, in every backup
HOME/tls/ca.pem            the certificate, for `tls.client_ca` and for partners
HOME/tls/crl.pem           the revocation list, for `tls.client_crl`
HOME/tls/server.pem, .key  what the node's own server shows; made anew whenever wished
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from khien.model.errors import ConflictError
from khien.model.instants import to_microseconds
from khien.people.certificates.making import Authority, Pair, make_list, private_pem
from khien.people.certificates.revocations import lists_in, newest, number_of
from khien.people.certificates.rules import Certificate
from khien.people.keys import FOLDER as KEYS
from khien.people.keys import (
    OWNER_ONLY,
    KeyExistsError,
    KeyFileBrokenError,
    read_private,
    write_private,
)

AUTHORITY = "authority.json"
FOLDER = "tls"
CA, LIST, SERVER, SERVER_KEY = "ca.pem", "crl.pem", "server.pem", "server.key"


class AuthorityExistsError(ConflictError):
    """The node has an authority; another one would make every certificate of the first worthless."""

    code = "people.authority-exists"

    def __init__(self, file: Path) -> None:
        super().__init__(str(file), "exists already")
        self.facts = {"file": str(file)}


class _AuthorityFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    certificate: str


def keep_authority(home: Path, authority: Authority) -> None:
    """Write a new authority into a home, and its certificate for others.

    Raises:
        AuthorityExistsError: there is one.
    """
    content = _AuthorityFile(private_pem(authority), authority.pem)
    try:
        write_private(home / KEYS / AUTHORITY, msgspec.json.encode(content))
    except KeyExistsError as error:
        raise AuthorityExistsError(home / KEYS / AUTHORITY) from error


def load_authority(home: Path) -> Authority:
    """The authority of a home.

    Raises:
        NotFoundError: there is none.
        KeyFileOpenError: others may read or write its file.
        KeyFileBrokenError: the file is damaged.
    """
    path = home / KEYS / AUTHORITY
    try:
        content = msgspec.json.decode(read_private(path), type=_AuthorityFile)
        key = serialization.load_pem_private_key(content.key.encode(), None)
        certificate = x509.load_pem_x509_certificate(content.certificate.encode())
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise KeyFileBrokenError(path) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyFileBrokenError(path)
    return Authority(key, certificate)


def has_authority(home: Path) -> bool:
    """Whether this home has an authority of its own."""
    return (home / KEYS / AUTHORITY).exists()


def write_list(
    home: Path, authority: Authority, certificates: Iterable[Certificate], now: datetime
) -> Path:
    """Write the revocation list, and the authority's certificate beside it, in place of those before.

    Whoever reads meanwhile reads the old list or the new one, never a part.
    """
    path = home / FOLDER / LIST
    number = max(to_microseconds(now), _number(path) + 1)  # RFC 5280 §5.2.3: it only grows
    write_public(home / FOLDER / CA, authority.pem)
    write_public(path, make_list(authority, certificates, number, now))
    return path


def list_until(home: Path) -> datetime | None:
    """When the revocation list of this home's own authority ends; None: there is none to be used."""
    try:
        lists = tuple(lists_in((home / FOLDER / LIST).read_bytes()))
    except (OSError, ValueError):
        return None
    found = newest(lists, load_authority(home).certificate)
    # Asked for None by name: a list on which nobody stands is false.
    return None if found is None else found.next_update_utc


def write_server(home: Path, pair: Pair) -> tuple[Path, Path]:
    """Write what the node's server shows, in place of what it showed before; the key is private."""
    certificate, key = home / FOLDER / SERVER, home / FOLDER / SERVER_KEY
    _replace(key, pair.private, OWNER_ONLY)
    write_public(certificate, pair.public)
    return certificate, key


def write_public(path: Path, text: str) -> None:
    """Write a file that others may read, in one step."""
    _replace(path, text, 0o644)


def _replace(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)  # left by a crash
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _number(path: Path) -> int:
    """The number of the list in a file; 0 where there is none that can be read."""
    try:
        return max(map(number_of, lists_in(path.read_bytes())), default=0)
    except (OSError, ValueError):
        return 0

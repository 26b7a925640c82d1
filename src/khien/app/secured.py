"""TLS at the node's own door: whether what the settings name can be used, and how it is spoken."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from khien.app.settings import FILE, Settings, SettingsFileError, mistakes_at
from khien.app.shown import Telling
from khien.model.errors import KhienError
from khien.model.toml_lines import Fault, KeyPath
from khien.people.certificates import has_authority, load_authority
from khien.people.certificates.revocations import lists_in, newest
from khien.people.partners.channels import is_authority

DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class _Place:
    """One file that the settings name."""

    where: KeyPath
    path: Path

    def fault(self, code: str, **facts: object) -> Fault:
        """What is wrong with it, for the line that names it."""
        return self.where, code, {"file": str(self.path), **facts}


@dataclass(frozen=True, slots=True)
class _Places:
    """The files that the settings name, those that they leave out excepted."""

    certificate: tuple[_Place, ...]
    key: tuple[_Place, ...]
    authorities: tuple[_Place, ...]
    lists: tuple[_Place, ...]

    @classmethod
    def of(cls, home: Path, settings: Settings) -> _Places:
        tls = settings.tls

        def several(key: str, names: tuple[str, ...]) -> tuple[_Place, ...]:
            listed = enumerate(names)
            return tuple(_Place(("tls", key, index), home / name) for index, name in listed)

        def one(key: str, name: str) -> tuple[_Place, ...]:
            return (_Place(("tls", key), home / name),) if name else ()

        return cls(
            one("certificate", tls.certificate),
            one("key", tls.key),
            several("client_ca", tls.client_ca),
            several("client_crl", tls.client_crl),
        )


class _UnusableError(Exception):
    """A file cannot be used; what depends on it is not looked at any more."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault[1])
        self.fault = fault


def server_context(home: Path, settings: Settings, now: datetime) -> ssl.SSLContext | None:
    """How the node's server speaks TLS; None: it does not.

    A client certificate has to be from one of the authorities and within its dates, or the connection
    ends with an alert that says so (RFC 8446 §6.2). Whose it is, and whether it was taken back, is asked
    with every request: `people.certificates.check_certificate`.

    Args:
        home: the folder of the node.
        settings: of the node.
        now: the instant of starting.

    Raises:
        SettingsFileError: files that cannot be used, each with the line that names it.
    """
    tls = settings.tls
    if not tls.certificate:
        return None
    faults = list(tls_faults(home, settings, now))
    if faults:
        raise SettingsFileError(home / FILE, mistakes_at(home / FILE, faults))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = Telling
    newest_only = tls.minimum == "1.3"
    context.minimum_version = ssl.TLSVersion.TLSv1_3 if newest_only else ssl.TLSVersion.TLSv1_2
    # No session is taken up again: each connection shows its certificate anew.
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    if tls.client_ca:
        is_required = tls.client_certificates == "required"
        context.verify_mode = ssl.CERT_REQUIRED if is_required else ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_STRICT
    load_shown(context, home, settings)
    return context


def load_shown(context: ssl.SSLContext, home: Path, settings: Settings) -> None:
    """Have a server show the certificate that the files hold now, and take those of their authorities.

    For a context in use it counts from the next handshake. An authority that is not in the files any
    more is still taken in the handshake, and refused with each request.

    Raises:
        OSError, ssl.SSLError: a file is gone, or no pair.
    """
    tls = settings.tls
    pair = home / tls.certificate, home / tls.key
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*pair)  # a half pair spoils a context
    context.load_cert_chain(*pair)
    for name in tls.client_ca:
        context.load_verify_locations(home / name)


def tls_faults(home: Path, settings: Settings, now: datetime) -> Iterator[Fault]:
    """What is wrong with the files that the settings name; nothing, where all can be used."""
    places = _Places.of(home, settings)
    looks: list[Callable[[], object]] = [
        *(partial(_look_at_dates, one, now) for one in places.certificate),
        *(partial(_look_at_key, one, places.certificate) for one in places.key),
        *(partial(_look_at_authority, one, now) for one in places.authorities),
        *(partial(_lists, one) for one in places.lists),
        *(partial(_look_for_list, one, places.lists) for one in places.authorities),
    ]
    for look in looks:
        try:
            look()
        except _UnusableError as unusable:
            yield unusable.fault


def ends(home: Path, settings: Settings) -> Iterator[tuple[str, datetime]]:
    """When what the settings name ends: file and instant, of files that can be read."""
    places = _Places.of(home, settings)
    for place in (*places.certificate, *places.authorities):
        with suppress(_UnusableError):
            yield str(place.path), min(one.not_valid_after_utc for one in _certificates(place))


def list_ends(home: Path, settings: Settings) -> datetime | None:
    """When the first of the revocation lists in use ends; None where none can be used."""
    places = _Places.of(home, settings)
    try:
        lists = tuple(one for place in places.lists for one in _lists(place))
        issuers = [one for place in places.authorities for one in _certificates(place)]
    except _UnusableError:
        return None
    # Asked for None by name: a list on which nobody stands is false.
    found = [one for one in (newest(lists, issuer) for issuer in issuers) if one is not None]
    return min(filter(None, (one.next_update_utc for one in found)), default=None)


def shown_authority(home: Path, settings: Settings) -> str:
    """Our own authority in PEM, where our server's certificate is from it: partners must pin it then."""
    if not settings.tls.certificate or not has_authority(home):
        return ""
    try:
        authority = load_authority(home).certificate
        shown = _certificates(_Places.of(home, settings).certificate[0])[0]
        shown.verify_directly_issued_by(authority)
    except (_UnusableError, KhienError, ValueError, TypeError, InvalidSignature):
        return ""
    return load_authority(home).pem


def _look_at_dates(place: _Place, now: datetime) -> None:
    for one in _certificates(place):
        if now > one.not_valid_after_utc:
            until = one.not_valid_after_utc.strftime(DAY)
            raise _UnusableError(place.fault("tls-expired", until=until))
        if now < one.not_valid_before_utc:
            since = one.not_valid_before_utc.strftime(DAY)
            raise _UnusableError(place.fault("tls-early", since=since))


def _look_at_key(place: _Place, certificate: tuple[_Place, ...]) -> None:
    content = _content(place)
    mode = place.path.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _UnusableError(place.fault("tls-key-open", mode=stat.filemode(mode)))
    try:
        held = load_pem_private_key(content, None).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _UnusableError(place.fault("tls-key-unreadable")) from error
    for other in certificate:
        if _key_in(other) not in (None, held):  # keys have no hash
            raise _UnusableError(place.fault("tls-other-key", certificate=str(other.path)))


def _key_in(place: _Place) -> object:
    """The public key of a certificate; None where it cannot be read, which is said elsewhere."""
    try:
        return _certificates(place)[0].public_key()
    except _UnusableError:
        return None


def _look_at_authority(place: _Place, now: datetime) -> None:
    if not all(map(is_authority, _certificates(place))):
        raise _UnusableError(place.fault("tls-no-authority"))
    _look_at_dates(place, now)


def _look_for_list(place: _Place, lists: tuple[_Place, ...]) -> None:
    """Whether there is a list of this authority. One that is over only closes the door to partners."""
    try:
        found = tuple(one for other in lists for one in _lists(other))
        issuers = _certificates(place)
    except _UnusableError:
        return  # that is said of the file itself
    for issuer in issuers:
        if newest(found, issuer) is None:
            name = issuer.subject.rfc4514_string()
            raise _UnusableError(place.fault("tls-no-list", authority=name))


def _certificates(place: _Place) -> tuple[x509.Certificate, ...]:
    """At least one certificate."""
    content = _content(place)
    try:
        return tuple(x509.load_pem_x509_certificates(content))
    except ValueError as error:
        raise _UnusableError(place.fault("tls-no-certificate")) from error


def _lists(place: _Place) -> tuple[x509.CertificateRevocationList, ...]:
    content = _content(place)
    try:
        found = tuple(lists_in(content))
    except ValueError as error:
        raise _UnusableError(place.fault("tls-list-unreadable")) from error
    if not found:
        raise _UnusableError(place.fault("tls-list-unreadable"))
    return found


def _content(place: _Place) -> bytes:
    try:
        return place.path.read_bytes()
    except OSError as error:
        raise _UnusableError(place.fault("tls-file", why=error.strerror or "?")) from error

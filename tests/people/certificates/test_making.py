"""Certificates and lists as RFC 5280 wants them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from khien.model.errors import MalformedError, NotFoundError
from khien.people.certificates.authority import (
    AUTHORITY,
    AuthorityExistsError,
    has_authority,
    keep_authority,
    load_authority,
    write_list,
)
from khien.people.certificates.making import (
    make_authority,
    make_client,
    make_list,
    make_request,
    make_server,
)
from khien.people.certificates.revocations import lists_in
from khien.people.certificates.rules import Reason
from khien.people.keys import KeyFileBrokenError, KeyFileOpenError
from tests.people.certificates.test_rules import PLAIN

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OURS = make_authority("Trung tâm An ninh mạng quốc gia" * 3, "VN", NOW, 3_650)


def request_for(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey,
) -> str:
    """A request for a key of any kind."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "administrator")])
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    made = builder.sign(key, algorithm)
    return made.public_bytes(serialization.Encoding.PEM).decode()


def test_the_authority_signs_and_nothing_else() -> None:
    """§4.2.1.3, §4.2.1.9: it may sign certificates and lists, and have no authority below it."""
    found = OURS.certificate.extensions
    usage = found.get_extension_for_class(x509.KeyUsage)
    constraints = found.get_extension_for_class(x509.BasicConstraints)

    assert (usage.critical, constraints.critical) == (True, True)
    assert (usage.value.key_cert_sign, usage.value.crl_sign) == (True, True)
    assert not usage.value.digital_signature
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    assert OURS.certificate.serial_number.bit_length() > 128
    OURS.certificate.verify_directly_issued_by(OURS.certificate)


def test_a_server_is_named_by_names_and_addresses() -> None:
    """§4.2.1.6: addresses as such, names as such; the key belongs to the certificate."""
    pair = make_server(OURS, ["node.example", "192.0.2.7", "[2001:db8::7]"], NOW, 90)
    made = x509.load_pem_x509_certificate(pair.public.encode())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert names.get_values_for_type(x509.DNSName) == ["node.example"]
    addresses = names.get_values_for_type(x509.IPAddress)
    assert addresses == [ip_address("192.0.2.7"), ip_address("2001:db8::7")]
    key = serialization.load_pem_private_key(pair.private.encode(), None)
    assert key.public_key() == made.public_key()
    assert pair.private not in repr(pair)
    for wrong in ([], ["nút.example"]):
        with pytest.raises(MalformedError):
            make_server(OURS, wrong, NOW, 90)


def test_a_request_gives_its_key_and_nothing_more() -> None:
    """Whatever name a request claims, the certificate has the one that was decided here."""
    given = request_for(ed25519.Ed25519PrivateKey.generate())
    made = make_client(OURS, given, "asean-cert-1", "identity--x", NOW, 99_999)

    assert made.subject.rfc4514_string() == "CN=asean-cert-1"
    assert made.not_valid_after_utc == OURS.certificate.not_valid_after_utc, "never longer"
    own = make_client(OURS, make_request("siem").public, "siem", "", NOW, 1)
    with pytest.raises(x509.ExtensionNotFound):
        own.extensions.get_extension_for_class(x509.SubjectAlternativeName)


def test_other_requests_are_refused() -> None:
    """No PEM, another kind of key, another curve, or a signature by another key."""
    good = make_request("x").public
    forged = x509.load_pem_x509_csr(good.encode()).public_bytes(serialization.Encoding.DER)
    broken = x509.load_der_x509_csr(forged[:-1] + bytes([forged[-1] ^ 1]))
    for wrong in (
        "nonsense",
        request_for(rsa.generate_private_key(65_537, 2_048)),
        request_for(ec.generate_private_key(ec.SECP384R1())),
        broken.public_bytes(serialization.Encoding.PEM).decode(),
    ):
        with pytest.raises(MalformedError):
            make_client(OURS, wrong, "x", "", NOW, 1)


def test_a_list_says_who_was_taken_back_and_why() -> None:
    """§5: number, next update, reasons; those in force do not stand in it."""
    ended = replace(PLAIN, name="two", serial="2a", revoked=NOW, reason=Reason.KEY_COMPROMISE)
    vague = replace(PLAIN, name="three", serial="2b", revoked=NOW, reason=Reason.UNSPECIFIED)
    (found,) = lists_in(make_list(OURS, [PLAIN, ended, vague], 7, NOW).encode())

    assert found.is_signature_valid(OURS.key.public_key())
    assert found.next_update_utc == NOW + timedelta(days=30)
    assert found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 7
    by_serial = {one.serial_number: one for one in found}
    assert by_serial.keys() == {0x2A, 0x2B}
    reason = by_serial[0x2A].extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason is x509.ReasonFlags.key_compromise
    assert list(by_serial[0x2B].extensions) == []


def test_the_number_of_lists_only_grows(tmp_path: Path) -> None:
    """§5.2.3: also where the clock went back; an unreadable list is written over."""
    numbers = []
    for at in (NOW, NOW - timedelta(days=1)):
        (found,) = lists_in(write_list(tmp_path, OURS, [], at).read_bytes())
        numbers.append(found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    path = tmp_path / "tls/crl.pem"
    path.write_text("-----BEGIN X509 CRL-----\n-----END X509 CRL-----", "ascii")
    write_list(tmp_path, OURS, [], NOW)

    assert numbers[0] + 1 == numbers[1]
    assert len(list(lists_in(path.read_bytes()))) == 1


def test_an_authority_is_kept_once_and_privately(tmp_path: Path) -> None:
    """It is never overwritten; a file that others can read, or that is damaged, is not used."""
    with pytest.raises(NotFoundError):
        load_authority(tmp_path)
    keep_authority(tmp_path, OURS)
    assert has_authority(tmp_path)
    assert load_authority(tmp_path).certificate == OURS.certificate
    with pytest.raises(AuthorityExistsError):
        keep_authority(tmp_path, OURS)
    path = tmp_path / "keys" / AUTHORITY
    whole = path.read_text("ascii")
    foreign = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ours = whole.split('"key":"')[1].split('"')[0]
    for damaged in (
        "{}",
        whole.replace("BEGIN P", "B"),
        whole.replace(ours, foreign.decode().replace("\n", "\\n")),
    ):
        path.write_text(damaged, "ascii")
        with pytest.raises(KeyFileBrokenError):
            load_authority(tmp_path)
    path.chmod(0o644)
    with pytest.raises(KeyFileOpenError):
        load_authority(tmp_path)

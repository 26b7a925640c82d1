"""Revocation lists: whose they are, which one counts, and what is not understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import x25519

from khien.model.decision import Allowed, Refusal
from khien.people.certificates.making import (
    Authority,
    certificate_pem,
    make_authority,
    make_client,
    make_list,
    make_request,
)
from khien.people.certificates.revocations import Revocations, number_of
from khien.people.certificates.rules import Certificate

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OURS, OTHER = (make_authority(name, "VN", NOW, 3_650) for name in ("one", "two"))
MADE = make_client(OURS, make_request("x").public, "x", "", NOW, 90)
SERIAL = f"{MADE.serial_number:x}"
ENDED = Certificate("x", "", SERIAL, None, NOW, NOW, NOW, NOW)


class Files:
    """An authority's certificate and some lists, in files."""

    def __init__(self, folder: Path) -> None:
        self.ca, self.crl = folder / "ca.pem", folder / "crl.pem"
        self.ca.write_text(OURS.pem, "ascii")
        self.judge = Revocations([self.ca], [self.crl]).judge

    def lists(self, *content: str) -> None:
        """Write these lists."""
        self.crl.write_text("".join(content), "ascii")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Files without a list yet."""
    return Files(tmp_path)


def strange(authority: Authority, *extensions: x509.ExtensionType, days: int = 30) -> str:
    """A list with extensions that are critical."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=days))
    )
    for one in extensions:
        builder = builder.add_extension(one, critical=True)
    signed = builder.sign(authority.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def test_only_a_list_in_force_lets_anybody_in(files: Files) -> None:
    """None, an empty file, a good one, one that is over to the second."""
    missing = Refusal("people.list-missing", "crl.pem")
    assert files.judge(MADE, "x", NOW) == missing
    files.lists("")
    assert files.judge(MADE, "x", NOW) == missing
    files.lists(make_list(OURS, [], 1, NOW))
    last = NOW + timedelta(days=30)
    assert files.judge(MADE, "x", last) == Allowed()
    late = last + timedelta(seconds=1)
    assert files.judge(MADE, "x", late) == Refusal("people.list-stale", "2026-12-22")


def test_the_newest_list_counts(files: Files) -> None:
    """Of two lists of one second the one with the higher number, wherever it stands."""
    old, new = make_list(OURS, [], 1, NOW), make_list(OURS, [ENDED], 2, NOW)
    for order in ((old, new), (new, old)):
        files.lists(*order)
        assert files.judge(MADE, "x", NOW) == Refusal("people.certificate-revoked", "x")


def test_lists_of_others_and_forged_ones_do_not_count(files: Files) -> None:
    """Another authority's, one signed by another key in our name, one with a critical extension."""
    forged = Authority(OTHER.key, OURS.certificate)
    indirect = x509.IssuingDistributionPoint(
        full_name=None, relative_name=None, only_contains_user_certs=True,
        only_contains_ca_certs=False, only_some_reasons=None, indirect_crl=False,
        only_contains_attribute_certs=False,
    )  # fmt: skip
    for wrong in (
        make_list(OTHER, [], 1, NOW), make_list(forged, [], 1, NOW), strange(OURS, indirect),
    ):  # fmt: skip
        files.lists(wrong)
        assert files.judge(MADE, "x", NOW) == Refusal("people.list-missing", "crl.pem")
    files.lists(strange(OURS))
    assert files.judge(MADE, "x", NOW) == Allowed()
    assert number_of(x509.load_pem_x509_crl(strange(OURS).encode())) == 0


def test_a_certificate_of_another_authority_is_foreign(files: Files) -> None:
    """Its own list would not help it either; nor an authority whose key cannot sign at all."""
    files.lists(make_list(OURS, [], 1, NOW), make_list(OTHER, [], 1, NOW))
    made = make_client(OTHER, make_request("y").public, "y", "", NOW, 90)
    assert files.judge(made, "y", NOW) == Refusal("people.certificate-foreign", "y")

    name = OURS.certificate.subject
    dumb = x509.CertificateBuilder(name, name, x25519.X25519PrivateKey.generate().public_key(), 1)
    dumb = dumb.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=9))
    files.ca.write_text(certificate_pem(dumb.sign(OURS.key, hashes.SHA256())), "ascii")
    assert files.judge(MADE, "x", NOW) == Refusal("people.certificate-foreign", "x")

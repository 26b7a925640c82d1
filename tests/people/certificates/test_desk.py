"""Certificates that are believed: once each, under one name."""

from __future__ import annotations

import pytest
from cryptography import x509
from sqlalchemy import Connection

from khien.model.errors import MalformedError, NotFoundError
from khien.people.certificates import (
    CertificateKnownError,
    Reason,
    add_certificate,
    end_partner,
    list_certificates,
    make_authority,
    make_client,
    make_request,
    read_certificate,
    revoke_certificate,
)
from khien.people.names import NameTakenError
from tests.people.parties import NOW, OURS, THEIRS, enrol

AUTHORITY = make_authority("sample", "VN", NOW, 365)


def made(name: str) -> x509.Certificate:
    """A certificate that nobody believes yet."""
    return make_client(AUTHORITY, make_request(name).public, name, "", NOW, 90)


def test_a_certificate_is_believed_once(tx: Connection) -> None:
    """Neither its name nor the certificate itself is taken a second time, also after its end."""
    one = made("one")
    enrol(tx, OURS, THEIRS)
    kept = add_certificate(tx, one, "one", NOW, "asean-cert")
    assert list_certificates(tx) == (kept,)
    ended = revoke_certificate(tx, "one", Reason.SUPERSEDED, NOW)
    assert revoke_certificate(tx, "one", Reason.UNSPECIFIED, NOW) == ended

    with pytest.raises(CertificateKnownError):
        add_certificate(tx, one, "other", NOW)
    with pytest.raises(NameTakenError):
        add_certificate(tx, made("two"), "one", NOW)
    with pytest.raises(NotFoundError):
        add_certificate(tx, made("two"), "two", NOW, "nobody")
    with pytest.raises(MalformedError):
        add_certificate(tx, made("two"), "No name", NOW)
    with pytest.raises(NotFoundError):
        revoke_certificate(tx, "two", Reason.UNSPECIFIED, NOW)
    with pytest.raises(MalformedError):
        read_certificate(b"nothing")


def test_the_end_of_a_partner_ends_what_is_its_own(tx: Connection) -> None:
    """Those of our tools go on, and what had ended keeps its reason."""
    enrol(tx, OURS, THEIRS)
    for name, partner in (("a", "asean-cert"), ("b", "asean-cert"), ("tool", None)):
        add_certificate(tx, made(name), name, NOW, partner)
    revoke_certificate(tx, "a", Reason.KEY_COMPROMISE, NOW)

    end_partner(tx, "asean-cert", Reason.CESSATION, NOW)

    reasons = {one.name: one.reason for one in list_certificates(tx)}
    assert reasons == {"a": Reason.KEY_COMPROMISE, "b": Reason.CESSATION, "tool": None}

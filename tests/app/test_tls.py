"""A partner comes in with a client certificate, over real TLS on loopback, or is told why not."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from khien.app import certifying
from khien.app.wiring import Node
from khien.people import certificates
from khien.people.certificates import Reason, load_authority, rows
from khien.people.certificates.making import make_client, make_list, make_request
from khien.people.officers import add_officer
from khien.people.officers import officer as find_officer
from tests.app.secured import (
    LONG,
    PARTNER,
    PAST,
    TLS,
    Client,
    Secured,
    add_partner,
    alert,
    bearer,
    client_context,
    issue,
    make_secured,
    served,
    token,
)

REFUSED = "people.certificate-refused"
TLS_1_2 = ssl.TLSVersion.TLSv1_2


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an authority, made once."""
    home = tmp_path_factory.mktemp("tls") / "home"
    made = make_secured(home)
    with made.opened() as node:
        add_partner(node)
    return home


@pytest.fixture
def secured(template: Path, tmp_path: Path) -> Secured:
    """A copy of it."""
    return Secured(Path(shutil.copytree(template, tmp_path / "home")))


@pytest.fixture
def node(secured: Secured) -> Iterator[Node]:
    """The node of that home."""
    with secured.opened() as opened:
        yield opened


def test_a_certificate_opens_what_a_token_opens(secured: Secured, node: Node) -> None:
    """Over TLS 1.3 the partner of a certificate gets byte for byte what its token would get it."""
    shown, secret = issue(node), token(node, "asean-cert-1", PARTNER)
    paths = [
        "/taxii2/node/", "/taxii2/node/collections/", "/taxii2/node/collections/released/objects/",
        "/taxii2/node/collections/workspace/objects/", "/taxii2/node/collections/inbox/objects/",
        "/khien/v1/log/checkpoint",
    ]  # fmt: skip
    with served(node) as address:
        with Client(address, client_context(secured.home, shown)) as client:
            by_certificate = [client.get(path) for path in paths]
            both = client.get(headers=bearer(secret))
        with Client(address, client_context(secured.home)) as client:
            by_token = [client.get(path, bearer(secret)) for path in paths]

    assert [(a.status, a.content, a.version) for a in by_certificate] == [
        (a.status, a.content, "TLSv1.3") for a in by_token
    ]
    assert [a.status for a in by_certificate] == [200, 200, 200, 404, 403, 403]
    assert both.status == 200


def test_tls_1_2_is_refused_unless_the_settings_say_so(secured: Secured) -> None:
    """An older client is told by an alert; `minimum = "1.2"` lets it in, with the same certificate."""
    with secured.opened() as node:
        shown = issue(node)
        context = client_context(secured.home, shown, TLS_1_2)
        with served(node) as address:
            told = alert(address, context)
    secured.set_tls('minimum = "1.2"')
    with secured.opened() as node, served(node) as address, Client(address, context) as client:
        found = client.get()

    assert "alert protocol version" in told
    assert (found.status, found.version) == (200, "TLSv1.2")


def test_without_a_certificate_tokens_do(secured: Secured, node: Node) -> None:
    """A certificate is optional unless the settings say otherwise; nobody at all is still nobody."""
    secret = token(node, "tool")
    with served(node) as address, Client(address, client_context(secured.home)) as client:
        assert client.get().status == 401
        assert client.get(headers=bearer(secret)).status == 200


def test_no_header_brings_a_certificate_in(secured: Secured, node: Node) -> None:
    """What proxies write into headers about certificates counts for nothing here."""
    shown = issue(node)
    pem = "".join(shown.public.splitlines()[1:-1])
    names = [
        "Client-Cert", "Client-Cert-Chain",  # RFC 9440
        "X-SSL-Client-Cert", "X-Client-Cert", "X-Forwarded-Client-Cert", "SSL_CLIENT_CERT",
        "X-SSL-Client-Verify", "X-Forwarded-Tls-Client-Cert", "X-ARR-ClientCert",
        "X-Client-Certificate", "Extensions", "Tls",
    ]  # fmt: skip
    headers = {name: f":{pem}:" if name.startswith("Client") else pem for name in names}
    headers["X-SSL-Client-Verify"] = "SUCCESS"
    with served(node) as address, Client(address, client_context(secured.home)) as client:
        assert client.get(headers=headers).said[:2] == (401, "exchange.no-credentials")


def test_a_revoked_certificate_is_refused_on_the_open_connection(
    secured: Secured, node: Node
) -> None:
    """Revocation counts from the next request, also for who is in already, also beside a good token."""
    shown, secret = issue(node), token(node, "reader", PARTNER)
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        before = client.get().status
        certifying.revoke(node, "asean-cert-1", Reason.KEY_COMPROMISE)
        after, beside = client.get(), client.get(headers=bearer(secret))
        with Client(address, client_context(secured.home, shown)) as anew:
            again = anew.get()

    assert before == 200
    for answer in (after, beside, again):
        status, code, words = answer.said
        assert (status, code) == (401, REFUSED)
        assert "it was taken back" in words


def test_the_list_is_read_again_when_it_changes(secured: Secured, node: Node) -> None:
    """A serial that appears in the file is refused without a restart, whoever wrote the file."""
    shown = issue(node)
    authority = load_authority(secured.home)
    crl = secured.home / "tls/crl.pem"
    kept = crl.read_text("ascii")
    ended = certificates.Certificate(
        **{name: getattr(shown.certificate, name) for name in shown.certificate.__slots__}
        | {"revoked": PAST, "reason": Reason.SUPERSEDED}
    )
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        found = [client.get()]
        crl.write_text(make_list(authority, [ended], 7, node.clock()), "ascii")
        found.append(client.get())
        crl.write_text(kept, "ascii")
        found.append(client.get())
        crl.write_text("nothing", "ascii")
        found.append(client.get())
        crl.unlink()
        found.append(client.get())

    assert [one.status for one in found] == [200, 401, 200, 401, 401]
    assert "it was taken back" in found[1].said[2]
    assert "people.list-missing (crl.pem)" in found[3].said[2]
    assert "people.list-missing (crl.pem)" in found[4].said[2]


def test_a_list_that_is_over_closes_the_door(secured: Secured, node: Node) -> None:
    """After nextUpdate no certificate is taken, and the answer says so; a new list opens again."""
    shown = issue(node)
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        secured.clock.tick(days=31)
        late = client.get()
        certifying.renew_list(node)
        renewed = client.get()

    assert late.status == 401
    assert "people.list-stale (2026-01-31)" in late.said[2]
    assert renewed.status == 200


def test_a_certificate_ends_while_its_connection_lives(secured: Secured, node: Node) -> None:
    """The dates are looked at with every request, by the node's own clock."""
    shown = issue(node)
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        secured.clock.tick(days=LONG + 1)
        late = client.get()
        secured.clock.now = PAST - timedelta(days=1)
        early = client.get()

    assert "it has expired" in late.said[2]
    assert "it does not count yet" in early.said[2]


def test_a_revoked_partner_is_out_at_once(secured: Secured, node: Node) -> None:
    """Its certificates end with it, and do not come back to life with a new enrolment."""
    shown = issue(node)
    with node.store.write() as tx:
        add_officer(tx, "ha", roles=["admin"], now=PAST, password=None)
        officer = find_officer(tx, "ha")
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        assert client.get().status == 200
        node.enrolments.revoke(PARTNER, "left", officer)
        gone = client.get()

    assert "it was taken back" in gone.said[2]
    with node.store.read() as tx:
        kept = rows.find_certificate(tx, "asean-cert-1")
    assert kept is not None
    assert kept.reason is Reason.CESSATION


def test_a_certificate_that_nobody_pinned_is_nobodys(secured: Secured, node: Node) -> None:
    """Being from our authority is not enough: it must be one that was issued to a partner here."""
    authority = load_authority(secured.home)
    pair = make_request("asean-cert")
    made = make_client(authority, pair.public, "asean-cert", "", PAST, LONG)
    kept = issue(node).certificate
    forged = certifying.Issued(kept, certificates.certificate_pem(made), pair.private)
    with served(node) as address, Client(address, client_context(secured.home, forged)) as client:
        status, code, words = client.get().said

    assert (status, code) == (401, REFUSED)
    assert "it is not known here" in words


def test_a_handshake_that_fails_says_why(secured: Secured, node: Node, tmp_path: Path) -> None:
    """A foreign authority, and a certificate that is over, end with the alert of RFC 8446 §6.2."""
    with make_secured(tmp_path / "other", "th-cert", "TH").opened() as other:
        foreign = issue(other, "foreign", None)
    secured.clock.now = datetime(2025, 1, 1, tzinfo=UTC)
    old = certifying.issue(node, "old", partner=PARTNER, days=1)
    secured.clock.now = PAST
    with served(node) as address:
        told = [alert(address, client_context(secured.home, shown)) for shown in (foreign, old)]

    assert "alert unknown ca" in told[0]
    assert "alert certificate expired" in told[1]


def test_where_it_is_required_nobody_gets_in_without(secured: Secured) -> None:
    """Not even the landing page is shown; an own tool needs a certificate of ours and its token."""
    secured.set_tls('client_certificates = "required"')
    with secured.opened() as node:
        tools, partners = issue(node, "prometheus", None), issue(node)
        secret = token(node, "tool")
        with served(node) as address:
            told = alert(address, client_context(secured.home))
            with Client(address, client_context(secured.home, tools)) as client:
                bare, good = client.get(), client.get(headers=bearer(secret))
            with Client(address, client_context(secured.home, partners)) as client:
                partner, mixed = client.get(), client.get(headers=bearer(secret))

    assert "alert certificate required" in told
    assert (bare.status, good.status, partner.status) == (401, 200, 200)
    assert mixed.said[:2] == (401, "people.sign-in"), "two proofs, two parties"


def test_two_proofs_must_be_of_one_party(secured: Secured, node: Node) -> None:
    """A certificate of one partner with the token of another, or with a bad one, is refused."""
    add_partner(node, "viet-telecom")
    shown, other = issue(node), token(node, "telecom", "viet-telecom")
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        found = [client.get(headers=h) for h in (bearer(other), bearer("x"), bearer(""))]

    codes = ["people.sign-in", "exchange.unknown-caller", "exchange.unknown-caller"]
    assert [one.said[:2] for one in found] == [(401, code) for code in codes]


def test_a_node_that_takes_no_certificates_asks_for_none(secured: Secured) -> None:
    """Without `client_ca` the connection is secure, a certificate is not looked at, and opens nothing."""
    with secured.opened() as node:
        shown = issue(node)
    secured.set_tls(tls=TLS.replace('"tls/ca.pem"', "").replace('"tls/crl.pem"', ""))
    context = client_context(secured.home, shown)
    with secured.opened() as node, served(node) as address, Client(address, context) as client:
        assert client.get().said[:2] == (401, "exchange.no-credentials")


def test_a_pinned_certificate_of_another_authority_is_taken(
    secured: Secured, tmp_path: Path
) -> None:
    """A partner's own authority is believed where the settings name it; then its list counts."""
    abroad = make_secured(tmp_path / "other", "th-cert", "TH")
    both = TLS.replace('crl.pem"', 'crl.pem", "../other/tls/crl.pem"')
    secured.set_tls(tls=both.replace('ca.pem"', 'ca.pem", "../other/tls/ca.pem"'))
    with abroad.opened() as other, secured.opened() as node:
        foreign = issue(other, "foreign", None)
        kept = certifying.pin(node, "from-abroad", foreign.public.encode(), partner=PARTNER)
        context = client_context(secured.home, foreign)
        with served(node) as address, Client(address, context) as client:
            taken = client.get()
            certifying.revoke(other, "foreign", Reason.UNSPECIFIED)
            gone = client.get()

    assert kept.partner == PARTNER
    assert taken.status == 200
    assert "it was taken back (from-abroad)" in gone.said[2]


def test_a_stolen_pin_without_its_authority_is_worth_nothing(secured: Secured, node: Node) -> None:
    """What is pinned must also be from an authority in the file of now, whatever was in it before."""
    shown = issue(node)
    with served(node) as address, Client(address, client_context(secured.home, shown)) as client:
        assert client.get().status == 200
        (secured.home / "tls/ca.pem").write_bytes((secured.home / "tls/server.pem").read_bytes())
        gone = client.get()

    assert "its authority is not believed here" in gone.said[2]


def test_the_certificate_itself_is_as_rfc_5280_wants(secured: Secured, node: Node) -> None:
    """A random serial of more than 128 bits, what it is for, whose it is, and no right to sign."""
    made = [x509.load_pem_x509_certificate(issue(node, f"c{n}").public.encode()) for n in range(2)]
    authority = load_authority(secured.home).certificate
    one = made[0].extensions
    usages = one.get_extension_for_class(x509.ExtendedKeyUsage).value
    names = one.get_extension_for_class(x509.SubjectAlternativeName).value

    assert {m.serial_number.bit_length() > 128 for m in made} == {True}
    assert made[0].serial_number != made[1].serial_number
    assert list(usages) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert [str(name.value)[:9] for name in names] == ["urn:uuid:"]
    assert not one.get_extension_for_class(x509.BasicConstraints).value.ca
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).critical
    assert (secured.home / "keys/authority.json").stat().st_mode & 0o077 == 0
    assert (secured.home / "tls/server.key").stat().st_mode & 0o077 == 0

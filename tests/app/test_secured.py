"""Files for TLS that cannot be used are named with their line, and the doctor sees what ends soon."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from khien.app import certifying, serve
from khien.app.doctor import Examined, Status, examine
from khien.app.secured import ends, list_ends, server_context, shown_authority
from khien.app.settings import FILE, SettingsFileError, load_settings
from khien.model.words import say
from khien.people.certificates import load_authority, write_public
from khien.people.certificates.making import make_request, make_server
from tests.app.running import running
from tests.app.secured import LONG, PAST, TLS, Secured, alert, client_context, make_secured


@pytest.fixture
def secured(tmp_path: Path) -> Secured:
    """A home with everything in place."""
    return make_secured(tmp_path / "home")


def codes(home: Path, **later: float) -> list[tuple[str, str]]:
    """What is wrong at the start of a node: the key, and the code without its room."""
    settings = load_settings(home)
    try:
        server_context(home, settings, PAST + timedelta(**later))
    except SettingsFileError as error:
        lines = (home / FILE).read_text("utf-8").splitlines()
        for mistake in error.mistakes:
            assert lines[mistake.line - 1].startswith(mistake.key.split(".")[1].split("[")[0])
            assert say(mistake.code, "vi", mistake.holes)
        return [(m.key, m.code.removeprefix("settings.tls-")) for m in error.mistakes]
    return []


def found(home: Path, **later: float) -> dict[str, Examined]:
    """What the doctor says of TLS."""
    all_of_it = examine(home, lambda: PAST + timedelta(**later))
    return {one.code: one for one in all_of_it if one.check == "tls"}


def test_files_in_order_are_used(secured: Secured) -> None:
    """TLS 1.3 at least, no session tickets, and certificates asked for but not demanded."""
    context = server_context(secured.home, load_settings(secured.home), PAST)

    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    assert context.verify_mode is ssl.CERT_OPTIONAL
    assert context.num_tickets == 0
    secured.set_tls(tls="[tls]\n")
    assert server_context(secured.home, load_settings(secured.home), PAST) is None
    with secured.opened() as node:
        assert serve._config(node, Starlette(), 0).is_ssl is False


def test_absent_files_are_named(secured: Secured) -> None:
    """Each file that cannot be read has its own line."""
    secured.set_tls(tls=TLS.replace("tls/", "nowhere/"))

    assert codes(secured.home) == [
        ("tls.certificate", "file"), ("tls.key", "file"), ("tls.client_ca[1]", "file"),
        ("tls.client_crl[1]", "file"),
    ]  # fmt: skip


def test_files_that_are_something_else_are_named(secured: Secured) -> None:
    """No PEM, a leaf as authority, and an empty list are told apart."""
    tls = secured.home / "tls"
    leaf = (tls / "server.pem").read_text("ascii")
    for name in ("server.pem", "server.key", "crl.pem"):
        (tls / name).write_text("nothing", "ascii")
    (tls / "ca.pem").write_text(leaf, "ascii")

    assert codes(secured.home) == [
        ("tls.certificate", "no-certificate"), ("tls.key", "key-unreadable"),
        ("tls.client_ca[1]", "no-authority"), ("tls.client_crl[1]", "list-unreadable"),
    ]  # fmt: skip
    broken = "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
    (tls / "crl.pem").write_text(broken, "ascii")
    assert ("tls.client_crl[1]", "list-unreadable") in codes(secured.home)
    assert list_ends(secured.home, load_settings(secured.home)) is None
    assert dict(ends(secured.home, load_settings(secured.home))).keys() == {str(tls / "ca.pem")}


def test_a_key_must_be_private_and_the_right_one(secured: Secured) -> None:
    """The key of another certificate, or one that others can read, is refused."""
    key = secured.home / "tls/server.key"
    key.chmod(0o644)
    assert codes(secured.home) == [("tls.key", "key-open")]
    key.chmod(0o600)
    key.write_text(make_request("other").private, "ascii")
    assert codes(secured.home) == [("tls.key", "other-key")]
    (secured.home / "tls/server.pem").write_text("nothing", "ascii")
    assert codes(secured.home) == [("tls.certificate", "no-certificate")]


def test_a_certificate_has_its_days(secured: Secured) -> None:
    """Before its first and after its last day the node does not start with it."""
    assert codes(secured.home, days=-2) == [
        ("tls.certificate", "early"),
        ("tls.client_ca[1]", "early"),
    ]
    assert codes(secured.home, days=LONG + 1) == [
        ("tls.certificate", "expired"),
        ("tls.client_ca[1]", "expired"),
    ]


def test_an_authority_needs_its_list(secured: Secured, tmp_path: Path) -> None:
    """The list of another authority does not do; an unreadable authority is said once."""
    other = make_secured(tmp_path / "other", "th-cert", "TH").home / "tls/crl.pem"
    write_public(secured.home / "tls/crl.pem", other.read_text("ascii"))
    assert codes(secured.home) == [("tls.client_ca[1]", "no-list")]
    (secured.home / "tls/ca.pem").write_text("nothing", "ascii")
    assert codes(secured.home) == [("tls.client_ca[1]", "no-certificate")]


@pytest.mark.parametrize(
    ("line", "key", "other"),
    [
        ('certificate = "a"', "tls.certificate", "tls.key"),
        ('key = "a"', "tls.key", "tls.certificate"),
        ('client_crl = ["a"]', "tls.client_crl", "tls.client_ca"),
        ('client_certificates = "required"', "tls.client_certificates", "tls.client_ca"),
    ],
)
def test_a_key_that_needs_another_says_so(
    secured: Secured, line: str, key: str, other: str
) -> None:
    """Half of a pair is a mistake with its line, not a door left open."""
    secured.set_tls(tls=f"[tls]\n{line}\n")

    with pytest.raises(SettingsFileError) as caught:
        load_settings(secured.home)

    assert [(m.key, m.code, m.facts) for m in caught.value.mistakes] == [
        (key, "settings.tls-needs", {"other": other})
    ]


def test_certificates_without_a_list_are_not_taken(secured: Secured) -> None:
    """An authority without a revocation list is a mistake: nobody could be put out."""
    secured.set_tls(tls=TLS.replace('client_crl = ["tls/crl.pem"]', ""))
    with pytest.raises(SettingsFileError, match=r"client_ca"):
        load_settings(secured.home)
    secured.set_tls(tls='[tls]\nminimum = "1.1"\n')
    with pytest.raises(SettingsFileError, match=r"minimum"):
        load_settings(secured.home)
    (secured.home / FILE).write_text("tls = 5\n", "utf-8")
    with pytest.raises(SettingsFileError, match=r"tls"):
        load_settings(secured.home)


def test_the_doctor_looks_at_dates_and_lists(secured: Secured) -> None:
    """In order; a list that ends soon; one that is over; certificates that end soon; broken files."""
    with secured.opened() as node:
        certifying.issue(node, "brief", days=20)
        certifying.make_server(node, ["127.0.0.1"], days=60)

    at_first = found(secured.home)
    assert at_first.keys() == {"doctor.tls", "doctor.list", "doctor.certificate-ends"}
    assert at_first["doctor.certificate-ends"].facts == {"name": "brief", "until": "2026-01-21"}
    assert found(secured.home, days=25)["doctor.list-ends"].status is Status.WARN
    later = found(secured.home, days=40)
    assert later["doctor.list-stale"].status is Status.FAIL
    assert later["doctor.tls-ends"].facts["until"] == "2026-03-02"
    assert "doctor.certificate-ends" not in later
    assert found(secured.home, days=61)["settings.tls-expired"].status is Status.FAIL
    secured.set_tls(tls="[tls]\n")
    assert found(secured.home, days=40) == {}


def test_a_card_shows_our_authority_where_partners_need_it(secured: Secured) -> None:
    """Only where our server's certificate is from it; otherwise systems know the issuer, or nobody does."""
    ca = (secured.home / "tls/ca.pem").read_text("ascii")
    with secured.opened() as node:
        assert node.enrolments.card.ca == ca
        assert node.ourselves.url.startswith("https://")
    stranger = load_authority(make_secured(secured.home.parent / "o", "th-cert", "TH").home)
    write_public(
        secured.home / "tls/server.pem", make_server(stranger, ["x.example"], PAST, 1).public
    )
    assert shown_authority(secured.home, load_settings(secured.home)) == ""
    (secured.home / "keys/authority.json").unlink()
    assert shown_authority(secured.home, load_settings(secured.home)) == ""


def test_a_served_node_says_https(secured: Secured) -> None:
    """The ready line, and the file for other commands, hold the address under TLS."""
    with running(secured.home) as (process, address):
        assert address.startswith("https://127.0.0.1:")
        assert (secured.home / "address").read_text("utf-8").strip() == address
        assert alert(address, client_context(secured.home)) == ""
        process.terminate()
        assert process.wait(20) == 0

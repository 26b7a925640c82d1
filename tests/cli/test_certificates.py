"""`khien certificate` and `khien partner channel`, as a person types them."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from khien.app.administering import unrecorded
from khien.app.wiring import open_node
from khien.people.acts import acts
from khien.people.partners import channel
from tests.cli.homes import ABROAD, CENTRE, node_in, partners_in, run


def test_a_node_gets_an_authority_and_a_server_certificate(tmp_path: Path) -> None:
    """Made once; the words say what to write into the settings."""
    home = node_in(tmp_path)
    assert run("certificate", "server", home=home).status == 6, "there is no authority yet"
    made = run("certificate", "ca", home=home)
    assert made.first["ca"] == "tls/ca.pem"
    again = run("certificate", "ca", home=home)
    assert (again.status, "people.authority-exists" in again.words) == (7, True)
    server = run("certificate", "server", "--host", "node.example", home=home)
    assert server.first == {"certificate": "tls/server.pem", "key": "tls/server.key"}
    assert run("certificate", "server", home=home).status == 0, "made anew whenever wished"
    assert run("certificate", "crl", home=home).first["crl"].endswith("tls/crl.pem")
    assert {path.name for path in (home / "tls").iterdir()} == {
        *("ca.pem", "crl.pem", "server.pem", "server.key")
    }


def test_a_partner_asks_for_a_certificate_and_uses_it(tmp_path: Path) -> None:
    """The key never leaves the partner; each act is in the ledger, and the list says who is out."""
    centre, abroad = partners_in(tmp_path)
    request, key, out = tmp_path / "r.pem", tmp_path / "k.pem", tmp_path / "c.pem"
    asked = run("certificate", "request", "--out", request, "--key-out", key, home=abroad)
    assert (asked.status, key.stat().st_mode & 0o077) == (0, 0)
    again = run("certificate", "request", "--out", request, "--key-out", key, home=abroad)
    assert again.status == 7, "a key is never overwritten"

    run("certificate", "ca", home=centre)
    named = ("--name", "asean-1", "--partner", ABROAD)
    issued = run("certificate", "issue", *named, "--csr", request, "--out", out, home=centre)
    assert (issued.status, issued.first["partner"]) == (0, ABROAD)
    certificate = ("--certificate", out, "--key", key)
    ca = centre / "tls/ca.pem"
    told = run("partner", "channel", CENTRE, "--ca", ca, *certificate, home=abroad)
    assert told.first == {"name": CENTRE, "ca": True, "certificate": True}
    node = open_node(abroad)
    with node.store.read() as tx:
        assert channel(tx, CENTRE).certificate == out.read_text("ascii")
    node.close()

    assert run("certificate", "list", home=centre).first["revoked"] is None
    ended = run("certificate", "revoke", "asean-1", "--reason", "superseded", home=centre)
    assert ended.first["reason"] == "superseded"
    crl = x509.load_pem_x509_crl((centre / "tls/crl.pem").read_bytes())
    assert [f"{one.serial_number:x}" for one in crl] == [ended.first["serial"]]
    node = open_node(centre)
    with node.store.read() as tx:
        assert [one.deed.value for one in acts(tx)] == [
            *("authority-made", "certificate-added", "certificate-revoked")
        ]
    assert unrecorded(node) == []
    node.close()


def test_a_key_is_made_only_where_wished(tmp_path: Path) -> None:
    """Either a request or a place for a new key; a key that is there already is left alone."""
    home = node_in(tmp_path)
    run("certificate", "ca", home=home)
    out, key = tmp_path / "c.pem", tmp_path / "k.pem"
    issue = ("certificate", "issue", "--name", "siem", "--out", out)
    assert run(*issue, home=home).status == 2
    assert run(*issue, "--key-out", key, home=home).first["partner"] is None
    again = run("certificate", "issue", "--name", "x", "--out", out, "--key-out", key, home=home)
    assert (again.status, len(run("certificate", "list", home=home).lines)) == (7, 1)
    assert run(*issue, "--key-out", tmp_path / "other.pem", home=home).status == 7
    assert run("certificate", "pin", out, "--name", "twice", home=home).status == 7
    foreign = node_in(tmp_path / "other")
    assert run("certificate", "pin", out, "--name", "siem", home=foreign).status == 0
    assert run("certificate", "revoke", "siem", home=foreign).status == 0, "without an authority"


def test_what_is_no_certificate_is_named_by_its_file(tmp_path: Path) -> None:
    """In the language of the caller, with what it should have been."""
    (tmp_path / "none.pem").write_text("nothing")
    pin = ("certificate", "pin", tmp_path / "none.pem", "--name", "siem")
    home = node_in(tmp_path)

    assert "none.pem" in run(*pin, home=home).words
    told = run("--lang", "vi", *pin, home=home).words
    assert "none.pem" in told
    assert "một chứng thư dạng PEM" in told


def test_a_plain_party_is_connected_with_a_certificate(tmp_path: Path) -> None:
    """With a certificate no secret is asked for; half of a pair is refused, and nobody is entered."""
    home = node_in(tmp_path)
    run("certificate", "ca", home=home)
    out, key = tmp_path / "c.pem", tmp_path / "k.pem"
    run("certificate", "issue", "--name", "x", "--out", out, "--key-out", key, home=home)
    connect = ("partner", "connect", "old-cert", "--country", "TH", "--api-root",
               "https://taxii.example/root/", "--certificate", out)  # fmt: skip
    assert run(*connect, home=home).status == 2
    assert run("partner", "list", home=home).lines == []
    ended = run(*connect, "--key", key, home=home, given="")
    assert (ended.status, ended.first["name"]) == (0, "old-cert")

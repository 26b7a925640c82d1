"""The OASIS client comes in with a client certificate and nothing else, over TLS."""

from __future__ import annotations

from pathlib import Path

import pytest
from requests.exceptions import HTTPError
from taxii2client.v21 import Server

from khien.app import certifying
from khien.people.certificates import Reason
from tests.app.secured import add_partner, issue, make_secured, served


def test_taxii2_client_signs_in_with_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the partner's collections without any password; once revoked, it finds a closed door."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # they win over what a session believes
        monkeypatch.delenv(name, raising=False)
    secured = make_secured(tmp_path / "home")
    with secured.opened() as node:
        add_partner(node)
        issued = issue(node)
        pair = tmp_path / "certificate.pem", tmp_path / "key.pem"
        pair[0].write_text(issued.public, "ascii")
        pair[1].write_text(issued.private, "ascii")
        shown = (str(pair[0]), str(pair[1]))
        ca = str(secured.home / "tls/ca.pem")
        with (
            served(node) as address,
            Server(f"{address}/taxii2/", verify=ca, cert=shown) as server,
            server.default as root,
        ):
            found = {one.alias: one for one in root.collections}
            envelope = found["released"].get_objects()
            certifying.revoke(node, issued.certificate.name, Reason.SUPERSEDED)
            with pytest.raises(HTTPError, match="401"):
                server.refresh()

    assert found.keys() == {"released", "inbox"}
    assert envelope == {}

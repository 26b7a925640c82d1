"""Tests of the addresses in discovery: where partners reach this node, and nothing that a header invents."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.app.settings import FILE
from tests.exchange.nodes import Clock, Party, World, open_party

FORGED = {
    "x-forwarded-host": "elsewhere.example",
    "x-forwarded-proto": "https",
    "forwarded": "host=elsewhere.example;proto=https",
}


def _root(party: Party, **headers: str) -> str:
    secret = party.token(f"t{len(headers)}{len(str(headers))}", "taxii:read")
    sent = {"authorization": f"Bearer {secret}", **headers}
    return str(party.client.get("/taxii2/", headers=sent).json()["default"])


def test_without_a_setting_our_own_socket_counts(us: Party) -> None:
    """The client is sent to where we listen, whatever it calls us and whatever a proxy claims."""
    where = f"{us.node.ourselves.url}/taxii2/node/"
    assert _root(us, host="evil.example:8440") == where
    assert _root(us, host="evil.example", **FORGED) == where


@pytest.mark.parametrize("address", ["https://taxii.example.com", "https://example.com/khien/"])
def test_with_a_setting_the_setting_counts(world: World, tmp_path: Path, address: str) -> None:
    """Behind a proxy `listen.address` is the address that discovery names."""
    world["vn-ncc"].node.close()
    home = tmp_path / "vn-ncc"
    text = (home / FILE).read_text("utf-8")
    (home / FILE).write_text(text.replace('address = ""', f'address = "{address}"'), "utf-8")
    party = open_party(home, "vn-ncc", Clock(world.clock.now))

    assert _root(party, host="inside.example", **FORGED) == address.rstrip("/") + "/taxii2/node/"
    party.client.close()
    party.node.close()

"""The page at `/` says what the node is, and nothing else."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from khien.app.wiring import Node


def test_it_says_who_the_node_is(client: TestClient, node: Node) -> None:
    """Name, country, identity, key, ledger and the endpoints are on it."""
    page = client.get("/").text

    facts = node.settings.node
    for text in (facts.name, facts.country, facts.identity, node.ledger.origin):
        assert text in page
    assert node.ourselves.key.public.vkey.replace("+", "&#43;") in page.replace("+", "&#43;")
    assert "/taxii2/" in page
    assert "/khien/v1/openapi.json" in page


def test_a_title_is_text(client: TestClient) -> None:
    """What stands in the settings is never markup."""
    page = client.get("/").text

    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_it_loads_nothing_from_elsewhere(client: TestClient) -> None:
    """Every address on the page is our own, and each of them answers."""
    page = client.get("/").text
    addresses = set(re.findall(r'(?:href|src)="([^"]+)"', page)) - {"?lang=vi"}

    assert "<script" not in page
    assert "style=" not in page
    assert addresses != set()
    assert [a for a in addresses if not a.startswith("/") or a.startswith("//")] == []
    assert {client.get(address).status_code for address in addresses} == {200}

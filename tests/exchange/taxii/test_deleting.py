"""Tests of `exchange.taxii.deleting`: what a tool may take out of use, and what that leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE
from khien.ledger import EntryKind
from khien.model.ids import ObjectId
from khien.model.stix import deterministic_id
from khien.store import objects
from tests.exchange.nodes import Party, World, newer
from tests.exchange.notes import deliver, raw

OBJECTS = "/taxii2/node/collections/{}/objects/"


class Tool:
    """A tool of ours that asks its node."""

    def __init__(self, party: Party, name: str, *scopes: str, partner: str | None = None) -> None:
        secret = party.token(name, *scopes, partner_name=partner)
        self._client = party.client
        media_type = "application/taxii+json;version=2.1"
        self._headers = {
            "authorization": f"Bearer {secret}",
            "accept": media_type,
            "content-type": media_type,
        }

    def ask(self, method: str, path: str, content: bytes = b"") -> Any:  # noqa: ANN401 -- a response
        """One request."""
        return self._client.request(method, path, headers=self._headers, content=content)

    def add(self, *contents: dict[str, Any]) -> Any:  # noqa: ANN401 -- a status
        """Add to the workspace."""
        body = b'{"objects":[' + b",".join(map(raw, contents)) + b"]}"
        return self.ask("POST", OBJECTS.format(WORKSPACE), body).json()

    def delete(self, object_id: str, query: str = "") -> int:
        """Delete from the workspace; the status."""
        path = OBJECTS.format(WORKSPACE) + f"{object_id}/{query}"
        return int(self.ask("DELETE", path).status_code)


@pytest.fixture
def tool(us: Party) -> Tool:
    """A tool that may read and write."""
    return Tool(us, "siem", "taxii:read", "taxii:write")


def test_a_deletion_is_in_the_ledger(us: Party, tool: Tool) -> None:
    """Each version that is taken out of use has its leaf; the bytes stay."""
    old = us.indicator()
    tool.add(old, newer(old))

    assert tool.delete(old["id"]) == 200

    with us.node.store.read() as tx:
        leaves = us.node.ledger.leaves_of_object(tx, ObjectId(old["id"]))
        kept = objects.versions(tx, ObjectId(old["id"]))
    assert [leaf.entry.kind for _, leaf in leaves] == [EntryKind.WITHDRAWN] * 2
    assert [one.withdrawn for one in kept] == ["out-of-use"] * 2


def test_what_is_out_of_use_is_not_found_here(us: Party, tool: Tool) -> None:
    """Search and indicator values lose it at once, and find it again when it is put back."""
    content = us.indicator("bad.example.com")
    for shown in (1, 0, 1):
        answered = tool.add(content)["success_count"] if shown else tool.delete(content["id"])
        assert answered in {1, 200}
        with us.node.store.read() as tx:
            assert len(objects.by_value(tx, "domain", "bad.example.com")) == shown
            assert len(objects.search(tx, "bad.example.com")) == shown


def test_an_observable_comes_back_too(us: Party, tool: Tool) -> None:
    """What STIX does not version is deleted and put back as a whole."""
    content = {"type": "domain-name", "spec_version": "2.1", "value": "bad.example.com"}
    content["id"] = deterministic_id(content)
    (told,) = tool.add(content)["successes"]
    path = OBJECTS.format(WORKSPACE) + f"{content['id']}/"

    assert told["version"] == tool.ask("GET", path + "versions/").json()["versions"][0]
    assert tool.delete(content["id"]) == 200
    assert tool.ask("GET", path).status_code == 404
    assert tool.add(content)["success_count"] == 1
    assert tool.ask("GET", path).json()["objects"] == [content]


def test_what_a_partner_brought_is_not_ours_to_delete(
    world: World, us: Party, them: Party, tool: Tool
) -> None:
    """A partner's object is refused, and stays."""
    content = them.indicator()
    deliver(them, us, content)

    assert tool.delete(content["id"]) == 403
    assert tool.ask("GET", OBJECTS.format(WORKSPACE) + content["id"] + "/").status_code == 200
    world.run()


def test_our_own_identity_stays(us: Party, tool: Tool) -> None:
    """No tool can take away who this node is."""
    assert tool.delete(us.node.ourselves.identity) == 403


def test_what_was_recalled_is_not_put_back_by_adding(us: Party, tool: Tool) -> None:
    """Only a deletion is undone by adding again; what was recalled is told as a failure."""
    first, second = us.indicator(), us.indicator()
    us.publish(*us.bring(first))
    us.node.recalls.recall(first["id"], us.officer("lan"), "wrong")
    tool.delete(first["id"])

    status = tool.add(first, second)

    assert [one["id"] for one in status["successes"]] == [second["id"]]
    (failure,) = status["failures"]
    assert (failure["id"], failure["version"]) == (first["id"], first["modified"])
    assert failure["message"].startswith("workspace.out-of-use")


def test_a_released_object_leaves_released_when_it_is_deleted(
    us: Party, them: Party, tool: Tool
) -> None:
    """A partner that has not fetched it yet does not find it any more."""
    content = us.indicator()
    us.publish(*us.bring(content))
    reader = Tool(us, "their-reader", "taxii:read", partner=them.name)
    path = OBJECTS.format(RELEASED) + f"{content['id']}/"
    assert reader.ask("GET", OBJECTS.format(RELEASED)).status_code == 200

    assert tool.delete(content["id"]) == 200

    assert reader.ask("GET", path).status_code == 404
    assert reader.ask("DELETE", path).status_code == 403
    assert reader.ask("DELETE", path.replace(RELEASED, INBOX)).status_code == 404

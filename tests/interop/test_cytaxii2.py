"""Cyware's client (cytaxii2) finds its way by our absolute addresses, reads and writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cytaxii2 import cytaxii2

from tests.conformance.subject import Subject


def _client(subject: Subject) -> Any:  # noqa: ANN401 -- a foreign class without types
    return cytaxii2.cytaxii2(f"{subject.base}/taxii2/", subject.user, subject.secret)


@pytest.mark.parametrize("name", ["workspace", "released"])
def test_it_reads(name: str, request: pytest.FixtureRequest) -> None:
    """Discovery, api root, collections and objects, each found from the answer before."""
    subject: Subject = request.getfixturevalue(name)
    client = _client(subject)

    assert client.discovery_request()["status_code"] == 200
    assert client.root_discovery()["response"]["title"]
    listed = client.collection_request()["response"]["collections"]
    assert subject.collection in {one["id"] for one in listed}
    assert client.collection_data_request(subject.collection)["response"] in listed
    read = client.poll_request(subject.collection, limit=100)["response"]["objects"]
    assert read == subject.found(limit=100)


def test_it_filters_and_pages(workspace: Subject) -> None:
    """Type, id, limit and next mean the same to both."""
    client = _client(workspace)
    first = client.poll_request(workspace.collection, limit=2)["response"]
    second = client.poll_request(workspace.collection, limit=2, next=first["next"])["response"]
    tools = client.poll_request(workspace.collection, object_type="tool")["response"]

    assert first["objects"] + second["objects"] == workspace.found(limit=4)
    assert {one["type"] for one in tools["objects"]} == {"tool"}


def test_it_writes(workspace_written: Subject) -> None:
    """What it posts is taken in."""
    content = workspace_written.make()
    body = json.dumps({"objects": [content]})
    answer = _client(workspace_written).inbox_request(workspace_written.collection, body)

    assert answer["status_code"] == 202
    assert answer["response"]["success_count"] == 1
    assert workspace_written.found(f"objects/{content['id']}/") == [content]


def test_it_is_told_what_is_wrong(workspace: Subject) -> None:
    """An error is JSON that it can show."""
    client = _client(workspace)

    assert client.poll_request("no-such-collection")["response"]["title"]
    assert client.poll_request(workspace.collection, limit=-1)["status_code"] == 400

"""The OASIS client (taxii2-client) finds, reads, writes and deletes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import stix2
from taxii2client.common import TokenAuth
from taxii2client.exceptions import AccessError
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages

from tests.conformance.servers import Served
from tests.conformance.subject import Content, Subject


class Bearer(TokenAuth):  # type: ignore[misc] # a foreign class without types
    """RFC 6750; the client by itself writes `Token`, which no standard knows."""

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 -- requests' own signature
        """The request with its secret."""
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


@pytest.fixture
def collection(workspace_written: Subject) -> Iterator[Collection]:
    """Our workspace, as taxii2-client holds it."""
    server = _server(workspace_written)
    with server, server.default as root:
        (found,) = root.collections
        with found:
            yield found


def _server(subject: Subject) -> Server:
    return Server(f"{subject.base}/taxii2/", user=subject.user, password=subject.secret)


def _objects(envelope: Content) -> list[Content]:
    found: list[Content] = envelope.get("objects", [])
    return found


def test_it_finds_its_way(workspace: Subject) -> None:
    """From the discovery address alone it comes to the collection and its rights."""
    with _server(workspace) as server, server.default as root:
        (found,) = root.collections
        assert server.title
        assert root.max_content_length > 0
        assert root.versions == ["application/taxii+json;version=2.1"]
        assert (found.id, found.alias) == (workspace.collection, "workspace")
        assert (found.can_read, found.can_write) == (True, True)


def test_it_reads_everything_page_by_page(workspace: Subject) -> None:
    """Walking with as_pages gives every object once, in order; so do manifests."""
    with _server(workspace) as server, server.default as root:
        (found,) = root.collections
        pages = list(as_pages(found.get_objects, per_request=3, version="all"))
        manifests = list(as_pages(found.get_manifest, per_request=4, version="all"))

    read = [one for page in pages for one in _objects(page)]
    assert read == workspace.found(match_version="all", limit=100)
    assert len(pages) > 2
    assert [one for page in manifests for one in _objects(page)] == workspace.manifest()


def test_it_filters(workspace: Subject) -> None:
    """Its filters mean to us what they mean to it."""
    name = workspace.seed[0]["id"]
    with _server(workspace) as server, server.default as root:
        (found,) = root.collections
        by_type = _objects(found.get_objects(type=["malware", "tool"]))
        by_id = _objects(found.get_object(name, version=["first", "last"]))
        versions = found.object_versions(name)["versions"]
        after = workspace.manifest()[-2]["date_added"]
        last = _objects(found.get_objects(added_after=after, version="all"))

    assert {one["type"] for one in by_type} == {"malware", "tool"}
    assert by_id == [workspace.seed[0], workspace.seed[3]]
    assert versions == [one["modified"] for one in workspace.seed if one["id"] == name]
    assert last == workspace.found(match_version="all", limit=100)[-1:]


def test_it_writes_and_deletes(collection: Collection, workspace_written: Subject) -> None:
    """What it adds is there, its status is complete, and what it deletes is gone."""
    content = workspace_written.make()
    status = collection.add_objects({"objects": [content, {"type": "indicator"}]})

    assert (status.status, status.total_count) == ("complete", 2)
    assert (status.success_count, status.failure_count) == (1, 1)
    assert [one["id"] for one in status.successes] == [content["id"]]
    assert _objects(collection.get_object(content["id"])) == [content]
    collection.delete_object(content["id"])
    assert workspace_written.get(f"objects/{content['id']}/").status == 404


def test_a_partner_reads_with_a_bearer_token(served: Served, released: Subject) -> None:
    """A partner's token serves as Bearer too, and shows what was released and nothing else."""
    with ApiRoot(f"{served.base}/taxii2/node/", auth=Bearer(served.partner_secret)) as root:
        found = {one.alias: one for one in root.collections}
        assert set(found) == {"released", "inbox"}
        read = _objects(found["released"].get_objects(version="all", limit=100))
        with pytest.raises(AccessError):
            found["inbox"].get_objects()

    assert all(one in read for one in released.seed)


@pytest.mark.parametrize("name", ["workspace", "released"])
def test_stix2_reads_every_object(name: str, request: pytest.FixtureRequest) -> None:
    """The OASIS library parses every object that we serve, strictly, and writes the same content."""
    subject: Subject = request.getfixturevalue(name)
    read = subject.found(match_version="all", limit=100)

    assert len(read) >= len(subject.seed)
    for content in read:
        parsed = stix2.parse(content)
        assert parsed["id"] == content["id"]

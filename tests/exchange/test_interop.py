"""Other people's TAXII clients and servers with our nodes, over real HTTP on this machine."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
import stix2
import taxii2client.v21 as taxii2
from cytaxii2.cytaxii2 import cytaxii2
from requests.exceptions import HTTPError
from starlette.applications import Starlette

from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE
from khien.exchange.wire import Wire, by_password
from khien.model.errors import NotFoundError
from khien.people.partners import Outbound
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper, newer
from tests.exchange.test_wire import served
from tests.shared import shared

pytestmark = pytest.mark.filterwarnings("ignore")  # of these old packages, not of ours


@contextmanager
def node_at(party: Party) -> Iterator[str]:
    """A node that listens; its address."""
    with served(Starlette(routes=[*party.node.taxii.routes(), *party.node.peers.routes()])) as url:
        yield url


def partner_token(us: Party, name: str) -> str:
    """A token with which a plain party reads and writes."""
    return us.token(f"{name}-reader", "taxii:read", "taxii:write", partner_name=name)


def bundle_ids(answer: dict[str, Any]) -> list[str]:
    """The ids in an envelope."""
    return [one["id"] for one in answer.get("objects", [])]


# Their clients, our server


def test_taxii2_client_works_in_the_workspace(us: Party) -> None:
    """The OASIS client finds the root and the collection, writes, reads, pages and lists versions."""
    token = us.token("siem", "taxii:read", "taxii:write")
    indicator = us.indicator()
    with node_at(us) as url:
        server = taxii2.Server(f"{url}/taxii2/", user="siem", password=token)
        (collection,) = server.default.collections
        assert (collection.title, collection.can_read, collection.can_write) == (
            "workspace",
            True,
            True,
        )
        status = collection.add_objects({"objects": [indicator, newer(indicator), {"type": "x"}]})
        assert (status.status, status.success_count, status.failure_count) == ("complete", 2, 1)
        status.refresh()
        assert status.total_count == 3
        assert bundle_ids(collection.get_object(indicator["id"])) == [indicator["id"]]
        assert len(collection.object_versions(indicator["id"])["versions"]) == 2
        assert indicator["id"] in str(collection.get_manifest())
        pages = list(taxii2.as_pages(collection.get_objects, per_request=1))
        assert sum(len(bundle_ids(page)) for page in pages) == 2
        found = collection.get_objects(type="indicator", version="all")
        assert len(bundle_ids(found)) == 2
        with pytest.raises(HTTPError):
            taxii2.Server(f"{url}/taxii2/", user="siem", password="wrong").title  # noqa: B018, S106


def test_taxii2_client_reads_what_was_released_with_a_bearer_token(world: World, us: Party) -> None:
    """A plain party without any software of ours reads exactly what was released to it."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain)
    wanted = us.bring(us.indicator(), us.thing("campaign", name="Chiến dịch"))
    us.bring(us.indicator())
    made = us.publish(*wanted, to=[plain.name])
    token = partner_token(us, plain.name)
    with node_at(us) as url:
        root = taxii2.ApiRoot(f"{url}/taxii2/node/", auth=taxii2client_bearer(token))
        released = next(c for c in root.collections if c.id == RELEASED)
        found = released.get_objects()

    assert bundle_ids(found) == [us.node.ourselves.identity, *wanted]
    for content in found["objects"]:
        assert stix2.parse(content, allow_custom=True)["type"] == content["type"]
    assert us.states(made) == ["sent"] * 3
    (back,) = us.node.recalls.recall(made[-1].id, us.officer("lan"), "wrong")
    assert back.state.value == "unconfirmed"  # nobody there can say that it is gone


def taxii2client_bearer(token: str) -> Any:  # noqa: ANN401 -- untyped package
    """The client's own way to send a bearer token."""
    from taxii2client.common import TokenAuth  # noqa: PLC0415 -- named after the header that it sends

    class Bearer(TokenAuth):  # type: ignore[misc]  # untyped package
        """As RFC 6750 writes it; the package's own says `Token`."""

        def __call__(self, request: Any) -> Any:  # noqa: ANN401 -- of requests
            request.headers["Authorization"] = f"Bearer {self.key}"
            return request

    return Bearer(key=token)


def test_taxii2_client_writes_into_the_inbox(world: World, us: Party) -> None:
    """What a plain party adds is admitted by the same rules, and its status tells which was not."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain)
    indicator = us.indicator(created_by_ref=plain.identity_id)
    poison = us.indicator("google.com", created_by_ref=plain.identity_id)
    stolen = us.indicator()
    with node_at(us) as url:
        token = partner_token(us, plain.name)
        root = taxii2.ApiRoot(f"{url}/taxii2/node/", user="old-cert-reader", password=token)
        inbox = next(c for c in root.collections if c.id == INBOX)
        status = inbox.add_objects({"objects": [indicator, poison, stolen]})
        again = inbox.add_objects({"objects": [indicator]})
        status.refresh()

    assert (status.success_count, status.failure_count) == (1, 2)
    reasons = {one["id"]: one["message"] for one in status.failures}
    assert reasons[poison["id"]].startswith("quarantined: admission.popular")
    assert reasons[stolen["id"]].startswith("admission.not-originator")
    assert again.success_count == 1
    with us.node.store.read() as tx:
        leaves = us.node.ledger.leaves_of_object(tx, indicator["id"])
    assert len(leaves) == 1  # what was known is not taken in twice


def test_cytaxii2_works_in_the_workspace(us: Party) -> None:
    """Another client, with its own ideas of headers, writes and reads."""
    token = us.token("soar", "taxii:read", "taxii:write")
    indicator = us.indicator()
    with node_at(us) as url:
        client = cytaxii2(
            discovery_url=f"{url}/taxii2/", username="soar", password=token, version=2.1
        )
        for answer in (client.discovery_request(), client.root_discovery()):
            assert answer["status"] is True, answer
        listed = client.collection_request()
        assert listed["status"] is True, listed
        assert WORKSPACE in json.dumps(listed["response"])
        posted = client.inbox_request(
            collection_id=WORKSPACE, stix_bundle=json.dumps({"objects": [indicator]})
        )
        polled = client.poll_request(collection_id=WORKSPACE)

    assert posted["status"] is True, posted
    assert indicator["id"] in json.dumps(polled["response"])


# Our client, their server


class _Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@cache
def _medallion_app() -> Any:  # noqa: ANN401 -- untyped package
    from medallion import application_instance, register_blueprints, set_config  # noqa: PLC0415

    set_config(application_instance, "users", {"users": {"reader": "a sample"}})
    set_config(application_instance, "taxii", {"taxii": {"max_page_size": 100}})
    register_blueprints(application_instance)
    return application_instance


@contextmanager
def medallion() -> Iterator[str]:
    """The OASIS reference server with its own sample data, in memory; the address of an api root."""
    from medallion import set_config  # noqa: PLC0415 -- it warns when imported

    app = _medallion_app()
    backend = {
        "module": "medallion.backends.memory_backend",
        "module_class": "MemoryBackend",
        "filename": str(shared("taxii/medallion-default_data.json")),
    }
    set_config(app, "backend", {"backend": backend})
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    server = WSGIServer(("127.0.0.1", port), _Quiet)
    server.set_app(app)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/trustgroup1/"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@pytest.fixture
def theirs() -> Iterator[str]:
    """The api root of a running medallion."""
    with medallion() as root:
        yield root


READABLE = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"


def test_our_client_pulls_from_medallion(theirs: str) -> None:
    """Every page of its collection comes, in order, whatever the page size."""
    wire = Wire("old-cert", by_password("reader", "a sample"))
    client = TaxiiClient(wire, theirs)

    assert client.root().title
    assert READABLE in {one.id for one in client.collections()}
    small = [o for page in client.pull(READABLE, limit=2) for o in page.objects]
    whole = [o for page in client.pull(READABLE) for o in page.objects]
    last = next(iter(client.pull(READABLE))).added_last

    assert sorted(json.loads(o)["id"] for o in small) == sorted(json.loads(o)["id"] for o in whole)
    assert len(whole) > 3
    assert [o for page in client.pull(READABLE, added_after=last) for o in page.objects] == []
    wire.close()


def test_what_is_pulled_passes_admission(world: World, us: Party, theirs: str) -> None:
    """A pull keeps what the agreement covers, quarantines and refuses the rest, and repeats nothing."""
    door = Outbound(theirs, READABLE, "reader", "a sample")
    plain = add_plain_party(us, outbound=door)
    refused = us.node.pulls.pull(plain.name)
    assert set(refused) == {"refused"}
    agree_on_paper(world, us, plain)

    first = us.node.pulls.pull(plain.name)
    with us.node.store.read() as tx:
        size = us.node.ledger.size(tx)
    second = us.node.pulls.pull(plain.name, READABLE)

    assert first["accepted"] > 0
    assert second["accepted"] == first["accepted"]
    with us.node.store.read() as tx:
        new = [leaf.entry.kind.value for _, leaf in us.node.ledger.leaves(tx, size, 100)]
    assert "accepted" not in new
    with pytest.raises(NotFoundError):
        us.node.pulls.pull(plain.name, "no such collection")


def test_a_party_without_an_address_is_not_pulled_from(us: Party) -> None:
    """Where no address was entered there is nothing to fetch from."""
    plain = add_plain_party(us)

    with pytest.raises(NotFoundError):
        us.node.pulls.pull(plain.name)


def test_our_releases_reach_medallion_and_are_shown_as_unsigned(
    world: World, us: Party, theirs: str
) -> None:
    """What is cleared for a plain party is pushed to its server; its status is an unsigned receipt."""
    door = Outbound(theirs, READABLE, "reader", "a sample")
    plain = add_plain_party(us, outbound=door)
    agree_on_paper(world, us, plain)
    made = us.publish(*us.bring(us.indicator(), us.indicator()), to=[plain.name])
    courier = us.node.courier(plain.name)
    while courier.step():
        pass

    assert us.states(made) == ["accepted"] * len(made)
    assert {us.release(one.id).signed for one in made} == {False}
    wire = Wire("old-cert", by_password("reader", "a sample"))
    there = [o for page in TaxiiClient(wire, theirs).pull(READABLE) for o in page.objects]
    wire.close()
    assert {one.object_id for one in made} <= {json.loads(o)["id"] for o in there}
    (taken,) = us.node.recalls.recall(made[-1].object_id, us.officer("lan"), "wrong")
    assert taken.state.value == "unconfirmed"

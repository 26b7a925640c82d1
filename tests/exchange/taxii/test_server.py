"""Tests of `exchange.taxii.server` and its shelves, over HTTP."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
import stix2
from starlette.testclient import TestClient

from khien.exchange.taxii.resources import MAX_CONTENT_LENGTH, MEDIA_TYPE
from khien.exchange.taxii.server import INBOX, RELEASED, WORKSPACE
from khien.model.ids import ObjectId
from khien.people.tokens import revoke_token
from khien.store import objects
from tests.exchange.nodes import AMBER, Party, World, newer
from tests.exchange.notes import raw

ROOT = "/taxii2/node"
RELEASED_OBJECTS = f"{ROOT}/collections/{RELEASED}/objects/"
INBOX_OBJECTS = f"{ROOT}/collections/{INBOX}/objects/"
WORKSPACE_OBJECTS = f"{ROOT}/collections/{WORKSPACE}/objects/"


class Caller:
    """Somebody with a token who asks a node."""

    def __init__(self, client: TestClient, token: str, user: str = "") -> None:
        self._client = client
        pair = base64.b64encode(f"{user}:{token}".encode()).decode()
        self.headers = {"authorization": f"Basic {pair}" if user else f"Bearer {token}"}

    def get(self, path: str, accept: str = MEDIA_TYPE, **query: str) -> Any:  # noqa: ANN401 -- a response
        """Ask."""
        headers = self.headers | ({"accept": accept} if accept else {})
        names = {
            name.replace("__", "[") + ("]" if "__" in name else ""): v for name, v in query.items()
        }
        return self._client.get(path, params=names, headers=headers)

    def post(self, path: str, *contents: bytes, **headers: str) -> Any:  # noqa: ANN401 -- a response
        """Add objects."""
        body = b'{"objects": [' + b",".join(contents) + b"]}"
        return self.post_body(path, body, **headers)

    def post_body(self, path: str, body: bytes, **headers: str) -> Any:  # noqa: ANN401 -- a response
        """Post bytes."""
        named = {"accept": MEDIA_TYPE, "content-type": MEDIA_TYPE} | headers
        return self._client.post(
            path,
            content=body,
            headers={k.replace("_", "-"): v for k, v in named.items()} | self.headers,
        )


@pytest.fixture
def partner(us: Party, them: Party) -> Caller:
    """The partner's reader, with a token of ours."""
    return Caller(
        us.client, us.token("reader", "taxii:read", "taxii:write", partner_name=them.name)
    )


@pytest.fixture
def tool(us: Party) -> Caller:
    """A tool of our own."""
    return Caller(us.client, us.token("siem", "taxii:read", "taxii:write"), "siem")


def ids(answer: Any) -> list[str]:  # noqa: ANN401 -- a response
    """The ids of the objects of an envelope or manifest."""
    return [one["id"] for one in answer.json().get("objects", [])]


# Who may come in, and what is told


def test_nobody_comes_in_without_a_token(us: Party) -> None:
    """Every endpoint asks who is there, and says how to answer."""
    wrong = [
        ({}, "exchange.no-credentials"),
        ({"authorization": "Bearer x"}, "exchange.unknown-caller"),
        ({"authorization": "Basic !!!"}, "exchange.no-credentials"),
        (
            {"authorization": "Basic " + base64.b64encode(b"no colon").decode()},
            "exchange.no-credentials",
        ),
        (
            {"authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
            "exchange.no-credentials",
        ),
        ({"authorization": "Digest x"}, "exchange.no-credentials"),
        ({"signature-input": "x", "signature": "y"}, "exchange.signature"),
    ]
    paths = ["/taxii2/", f"{ROOT}/", f"{ROOT}/collections/", RELEASED_OBJECTS, f"{ROOT}/status/1/"]
    for headers, code in wrong:
        answers = [us.client.get(path, headers=headers) for path in paths]
        assert {a.status_code for a in answers} == {401}
        assert all("Basic" in a.headers["www-authenticate"] for a in answers)
        assert answers[0].json()["error_code"] == code


def test_a_token_opens_by_both_ways_and_only_under_its_name(us: Party) -> None:
    """Bearer, and Basic with the token's name; another name, or a revoked token, opens nothing."""
    token = us.token("siem", "taxii:read")

    assert Caller(us.client, token).get("/taxii2/").status_code == 200
    assert Caller(us.client, token, "siem").get("/taxii2/").status_code == 200
    assert Caller(us.client, token, "soar").get("/taxii2/").status_code == 401
    with us.node.store.write() as tx:
        revoke_token(tx, "siem", us.node.clock())
    assert Caller(us.client, token, "siem").get("/taxii2/").status_code == 401


def test_discovery_has_absolute_addresses(us: Party, tool: Caller) -> None:
    """Clients that do not resolve relative addresses find the api root (§4.1, §4.2)."""
    found = tool.get("/taxii2/")

    assert found.headers["content-type"] == MEDIA_TYPE
    assert found.json()["default"] == f"{us.node.ourselves.url}{ROOT}/"
    root = tool.get(found.json()["api_roots"][0]).json()
    assert root["versions"] == [MEDIA_TYPE]
    assert root["max_content_length"] == MAX_CONTENT_LENGTH


def test_each_caller_sees_its_own_collections(partner: Caller, tool: Caller) -> None:
    """Partners have `released` and `inbox`, our tools have `workspace` (§5.1, §5.2)."""

    def rights(caller: Caller) -> dict[str, tuple[bool, bool]]:
        listed = caller.get(f"{ROOT}/collections/").json()["collections"]
        return {one["alias"]: (one["can_read"], one["can_write"]) for one in listed}

    assert rights(partner) == {"released": (True, False), "inbox": (False, True)}
    assert rights(tool) == {"workspace": (True, True)}
    one = partner.get(f"{ROOT}/collections/{RELEASED}/").json()
    assert (one["id"], one["title"]) == (RELEASED, "released")


def test_what_is_not_for_the_caller_does_not_exist(
    us: Party, them: Party, partner: Caller, tool: Caller
) -> None:
    """404 for others' and unknown collections, also where a scope is missing; 403 for half a right."""
    only_ledger = Caller(us.client, us.token("auditor", "ledger:read"))
    only_read = Caller(us.client, us.token("half", "taxii:read", partner_name=them.name))

    assert partner.get(WORKSPACE_OBJECTS).status_code == 404
    assert tool.get(RELEASED_OBJECTS).status_code == 404
    assert partner.get(f"{ROOT}/collections/{uuid4()}/").status_code == 404
    assert only_ledger.get(WORKSPACE_OBJECTS).status_code == 404
    assert only_ledger.get(f"{ROOT}/collections/").json() == {}
    assert partner.get(INBOX_OBJECTS).status_code == 403
    assert partner.post(RELEASED_OBJECTS).status_code == 403
    assert only_read.post(INBOX_OBJECTS).status_code == 404
    assert only_read.get(RELEASED_OBJECTS).status_code == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("application/json", 200),
        ("application/taxii+json", 200),
        (MEDIA_TYPE, 200),
        ("application/taxii+json; version=2.1", 200),
        ("Application/TAXII+JSON;Version=2.1", 200),
        ("text/html, application/taxii+json;version=2.1;q=0.5", 200),
        ("application/taxii+json;version=2.0", 406),
        ("text/html", 406),
    ],
)
def test_accept_is_understood(tool: Caller, accept: str, status: int) -> None:
    """What the client can read decides, with and without a version (§1.6.8.1)."""
    assert tool.get("/taxii2/", accept=accept).status_code == status


def test_content_type_is_asked_for(tool: Caller) -> None:
    """What is no TAXII body is not read (§1.6.8.2)."""
    for wrong in ("application/json", "text/plain", ""):
        assert tool.post(WORKSPACE_OBJECTS, content_type=wrong).status_code == 415
    right = "application/taxii+json; version=2.1"
    assert tool.post(WORKSPACE_OBJECTS, b"{}", content_type=right).status_code == 202


def test_errors_are_told_as_the_standard_says(tool: Caller) -> None:
    """An error message has title, code and status, and no traceback (§3.6.1)."""
    answer = tool.get(WORKSPACE_OBJECTS, limit="none")

    assert answer.status_code == 400
    assert answer.json()["http_status"] == "400"
    assert answer.json()["title"] == "input.malformed"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"added_after": "now"},
        {"next": "x"},
        {"match__version": "x"},
        {"next": "W10"},
    ],
)
def test_bad_filters_are_400_everywhere(tool: Caller, query: dict[str, str]) -> None:
    """Garbage in a filter is the client's mistake on every endpoint that reads it."""
    paths = [WORKSPACE_OBJECTS, f"{ROOT}/collections/{WORKSPACE}/manifest/"]

    assert {tool.get(path, **query).status_code for path in paths} == {400}


# released


def test_released_shows_exactly_what_was_released(world: World, us: Party, partner: Caller) -> None:
    """What waits, was refused, was withdrawn or never published is not there; the rest is, in order."""
    shown = us.bring(*(us.indicator() for _ in range(3)))
    us.bring(us.indicator())
    held = us.bring(us.indicator(object_marking_refs=[AMBER]))
    recalled = us.bring(us.indicator())
    us.publish(*shown, *held, *recalled)
    us.node.recalls.recall(recalled[0], us.officer("lan"), "wrong")

    assert ids(partner.get(RELEASED_OBJECTS)) == [us.node.ourselves.identity, *shown]
    world.run()
    assert ids(partner.get(RELEASED_OBJECTS)) == [us.node.ourselves.identity, *shown]
    us.node.recalls.recall(shown[1], us.officer("lan"), "wrong")
    assert ids(partner.get(RELEASED_OBJECTS))[1:] == [shown[0], shown[2]]


def test_each_partner_sees_its_own(trio: World) -> None:
    """What was released to one partner is not there for another."""
    centre = trio["vn-ncc"]
    first, second = centre.bring(centre.indicator(), centre.indicator())
    centre.publish(first, to=["asean-cert"])
    centre.publish(second, to=["viet-telecom"])
    for name, wanted in (("asean-cert", first), ("viet-telecom", second)):
        caller = Caller(centre.client, centre.token(name, "taxii:read", partner_name=name))
        assert ids(caller.get(RELEASED_OBJECTS, match__type="indicator")) == [wanted]


def test_released_is_shut_without_an_agreement(world: World, us: Party, partner: Caller) -> None:
    """When the agreement has ended, nothing can be fetched any more."""
    us.publish(*us.bring(us.indicator()))
    world.clock.tick(days=500)

    assert partner.get(RELEASED_OBJECTS).json() == {}


def test_released_is_shut_for_a_revoked_partner(us: Party, them: Party, partner: Caller) -> None:
    """A partner that was struck off is nobody any more."""
    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))

    assert partner.get(RELEASED_OBJECTS).status_code == 401


def test_what_is_fetched_has_crossed(world: World, us: Party, partner: Caller) -> None:
    """The first fetch is in the ledger; a recall afterwards does not pretend that it never left."""
    made = us.publish(*us.bring(us.indicator()))
    release = made[-1]

    partner.get(RELEASED_OBJECTS)
    partner.get(RELEASED_OBJECTS)

    assert us.release(release.id).state.value == "sent"
    assert us.leaves(release.id) == ["cleared", "sent"]
    (found,) = us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    assert found.state.value == "recalling"
    world.run()


def test_objects_come_byte_for_byte_and_stix2_reads_them(us: Party, partner: Caller) -> None:
    """What is served is what was kept, and another implementation of STIX understands each object."""
    malware = us.thing("malware", name="Sample", is_family=False)
    campaign = us.thing("campaign", name="Chiến dịch mẫu", x_unknown={"kept": [1, 2]})
    link = us.thing(
        "relationship",
        relationship_type="uses",
        source_ref=campaign["id"],
        target_ref=malware["id"],
    )
    wanted = us.bring(malware, campaign, link, us.indicator())
    us.publish(*wanted)

    answer = partner.get(RELEASED_OBJECTS)

    assert set(wanted) < set(ids(answer))
    for content in answer.json()["objects"]:
        assert stix2.parse(content, allow_custom=True)["id"] == content["id"]
        with us.node.store.read() as tx:
            kept = objects.current(tx, ObjectId(content["id"]))
        assert kept is not None
        assert kept.raw in answer.content


def test_pages_are_stable_while_more_is_released(us: Party, partner: Caller) -> None:
    """Page by page nothing is shown twice or left out, whatever is released meanwhile (§3.5)."""
    first = us.bring(*(us.indicator() for _ in range(5)))
    us.publish(*first)
    page = partner.get(RELEASED_OBJECTS, limit="2")
    seen = ids(page)
    extra = us.bring(us.indicator())
    us.publish(*extra)
    while page.json().get("more"):
        assert len(ids(page)) == 2
        page = partner.get(RELEASED_OBJECTS, limit="2", next=page.json()["next"])
        seen += ids(page)

    assert seen == [us.node.ourselves.identity, *first, *extra]
    changed = partner.get(RELEASED_OBJECTS, match__type="indicator", next=_cursor(partner))
    assert changed.status_code == 400


def _cursor(caller: Caller) -> str:
    return str(caller.get(RELEASED_OBJECTS, limit="1").json()["next"])


def test_dates_added_lead_on(us: Party, partner: Caller) -> None:
    """The headers name the first and last date added, and `added_after` continues behind them (§3.2, §3.4)."""
    us.publish(*us.bring(*(us.indicator() for _ in range(3))))
    whole = partner.get(RELEASED_OBJECTS)
    part = partner.get(RELEASED_OBJECTS, limit="2")

    last = part.headers["x-taxii-date-added-last"]
    assert part.headers["x-taxii-date-added-first"] < last
    rest = partner.get(RELEASED_OBJECTS, added_after=last)
    assert ids(part) + ids(rest) == ids(whole)
    end = whole.headers["x-taxii-date-added-last"]
    empty = partner.get(RELEASED_OBJECTS, added_after=end)
    assert (empty.json(), empty.headers["x-taxii-date-added-last"]) == ({}, end)


def test_the_manifest_tells_the_same_without_objects(us: Party, partner: Caller) -> None:
    """Manifest and objects agree in order, versions and dates (§5.3)."""
    us.publish(*us.bring(us.indicator(), us.indicator()))
    path = f"{ROOT}/collections/{RELEASED}/manifest/"

    manifest = partner.get(path)

    assert ids(manifest) == ids(partner.get(RELEASED_OBJECTS))
    records = manifest.json()["objects"]
    dates = [one["date_added"] for one in records]
    assert dates == sorted(dates)
    assert dates[0] == manifest.headers["x-taxii-date-added-first"]
    short = partner.get(path, limit="1").json()
    following = partner.get(path, limit="9", next=short["next"])
    assert ids(following) == ids(manifest)[1:]


def test_one_object_and_its_versions(us: Party, partner: Caller) -> None:
    """An object is found by id, its versions are listed page by page, and strangers are 404."""
    one = us.indicator()
    two, three = newer(one), newer(newer(one))
    for content in (one, two, three):
        us.publish(*us.bring(content))
    path = f"{RELEASED_OBJECTS}{one['id']}/"

    assert ids(partner.get(path)) == [one["id"]]
    assert partner.get(path).json()["objects"][0]["modified"] == three["modified"]
    first = partner.get(path, match__version="first").json()["objects"]
    assert first[0]["modified"] == one["modified"]
    assert len(ids(partner.get(path, match__version="all"))) == 3
    page = partner.get(path + "versions/", limit="2")
    rest = partner.get(path + "versions/", limit="2", next=page.json()["next"])
    assert page.json()["versions"] + rest.json()["versions"] == [
        c["modified"] for c in (one, two, three)
    ]
    paged = partner.get(path, match__version="all", limit="2").json()
    more = partner.get(path, match__version="all", limit="2", next=paged["next"])
    assert len(ids(more)) == 1
    assert partner.get(f"{RELEASED_OBJECTS}indicator--{uuid4()}/").status_code == 404
    assert partner.get(f"{RELEASED_OBJECTS}x%00y/").status_code == 404


# inbox


def test_an_inbox_takes_and_tells(us: Party, them: Party, partner: Caller) -> None:
    """With a token, a Khiên partner's objects need its signed note, so nothing comes in by token."""
    assert partner.post(INBOX_OBJECTS, raw(them.indicator())).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"objects": 5}',
        b'{"objects": [1, }',
        b'{"objects": ' + b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_envelope_is_422(tool: Caller, body: bytes) -> None:
    """Malformed, nested without end or of the wrong type: the whole body is refused, with its rule."""
    answer = tool.post_body(WORKSPACE_OBJECTS, body)

    assert answer.status_code == 422
    assert answer.json()["error_code"] == "taxii.envelope"


def test_a_body_that_is_too_large_is_413(tool: Caller) -> None:
    """Beyond the announced length nothing is read, whether the length is told or not."""
    told = tool.post_body(WORKSPACE_OBJECTS, b" " * (MAX_CONTENT_LENGTH + 1))

    assert told.status_code == 413
    assert told.json()["error_code"] == "exchange.too-large"


# workspace


def test_a_tool_reads_and_writes_the_workspace(us: Party, tool: Caller) -> None:
    """What a tool adds is there at once, counted exactly, and its status is kept."""
    indicator = us.indicator()
    bad = b'{"type": "indicator"}'

    answer = tool.post(WORKSPACE_OBJECTS, raw(indicator), bad, b"7")

    status = answer.json()
    assert answer.status_code == 202
    assert (status["total_count"], status["success_count"], status["failure_count"]) == (3, 1, 2)
    assert status["successes"][0]["id"] == indicator["id"]
    assert status["failures"][0]["message"].startswith("stix.")
    assert tool.get(f"{ROOT}/status/{status['id']}/").json() == status
    assert indicator["id"] in ids(tool.get(WORKSPACE_OBJECTS))


def test_a_status_is_its_tools_own(us: Party, tool: Caller, partner: Caller) -> None:
    """Another tool, or a partner, does not see what a tool added."""
    status = tool.post(WORKSPACE_OBJECTS, raw(us.indicator())).json()
    other = Caller(us.client, us.token("soar", "taxii:read", "taxii:write"))

    assert other.get(f"{ROOT}/status/{status['id']}/").status_code == 404
    assert partner.get(f"{ROOT}/status/{status['id']}/").status_code == 404


def test_a_tool_cannot_change_what_partners_brought(world: World, us: Party, them: Party) -> None:
    """In the workspace too, only the creator makes new versions, and one version has one content."""
    indicator = us.indicator()
    us.publish(*us.bring(indicator))
    world.run()
    own = them.indicator()
    caller = Caller(them.client, them.token("siem", "taxii:read", "taxii:write"))

    theirs = caller.post(WORKSPACE_OBJECTS, raw(newer(indicator))).json()
    twins = caller.post(WORKSPACE_OBJECTS, raw(own), raw({**own, "name": "twin"})).json()
    again = caller.post(
        WORKSPACE_OBJECTS, raw(newer(own)), raw({**own, "name": "late twin"})
    ).json()

    assert theirs["failures"][0]["message"].startswith("workspace.not-ours")
    assert (twins["success_count"], twins["failure_count"]) == (1, 1)
    assert twins["failures"][0]["message"].startswith("stix.version-conflict")
    assert again["failures"][0]["message"].startswith("stix.version-conflict")
    assert json.dumps(again["successes"]).count(own["id"]) == 1
    mended = {
        **newer(own),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2027-02-01T00:00:00.000Z",
    }
    assert caller.post(WORKSPACE_OBJECTS, raw(mended)).json()["failure_count"] == 1

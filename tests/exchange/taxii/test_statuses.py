"""Tests of `exchange.taxii.statuses` and `inbox`: what callers are told of their additions, and for how long."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.exchange.taxii.resources import MEDIA_TYPE
from khien.exchange.taxii.server import INBOX, WORKSPACE
from khien.people.partners import Limits, Partner, set_limits
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import raw

ROOT = "/taxii2/node/"


class Giver:
    """Somebody who adds to one collection."""

    def __init__(self, party: Party, collection: str, name: str, partner: str | None) -> None:
        secret = party.token(name, "taxii:read", "taxii:write", partner_name=partner)
        self._client, self._path = party.client, f"{ROOT}collections/{collection}/objects/"
        self._headers = {"authorization": f"Bearer {secret}", "accept": MEDIA_TYPE}

    def post(self, *contents: dict[str, Any]) -> Any:  # noqa: ANN401 -- a response
        """Add."""
        body = b'{"objects":[' + b",".join(map(raw, contents)) + b"]}"
        headers = self._headers | {"content-type": MEDIA_TYPE}
        return self._client.post(self._path, content=body, headers=headers)

    def get(self, below: str, **query: str) -> Any:  # noqa: ANN401 -- a response
        """Ask something below the api root."""
        return self._client.get(ROOT + below, params=query or None, headers=self._headers)


@pytest.fixture
def plain(world: World, us: Party) -> Partner:
    """A plain TAXII party with an agreement."""
    found = add_plain_party(us)
    agree_on_paper(world, us, found)
    return found


@pytest.fixture
def giver(us: Party, plain: Partner) -> Giver:
    """The plain party, with a token of ours."""
    return Giver(us, INBOX, "old-cert-gives", plain.name)


@pytest.fixture
def tool(us: Party) -> Giver:
    """A tool of ours."""
    return Giver(us, WORKSPACE, "siem", None)


def test_every_addition_has_its_status(us: Party, plain: Partner, giver: Giver) -> None:
    """Also when everything was here before, and when one object came twice in one envelope."""
    content = us.indicator(created_by_ref=plain.identity_id)

    for contents in ([content], [content], [content, content]):
        told = giver.post(*contents).json()
        assert told["success_count"] == told["total_count"] == len(contents)
        assert giver.get(f"status/{told['id']}/").json() == told


def test_a_status_tells_what_a_person_decided(us: Party, plain: Partner, giver: Giver) -> None:
    """What waited is a failure at first, and a success when an officer has accepted it."""
    content = us.indicator("google.com", created_by_ref=plain.identity_id)
    told = giver.post(content).json()
    assert told["failures"][0]["message"].startswith("quarantined: admission.popular")
    (waiting,) = us.node.arrivals.quarantined()

    us.node.arrivals.release(waiting.id, us.officer("duc"), accept=True)

    later = giver.get(f"status/{told['id']}/").json()
    assert (later["success_count"], later["failure_count"]) == (1, 0)
    assert later["request_timestamp"] == told["request_timestamp"]


def test_a_status_is_told_to_nobody_else(
    us: Party, plain: Partner, giver: Giver, tool: Giver
) -> None:
    """A tool's status is not a partner's, nor the other way round."""
    ours = tool.post(us.indicator()).json()["id"]
    theirs = giver.post(us.indicator(created_by_ref=plain.identity_id)).json()["id"]

    assert giver.get(f"status/{ours}/").status_code == 404
    assert tool.get(f"status/{theirs}/").status_code == 404
    assert [one["id"] for one in tool.get("status/").json()["statuses"]] == [ours]
    assert [one["id"] for one in giver.get("status/").json()["statuses"]] == [theirs]


@pytest.mark.parametrize("who", ["tool", "giver"])
def test_statuses_come_page_by_page(
    us: Party, plain: Partner, who: str, request: pytest.FixtureRequest
) -> None:
    """The list walks by `next` or by date, oldest first, and has no details."""
    caller: Giver = request.getfixturevalue(who)
    creator = plain.identity_id if who == "giver" else us.node.ourselves.identity
    added = [caller.post(us.indicator(created_by_ref=creator)).json() for _ in range(5)]

    found, query = [], {"limit": "2"}
    while True:
        page = caller.get("status/", **query).json()
        found += page["statuses"]
        if not page.get("more"):
            break
        query["next"] = page["next"]

    assert [one["id"] for one in found] == [one["id"] for one in added]
    assert {"successes", "failures"}.isdisjoint(found[0])
    after = caller.get("status/", added_after="9999-01-01T00:00:00.000000Z")
    assert after.json() == {}


@pytest.mark.parametrize(
    "query", ["next=x", "next=W10", "next=WzEsMl0", "next=Wy0xLCJhIl0", "limit=0", "added_after=x"]
)
def test_a_malformed_question_for_statuses_is_refused(tool: Giver, query: str) -> None:
    """Garbage is 400 here as well, and so is a parameter twice."""
    name, _, value = query.partition("=")

    assert tool.get("status/", **{name: value}).status_code == 400
    assert tool.get(f"status/?{query}&{query}").status_code == 400


def test_statuses_are_kept_for_a_month(
    world: World, us: Party, plain: Partner, giver: Giver
) -> None:
    """A day later a status is there (TAXII 2.1 §4.3); after a month the next addition clears it away."""
    first = giver.post(us.indicator(created_by_ref=plain.identity_id)).json()["id"]
    world.clock.tick(days=29)
    giver.post(us.indicator(created_by_ref=plain.identity_id))
    assert giver.get(f"status/{first}/").status_code == 200
    world.clock.tick(days=2)
    giver.post(us.indicator(created_by_ref=plain.identity_id))

    listed = [one["id"] for one in giver.get("status/").json()["statuses"]]
    assert len(listed) == 2
    assert first not in listed


def test_a_partner_is_told_its_own_maximum(us: Party, plain: Partner, giver: Giver) -> None:
    """max_content_length is what was agreed with this partner; beyond it is 413, below it never."""
    with us.node.store.write() as tx:
        set_limits(tx, plain.name, Limits(max_bytes=5_000, objects_per_minute=3))
    content = us.indicator(created_by_ref=plain.identity_id)

    assert giver.get("").json()["max_content_length"] == 5_000
    assert giver.post({**content, "description": "x" * 5_000}).status_code == 413
    many = giver.post(*({"a": n} for n in range(4)))
    assert (many.status_code, many.json()["error_code"]) == (422, "taxii.too-many-objects")
    assert giver.post(content).status_code == 202
    later = giver.post(*({"a": n} for n in range(3)))
    assert (later.status_code, later.headers["retry-after"]) == (429, "60")


def test_a_manifest_hands_nothing_over(us: Party, them: Party) -> None:
    """Only the objects themselves cross; their manifest, versions and absence do not count as sent."""
    reader = Giver(us, INBOX, "their-reader", them.name)
    (content,) = us.bring(us.indicator())
    release = us.publish(content)[-1]
    released = "collections/released/"

    for below in ("manifest/", f"objects/{content}/versions/"):
        assert reader.get(released + below).status_code == 200
    missing = json.dumps(reader.get(f"{released}objects/{us.indicator()['id']}/").json())
    assert "404" in missing
    assert us.release(release.id).state.value == "cleared"

    reader.get(f"{released}objects/{content}/")
    assert us.release(release.id).state.value == "sent"

"""U+0000 in what crosses: no database keeps it in text, so it is refused, said, and never lost in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.peer.server import PATH
from khien.exchange.signatures import Message
from khien.exchange.taxii.collections import INBOX, WORKSPACE
from khien.exchange.wire import by_signature
from khien.intake import Wish
from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal
from khien.model.signing.keys import encode_base64
from khien.people.officers import add_officer
from khien.people.partners import partner as find_partner
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import line

MEDIA = "application/taxii+json;version=2.1"
NUL = "a\0b"


def sealed(kind: str, payload: dict[str, Any], key: SigningKey) -> dict[str, Any]:
    """A document with a true signature over whatever it says; `seal` would refuse this one."""
    message = b"khien/" + kind.encode() + b"/v1\n" + canonical_json(payload)
    signature = {"key": key.public.id, "sig": encode_base64(key.sign(message))}
    return {"kind": kind, "payload": payload, "signatures": [signature]}


def documents(us: Party, them: Party) -> list[tuple[str, object]]:
    """What a hostile partner may send beside TAXII, each sealed, each with a NUL in a free text."""
    key = us.node.ourselves.key
    about = {"giver": us.name, "taker": them.name, "time": taxii_time(us.node.clock())}
    item = line(us.indicator())
    delivery = {"delivery": f"delivery--{uuid4()}", "agreement": "0" * 64}
    note = about | delivery | {"items": [item | {"purpose": NUL}]}
    recall = about | {"recall": f"recall--{uuid4()}", "action": "recall", "tlp": "", "reason": NUL}
    recall |= {name: item[name] for name in ("release", "object", "version", "sha256")}
    receipt = about | {"receipt": NUL}
    return [
        ("deliveries", sealed("delivery", note, key)),
        ("recalls", sealed("recall", recall, key)),
        ("receipts", {"receipts": [sealed("receipt", receipt, key)], "counts": {NUL: 1}}),
        ("agreements", sealed("agreement", {"title": NUL}, key)),
        ("keys", sealed("key-rotation", {NUL: "x"}, key)),
        ("enrolments", sealed("acceptance", {"card": {"name": NUL}}, key)),
    ]


def bad_objects(us: Party) -> list[dict[str, Any]]:
    """A NUL in a name, a property's name, a type, an id, and deep inside."""
    return [
        us.thing("tool", name=NUL),
        us.thing("tool", name="x", **{NUL: "y"}),
        us.thing("tool", name="x", x_odd={"deep": [{NUL: NUL}]}),
        us.thing("tool", name="x") | {"id": f"tool\0--{uuid4()}"},
        us.thing("tool", name="x") | {"type": "to\0ol"},
        us.thing("tool", name="x") | {"modified": NUL},
    ]


def size_of(party: Party) -> int:
    """How many leaves the ledger of a node has."""
    with party.node.store.read() as tx:
        return party.node.ledger.size(tx)


def test_a_sealed_document_with_a_nul_is_refused(world: World, us: Party, them: Party) -> None:
    """Truly signed, and still 4xx with words for people; the ledger does not change."""
    before = size_of(them)
    for name, document in documents(us, them):
        url = f"{them.node.ourselves.url}{PATH}/{name}"
        message = Message("POST", url, {"content-type": "application/json"})
        message.body = json.dumps(document).encode()
        by_signature(us.node.ourselves.key, them.node.ourselves.identity, world.clock)(message)
        answer = them.client.request("POST", url, headers=message.headers, content=message.body)
        assert 400 <= answer.status_code < 500, (name, answer.status_code)
        assert {"code", "en", "vi"} == set(answer.json())
        if name in {"deliveries", "recalls"}:
            assert "U+0000" in answer.json()["vi"], answer.text
    assert size_of(them) == before


def test_nobody_here_seals_one(us: Party) -> None:
    """What a partner would refuse is refused where it is written; the escape as a text is no NUL."""
    key = us.node.ourselves.key
    for payload in ({"purpose": [NUL]}, {NUL: 1}):
        with pytest.raises(MalformedError) as refused:
            seal("delivery", payload, key)
        assert "U+0000" in refused.value.rule
    assert seal("delivery", {"purpose": "\\u0000", "count": 1}, key)["signatures"]


def test_objects_with_a_nul_are_refused_one_by_one(world: World, us: Party) -> None:
    """In the inbox each is refused by itself with a reason, kept as it came, and its neighbour taken."""
    known = add_plain_party(us, "plain-cert")
    agree_on_paper(world, us, known)
    secret = us.token("plain", "taxii:read", "taxii:write", partner_name=known.name)
    good = us.thing("tool", name="sound", created_by_ref=known.identity_id)
    bad = [one | {"created_by_ref": known.identity_id} for one in bad_objects(us)]

    answer = _posted(us, INBOX, secret, [*bad, good])

    assert answer["success_count"] == 1, answer
    assert answer["failure_count"] == len(bad)
    assert all(one["message"] for one in answer["failures"])
    assert "\\u0000" not in json.dumps([one["message"] for one in answer["failures"]])
    with us.node.store.read() as tx:
        refused = arrival_rows.with_outcome(tx, "refused")
    assert sorted(json.loads(one.raw or b"")["created"] for one in refused) == sorted(
        one["created"] for one in bad
    )
    assert not any("\0" in one.detail + one.object_id + one.modified for one in refused)


def test_a_tool_of_ours_is_told_as_well(us: Party) -> None:
    """In the workspace each is a failure in the status, now and when it is asked for again."""
    secret = us.token("siem", "taxii:read", "taxii:write")
    bad = bad_objects(us)

    answer = _posted(us, WORKSPACE, secret, [*bad, us.thing("tool", name="sound")])
    headers = {"authorization": f"Bearer {secret}", "accept": MEDIA}
    again = us.client.get(f"/taxii2/node/status/{answer['id']}/", headers=headers)

    assert (answer["success_count"], answer["failure_count"]) == (1, len(bad))
    assert again.json() == answer


def test_a_file_with_a_nul_says_where(us: Party) -> None:
    """A bundle, and a list, with one: nothing comes in quietly without it."""
    bundle = {"type": "bundle", "id": f"bundle--{uuid4()}", "objects": bad_objects(us)[:1]}
    for name, body in (("b.json", json.dumps(bundle).encode()), ("l.txt", b"evil.example\0\n")):
        try:
            done = us.node.workspace.import_file(
                name, body, Wish(us.node.ourselves.identity, us.node.clock())
            )
        except MalformedError as error:
            assert error.code.startswith("intake.")  # noqa: PT017 -- either is an answer
        else:
            assert done.intake.counts.kept == 0
            assert done.intake.counts.refused >= 1


@pytest.mark.parametrize("path", ["objects/%00/", "objects/tool--%00/", "objects/?match[id]=%00"])
def test_a_question_with_a_nul_is_a_bad_question(us: Party, path: str) -> None:
    """It finds nothing or is refused, the same on both databases."""
    secret = us.token("siem", "taxii:read", "taxii:write")
    headers = {"authorization": f"Bearer {secret}", "accept": MEDIA}

    answer = us.client.get(f"/taxii2/node/collections/{WORKSPACE}/{path}", headers=headers)
    status = us.client.get("/taxii2/node/status/%00/", headers=headers)

    assert answer.status_code in {400, 404}
    assert status.status_code == 404


def test_no_reason_or_name_holds_one(world: World, us: Party, them: Party) -> None:
    """A reason for an approval, a refusal, a recall or a revocation, and a name, are refused with it."""
    release = us.publish(*us.bring(us.indicator()))[-1]
    lan, ha = us.officer("lan"), us.officer("ha")

    def named() -> None:
        with us.node.store.write() as tx:
            add_officer(tx, "binh", roles=["duty"], now=world.clock(), display=NUL)

    acts: list[Callable[[], object]] = [
        lambda: us.node.releases.approve([release.id], lan, NUL),
        lambda: us.node.releases.decline(release.id, lan, NUL),
        lambda: us.node.recalls.recall(release.object_id, lan, NUL),
        lambda: us.node.enrolments.revoke(them.name, NUL, ha),
        named,
        lambda: add_plain_party(us, "a\0b"),
    ]
    before = size_of(us)
    for act in acts:
        with pytest.raises(MalformedError):
            act()
    assert size_of(us) == before
    with us.node.store.read() as tx:
        assert find_partner(tx, them.name).revoked is None


def _posted(party: Party, collection: str, secret: str, objects: list[dict[str, Any]]) -> Any:  # noqa: ANN401
    headers = {"authorization": f"Bearer {secret}", "accept": MEDIA, "content-type": MEDIA}
    body = json.dumps({"objects": objects}).encode()
    path = f"/taxii2/node/collections/{collection}/objects/"
    answer = party.client.post(path, headers=headers, content=body)
    assert answer.status_code == 202, answer.text
    return answer.json()

"""Tests of `exchange.peer.server` and its client: what TAXII lacks between two nodes, over HTTP."""

from __future__ import annotations

import copy
from typing import IO, Any

import msgspec
import pytest

from khien.exchange.peer.client import PeerClient, StaleSizeError, bring_back
from khien.exchange.peer.server import PATH
from khien.exchange.signatures import Message
from khien.exchange.wire import Answered, PeerRefusedError, Wire, by_signature
from khien.ledger import rows as ledger_rows
from khien.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from khien.model.errors import MalformedError, UnreachableError
from khien.model.signing import SigningKey
from khien.people.partners import Enrolled, rotation_document
from tests.exchange.nodes import LocalWire, Party, World
from tests.exchange.notes import line, note

OPEN = (f"{PATH}/enrolments", f"{PATH}/keys")
SIGNED = tuple(
    f"{PATH}/{name}"
    for name in ("deliveries", "receipts", "recalls", "agreements", "add-checkpoint")
)


@pytest.fixture
def peer(world: World, us: Party, them: Party) -> PeerClient:
    """The partner's node, as we reach it."""
    return PeerClient(world.wire(us, them), them.node.ourselves.url)


def ask(us: Party, them: Party, world: World, method: str, path: str, body: bytes = b"") -> Any:  # noqa: ANN401 -- a response
    """A signed request of ours to the partner; the bare response."""
    message = Message(method, them.node.ourselves.url + path, {"content-type": "application/json"})
    message.body = body
    by_signature(us.node.ourselves.key, them.node.ourselves.identity, world.clock)(message)
    return them.client.request(method, message.url, headers=message.headers, content=body)


def test_the_card_is_for_everybody(them: Party, peer: PeerClient) -> None:
    """Who a node says it is can be read without a signature."""
    assert peer.card()["name"] == them.name
    assert them.client.get(f"{PATH}/").json()["key"] == them.node.ourselves.key.public.vkey


def test_nobody_comes_in_unsigned(us: Party, them: Party) -> None:
    """Without a signature of a pinned key nothing is taken; a token does not do."""
    token = them.token("reader", "taxii:read", "taxii:write", partner_name=us.name)

    for path in SIGNED:
        assert them.client.post(path, content=b"{}").status_code == 401
        headers = {"authorization": f"Bearer {token}"}
        answer = them.client.post(path, content=b"{}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "exchange.forbidden")


def test_an_unknown_node_is_nobody(world: World, us: Party, them: Party) -> None:
    """A true signature by a key that is not pinned here opens nothing."""
    stranger = SigningKey.from_seed("stranger", b"s" * 32)
    wire = LocalWire(
        them.name, by_signature(stranger, them.node.ourselves.identity, world.clock), world.places
    )

    with pytest.raises(PeerRefusedError) as refused:
        PeerClient(wire, them.node.ourselves.url).announce(note(us, them, []))
    assert refused.value.status == 401


def test_a_revoked_partner_is_nobody(
    world: World, us: Party, them: Party, peer: PeerClient
) -> None:
    """After it was struck off, its signature opens nothing, on any endpoint."""
    them.node.enrolments.revoke(us.name, "sample", them.officer("ha"))

    with pytest.raises(PeerRefusedError) as refused:
        peer.announce(note(us, them, []))
    assert refused.value.status == 401


def test_a_replayed_request_is_refused(world: World, us: Party, them: Party) -> None:
    """The same signed bytes a second time, or to somebody else, do nothing."""
    wire = world.wire(us, them)
    PeerClient(wire, them.node.ourselves.url).announce(note(us, them, [line(us.indicator())]))

    assert wire.carry(wire.sent[-1]).status == 401


def test_an_altered_body_is_refused(world: World, us: Party, them: Party, peer: PeerClient) -> None:
    """What was changed on the way no longer fits its signature."""

    def change(message: Message) -> None:
        message.body = message.body.replace(b"network-defence", b"early-warning")

    world.wire(us, them).change = change
    with pytest.raises(PeerRefusedError) as refused:
        peer.announce(note(us, them, [line(us.indicator())]))
    assert refused.value.status == 401


def test_an_old_request_is_refused(world: World, us: Party, them: Party, peer: PeerClient) -> None:
    """A request that was held back for more than minutes is refused."""

    def wait(_: Message) -> None:
        world.clock.tick(minutes=10)

    world.wire(us, them).change = wait
    with pytest.raises(PeerRefusedError) as refused:
        peer.announce(note(us, them, []))
    assert refused.value.status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"a": "\xff"}',
        b'{"a":' * 100_000,
        b'{"kind": "delivery\\u0000", "payload": {}, "signatures": []}',
        b'{"kind": 5, "payload": [], "signatures": {}}',
        b'{"receipts": 5, "counts": {}}',
        b'{"receipts": [{"kind": 1}], "counts": {"accepted": 1e400}}',
    ],
)
def test_bad_bodies_get_a_clear_no(world: World, us: Party, them: Party, body: bytes) -> None:
    """Whatever comes, each endpoint answers with a code in both languages, and never with a crash."""
    for path in (*SIGNED, *OPEN):
        answer = ask(us, them, world, "POST", path, body)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        if not path.endswith("add-checkpoint"):
            assert {"code", "en", "vi"} == set(answer.json())


def test_a_key_travels_even_after_it_is_in_use(world: World, us: Party, them: Party) -> None:
    """We signed with the new key before the partner knew it: the rotation goes first, and mends it."""
    old = us.node.ourselves.key
    new = SigningKey.from_seed(us.name, b"n" * 32)
    release = us.publish(*us.bring(us.indicator()))[-1]
    us.node.enrolments.announce_key(old, new)
    wire = world.wire(us, them)
    wire._authenticate = by_signature(new, them.node.ourselves.identity, world.clock)
    world.run()
    for _ in range(3):
        world.later(minutes=6)

    assert them.partner(us).current_key == new.public
    assert "agreement-replaced" not in us.release(release.id).reason
    assert wire.sent[0].url.endswith("/keys")


def test_a_rotation_is_taken_once_and_only_from_its_keys(us: Party, them: Party) -> None:
    """The same rotation again changes nothing; one that the old key did not sign is refused."""
    old = us.node.ourselves.key
    new, other = (SigningKey.from_seed(us.name, bytes([n]) * 32) for n in (7, 8))
    document = rotation_document(old, new, us.node.clock())
    forged = copy.deepcopy(rotation_document(other, new, us.node.clock()))

    answers = [them.client.post(OPEN[1], json=d) for d in (document, document, forged)]

    assert [a.status_code for a in answers] == [200, 200, 404]
    assert [a.json().get("key") for a in answers][:2] == [new.public.id] * 2
    with them.node.store.read() as tx:
        size = them.node.ledger.size(tx)
        kinds = [leaf.entry.kind.value for _, leaf in them.node.ledger.leaves(tx, 0, size)]
    assert kinds.count("key") == 1


# The log


def test_a_partner_reads_hashes_and_not_entries(world: World, us: Party, them: Party) -> None:
    """Checkpoint and hash tiles are open to partners; entries name others, so they are for auditors."""
    us.publish(*us.bring(us.indicator()))
    world.run()
    with them.node.store.read() as tx:
        size = them.node.ledger.size(tx)

    checkpoint = ask(us, them, world, "GET", f"{PATH}/log/checkpoint")
    tile = ask(us, them, world, "GET", f"{PATH}/log/tile/0/000.p/{size}")
    entries = ask(us, them, world, "GET", f"{PATH}/log/tile/entries/000.p/{size}")
    wrong = ask(us, them, world, "GET", f"{PATH}/log/tile/x/y")

    keys = [*us.node.ledger.keys, *them.node.ledger.keys]
    opened = open_checkpoint(checkpoint.text, keys)
    assert opened.checkpoint.size == size
    assert (tile.status_code, len(tile.content)) == (200, 32 * size)
    assert (entries.status_code, wrong.status_code) == (403, 400)
    auditor = {"authorization": f"Bearer {them.token('auditor', 'ledger:read')}"}
    read = them.client.get(f"{PATH}/log/tile/entries/000.p/{size}", headers=auditor)
    assert read.status_code == 200
    nobody = {"authorization": f"Bearer {them.token('siem', 'taxii:read')}"}
    assert them.client.get(f"{PATH}/log/checkpoint", headers=nobody).status_code == 403


def test_checkpoints_are_cosigned_after_every_exchange(
    world: World, us: Party, them: Party
) -> None:
    """After an exchange each side's newest state is cosigned by the other."""
    us.publish(*us.bring(us.indicator()))
    world.run()

    for here, there in ((us, them), (them, us)):
        with here.node.store.read() as tx:
            opened = open_checkpoint(
                here.node.ledger.checkpoint(tx), [*here.node.ledger.keys, *there.node.ledger.keys]
            )
            assert len(opened.cosignatures) == 1
            assert here.node.ledger.alarms(tx) == []


def test_a_partner_that_lost_its_memory_is_met_where_it_is(
    world: World, us: Party, them: Party, peer: PeerClient
) -> None:
    """Where the witness knows another size than we thought, it says which (409), and we start there."""
    us.bring(us.indicator())
    with us.node.store.read() as tx:
        offer = us.node.ledger.offer(tx, 0)

    with pytest.raises(StaleSizeError) as stale:
        peer.add_checkpoint(offer.body)

    with us.node.store.read() as tx:
        key = them.node.ledger.keys[0]
        assert stale.value.size == us.node.ledger.cosigned_size(tx, key)
    with us.node.store.write() as tx:
        tx.execute(ledger_rows.ledger_cosignature.delete())
    assert world.step(us, them)


def test_a_forked_ledger_raises_an_alarm(
    world: World, us: Party, them: Party, peer: PeerClient
) -> None:
    """Two roots for one size: the witness refuses, keeps both checkpoints, and writes it down."""
    us.publish(*us.bring(us.indicator()))
    world.run()
    with us.node.store.read() as tx:
        size = us.node.ledger.size(tx)
    origin = us.node.ledger.origin
    forged = sign_checkpoint(
        Checkpoint(origin, size, b"f" * 32), us.node.ourselves.key.named(origin)
    )

    with pytest.raises(PeerRefusedError) as refused:
        peer.add_checkpoint(f"old {size}\n\n{forged}".encode())

    assert refused.value.status in {409, 422}
    with them.node.store.read() as tx:
        (alarm,) = them.node.ledger.alarms(tx)
        last = them.node.ledger.leaves(tx, them.node.ledger.size(tx) - 1, 1)[0][1]
    assert (alarm.origin, alarm.code) == (origin, "ledger.fork")
    assert alarm.offered == forged
    assert last.entry.kind.value == "checkpoint-alarm"


def test_nobody_raises_an_alarm_against_another(trio: World) -> None:
    """A partner brings only its own ledger's checkpoints."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    with one.node.store.read() as tx:
        offer = one.node.ledger.offer(tx, 0)
    peer = PeerClient(trio.wire(other, centre), centre.node.ourselves.url)

    with pytest.raises(PeerRefusedError):
        peer.add_checkpoint(offer.body)


# The client


def test_an_answer_that_is_no_object_is_an_error(world: World, us: Party, them: Party) -> None:
    """A partner's machine that answers something else is named, and nothing is believed."""

    class Odd(LocalWire):
        """Answers with a list."""

        def _read(self, message: Message, into: IO[bytes] | None) -> Answered:
            answer = super()._read(message, into)
            return type(answer)(200, {}, b"[]")

    wire = Odd(them.name, lambda _: None, world.places)
    with pytest.raises(MalformedError):
        PeerClient(wire, them.node.ourselves.url).card()


def test_an_acceptance_is_brought_back_or_carried_by_hand(
    monkeypatch: pytest.MonkeyPatch, world: World, us: Party, them: Party
) -> None:
    """The inviter's node takes the acceptance; where it is not reached, the error says so."""
    us.node.enrolments.revoke(them.name, "to begin anew", us.officer("ha"))
    invited = us.node.enrolments.invite(them.name)
    posted = them.client.post(OPEN[0], json=invited.document)
    assert posted.status_code == 400
    taken: list[bytes] = []

    def read(_self: Wire, message: Message, _into: IO[bytes] | None) -> Any:  # noqa: ANN401 -- as the real one
        taken.append(message.body)
        raise UnreachableError("vn-ncc", "nobody there")

    monkeypatch.setattr(Wire, "_read", read)
    document = {"kind": "acceptance"}
    with pytest.raises(UnreachableError):
        bring_back(Enrolled(them.partner(us), document, "0" * 64))
    assert msgspec.json.decode(taken[0]) == document


def test_an_acceptance_makes_a_partner_over_the_wire(trio: World) -> None:
    """The answer to an invitation needs no signature of a pinned key, and counts once."""
    one, other = trio["asean-cert"], trio["viet-telecom"]
    invited = one.node.enrolments.invite(other.name)
    acceptance = other.node.enrolments.accept(invited.document).document

    answers = [one.client.post(OPEN[0], json=acceptance) for _ in range(2)]

    assert [a.status_code for a in answers] == [201, 409]
    assert answers[0].json() == {"partner": other.name}
    assert one.partner(other).current_key == other.node.ourselves.key.public

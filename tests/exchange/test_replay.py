"""Genuine documents captured on the wire and posted again: nothing happens twice, and nobody is in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.peer.client import PeerClient
from khien.exchange.rows import receipt
from khien.exchange.signatures import Message
from khien.exchange.wire import by_signature
from khien.model.errors import ProofError
from khien.model.marking import Tlp
from khien.store import objects
from tests.exchange.nodes import Party, World

SIGNATURE = ("content-digest", "signature-input", "signature", "khien-to")
KINDS = ("agreements", "objects", "recalls", "receipts", "add-checkpoint")
CHECKPOINT = "add-checkpoint"


@pytest.fixture
def captured(trio: World) -> dict[str, list[Message]]:
    """Everything that two nodes posted to each other in a story with every kind of document."""
    us, them = trio["vn-ncc"], trio["asean-cert"]
    trio.agree(us, them, title="Anew")
    releases = us.publish(*us.bring(*(us.indicator() for _ in range(2))), to=[them.name])
    trio.run()
    lan = us.officer("lan")
    us.node.recalls.recall(releases[-1].id, lan, "false")
    for tlp in (Tlp.AMBER, Tlp.AMBER_STRICT):
        us.node.recalls.downgrade(releases[-2].id, tlp, lan, "careful")
        trio.run()
    found: dict[str, list[Message]] = {}
    for one in (*trio.wire(us, them).sent, *trio.wire(them, us).sent):
        if one.method == "POST":
            found.setdefault(one.url.rstrip("/").rpartition("/")[2], []).append(one)
    assert set(found) == set(KINDS)
    assert len(found["recalls"]) == 3
    return found


def everything(world: World) -> dict[str, object]:
    """What each node holds and believes, its whole ledger included; not the time of a cosignature."""
    held: dict[str, object] = {}
    for name, party in world.parties.items():
        with party.node.store.read() as tx:
            size = party.node.ledger.size(tx)
            held[name] = (
                [leaf.entry for _, leaf in party.node.ledger.leaves(tx, 0, size)],
                [(k.object_id, k.modified, k.sha256) for k in objects.in_force(tx)],
                [arrival_rows.with_outcome(tx, one) for one in ("accepted", "recalled", "refused")],
                party.node.ledger.alarms(tx),
                tx.execute(receipt.select().order_by("sha256")).all(),
            )
    return held


def receiver(world: World, message: Message) -> Party:
    """Whom a message was for."""
    return next(p for p in world.parties.values() if message.url.startswith(p.node.ourselves.url))


def post(party: Party, message: Message) -> Any:  # noqa: ANN401 -- a response
    """Bring a message, as it is."""
    return party.client.request(
        message.method, message.url, headers=message.headers, content=message.body
    )


def signed_anew(world: World, message: Message, by: Party) -> Message:
    """The same body to the same place, in a request of one's own."""
    kept = {name: v for name, v in message.headers.items() if name.lower() not in SIGNATURE}
    anew = Message(message.method, message.url, kept)
    anew.body = message.body
    to = receiver(world, message).node.ourselves.identity
    by_signature(by.node.ourselves.key, to, world.clock)(anew)
    return anew


def each(captured: dict[str, list[Message]]) -> Iterator[tuple[str, Message]]:
    """Every message with its kind."""
    for kind, messages in captured.items():
        for message in messages:
            yield kind, message


def test_what_was_captured_counts_once(trio: World, captured: dict[str, list[Message]]) -> None:
    """Posted again as it was, anew by its sender or by another partner, now or a day later: no change."""
    before = everything(trio)
    ways = (by_another, by_its_sender, as_it_was)
    for way in (*ways, after_a_restart, as_it_was, a_day_later, *ways):
        if way is after_a_restart:
            for party in trio.parties.values():
                party.node.peers._callers._verifier._seen.clear()
        for kind, message in each(captured):
            way(trio, kind, message)
        trio.run()
        assert everything(trio) == before, way.__name__


def as_it_was(world: World, kind: str, message: Message) -> None:
    """A request that was recorded opens nothing."""
    answer = post(receiver(world, message), message)
    assert answer.status_code == 401, (kind, answer.text)


def by_its_sender(world: World, kind: str, message: Message) -> None:
    """In a new request of the same partner a document is known, or it is told why not."""
    here = receiver(world, message)
    sender = next(p for p in (world["vn-ncc"], world["asean-cert"]) if p is not here)
    answer = post(here, signed_anew(world, message, sender))
    here.node.receipts.sign_due()
    if kind == CHECKPOINT:  # the witness knows a later one, and says which
        assert answer.status_code == 200 or answer.text.strip().isdigit(), answer.text
    else:
        assert answer.status_code in {200, 202}, (kind, answer.text)
    if kind == "receipts":
        assert answer.json()["taken"] == 0


def by_another(world: World, kind: str, message: Message) -> None:
    """Posted by somebody else, known or unknown here, it is refused with a code."""
    answer = post(receiver(world, message), signed_anew(world, message, world["viet-telecom"]))
    assert 400 <= answer.status_code < 500, (kind, answer.status_code, answer.text)
    assert "—" not in answer.text or kind != CHECKPOINT


def after_a_restart(world: World, kind: str, message: Message) -> None:
    """A node that forgot which requests it saw takes one that is still fresh, and does nothing twice."""
    here = receiver(world, message)
    assert post(here, message).status_code in {200, 202, 409}, kind
    here.node.receipts.sign_due()


def a_day_later(world: World, kind: str, message: Message) -> None:
    """What is asked next is asked on another day."""
    del kind, message
    world.clock.tick(hours=3)  # for each message: more than a day in all


def test_an_old_cosignature_is_none_of_a_newer_checkpoint(trio: World) -> None:
    """What a witness answered once vouches for that checkpoint alone; given again it changes nothing."""
    us, them = trio["vn-ncc"], trio["asean-cert"]
    peer = PeerClient(trio.wire(us, them), them.node.ourselves.url)
    key = them.node.ledger.keys[0]
    us.bring(us.indicator())
    with us.node.store.read() as tx:
        offer = us.node.ledger.offer(tx, us.node.ledger.cosigned_size(tx, key))
    lines = peer.add_checkpoint(offer.body)
    with us.node.store.write() as tx:
        us.node.ledger.take_cosignature(tx, offer.size, key, lines)
    us.bring(us.indicator())
    before = everything(trio)

    with us.node.store.write() as tx:
        us.node.ledger.take_cosignature(tx, offer.size, key, lines)
        newest = us.node.ledger.size(tx)
    with pytest.raises(ProofError), us.node.store.write() as tx:
        us.node.ledger.take_cosignature(tx, newest, key, lines)
    stranger = trio["viet-telecom"].node.ledger.keys[0]
    with pytest.raises(ProofError), us.node.store.write() as tx:
        us.node.ledger.take_cosignature(tx, offer.size, stranger, lines)

    assert everything(trio) == before
    with us.node.store.read() as tx:
        assert us.node.ledger.cosigned_size(tx, key) == offer.size

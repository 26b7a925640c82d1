"""What must hold between two partners when nothing is on its way any more, whatever happened before."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, union_all

from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.exchange.rows import arrival, receipt
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.resources import API_ROOT
from khien.exchange.taxii.server import RELEASED, WORKSPACE
from khien.exchange.wire import Wire, by_signature
from khien.ledger import EntryKind
from khien.model.stix import judge
from khien.store.objects.rows import object_origin, object_version
from tests.faults.people import People
from tests.faults.stage import Side

Content = tuple[str, str]  # object id and sha256


@dataclass(frozen=True, slots=True)
class Found:
    """One direction: what the giver released and how it ended, by state; and its ledger's size."""

    giver: str
    states: dict[str, int]
    leaves: int

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return f"from {self.giver}: {states}; ledger of {self.leaves} verified"


def judge_exchange(people: Sequence[People]) -> tuple[Found, ...]:
    """Examine both directions between two sides.

    Raises:
        AssertionError: something is lost, is there twice, or is not proven.
    """
    one, other = people
    for here, there in ((one, other), (other, one)):
        _is_settled(here.side)
        _keeps_what_it_acknowledged(here)
        _shows_each_once(here)
        _may_be_fetched(here.side, there.side)
    return (_direction(one.side, other.side), _direction(other.side, one.side))


def _is_settled(side: Side) -> None:
    """The ledger is whole and cosigned, nobody raised an alarm, and nothing waits or was given up."""
    node = side.node
    with node.store.read() as tx:
        node.ledger.verify(tx, node.ledger.keys)
        assert node.ledger.alarms(tx) == []
        assert node.ledger.holds(tx) == []
        assert outbox_rows.waiting(tx) == {}
        assert outbox_rows.parked_items(tx) == []
    assert side.is_quiet()


def _keeps_what_it_acknowledged(here: People) -> None:
    """What a node said it had kept is there."""
    with here.side.node.store.read() as tx:
        assert here.acknowledged <= set(_versions(tx, ""))


def _shows_each_once(here: People) -> None:
    """The workspace shows every version that is in use here, each once."""
    shown = _pulled(here.taxii, WORKSPACE)
    assert max(shown.values()) == 1
    gone = {content for content in here.acknowledged if content[0] in here.recalled}
    assert here.acknowledged - gone <= set(shown)
    assert not gone & set(shown)


def _may_be_fetched(giver: Side, taker: Side) -> None:
    """The giver's `released` shows its partner what it gave and did not take back, each once."""
    wire = Wire(
        giver.name,
        by_signature(taker.node.ourselves.key, giver.node.ourselves.identity, taker.node.clock),
    )
    try:
        root = f"{giver.address}/taxii2/{API_ROOT}/"
        shown = _pulled(TaxiiClient(wire, root), RELEASED)
    finally:
        wire.close()
    with giver.node.store.read() as tx:
        given = [r for r in _releases(tx, taker) if r.state is State.ACCEPTED]
    assert shown == Counter((r.object_id, r.sha256) for r in given)


def _pulled(client: TaxiiClient, collection: str) -> Counter[Content]:
    found: Counter[Content] = Counter()
    for page in client.pull(collection):
        versions = [judge(raw).version for raw in page.objects]
        found.update((v.id, v.sha256) for v in versions if v is not None)
    return found


def _direction(giver: Side, taker: Side) -> Found:
    """What crossed in one direction is the same on both sides, each once, each answered once."""
    with giver.node.store.read() as tx:
        releases = _releases(tx, taker)
        taken = _receipts(tx, "taken", taker.name)
        sent = _leaves(giver, tx, EntryKind.SENT)
        withheld = _withheld(giver, tx)
        size = giver.node.ledger.size(tx)
    with taker.node.store.read() as tx:
        arrived = {
            row.id: (row.object_id, row.sha256, row.outcome)
            for row in tx.execute(select(arrival).where(arrival.c.partner == giver.name))
        }
        held = _versions(tx, giver.name)
        given = _receipts(tx, "given", giver.name)
        admitted = _leaves(taker, tx, EntryKind.ACCEPTED)
    crossed = [r for r in releases if r.sent is not None or r.state is State.ACCEPTED]

    assert {r.state for r in releases} <= {State.ACCEPTED, State.RECALLED}
    assert arrived == {r.id: (r.object_id, r.sha256, _there(r)) for r in crossed}
    # What was taken back between two attempts may have come with the first; its note came in any case.
    came = [r for r in crossed if r.id not in withheld or admitted[r.id]]
    # A version comes once, however often its delivery did.
    assert Counter(held) == Counter((r.object_id, r.sha256) for r in came)
    assert [sent[r.id] for r in crossed] == [1] * len(crossed)
    assert [admitted[r.id] for r in came] == [1] * len(came)
    assert {r.state for r in crossed if r.id in withheld} <= {State.RECALLED}
    apart = [one for one in {*given, *taken} if given.get(one) != taken.get(one)]
    assert {one: (given.get(one), taken.get(one)) for one in apart} == {}
    assert set(taken) == {r.id for r in crossed}
    for release in crossed:
        first = "accepted" if release in came else "refused"
        _is_answered_once(release, taken[release.id], first)
    return Found(giver.name, Counter(r.state.value for r in releases), size)


def _there(release: Release) -> str:
    return "accepted" if release.state is State.ACCEPTED else "recalled"


def _is_answered_once(release: Release, outcomes: Sequence[str], first: str) -> None:
    """One final receipt for each release: it is accepted, or it is recalled, which may follow on that."""
    final = _there(release)
    assert list(outcomes) in ([final], [first, final][: 1 + (final == "recalled")]), outcomes


def _releases(tx: Connection, to: Side) -> list[Release]:
    return release_rows.listed(tx, partner=to.name)


def _versions(tx: Connection, source: str) -> list[Content]:
    """What is here from a partner, or ('') from ourselves."""
    query = select(object_version.c.object_id, object_version.c.sha256)
    again = query.join(object_origin, object_origin.c.seq == object_version.c.seq)
    either = union_all(
        query.where(object_version.c.source == source),
        again.where(object_origin.c.source == source),
    )
    return [(row.object_id, row.sha256) for row in tx.execute(either)]


def _receipts(tx: Connection, direction: str, other: str) -> dict[str, list[str]]:
    """The outcomes of each release's receipts, in the order in which the receiver gave them."""
    query = select(receipt).where(receipt.c.direction == direction, receipt.c.partner == other)
    rows = [(json.loads(row.document)["payload"]["time"], row) for row in tx.execute(query)]
    found: dict[str, list[str]] = defaultdict(list)
    for _, row in sorted(rows, key=lambda one: (one[0], one[1].sha256)):
        found[row.release].append(row.outcome)
    return dict(found)


def _withheld(side: Side, tx: Connection) -> set[str]:
    """The crossings whose content did not go along with the attempt that was noted."""
    ledger = side.node.ledger
    leaves = (leaf.entry for _, leaf in ledger.leaves(tx, 0, ledger.size(tx)))
    return {str(one.crossing) for one in leaves if "withheld" in one.facts}


def _leaves(side: Side, tx: Connection, kind: EntryKind) -> Counter[str]:
    """How often each crossing has a leaf of this kind in the ledger of one side."""
    ledger = side.node.ledger
    return Counter(
        str(leaf.entry.crossing)
        for _, leaf in ledger.leaves(tx, 0, ledger.size(tx))
        if leaf.entry.kind is kind
    )

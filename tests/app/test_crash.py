"""A node that is killed while things cross loses nothing and doubles nothing."""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from khien.app.demo.terms import TERMS, WIDE
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.peer.client import bring_back
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rules import State
from khien.intake import Wish
from khien.ledger import EntryKind
from khien.model.agreement import Purpose
from khien.model.marking import Tlp
from khien.people.agreements import in_force
from khien.people.officers import add_officer, sign_in
from khien.people.partners import list_partners
from tests.app.running import address_of, become, finish, start

COUNT = 300  # objects; more than one batch of receipts would say nothing more
PASSWORD = "correct horse battery staple"  # noqa: S105 -- of officers in tests


@dataclass
class Side:
    """One of the two nodes: its home, a handle on its database, and its process."""

    home: Path
    last: ExitStack

    def begin(self) -> None:
        """Start it, and act in it as its officers do."""
        self.address = self._run(0)
        self.node = open_node(self.home, address=self.address)
        self.last.callback(self.node.close)

    def begin_again(self) -> None:
        """Start it anew where its partner looks for it."""
        assert self._run(int(self.address.rpartition(":")[2])) == self.address

    def _run(self, port: int) -> str:
        self.process = start(self.home, port)
        self.last.callback(finish, self.process)
        return address_of(self.process)


def _partners(tmp_path: Path, last: ExitStack) -> tuple[Side, Side]:
    sides = []
    for name, country in (("vn-ncc", "VN"), ("asean-cert", "SG")):
        home = tmp_path / name
        create_node(
            home, name=name, country=country, title="", language="en", port=0, clock=utc_now
        )
        sides.append(Side(home, last))
        sides[-1].begin()
    one, other = sides
    invited = one.node.enrolments.invite("asean-cert")
    bring_back(other.node.enrolments.accept(invited.document))
    today = utc_now().date()
    ours, theirs = (side.node.ourselves for side in sides)
    text = TERMS.format(
        title="Test",
        first=today.isoformat(),
        last=(today + timedelta(days=9)).isoformat(),
        one=ours.name,
        one_identity=ours.identity,
        other=theirs.name,
        other_identity=theirs.identity,
        **WIDE,
    )
    for here, there in ((one, other), (other, one)):
        with here.node.store.write() as tx:
            add_officer(tx, "hoa", roles=("lawyer",), password=PASSWORD, now=utc_now())
        officer = sign_in(here.node.store, "hoa", PASSWORD, utc_now())
        here.node.treaties.sign(there.node.ourselves.name, text, officer)
    return one, other


def _is_agreed(node: Node) -> bool:
    with node.store.read() as tx:
        return all(in_force(tx, p.name, utc_now()) is not None for p in list_partners(tx))


def _is_quiet(node: Node) -> bool:
    """Whether the partner has cosigned all that there is, so that nothing is on the wire."""
    with node.store.read() as tx:
        keys = [p.current_key.named(p.origin) for p in list_partners(tx) if p.current_key]
        return all(node.ledger.cosigned_size(tx, k) == node.ledger.size(tx) for k in keys)


def _import(node: Node) -> tuple[str, ...]:
    names = "\n".join(f"bad-{index}.example" for index in range(COUNT)).encode()
    wish = Wish(identity=node.ourselves.identity, now=utc_now(), marking=Tlp.CLEAR, source="list")
    made = node.workspace.import_file("list.txt", names, wish, author="thu")
    return tuple(version.id for version in made.intake.versions)


def _publish(node: Node, ids: tuple[str, ...]) -> list[str]:
    releases = node.releases.publish(Publication(ids, Purpose.NETWORK_DEFENCE, "thu"))
    assert {release.state for release in releases} == {State.CLEARED}
    return [release.id for release in releases]


def _states(node: Node) -> Counter[State]:
    with node.store.read() as tx:
        return Counter(release.state for release in release_rows.listed(tx))


def _on_its_way(node: Node) -> bool:
    with node.store.read() as tx:
        return any(release.delivery for release in release_rows.listed(tx))


def _is_waiting(node: Node) -> bool:
    with node.store.read() as tx:
        return bool(outbox_rows.waiting(tx))


def _arrived(node: Node) -> int:
    with node.store.read() as tx:
        return len(arrival_rows.with_outcome(tx, "accepted"))


def _entries(node: Node) -> Counter[tuple[str, EntryKind]]:
    """How often each thing happened to each crossing, by the ledger of one side."""
    with node.store.read() as tx:
        node.ledger.verify(tx, node.ledger.keys)
        leaves = node.ledger.leaves(tx, 0, node.ledger.size(tx))
    return Counter(
        (leaf.entry.crossing, leaf.entry.kind) for _, leaf in leaves if leaf.entry.crossing
    )


@pytest.mark.parametrize(
    ("victim", "when"), [("sender", "asked"), ("sender", "arrived"), ("receiver", "arrived")]
)
def test_a_kill_during_delivery_neither_loses_nor_doubles(
    tmp_path: Path, victim: str, when: str
) -> None:
    """SIGKILL to either side at any point of a delivery: after a restart each object crossed once."""
    with ExitStack() as last:
        one, other = _partners(tmp_path, last)
        become(lambda: _is_agreed(one.node) and _is_agreed(other.node))
        objects = _import(one.node)
        become(lambda: _is_quiet(one.node) and _is_quiet(other.node))
        if when == "asked":  # the request is under way, and no answer comes
            os.kill(other.process.pid, signal.SIGSTOP)
        ids = _publish(one.node, objects)
        become(lambda: _on_its_way(one.node) if when == "asked" else _arrived(other.node) > 0)

        killed = one if victim == "sender" else other
        killed.process.kill()
        killed.process.wait(20)
        if victim == "sender":
            os.kill(other.process.pid, signal.SIGCONT)
        killed.begin_again()

        become(lambda: _states(one.node) == {State.ACCEPTED: len(ids)})
        become(lambda: not _is_waiting(one.node))  # a receipt may come before we noted the sending
        with other.node.store.read() as tx:
            arrivals = arrival_rows.with_outcome(tx, "accepted")
        assert sorted(arrival.id for arrival in arrivals) == sorted(ids)
        sent, taken = _entries(one.node), _entries(other.node)
        assert {sent[crossing, EntryKind.SENT] for crossing in ids} == {1}
        assert {taken[crossing, EntryKind.ACCEPTED] for crossing in ids} == {1}
        # What was brought twice is answered twice, in case the first answer was lost.
        assert {sent[crossing, EntryKind.ACCEPTED] for crossing in ids} <= {1, 2}

"""Two processes of one node on one PostgreSQL database share its work, and neither is needed alone."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from khien.app.moving import move
from khien.app.wiring import DATABASE, Node, create_node, open_node, utc_now
from khien.exchange.peer.client import bring_back
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rules import State
from khien.ledger import EntryKind
from khien.model.agreement import Purpose
from khien.model.instants import stix_time
from khien.people import agreements
from khien.people.officers import Officer, add_officer, officer
from tests.app.running import address_of, become, finish, start
from tests.exchange.nodes import GREEN, TERMS, USUAL
from tests.store.fresh import address, empty_store
from tests.store.samples import uuid_of

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.usefixtures("database")]

US, THEM = "vn-ncc", "asean-cert"
MANY = 600  # more than one delivery takes
RECALLED = 5


@dataclass
class Scene:
    """Our node, of which two processes run, and a partner."""

    ours: Node
    theirs: Node
    first: Any  # the process that partners do not know of; it is killed on the way


def _made(folder: Path, name: str) -> Path:
    home = folder / name
    create_node(home, name=name, country="VN", title=name, language="en", port=0, clock=utc_now)
    return home


def _moved(home: Path, folder: Path) -> None:
    empty_store(folder, "shared").close()
    node = open_node(home)
    move(node, address(folder, "shared"))
    node.close()
    (home / DATABASE).unlink()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """The homes of our two processes hold the same key and settings, and name the same database."""
    home, partner = _made(tmp_path, US), _made(tmp_path, THEM)
    _moved(home, tmp_path)
    shutil.copytree(home, tmp_path / "second")
    with ExitStack() as last:
        processes = [start(one) for one in (home, tmp_path / "second", partner)]
        for process in processes:
            last.callback(finish, process)
        _, known, there = (address_of(process) for process in processes)
        ours = open_node(tmp_path / "second", address=known)
        theirs = open_node(partner, address=there)
        last.callback(ours.close)
        last.callback(theirs.close)
        _agree(ours, theirs)
        yield Scene(ours, theirs, processes[0])


def _lawyer(node: Node) -> Officer:
    with node.store.write() as tx:
        add_officer(tx, "minh", roles=("lawyer", "release"), now=node.clock())
    with node.store.read() as tx:
        return officer(tx, "minh")


def _agree(ours: Node, theirs: Node) -> None:
    bring_back(theirs.enrolments.accept(ours.enrolments.invite(THEM).document))
    today = utc_now().date()
    days = {"valid_from": today - timedelta(2), "valid_until": today + timedelta(30)}
    identities = {
        "one_identity": ours.ourselves.identity,
        "other_identity": theirs.ourselves.identity,
    }
    text = TERMS.format(**(USUAL | days | identities), one=US, other=THEM)
    ours.treaties.sign(THEM, text, _lawyer(ours))
    theirs.treaties.sign(US, text, _lawyer(theirs))
    become(lambda: _in_force(ours, THEM) and _in_force(theirs, US))


def _in_force(node: Node, partner: str) -> bool:
    with node.store.read() as tx:
        return agreements.in_force(tx, partner, node.clock()) is not None


def _publish(node: Node, numbers: range) -> list[str]:
    now = stix_time(node.clock())
    contents = [
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid_of(number)}",
            "created_by_ref": node.ourselves.identity,
            "created": now,
            "modified": now,
            "pattern": f"[domain-name:value = 'bad{number}.example.com']",
            "pattern_type": "stix",
            "valid_from": now,
            "object_marking_refs": [GREEN],
        }
        for number in numbers
    ]
    ids = node.workspace.write("sample", contents, "an")
    wanted = Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "an", (THEM,))
    return [release.id for release in node.releases.publish(wanted)]


def _states(node: Node, releases: list[str]) -> Counter[State]:
    with node.store.read() as tx:
        return Counter(one.state for one in release_rows.some(tx, releases).values())


def _crossings(node: Node, *kinds: EntryKind) -> list[str]:
    """The crossings of these leaves in the order of the ledger, which is verified as well."""
    with node.store.read() as tx:
        size = node.ledger.verify(tx).size
        leaves = [leaf.entry for _, leaf in node.ledger.leaves(tx, 0, size)]
    return [str(entry.crossing) for entry in leaves if entry.kind in kinds]


def test_two_processes_deliver_in_order_and_nothing_twice(scene: Scene) -> None:
    """One is killed on the way; the other goes on: every version once, in order, one receipt each."""
    ours, theirs = scene.ours, scene.theirs
    releases = [one for at in range(0, MANY, 50) for one in _publish(ours, range(at, at + 50))]
    become(lambda: _states(ours, releases)[State.CLEARED] < len(releases))
    scene.first.kill()
    releases += _publish(ours, range(MANY, MANY + 50))
    with ours.store.read() as tx:
        taken_back = list(release_rows.some(tx, releases[-RECALLED:]).values())
    for release in taken_back:
        ours.recalls.recall(release.id, _officer(ours), "a test")

    left = len(releases) - RECALLED
    become(lambda: _states(ours, releases)[State.ACCEPTED] == left)
    become(
        lambda: not _states(ours, releases).keys() & {State.RECALLING, State.CLEARED, State.SENT}
    )

    sent = _crossings(ours, EntryKind.SENT)
    taken = _crossings(theirs, EntryKind.ACCEPTED)
    assert len(sent) == len(set(sent))
    assert [one for one in releases if one in set(sent)] == sent
    assert taken == sent
    assert len(sent) >= left


def _officer(node: Node) -> Officer:
    with node.store.read() as tx:
        return officer(tx, "minh")

"""A node fetches from the reference server and pushes to it, as its people would have it do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khien.model.stix import deterministic_id
from khien.people.partners import Outbound
from khien.people.partners import rows as partner_rows
from tests.conformance.servers import Served, node
from tests.conformance.specimens import GREEN, Maker
from tests.conformance.subject import Subject


@pytest.fixture
def served(tmp_path: Path, medallion_written: Subject) -> Iterator[Served]:
    """A node whose plain partner runs medallion."""
    other = medallion_written
    with node(tmp_path) as found:
        door = Outbound(other.base + other.api_root, other.collection, other.user, other.secret)
        with found.party.node.store.write() as tx:
            partner_rows.write_outbound(tx, found.partner.name, door)
        yield found


def test_a_node_fetches_from_medallion(served: Served, medallion_written: Subject) -> None:
    """What a plain party holds passes admission here; fetched again, it changes nothing."""
    make = Maker(served.partner.identity_id)
    for _ in range(5):
        assert medallion_written.add(make()).status == 202

    first = served.party.node.pulls.pull(served.partner.name)
    again = served.party.node.pulls.pull(served.partner.name)

    assert first["accepted"] >= 5
    assert first == again


def test_a_node_pushes_to_medallion(served: Served, medallion_written: Subject) -> None:
    """What is released to a plain party is carried there, observables too, and counts as accepted."""
    party = served.party
    observable = {
        "type": "domain-name",
        "spec_version": "2.1",
        "id": deterministic_id({"type": "domain-name", "value": "bad.example.com"}),
        "value": "bad.example.com",
        "object_marking_refs": [GREEN],
    }
    contents = [party.indicator(), observable]
    releases = party.publish(*party.bring(*contents), to=[served.partner.name])
    courier = party.node.courier(served.partner.name)
    while courier.step():
        pass

    assert set(party.states(releases)) == {"accepted"}
    for one in contents:
        assert medallion_written.found(f"objects/{one['id']}/") == [one]

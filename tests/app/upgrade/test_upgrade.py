"""A node of the previous release goes on under today's code: nothing is lost, everything works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from khien.app.proofs import check_crossing, crossing_proof, known_keys
from khien.app.wiring import DATABASE, Node, open_node
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.people import agreements
from khien.people.officers import list_officers, sign_in
from khien.people.partners import list_partners
from khien.store import objects
from khien.store.schema import NewerSchemaError, newest_revision, revision
from tests.app.upgrade import samples as s
from tests.cli.homes import run
from tests.exchange.nodes import Clock, Party, open_party
from tests.store.fresh import address, store_at

THEN = datetime(2026, 11, 22, 8, 2, tzinfo=UTC)
CUT_OFF = """
import os, sys
from alembic import op
from khien.store.schema import migrate
from tests.store.fresh import store_at

make, made = op.create_table, []

def cut_off(*args, **options):
    made.append(make(*args, **options))
    if len(made) == 2:
        os._exit(9)

op.create_table = cut_off
migrate(store_at(sys.argv[1]))
"""


@pytest.fixture
def home(tmp_path: Path, database: str) -> Path:
    """The home of a node that ran the previous release."""
    return s.old_home(tmp_path, "v0004", database)


@pytest.fixture
def node(home: Path) -> Iterator[Party]:
    """That node, opened by today's code."""
    party = open_party(home, "vn-ncc", Clock(THEN))
    yield party
    party.client.close()
    party.node.close()


def _revision(home: Path) -> str:
    store = store_at(address(home, DATABASE))
    with store.read() as tx:
        found = revision(tx)
    store.close()
    return found


def test_it_comes_from_the_release_before(home: Path) -> None:
    """The sample stands where the previous release stood; opening it brings it to today."""
    assert _revision(home) == "v0004"

    open_node(home, Clock(THEN)).close()

    assert _revision(home) == newest_revision()


def test_its_objects_are_there(node: Party) -> None:
    """Versions, their history and what was taken out of use are as they were; search finds them."""
    with node.node.store.read() as tx:
        assert len(objects.versions(tx, ObjectId(s.CHANGED))) == 2
        recalled, brought = (objects.current(tx, ObjectId(i)) for i in (s.RECALLED, s.BROUGHT))
        assert recalled is not None
        assert recalled.withdrawn
        assert brought is not None
        assert brought.source == "asean-cert"
        assert [found.object_id for found in objects.search(tx, "lua dao")] == [s.SCAM]
        assert objects.by_value(tx, "domain", "login.bank.example")


def test_its_releases_stand_and_go_on(node: Party) -> None:
    """Every release has its state; what was held can be approved and what was cleared is queued."""
    with node.node.store.read() as tx:
        found = {r.object_id: r for r in release_rows.listed(tx) if r.partner == "asean-cert"}
    assert {name: found[name].state.value for name in (s.SCAM, s.HELD, s.REFUSED, s.RECALLED)} == {
        s.SCAM: "accepted",
        s.HELD: "held",
        s.REFUSED: "refused",
        s.RECALLED: "recalled",
    }

    node.approve(found[s.HELD], "lan")
    assert node.approve(found[s.HELD], "son").state.value == "cleared"
    answers = node.node.releases.explain(s.WAITING, "asean-cert", Purpose.NETWORK_DEFENCE)
    assert {answer.outcome.value for answer in answers} == {"allowed"}
    published = node.publish(*node.bring(node.indicator("new.example")), to=["asean-cert"])
    assert {one.state.value for one in published} == {"cleared"}


def test_its_ledger_is_whole_and_grows(node: Party) -> None:
    """The whole log verifies, before and after new leaves."""
    with node.node.store.read() as tx:
        before = node.node.ledger.verify(tx, known_keys(node.node)).size
    node.bring(node.indicator("new.example"))
    with node.node.store.read() as tx:
        after = node.node.ledger.verify(tx, known_keys(node.node)).size
    assert before < after


def test_its_receipts_prove_what_they_proved(node: Party) -> None:
    """A crossing of then is proven now, offline, with the partner's sealed receipt."""
    with node.node.store.read() as tx:
        (crossing,) = (
            r.id for r in release_rows.of_object(tx, s.APPROVED) if r.partner == "asean-cert"
        )
    proof = crossing_proof(node.node, crossing)

    checked = check_crossing(proof, known_keys(node.node))

    assert Outcome.ACCEPTED.value in str(checked)


def test_its_people_can_go_on(node: Party) -> None:
    """Officers sign in with their passwords; partners, agreements and tokens are in force."""
    store, now = node.node.store, node.node.clock()
    assert sign_in(store, "lan", s.LAN, now).name == "lan"
    with store.read() as tx:
        assert len(list_officers(tx)) == 7
        assert {p.name: p.state.value for p in list_partners(tx)} == {
            "asean-cert": "active",
            "old-cert": "active",
        }
        for name in ("asean-cert", "old-cert"):
            assert agreements.in_force(tx, name, now) is not None
    own = node.client.get(
        "/taxii2/node/collections/workspace/objects/", headers=_with(s.TOOL)
    ).json()
    theirs = node.client.get(
        "/taxii2/node/collections/released/objects/", headers=_with(s.OLD_CERT)
    ).json()
    assert {s.SCAM, s.REFUSED, s.WAITING} <= {one["id"] for one in own["objects"]}
    assert s.SCAM in {one["id"] for one in theirs["objects"]}
    assert not {s.REFUSED, s.RECALLED, s.HELD} & {one["id"] for one in theirs["objects"]}


def _with(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/taxii+json;version=2.1"}


def test_an_upgrade_that_was_cut_off_is_run_again(home: Path) -> None:
    """A process that dies in the middle of an upgrade leaves the old database; the next one upgrades it."""
    where = address(home, DATABASE)
    ended = subprocess.run(  # noqa: S603 -- our own interpreter and text
        [sys.executable, "-c", CUT_OFF, where],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
        capture_output=True,
    )
    assert ended.returncode == 9, ended.stderr.decode()
    assert _revision(home) == "v0004"
    store = store_at(where)
    with store.read() as tx:
        assert "administration" not in inspect(tx).get_table_names()
    store.close()

    opened: Node = open_node(home, Clock(THEN))
    with opened.store.read() as tx:
        assert revision(tx) == newest_revision()
        assert opened.ledger.verify(tx, known_keys(opened)).size > 0
    opened.close()


def test_a_newer_database_is_refused_in_words(home: Path) -> None:
    """Yesterday's code does not touch tomorrow's database, and says which revision it does not know."""
    open_node(home, Clock(THEN)).close()
    store = store_at(address(home, DATABASE))
    with store.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
    store.close()

    with pytest.raises(NewerSchemaError, match="v9999"):
        open_node(home, Clock(THEN))
    ended = run("object", "search", "x", home=home)

    assert ended.status == NewerSchemaError.exit_status
    assert "v9999" in ended.words
    assert _revision(home) == "v9999"

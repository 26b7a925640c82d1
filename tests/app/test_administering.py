"""Every change of who may act or come in is in the ledger, and no leaf names a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from khien.app import administering
from khien.app.wiring import Node
from khien.ledger import RESTORED, Hold, LedgerHeldError
from khien.people.acts import Deed, acts, commitment
from khien.people.officers import list_officers
from khien.people.tokens import TokenRefusedError, list_tokens
from tests.exchange.nodes import new_world

PASSWORD = "bốn con trâu qua sông"  # noqa: S105 -- a sample


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node with officers."""
    world = new_world(tmp_path, "vn-ncc")
    yield world["vn-ncc"].node
    world.close()


def test_every_act_is_a_leaf_without_a_name(node: Node) -> None:
    """Officer added, changed, disabled; token added, revoked: five leaves, and none tells who."""
    administering.add_officer(node, "nguyen-van-a", roles=["analyst"], password=PASSWORD)
    administering.change_roles(node, "nguyen-van-a", ["duty"])
    administering.disable_officer(node, "nguyen-van-a")
    administering.disable_officer(node, "nguyen-van-a")
    administering.add_token(node, "siem", scopes=["taxii:read"])
    administering.revoke_token(node, "siem")
    administering.revoke_token(node, "siem")

    with node.store.read() as tx:
        done = acts(tx)
        size = node.ledger.size(tx)
        leaves = [leaf.entry for _, leaf in node.ledger.leaves(tx, size - 5, 5)]
        raw = node.ledger.entries(tx, 0, min(size, 256))
    assert [act.deed for act in done] == [
        Deed.OFFICER_ADDED, Deed.ROLES_CHANGED, Deed.OFFICER_DISABLED, Deed.TOKEN_ADDED, Deed.TOKEN_REVOKED,
    ]  # fmt: skip
    assert [entry.sha256 for entry in leaves] == [commitment(act) for act in done]
    assert b"nguyen-van-a" not in raw
    assert b"siem" not in raw
    assert administering.unrecorded(node) == []


def test_an_act_that_cannot_be_recorded_does_not_happen(node: Node) -> None:
    """Act and leaf commit together, or neither does."""
    with node.store.write() as tx:
        node.ledger.hold(tx, Hold(RESTORED, "", 1, ""))

    with pytest.raises(LedgerHeldError):
        administering.add_officer(node, "nguyen-van-a", roles=["analyst"], password=None)
    with pytest.raises(LedgerHeldError):
        administering.add_token(node, "siem", scopes=["taxii:read"])

    with node.store.read() as tx:
        assert "nguyen-van-a" not in {one.name for one in list_officers(tx)}
        assert list_tokens(tx) == ()
        assert acts(tx) == []


def test_an_altered_register_is_noticed(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the register says must be what the ledger vouches for."""
    administering.add_token(node, "siem", scopes=["taxii:read"])
    with node.store.read() as tx:
        (act,) = acts(tx)
    altered = replace(act, detail=("ledger:read",))
    monkeypatch.setattr(administering, "acts", lambda _: [altered])

    assert administering.unrecorded(node) == [altered]
    assert commitment(replace(act, salt="0" * 64)) != commitment(act)


def test_a_partner_gets_no_token_that_opens_nothing_to_it(node: Node) -> None:
    """The watch is for this node's own tools; who asks for a token of a partner's is told, and none is made."""
    with pytest.raises(TokenRefusedError) as caught:
        administering.add_token(
            node, "siem", scopes=["taxii:read", "watch:read"], partner="asean-cert"
        )
    assert [one.code for one in caught.value.refusals] == ["app.scope-of-own-tools"]
    administering.add_token(node, "siem", scopes=["watch:read"])
    with node.store.read() as tx:
        assert [one.partner for one in list_tokens(tx)] == [None]

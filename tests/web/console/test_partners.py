"""The pages about partners: how the exchange stands, enrolment, agreements."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from khien.exchange.outbox import rows as outbox_rows
from khien.model.agreement import parse_agreement
from khien.people.partners import Card, accept, invite, list_standings
from khien.people.partners import partner as find_partner
from tests.app.homes import NOW
from tests.people.parties import THEIRS, agreement_text, key_of
from tests.people.parties import Node as Party
from tests.web.console.conftest import Desk

NAME = THEIRS.card.name


def ours(desk: Desk) -> Party:
    """This node as a party of an agreement."""
    return Party(desk.node.enrolments.card, key_of(desk.node.ourselves.name))


@pytest.fixture
def allied(desk: Desk) -> Desk:
    """A node that accepted the invitation of a partner."""
    with desk.node.store.write() as tx:
        point = tx.begin_nested()
        made = invite(tx, THEIRS.card, THEIRS.key, desk.node.ourselves.name, NOW).document
        point.rollback()
        accept(tx, desk.node.enrolments.card, desk.node.ourselves.key, made, NOW)
    return desk


def test_the_list_shows_state_and_health(allied: Desk) -> None:
    """Each partner is a line; a node without partners says how one comes."""
    page = allied.as_("auditor").get("/partners").text
    assert NAME in page
    assert "reached" in page
    assert "/partners/invite" not in page  # an auditor enrols nobody


def test_a_page_tells_everything_about_a_partner(allied: Desk) -> None:
    """Keys, the phrase, limits, what waits and what was refused there."""
    with allied.node.store.write() as tx:
        outbox_rows.put(
            tx, outbox_rows.Kind.AGREEMENT, [(NAME, "a1", "{}"), (NAME, "b2", "{}")], NOW
        )
        first, second = outbox_rows.head(tx, NAME, 2)
        outbox_rows.parked(tx, [first], NOW, "people.partner-revoked")
        outbox_rows.failed(tx, [second], NOW + timedelta(hours=1), "exchange.unreachable")
    page = allied.as_("release").get(f"/partners/{NAME}").text
    assert THEIRS.card.key.replace("+", "&#43;") in page or THEIRS.card.key in page
    for shown in ("a1", "b2", "not reached", "No agreement is in force."):
        assert shown in page
    assert allied.as_("release").get("/partners/nobody").status_code == 404

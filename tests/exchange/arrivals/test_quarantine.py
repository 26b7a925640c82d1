"""Tests of `exchange.arrivals.desk`: quarantine, and what the ledger says."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from khien.exchange.arrivals import rows
from khien.exchange.arrivals.errors import (
    AmbiguousArrivalError,
    NotAdmissibleError,
    NotInQuarantineError,
)
from khien.exchange.authority import RoleError
from khien.ledger import EntryKind
from khien.model.errors import NotFoundError
from khien.people.partners import PartnerRevokedError
from tests.exchange.arrivals.holdings import current, watched
from tests.exchange.nodes import Party, World, add_plain_party, newer
from tests.exchange.notes import deliver, line, outcomes, raw

# Quarantine


def _quarantined(us: Party, them: Party, **more: object) -> tuple[dict[str, Any], str]:
    indicator = us.indicator("google.com", **more)
    (arrival,) = deliver(us, them, indicator)
    assert arrival.outcome == "quarantined"
    return indicator, arrival.id


def test_an_officer_accepts(us: Party, them: Party) -> None:
    """What an officer accepts comes in as the partner's, is watched, and the partner is told."""
    indicator, arrival = _quarantined(us, them)
    them.node.receipts.sign_due()
    assert [a.id for a in them.node.arrivals.quarantined()] == [arrival]

    (decided,) = them.node.arrivals.release(arrival, them.officer("duc"), accept=True)

    assert (decided.outcome, decided.reason, decided.receipt_due) == ("accepted", "", "accepted")
    kept = current(them, indicator["id"])
    assert kept is not None
    assert (kept.source, kept.author) == (us.name, "duc")
    assert watched(them, indicator["id"])
    assert them.leaves(arrival) == ["quarantined", "receipt", "accepted"]


def test_an_officer_refuses(us: Party, them: Party) -> None:
    """What an officer refuses stays out, its bytes are kept, and the partner is told."""
    indicator, arrival = _quarantined(us, them)

    (decided,) = them.node.arrivals.release(arrival, them.officer("duc"), accept=False)

    assert outcomes([decided]) == [("refused", "admission.refused-by-officer")]
    assert decided.raw == raw(indicator)
    assert current(them, indicator["id"]) is None
    with pytest.raises(NotInQuarantineError):
        them.node.arrivals.release(arrival, them.officer("duc"), accept=True)


def test_not_everybody_decides_on_quarantine(us: Party, them: Party) -> None:
    """An auditor checks those who decide, and decides nothing."""
    _, arrival = _quarantined(us, them)

    with pytest.raises(RoleError):
        them.node.arrivals.release(arrival, them.officer("thu"), accept=True)
    with pytest.raises(NotFoundError):
        them.node.arrivals.release("arrival--unknown", them.officer("duc"), accept=True)


def test_the_world_may_have_gone_on_while_it_waited(world: World, us: Party, them: Party) -> None:
    """What may not come in any more is not let in by an officer either."""
    indicator, arrival = _quarantined(us, them)
    deliver(us, them, newer(indicator, pattern="[domain-name:value = 'bad.example.com']"))
    other, twin = _quarantined(us, them)
    deliver(us, them, {**other, "pattern": "[domain-name:value = 'bad.example.org']"})

    them.node.arrivals.release(arrival, them.officer("duc"), accept=True)
    with pytest.raises(NotAdmissibleError):
        them.node.arrivals.release(twin, them.officer("duc"), accept=True)
    _, late = _quarantined(us, them)
    world.clock.tick(days=500)
    with pytest.raises(NotAdmissibleError):
        them.node.arrivals.release(late, them.officer("duc"), accept=True)
    assert [a.id for a in them.node.arrivals.quarantined()] == [twin, late]


def test_a_revoked_partners_quarantine_stays_shut(us: Party, them: Party) -> None:
    """Nothing comes in from a partner that was struck off, whenever it came."""
    _, arrival = _quarantined(us, them)
    them.node.enrolments.revoke(us.name, "sample", them.officer("ha"))

    with pytest.raises(PartnerRevokedError):
        them.node.arrivals.release(arrival, them.officer("duc"), accept=True)


def test_two_partners_with_one_id_are_told_apart(trio: World) -> None:
    """A partner that reuses another's id cannot ride on an officer's yes to that one."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    first, second = one.indicator("google.com"), other.indicator("google.com")
    told = line(first)
    deliver(one, centre, first, lines=[told])
    deliver(other, centre, second, lines=[line(second, release=told["release"])])
    duc = centre.officer("duc")

    with pytest.raises(AmbiguousArrivalError):
        centre.node.arrivals.release(told["release"], duc, accept=True)
    (decided,) = centre.node.arrivals.release(told["release"], duc, accept=True, partner=one.name)

    assert decided.partner == one.name
    assert current(centre, second["id"]) is None
    centre.node.receipts.sign_due()
    with centre.node.store.read() as tx:
        assert rows.due(tx, 10) == []


def test_a_damaged_quarantine_is_not_let_in(us: Party, them: Party) -> None:
    """Bytes that can no longer be read stay out."""
    _, arrival = _quarantined(us, them)
    with them.node.store.write() as tx:
        (found,) = rows.named(tx, arrival)
        rows.decide(tx, type(found)(**{**_fields(found), "raw": b"{"}))

    with pytest.raises(NotInQuarantineError):
        them.node.arrivals.release(arrival, them.officer("duc"), accept=True)


def _fields(arrival: rows.Arrival) -> dict[str, Any]:
    return {name: getattr(arrival, name) for name in rows.Arrival.__dataclass_fields__}


# What the ledger may hold


def test_the_ledger_holds_no_content(us: Party, them: Party) -> None:
    """Leaves name hashes, codes and ids, and never what was sent."""
    said = "known-only-to-this-test"
    indicator = us.indicator(f"{said}.example.com", name=said, description=said)
    broken = {**us.indicator(), "pattern": [said]}
    deliver(us, them, indicator, broken)
    _quarantined(us, them, description=said)

    with them.node.store.read() as tx:
        size = them.node.ledger.size(tx)
        entries = them.node.ledger.entries(tx, 0, size)
    assert said.encode() not in entries
    assert EntryKind.QUARANTINED.value.encode() in entries


def test_a_type_with_an_absurd_name_does_not_sink_its_batch(us: Party) -> None:
    """A foreign type may have a longer name than a leaf takes; it is refused by itself."""
    plain = add_plain_party(us)
    name = "x-" + "a" * 200
    strange = {
        "type": name,
        "spec_version": "2.1",
        "id": f"{name}--{uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
    }

    arrivals = us.node.arrivals.admit(
        plain, [json.dumps(strange).encode(), raw(us.indicator())], ""
    )

    assert len(arrivals) == 2

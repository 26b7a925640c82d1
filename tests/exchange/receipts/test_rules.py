"""Tests of `exchange.receipts.rules`: what a receipt says, and whether it fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from khien.exchange.receipts.rules import (
    EVENTS,
    Believed,
    Outcome,
    Receipt,
    Sent,
    fits,
    payload,
    read,
    timely,
)
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import SigningKey

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OLD, NEW = (SigningKey.from_seed("asean-cert", bytes([n]) * 32).public for n in (1, 2))
RECEIPT = Receipt(
    release="release--1",
    delivery="delivery--1",
    object="indicator--1",
    version="2026-11-22T08:00:00.000Z",
    sha256="ab" * 32,
    outcome=Outcome.ACCEPTED,
    reason="",
    giver="asean-cert",
    taker="vn-ncc",
    time="2026-11-22T08:00:00.000000Z",
)
SENT = Sent(
    release="release--1",
    partner="asean-cert",
    object_id="indicator--1",
    modified="2026-11-22T08:00:00.000Z",
    sha256="ab" * 32,
    left=True,
)


def test_a_receipt_reads_as_it_was_written() -> None:
    """Writing and reading a receipt gives the same receipt, with its time."""
    assert read(dict(payload(RECEIPT))) == RECEIPT
    assert RECEIPT.at == NOW


def test_every_outcome_has_its_effect() -> None:
    """Each word of the receiver is known to the sender."""
    assert set(EVENTS) == set(Outcome)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "loved"},
        {"time": "yesterday"},
        {"sha256": 5},
        {"more": "x"},
        {"reason": "Some Words"},
        {"reason": "a" * 81},
        {"reason": "line\nbreak"},
    ],
)
def test_a_bad_receipt_is_refused(change: dict[str, Any]) -> None:
    """Unknown outcomes and fields, other types, bad times and free words are no receipt."""
    with pytest.raises(MalformedError):
        read({**payload(RECEIPT), **change})


def test_an_incomplete_receipt_is_refused() -> None:
    """Every field must be there."""
    with pytest.raises(MalformedError) as caught:
        read({})
    assert caught.value.facts["item"] == "receipt"
    assert "missing required field" in str(caught.value.facts["rule"])


def test_a_time_that_is_none_is_named() -> None:
    """Whoever reads the refusal sees that it is the time of the receipt."""
    with pytest.raises(MalformedError) as caught:
        read({**payload(RECEIPT), "time": "yesterday"})
    assert caught.value.facts["item"] == "receipt time"


def test_a_fitting_receipt_is_given_back() -> None:
    """What speaks of just what we sent is taken."""
    assert fits(RECEIPT, SENT, "vn-ncc") is RECEIPT


@pytest.mark.parametrize(
    "change",
    [
        {"release": "release--2"},
        {"giver": "viet-telecom"},
        {"object": "indicator--2"},
        {"version": ""},
        {"sha256": "cd" * 32},
        {"taker": "viet-telecom"},
    ],
)
def test_a_receipt_for_something_else_proves_nothing(change: dict[str, str]) -> None:
    """Another partner's, object's, version's, content's or addressee's receipt is refused by name."""
    (field,) = change
    with pytest.raises(ProofError) as caught:
        fits(msgspec.structs.replace(RECEIPT, **change), SENT, "vn-ncc")
    assert caught.value.facts == {"what": "receipt for release--1", "why": field}


def test_a_receipt_for_what_never_left_is_refused() -> None:
    """Nobody can have taken what was never carried."""
    with pytest.raises(ProofError) as caught:
        fits(RECEIPT, replace(SENT, left=False), "vn-ncc")
    assert caught.value.facts == {"what": "receipt for release--1", "why": "it never left"}


def test_a_key_that_ended_proves_what_it_said_before() -> None:
    """The old key vouches for old words, the current one for words of any time."""
    keys = [Believed(OLD, NOW), Believed(NEW, None)]

    assert timely("receipt", [OLD], NOW - timedelta(seconds=1), keys) == OLD
    assert timely("receipt", [OLD, NEW], NOW, keys) == NEW
    assert timely("receipt", [NEW], NOW - timedelta(days=1), keys) == NEW
    with pytest.raises(ProofError) as caught:
        timely("receipt", [OLD], NOW, keys)
    assert caught.value.facts == {"what": "receipt", "why": "its key had ended"}

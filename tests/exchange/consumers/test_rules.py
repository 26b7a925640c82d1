"""Tests of `exchange.consumers.rules`: what can be chosen for a list, and when a consumer is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khien.exchange.consumers.errors import ChoiceError
from khien.exchange.consumers.rules import (
    LONGEST_ZONE,
    MOST_DAYS,
    Choice,
    Consumer,
    checked,
    checked_forms,
    over,
)
from khien.exchange.lists.forms import SERVED
from khien.exchange.lists.plain import COLUMNS
from khien.model.decision import Allowed, Refusal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG = "a" * 50 + "." + "b" * (LONGEST_ZONE - 51)
A_ZONE = "a domain name, lower case"


@pytest.mark.parametrize(
    ("choice", "facts"),
    [
        (Choice(zone="no zone"), ("zone", "no zone", A_ZONE)),
        (Choice(zone="RPZ.example"), ("zone", "RPZ.example", A_ZONE)),
        (Choice(zone=LONG + "b"), ("zone", (LONG + "b")[:100], A_ZONE)),
        (Choice(action="explode"), ("action", "explode", "nxdomain, nodata, drop")),
        (Choice(columns=("value", "smell")), ("columns", "smell", ", ".join(COLUMNS))),
        (Choice(columns=("tlp", "tlp")), ("columns", "tlp,tlp", "each once")),
        (Choice(above=100), ("above", "100", "0–99")),
        (Choice(above=-1), ("above", "-1", "0–99")),
        (Choice(days=-1), ("days", "-1", "0–36525")),
        (Choice(days=MOST_DAYS + 1), ("days", "36526", "0–36525")),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: Choice, facts: tuple[str, str, str]) -> None:
    """Every mistake is named with what is allowed."""
    with pytest.raises(ChoiceError) as found:
        checked(choice)

    assert tuple(found.value.facts[name] for name in ("name", "value", "allowed")) == facts


def test_the_outermost_choices_are_taken() -> None:
    """What is just within its bounds stays as it is."""
    for choice in (
        Choice(),
        Choice(above=99, days=MOST_DAYS, zone=LONG, action="drop", columns=tuple(COLUMNS)),
    ):
        assert checked(choice) is choice


@pytest.mark.parametrize(("forms", "value"), [(["xarf"], "xarf"), ([], "")])
def test_a_form_that_nobody_fetches_is_refused(forms: list[str], value: str) -> None:
    """None at all is refused too."""
    with pytest.raises(ChoiceError) as found:
        checked_forms(forms)

    facts = tuple(found.value.facts[name] for name in ("name", "value", "allowed"))
    assert facts == ("format", value, ", ".join(SERVED))
    assert checked_forms(["rpz", "csv", "rpz"]) == ("rpz", "csv")


def test_a_consumer_is_over_when_its_time_is() -> None:
    """A token that was revoked or has ended gives nothing by command either."""
    one = Consumer("dns", None, ("rpz",), Choice(), NOW)

    assert over(one, NOW) == Allowed()
    assert over(replace(one, expires=NOW + timedelta(microseconds=1)), NOW) == Allowed()
    assert over(replace(one, expires=NOW), NOW) == Refusal("people.token-expired", "dns")
    assert over(replace(one, revoked=NOW), NOW) == Refusal("people.token-revoked", "dns")

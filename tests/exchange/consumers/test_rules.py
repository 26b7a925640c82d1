"""Tests of `exchange.consumers.rules`: what can be chosen for a list, and when a consumer is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khien.exchange.consumers.errors import (
    ChoiceError,
    NoFormError,
    UnfitError,
    UnfitKindError,
)
from khien.exchange.consumers.rules import (
    LONGEST_ZONE,
    MOST_DAYS,
    Choice,
    Consumer,
    checked,
    checked_forms,
    fitting,
    over,
)
from khien.exchange.lists.forms import CARRIED, NAMES, SERVED
from khien.exchange.lists.plain import COLUMNS
from khien.model.decision import Allowed, Refusal
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind
from khien.model.words import WORDS

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
        (Choice(ceiling=Tlp.RED), ("ceiling", "red", "clear, green, amber, amber+strict")),
        (Choice(columns=("",)), ("columns", "", ", ".join(COLUMNS))),
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


@pytest.mark.parametrize(
    ("choice", "forms", "name", "allowed"),
    [
        (Choice(zone="rpz.example"), ["hosts"], "zone", "rpz"),
        (Choice(action="drop"), ["csv"], "action", "rpz"),
        (Choice(columns=("value",)), ["hosts", "rpz"], "columns", "csv"),
        (Choice(ceiling=Tlp.AMBER), ["xarf"], "ceiling", ", ".join(SERVED)),
    ],
)
def test_what_no_format_has_a_use_for_is_refused(
    choice: Choice, forms: list[str], name: str, allowed: str
) -> None:
    """Option and format are named; it would have been ignored in silence."""
    with pytest.raises(UnfitError) as found:
        fitting(choice, forms)

    assert found.value.facts == {
        "item": name, "rule": f"only for {allowed}",
        "name": name, "form": ", ".join(forms), "allowed": allowed,
    }  # fmt: skip
    assert fitting(choice, ["rpz", "csv"]) is choice


@pytest.mark.parametrize(
    ("kinds", "forms", "named", "form"),
    [
        ((ValueKind.MD5,), ["rpz"], "md5", "rpz"),
        ((ValueKind.DOMAIN, ValueKind.MD5), ["rpz"], "md5", "rpz"),
        ((ValueKind.MD5,), ["csv", "rpz"], "md5", "rpz"),
        ((ValueKind.EMAIL, ValueKind.MD5), ["hosts", "rpz"], "email, md5", "hosts, rpz"),
    ],
)
def test_a_kind_that_the_format_cannot_hold_empties_no_list(
    kinds: tuple[ValueKind, ...], forms: list[str], named: str, form: str
) -> None:
    """A list that could hold nothing is not made, and what it can hold is named."""
    with pytest.raises(UnfitKindError) as found:
        fitting(Choice(kinds=kinds), forms)

    assert (found.value.facts["kind"], found.value.facts["form"]) == (named, form)
    assert "domain" in str(found.value.facts["allowed"])
    mixed = Choice(kinds=(ValueKind.DOMAIN, ValueKind.MD5))
    assert fitting(mixed, ["csv", "rpz"]) is mixed


def test_every_format_has_its_kinds() -> None:
    """Whatever the format, each kind that it can hold can be asked for."""
    assert tuple(CARRIED) == NAMES
    for form, kinds in CARRIED.items():
        assert fitting(Choice(kinds=tuple(kinds)), [form]).kinds


def test_a_form_that_nobody_fetches_is_refused() -> None:
    """With what there is; and none at all is refused too, in words of its own."""
    with pytest.raises(ChoiceError) as found:
        checked_forms(["xarf"])
    with pytest.raises(NoFormError) as none:
        checked_forms([])

    facts = tuple(found.value.facts[name] for name in ("name", "value", "allowed"))
    assert facts == ("format", "xarf", ", ".join(SERVED))
    assert none.value.code in WORDS
    assert checked_forms(["rpz", "csv", "rpz"]) == ("rpz", "csv")


def test_a_consumer_is_over_when_its_time_is() -> None:
    """A token that was revoked or has ended gives nothing by command either."""
    one = Consumer("dns", None, ("rpz",), Choice(), NOW)

    assert over(one, NOW) == Allowed()
    assert over(replace(one, expires=NOW + timedelta(microseconds=1)), NOW) == Allowed()
    assert over(replace(one, expires=NOW), NOW) == Refusal("people.token-expired", "dns")
    assert over(replace(one, revoked=NOW), NOW) == Refusal("people.token-revoked", "dns")

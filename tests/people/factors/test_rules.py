"""Codes, secrets and counters by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from khien.model.decision import Allowed, Refusal
from khien.model.ids import OfficerName
from khien.people.factors import rules
from khien.people.factors.rules import Held
from tests.people.parties import NOW


@pytest.mark.parametrize("typed", ["ABCD-efgh", "abcdefgh", " abcd  EFGH\t", "a-b-c-d-e-f-g-h"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    """Spaces, hyphens and capitals make no difference."""
    assert rules.plain_code(typed) == "abcdefgh"
    assert rules.hash_code(typed) == rules.hash_code("abcd-efgh")


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "", "١٢٣٤٥٦", "123456\n"])
def test_only_six_digits_are_a_time_based_code(code: str) -> None:
    """Six ASCII digits; nothing else goes to the clock."""
    assert rules.is_totp("123456")
    assert not rules.is_totp(code)


def test_a_recovery_code_has_eighty_bits() -> None:
    """Ten bytes are sixteen letters in four groups."""
    assert rules.code_text(b"\x00" * 10) == "aaaa-aaaa-aaaa-aaaa"
    assert rules.code_text(bytes(range(10))) == "aaaq-eaye-auda-ocaj"
    assert rules.code_text(b"12345") == "gezd-gnbv"
    assert rules.code_text(b"1") == "ge"
    assert rules.code_text(b"\0\0\0\0\x17") == "aaaa-aaax"
    assert len({rules.code_text(bytes([n]) * 10) for n in range(256)}) == 256


def test_a_code_that_is_no_text_is_only_wrong() -> None:
    """Half a surrogate pair, which a form can carry, is hashed like any other wrong code."""
    assert rules.hash_code("\ud800") != rules.hash_code("abcd")


def test_the_steps_around_an_instant() -> None:
    """One step to each side, whole steps of thirty seconds since 1970."""
    assert list(rules.steps_around(datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC))) == [0, 1, 2]
    assert list(rules.steps_around(datetime(1970, 1, 1, 0, 1, 0, tzinfo=UTC))) == [1, 2, 3]


@pytest.mark.parametrize(("last", "counts"), [(None, True), (6, True), (7, False), (8, False)])
def test_a_step_counts_once(last: int | None, counts: object) -> None:
    """The step of the last code and those before it are used up."""
    assert rules.step_counts(7, last) is counts


@pytest.mark.parametrize(
    ("before", "given", "good"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_counter_grows_or_does_not_count(before: int, given: int, good: object) -> None:
    """A counter that stands still or runs back is a copy, unless it never counted."""
    verdict = rules.counter_moved(before, given)

    refused = Refusal("people.passkey-copied", f"{before} → {given}")
    assert verdict == (Allowed() if good else refused)


def test_recovery_codes_alone_are_no_factor() -> None:
    """A clock or a passkey is enough; ten codes on paper are not."""
    key = rules.Passkey("a", OfficerName("lan"), "x", 0, False, NOW, None)

    assert not Held(None, 10, ()).is_enough
    assert Held(NOW, 0, ()).is_enough
    assert Held(None, 0, (key,)).is_enough


def test_a_label_is_one_short_line() -> None:
    """No control character, no turning of the line, at most sixty characters."""
    assert rules.clean_label("  my \n key‮\x00 ") == "my key"
    assert len(rules.clean_label("x" * 99)) == 60
    assert timedelta(0) < rules.CHALLENGE_LASTS

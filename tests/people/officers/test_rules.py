"""Roles, passwords and locks, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from khien.model.agreement import Role
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import OfficerName
from khien.people.officers import rules
from khien.people.officers.rules import Failures, Officer
from tests.people.parties import NOW, PASSWORD

NAME = OfficerName("duty-1")
ADMIN = Officer(OfficerName("boss"), "Boss", "vi", frozenset({Role.ADMIN}), NOW)
DUTY = Officer(NAME, "Duty", "en", frozenset({Role.DUTY}), NOW)


def test_roles_are_read_by_name() -> None:
    """Names of roles become roles, each once."""
    assert rules.read_roles(["duty", "release", "duty"]) == frozenset({Role.DUTY, Role.RELEASE})


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        ([], Refusal("people.no-role", "roles")),
        (["duty", "king"], Refusal("people.unknown-role", "king")),
        (["DUTY"], Refusal("people.unknown-role", "DUTY")),
    ],
)
def test_no_or_an_unknown_role_is_refused(names: list[str], refusal: Refusal) -> None:
    """An officer needs a role, and only known roles exist."""
    assert rules.read_roles(names) == refusal


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x", "people.password-short"),
        ("abcdefghijklmn", "people.password-short"),  # 14
        ("e\u0302" * 14, "people.password-short"),  # 28 code points, 14 letters in NFC
        ("abcd" * 4, "people.password-plain"),  # 4 different
        ("ab" * 513, "people.password-long"),
        ("so DUTY-1 says good day", "people.password-holds-name"),
    ],
)
def test_a_weak_password_is_refused(password: str, code: str) -> None:
    """Too short, too long, too plain, or with the name in it."""
    verdict = rules.judge_password(NAME, password)

    assert isinstance(verdict, Refusal)
    assert verdict.code == code


@pytest.mark.parametrize("password", [PASSWORD, "abcdefghijklmno", "abcde" * 3, "abcdefgh" * 128])
def test_a_long_password_is_enough(password: str) -> None:
    """From 15 to 1024 characters with 5 different ones, any letters will do."""
    assert rules.judge_password(NAME, password) == Allowed()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("an", Allowed()),
        ("van", Allowed()),
        ("vanh", Refusal("people.password-holds-name", "vanh")),
    ],
)
def test_a_short_name_in_a_password_is_chance(name: str, verdict: Verdict) -> None:
    """From four letters on a sign-in name in a password tells something; "an" does not."""
    assert rules.judge_password(OfficerName(name), f"{name} của chín con ong") == verdict


def test_the_bounds_are_named_in_the_refusal() -> None:
    """The refusal says what would be enough."""
    assert rules.judge_password(NAME, "x") == Refusal("people.password-short", "15")
    assert rules.judge_password(NAME, "x" * 1025) == Refusal("people.password-long", "1024")
    assert rules.judge_password(NAME, PASSWORD + NAME) == Refusal(
        "people.password-holds-name", NAME
    )
    assert rules.judge_password(NAME, "x" * 15) == Refusal("people.password-plain", "5")


@pytest.mark.parametrize(
    ("count", "minutes"),
    [(5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (12, 60), (10_000, 60)],
)
def test_each_failure_after_the_fourth_locks_for_longer(count: int, minutes: int) -> None:
    """A minute, doubled each time, up to an hour."""
    assert rules.locked_until(Failures(count, NOW)) == NOW + timedelta(minutes=minutes)


def test_four_failures_lock_nothing() -> None:
    """A person may mistype."""
    assert rules.locked_until(None) is None
    assert rules.locked_until(Failures(4, NOW)) is None


def test_failures_are_forgotten_after_a_day() -> None:
    """What happened 24 hours ago does not count; a moment less does."""
    failures = Failures(7, NOW)

    assert rules.remembered(None, NOW) is None
    assert rules.remembered(failures, NOW + timedelta(hours=24)) is None
    almost = NOW + timedelta(hours=24) - timedelta(microseconds=1)
    assert rules.remembered(failures, almost) == failures


def test_an_attempt_counts_one_more() -> None:
    """The first and every later attempt is counted, with its instant."""
    assert rules.attempted(None, NOW) == Failures(1, NOW)
    later = NOW + timedelta(minutes=1)
    assert rules.attempted(Failures(4, NOW), later) == Failures(5, later)


def test_the_last_admin_stays() -> None:
    """The only admin may neither be disabled nor lose the role."""
    refusal = Refusal("people.last-admin", "boss")

    assert rules.an_admin_stays([ADMIN, DUTY], replace(ADMIN, disabled=NOW)) == refusal
    assert rules.an_admin_stays([ADMIN, DUTY], replace(ADMIN, roles=DUTY.roles)) == refusal


def test_one_of_two_admins_may_go() -> None:
    """With another admin left, or with none from the start, nothing is in the way."""
    second = replace(ADMIN, name=OfficerName("deputy"))

    assert rules.an_admin_stays([ADMIN, second], replace(ADMIN, disabled=NOW)) == Allowed()
    assert rules.an_admin_stays([ADMIN, DUTY], replace(DUTY, disabled=NOW)) == Allowed()
    assert rules.an_admin_stays([DUTY], replace(DUTY, disabled=NOW)) == Allowed()


def test_the_only_admin_may_get_another_role_beside() -> None:
    """What leaves the role in place is no danger."""
    more = replace(ADMIN, roles=frozenset({Role.ADMIN, Role.LAWYER}))

    assert rules.an_admin_stays([ADMIN], more) == Allowed()


def test_a_disabled_admin_is_none() -> None:
    """An admin who is disabled does not count as the one that stays."""
    second = replace(ADMIN, name=OfficerName("deputy"), disabled=NOW)

    verdict = rules.an_admin_stays([ADMIN, second], replace(ADMIN, disabled=NOW))

    assert verdict == Refusal("people.last-admin", "boss")


@pytest.mark.parametrize(
    ("taste", "verdict"),
    [
        (("vi", "Asia/Ho_Chi_Minh", "dark"), Allowed()),
        (("en", "", "light"), Allowed()),
        (("fr", "", "light"), Refusal("people.unknown-language", "fr")),
        (("vi", "", "pink"), Refusal("people.unknown-theme", "pink")),
        (
            ("vi", "Mars/" + "x" * 99, "light"),
            Refusal("people.unknown-zone", ("Mars/" + "x" * 99)[: rules.LONGEST_ZONE]),
        ),
    ],
)
def test_a_taste_is_what_the_console_has(taste: tuple[str, str, str], verdict: Verdict) -> None:
    """A language, a theme and a time zone that there are; the refusal names what there is not."""
    assert rules.judge_taste(*taste, {"Asia/Ho_Chi_Minh"}) == verdict
